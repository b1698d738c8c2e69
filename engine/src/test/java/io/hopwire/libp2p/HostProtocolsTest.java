package io.hopwire.libp2p;

import io.hopwire.libp2p.address.Multiaddr;
import io.hopwire.libp2p.identify.IdentifyMessage;
import io.hopwire.libp2p.identify.IdentifyWriter;
import io.hopwire.libp2p.identify.PeerRecord;
import io.hopwire.libp2p.identity.HostKey;
import io.hopwire.libp2p.identity.KeyType;
import io.hopwire.libp2p.identity.PeerId;
import io.hopwire.libp2p.identity.SignedEnvelope;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.Settings;
import io.hopwire.spi.SystemCounter;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What hosts say of themselves, and whether they are there.
 */
class HostProtocolsTest
{
    private static final String OTHER = "/other/1.0.0";
    private static final Multiaddr SECOND = Multiaddr.parse("/ip6/2001:db8::1/tcp/9");

    private final HostNetwork network = new HostNetwork(11);
    private TestHost near;
    private TestHost far;

    @ParameterizedTest
    @EnumSource(KeyType.class)
    void bothSidesHearWhatTheOtherIs(final KeyType type)
    {
        connect(type);
        final KnownPeer known = near.core.peerStore().get(far.id());
        assertEquals(1, near.identified);
        assertEquals(1, far.identified);
        assertEquals("hopwire/test", known.agentVersion());
        assertEquals("ipfs/0.1.0", known.protocolVersion());
        assertEquals(far.core.protocols(), known.protocols());
        assertEquals(List.of(far.address(), SECOND), known.listenAddresses());
        assertEquals(List.of(far.address(), SECOND), known.signedAddresses());
        assertEquals(List.of(far.address(), SECOND), known.addresses());
        assertEquals(near.core.connections(far.id()).get(0).publicKey.length, known.publicKey().length);
        assertEquals("/ip4/10.0.0.1", known.observedAddress().toString().substring(0, 13));
        assertEquals(List.of(near.address()), far.core.peerStore().get(near.id()).listenAddresses());
        assertEquals(0, near.core.connections(far.id()).get(0).streams(), "nothing stays open for it");
        assertEquals(0, near.counters.rejected() + far.counters.rejected());
    }

    @Test
    void tellsPeersOfNewProtocolsAndAddresses()
    {
        connect(KeyType.ED25519);
        far.core.setStreamHandler(OTHER, new TestStreams.Echo());
        far.core.setStreamHandler("/one/more", new TestStreams.Echo());
        network.run();
        assertTrue(near.core.peerStore().get(far.id()).protocols().containsAll(List.of(OTHER, "/one/more")));
        assertEquals(2, near.identified, "both at once");
        far.core.removeStreamHandler(OTHER);
        network.run();
        assertEquals(far.core.protocols(), near.core.peerStore().get(far.id()).protocols());
        far.core.listenAddresses(List.of(SECOND));
        network.run();
        assertEquals(List.of(SECOND), near.core.peerStore().get(far.id()).listenAddresses());
        assertEquals(List.of(SECOND), near.core.peerStore().get(far.id()).signedAddresses());
        assertEquals(4, near.identified);
    }

    @Test
    void keepsTheNewerRecord()
    {
        connect(KeyType.ED25519);
        final KnownPeer known = near.core.peerStore().get(far.id());
        known.signed(-1L, List.of(Multiaddr.parse("/ip4/1.2.3.4/tcp/5")));
        far.core.listenAddresses(List.of(SECOND));
        network.run();
        assertEquals("[/ip4/1.2.3.4/tcp/5]", known.signedAddresses().toString());
        assertEquals(List.of(SECOND), known.listenAddresses());
    }

