package io.hopwire.transport;

import io.hopwire.spi.Addresses;
import io.hopwire.spi.Counters;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;

/**
 * Reads from the kernel into one slot and hands over what it read in place, datagram by datagram. Where the kernel
 * coalesces, a read is split by what the datagrams say themselves; what a poll does not hand over stays for the next.
 * <pre>
 *    0                    segment            2 segment          end
 *   +--------------------+------------------+--------+---------+
 *   | handed over        | datagram         | datagram         |     all but the last are as long as each other
 *   +--------------------+------------------+--------+---------+
 *                        ^ position
 * </pre>
 * Anybody can send a datagram that bears a peer's address. The kernel may coalesce it with those of the peer, and what
 * it says about its length may be a lie, meant to have its neighbours cut in the wrong places. But all datagrams of a
 * read are equally long, except for the last one. Therefore
 * <ul>
 * <li>one that is not as long as the first is believed only if none seems to begin where the next one must;</li>
 * <li>the first is believed only if one of the same length follows, or none seems to begin within it, at any byte if
 * nothing follows it, or at any fraction of its length that is not shorter than what follows;</li>
 * <li>behind one that says nothing sensible the next is looked for at every byte.</li>
 * </ul>
 * So a forged datagram costs its neighbours nothing, unless it is the first of a read that it says to fill by itself,
 * which can not be more than an MTU. None of this needs to be certain: what is cut in the wrong place is not authentic,
 * is rejected, counted, and lost like a datagram on the network. No byte is looked at more than three times.
 */
final class DatagramReceiver
{
    private static final int NOT_INTERNED = -2;

    private final DatagramIo io;
    private final UnsafeBuffer slot;
    private final int mtu;
    private final DatagramSplitter splitter;
    private final AddressTable addresses;
    private final Counters counters;
    private final InetSocketAddress localAddress;
    private int position;
    private int end;
    private int segment;
    private int previous;
    private int addressId;
    private boolean pending;
    private boolean retained;
    private boolean closed;

    /**
     * Over a slot.
     *
     * @param io           to the kernel.
     * @param slot         that it reads into.
     * @param mtu          bytes of the largest datagram.
     * @param splitter     of reads, null where each read is a datagram.
     * @param addresses    to know the sources.
     * @param counters     of what is received.
     * @param localAddress for messages.
     */
    DatagramReceiver(
        final DatagramIo io,
        final UnsafeBuffer slot,
        final int mtu,
        final DatagramSplitter splitter,
        final AddressTable addresses,
        final Counters counters,
        final InetSocketAddress localAddress)
    {
        this.io = io;
        this.slot = slot;
        this.mtu = mtu;
        this.splitter = splitter;
        this.addresses = addresses;
        this.counters = counters;
        this.localAddress = localAddress;
    }

    /**
     * See {@link DatagramTransport#poll}.
     */
    int poll(final DatagramHandler handler, final int limit)
    {
        int received = 0;
        long bytes = 0;
        try
        {
            while (received < limit && (pending || read()))
            {
                final int offset = position;
                final int length = next();
                received++;
                bytes += length;
                onDatagram(handler, offset, length);
            }
        }
        catch (final PortUnreachableException ignore)
        {
            // Somebody's answer to what we sent. The socket is unconnected and serves all others: go on next time.
            return received;
        }
        catch (final IOException ex)
        {
            throw new TransportException(TransportException.Reason.IO,
                "cannot receive on udp " + AddressText.format(localAddress) + ": " + ex.getMessage(), ex);
        }
        finally
        {
            if (received > 0)
            {
                counters.add(SystemCounter.DATAGRAMS_RECEIVED, received);
                counters.add(SystemCounter.BYTES_RECEIVED, bytes);
            }
        }
        return received;
    }

    /**
     * Read no more, and forget what was read; also from within a poll.
     */
    void close()
    {
        closed = true;
        pending = false;
    }

    private boolean read() throws IOException
    {
        if (closed)
        {
            return false;
        }
        final int length = io.receive();
        if (length < 0)
        {
            return false;
        }
        assert !pending && !retained : "the last read has been handed over, and its source let go";
        position = 0;
        end = length;
        segment = 0;
        addressId = NOT_INTERNED;
        pending = true;
        return true;
    }

    private int next()
    {
        final int remaining = end - position;
        final int length = null == splitter || 0 == remaining ? remaining : split(remaining);
        if (0 == position && length < remaining)
        {
            counters.increment(SystemCounter.COALESCED_READS);
        }
        assert 0 < length || 0 == remaining : "every datagram brings a read nearer to its end";
        position += length;
        assert position <= end;
        pending = position < end;
        return length;
    }

    private int split(final int remaining)
    {
        final int told = told(position, remaining);
        if (0 == segment && 0 < told)
        {
            segment = first(told, remaining);
            previous = 0;
            return segment;
        }
        if (0 < told && (told == segment || remaining <= segment))
        {
            return told;
        }
        if (0 < segment && begins(position + segment))
        {
            return segment;
        }
        if (0 < told)
        {
            // Datagrams of several frames each, or the first one lied: two of a length in a row are believed.
            segment = told == previous ? told : segment;
            previous = told;
            return told;
        }
        return toNext(remaining);
    }

    /**
     * Length of the first datagram: what it says, if nothing speaks against it.
     */
    private int first(final int told, final int remaining)
    {
        if (told == remaining)
        {
            return told;
        }
        final int following = told(position + told, remaining - told);
        if (following == told)
        {
            return told;
        }
        if (0 == following)
        {
            return toNext(told);
        }
        for (int parts = told / following; parts >= 2; parts--)
        {
            if (0 == told % parts && begins(position + told / parts))
            {
                return told / parts;
            }
        }
        return told;
    }

    /**
     * How far it is to where something seems to begin.
     *
     * @return bytes, the limit where nothing does.
     */
    private int toNext(final int limit)
    {
        for (int skipped = 1; skipped < limit; skipped++)
        {
            if (begins(position + skipped))
            {
                return skipped;
            }
        }
        return limit;
    }

    private boolean begins(final int offset)
    {
        return offset < end && 0 < told(offset, end - offset);
    }

    private int told(final int offset, final int remaining)
    {
        final int length = splitter.length(slot, offset, remaining);
        return length <= remaining && length <= mtu ? length : 0;
    }

    private void onDatagram(final DatagramHandler handler, final int offset, final int length)
    {
        if (length > mtu)
        {
            release();
            counters.reject(RejectCode.TRUNCATED);
            return;
        }
        if (NOT_INTERNED == addressId)
        {
            intern();
        }
        final int source = addressId;
        release();
        if (Addresses.NULL_ID == source)
        {
            counters.reject(RejectCode.ADDRESS_LIMIT);
            return;
        }
        handler.onDatagram(source, slot, offset, length);
    }

    /**
     * What is pending may outlast this duty cycle, and so must its source.
     */
    private void intern()
    {
        addressId = io.internSource();
        if (pending && Addresses.NULL_ID != addressId)
        {
            addresses.retain(addressId);
            retained = true;
        }
    }

    private void release()
    {
        if (retained && !pending)
        {
            retained = false;
            addresses.release(addressId);
        }
    }
}
