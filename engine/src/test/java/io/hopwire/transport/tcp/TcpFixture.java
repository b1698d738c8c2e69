package io.hopwire.transport.tcp;

import io.hopwire.core.FrameSplitting;
import io.hopwire.spi.AddressCloseReason;
import io.hopwire.spi.AddressKind;
import io.hopwire.spi.Counters;
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.Outbox;
import io.hopwire.spi.Settings;
import io.hopwire.transport.AddressTable;
import io.hopwire.wire.FrameFlyweight;
import io.hopwire.wire.FrameTypes;
import org.agrona.concurrent.UnsafeBuffer;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A transport of TCP with its counters, a clock that stands, and what it was told: frames as their number and length,
 * addresses that closed as their reason.
 */
final class TcpFixture implements AutoCloseable
{
    static final int KINDS = 1 << AddressKind.TCP | 1 << AddressKind.TCP_ACCEPTED;
    static final int MTU = 1408;

    private static final long TIMEOUT_NS = 20_000_000_000L;

    final Counters counters = new Counters(new UnsafeBuffer(ByteBuffer.allocateDirect(Counters.LENGTH)));
    final AddressTable addresses = new AddressTable(64, true, 1, 2).kinds(KINDS);
    final List<Long> frames = new ArrayList<>();
    final List<String> closed = new ArrayList<>();
    final TcpTransport transport;
    int source = -1;
    long nowNs = 1;

    TcpFixture(final TcpConfiguration configuration)
    {
        transport = TcpTransport.open(configuration, addresses, counters, FrameSplitting::length, () -> nowNs);
    }

    static TcpConfiguration listening()
    {
        return on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    static TcpConfiguration dialling()
    {
        return on(null);
    }

    static TcpConfiguration on(final InetSocketAddress addressOrNull)
    {
        return new TcpConfiguration(addressOrNull, Settings.DEFAULTS).with(NodeSettings.MTU, MTU);
    }

    /** A frame that bears a number in place of its counter. */
    static byte[] frame(final long number, final int plaintextLength)
    {
        final byte[] frame = new byte[FrameTypes.DATA_OVERHEAD + plaintextLength];
        final UnsafeBuffer buffer = new UnsafeBuffer(frame);
        for (int i = 0; i < frame.length; i++)
        {
            frame[i] = (byte)(number * 31 + i);
        }
        assertEquals(frame.length, FrameFlyweight.putDataHeader(buffer, 0, 7, number, plaintextLength));
        return frame;
    }

    static void awaitThat(final BooleanSupplier condition)
    {
        final long begin = System.nanoTime();
        while (!condition.getAsBoolean())
        {
            assertTrue(System.nanoTime() - begin < TIMEOUT_NS, "not in time");
            Thread.onSpinWait();
        }
    }

    int idOf(final InetSocketAddress address)
    {
        final int id = addresses.intern(AddressKind.TCP, address);
        assertTrue(id >= 0);
        return id;
    }

    int idOf(final TcpFixture other)
    {
        return idOf(other.transport.localAddress());
    }

    void send(final int addressId, final byte[] frame)
    {
        final Outbox outbox = transport.outbox();
        final int offset = outbox.tryClaim(frame.length);
        assertTrue(offset >= 0);
        outbox.buffer().putBytes(offset, frame);
        outbox.commit(addressId, frame.length);
    }

    /** A duty cycle. */
    int work()
    {
        final int work = transport.poll((addressId, buffer, offset, length) ->
        {
            source = addressId;
            final long number = FrameFlyweight.counter(buffer, offset);
            final byte[] bytes = new byte[length];
            buffer.getBytes(offset, bytes);
            assertEquals(
                new UnsafeBuffer(frame(number, length - FrameTypes.DATA_OVERHEAD)), new UnsafeBuffer(bytes));
            frames.add(number);
        }, 64);
        transport.pollClosed((addressId, reason) ->
            closed.add(AddressCloseReason.name(reason) + " " + addressId), 64);
        transport.flush();
        return work;
    }

    void awaitFrames(final int count)
    {
        awaitThat(() ->
        {
            work();
            return frames.size() >= count;
        });
        assertEquals(count, frames.size());
    }

    void awaitClosed(final int count)
    {
        awaitThat(() ->
        {
            work();
            return closed.size() >= count;
        });
    }

    @Override
    public void close()
    {
        transport.close();
        assertEquals(0, transport.blocks(), "memory of connections is given back");
        assertEquals(0, transport.connections());
    }
}