    @Test
    void doesNotTakeTheRecordOfSomebodyElse()
    {
        connect(KeyType.ED25519);
        final HostKey third = HostKey.generate(KeyType.ED25519, network.random);
        final byte[] record = PeerRecord.encode(third.peerId(), 1L << 62, List.of(SECOND));
        final byte[] good =
            SignedEnvelope.encode(third, PeerRecord.domain(), PeerRecord.payloadType(), record);
        final byte[] changed = good.clone();
        changed[changed.length - 1] ^= 1;
        long expected = near.counters.get(RejectCode.LIBP2P_IDENTIFY);
        for (final byte[] envelope : List.of(good, changed, new byte[0], new byte[4000]))
        {
            final UnsafeBuffer message = new UnsafeBuffer(new byte[5000]);
            final int length = new IdentifyWriter().wrap(message, 0, message.capacity())
                .signedPeerRecord(new UnsafeBuffer(envelope), 0, envelope.length).finish();
            final byte[] bytes = new byte[length];
            message.getBytes(0, bytes);
            far.core.newStream(
                near.id(), List.of(IdentifyMessage.PUSH_PROTOCOL), new TestStreams.Call(bytes));
            network.run();
            // The last one is too long for the worker, and as if it were not there.
            expected += 4000 == envelope.length ? 0 : 1;
            assertEquals(expected, near.counters.get(RejectCode.LIBP2P_IDENTIFY), envelope.length + " bytes");
        }
        assertEquals(List.of(far.address(), SECOND), near.core.peerStore().get(far.id()).signedAddresses());
        assertNull(near.core.peerStore().get(third.peerId()));
        assertEquals(5, near.identified);
    }

    @Test
    void givesUpWhoSaysNothingOfItself()
    {
        connect(KeyType.ED25519);
        far.core.setStreamHandler(IdentifyMessage.PROTOCOL, new TestStreams.Keep());
        final TestHost third = network.add(KeyType.ED25519);
        final TestStreams.Connect connect = new TestStreams.Connect();
        third.core.connect(far.address(), connect);
        network.run();
        assertEquals(0, third.identified);
        assertEquals(1, connect.connection.streams());
        network.pass(TimeUnit.SECONDS.toNanos(11));
        assertEquals(0, connect.connection.streams());
        assertEquals(1, third.counters.get(RejectCode.LIBP2P_IDENTIFY));
        assertTrue(connect.connection.isOpen());
    }

    @Test
    void countsWhatIsNoMessageAndGoesOn()
    {
        connect(KeyType.ED25519);
        for (final byte[] bad : List.of(
            new byte[]{}, new byte[]{5, 1}, new byte[]{(byte)0x80, 0}, new byte[]{2, (byte)0xff, 1},
            new byte[]{(byte)0xff, (byte)0xff, 3}, new byte[20_000], new byte[]{4, 10, 2, 8, 1}))
        {
            final long before = near.counters.get(RejectCode.LIBP2P_IDENTIFY);
            final TestStreams.Call call = new TestStreams.Call(bad);
            far.core.newStream(near.id(), List.of(IdentifyMessage.PUSH_PROTOCOL), call);
            network.run();
            assertEquals(before + 1, near.counters.get(RejectCode.LIBP2P_IDENTIFY), bad.length + " bytes");
            assertEquals(HostFault.RESET_BY_PEER, call.fault);
        }
        assertEquals(1, near.identified);
        assertTrue(near.core.connections(far.id()).get(0).isOpen());
    }

    @Test
    void hearsOnePushOfAPeerAtATime()
    {
        connect(KeyType.ED25519);
        final TestStreams.Keep first = new TestStreams.Keep();
        final TestStreams.Call second = new TestStreams.Call(new byte[0]);
        far.core.newStream(near.id(), List.of(IdentifyMessage.PUSH_PROTOCOL), first);
        network.run();
        far.core.newStream(near.id(), List.of(IdentifyMessage.PUSH_PROTOCOL), second);
        network.run();
        assertNull(first.fault);
        assertEquals(HostFault.RESET_BY_PEER, second.fault);
        first.stream.reset();
        network.run();
        assertEquals(1, near.identified);
        far.core.setStreamHandler(OTHER, new TestStreams.Echo());
        network.run();
        assertEquals(2, near.identified);
    }

