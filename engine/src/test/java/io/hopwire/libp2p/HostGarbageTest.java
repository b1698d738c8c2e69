package io.hopwire.libp2p;

import io.hopwire.libp2p.identify.IdentifyMessage;
import io.hopwire.libp2p.identity.KeyType;
import io.hopwire.libp2p.mux.Mplex;
import io.hopwire.libp2p.mux.Yamux;
import io.hopwire.spi.RejectCode;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Bytes that are none of libp2p's, or nearly, at every stage of a connection: nothing is thrown, each kind is counted,
 * and who is honest does not notice.
 */
class HostGarbageTest
{
    private static final int SEEDS = (int)(140 * Double.parseDouble(System.getProperty("hopwire.test.scale", "1")));
    private static final String ECHO = "/echo/1.0.0";
    private static final byte[] LINES = RawPeer.lines("/multistream/1.0.0", "/noise");

    private final HostNetwork network = new HostNetwork(41);
    private final TestHost near = network.add(KeyType.ED25519);
    private final TestHost far = network.add(KeyType.ED25519);

    @Test
    void takesGarbageAtEachStage()
    {
        far.core.setStreamHandler(ECHO, new TestStreams.Echo());
        for (int seed = 1; seed <= SEEDS; seed++)
        {
            final RawPeer peer = new RawPeer(network, far);
            talk(peer, seed % 7);
            network.pass(TimeUnit.SECONDS.toNanos(1));
            peer.heard();
        }
        network.pass(TimeUnit.SECONDS.toNanos(120));
        assertEquals(0, far.worker.size());
        assertEquals(0, far.connections());
        assertEquals(List.of(), far.core.peers());
        for (final RejectCode code : List.of(
            RejectCode.LIBP2P_NEGOTIATION, RejectCode.LIBP2P_HANDSHAKE, RejectCode.LIBP2P_RECORD,
            RejectCode.LIBP2P_MUXER, RejectCode.LIBP2P_STREAM_NEGOTIATION))
        {
            assertTrue(far.counters.get(code) > 0, code + " was met");
        }
        echo();
    }

    @Test
    void countsAnIdentityThatIsNotProved()
    {
        final RawPeer peer = new RawPeer(network, far);
        peer.send(LINES);
        peer.send(peer.first(List.of(Yamux.PROTOCOL)));
        peer.forge();
        peer.send(peer.third());
        assertTrue(peer.isOver());
        assertEquals(1, far.counters.get(RejectCode.LIBP2P_IDENTITY));
        assertEquals(List.of("failed IDENTITY"), far.told);
    }

    @Test
    void survivesConnectionsWhoseBytesAreChanged()
    {
        for (final TestHost host : List.of(near, far))
        {
            host.core.setStreamHandler(ECHO, new TestStreams.Echo());
        }
        for (int seed = 1; seed <= SEEDS; seed++)
        {
            final TestStreams.Connect connect = new TestStreams.Connect();
            network.mutateAfter = network.random.nextInt(4000);
            near.core.connect(far.address().withPeerId(far.id()), connect);
            final TestStreams.Call call = new TestStreams.Call(new byte[3000]);
            near.core.newStream(far.id(), List.of(ECHO, "/b"), call);
            network.pass(TimeUnit.SECONDS.toNanos(80));
            network.mutateAfter = -1;
            assertTrue(null != connect.fault || null != connect.connection, "seed " + seed);
            final String last = call.told.isEmpty() ? "" : call.told.get(call.told.size() - 1);
            assertTrue(null != call.fault || "closed".equals(last), "seed " + seed + " " + call.told);
            near.core.disconnect(far.id());
            network.pass(TimeUnit.SECONDS.toNanos(20));
            assertEquals(0, near.connections() + far.connections(), "seed " + seed);
            assertEquals(0, near.worker.size() + far.worker.size(), "seed " + seed);
        }
        assertTrue(near.counters.rejected() + far.counters.rejected() > SEEDS / 2);
        echo();
    }

    private void talk(final RawPeer peer, final int stage)
    {
        switch (stage)
        {
            case 0:
                peer.send(garbage());
                break;

            case 1:
                peer.send(changed(LINES));
                break;

            case 2:
                peer.send(LINES);
                peer.send(garbage());
                break;

            case 3:
                peer.send(LINES);
                peer.send(peer.first(List.of(Yamux.PROTOCOL)));
                peer.send(changed(peer.third()));
                break;

            case 4:
                peer.connect(List.of());
                peer.send(peer.record(garbage()));
                break;

            case 5:
                peer.connect(List.of(Yamux.PROTOCOL, Mplex.PROTOCOL));
                peer.send(changed(peer.record(garbage())));
                break;

            default:
                peer.connect(List.of(network.random.nextInt(3) > 0 ? Yamux.PROTOCOL : Mplex.PROTOCOL));
                for (int i = 1; i < 20; i += 2)
                {
                    peer.send(peer.record(frame(i)));
                }
                break;
        }
    }

    /** A frame of yamux that opens a stream, with lines that are whole, changed, or none. */
    private byte[] frame(final int id)
    {
        final byte[] lines = RawPeer.lines("/multistream/1.0.0", 0 == id % 3 ? ECHO : IdentifyMessage.PUSH_PROTOCOL);
        final ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(0 == network.random.nextInt(3) ? changed(lines) : lines);
        content.writeBytes(garbage());
        final ByteArrayOutputStream frame = new ByteArrayOutputStream();
        final int length = content.size();
        frame.writeBytes(new byte[]{0, 0, 0, 1, 0, 0, 0, (byte)id, 0, 0, (byte)(length >> 8), (byte)length});
        frame.writeBytes(content.toByteArray());
        return 0 == network.random.nextInt(6) ? changed(frame.toByteArray()) : frame.toByteArray();
    }

    private byte[] garbage()
    {
        final byte[] bytes = new byte[1 + network.random.nextInt(200)];
        network.random.nextBytes(bytes, 0, bytes.length);
        return bytes;
    }

    private byte[] changed(final byte[] bytes)
    {
        final byte[] changed = 0 == network.random.nextInt(4) ?
            Arrays.copyOf(bytes, 1 + network.random.nextInt(bytes.length)) : bytes.clone();
        changed[network.random.nextInt(changed.length)] ^= (byte)(1 << network.random.nextInt(8));
        return changed;
    }

    private void echo()
    {
        final TestStreams.Connect connect = new TestStreams.Connect();
        near.core.connect(far.address().withPeerId(far.id()), connect);
        final byte[] bytes = new byte[5000];
        network.random.nextBytes(bytes, 0, bytes.length);
        final TestStreams.Call call = new TestStreams.Call(bytes);
        near.core.newStream(far.id(), List.of(ECHO), call);
        network.run();
        assertArrayEquals(bytes, call.received.toByteArray());
    }
}
