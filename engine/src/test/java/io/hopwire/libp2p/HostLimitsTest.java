package io.hopwire.libp2p;

import io.hopwire.libp2p.address.Multiaddr;
import io.hopwire.libp2p.identity.HostKey;
import io.hopwire.libp2p.identity.KeyType;
import io.hopwire.libp2p.identity.PeerId;
import io.hopwire.libp2p.mux.Mplex;
import io.hopwire.libp2p.mux.MuxSettings;
import io.hopwire.libp2p.mux.Yamux;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.Setting;
import io.hopwire.spi.Settings;
import io.hopwire.spi.SystemCounter;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What a host does when one of its limits is reached: what is too much is refused and counted, all else goes on.
 */
class HostLimitsTest
{
    private static final String ECHO = "/echo/1.0.0";

    private final HostNetwork network = new HostNetwork(21);

    @Test
    void connectionsInAll()
    {
        final TestHost far = host(HostSettings.INBOUND_CONNECTIONS, 2, HostSettings.CONNECTIONS, 2);
        assertNull(fault(host(), far));
        assertNull(fault(host(), far));
        assertNotNull(fault(host(), far));
        assertEquals(HostFault.CONNECTION_LIMIT, fault(far, host()));
        assertEquals(2, far.core.peers().size());
        assertEquals(2, far.counters.get(RejectCode.LIBP2P_CONNECTION_LIMIT));
    }

    @Test
    void connectionsThatPeersOpened()
    {
        final TestHost far = host(HostSettings.INBOUND_CONNECTIONS, 1, HostSettings.CONNECTIONS, 3);
        assertNull(fault(host(), far));
        assertNotNull(fault(host(), far));
        assertEquals(1, far.counters.get(RejectCode.LIBP2P_CONNECTION_LIMIT));
        assertNull(fault(far, host()), "there is room for those that it dials itself");
        far.core.disconnect(far.core.peers().get(0));
        far.core.disconnect(far.core.peers().get(0));
        network.run();
        assertNull(fault(host(), far));
    }

    @Test
    void connectionsOfWhichItIsNotKnownWhoIsThere()
    {
        final TestHost far = host(HostSettings.TRANSIENT_CONNECTIONS, 2);
        far.acceptRaw();
        far.acceptRaw();
        assertNotNull(fault(host(), far));
        assertEquals(1, far.counters.get(RejectCode.LIBP2P_CONNECTION_LIMIT));
        assertNull(fault(far, host()), "who is dialled does not wait for who dials");
        network.pass(TimeUnit.SECONDS.toNanos(11));
        assertEquals(2, far.counters.get(SystemCounter.LIBP2P_UPGRADES_TIMED_OUT));
        assertNull(fault(host(), far));
    }

    @Test
    void connectionsWithOnePeer()
    {
        final TestHost far = host(HostSettings.PEER_CONNECTIONS, 1);
        final TestHost near = host();
        final TestStreams.Connect one = new TestStreams.Connect();
        final TestStreams.Connect other = new TestStreams.Connect();
        near.core.connect(far.address(), one);
        far.core.connect(near.address(), other);
        network.run();
        assertEquals(1, far.core.connections(near.id()).size());
        assertEquals(1, far.counters.get(RejectCode.LIBP2P_CONNECTION_LIMIT));
        assertEquals(1, near.core.connections(far.id()).size());
        assertNull(fault(host(), far));
    }

    @Test
    void connectionsOfOnePeerThatAreUpgradedSideBySide()
    {
        final TestHost far = host(HostSettings.PEER_CONNECTIONS, 2);
        final HostKey key = HostKey.generate(KeyType.ED25519, network.random);
        final List<RawPeer> ends = new ArrayList<>();
        for (int i = 0; i < 5; i++)
        {
            ends.add(new RawPeer(network, far));
            ends.get(i).key = key;
            ends.get(i).connect(List.of());
        }
        assertEquals(5, far.connections(), "none of them carries streams");
        ends.forEach((end) -> end.send(end.record(RawPeer.lines("/multistream/1.0.0", Yamux.PROTOCOL))));
        assertEquals(2, far.core.connections(key.peerId()).size());
        assertEquals(3, ends.stream().filter(RawPeer::isOver).count());
        assertEquals(3, far.counters.get(RejectCode.LIBP2P_CONNECTION_LIMIT));
    }

