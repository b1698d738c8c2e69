package io.hopwire.libp2p;

import io.hopwire.libp2p.identity.KeyType;
import io.hopwire.libp2p.identity.PeerId;
import io.hopwire.libp2p.mux.Mplex;
import io.hopwire.libp2p.mux.Yamux;
import io.hopwire.spi.Inspector;
import io.hopwire.spi.SystemCounter;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A whole host of libp2p that an honest one has a connection with. What a stranger sends who has two more is the input:
 * pieces, each of a byte that says what it is and two of its length.
 * <pre>
 *   0   a plaintext that the stranger seals, of a connection with yamux
 *   1   the same of one with mplex
 *   2   bytes of a connection that nobody has said anything on yet; once it is over, of another one
 *   3   bytes that nobody has sealed, behind the records of the first one
 *   4   time goes on, by as many tenths of a second as it has bytes
 * </pre>
 * Whatever it is, all tables are in order and within their limits after each piece, the honest host goes on talking,
 * and in the end nothing is left.
 */
public final class HostFuzzTarget
{
    private static final int KINDS = 5;
    private static final int MAX_PIECES = 24;
    private static final String ECHO = "/echo/1.0.0";
    private static final byte[] SAID = new byte[3000];
    private static final long TENTH_NS = TimeUnit.SECONDS.toNanos(1) / 10;

    private final HostNetwork network = new HostNetwork(1);
    private final TestHost near = network.add(KeyType.ED25519);
    private final TestHost far = network.add(KeyType.ED25519);
    private final RawPeer yamux;
    private final RawPeer mplex;
    private RawPeer stranger;

    private HostFuzzTarget()
    {
        far.core.setStreamHandler(ECHO, new TestStreams.Echo());
        final TestStreams.Keep sleeper = new TestStreams.Keep();
        sleeper.isSleeping = true;
        far.core.setStreamHandler("/keep", sleeper);
        near.core.connect(far.address().withPeerId(far.id()), new TestStreams.Connect());
        network.run();
        yamux = connect(Yamux.PROTOCOL);
        mplex = connect(Mplex.PROTOCOL);
        stranger = new RawPeer(network, far);
    }

    /**
     * Try one input.
     *
     * @param data of a fuzzer.
     */
    public static void fuzzerTestOneInput(final byte[] data)
    {
        final HostFuzzTarget target = new HostFuzzTarget();
        int position = 0;
        for (int i = 0; i < MAX_PIECES && position + 3 <= data.length; i++)
        {
            final int said = (data[position + 1] & 0xFF) << 8 | data[position + 2] & 0xFF;
            final int begin = position + 3;
            position = begin + Math.min(said, data.length - begin);
            target.give((data[begin - 3] & 0xFF) % KINDS, Arrays.copyOfRange(data, begin, position));
            target.look();
        }
        target.talk();
        target.end();
    }

    private void give(final int kind, final byte[] piece)
    {
        switch (kind)
        {
            case 0:
                yamux.send(yamux.record(piece));
                break;

            case 1:
                mplex.send(mplex.record(piece));
                break;

            case 2:
                stranger = stranger.isOver() ? new RawPeer(network, far) : stranger;
                stranger.send(piece);
                break;

            case 3:
                yamux.send(piece);
                break;

            default:
                network.pass(piece.length * TENTH_NS);
                break;
        }
    }

    private void talk()
    {
        final TestStreams.Call call = new TestStreams.Call(SAID);
        assertEquals(1, near.core.connections(far.id()).size());
        near.core.newStream(far.id(), List.of(ECHO), call);
        network.run();
        assertNull(call.fault);
        assertEquals(SAID.length, call.received.size());
    }

    private void end()
    {
        for (final PeerId peer : far.core.peers())
        {
            far.core.disconnect(peer);
        }
        network.pass(600 * TENTH_NS);
        look();
        assertEquals(0, far.connections());
        assertEquals(0, far.worker.size());
        assertEquals(0, near.connections());
    }

    private void look()
    {
        for (final TestHost host : network.hosts)
        {
            host.core.inspect(new Look(host));
        }
    }

    private RawPeer connect(final String muxer)
    {
        final RawPeer peer = new RawPeer(network, far);
        peer.connect(List.of(muxer));
        assertTrue(!peer.isOver());
        return peer;
    }

    private final class Look implements Inspector
    {
        private final TestHost host;

        private Look(final TestHost host)
        {
            this.host = host;
        }

        @Override
        public void level(final String what, final long value, final long limit)
        {
            assertTrue(value >= 0 && value <= limit, () -> what + ": " + value + ", limit " + limit);
        }

        @Override
        public void agree(final String what, final long value, final long expected)
        {
            assertEquals(expected, value, what);
        }

        @Override
        public void gauge(final SystemCounter counter, final long value)
        {
            assertEquals(value, host.counters.get(counter), counter.label());
        }

        @Override
        public void pending(final String what, final long deadlineNs)
        {
            assertTrue(deadlineNs >= network.nowNs - TENTH_NS / 100, () -> what + " overdue");
        }
    }
}
