package io.hopwire.component.discovery;

import io.hopwire.link.Link;
import io.hopwire.link.LinkRole;
import io.hopwire.link.LinkTable;
import io.hopwire.routing.RoutingTable;
import io.hopwire.spi.Settings;
import org.agrona.DirectBuffer;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Which links a node keeps: those to its siblings, the oldest few of every bucket, those that somebody needs, and the
 * young ones. All others are closed, each by whoever opened it, so that both ends need not agree. The peer stays a
 * contact. A sibling without a link gets one, and so does a bucket that has none left.
 */
final class LinkKeeper
{
    /** An endpoint is found over the few relays that are closest to it, and carries nothing for others. */
    private static final int SIBLINGS_OF_ENDPOINT = 8;
    private static final int MAX_EXAMINED = 32;
    private static final int MAX_CLOSED = 8;
    private static final int MAX_OPENED = 2;
    private static final int WORDS = 4;
    private static final int NONE = -1;
    private static final long IN_VAIN_NS = 100_000_000L;

    private final int bucketLinks;
    private final long idleNs;
    private final LinkTable links;
    private final RoutingTable table;
    private final Contacts contacts;
    private final Dialer dialer;
    private final IntPredicate linkInUse;
    private final int siblings;
    private final long[] bucketsWithLinks = new long[WORDS];
    private int cursor;
    private boolean isInVain;
    private long inVainNs;

    LinkKeeper(
        final Settings settings,
        final Neighbourhood near,
        final Contacts contacts,
        final Dialer dialer,
        final IntPredicate linkInUse)
    {
        bucketLinks = settings.get(DiscoverySettings.BUCKET_LINKS);
        idleNs = settings.get(DiscoverySettings.IDLE);
        this.links = near.links();
        this.table = near.table();
        this.contacts = contacts;
        this.dialer = dialer;
        this.linkInUse = linkInUse;
        this.siblings = near.role() == LinkRole.RELAY ?
            settings.get(DiscoverySettings.SIBLINGS) :
            Math.min(settings.get(DiscoverySettings.SIBLINGS), SIBLINGS_OF_ENDPOINT);
    }

    int siblings()
    {
        return siblings;
    }

    boolean isSibling(final Link link)
    {
        if (link.peerRole() != LinkRole.RELAY)
        {
            return false;
        }
        contacts.noteSiblings(siblings);
        return contacts.isSibling(link);
    }

    /**
     * Close what nobody needs, open what is missing.
     */
    void sweep(final long nowNs)
    {
        contacts.noteSiblings(siblings);
        int closed = 0;
        for (int i = Math.min(MAX_EXAMINED, links.upCount()); i > 0 && closed < MAX_CLOSED; i--)
        {
            // Backwards, for the last link takes the place of one that is closed.
            cursor = cursor > 0 ? Math.min(cursor, links.upCount()) - 1 : links.upCount() - 1;
            final Link link = links.upLink(cursor);
            if (isIdle(link, idleNs, nowNs) && link.isAtRest(nowNs) && isNeedless(link))
            {
                links.close(link.id(), nowNs);
                closed++;
            }
        }
        // Most sweeps change nothing, and then one search serves them to the end.
        final int opened = openSiblings(closed > 0 ? searchSiblings() : contacts.count(), nowNs);
        if (opened < MAX_OPENED)
        {
            openBucket(opened > 0 ? searchSiblings() : contacts.count(), nowNs);
        }
    }

    private int searchSiblings()
    {
        return contacts.closest(contacts.ownId(), 0);
    }

    /**
     * Close the link that has been needless for longest, however short that is. Strangers may have us dial as often as
     * they like, and this looks at all links: after it was in vain it does not look again at once.
     *
     * @return false where all are needed.
     */
    boolean makeRoom(final long nowNs)
    {
        if (isInVain && nowNs - inVainNs < IN_VAIN_NS)
        {
            return false;
        }
        contacts.noteSiblings(siblings);
        Link longest = null;
        for (int i = 0; i < links.upCount(); i++)
        {
            final Link link = links.upLink(i);
            final boolean older = null == longest || lastUseNs(link) - lastUseNs(longest) < 0;
            if (older && isIdle(link, 0, nowNs) && isNeedless(link))
            {
                longest = link;
            }
        }
        isInVain = null == longest;
        inVainNs = nowNs;
        if (null != longest)
        {
            links.close(longest.id(), nowNs);
        }
        return null != longest;
    }

