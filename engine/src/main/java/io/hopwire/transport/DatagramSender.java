package io.hopwire.transport;

import io.hopwire.spi.Counters;
import io.hopwire.spi.SystemCounter;

import java.io.IOException;
import java.net.PortUnreachableException;

/**
 * Empties a {@link SendSlab} into the kernel, in order. Where the kernel cuts a send into datagrams, those at the head
 * that go to one address and are as long as each other leave in one call; nothing ever waits for a fuller one.
 * <p>
 * The kernel keeps the length that it cuts at until it is told another, which costs a call too. A single datagram that
 * is not longer does not need another.
 * <p>
 * The kernel refuses to cut for a path whose packets are smaller than our datagrams, or that is encrypted below us
 * (IPsec). What it refuses is sent one datagram a call, as it would have been without. Where that works, the address
 * gets singles for {@link AddressTable#FIRST_SINGLES} datagrams; then the kernel is asked again, because routes change.
 * After {@link #MAX_REFUSALS} in a row the whole socket pauses as long. Each pause is twice the one before, up to
 * {@link AddressTable#MAX_SINGLES}, and a cut send that the kernel takes ends the doubling.
 */
final class DatagramSender
{
    /**
     * Most datagrams in a call: the kernel's own limit before Linux 6.9 raised it to 128.
     */
    static final int MAX_SEGMENTS = 64;

    /**
     * Most bytes in a call: what UDP over IPv4 carries, rounded down.
     */
    static final int MAX_RUN_LENGTH = 65_000;

    /**
     * Addresses in a row that take no cut sends, after which this socket cuts nothing for a while.
     */
    static final int MAX_REFUSALS = 8;

    private static final int SEND_FAILED = -1;
    private static final int SEND_AGAIN = -3;

    private final DatagramIo io;
    private final SendSlab slab;
    private final AddressTable addresses;
    private final Counters counters;
    private String note;
    private int segmentLength;
    private int singles;
    private IOException refusal;
    private boolean unreachable;
    private int refusals;
    private int pause;
    private int nextPause = AddressTable.FIRST_SINGLES;

    /**
     * Over an outbox.
     *
     * @param io        to the kernel.
     * @param slab      what is sent.
     * @param addresses that the slab's ids belong to.
     * @param note      why sends are not cut, null where they are.
     * @param counters  of what is sent, and how.
     */
    DatagramSender(
        final DatagramIo io,
        final SendSlab slab,
        final AddressTable addresses,
        final String note,
        final Counters counters)
    {
        this.io = io;
        this.slab = slab;
        this.addresses = addresses;
        this.note = note;
        this.counters = counters;
    }

    /**
     * {@return why sends are not cut at this time, null where they are}
     */
    String note()
    {
        return note;
    }

    /**
     * Send what waits, until the kernel has no room.
     *
     * @return datagrams that left.
     */
    int flush()
    {
        int sent = 0;
        long bytes = 0;
        while (slab.size() > 0)
        {
            final int datagrams = next();
            final int length = send(datagrams);
            if (DatagramIo.UNAVAILABLE == length)
            {
                break;
            }
            if (SEND_AGAIN != length)
            {
                remove(datagrams);
            }
            if (length >= 0)
            {
                unreachable = false;
                sent += datagrams;
                bytes += length;
            }
        }
        if (sent > 0)
        {
            counters.add(SystemCounter.DATAGRAMS_SENT, sent);
            counters.add(SystemCounter.BYTES_SENT, bytes);
        }
        return sent;
    }

    /**
     * Lose what waits, and count it: the socket is no more.
     */
    void discard()
    {
        counters.add(SystemCounter.SEND_ERRORS, slab.size());
        remove(slab.size());
    }

    /**
     * How many datagrams at the head leave in the next call.
     */
    private int next()
    {
        final int pathId = slab.headPathId();
        final boolean alone = null != note || 0 != singles || 1 == slab.size() || 0 != PathId.ttl(pathId);
        return alone || addresses.isSingle(pathId) ? 1 : slab.headRun(MAX_SEGMENTS, MAX_RUN_LENGTH);
    }