    @Test
    void pings()
    {
        connect(KeyType.ED25519);
        final List<String> told = new ArrayList<>();
        for (int i = 0; i < 10; i++)
        {
            near.core.ping(far.id(), new Ping(told));
        }
        network.run();
        assertEquals(10, told.stream().filter("pong 0"::equals).count());
        assertEquals(10, near.counters.get(SystemCounter.LIBP2P_PINGS));
        assertEquals(10, far.counters.get(SystemCounter.LIBP2P_PINGS_ANSWERED));
        assertEquals(1, near.core.connections(far.id()).get(0).streams(), "it stays for the next one");
        far.core.ping(near.id(), new Ping(told));
        network.run();
        assertEquals(11, told.size());
    }

    @Test
    void pingsWhoIsNotConnectedYet()
    {
        near = network.add(KeyType.ED25519);
        far = network.add(KeyType.ED25519);
        final List<String> told = new ArrayList<>();
        near.core.ping(far.id(), new Ping(told));
        assertEquals(List.of("NO_ADDRESSES"), told);
        near.core.peerStore().addAddress(far.id(), far.address());
        near.core.ping(far.id(), new Ping(told));
        network.run();
        assertEquals(List.of("NO_ADDRESSES", "pong 0"), told);
    }

    @Test
    void givesUpWhoDoesNotAnswerPings()
    {
        connect(KeyType.ED25519);
        far.core.setStreamHandler(PingService.PROTOCOL, new TestStreams.Keep());
        final List<String> told = new ArrayList<>();
        near.core.ping(far.id(), new Ping(told));
        near.core.ping(far.id(), new Ping(told));
        network.pass(TimeUnit.SECONDS.toNanos(11));
        assertEquals(List.of("STREAM_TIMEOUT", "STREAM_TIMEOUT"), told);
        assertEquals(0, near.core.connections(far.id()).get(0).streams());
    }

    @Test
    void doesNotTakeAWrongAnswer()
    {
        connect(KeyType.ED25519);
        far.core.setStreamHandler(PingService.PROTOCOL, new TestStreams.Echo()
        {
            @Override
            public void onOpened(final NetStream stream)
            {
                stream.write(new UnsafeBuffer(new byte[32]), 0, 32);
            }
        });
        final List<String> told = new ArrayList<>();
        near.core.ping(far.id(), new Ping(told));
        network.run();
        assertEquals(List.of("STREAM_PROTOCOL"), told);
    }

    @Test
    void tellsWhoPingsThatTheConnectionIsGone()
    {
        connect(KeyType.ED25519);
        final List<String> told = new ArrayList<>();
        near.core.ping(far.id(), new Ping(told));
        near.core.ping(far.id(), new Ping(told));
        near.breakConnection(0);
        assertEquals(List.of("CONNECTION_LOST", "CONNECTION_LOST"), told);
    }

