package io.hopwire.component.dht;

import io.hopwire.delivery.AnswerTimes;
import io.hopwire.delivery.RequestTable;
import io.hopwire.link.Link;
import io.hopwire.link.LinkRole;
import io.hopwire.link.NodeSearch;
import io.hopwire.routing.ContactRecord;
import io.hopwire.routing.Distance;
import io.hopwire.spi.Inspector;
import io.hopwire.spi.Settings;
import io.hopwire.spi.SystemCounter;
import io.hopwire.spi.Timers;
import org.agrona.DirectBuffer;
import org.agrona.collections.IntArrayList;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Keeps records where they belong while nodes come and go. A record that nobody has stored here for an interval is
 * stored at the nodes that are closest to it now; who got it meanwhile from somebody else has nothing to do (the paper
 * on Kademlia, section 2.5). A node that comes is given at once those records that it is one of the closest to, by the
 * few that are closest to them. What is out of date is forgotten. Nothing is changed by that: a record comes with the
 * ballot that it was accepted with. One record at a time, a bounded part of all in a turn. Not thread-safe.
 */
final class Republisher implements NodeSearch.Seeker, RequestTable.Handler
{
    private static final long MS_NS = 1_000_000L;
    private static final long SWEEP_NS = 1_000_000_000L;
    private static final long TURN_NS = 20_000_000L;
    private static final long MOST_WAIT_NS = 3_000_000_000L;
    /** Entries that are looked at in a sweep. */
    private static final int SWEEP = 1024;
    /** Entries that are looked at in a turn for a newcomer, and most that are given to it in one. */
    private static final int TURN = 64;
    private static final int GIFTS = 8;
    private static final int MAX_NEWCOMERS = 32;
    /** So many of those closest to a key give it to a newcomer. */
    private static final int GIVERS = 4;
    private static final int PLACES = 64;
    private static final int TOKEN = 0;

    private final Neighbours near;
    private final DhtMessages messages;
    private final Holder holder;
    private final Timers timers;
    private final int sweepTimerId;
    private final int giftTimerId;
    private final RequestTable requests;
    private final Replicas replicas;
    private final Question question = new Question();
    private final Question gift = new Question();
    private final DirectBuffer ownId;
    private final UnsafeBuffer address;
    private final UnsafeBuffer ids = new UnsafeBuffer(new byte[Distance.ID_LENGTH]);
    private final IntArrayList newcomers = new IntArrayList();
    private final int[] closest;
    private RecordEntry entry;
    private int sweepPlace;
    private int giftPlace;

    Republisher(
        final Settings settings,
        final Neighbours near,
        final DhtMessages messages,
        final Holder holder,
        final Timers timers,
        final int firstTimerId)
    {
        this.near = near;
        this.messages = messages;
        this.holder = holder;
        this.timers = timers;
        sweepTimerId = firstTimerId;
        giftTimerId = firstTimerId + 1;
        requests = new RequestTable(
            PLACES, settings.get(DhtSettings.TRIES), new AnswerTimes(settings.get(DhtSettings.FIRST_WAIT)),
            MOST_WAIT_NS, this, timers, firstTimerId + 2);
        replicas = new Replicas(near.own(), near.k());
        ownId = near.ownId();
        address = new UnsafeBuffer(new byte[near.own().space().length()]);
        closest = new int[near.k()];
    }

    RequestTable requests()
    {
        return requests;
    }

    void start(final long nowNs)
    {
        holder.start(nowNs);
        timers.schedule(sweepTimerId, nowNs + SWEEP_NS);
    }

    /** A relay has come: it may have to be given something. */
    void onLinkUp(final Link link, final long nowNs)
    {
        if (near.isRelay() && LinkRole.RELAY == link.peerRole() && holder.store().size() > 0 &&
            newcomers.size() < MAX_NEWCOMERS && !newcomers.containsInt(link.id()))
        {
            if (newcomers.isEmpty())
            {
                giftPlace = 0;
                timers.schedule(giftTimerId, nowNs + TURN_NS);
            }
            newcomers.addInt(link.id());
        }
        if (null != entry)
        {
            final int replica = replicas.findAsked(link.identity(), Link.ADDRESS_OFFSET);
            if (replica >= 0)
            {
                send(replica, replicas.request(replica), nowNs);
            }
        }
    }

    void onTimer(final int timerId, final long nowNs)
    {
        if (timerId == sweepTimerId)
        {
            sweep(nowNs);
        }
        else if (timerId == giftTimerId)
        {
            give(nowNs);
        }
        else
        {
            requests.onTimer(nowNs);
        }
    }

    private void sweep(final long nowNs)
    {
        final RecordStore store = holder.store();
        for (int i = 0; i < SWEEP && i < store.size(); i++)
        {
            sweepPlace = sweepPlace + 1 < store.size() ? sweepPlace + 1 : 0;
            final RecordEntry at = store.get(sweepPlace);
            if (at != entry && at.forgetMs <= nowNs / MS_NS)
            {
                holder.remove(at);
            }
            else if (null == entry && isDue(at, nowNs) && near.links().upCount() > 0)
            {
                begin(at, nowNs);
            }
        }
        timers.schedule(sweepTimerId, nowNs + SWEEP_NS);
    }

