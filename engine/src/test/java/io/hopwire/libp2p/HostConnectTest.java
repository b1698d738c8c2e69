package io.hopwire.libp2p;

import io.hopwire.libp2p.identity.KeyType;
import io.hopwire.libp2p.mux.Mplex;
import io.hopwire.libp2p.mux.Yamux;
import io.hopwire.spi.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Connections of hosts: made, refused, and ended.
 */
class HostConnectTest
{
    private static final String ECHO = "/echo/1.0.0";

    private final HostNetwork network = new HostNetwork(7);

    @Test
    void connectsAndCarriesStreams()
    {
        final TestHost near = network.add(KeyType.ED25519);
        final TestHost far = network.add(KeyType.ED25519);
        far.core.setStreamHandler(ECHO, new TestStreams.Echo());
        final TestStreams.Connect connect = new TestStreams.Connect();

        near.core.connect(far.address().withPeerId(far.id()), connect);
        network.run();

        assertNull(connect.fault);
        assertEquals(far.id(), connect.connection.remotePeer());
        assertEquals(far.address(), connect.connection.remoteAddress());
        assertEquals(Yamux.PROTOCOL, connect.connection.muxer());
        assertEquals(List.of(near.id()), far.core.peers());
        echo(near, far, 100_000);
    }

    @ParameterizedTest
    @EnumSource(KeyType.class)
    void connectsWithEachKindOfKey(final KeyType type)
    {
        final TestHost near = network.add(type);
        final TestHost far = network.add(KeyType.ED25519);
        final TestHost other = network.add(type);
        for (final TestHost host : List.of(far, other))
        {
            host.core.setStreamHandler(ECHO, new TestStreams.Echo());
            final TestStreams.Connect connect = new TestStreams.Connect();
            near.core.connect(host.address().withPeerId(host.id()), connect);
            network.run();
            assertNull(connect.fault);
            assertEquals(host.id(), connect.connection.remotePeer());
            assertEquals(near.id(), host.core.peers().get(0));
            echo(near, host, 1000);
        }
    }

    @Test
    void takesTheFirstMuxerOfTheDialerThatTheListenerHas()
    {
        final TestHost near = network.add(KeyType.ED25519, (c) -> c.muxers(List.of(Mplex.PROTOCOL, Yamux.PROTOCOL)));
        final TestHost far = network.add(KeyType.ED25519);
        far.core.setStreamHandler(ECHO, new TestStreams.Echo());
        final TestStreams.Connect connect = new TestStreams.Connect();
        near.core.connect(far.address(), connect);
        network.run();
        assertEquals(Mplex.PROTOCOL, connect.connection.muxer());
        assertEquals(Mplex.PROTOCOL, far.core.connections(near.id()).get(0).muxer());
        echo(near, far, 300_000);
    }

    @Test
    void failsWithoutACommonMuxer()
    {
        final TestHost near = network.add(KeyType.ED25519, (c) -> c.muxers(List.of(Mplex.PROTOCOL)));
        final TestHost far = network.add(KeyType.ED25519, (c) -> c.muxers(List.of(Yamux.PROTOCOL)));
        assertEquals(HostFault.MUXER_NOT_SUPPORTED, fault(near, far));
        assertEquals(0, near.connections() + far.connections());
        assertEquals(0, near.worker.size() + far.worker.size());
    }

    @Test
    void refusesSomebodyElseThanWhoWasWanted()
    {
        final TestHost near = network.add(KeyType.ED25519);
        final TestHost far = network.add(KeyType.RSA);
        final TestHost other = network.add(KeyType.RSA);
        final TestStreams.Connect connect = new TestStreams.Connect();
        near.core.connect(far.address().withPeerId(other.id()), connect);
        network.run();
        assertEquals(HostFault.WRONG_PEER, connect.fault);
        assertEquals(List.of("failed WRONG_PEER"), near.told);
        assertEquals(0, near.connections() + far.connections());
        assertEquals(0, near.worker.size() + far.worker.size());
    }

    @Test
    void findsTheConnectionThatIsThere()
    {
        final TestHost near = network.add(KeyType.ED25519);
        final TestHost far = network.add(KeyType.ED25519);
        final TestStreams.Connect first = new TestStreams.Connect();
        final TestStreams.Connect second = new TestStreams.Connect();
        final TestStreams.Connect third = new TestStreams.Connect();
        near.core.connect(far.address(), first);
        near.core.connect(far.address().withPeerId(far.id()), second);
        network.run();
        near.core.connect(far.address(), third);
        assertSame(first.connection, second.connection);
        assertSame(first.connection, third.connection);
        assertEquals(1, far.connections());
    }

    @Test
    void bothDialAtOnce()
    {
        final TestHost near = network.add(KeyType.ED25519);
        final TestHost far = network.add(KeyType.ED25519);
        for (final TestHost host : List.of(near, far))
        {
            host.core.setStreamHandler(ECHO, new TestStreams.Echo());
        }
        final TestStreams.Connect one = new TestStreams.Connect();
        final TestStreams.Connect other = new TestStreams.Connect();
        near.core.connect(far.address().withPeerId(far.id()), one);
        far.core.connect(near.address().withPeerId(near.id()), other);
        network.run();
        assertEquals(far.id(), one.connection.remotePeer());
        assertEquals(near.id(), other.connection.remotePeer());
        assertTrue(near.core.connections(far.id()).size() >= 1);
        echo(near, far, 5000);
        echo(far, near, 5000);
    }