    @Test
    void handshakes()
    {
        final TestHost far = host(HostSettings.HANDSHAKES, 1);
        network.isWorkLate = true;
        final List<TestStreams.Connect> dials = new ArrayList<>();
        final List<TestHost> nears = new ArrayList<>();
        for (int i = 0; i < 3; i++)
        {
            nears.add(host());
            dials.add(new TestStreams.Connect());
            nears.get(i).core.connect(far.address(), dials.get(i));
            network.run();
            nears.get(i).work();
            network.run();
        }
        assertEquals(2, far.counters.get(RejectCode.LIBP2P_CONNECTION_LIMIT));
        final TestHost other = host();
        final TestStreams.Connect ours = new TestStreams.Connect();
        far.core.connect(other.address(), ours);
        network.isWorkLate = false;
        network.run();
        assertNotNull(ours.connection, "our own do not wait for those of others");
        assertNotNull(dials.get(0).connection);
        assertNotNull(dials.get(1).fault);
        assertNotNull(dials.get(2).fault);
        assertEquals(0, far.worker.size());
        assertNull(fault(host(), far));
    }

    @Test
    void workThatNobodyTakes()
    {
        final TestHost far = host();
        far.maxRequests = 0;
        assertNotNull(fault(host(), far));
        assertEquals(HostFault.HANDSHAKE_LIMIT, fault(far, host()));
        assertTrue(far.counters.get(SystemCounter.REQUESTS_FULL) >= 2);
        far.maxRequests = 100;
        assertNull(fault(host(), far));
    }

    @Test
    void bytesThatComeBeforeTheHandshakeIsMade()
    {
        final TestHost far = host(HostSettings.EARLY_MEMORY, 8 << 10);
        final TestHost near = host();
        network.isWorkLate = true;
        final TestStreams.Connect dial = new TestStreams.Connect();
        near.core.connect(far.address(), dial);
        network.run();
        near.work();
        network.run();
        assertEquals(1, far.requests(), "the first message is with the worker");
        far.deliver(0, new byte[8 << 10]);
        assertEquals(1, far.connections());
        far.deliver(0, new byte[1]);
        assertEquals(List.of("failed MEMORY"), far.told);
        network.isWorkLate = false;
        network.run();
        assertEquals(0, far.worker.size());
        assertNotNull(dial.fault);
    }

    @Test
    void memoryOfRecordsOfWhichAPartHasCome()
    {
        final TestHost far = add((settings) -> settings.with(HostSettings.RECORD_MEMORY, 128L << 10));
        far.core.setStreamHandler(ECHO, new TestStreams.Echo());
        final List<RawPeer> peers = new ArrayList<>();
        for (int i = 0; i < 5; i++)
        {
            peers.add(new RawPeer(network, far));
            peers.get(i).connect(List.of(Yamux.PROTOCOL));
            // The length says 65,535.
            final byte[] part = new byte[30_000];
            part[0] = -1;
            part[1] = -1;
            peers.get(i).send(part);
        }
        final long refused = peers.stream().filter(RawPeer::isOver).count();
        assertTrue(refused > 0 && refused < 4, "of 32 KiB each there is room for some: " + refused);
        assertEquals(refused, far.told.stream().filter("disconnected MEMORY"::equals).count());
        assertEquals(refused, far.counters.get(RejectCode.LIBP2P_CONNECTION_LIMIT));
        for (final PeerId peer : far.core.peers())
        {
            far.core.disconnect(peer);
        }
        final TestHost near = host();
        assertNull(fault(near, far));
        final TestStreams.Call call = new TestStreams.Call(new byte[200_000]);
        near.core.newStream(far.id(), List.of(ECHO), call);
        network.run();
        assertEquals(200_000, call.received.size(), "it is given back");
    }

    @Test
    void streamsInAll()
    {
        // Nobody has more than are left for all others.
        assertEquals(3, opened(host(HostSettings.STREAMS, 5), RejectCode.LIBP2P_NETWORK_LIMIT, 7));
    }

    @Test
    void streamsOfOnePeer()
    {
        assertEquals(3, opened(host(HostSettings.PEER_STREAMS, 3), RejectCode.LIBP2P_STREAM_LIMIT, 7));
    }

