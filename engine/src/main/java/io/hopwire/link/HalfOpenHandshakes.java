package io.hopwire.link;

import io.hopwire.spi.Addresses;
import io.hopwire.spi.HostHash;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Handshakes by XX that peers began, were answered, and wait for their last message, which is all that tells an honest
 * peer from one that never meant to go on. Here is decided which of them gives its place to whoever comes next, has
 * shown that he receives where he says he is, and finds all places taken. The first that applies:
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
 * Considered, and not done: no state before the last message. What Noise keeps would have to go out sealed and come
 * back in it, which needs some 200 bytes more in two messages, and makes the answer longer than the question. Replacing
 * one at random: when four times as many come as there is room for, e^-4 of those are still there who need as long as
 * a place should last, and not a quarter.
 * <p>
 * Not thread-safe.
 */
final class HalfOpenHandshakes
{
    private final int perNetwork;
    private final long graceNs;
    private final Addresses addresses;
    private final HostHash hosts;
    private final UnsafeBuffer address = new UnsafeBuffer(new byte[Addresses.LENGTH]);
    private final PeerCrowds<Handshake> crowds = new PeerCrowds<>();
    private final PeerBag<Handshake> unproved = new PeerBag<>();
    private Handshake oldest;
    private Handshake newest;

    HalfOpenHandshakes(final LinkConfig config, final Addresses addresses, final HostHash hosts)
    {
        perNetwork = config.get(LinkSettings.PER_NETWORK);
        graceNs = config.get(LinkSettings.HANDSHAKE_RETRY);
        this.addresses = addresses;
        this.hosts = hosts;
    }

    /** Its answer is sent now. */
    void add(final Handshake handshake, final long nowNs)
    {
        handshake.sentNs = nowNs;
        if (handshake.isAddressProved)
        {
            addresses.copyTo(handshake.addressId, address, 0);
            crowds.add(handshake, hosts.sharer(address, 0), hosts.host(address, 0));
            append(handshake);
        }
        else
        {
            unproved.add(handshake);
        }
    }

    /** It goes on, or is over; nothing happens where it is none of these. */
    void remove(final Handshake handshake)
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

    int size()
    {
        return unproved.size() + crowds.count();
    }

    /**
     * The one that goes so that a peer at an address, who has proved it, gets its place.
     *
     * @return it, or null where none does.
     */
    Handshake leastPromising(final int addressId, final long nowNs)
    {
        if (unproved.size() > 0)
        {
            return old(unproved);
        }
        addresses.copyTo(addressId, address, 0);
        final PeerCrowd<Handshake> own = crowds.of(hosts.sharer(address, 0));
        final int ownSize = null == own ? 0 : own.size();
        final PeerCrowd<Handshake> largest = crowds.largest();
        if (null != largest && largest.size() > Math.max(perNetwork, ownSize + 1))
        {
            return old(largest);
        }
        final long ageNs = 0 == ownSize ? graceNs : 2 * graceNs;
        return null != oldest && nowNs - oldest.sentNs >= ageNs ? oldest : null;
    }

    private Handshake old(final PeerBag<Handshake> bag)
    {
        Handshake found = bag.next();
        for (int i = Math.min(PeerLinks.SAMPLE, bag.size()); i > 1; i--)
        {
            final Handshake next = bag.next();
            final long more = crowds.ofHost(next.host) - crowds.ofHost(found.host);
            final boolean isRather = more > 0 || 0 == more && next.sentNs - found.sentNs < 0;
            found = isRather ? next : found;
        }
        return found;
    }

    private void append(final Handshake handshake)
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

    private void unlink(final Handshake handshake)
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
