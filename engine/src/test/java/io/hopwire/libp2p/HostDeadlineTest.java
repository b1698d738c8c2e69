package io.hopwire.libp2p;

import io.hopwire.libp2p.identity.KeyType;
import io.hopwire.spi.SystemCounter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Who says nothing, at whatever stage, is gone after a while.
 */
class HostDeadlineTest
{
    private static final long BEFORE_NS = TimeUnit.SECONDS.toNanos(9);
    private static final long REST_NS = TimeUnit.SECONDS.toNanos(2);
    private static final byte[] LINES = RawPeer.lines("/multistream/1.0.0", "/noise");

    private final HostNetwork network = new HostNetwork(31);
    private final TestHost near = network.add(KeyType.ED25519);
    private final TestHost far = network.add(KeyType.ED25519);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void whoConnectsAndStops(final int stage)
    {
        final RawPeer peer = new RawPeer(network, far);
        switch (stage)
        {
            case 0:
                break;

            case 1:
                peer.send(Arrays.copyOf(LINES, 7));
                break;

            case 2:
                peer.send(RawPeer.lines("/multistream/1.0.0"));
                break;

            case 3:
                peer.send(RawPeer.lines("/multistream/1.0.0", "/tls", "/plaintext"));
                break;

            case 4:
                peer.send(LINES);
                peer.send(Arrays.copyOf(peer.first(List.of()), 20));
                break;

            case 5:
                peer.send(LINES);
                peer.send(peer.first(List.of()));
                assertEquals(1, far.worker.size());
                break;

            case 6:
                peer.connect(List.of());
                break;

            default:
                peer.connect(List.of());
                peer.send(peer.record(RawPeer.lines("/multistream/1.0.0")));
                peer.send(new byte[]{1, 0, 5});
                break;
        }
        network.pass(BEFORE_NS);
        assertFalse(peer.isOver());
        network.pass(REST_NS);
        assertTrue(peer.isOver());
        assertEquals(List.of("failed UPGRADE_TIMEOUT"), far.told);
        assertEquals(0, far.worker.size());
        assertEquals(0, far.connections());
        assertEquals(1, far.counters.get(SystemCounter.LIBP2P_UPGRADES_TIMED_OUT));
    }

    @Test
    void whoDoesNotAcceptAConnection()
    {
        far.isBlackHole = true;
        final TestStreams.Connect connect = new TestStreams.Connect();
        near.core.connect(far.address(), connect);
        network.pass(BEFORE_NS);
        assertNull(connect.fault);
        network.pass(REST_NS);
        assertEquals(HostFault.DIAL_TIMEOUT, connect.fault);
        assertEquals(0, near.connections());
    }

    @Test
    void whoAcceptsAConnectionAndStops()
    {
        network.isWorkLate = true;
        final TestStreams.Connect connect = new TestStreams.Connect();
        near.core.connect(far.address(), connect);
        network.run();
        near.work();
        network.pass(BEFORE_NS);
        assertNull(connect.fault);
        network.pass(REST_NS);
        assertEquals(HostFault.UPGRADE_TIMEOUT, connect.fault);
        // What the worker has to say comes too late.
        network.isWorkLate = false;
        network.run();
        assertEquals(0, near.connections() + far.connections());
        assertEquals(0, near.worker.size() + far.worker.size());
    }

    @Test
    void whoOpensAStreamAndStops()
    {
        connect();
        final NetConnection connection = near.core.connections(far.id()).get(0);
        connection.muxer.open();
        connection.touch();
        network.run();
        final NetConnection other = far.core.connections(near.id()).get(0);
        assertEquals(1, other.streams());
        network.pass(BEFORE_NS);
        assertEquals(1, other.streams());
        network.pass(REST_NS);
        assertEquals(0, other.streams());
        assertEquals(0, connection.streams());
        assertEquals(1, far.counters.get(SystemCounter.LIBP2P_STREAMS_TIMED_OUT));
        assertTrue(other.isOpen());
    }

    @Test
    void whoDoesNotAnswerSuggestions()
    {
        connect();
        far.isMute = true;
        final TestStreams.Call many = new TestStreams.Call(new byte[1]);
        final TestStreams.Call one = new TestStreams.Call(new byte[1]);
        near.core.newStream(far.id(), List.of("/a", "/b"), many);
        near.core.newStream(far.id(), List.of("/a"), one);
        network.pass(BEFORE_NS);
        assertNull(many.fault);
        network.pass(REST_NS);
        assertEquals(List.of("failed STREAM_TIMEOUT"), many.told);
        assertEquals(List.of("opened /a", "reset STREAM_TIMEOUT"), one.told);
    }

    @Test
    void whoIsSilentOnAConnection()
    {
        connect();
        far.isMute = true;
        near.isMute = true;
        network.pass(TimeUnit.SECONDS.toNanos(60));
        assertEquals(List.of("connected", "disconnected PING_TIMEOUT"), near.told);
        assertEquals(List.of("connected", "disconnected PING_TIMEOUT"), far.told);
        assertEquals(1, far.counters.get(SystemCounter.LIBP2P_PEERS_SILENT));
    }

    @Test
    void whoDoesNotTakeWhatCameBeforeTheEnd()
    {
        connect();
        final TestStreams.Keep keep = new TestStreams.Keep();
        keep.isSleeping = true;
        far.core.setStreamHandler("/sleepy", keep);
        near.core.newStream(far.id(), List.of("/sleepy"), new TestStreams.Call(new byte[100]));
        network.run();
        near.core.disconnect(far.id());
        network.pass(BEFORE_NS);
        assertNull(keep.fault);
        assertEquals(1, far.core.peers().size());
        network.pass(REST_NS);
        assertEquals(HostFault.CLOSED_BY_PEER, keep.fault);
        assertEquals(0, far.connections());
    }

    private void connect()
    {
        near.core.connect(far.address(), new TestStreams.Connect());
        network.run();
        assertEquals(1, far.core.peers().size());
    }
}