    private static boolean isDue(final RecordEntry at, final long nowNs)
    {
        return !at.isCopy && at.recordLength > 0 && at.republishNs - nowNs <= 0;
    }

    private void begin(final RecordEntry at, final long nowNs)
    {
        address.putBytes(0, at.address, 0, address.capacity());
        if (near.search().begin(this, TOKEN, address, 0, nowNs))
        {
            entry = at;
        }
    }

    @Override
    public boolean ask(final int token, final Link link, final long nowNs)
    {
        return false;
    }

    @Override
    public void onFound(
        final int token,
        final DirectBuffer contacts,
        final int count,
        final int closest,
        final int named,
        final long nowNs)
    {
        replicas.set(address, contacts, count, true);
        final boolean isOne = replicas.hasItself();
        near.services().counters().increment(SystemCounter.DHT_REPUBLISHED);
        holder.isAgain(entry, nowNs);
        question.set(address, entry.key, entry.key.capacity(), entry.acceptedCounter, entry.acceptedNode);
        for (int i = 0; i < replicas.count(); i++)
        {
            final long id = replicas.isItself(i) ?
                RequestTable.FULL : requests.begin(TOKEN, i, replicas.name(i), nowNs);
            if (RequestTable.FULL != id)
            {
                replicas.asked(i, id);
                send(i, id, nowNs);
            }
        }
        if (!isOne && replicas.count() >= near.k())
        {
            holder.letGo(entry, nowNs);
        }
        endIfOver(nowNs);
    }

    private void send(final int replica, final long id, final long nowNs)
    {
        final Link link = near.links().byKey(replicas.buffer(), replicas.keyOffset(replica));
        if (null == link)
        {
            near.search().dial(replicas.buffer(), replicas.offset(replica), nowNs);
        }
        else
        {
            question.id = id << 1 | 1;
            messages.store(link, question, entry.record, 0, entry.recordLength, 0, nowNs);
        }
    }

    /** The last question was answered, whatever the answer. */
    void onAnswer(final long nowNs)
    {
        replicas.state(requests.item(), Replicas.YES);
        endIfOver(nowNs);
    }

    @Override
    public void onAgain(final long id, final int owner, final int item, final long nowNs)
    {
        send(item, id, nowNs);
    }

    @Override
    public void onSilence(final int owner, final int item, final long nowNs)
    {
        replicas.state(item, Replicas.GONE);
        endIfOver(nowNs);
    }

    /** The next one soon, where there may be one. */
    private void endIfOver(final long nowNs)
    {
        if (0 == requests.open())
        {
            entry = null;
            timers.schedule(sweepTimerId, nowNs + TURN_NS);
        }
    }

    private void give(final long nowNs)
    {
        final RecordStore store = holder.store();
        final Link link = near.links().get(newcomers.getInt(0));
        int gifts = 0;
        int looked = 0;
        while (null != link && link.isUp() && looked < TURN && gifts < GIFTS && giftPlace < store.size())
        {
            final RecordEntry at = store.get(giftPlace++);
            looked++;
            if (!at.isCopy && at.recordLength > 0 && at.forgetMs > nowNs / MS_NS && isToGive(at, link))
            {
                gifts++;
                gift.id = Question.NO_ID;
                gift.set(at.address, at.key, at.key.capacity(), at.acceptedCounter, at.acceptedNode);
                messages.store(link, gift, at.record, 0, at.recordLength, 0, nowNs);
            }
        }
        if (0 == looked || giftPlace >= store.size())
        {
            newcomers.fastUnorderedRemove(0);
            giftPlace = 0;
        }
        if (!newcomers.isEmpty())
        {
            timers.schedule(giftTimerId, nowNs + TURN_NS);
        }
    }

    /**
     * Whether the newcomer is surely one of the closest to it, and the node one of those very close to it: what is
     * given to somebody who is not among the k closest would be read there, and not be changed any more. Who is
     * farther than half of them gets it when it is stored again.
     */
    private boolean isToGive(final RecordEntry at, final Link link)
    {
        near.own().space().nodeId(at.address, 0, ids, 0);
        final DirectBuffer memory = near.table().memory();
        final int count = near.table().closest(ids, 0, closest);
        int closerThanWe = 0;
        int closerThanIt = 0;
        for (int i = 0; i < count; i++)
        {
            final int id = closest[i] + ContactRecord.ID_OFFSET;
            final boolean isIt = Distance.compareIds(memory, id, link.identity(), Link.NODE_ID_OFFSET) == 0;
            closerThanIt += Distance.compare(memory, id, link.identity(), Link.NODE_ID_OFFSET, ids, 0) < 0 ? 1 : 0;
            closerThanWe += !isIt && Distance.compare(memory, id, ownId, 0, ids, 0) < 0 ? 1 : 0;
        }
        final boolean areWeCloser = Distance.compare(ownId, 0, link.identity(), Link.NODE_ID_OFFSET, ids, 0) < 0;
        return closerThanIt + (areWeCloser ? 1 : 0) < (near.k() + 1) / 2 && closerThanWe < GIVERS;
    }

    void inspect(final Inspector inspector)
    {
        requests.inspect(inspector);
    }
}
