package io.hopwire.transport;

import org.agrona.CloseHelper;

import java.io.IOException;
import java.net.InetAddress;
import java.net.PortUnreachableException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.Arrays;
import java.util.List;

/**
 * One socket for all addresses of this host, and one for each of those that answers must leave from.
 * <pre>
 *                     ┌─ 0: socket for all ────── whom we dialled; what came to an address without a socket
 *   receive, send ────┼─ 1: socket of an address ─ who spoke to that address
 *                     └─ 2: socket of another
 * </pre>
 * The socket for all lets the kernel choose where a datagram leaves from, and where a host has several addresses that
 * need not be the one that was asked: no firewall with a memory and no NAT lets such an answer in. Java has no word for
 * IP_PKTINFO, but the kernel gives a datagram to the socket that is bound to its destination before one that is bound
 * to all, and sends from the address that a socket is bound to.
 * <p>
 * A number stands for the same address of ours for as long as that is there, and for longer while there are others.
 * What is sent from an address that is gone leaves from whichever the kernel chooses.
 * <p>
 * Each socket is one more poll of the kernel that finds nothing, and meanwhile the next datagram waits. So the socket
 * that was heard last is asked first, and alone while it has something to say, for {@link #MAX_IN_A_ROW} reads at the
 * most. Where it is silent, but not for long, the others are asked every {@link #ALL_EVERY} reads. Not thread-safe.
 */
final class LocalDatagramIo implements DatagramIo
{
    /** Reads of one socket before another one has its turn. */
    static final int MAX_IN_A_ROW = 16;

    /** Reads that find nothing until the others are asked, too, while one socket is spoken to. */
    static final int ALL_EVERY = 4;

    private static final int SILENT_AFTER = 64;
    private static final int FIRST = 0;

    /**
     * Opens the socket of an address.
     */
    interface Opening
    {
        /**
         * Open a socket on our port.
         *
         * @param host   to bind to.
         * @param number of it.
         * @return the socket.
         * @throws IOException where the system refuses.
         */
        Local open(InetAddress host, int number) throws IOException;
    }

    /**
     * The socket of an address.
     *
     * @param channel bound to it.
     * @param io      over the channel.
     * @param watch   of whoever waits for datagrams.
     */
    record Local(DatagramChannel channel, DatagramIo io, ChannelWatch watch) implements AutoCloseable
    {
        @Override
        public void close()
        {
            watch.forget(channel);
            CloseHelper.quietClose(channel);
        }
    }

    private final DatagramIo first;
    private final Opening opening;
    private final Local[] locals = new Local[AddressTable.MAX_LOCAL + 1];
    private final InetAddress[] hosts = new InetAddress[locals.length];
    /* When the number was given up, by count; 0 where it never was given. */
    private final long[] goneAt = new long[locals.length];
    private final AddressTable addresses;
    /* Each by number: whom to ask, the first where there is nobody; and what it was told last. */
    private final DatagramIo[] ios = new DatagramIo[locals.length];
    private final int[] segmentLengths = new int[locals.length];
    private final int[] ttls = new int[locals.length];
    /* Numbers of sockets that are open, the first always. */
    private final int[] open = new int[locals.length];
    private int openCount = 1;
    private int turn;
    private int inARow;
    private int silence;
    private int sinceAll;
    private int heard;
    private int segmentLength;
    private int ttl;
    private long gone;

    /**
     * The socket for all, and no other yet.
     */
    LocalDatagramIo(final DatagramIo first, final Opening opening, final AddressTable addresses)
    {
        this.first = first;
        this.opening = opening;
        this.addresses = addresses;
        Arrays.fill(ios, first);
    }

    /**
     * Have a socket for each of these addresses, and for no other.
     *
     * @param wanted addresses of this host; those that can not be bound to at this time are left to the socket for all.
     */
    void serve(final List<InetAddress> wanted)
    {
        for (int number = 1; number < locals.length; number++)
        {
            if (null != locals[number] && !wanted.contains(hosts[number]))
            {
                close(number);
            }
        }
        for (int i = 0; i < wanted.size(); i++)
        {
            final int number = numberFor(wanted.get(i));
            if (FIRST != number && null == locals[number])
            {
                open(wanted.get(i), number);
            }
        }
    }

    /**
     * The socket that an address is spoken to from.
     *
     * @return null where that is the one for all.
     */
    DatagramChannel channel(final int addressId)
    {
        final Local local = locals[addresses.local(addressId)];
        return null == local ? null : local.channel();
    }

    /**
     * How many addresses have a socket of their own.
     */
    int localCount()
    {
        return openCount - 1;
    }

