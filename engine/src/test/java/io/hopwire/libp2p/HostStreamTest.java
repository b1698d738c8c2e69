package io.hopwire.libp2p;

import io.hopwire.libp2p.identity.KeyType;
import io.hopwire.libp2p.mux.Mplex;
import io.hopwire.libp2p.mux.Yamux;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Streams of hosts: how they get a protocol, and how they end.
 */
class HostStreamTest
{
    private static final String ECHO = "/echo/1.0.0";

    private HostNetwork network = new HostNetwork(3);
    private TestHost near;
    private TestHost far;
    private TestStreams.Echo echo;

    @ParameterizedTest
    @ValueSource(strings = {Yamux.PROTOCOL, Mplex.PROTOCOL})
    void carriesManyStreamsThroughAPipeThatIsCutAnywhere(final String muxer)
    {
        for (int seed = 1; seed <= 8; seed++)
        {
            network = new HostNetwork(seed);
            network.piece = 0 == seed % 3 ? 1 : 0 == seed % 2 ? 40 : 70_000;
            network.sinkLength = 0 == seed % 2 ? 1 << 12 : 1 << 18;
            connect(muxer);
            final List<TestStreams.Call> calls = new ArrayList<>();
            final List<byte[]> sent = new ArrayList<>();
            for (int i = 0; i < 20; i++)
            {
                sent.add(bytes(network.random.nextInt(1 == network.piece ? 300 : 0 == i % 5 ? 100_000 : 2000)));
                calls.add(call(sent.get(i), 0 == i % 3 ? List.of("/no", ECHO) : List.of(ECHO)));
            }
            network.run();
            for (int i = 0; i < calls.size(); i++)
            {
                assertArrayEquals(sent.get(i), calls.get(i).received.toByteArray(), "seed " + seed + ", stream " + i);
                assertEquals("closed", calls.get(i).told.get(calls.get(i).told.size() - 1));
            }
            assertEquals(20, echo.ended);
            assertEquals(0, near.core.connections(far.id()).get(0).streams());
        }
    }

    @Test
    void picksTheFirstProtocolThatTheOtherSideHas()
    {
        connect(Yamux.PROTOCOL);
        final TestStreams.Call call = call(bytes(10), List.of("/a/2.0.0", "/b/1.0.0", ECHO, "/also/1.0.0"));
        far.core.setStreamHandler("/also/1.0.0", new TestStreams.Echo());
        network.run();
        assertEquals(List.of("opened " + ECHO, "end", "closed"), call.told);
    }

    @Test
    void saysThatNoneOfTheProtocolsIsSupported()
    {
        connect(Yamux.PROTOCOL);
        final TestStreams.Call many = call(bytes(10), List.of("/a", "/b", "/c"));
        final TestStreams.Call one = call(bytes(10), List.of("/a"));
        network.run();
        assertEquals(List.of("failed PROTOCOL_NOT_SUPPORTED"), many.told);
        // Nothing had to be waited for, so it was open until the answer came.
        assertEquals(List.of("opened /a", "reset PROTOCOL_NOT_SUPPORTED"), one.told);
        assertEquals("none of the suggested protocols is supported", many.fault.text());
        assertEquals(0, near.core.connections(far.id()).get(0).streams());
        final TestStreams.Call next = call(bytes(10), List.of(ECHO));
        network.run();
        assertNull(next.fault);
    }

    @Test
    void refusesSuggestionsThatAreNone()
    {
        connect(Yamux.PROTOCOL);
        assertThrows(IllegalArgumentException.class, () -> call(bytes(1), List.of()));
        assertThrows(IllegalArgumentException.class, () -> call(bytes(1), List.of("/a", "/a")));
    }

    @Test
    void servesAProtocolNoLonger()
    {
        connect(Yamux.PROTOCOL);
        far.core.setStreamHandler("/other", echo);
        far.core.removeStreamHandler(ECHO);
        final TestStreams.Call call = call(bytes(10), List.of(ECHO, "/b"));
        network.run();
        assertEquals(HostFault.PROTOCOL_NOT_SUPPORTED, call.fault);
    }

