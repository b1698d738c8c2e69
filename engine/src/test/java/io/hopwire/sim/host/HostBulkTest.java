package io.hopwire.sim.host;

import io.hopwire.libp2p.ConnectHandler;
import io.hopwire.libp2p.HostConfig;
import io.hopwire.libp2p.HostFault;
import io.hopwire.libp2p.NetConnection;
import io.hopwire.libp2p.NetStream;
import io.hopwire.libp2p.StreamHandler;
import io.hopwire.libp2p.address.Multiaddr;
import io.hopwire.libp2p.identity.HostKey;
import io.hopwire.libp2p.identity.KeyType;
import io.hopwire.libp2p.mux.MuxSettings;
import io.hopwire.sim.SimRandom;
import io.hopwire.spi.Settings;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * How long many bytes take one way over a long path: with a window that does not grow, as many round trips as there are
 * windows of 256 KiB; with one that does, much fewer. The time is virtual.
 */
class HostBulkTest
{
    private static final String SINK = "/sink/1.0.0";
    private static final int BYTES = 12 << 20;
    private static final int KIB = 1024;
    private static final long MILLISECOND = 1_000_000L;
    private static final long DELAY_NS = 50 * MILLISECOND;
    private static final long ROUND_TRIP_NS = 2 * DELAY_NS;
    private static final long END_NS = 60_000 * MILLISECOND;

    @Test
    void aWindowThatGrowsFillsALongPath()
    {
        final long fixedNs = transferNs("256k");
        final long grownNs = transferNs("4m");
        System.out.println("bulk: " + fixedNs / MILLISECOND + " ms, growing " + grownNs / MILLISECOND + " ms");
        assertTrue(fixedNs >= BYTES / (256 * KIB) * ROUND_TRIP_NS - ROUND_TRIP_NS, fixedNs + " ns");
        assertTrue(grownNs < fixedNs / 3, grownNs + " ns, of " + fixedNs);
    }

    /** {@return time that passes until the last byte is read} */
    private static long transferNs(final String window)
    {
        final SimHosts network = new SimHosts(11);
        network.path(new SimHosts.Path(DELAY_NS, 0, 500_000_000, 64 * KIB, 16 << 20, 8 << 20));
        final SimRandom random = new SimRandom(5);
        final Settings settings = Settings.DEFAULTS.withText(MuxSettings.WINDOW, window);
        final Reader reader = new Reader();
        final SimHost near = network.add(config(random, settings), (host) -> {});
        final SimHost far = network.add(
            config(random, settings), (host) -> host.core().setStreamHandler(SINK, reader));
        final Writer writer = new Writer();
        near.act(() -> near.core().connect(
            Multiaddr.parse(far.address() + "/p2p/" + far.id()), new ConnectHandler()
            {
                @Override
                public void onConnected(final NetConnection connection)
                {
                    connection.newStream(List.of(SINK), writer);
                }

                @Override
                public void onFailed(final HostFault fault)
                {
                    throw new AssertionError(fault);
                }
            }));
        final long beginNs = network.simulator().nowNs();
        assertTrue(network.simulator().runUntil(() -> 0 == reader.rest, END_NS), reader.rest + " bytes are missing");
        return network.simulator().nowNs() - beginNs;
    }

    private static HostConfig config(final SimRandom random, final Settings settings)
    {
        return new HostConfig(HostKey.generate(KeyType.ED25519, random)).settings(settings);
    }

    private static final class Writer implements StreamHandler
    {
        private final UnsafeBuffer bytes = new UnsafeBuffer(new byte[BYTES]);
        private int sent;

        @Override
        public void onOpened(final NetStream stream)
        {
            onWritable(stream);
        }

        @Override
        public void onWritable(final NetStream stream)
        {
            sent += Math.max(0, stream.write(bytes, sent, BYTES - sent));
        }

        @Override
        public int onData(
            final NetStream stream, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
        {
            return length;
        }
    }

    private static final class Reader implements StreamHandler
    {
        private int rest = BYTES;

        @Override
        public int onData(
            final NetStream from, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
        {
            rest -= length;
            return length;
        }
    }
}