    /**
     * Tell another one of what is open.
     */
    void watch(final ChannelWatch watch)
    {
        for (int number = 1; number < locals.length; number++)
        {
            if (null != locals[number])
            {
                locals[number] = new Local(locals[number].channel(), locals[number].io(), watch);
                watch.watch(locals[number].channel(), SelectionKey.OP_READ);
            }
        }
    }

    /**
     * Close the sockets of addresses; the first is its owner's.
     */
    void close()
    {
        serve(List.of());
    }

    @Override
    public int receive() throws IOException
    {
        if (inARow >= MAX_IN_A_ROW)
        {
            pass();
        }
        int length = receiveInTurn();
        if (length < 0 && openCount > 1 && areOthersDue())
        {
            sinceAll = 0;
            for (int i = 1; i < openCount && length < 0; i++)
            {
                pass();
                length = receiveInTurn();
            }
        }
        return length;
    }

    @Override
    public int internSource()
    {
        return ios[heard].internSource();
    }

    @Override
    public int send(final int addressId, final int offset, final int length) throws IOException
    {
        final int number = addresses.local(addressId);
        return null == locals[number] ?
            send(FIRST, addressId, offset, length) : sendLocal(number, addressId, offset, length);
    }

    @Override
    public void segmentLength(final int length)
    {
        segmentLength = length;
    }

    @Override
    public void ttl(final int hops)
    {
        ttl = hops;
    }

    private int receiveInTurn() throws IOException
    {
        heard = open[turn];
        final int length = FIRST == heard ? first.receive() : receiveLocal(heard);
        if (length >= 0)
        {
            inARow++;
            silence = 0;
        }
        return length;
    }

    private boolean areOthersDue()
    {
        silence = Math.min(silence + 1, SILENT_AFTER);
        return SILENT_AFTER == silence || ++sinceAll >= ALL_EVERY;
    }

    private void pass()
    {
        inARow = 0;
        turn = turn + 1 < openCount ? turn + 1 : 0;
    }

    private int receiveLocal(final int number)
    {
        try
        {
            return ios[number].receive();
        }
        catch (final IOException ignore)
        {
            // Its interface is down, or it is an answer to what we sent. The next look at our addresses tells.
            return UNAVAILABLE;
        }
    }

    private int sendLocal(final int number, final int addressId, final int offset, final int length) throws IOException
    {
        try
        {
            return send(number, addressId, offset, length);
        }
        catch (final PortUnreachableException ex)
        {
            throw ex;
        }
        catch (final IOException ex)
        {
            if (0 != segmentLength)
            {
                // Perhaps it is only the cutting that is refused: the sender tries again without.
                throw ex;
            }
            return send(FIRST, addressId, offset, length);
        }
    }

    /**
     * Options of a socket are set when it is sent to, so that one that nobody is spoken to from costs no calls.
     */
    private int send(final int number, final int addressId, final int offset, final int length) throws IOException
    {
        if (segmentLengths[number] != segmentLength)
        {
            ios[number].segmentLength(segmentLength);
            segmentLengths[number] = segmentLength;
        }
        if (ttls[number] != ttl)
        {
            ios[number].ttl(ttl);
            ttls[number] = ttl;
        }
        return ios[number].send(addressId, offset, length);
    }

    /**
     * The number of an address: that which it has, or had, one that nobody had, or the one that was given up before all
     * others.
     *
     * @return 0 where all are taken.
     */
    private int numberFor(final InetAddress host)
    {
        int best = FIRST;
        for (int number = 1; number < hosts.length; number++)
        {
            if (host.equals(hosts[number]))
            {
                return number;
            }
            if (null == locals[number] && (FIRST == best || goneAt[number] < goneAt[best]))
            {
                best = number;
            }
        }
        return best;
    }

    private void open(final InetAddress host, final int number)
    {
        try
        {
            locals[number] = opening.open(host, number);
            hosts[number] = host;
            ios[number] = locals[number].io();
            segmentLengths[number] = 0;
            ttls[number] = 0;
            open[openCount++] = number;
        }
        catch (final IOException ignore)
        {
            // The address is gone again or not ready yet, or there are too many files. It is tried at the next look.
        }
    }

    private void close(final int number)
    {
        locals[number].close();
        locals[number] = null;
        ios[number] = first;
        goneAt[number] = ++gone;
        int kept = 0;
        for (int i = 0; i < openCount; i++)
        {
            open[kept] = open[i];
            kept += open[i] == number ? 0 : 1;
        }
        openCount = kept;
        turn = 0;
        inARow = 0;
        heard = FIRST;
    }
}
