package io.hopwire.libp2p;

import io.hopwire.libp2p.identity.KeyType;
import io.hopwire.libp2p.mux.Mplex;
import io.hopwire.libp2p.mux.Yamux;
import io.hopwire.spi.Settings;
import io.hopwire.spi.SystemCounter;
import org.agrona.concurrent.UnsafeBuffer;
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
    private static final long CLOSE_NS = Settings.DEFAULTS.get(HostSettings.CLOSE_TIMEOUT);
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

    @ParameterizedTest
    @ValueSource(strings = {Yamux.PROTOCOL, Mplex.PROTOCOL})
    void whoNeverEndsAStreamThatWeClosed(final String muxer)
    {
        final TestHost near = network.add(KeyType.ED25519, (config) -> config.muxers(List.of(muxer)));
        near.core.peerStore().addAddress(far.id(), far.address());
        final TestStreams.Keep keep = serveKeep();
        final TestStreams.Call call = new TestStreams.Call(new byte[100]);
        near.core.newStream(far.id(), List.of("/keep"), call);
        network.pass(CLOSE_NS - 1);
        assertTrue(keep.isEnded);
        assertNull(call.fault);
        network.pass(1);
        assertEquals(HostFault.CLOSE_TIMEOUT, call.fault);
        assertEquals(HostFault.RESET_BY_PEER, keep.fault);
        assertEquals(1, near.counters.get(SystemCounter.LIBP2P_STREAMS_NOT_FINISHED));
        assertEquals(0, near.core.connections(far.id()).get(0).streams());
        assertEquals(0, far.core.connections(near.id()).get(0).streams());
        assertEquals(0, far.counters.get(SystemCounter.LIBP2P_STREAMS_NOT_FINISHED), "that side is its application's");
    }

    @Test
    void whoAnswersSlowlyIsNotCutWhileBytesCome()
    {
        final TestStreams.Keep keep = serveKeep();
        final TestStreams.Call call = call(new byte[1]);
        for (int i = 0; i < 20; i++)
        {
            network.pass(CLOSE_NS - 1);
            say(keep, 1);
        }
        assertEquals(20, call.received.size());
        assertNull(call.fault);
        keep.stream.closeWrite();
        network.run();
        assertEquals("closed", call.told.get(call.told.size() - 1));
        network.pass(2 * CLOSE_NS);
        assertEquals(0, near.counters.get(SystemCounter.LIBP2P_STREAMS_NOT_FINISHED));
    }

    @Test
    void aReaderThatIsSlowItselfIsNotCut()
    {
        final TestStreams.Keep keep = serveKeep();
        connect();
        final TestStreams.Keep reader = new TestStreams.Keep();
        reader.isSleeping = true;
        near.core.newStream(far.id(), List.of("/keep"), reader);
        network.run();
        reader.stream.closeWrite();
        network.run();
        say(keep, 5);
        network.pass(20 * CLOSE_NS);
        assertNull(reader.fault);
        reader.isSleeping = false;
        reader.stream.resume();
        assertEquals(5, reader.received);
        network.pass(CLOSE_NS - 1);
        assertNull(reader.fault, "from when it has read all, the peer has its time");
        network.pass(1);
        assertEquals(HostFault.CLOSE_TIMEOUT, reader.fault);
    }

    @Test
    void whoSendsToNobodyGetsNoMoreTimeForIt()
    {
        final TestStreams.Keep keep = serveKeep();
        final TestStreams.Call call = call(new byte[1]);
        call.stream.closeRead();
        for (int i = 0; i < 5; i++)
        {
            network.pass(CLOSE_NS / 6);
            say(keep, 1000);
        }
        assertNull(call.fault);
        network.pass(CLOSE_NS / 5);
        assertEquals(HostFault.CLOSE_TIMEOUT, call.fault);
        assertEquals(0, call.received.size());
    }

    @Test
    void whoDoesNotTakeWhatWasWrittenBeforeWeLeft()
    {
        connect();
        final TestStreams.Keep keep = serveKeep();
        keep.isSleeping = true;
        final TestStreams.Call call = call(new byte[1 << 20]);
        call.stream.closeRead();
        network.pass(CLOSE_NS - 1);
        assertNull(call.fault);
        keep.isSleeping = false;
        keep.stream.resume();
        network.run();
        keep.isSleeping = true;
        assertTrue(keep.received > 100_000);
        assertEquals("opened /keep, agreed", String.join(", ", call.told));
        network.pass(CLOSE_NS - 1);
        assertNull(call.fault, "it went on");
        network.pass(1);
        assertEquals(HostFault.CLOSE_TIMEOUT, call.fault);
    }

    @Test
    void whoOnlyWritesMayTakeItsTime()
    {
        connect();
        final TestStreams.Keep keep = serveKeep();
        final TestStreams.Keep writer = new TestStreams.Keep();
        near.core.newStream(far.id(), List.of("/keep"), writer);
        network.run();
        writer.stream.closeRead();
        for (int i = 0; i < 3; i++)
        {
            network.pass(10 * CLOSE_NS);
            assertNull(writer.fault);
            say(writer, 1);
        }
        assertEquals(3, keep.received);
    }

    private TestStreams.Keep serveKeep()
    {
        final TestStreams.Keep keep = new TestStreams.Keep();
        far.core.setStreamHandler("/keep", keep);
        return keep;
    }

    private TestStreams.Call call(final byte[] bytes)
    {
        near.core.peerStore().addAddress(far.id(), far.address());
        final TestStreams.Call call = new TestStreams.Call(bytes);
        near.core.newStream(far.id(), List.of("/keep"), call);
        network.run();
        return call;
    }

    private void say(final TestStreams.Keep from, final int length)
    {
        assertEquals(length, from.stream.write(new UnsafeBuffer(new byte[length]), 0, length));
        network.run();
    }

    private void connect()
    {
        near.core.connect(far.address(), new TestStreams.Connect());
        network.run();
        assertEquals(1, far.core.peers().size());
    }
}
