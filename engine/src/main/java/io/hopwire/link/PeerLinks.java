package io.hopwire.link;

import io.hopwire.spi.Addresses;
import io.hopwire.spi.HostHash;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The links that peers opened, and which of them has to go when all places for peers are taken and one more peer wants
 * in. Keys cost nothing, and who has many is no better than who has one. So what counts is where a peer is, and what
 * its link is good for.
 * <pre>
 *   unproved   the peer has not shown yet that it receives where it says it is: first to go
 *   young      all others, until there is room among the settled
 *   settled    half of the places, for those that have been there longest
 * </pre>
 * Who is put out for whom, the first that applies:
 * <ol>
 * <li>one that is unproved;</li>
 * <li>where a network has more links than it may keep in any case, and more than the newcomer's would have: one of the
 * network that has most of all, of the host there that has most, rather an idle one than one in use;</li>
 * <li>where the newcomer's own network has as many as that: an idle one of it, or nobody;</li>
 * <li>of the young ones, an idle one that has been of no use for longest, but not within its first moments;</li>
 * <li>where all young ones are in use: of the settled ones, the same.</li>
 * </ol>
 * A stranger with keys in ever so many networks can so displace idle links only, and the young ones first: who was
 * there before stays. Each choice looks at a few links, which take turns, as the sampled LRU of Redis does. Not
 * thread-safe.
 */
final class PeerLinks
{
    /** Links that a choice looks at in each place where it looks. */
    static final int SAMPLE = 16;

    private static final int UNPROVED_SHARE = 8;

    private final int most;
    private final int mostSettled;
    private final int perNetwork;
    private final long graceNs;
    private final Addresses addresses;
    private final HostHash hash;
    private final UnsafeBuffer address = new UnsafeBuffer(new byte[Addresses.LENGTH]);
    private final PeerCrowds<Link> crowds = new PeerCrowds<>();
    private final PeerBag<Link> unproved = new PeerBag<>();
    private final PeerBag<Link> young = new PeerBag<>();
    private final PeerBag<Link> settled = new PeerBag<>();
    /** Whether the last bag that was looked into had one that is not in use, even one that is in its first moments. */
    private boolean isAnyIdle;
    private LinkWorth worth = link -> LinkWorth.IDLE;

    /**
     * No links.
     *
     * @param hashKey secret.
     */
    PeerLinks(final LinkConfig config, final Addresses addresses, final long hashKey)
    {
        this.addresses = addresses;
        most = config.maxLinksOfPeers();
        mostSettled = most / 2;
        perNetwork = config.get(LinkSettings.PER_NETWORK);
        graceNs = config.get(LinkSettings.GRACE);
        hash = new HostHash(hashKey);
    }

    void worth(final LinkWorth value)
    {
        worth = value;
    }

    /** Whoever else counts who comes from where does so under the same key. */
    HostHash hosts()
    {
        return hash;
    }

    /** A peer has begun a link. */
    void add(final Link link)
    {
        unproved.add(link);
    }

    /** Its peer has shown that it receives where the link leads. */
    void proved(final Link link, final long nowNs)
    {
        if (link.bag == unproved)
        {
            link.openedNs = nowNs;
            unproved.remove(link);
            addresses.copyTo(link.addressId, address, 0);
            crowds.add(link, hash.sharer(address, 0), hash.host(address, 0));
            young.add(link);
            settle();
        }
    }

    void remove(final Link link)
    {
        if (null != link.bag)
        {
            link.bag.remove(link);
            if (null != link.crowd)
            {
                crowds.remove(link);
            }
            settle();
        }
    }

    int size()
    {
        return unproved.size() + young.size() + settled.size();
    }

    int most()
    {
        return most;
    }

    boolean isFull()
    {
        return size() >= most;
    }

    /** Whether whoever begins one more link has to show first that he receives where he says he is. */
    boolean isCrowded()
    {
        return isFull() || unproved.size() > most / UNPROVED_SHARE;
    }

    /** For a census: those whose network is known. */
    int counted()
    {
        return crowds.count();
    }

    /**
     * The link that goes so that a peer at an address, who has proved it, gets one.
     *
     * @return it, or null where none is worth less than the newcomer's.
     */
    Link leastUseful(final int addressId, final long nowNs)
    {
        if (unproved.size() > 0)
        {
            return leastUseful(unproved, nowNs);
        }
        addresses.copyTo(addressId, address, 0);
        final PeerCrowd<Link> own = crowds.of(hash.sharer(address, 0));
        final int ownSize = null == own ? 0 : own.size();
        final PeerCrowd<Link> largest = crowds.largest();
        Link found = null;
        if (null != largest && largest.size() > Math.max(perNetwork, ownSize + 1))
        {
            found = leastUseful(largest, LinkWorth.IN_USE);
        }
        if (null == found && ownSize >= perNetwork)
        {
            return leastUseful(own, LinkWorth.IDLE);
        }
        found = null == found ? leastUseful(young, nowNs - graceNs) : found;
        return null == found && !isAnyIdle ? leastUseful(settled, nowNs - graceNs) : found;
    }

    private Link leastUseful(final PeerCrowd<Link> crowd, final int mostWorth)
    {
        Link least = null;
        int leastWorth = mostWorth + 1;
        for (int i = Math.min(SAMPLE, crowd.size()); i > 0; i--)
        {
            final Link link = crowd.next();
            final int linkWorth = worth.of(link);
            if (linkWorth < leastWorth || null != least && linkWorth == leastWorth && isBefore(link, least))
            {
                least = link;
                leastWorth = linkWorth;
            }
        }
        return least;
    }

    private boolean isBefore(final Link link, final Link than)
    {
        final long more = crowds.ofHost(link.host) - crowds.ofHost(than.host);
        return more > 0 || 0 == more && lastUseNs(link) - lastUseNs(than) < 0;
    }

    private Link leastUseful(final PeerBag<Link> bag, final long openedBeforeNs)
    {
        Link least = null;
        isAnyIdle = false;
        for (int i = Math.min(SAMPLE, bag.size()); i > 0; i--)
        {
            final Link link = bag.next();
            final boolean isLess = null == least || lastUseNs(link) - lastUseNs(least) < 0;
            if (isLess && LinkWorth.IDLE == worth.of(link))
            {
                isAnyIdle = true;
                least = link.openedNs - openedBeforeNs <= 0 ? link : least;
            }
        }
        return least;
    }

    /** Those who have been here longest, or nearly so. */
    private void settle()
    {
        while (settled.size() < mostSettled && young.size() > 0)
        {
            Link oldest = young.next();
            for (int i = Math.min(SAMPLE, young.size()); i > 1; i--)
            {
                final Link link = young.next();
                oldest = link.openedNs - oldest.openedNs < 0 ? link : oldest;
            }
            young.remove(oldest);
            settled.add(oldest);
        }
    }

    private static long lastUseNs(final Link link)
    {
        return Math.max(link.openedNs, link.lastUsedNs());
    }
}
