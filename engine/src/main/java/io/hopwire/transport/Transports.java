package io.hopwire.transport;

import io.hopwire.spi.Outbox;
import org.agrona.CloseHelper;
import org.agrona.MutableDirectBuffer;

import java.net.InetSocketAddress;
import java.util.Arrays;

/**
 * Several transports behind one poll and one outbox: what leaves is written into the outbox of the first, and goes to
 * another one where the kind of its address says so. All share one table of addresses. A node with one transport does
 * without this.
 * <p>
 * Reads are fair: whoever has been read from last comes last. Only the first is asked each time it is its turn; to ask
 * another costs a call of the kernel, which is spared for some turns while the first has enough to say and the other
 * has nothing read already.
 * <p>
 * What one of them throws reaches the host, but only after the others had their turn, and the one that threw is left
 * alone for a while.
 */
public final class Transports implements DatagramTransport
{
    private static final int KINDS = 8;
    private static final int MAX_PASSED_OVER = 8;
    private static final int MUTED_AFTER_FAILURE = 1024;

    private final DatagramTransport[] all;
    private final DatagramTransport[] byKind = new DatagramTransport[KINDS];
    private final int[] passedOver;
    private final int[] muted;
    private final Mux outbox;
    private int turn;

    /**
     * Over transports that share one table of addresses.
     *
     * @param first  whose outbox is written into; serves every kind of address that no other one does.
     * @param others behind it.
     */
    public Transports(final DatagramTransport first, final Served... others)
    {
        all = new DatagramTransport[1 + others.length];
        passedOver = new int[all.length];
        muted = new int[all.length];
        all[0] = first;
        Arrays.fill(byKind, first);
        for (int i = 0; i < others.length; i++)
        {
            all[i + 1] = others[i].transport();
            for (int kind = 0; kind < KINDS; kind++)
            {
                byKind[kind] = 0 != (others[i].kinds() & 1 << kind) ? all[i + 1] : byKind[kind];
            }
        }
        outbox = new Mux(first.outbox());
    }

    /**
     * A transport, and what it is there for.
     *
     * @param transport of some kinds of address.
     * @param kinds     one bit for each of {@link io.hopwire.spi.AddressKind}.
     */
    public record Served(DatagramTransport transport, int kinds)
    {
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public int poll(final DatagramHandler handler, final int limit)
    {
        int received = 0;
        while (received < limit)
        {
            final int one = pollOne(handler);
            if (0 == one)
            {
                break;
            }
            received += one;
        }
        return received;
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public int pollClosed(final AddressClosedHandler handler, final int limit)
    {
        int told = 0;
        for (final DatagramTransport transport : all)
        {
            told += transport.pollClosed(handler, limit - told);
        }
        return told;
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public boolean isPending()
    {
        for (final DatagramTransport transport : all)
        {
            if (transport.isPending())
            {
                return true;
            }
        }
        return false;
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public Outbox outbox()
    {
        return outbox;
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public int free()
    {
        int free = Integer.MAX_VALUE;
        for (final DatagramTransport transport : all)
        {
            free = Math.min(free, transport.free());
        }
        return free;
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public int flush()
    {
        int sent = 0;
        TransportException failure = null;
        for (final DatagramTransport transport : all)
        {
            try
            {
                sent += transport.flush();
            }
            catch (final TransportException ex)
            {
                failure = ex;
            }
        }
        if (null != failure)
        {
            throw failure;
        }
        return sent;
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public boolean isBlocked()
    {
        for (final DatagramTransport transport : all)
        {
            if (transport.isBlocked())
            {
                return true;
            }
        }
        return false;
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public void watch(final ChannelWatch watch)
    {
        for (final DatagramTransport transport : all)
        {
            transport.watch(watch);
        }
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public AddressTable addresses()
    {
        return (AddressTable)all[0].addresses();
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public InetSocketAddress localAddress()
    {
        return all[0].localAddress();
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public void close()
    {
        CloseHelper.closeAll(all);
    }

    private int pollOne(final DatagramHandler handler)
    {
        int asked = 0;
        for (int i = 0; i < all.length; i++)
        {
            final int index = turn + i < all.length ? turn + i : turn + i - all.length;
            if (isDue(index))
            {
                asked |= 1 << index;
                if (ask(index, handler) > 0)
                {
                    return 1;
                }
            }
        }
        for (int index = 0; index < all.length; index++)
        {
            if (0 == (asked & 1 << index) && 0 == muted[index] && ask(index, handler) > 0)
            {
                return 1;
            }
        }
        return 0;
    }

    private boolean isDue(final int index)
    {
        if (muted[index] > 0)
        {
            muted[index]--;
            return false;
        }
        return 0 == index || all[index].isPending() || ++passedOver[index] > MAX_PASSED_OVER;
    }

    private int ask(final int index, final DatagramHandler handler)
    {
        passedOver[index] = 0;
        try
        {
            final int received = all[index].poll(handler, 1);
            if (received > 0)
            {
                turn = index + 1 < all.length ? index + 1 : 0;
            }
            return received;
        }
        catch (final TransportException ex)
        {
            muted[index] = MUTED_AFTER_FAILURE;
            turn = index + 1 < all.length ? index + 1 : 0;
            throw ex;
        }
    }

    /**
     * Claims the memory of the first; what goes elsewhere is copied there.
     */
    private final class Mux implements Outbox
    {
        private final Outbox first;
        private int claimed;

        Mux(final Outbox first)
        {
            this.first = first;
        }

        @Override
        public int tryClaim(final int maxLength)
        {
            claimed = first.tryClaim(maxLength);
            return claimed;
        }

        @Override
        public MutableDirectBuffer buffer()
        {
            return first.buffer();
        }

        @Override
        public void commit(final int pathId, final int length)
        {
            final DatagramTransport transport = byKind[PathId.kind(pathId)];
            if (all[0] == transport)
            {
                first.commit(pathId, length);
                return;
            }
            final Outbox other = transport.outbox();
            final int offset = other.tryClaim(length);
            if (offset >= 0)
            {
                other.buffer().putBytes(offset, first.buffer(), claimed, length);
                other.commit(pathId, length);
            }
            first.abort();
        }

        @Override
        public void abort()
        {
            first.abort();
        }
    }
}