    @ParameterizedTest
    @ValueSource(strings = {Yamux.PROTOCOL, Mplex.PROTOCOL})
    void halfCloses(final String muxer)
    {
        connect(muxer);
        final TestStreams.Keep keep = new TestStreams.Keep();
        far.core.setStreamHandler("/late", keep);
        final TestStreams.Call call = call(bytes(100), List.of("/late"));
        network.run();
        assertEquals(List.of("opened /late", "agreed"), call.told);
        assertEquals(100, keep.received);
        assertTrue(keep.isEnded);
        keep.stream.write(new UnsafeBuffer(bytes(50)), 0, 50);
        network.run();
        assertEquals(50, call.received.size());
        assertFalse(call.told.contains("end"));
        keep.stream.closeWrite();
        network.run();
        assertEquals(List.of("opened /late", "agreed", "end", "closed"), call.told);
        assertEquals(NetStream.CLOSED, call.stream.write(new UnsafeBuffer(bytes(1)), 0, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {Yamux.PROTOCOL, Mplex.PROTOCOL})
    void resets(final String muxer)
    {
        connect(muxer);
        final TestStreams.Keep keep = new TestStreams.Keep();
        far.core.setStreamHandler("/late", keep);
        final TestStreams.Call call = call(bytes(100), List.of("/late"));
        network.run();
        keep.stream.reset();
        network.run();
        assertEquals(List.of("opened /late", "agreed", "reset RESET_BY_PEER"), call.told);
        final TestStreams.Call next = call(bytes(10), List.of(ECHO));
        network.run();
        assertNull(next.fault);
    }

    @ParameterizedTest
    @ValueSource(strings = {Yamux.PROTOCOL, Mplex.PROTOCOL})
    void goesOnWhileOneReaderSleeps(final String muxer)
    {
        connect(muxer);
        final TestStreams.Keep keep = new TestStreams.Keep();
        keep.isSleeping = true;
        far.core.setStreamHandler("/sleepy", keep);
        final byte[] much = bytes(1_000_000);
        final TestStreams.Call slow = call(much, List.of("/sleepy"));
        network.run();
        assertEquals(0, keep.received);
        final TestStreams.Call quick = call(bytes(500_000), List.of(ECHO));
        network.run();
        assertEquals("closed", quick.told.get(quick.told.size() - 1));
        assertEquals(500_000, quick.received.size());
        keep.isSleeping = false;
        keep.stream.resume();
        network.run();
        assertEquals(much.length, keep.received);
        assertNull(slow.fault);
    }

    @Test
    void opensAConnectionForAStreamWhereThereIsNone()
    {
        near = network.add(KeyType.ED25519);
        far = network.add(KeyType.ED25519);
        echo = new TestStreams.Echo();
        far.core.setStreamHandler(ECHO, echo);
        near.core.peerStore().addAddress(far.id(), far.address());
        final TestStreams.Call one = call(bytes(300), List.of(ECHO));
        final TestStreams.Call two = call(bytes(300), List.of(ECHO));
        network.run();
        assertEquals(300, one.received.size());
        assertEquals(300, two.received.size());
        assertEquals(1, far.connections());
    }

    @Test
    void triesOneAddressAfterTheOther()
    {
        near = network.add(KeyType.ED25519);
        far = network.add(KeyType.ED25519);
        final TestHost other = network.add(KeyType.ED25519);
        final TestHost dead = network.add(KeyType.ED25519);
        dead.isListening = false;
        echo = new TestStreams.Echo();
        far.core.setStreamHandler(ECHO, echo);
        near.core.peerStore().addAddress(far.id(), dead.address());
        near.core.peerStore().addAddress(far.id(), other.address());
        near.core.peerStore().addAddress(far.id(), far.address());
        final TestStreams.Call call = call(bytes(300), List.of(ECHO));
        network.run();
        assertEquals(300, call.received.size());
        assertEquals(List.of("failed CONNECTION_REFUSED", "failed WRONG_PEER", "connected"), near.told);
    }

    @Test
    void tellsEachStreamWhenTheConnectionBreaks()
    {
        connect(Yamux.PROTOCOL);
        final TestStreams.Keep keep = new TestStreams.Keep();
        far.core.setStreamHandler("/late", keep);
        final TestStreams.Call call = call(bytes(100), List.of("/late"));
        network.run();
        near.breakConnection(0);
        assertEquals("reset CONNECTION_LOST", call.told.get(call.told.size() - 1));
        assertEquals(HostFault.CONNECTION_LOST, keep.fault);
        assertEquals(List.of(), near.core.peers());
        assertEquals(List.of("connected", "disconnected CONNECTION_LOST"), far.told);
    }

    @Test
    void givesWhatCameBeforeTheConnectionWasClosed()
    {
        connect(Yamux.PROTOCOL);
        final TestStreams.Keep keep = new TestStreams.Keep();
        keep.isSleeping = true;
        far.core.setStreamHandler("/sleepy", keep);
        final TestStreams.Call call = call(bytes(100_000), List.of("/sleepy"));
        network.run();
        near.core.disconnect(far.id());
        network.run();
        assertNull(keep.fault);
        keep.isSleeping = false;
        keep.stream.resume();
        network.run();
        assertEquals(100_000, keep.received);
        assertEquals(List.of(), far.core.peers());
        assertEquals(0, far.connections());
        assertEquals(HostFault.CLOSED, call.fault);
    }

    private void connect(final String muxer)
    {
        near = network.add(KeyType.ED25519, (config) -> config.muxers(List.of(muxer)));
        far = network.add(KeyType.ED25519);
        echo = new TestStreams.Echo();
        far.core.setStreamHandler(ECHO, echo);
        final TestStreams.Connect connect = new TestStreams.Connect();
        near.core.connect(far.address().withPeerId(far.id()), connect);
        network.run();
        assertNull(connect.fault);
    }

    private TestStreams.Call call(final byte[] bytes, final List<String> protocols)
    {
        final TestStreams.Call call = new TestStreams.Call(bytes);
        near.core.newStream(far.id(), protocols, call);
        return call;
    }

    private byte[] bytes(final int length)
    {
        final byte[] bytes = new byte[length];
        network.random.nextBytes(bytes, 0, length);
        return bytes;
    }
}