    private static long lastUseNs(final Link link)
    {
        return Math.max(link.openedNs(), link.lastUsedNs());
    }

    private boolean isIdle(final Link link, final long idleNs, final long nowNs)
    {
        return link.initiatedByUs() && link.peerRole() == LinkRole.RELAY && nowNs - lastUseNs(link) >= idleNs &&
            !linkInUse.test(link.id());
    }

    private boolean isNeedless(final Link link)
    {
        return !contacts.isSibling(link) && olderInBucket(link) >= bucketLinks;
    }

    private int olderInBucket(final Link link)
    {
        final int bucket = table.bucketOf(link.identity(), Link.NODE_ID_OFFSET);
        int older = 0;
        for (int i = 0; i < links.upCount() && older < bucketLinks; i++)
        {
            final Link other = links.upLink(i);
            final boolean counts = other != link && other.peerRole() == LinkRole.RELAY &&
                isOlder(other, link) && table.bucketOf(other.identity(), Link.NODE_ID_OFFSET) == bucket;
            older += counts ? 1 : 0;
        }
        return older;
    }

    /** Of two that came up at the same time that is older which has the smaller number. */
    private static boolean isOlder(final Link link, final Link than)
    {
        return link.openedNs() < than.openedNs() || link.openedNs() == than.openedNs() && link.id() < than.id();
    }

    private int openSiblings(final int found, final long nowNs)
    {
        int good = 0;
        int opened = 0;
        for (int i = 0; i < found && good < siblings && opened < MAX_OPENED; i++)
        {
            if (contacts.isGood(i))
            {
                good++;
                opened += contacts.isLinked(i) || !open(i, nowNs) ? 0 : 1;
            }
        }
        return opened;
    }

    /** One at a time: the contact that was heard of last in the farthest bucket that has contacts, but no link. */
    private void openBucket(final int found, final long nowNs)
    {
        noteBuckets();
        final int deepest = found == 0 ? 0 : table.bucketOf(contacts.memory(), contacts.idOffset(found - 1));
        for (int bucket = 0; bucket < deepest; bucket++)
        {
            if ((bucketsWithLinks[bucket >> 6] & 1L << bucket) == 0 && table.bucketSize(bucket) > 0)
            {
                openIn(bucket, nowNs);
                return;
            }
        }
    }

    private void openIn(final int bucket, final long nowNs)
    {
        final int found = contacts.ofBucket(bucket);
        int latest = NONE;
        for (int i = 0; i < found; i++)
        {
            if (contacts.isGood(i) && (latest < 0 || contacts.lastSeenNs(i) > contacts.lastSeenNs(latest)))
            {
                latest = i;
            }
        }
        if (latest >= 0)
        {
            open(latest, nowNs);
        }
    }

    private void noteBuckets()
    {
        Arrays.fill(bucketsWithLinks, 0);
        for (int i = 0; i < links.upCount(); i++)
        {
            final Link link = links.upLink(i);
            final int bucket = table.bucketOf(link.identity(), Link.NODE_ID_OFFSET);
            if (link.peerRole() == LinkRole.RELAY && bucket < WORDS * Long.SIZE)
            {
                bucketsWithLinks[bucket >> 6] |= 1L << bucket;
            }
        }
    }

    private boolean open(final int index, final long nowNs)
    {
        final DirectBuffer memory = contacts.memory();
        final boolean idle = null == links.anyByKey(memory, contacts.keyOffset(index));
        return idle && dialer.dialKnown(
            memory, contacts.keyOffset(index), memory, contacts.addressOffset(index), nowNs) >= 0;
    }
}
