package io.hopwire.crowd;

import io.hopwire.spi.Addresses;
import io.hopwire.spi.HostHash;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What peers opened and keep, such as links, and which of it has to go when all places for peers are taken and one more
 * peer wants in. Keys cost nothing, and who has many is no better than who has one. So what counts is where a peer is,
 * and what its link is good for.
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
 *
 * @param <T> what that is; called a link here.
 */
public final class PeerPlaces<T extends CrowdMember>
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
    private final PeerCrowds<T> crowds = new PeerCrowds<>();
    private final PeerBag<T> unproved = new PeerBag<>();
    private final PeerBag<T> young = new PeerBag<>();
    private final PeerBag<T> settled = new PeerBag<>();
    /** Whether the last bag that was looked into had one that is not in use, even one that is in its first moments. */
    private boolean isAnyIdle;
    private PeerWorth<T> worth = link -> PeerWorth.IDLE;

    /**
     * No links.
     *
     * @param most       links at a time.
     * @param perNetwork links that the peers of one network may keep while they are in use.
     * @param graceNs    age from which an idle one may have to go.
     * @param addresses  of their peers.
     * @param hash       of these.
     */
    public PeerPlaces(
        final int most, final int perNetwork, final long graceNs, final Addresses addresses, final HostHash hash)
    {
        this.most = most;
        mostSettled = most / 2;
        this.perNetwork = perNetwork;
        this.graceNs = graceNs;
        this.addresses = addresses;
        this.hash = hash;
    }

    /**
     * Whom to ask what links are good for; none of them is good for anything at first.
     *
     * @param value asked from now on.
     */
    public void worth(final PeerWorth<T> value)
    {
        worth = value;
    }

    /** {@return what hosts and networks are known by; whoever else counts who comes from where uses the same} */
    public HostHash hosts()
    {
        return hash;
    }

    /**
     * A peer has begun a link.
     *
     * @param link new.
     */
    public void add(final T link)
    {
        unproved.add(link);
    }

    /**
     * Its peer has shown that it receives where the link leads.
     *
     * @param link  any; nothing happens where it is known, or not of a peer.
     * @param nowNs time.
     */
    public void proved(final T link, final long nowNs)
    {
        if (link.bag == unproved)
        {
            link.openedNs(nowNs);
            unproved.remove(link);
            addresses.copyTo(link.addressId(), address, 0);
            crowds.add(link, hash.sharer(address, 0), hash.host(address, 0));
            young.add(link);
            settle();
        }
    }

    /**
     * It is gone.
     *
     * @param link any; nothing happens where it is not of a peer.
     */
    public void remove(final T link)
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

    /** {@return how many there are} */
    public int size()
    {
        return unproved.size() + young.size() + settled.size();
    }

    /** {@return how many there may be} */
    public int most()
    {
        return most;
    }

    /** {@return whether there are as many as may be} */
    public boolean isFull()
    {
        return size() >= most;
    }

    /** {@return whether whoever begins one more link has to show first that he receives where he says he is} */
    public boolean isCrowded()
    {
        return isFull() || unproved.size() > most / UNPROVED_SHARE;
    }

    /** {@return for a census: those whose network is known} */
    public int counted()
    {
        return crowds.count();
    }

    /**
     * The link that goes so that a peer at an address, who has proved it, gets one.
     *
     * @param addressId the newcomer's.
     * @param nowNs     time.
     * @return it, or null where none is worth less than the newcomer's.
     */
    public T leastUseful(final int addressId, final long nowNs)
    {
        if (unproved.size() > 0)
        {
            return leastUseful(unproved, nowNs);
        }
        addresses.copyTo(addressId, address, 0);
        final PeerCrowd<T> own = crowds.of(hash.sharer(address, 0));
        final int ownSize = null == own ? 0 : own.size();
        final PeerCrowd<T> largest = crowds.largest();
        T found = null;
        if (null != largest && largest.size() > Math.max(perNetwork, ownSize + 1))
        {
            found = leastUseful(largest, PeerWorth.IN_USE);
        }
        if (null == found && ownSize >= perNetwork)
        {
            return leastUseful(own, PeerWorth.IDLE);
        }
        found = null == found ? leastUseful(young, nowNs - graceNs) : found;
        return null == found && !isAnyIdle ? leastUseful(settled, nowNs - graceNs) : found;
    }

    private T leastUseful(final PeerCrowd<T> crowd, final int mostWorth)
    {
        T least = null;
        int leastWorth = mostWorth + 1;
        for (int i = Math.min(SAMPLE, crowd.size()); i > 0; i--)
        {
            final T link = crowd.next();
            final int linkWorth = worth.of(link);
            if (linkWorth < leastWorth || null != least && linkWorth == leastWorth && isBefore(link, least))
            {
                least = link;
                leastWorth = linkWorth;
            }
        }
        return least;
    }

    private boolean isBefore(final T link, final T than)
    {
        final long more = crowds.ofHost(link.host) - crowds.ofHost(than.host);
        return more > 0 || 0 == more && lastUseNs(link) - lastUseNs(than) < 0;
    }

    private T leastUseful(final PeerBag<T> bag, final long openedBeforeNs)
    {
        T least = null;
        isAnyIdle = false;
        for (int i = Math.min(SAMPLE, bag.size()); i > 0; i--)
        {
            final T link = bag.next();
            final boolean isLess = null == least || lastUseNs(link) - lastUseNs(least) < 0;
            if (isLess && PeerWorth.IDLE == worth.of(link))
            {
                isAnyIdle = true;
                least = link.openedNs() - openedBeforeNs <= 0 ? link : least;
            }
        }
        return least;
    }

    /** Those who have been here longest, or nearly so. */
    private void settle()
    {
        while (settled.size() < mostSettled && young.size() > 0)
        {
            T oldest = young.next();
            for (int i = Math.min(SAMPLE, young.size()); i > 1; i--)
            {
                final T link = young.next();
                oldest = link.openedNs() - oldest.openedNs() < 0 ? link : oldest;
            }
            young.remove(oldest);
            settled.add(oldest);
        }
    }

    private static long lastUseNs(final CrowdMember link)
    {
        return Math.max(link.openedNs(), link.lastUsedNs());
    }
}