    @Test
    void forgetsThePeerThatWasNotHeardOfForTheLongestTime()
    {
        final PeerStore store = new PeerStore(
            Settings.DEFAULTS.with(HostSettings.PEERS, 3).with(HostSettings.PEER_ADDRESSES, 2));
        final List<PeerId> ids = new ArrayList<>();
        for (int i = 0; i < 4; i++)
        {
            ids.add(network.add(KeyType.ED25519).id());
        }
        store.addAddress(ids.get(0), Multiaddr.parse("/ip4/1.1.1.1/tcp/1"));
        store.addAddress(ids.get(1), Multiaddr.parse("/ip4/1.1.1.1/tcp/1"));
        store.addAddress(ids.get(2), Multiaddr.parse("/ip4/1.1.1.1/tcp/1"));
        store.addAddress(ids.get(0), Multiaddr.parse("/ip4/1.1.1.1/tcp/2"));
        store.addAddress(ids.get(0), Multiaddr.parse("/ip4/1.1.1.1/tcp/3"));
        store.addAddress(ids.get(3), Multiaddr.parse("/ip4/1.1.1.1/tcp/1"));
        assertEquals(3, store.size());
        assertNull(store.get(ids.get(1)));
        assertNotNull(store.get(ids.get(2)));
        assertArrayEquals(new String[]{"/ip4/1.1.1.1/tcp/2", "/ip4/1.1.1.1/tcp/3"},
            store.addresses(ids.get(0)).stream().map(Multiaddr::toString).toArray());
        store.remove(ids.get(0));
        assertEquals(List.of(), store.addresses(ids.get(0)));
        assertEquals(2, store.size());
    }

    @Test
    void forgetsWhoHasOnlySpokenOfItselfFirst()
    {
        far = network.add(KeyType.ED25519, (config) ->
            config.settings(Settings.DEFAULTS.with(HostSettings.PEERS, 3)));
        final PeerId wanted = network.add(KeyType.ED25519).id();
        final TestHost dialled = network.add(KeyType.ED25519);
        far.core.peerStore().addAddress(wanted, Multiaddr.parse("/ip4/1.1.1.1/tcp/1"));
        far.core.connect(dialled.address(), new TestStreams.Connect());
        network.run();
        for (int i = 0; i < 5; i++)
        {
            near = network.add(KeyType.ED25519);
            near.core.connect(far.address(), new TestStreams.Connect());
            network.run();
            assertEquals(3, far.core.peerStore().size());
            assertNotNull(far.core.peerStore().get(near.id()), "the last who came");
        }
        assertNotNull(far.core.peerStore().get(wanted));
        assertNotNull(far.core.peerStore().get(dialled.id()));
        far.core.peerStore().addAddress(near.id(), near.address());
        far.core.peerStore().addAddress(far.id(), near.address());
        assertNull(far.core.peerStore().get(wanted), "of those the oldest");
    }

    @Test
    void keepsSoManyProtocolsOfAPeer()
    {
        far = network.add(KeyType.ED25519, (config) ->
            config.settings(Settings.DEFAULTS.with(HostSettings.PEER_PROTOCOLS, 5)));
        near = network.add(KeyType.ED25519);
        for (int i = 0; i < 20; i++)
        {
            near.core.setStreamHandler("/" + i, new TestStreams.Echo());
        }
        near.core.connect(far.address(), new TestStreams.Connect());
        network.run();
        final List<String> all = near.core.protocols();
        assertEquals(23, all.size());
        assertEquals(all.subList(0, 5), far.core.peerStore().get(near.id()).protocols());
        near.core.setStreamHandler("/!", new TestStreams.Echo());
        network.run();
        assertEquals(near.core.protocols().subList(0, 5), far.core.peerStore().get(near.id()).protocols());
    }

    private void connect(final KeyType type)
    {
        near = network.add(type, (config) ->
            config.listenAddresses(List.of(Multiaddr.parse("/ip4/10.0.0.1/tcp/4001"))));
        far = network.add(type, (config) -> config.agentVersion("hopwire/test")
            .listenAddresses(List.of(Multiaddr.parse("/ip4/10.0.0.2/tcp/4001"), SECOND)));
        network.run();
        final TestStreams.Connect connect = new TestStreams.Connect();
        near.core.connect(far.address().withPeerId(far.id()), connect);
        network.run();
        assertNull(connect.fault);
    }

    private record Ping(List<String> told) implements PingHandler
    {
        @Override
        public void onPong(final long rttNs)
        {
            told.add("pong " + rttNs);
        }

        @Override
        public void onFailed(final HostFault fault)
        {
            told.add(fault.toString());
        }
    }
}
