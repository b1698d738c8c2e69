package io.hopwire.component.discovery;

import io.hopwire.crypto.AddressSpace;
import io.hopwire.link.Link;
import io.hopwire.routing.Distance;
import io.hopwire.routing.RoutingTable;
import io.hopwire.spi.Settings;
import io.hopwire.spi.Timers;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * When a node looks for what. It looks for itself when its first link is up, soon again, and then ever less often; when
 * it has found its neighbours it fills the buckets farther away than they are, as Kademlia's join does. A settled node
 * asks a few of its neighbours each time, and now and then it searches one of the far buckets, where that is not full.
 */
final class Refresher
{
    /** Contacts that a bucket must have, or joining fills it. */
    private static final int JOIN_FILL = 5;
    private static final int JOIN_WIDTH = 2;
    private static final int VISIT_WIDTH = 2;
    /** Own look-ups after which the buckets are filled: at once, and when others who came with us have settled. */
    private static final int FIRST_FILL = 1;
    private static final int SECOND_FILL = 4;
    /** One of so many refreshes visits a bucket. */
    private static final int VISIT_EVERY = 8;
    private static final int MAX_DRAWS = 64;
    private static final int NOT_FILLING = -1;
    private static final int NONE = -1;
    private static final long BUSY_NS = 1_000_000_000L;

    private final int contactsOfBucket;
    private final long firstRefreshNs;
    private final long slowestRefreshNs;
    private final Neighbourhood near;
    private final Timers timers;
    private final int timerId;
    private final RoutingTable table;
    private final Contacts contacts;
    private final LinkKeeper keeper;
    private final AddressSpace space;
    private final UnsafeBuffer key;
    private final UnsafeBuffer id = new UnsafeBuffer(new byte[Distance.ID_LENGTH]);
    private Lookups lookups;
    private long refreshNs;
    private int refreshes;
    private int ownEnded;
    private int filling = NOT_FILLING;
    private int visited;
    private int introducer = NONE;
    private boolean isNeighbourGone;
    private boolean started;

    Refresher(
        final Settings settings,
        final Neighbourhood near,
        final Timers timers,
        final int timerId,
        final Contacts contacts,
        final LinkKeeper keeper)
    {
        contactsOfBucket = settings.get(DiscoverySettings.CONTACTS_PER_ANSWER);
        firstRefreshNs = settings.get(DiscoverySettings.FIRST_REFRESH);
        slowestRefreshNs = settings.get(DiscoverySettings.REFRESH);
        this.near = near;
        this.timers = timers;
        this.timerId = timerId;
        this.table = near.table();
        this.contacts = contacts;
        this.keeper = keeper;
        this.space = near.own().space();
        this.key = new UnsafeBuffer(new byte[space.length()]);
        this.refreshNs = firstRefreshNs;
    }

    void lookups(final Lookups value)
    {
        lookups = value;
    }

    void start(final long nowNs)
    {
        if (!started)
        {
            started = true;
            timers.schedule(timerId, nowNs);
        }
    }

    /** All links are gone: look as if we had just come. */
    void again(final long nowNs)
    {
        refreshNs = firstRefreshNs;
        soon(nowNs);
    }

    /**
     * A peer that is always to have a link has one, again or at last: the network may have fallen in two, and that peer
     * may know neighbours of ours that nobody whom we know does. Ask it for our place, and whom it names; at once where
     * there is no other, for it may not have a place for us for long.
     */
    void introduceBy(final Link link, final long nowNs)
    {
        if (started)
        {
            introducer = link.id();
            soon(nowNs);
            if (1 == near.links().upCount())
            {
                timers.schedule(timerId, nowNs);
            }
        }
    }

    /** A neighbour is gone: look for the next one soon. */
    void soon(final long nowNs)
    {
        if (started)
        {
            isNeighbourGone = true;
            final long soonNs = nowNs + jittered(firstRefreshNs);
            if (timers.deadlineNs(timerId) - soonNs > 0)
            {
                timers.schedule(timerId, soonNs);
            }
        }
    }