    @Test
    void streamsOfOneProtocol()
    {
        // Nobody has more than are left for all others.
        final TestHost far = host(HostSettings.PROTOCOL_STREAMS, 5);
        assertEquals(3, opened(far, RejectCode.LIBP2P_NETWORK_LIMIT, 7));
        final List<String> told = new ArrayList<>();
        network.hosts.get(1).core.newStream(far.id(), List.of(PingService.PROTOCOL), new TestStreams.Keep());
        network.run();
        assertEquals(4, far.core.connections(network.hosts.get(1).id()).get(0).streams(), "another one has room");
        assertEquals(List.of(), told);
    }

    @Test
    void streamsOfOneConnection()
    {
        assertEquals(3, opened(host(MuxSettings.INBOUND, 3), RejectCode.LIBP2P_STREAM_LIMIT, 0));
    }

    @Test
    void streamsThatWeOpen()
    {
        final TestHost near = host(MuxSettings.OUTBOUND, 3);
        final TestHost far = host();
        far.core.setStreamHandler(ECHO, new TestStreams.Keep());
        assertNull(fault(near, far));
        HostFault fault = null;
        for (int i = 0; i < 4; i++)
        {
            final TestStreams.Call call = new TestStreams.Call(new byte[1]);
            near.core.newStream(far.id(), List.of(ECHO), call);
            network.run();
            fault = call.fault;
        }
        assertEquals(HostFault.STREAM_LIMIT, fault);
        assertEquals(1, near.counters.get(SystemCounter.LIBP2P_STREAMS_REFUSED));
    }

    @Test
    void rateOfStreams()
    {
        final TestHost far = host(HostSettings.STREAM_RATE, 20);
        final TestHost near = host();
        final TestStreams.Echo echo = new TestStreams.Echo();
        far.core.setStreamHandler(ECHO, echo);
        assertNull(fault(near, far));
        network.pass(TimeUnit.SECONDS.toNanos(2));
        for (int i = 0; i < 50; i++)
        {
            near.core.newStream(far.id(), List.of(ECHO), new TestStreams.Call(new byte[1]));
            network.run();
        }
        assertEquals(20, echo.opened);
        assertEquals(30, far.counters.get(RejectCode.LIBP2P_STREAM_LIMIT));
        network.pass(TimeUnit.SECONDS.toNanos(1));
        near.core.newStream(far.id(), List.of(ECHO), new TestStreams.Call(new byte[1]));
        network.run();
        assertEquals(21, echo.opened);
    }

    @Test
    void rateOfResets()
    {
        final TestHost far = host(HostSettings.RESET_RATE, 20);
        final TestHost near = host();
        final TestStreams.Keep keep = new TestStreams.Keep();
        far.core.setStreamHandler(ECHO, keep);
        assertNull(fault(near, far));
        for (int i = 0; i < 20; i++)
        {
            openAndReset(near, far);
        }
        assertEquals(1, far.core.peers().size());
        openAndReset(near, far);
        assertEquals(List.of(), far.core.peers());
        assertEquals(1, far.counters.get(RejectCode.LIBP2P_STREAM_LIMIT));
        assertNull(fault(host(), far));
    }

    @Test
    void memoryOfStreams()
    {
        final TestHost far = network.add(KeyType.ED25519, (config) -> config.muxers(List.of(Mplex.PROTOCOL))
            .settings(Settings.DEFAULTS.with(HostSettings.MEMORY, 1L << 20)));
        final TestHost near = host();
        final TestStreams.Keep keep = new TestStreams.Keep();
        keep.isSleeping = true;
        far.core.setStreamHandler("/sleepy", keep);
        far.core.setStreamHandler(ECHO, new TestStreams.Echo());
        assertNull(fault(near, far));
        final TestStreams.Call call = new TestStreams.Call(new byte[(1 << 20) + 1]);
        near.core.newStream(far.id(), List.of("/sleepy"), call);
        network.run();
        assertEquals(HostFault.STREAM_MEMORY, keep.fault);
        assertEquals(HostFault.RESET_BY_PEER, call.fault);
        final TestStreams.Call next = new TestStreams.Call(new byte[1000]);
        near.core.newStream(far.id(), List.of(ECHO), next);
        network.run();
        assertEquals(1000, next.received.size());
    }