    @Test
    void saysWhyItCanNotDial()
    {
        final TestHost near = network.add(KeyType.ED25519);
        final TestHost far = network.add(KeyType.ED25519);
        far.isListening = false;
        assertEquals(HostFault.CONNECTION_REFUSED, fault(near, far));
        assertEquals(HostFault.DIAL_TO_SELF, fault(near, near));
        final TestStreams.Call call = new TestStreams.Call(new byte[1]);
        near.core.newStream(far.id(), List.of(ECHO), call);
        assertEquals(HostFault.NO_ADDRESSES, call.fault);
        near.maxDials = 0;
        assertEquals(HostFault.DIAL_LIMIT, fault(near, far));
    }

    @Test
    void endsWhenOneSideCloses()
    {
        final TestHost near = network.add(KeyType.ED25519);
        final TestHost far = network.add(KeyType.ED25519);
        assertNull(fault(near, far));
        near.core.disconnect(far.id());
        network.run();
        assertEquals(List.of("connected", "disconnected CLOSED"), near.told);
        assertEquals(List.of("connected", "disconnected CLOSED_BY_PEER"), far.told);
        assertEquals(0, near.connections() + far.connections());
    }

    @Test
    void leavesWhoGoesAwayWhenTheLastStreamIsOver()
    {
        final TestHost near = network.add(KeyType.ED25519);
        final TestHost far = network.add(KeyType.ED25519);
        final TestStreams.Keep keep = new TestStreams.Keep();
        far.core.setStreamHandler("/late", keep);
        assertNull(fault(near, far));
        final TestStreams.Keep call = new TestStreams.Keep();
        near.core.newStream(far.id(), List.of("/late"), call);
        network.run();
        final NetConnection connection = far.core.connections(near.id()).get(0);
        connection.muxer.goAway();
        connection.touch();
        network.run();
        assertEquals(List.of("connected"), near.told);
        final TestStreams.Call refused = new TestStreams.Call(new byte[1]);
        near.core.newStream(far.id(), List.of("/late"), refused);
        assertEquals(HostFault.CLOSED_BY_PEER, refused.fault, "it takes no new ones, and there is one of an address");
        call.stream.closeWrite();
        keep.stream.closeWrite();
        network.run();
        assertEquals(List.of("connected", "disconnected CLOSED_BY_PEER"), near.told);
        assertEquals(0, near.connections() + far.connections());
        assertNull(fault(near, far));
    }

    @Test
    void theConnectionOfTheGreaterIdTakesThePlaceOfAnother()
    {
        final TestHost one = single();
        final TestHost two = single();
        final boolean isOneSmaller = one.id().compareTo(two.id()) < 0;
        final TestHost smaller = isOneSmaller ? one : two;
        final TestHost greater = isOneSmaller ? two : one;
        greater.core.setStreamHandler(ECHO, new TestStreams.Keep());
        assertNull(fault(smaller, greater));
        final TestStreams.Call call = new TestStreams.Call(new byte[10]);
        smaller.core.newStream(greater.id(), List.of(ECHO), call);
        network.run();
        // Who is there it does not know before it has dialled.
        final TestStreams.Connect dial = new TestStreams.Connect();
        greater.core.connect(smaller.address(), dial);
        network.run();
        assertEquals(1, greater.core.connections(smaller.id()).size());
        assertSame(dial.connection, greater.core.connections(smaller.id()).get(0));
        assertEquals(List.of("connected", "connected", "disconnected REPLACED"), greater.told);
        assertEquals(1, smaller.core.connections(greater.id()).size());
        assertEquals(1, smaller.connections());
        assertTrue(HostFault.REPLACED == call.fault || HostFault.CLOSED_BY_PEER == call.fault, "" + call.fault);
        // The other way about the new one is refused.
        final TestStreams.Connect again = new TestStreams.Connect();
        smaller.core.connect(greater.address(), again);
        network.run();
        assertSame(dial.connection, greater.core.connections(smaller.id()).get(0));
        assertEquals(1, smaller.core.connections(greater.id()).size());
        assertEquals(1, smaller.connections());
        assertEquals(HostFault.CONNECTION_LIMIT, again.fault);
    }

    private TestHost single()
    {
        return network.add(KeyType.ED25519, (config) ->
            config.settings(Settings.DEFAULTS.with(HostSettings.PEER_CONNECTIONS, 1)));
    }

    private HostFault fault(final TestHost from, final TestHost to)
    {
        final TestStreams.Connect connect = new TestStreams.Connect();
        from.core.connect(to.address().withPeerId(to.id()), connect);
        network.run();
        assertTrue(null != connect.fault || null != connect.connection);
        return connect.fault;
    }

    private void echo(final TestHost from, final TestHost to, final int length)
    {
        final byte[] bytes = new byte[length];
        network.random.nextBytes(bytes, 0, length);
        final TestStreams.Call call = new TestStreams.Call(bytes);
        from.core.newStream(to.id(), List.of(ECHO), call);
        network.run();
        assertEquals(List.of("opened " + ECHO, "agreed", "end", "closed"), call.told);
        assertArrayEquals(bytes, call.received.toByteArray());
    }
}