    void onTimer(final long nowNs)
    {
        // One at a time: what a look-up needs in memory, an idle node should have once.
        if (lookups.isUnderWay(Lookups.OWN) || lookups.isUnderWay(Lookups.BUCKET))
        {
            timers.schedule(timerId, nowNs + jittered(BUSY_NS));
            return;
        }
        final boolean settled = refreshNs >= slowestRefreshNs;
        final Link link = introducer < 0 ? null : near.links().get(introducer);
        introducer = NONE;
        if (null != link && link.isUp())
        {
            lookups.beginAt(link, keeper.siblings(), nowNs);
        }
        else if (settled && !isNeighbourGone && refreshes % VISIT_EVERY == VISIT_EVERY - 1)
        {
            visitBucket(nowNs);
        }
        else
        {
            final int sample = settled ? 1 + refreshes % Lookup.SAMPLE : 0;
            lookups.begin(Lookups.OWN, near.own().bytes(), 0, keeper.siblings(), sample, nowNs);
        }
        refreshes++;
        isNeighbourGone = false;
        timers.schedule(timerId, nowNs + jittered(refreshNs));
        refreshNs = Math.min(slowestRefreshNs, refreshNs * 2);
    }

    /** A look-up of ours has ended. */
    void onLookupEnd(final int purpose, final long nowNs)
    {
        if (purpose == Lookups.OWN && ownEnded < SECOND_FILL)
        {
            ownEnded++;
            if ((ownEnded == FIRST_FILL || ownEnded == SECOND_FILL) && filling == NOT_FILLING)
            {
                filling = 0;
                fillNext(nowNs);
            }
        }
        else if (purpose == Lookups.BUCKET && filling != NOT_FILLING)
        {
            fillNext(nowNs);
        }
    }

    /** The next bucket that is short of contacts. */
    private void fillNext(final long nowNs)
    {
        final int buckets = farBuckets();
        while (filling != NOT_FILLING)
        {
            final int bucket = filling++;
            if (bucket >= buckets)
            {
                filling = NOT_FILLING;
            }
            else if (table.bucketSize(bucket) < JOIN_FILL && search(bucket, JOIN_WIDTH, nowNs))
            {
                return;
            }
        }
    }

    private void visitBucket(final long nowNs)
    {
        final int buckets = farBuckets();
        if (buckets == 0)
        {
            return;
        }
        final int bucket = visited++ % buckets;
        if (table.bucketSize(bucket) < contactsOfBucket)
        {
            search(bucket, VISIT_WIDTH, nowNs);
        }
    }

    private boolean search(final int bucket, final int width, final long nowNs)
    {
        drawKey(bucket);
        return lookups.begin(Lookups.BUCKET, key, 0, width, 0, nowNs);
    }

    /**
     * A key whose id is in a bucket. Ids are hashes, so keys are drawn until one fits; for the buckets that this hardly
     * ever hits a contact's key will do.
     */
    private void drawKey(final int bucket)
    {
        for (int i = 0; i < MAX_DRAWS; i++)
        {
            near.services().entropy().nextBytes(key.byteArray(), 0, key.capacity());
            space.nodeId(key, 0, id, 0);
            if (table.bucketOf(id, 0) == bucket)
            {
                return;
            }
        }
        final int found = contacts.ofBucket(bucket);
        if (found > 0)
        {
            final int index = Integer.remainderUnsigned(near.services().entropy().nextInt(), found);
            key.putBytes(0, contacts.memory(), contacts.keyOffset(index), key.capacity());
        }
    }

    /** Buckets beyond the siblings, whom the look-up for ourselves finds. */
    int farBuckets()
    {
        contacts.closest(contacts.ownId(), 0);
        final int last = contacts.goodOfRank(keeper.siblings());
        return last < 0 ? 0 : table.bucketOf(contacts.memory(), contacts.idOffset(last));
    }

    /** Three quarters to five quarters, so that nodes that began together do not stay together. */
    private long jittered(final long ns)
    {
        return ns - (ns >> 2) + (near.services().entropy().nextLong() >>> 1) % (ns >> 1);
    }
}
