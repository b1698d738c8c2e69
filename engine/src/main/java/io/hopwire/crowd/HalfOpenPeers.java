package io.hopwire.crowd;

import io.hopwire.spi.Addresses;
import io.hopwire.spi.HostHash;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.function.Predicate;

/**
 * What peers began, and what waits for them to go on, which is all that tells an honest peer from one that never meant
 * to: handshakes by XX that were answered and lack their last message, or connections on which nobody has said yet who
 * he is. Here is decided which of them gives its place to whoever comes next, has shown that he receives where he says
 * he is, and finds all places taken. The first that applies:
 * <ol>
 * <li>one whose peer has not shown that;</li>
 * <li>where a network has more of them than it may have in any case, and more than the newcomer's would have: an old
 * one of the network that has most of all, of the host there that has most;</li>
 * <li>the oldest of all, once an honest peer had the time to answer it, which is when it would begin anew. A newcomer
 * whose network has one already needs one that is twice as old as that.</li>
 * </ol>
 * So somebody with few hosts competes with himself; and with as many hosts as there are places, each renewing what it
 * has as soon as it can, one place in two is old enough for a network that has none. What is left is a rate: ever new
 * networks that come faster than places grow old. Then nobody is put out before his time, and it is chance who comes
 * next.
 * <p>
 * Considered for handshakes, and not done: no state before the last message. What Noise keeps would have to go out
 * sealed and come back in it, which needs some 200 bytes more in two messages, and makes the answer longer than the
 * question. Replacing one at random: when four times as many come as there is room for, e^-4 of those are still there
 * who need as long as a place should last, and not a quarter.
 * <p>
 * Not thread-safe.
 *
 * @param <T> what that is; called a handshake here.
 */
public final class HalfOpenPeers<T extends CrowdMember>
{
    private final int perNetwork;
    private final long graceNs;
    private final Addresses addresses;
    private final HostHash hosts;
    private final UnsafeBuffer address = new UnsafeBuffer(new byte[Addresses.LENGTH]);
    private final PeerCrowds<T> crowds = new PeerCrowds<>();
    private final PeerBag<T> unproved = new PeerBag<>();
    private CrowdMember oldest;
    private CrowdMember newest;

    /**
     * None at all.
     *
     * @param perNetwork what a network may have in any case.
     * @param graceNs    by when an honest peer had the time to go on.
     * @param addresses  of their peers.
     * @param hosts      hash of these.
     */
    public HalfOpenPeers(final int perNetwork, final long graceNs, final Addresses addresses, final HostHash hosts)
    {
        this.perNetwork = perNetwork;
        this.graceNs = graceNs;
        this.addresses = addresses;
        this.hosts = hosts;
    }

    /**
     * Its turn is its peer's from now on.
     *
     * @param handshake       new.
     * @param isAddressProved whether its peer has shown that it receives where it says it is.
     * @param nowNs           time.
     */
    public void add(final T handshake, final boolean isAddressProved, final long nowNs)
    {
        handshake.openedNs(nowNs);
        if (isAddressProved)
        {
            addresses.copyTo(handshake.addressId(), address, 0);
            crowds.add(handshake, hosts.sharer(address, 0), hosts.host(address, 0));
            append(handshake);
        }
        else
        {
            unproved.add(handshake);
        }
    }

    /**
     * It goes on, or is over.
     *
     * @param handshake any; nothing happens where it is none of these.
     */
    public void remove(final T handshake)
    {
        if (null != handshake.crowd)
        {
            crowds.remove(handshake);
            unlink(handshake);
        }
        else if (null != handshake.bag)
        {
            unproved.remove(handshake);
        }
    }

    /**
     * Some of them have gone on, which nobody has said; takes as long as there are many.
     *
     * @param hasGoneOn whether one has.
     */
    @SuppressWarnings("unchecked")
    public void removeIf(final Predicate<T> hasGoneOn)
    {
        CrowdMember next = oldest;
        while (null != next)
        {
            final T handshake = (T)next;
            next = next.younger;
            if (hasGoneOn.test(handshake))
            {
                remove(handshake);
            }
        }
    }

    /** {@return how many there are} */
    public int size()
    {
        return unproved.size() + crowds.count();
    }

    /**
     * The one that goes so that a peer at an address, who has proved it, gets its place.
     *
     * @param addressId the newcomer's.
     * @param nowNs     time.
     * @return it, or null where none does.
     */
    @SuppressWarnings("unchecked")
    public T leastPromising(final int addressId, final long nowNs)
    {
        if (unproved.size() > 0)
        {
            return old(unproved);
        }
        addresses.copyTo(addressId, address, 0);
        final PeerCrowd<T> own = crowds.of(hosts.sharer(address, 0));
        final int ownSize = null == own ? 0 : own.size();
        final PeerCrowd<T> largest = crowds.largest();
        if (null != largest && largest.size() > Math.max(perNetwork, ownSize + 1))
        {
            return old(largest);
        }
        final long ageNs = 0 == ownSize ? graceNs : 2 * graceNs;
        return null != oldest && nowNs - oldest.openedNs() >= ageNs ? (T)oldest : null;
    }

    /**
     * The one that has waited longest, for whoever needs its place more than any newcomer.
     *
     * @return it, or null where there is none whose peer has proved where it is.
     */
    @SuppressWarnings("unchecked")
    public T oldest()
    {
        return (T)oldest;
    }

    private T old(final PeerBag<T> bag)
    {
        T found = bag.next();
        for (int i = Math.min(PeerPlaces.SAMPLE, bag.size()); i > 1; i--)
        {
            final T next = bag.next();
            final long more = crowds.ofHost(next.host) - crowds.ofHost(found.host);
            final boolean isRather = more > 0 || 0 == more && next.openedNs() - found.openedNs() < 0;
            found = isRather ? next : found;
        }
        return found;
    }

    private void append(final CrowdMember handshake)
    {
        handshake.older = newest;
        if (null == newest)
        {
            oldest = handshake;
        }
        else
        {
            newest.younger = handshake;
        }
        newest = handshake;
    }

    private void unlink(final CrowdMember handshake)
    {
        if (null == handshake.older)
        {
            oldest = handshake.younger;
        }
        else
        {
            handshake.older.younger = handshake.younger;
        }
        if (null == handshake.younger)
        {
            newest = handshake.older;
        }
        else
        {
            handshake.younger.older = handshake.older;
        }
        handshake.older = null;
        handshake.younger = null;
    }
}