    private void remove(final int datagrams)
    {
        for (int i = 0; i < datagrams; i++)
        {
            slab.remove();
        }
        singles = Math.max(0, singles - datagrams);
    }

    private int send(final int datagrams)
    {
        try
        {
            return 1 == datagrams ? sendOne() : sendRun(datagrams);
        }
        catch (final PortUnreachableException ignore)
        {
            return onUnreachable(datagrams);
        }
        catch (final IOException ex)
        {
            return onFailure(datagrams, ex);
        }
    }

    private int sendOne() throws IOException
    {
        final int length = slab.headLength();
        final int pathId = slab.headPathId();
        if (0 != segmentLength && (length > segmentLength || addresses.isSingle(pathId)))
        {
            cutNoMore();
        }
        final int sent = 0 == PathId.ttl(pathId) ?
            io.send(pathId, slab.headOffset(), length) : sendShort(pathId, length);
        if (sent >= 0)
        {
            onSentSingly(pathId);
        }
        return sent;
    }

    /**
     * On a path of fewer hops. The socket is everybody's, so it gets its own limit back at once.
     */
    private int sendShort(final int pathId, final int length) throws IOException
    {
        io.ttl(PathId.ttl(pathId));
        try
        {
            return io.send(PathId.addressId(pathId), slab.headOffset(), length);
        }
        finally
        {
            io.ttl(0);
        }
    }

    private int sendRun(final int datagrams) throws IOException
    {
        final int length = slab.headLength();
        if (length != segmentLength)
        {
            segmentLength = length;
            io.segmentLength(length);
        }
        final int pathId = slab.headPathId();
        final int sent = io.send(pathId, slab.headOffset(), slab.length(datagrams));
        if (sent >= 0)
        {
            refusals = 0;
            nextPause = AddressTable.FIRST_SINGLES;
            addresses.clearSingle(pathId);
            counters.increment(SystemCounter.SEGMENTED_SENDS);
        }
        return sent;
    }

    /**
     * The answer to an earlier datagram over a connected socket. These here have not been tried yet.
     */
    private int onUnreachable(final int datagrams)
    {
        unreachable = !unreachable;
        if (unreachable)
        {
            return SEND_AGAIN;
        }
        refusal = null;
        counters.add(SystemCounter.SEND_ERRORS, datagrams);
        return SEND_FAILED;
    }

    private int onFailure(final int datagrams, final IOException ex)
    {
        if (0 == segmentLength)
        {
            // No route, forbidden, too long for the path: lost like any datagram, and the others go on.
            refusal = null;
            counters.increment(SystemCounter.SEND_ERRORS);
            return SEND_FAILED;
        }
        counters.increment(SystemCounter.SEGMENTED_SENDS_REFUSED);
        refusal = ex;
        singles = datagrams;
        cutNoMore();
        return SEND_AGAIN;
    }

    private void onSentSingly(final int pathId)
    {
        if (null != refusal)
        {
            onCuttingRefused(pathId);
        }
        else if (addresses.isSingle(pathId))
        {
            addresses.countSingle(pathId);
        }
        if (pause > 0 && 0 == --pause)
        {
            note = null;
        }
    }

    /**
     * What was refused as one send is taken one by one: it was the cutting that the kernel refused.
     */
    private void onCuttingRefused(final int pathId)
    {
        addresses.setSingle(pathId);
        refusals = Math.min(MAX_REFUSALS, refusals + 1);
        if (MAX_REFUSALS == refusals)
        {
            note = "UDP sends are not segmented for " + nextPause + " datagrams, refused " + MAX_REFUSALS +
                " times in a row: " + refusal;
            pause = nextPause;
            nextPause = Math.min(AddressTable.MAX_SINGLES, 2 * nextPause);
        }
        refusal = null;
    }

    private void cutNoMore()
    {
        try
        {
            io.segmentLength(0);
            segmentLength = 0;
        }
        catch (final IOException ex)
        {
            throw new TransportException(TransportException.Reason.IO, "cannot end the segmentation of sends", ex);
        }
    }
}