    @Test
    void asksTheGaterAtEachStep()
    {
        final Gater gater = new Gater();
        final TestHost far = network.add(KeyType.ED25519, (config) -> config.connectionGater(gater));
        final TestHost near = host();
        assertNull(fault(near, far));
        assertEquals(List.of("accept /ip4/10.0.0.2", "upgrade " + near.id() + " false"), gater.asked);
        gater.refuses = "accept";
        assertNotNull(fault(host(), far));
        gater.refuses = "upgrade";
        assertNotNull(fault(host(), far));
        assertEquals(2, far.counters.get(RejectCode.LIBP2P_CONNECTION_LIMIT));
        gater.asked.clear();
        final TestHost other = host();
        assertEquals(HostFault.GATED, fault(far, other));
        assertEquals(List.of("dial " + other.id(), "upgrade " + other.id() + " true"), gater.asked);
        gater.refuses = "dial";
        assertEquals(HostFault.GATED, fault(far, host()));
        assertEquals(1, far.core.peers().size());
        assertEquals(1, far.connections());
    }

    @Test
    void settingsThatContradict()
    {
        assertThrows(IllegalArgumentException.class, () ->
            host(HostSettings.CONNECTIONS, 10, HostSettings.INBOUND_CONNECTIONS, 11));
    }

    /** {@return how many of ten streams are open in the end} */
    private int opened(final TestHost far, final RejectCode code, final int rejected)
    {
        final TestHost near = host();
        far.core.setStreamHandler(ECHO, new TestStreams.Keep());
        assertNull(fault(near, far));
        final List<TestStreams.Call> calls = new ArrayList<>();
        for (int i = 0; i < 10; i++)
        {
            calls.add(new TestStreams.Call(new byte[1]));
            near.core.newStream(far.id(), List.of(ECHO), calls.get(i));
            network.run();
        }
        assertEquals(rejected, far.counters.get(code));
        assertTrue(near.core.connections(far.id()).get(0).isOpen());
        for (int i = 0; i < 10; i++)
        {
            assertEquals(i < 3 ? null : HostFault.RESET_BY_PEER, calls.get(i).fault);
        }
        calls.get(0).stream.reset();
        final TestStreams.Call next = new TestStreams.Call(new byte[1]);
        near.core.newStream(far.id(), List.of(ECHO), next);
        network.run();
        assertNull(next.fault, "there is room again");
        return far.core.connections(near.id()).get(0).streams();
    }

    private void openAndReset(final TestHost near, final TestHost far)
    {
        final TestStreams.Keep call = new TestStreams.Keep();
        near.core.newStream(far.id(), List.of(ECHO), call);
        network.run();
        assertFalse(call.stream.isInbound());
        call.stream.write(new UnsafeBuffer(new byte[1]), 0, 1);
        network.run();
        call.stream.reset();
        network.run();
    }

    private HostFault fault(final TestHost from, final TestHost to)
    {
        final TestStreams.Connect connect = new TestStreams.Connect();
        from.core.connect(to.address().withPeerId(to.id()), connect);
        network.run();
        if (null != connect.connection && !connect.connection.isOpen())
        {
            return connect.connection.fault();
        }
        assertTrue(null != connect.fault || null != connect.connection);
        return connect.fault;
    }

    private TestHost host()
    {
        return add((settings) -> settings);
    }

    private TestHost host(final Setting<Integer> setting, final int value)
    {
        return add((settings) -> settings.with(setting, value));
    }

    private TestHost host(
        final Setting<Integer> setting, final int value, final Setting<Integer> other, final int otherValue)
    {
        return add((settings) -> settings.with(setting, value).with(other, otherValue));
    }

    private TestHost add(final UnaryOperator<Settings> more)
    {
        return network.add(KeyType.ED25519, (config) -> config.settings(more.apply(Settings.DEFAULTS)));
    }

    private static final class Gater implements ConnectionGater
    {
        final List<String> asked = new ArrayList<>();
        String refuses = "";

        @Override
        public boolean mayDial(final PeerId peerOrNull, final Multiaddr address)
        {
            asked.add("dial " + peerOrNull);
            return !"dial".equals(refuses);
        }

        @Override
        public boolean mayAccept(final Multiaddr address)
        {
            asked.add("accept " + address.toString().replaceAll("/tcp.*", ""));
            return !"accept".equals(refuses);
        }

        @Override
        public boolean mayUpgrade(final PeerId peer, final Multiaddr address, final boolean isDialled)
        {
            asked.add("upgrade " + peer + " " + isDialled);
            return !"upgrade".equals(refuses);
        }
    }
}
