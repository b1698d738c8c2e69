package io.hopwire.perf;

import io.hopwire.Engine;
import io.hopwire.sim.RecordingEvents;
import io.hopwire.sim.SimConfig;
import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;
import io.hopwire.sim.SimRandom;
import io.hopwire.wire.FrameFlyweight;
import io.hopwire.wire.FrameTypes;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A thread that sends datagrams to an engine on loopback, at a rate, from many addresses: each of its sockets has one
 * of its own in 127.0.0.0/8, in another /24.
 */
final class Flood implements AutoCloseable
{
    private static final int SOCKETS = 128;
    private static final int DATAGRAMS = 512;
    private static final int MAX_LENGTH = 1200;
    private static final int MACS_LENGTH = 32;
    private static final long SEED = 1;
    private static final int FIRST_NETWORK = 1;

    private final InetSocketAddress target;
    private final long gapNs;
    private final List<DatagramChannel> sockets = new ArrayList<>();
    private final List<ByteBuffer> datagrams = new ArrayList<>();
    private final SimRandom random = new SimRandom(SEED);
    private final Thread thread = new Thread(this::send, "flood");
    private volatile boolean isRunning = true;
    private volatile long sent;

    Flood(final FloodKind kind, final Engine victim, final int perSecond)
    {
        target = NioUdpEnd.parse(victim.localAddress());
        gapNs = TimeUnit.SECONDS.toNanos(1) / perSecond;
        make(kind, victim);
        try
        {
            for (int i = 0; i < SOCKETS; i++)
            {
                final DatagramChannel socket = DatagramChannel.open();
                sockets.add(socket);
                socket.bind(new InetSocketAddress("127.0." + (FIRST_NETWORK + i) + ".1", 0)).configureBlocking(false);
            }
        }
        catch (final IOException ex)
        {
            close();
            throw new UncheckedIOException("addresses of 127.0.0.0/8 can not be bound to here", ex);
        }
        thread.start();
    }

    long sent()
    {
        return sent;
    }

    private void make(final FloodKind kind, final Engine victim)
    {
        final byte[] key = victim.publicKey().toBytes();
        final List<byte[]> initiations = FloodKind.RANDOM == kind ? List.of() : initiations(new UnsafeBuffer(key));
        for (int i = 0; i < DATAGRAMS; i++)
        {
            final byte[] bytes = FloodKind.RANDOM == kind ?
                new byte[1 + random.nextInt(MAX_LENGTH)] : initiations.get(i % initiations.size()).clone();
            if (FloodKind.RANDOM == kind)
            {
                random.nextBytes(bytes, 0, bytes.length);
            }
            else if (FloodKind.SPOOFED_INITIATION == kind)
            {
                random.nextBytes(bytes, bytes.length - MACS_LENGTH, MACS_LENGTH);
            }
            datagrams.add(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
        }
    }

    /** First messages to a key, each of somebody else: of nodes in a simulation, who take it for one of theirs. */
    private static List<byte[]> initiations(final DirectBuffer key)
    {
        final SimNetwork network = new SimNetwork(SimConfig.of(SEED));
        final List<byte[]> seen = new ArrayList<>();
        network.onTransit((from, to, buffer, length) ->
        {
            if (FrameTypes.INITIATION_IK == FrameFlyweight.frameType(buffer, 0))
            {
                final byte[] copy = new byte[length];
                buffer.getBytes(0, copy);
                seen.add(copy);
            }
            return length;
        });
        while (seen.size() < DATAGRAMS)
        {
            final SimNode node = network.addNode((config) -> config.discovery(false), new RecordingEvents());
            network.schedule(0, () -> node.links().open(key, 0, 0, network.nowNs()));
            network.run(TimeUnit.MILLISECONDS.toNanos(10));
        }
        return seen;
    }

    private void send()
    {
        long dueNs = System.nanoTime();
        long count = 0;
        while (isRunning)
        {
            if (System.nanoTime() - dueNs >= 0)
            {
                dueNs += gapNs;
                final ByteBuffer datagram = datagrams.get((int)(count % DATAGRAMS)).duplicate();
                try
                {
                    sockets.get((int)(count % SOCKETS)).send(datagram, target);
                }
                catch (final IOException ex)
                {
                    throw new UncheckedIOException(ex);
                }
                sent = ++count;
            }
            else
            {
                Thread.onSpinWait();
            }
        }
    }

    @Override
    public void close()
    {
        isRunning = false;
        try
        {
            thread.join();
            for (final DatagramChannel socket : sockets)
            {
                socket.close();
            }
        }
        catch (final IOException | InterruptedException ex)
        {
            throw new IllegalStateException("the flood does not end", ex);
        }
    }
}
