package io.hopwire.transport;

import io.hopwire.spi.Addresses;
import io.hopwire.spi.Counters;
import io.hopwire.spi.SystemCounter;

import java.io.IOException;
import java.net.PortUnreachableException;

/**
 * One socket for everybody, and a connected one for the peer that most of the traffic is with: a send to it saves the
 * kernel the search for the way.
 * <pre>
 *                           ┌─ connected socket ◄──► the hot peer
 *   receive, send ──────────┤
 *                           └─ first socket     ◄──► all others
 * </pre>
 * <b>Who is hot.</b> Only an address that somebody retains, which a link does and a stranger does not: whoever floods
 * us must not choose. A peer is promoted when its datagrams outnumber all others' by {@link #PROMOTE_AT} in one count
 * (Boyer and Moore, MJRTY: one candidate, counted up by its own datagrams and down by the others'). It is demoted when
 * nobody else retains its address, when it was silent for {@link #DEMOTE_AFTER} reads, or when another peer has become
 * hot meanwhile.
 * <p>
 * <b>How the two are polled.</b> While the hot peer talks, the first socket is looked at every {@link #FIRST_EVERY}
 * reads, and before the connected one, so it can not starve; when the hot peer is silent both are looked at each time.
 * <p>
 * One peer, because each connected socket on a port costs all datagrams of strangers a comparison in the kernel.
 * Not thread-safe.
 */
final class PromotingDatagramIo implements DatagramIo
{
    static final int PROMOTE_AT = 4096;
    static final int FIRST_EVERY = 16;
    private static final int SILENT_AFTER = 64;
    private static final int DEMOTE_AFTER = 1 << 18;
    private static final int MAX_FAILURES = 4;
    private static final int MAX_DRAINED = 8192;
    private static final int NOBODY = Addresses.NULL_ID;

    /**
     * Makes a way to the kernel over a socket that is connected to a peer.
     */
    interface Promotion
    {
        /**
         * Open a connected socket.
         *
         * @param addressId of the peer.
         * @return the way over it.
         * @throws IOException where the system refuses.
         */
        Connected promote(int addressId) throws IOException;
    }

    /**
     * A way to one peer.
     */
    interface Connected extends DatagramIo, AutoCloseable
    {
        @Override
        void close();
    }

    private final DatagramIo first;
    private final Promotion promotion;
    private final AddressTable addresses;
    private final Counters counters;
    private Connected hot;
    private DatagramIo last;
    private int hotId = NOBODY;
    private int candidateId = NOBODY;
    private int votes;
    private int sinceFirst;
    private int silence;
    private int failures;
    private int segmentLength;
    private int toDrain;

    PromotingDatagramIo(
        final DatagramIo first, final Promotion promotion, final AddressTable addresses, final Counters counters)
    {
        this.first = first;
        this.promotion = promotion;
        this.addresses = addresses;
        this.counters = counters;
        last = first;
    }

    @Override
    public int receive() throws IOException
    {
        if (null == hot)
        {
            return first.receive();
        }
        if (toDrain > 0)
        {
            final int length = drainFirst();
            if (length >= 0)
            {
                return length;
            }
        }
        if (++sinceFirst >= FIRST_EVERY)
        {
            final int length = receiveFirst();
            if (length >= 0)
            {
                return length;
            }
            if (1 == addresses.retains(hotId) || silence > DEMOTE_AFTER)
            {
                demote();
                return length;
            }
        }
        final int length = receiveHot();
        return length < 0 && silence > SILENT_AFTER && sinceFirst > 0 ? receiveFirst() : length;
    }

    @Override
    public int internSource()
    {
        final int addressId = last.internSource();
        if (last == first && null != promotion)
        {
            vote(addressId);
        }
        return addressId;
    }

    @Override
    public int send(final int addressId, final int offset, final int length) throws IOException
    {
        return (addressId == hotId ? hot : first).send(addressId, offset, length);
    }

    @Override
    public void segmentLength(final int length) throws IOException
    {
        segmentLength = length;
        first.segmentLength(length);
        if (null != hot)
        {
            hot.segmentLength(length);
        }
    }

    /**
     * Close the connected socket; the first is its owner's.
     */
    void close()
    {
        if (null != hot)
        {
            demote();
        }
    }

    /**
     * What the hot peer sent before it had a socket of its own comes before what it sends now; but a flood of others
     * must not keep it waiting.
     */
    private int drainFirst() throws IOException
    {
        final int length = receiveFirst();
        toDrain = length < 0 ? 0 : toDrain - 1;
        return length;
    }

    private int receiveFirst() throws IOException
    {
        sinceFirst = 0;
        last = first;
        return first.receive();
    }

    private int receiveHot() throws IOException
    {
        last = hot;
        final int length;
        try
        {
            length = hot.receive();
        }
        catch (final PortUnreachableException ignore)
        {
            // The peer's port is closed at this moment. The link's own timeout decides what that means.
            silence++;
            return UNAVAILABLE;
        }
        silence = length < 0 ? silence + 1 : 0;
        return length;
    }

    private void vote(final int addressId)
    {
        if (NOBODY == addressId || addressId == hotId)
        {
            return;
        }
        if (addressId == candidateId)
        {
            if (++votes >= PROMOTE_AT)
            {
                votes = 0;
                elect(addressId);
            }
        }
        else if (--votes < 0)
        {
            candidateId = addressId;
            votes = 1;
        }
    }

    private void elect(final int addressId)
    {
        final boolean isHotBusy = null != hot && silence <= SILENT_AFTER;
        if (failures >= MAX_FAILURES || isHotBusy || 0 == addresses.retains(addressId))
        {
            return;
        }
        if (null != hot)
        {
            demote();
        }
        try
        {
            hot = promotion.promote(addressId);
            hot.segmentLength(segmentLength);
            addresses.retain(addressId);
            hotId = addressId;
            silence = 0;
            toDrain = MAX_DRAINED;
            counters.increment(SystemCounter.PEERS_PROMOTED);
        }
        catch (final IOException | TransportException ex)
        {
            // Nothing but speed is lost; after a few times the system is not asked any more.
            failures++;
            counters.increment(SystemCounter.PROMOTIONS_REFUSED);
            closeHot();
        }
    }

    private void demote()
    {
        addresses.release(hotId);
        hotId = NOBODY;
        closeHot();
    }

    private void closeHot()
    {
        last = first;
        if (null != hot)
        {
            hot.close();
            hot = null;
        }
    }
}
