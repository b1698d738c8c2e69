package io.hopwire.libp2p;

import io.hopwire.libp2p.identity.KeyType;
import io.hopwire.libp2p.identity.PeerId;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.Settings;
import io.hopwire.spi.SystemCounter;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Whoever has few addresses and many keys takes what his network may have of a host, and keeps nobody else out.
 */
class HostNetworksTest
{
    private static final String KEEP = "/keep";
    private static final int TRANSIENT = Settings.DEFAULTS.get(HostSettings.NETWORK_TRANSIENT);

    private final HostNetwork network = new HostNetwork(51);

    @Test
    void whoSaysNothingOnAllConnectionsThatItCanOpen()
    {
        final TestHost far = host(198, 51, 100);
        for (int i = 0; i < 2 * Settings.DEFAULTS.get(HostSettings.TRANSIENT_CONNECTIONS); i++)
        {
            far.acceptRaw();
        }
        assertEquals(TRANSIENT, far.connections());
        assertNotNull(fault(host(198, 51, 100), far), "a neighbour of it");
        assertNull(fault(host(198, 51, 101), far));
        assertNull(fault(host(10, 0, 0), far));
        assertNull(fault(far, host(198, 51, 100)), "who is dialled has no share to take");
        network.pass(TimeUnit.SECONDS.toNanos(11));
        assertEquals(TRANSIENT, far.counters.get(SystemCounter.LIBP2P_UPGRADES_TIMED_OUT));
        assertNull(fault(host(198, 51, 100), far));
    }

    @Test
    void whoSaysNothingFromManyNetworks()
    {
        final TestHost far = host(203, 0, 113);
        final int most = Settings.DEFAULTS.get(HostSettings.TRANSIENT_CONNECTIONS);
        for (int i = 0; i < most; i++)
        {
            raw(far, 198, 51, i / TRANSIENT);
        }
        assertEquals(most, far.connections());
        assertNotNull(fault(host(198, 51, 0), far), "of a network that has its share");
        for (int i = 0; i < 20; i++)
        {
            assertNull(fault(host(100, 64 + i, 0), far), "whoever comes");
        }
        // Each is upgraded before the next one comes.
        assertEquals(1, far.counters.get(SystemCounter.LIBP2P_CONNECTIONS_DISPLACED));
        assertEquals(20, far.core.peers().size());
    }

    @Test
    void whoSaysNothingFromAsManyNetworksAsThereArePlaces()
    {
        final TestHost far = host(203, 0, 113);
        final TestHost.End first = raw(far, 30, 0, 0);
        for (int i = 1; i < Settings.DEFAULTS.get(HostSettings.TRANSIENT_CONNECTIONS); i++)
        {
            raw(far, 20, 0, i);
            network.pass(1_000_000);
        }
        assertNotNull(fault(host(198, 51, 0), far), "each of them may be honest");
        network.pass(Settings.DEFAULTS.get(HostSettings.UPGRADE_TIMEOUT) / 4);
        assertNull(fault(host(198, 51, 1), far));
        assertEquals(1, far.counters.get(SystemCounter.LIBP2P_CONNECTIONS_DISPLACED));
        assertEquals(0, far.counters.get(SystemCounter.LIBP2P_UPGRADES_TIMED_OUT));
        assertTrue(first.other.isClosed);
        assertTrue(far.told.contains("failed DISPLACED"));
    }

    @Test
    void whoDialsDoesNotWaitForWhoSaysNothing()
    {
        final TestHost far = host(203, 0, 113, (settings) -> settings
            .with(HostSettings.CONNECTIONS, 2).with(HostSettings.INBOUND_CONNECTIONS, 2));
        raw(far, 20, 0, 1);
        raw(far, 20, 0, 2);
        assertNotNull(fault(host(198, 51, 0), far));
        assertNull(fault(far, host(198, 51, 1)));
        assertNull(fault(far, host(198, 51, 2)));
        assertNotNull(fault(far, host(198, 51, 3)), "there is nobody else");
        assertEquals(2, far.counters.get(SystemCounter.LIBP2P_CONNECTIONS_DISPLACED));
    }

    @Test
    void connectionsThatNobodyUsesMakeRoom()
    {
        final TestHost far = host(203, 0, 113, (settings) -> settings.with(HostSettings.INBOUND_CONNECTIONS, 4));
        far.core.setStreamHandler(KEEP, new TestStreams.Keep());
        final List<TestHost> nears = new ArrayList<>();
        for (int i = 0; i < 4; i++)
        {
            nears.add(host(20, 0, i));
            assertNull(fault(nears.get(i), far));
            network.pass(1_000_000);
        }
        assertNotNull(fault(host(30, 0, 0), far), "they have just come");
        network.pass(Settings.DEFAULTS.get(HostSettings.GRACE));
        assertNull(call(nears.get(3), far).fault);
        assertNull(fault(host(30, 0, 1), far));
        assertEquals(1, far.counters.get(SystemCounter.LIBP2P_CONNECTIONS_DISPLACED));
        assertNotNull(far.core.connections(nears.get(3).id()).get(0), "it is in use");
        assertEquals(4, far.core.peers().size());
        assertNull(fault(far, nears.get(0)), "whom we dial has none of these places");
        far.core.peers().stream().filter((id) -> !id.equals(nears.get(3).id())).forEach((id) ->
            assertNull(call(hostOf(id), far).fault));
        network.pass(Settings.DEFAULTS.get(HostSettings.GRACE));
        assertNotNull(fault(host(30, 0, 2), far), "all of them are in use");
    }

    @Test
    void streamsOfAnyNumberOfNetworks()
    {
        final TestHost far = host(203, 0, 113, (settings) -> settings.with(HostSettings.STREAMS, 60));
        far.core.setStreamHandler(KEEP, new TestStreams.Keep());
        for (int i = 0; i < 5; i++)
        {
            final TestHost near = host(20, 0, i);
            assertNull(fault(near, far));
            for (int k = 0; k < 60; k++)
            {
                call(near, far);
            }
        }
        final TestHost late = host(30, 0, 0);
        assertNull(fault(late, far));
        assertNull(call(late, far).fault, "some are left for whoever comes");
    }

    @Test
    void streamsOfOneProtocol()
    {
        final TestHost far = host(203, 0, 113, (settings) -> settings.with(HostSettings.PROTOCOL_STREAMS, 12));
        far.core.setStreamHandler(KEEP, new TestStreams.Keep());
        final List<TestStreams.Call> calls = new ArrayList<>();
        for (int i = 0; i < 3; i++)
        {
            final TestHost near = host(20, 0, 0);
            assertNull(fault(near, far));
            for (int k = 0; k < 6; k++)
            {
                calls.add(call(near, far));
            }
        }
        assertEquals(6, calls.stream().filter((call) -> null == call.fault).count(), "half of them");
        for (int i = 0; i < 6; i++)
        {
            final TestHost late = host(30, 0, i);
            assertNull(fault(late, far));
            assertNull(call(late, far).fault);
        }
        assertEquals(12, far.counters.get(RejectCode.LIBP2P_NETWORK_LIMIT));
        final TestHost last = host(40, 0, 0);
        assertNull(fault(last, far));
        assertNotNull(call(last, far).fault);
        assertEquals(1, far.counters.get(RejectCode.LIBP2P_STREAM_LIMIT));
        calls.get(0).stream.reset();
        network.run();
        assertNull(call(last, far).fault);
    }

    @Test
    void memoryOfStreamsThatNobodyReads()
    {
        final TestHost far = host(203, 0, 113, (settings) -> settings.with(HostSettings.MEMORY, 4L << 20));
        final TestStreams.Keep sleeper = new TestStreams.Keep();
        sleeper.isSleeping = true;
        far.core.setStreamHandler(KEEP, sleeper);
        final TestStreams.Keep late = new TestStreams.Keep();
        late.isSleeping = true;
        far.core.setStreamHandler("/late", late);
        final List<TestStreams.Call> calls = new ArrayList<>();
        for (int i = 0; i < 3; i++)
        {
            final TestHost near = host(20, 0, 0);
            assertNull(fault(near, far));
            for (int k = 0; k < 10; k++)
            {
                calls.add(new TestStreams.Call(new byte[256 << 10]));
                near.core.newStream(far.id(), List.of(KEEP), calls.get(calls.size() - 1));
                network.run();
            }
        }
        assertTrue(calls.stream().anyMatch((call) -> HostFault.RESET_BY_PEER == call.fault), "it has its half");
        final TestHost other = host(30, 0, 0);
        assertNull(fault(other, far));
        final TestStreams.Call call = new TestStreams.Call(new byte[256 << 10]);
        other.core.newStream(far.id(), List.of("/late"), call);
        network.run();
        assertNull(call.fault);
        late.isSleeping = false;
        late.stream.resume();
        network.run();
        assertEquals(256 << 10, late.received);
    }

    @Test
    void eachHostOfOurSiteCountsForItself()
    {
        final TestHost far = host(192, 168, 7);
        for (int i = 0; i < TRANSIENT + 5; i++)
        {
            far.acceptRaw();
        }
        assertEquals(5, far.counters.get(RejectCode.LIBP2P_NETWORK_LIMIT));
        assertNull(fault(host(192, 168, 7), far));
    }

    @Test
    void onThisHostThereIsNoShare()
    {
        final TestHost far = host(127, 0, 0);
        for (int i = 0; i < 2 * TRANSIENT; i++)
        {
            far.acceptRaw();
        }
        assertEquals(2 * TRANSIENT, far.connections());
        assertEquals(0, far.counters.get(RejectCode.LIBP2P_NETWORK_LIMIT));
    }

    @Test
    void connectionsThatAreUpgraded()
    {
        final TestHost far = host(203, 0, 113, (settings) -> settings
            .with(HostSettings.INBOUND_CONNECTIONS, 6).with(HostSettings.NETWORK_CONNECTIONS, 3));
        final List<TestHost> crowd = new ArrayList<>();
        for (int i = 0; i < 10; i++)
        {
            crowd.add(host(198, 51, 100));
            assertEquals(i < 3, null == fault(crowd.get(i), far));
        }
        assertEquals(7, far.counters.get(RejectCode.LIBP2P_NETWORK_LIMIT));
        assertNull(fault(host(198, 51, 101), far));
        assertNull(fault(far, crowd.get(5)), "that one is wanted");
        assertNotNull(fault(crowd.get(6), far), "and gives its network no place");
        crowd.get(0).core.disconnect(far.id());
        network.run();
        assertNull(fault(crowd.get(7), far));
        // Behind the one that it has dialled.
        far.breakConnection(1);
        network.run();
        assertNull(fault(crowd.get(8), far));
        assertNotNull(fault(crowd.get(9), far));
    }

    @Test
    void streamsOfManyKeys()
    {
        final TestHost far = host(203, 0, 113, (settings) -> settings
            .with(HostSettings.STREAMS, 40).with(HostSettings.NETWORK_STREAMS, 10));
        far.core.setStreamHandler(KEEP, new TestStreams.Keep());
        final List<TestStreams.Call> calls = new ArrayList<>();
        for (int i = 0; i < 5; i++)
        {
            final TestHost near = host(198, 51, 100);
            assertNull(fault(near, far));
            for (int k = 0; k < 10; k++)
            {
                calls.add(call(near, far));
            }
        }
        assertEquals(10, calls.stream().filter((call) -> null == call.fault).count());
        assertEquals(40, calls.stream().filter((call) -> HostFault.RESET_BY_PEER == call.fault).count());
        // Identify of four of them came when all was taken.
        assertEquals(44, far.counters.get(RejectCode.LIBP2P_NETWORK_LIMIT));
        final TestHost other = host(198, 51, 101);
        assertNull(fault(other, far));
        assertNull(call(other, far).fault);
        calls.get(0).stream.reset();
        network.hosts.get(1).core.disconnect(far.id());
        network.run();
        assertNull(call(network.hosts.get(2), far).fault, "there is room again");
    }

    private TestStreams.Call call(final TestHost from, final TestHost to)
    {
        final TestStreams.Call call = new TestStreams.Call(new byte[1]);
        from.core.newStream(to.id(), List.of(KEEP), call);
        network.run();
        return call;
    }

    private HostFault fault(final TestHost from, final TestHost to)
    {
        final TestStreams.Connect connect = new TestStreams.Connect();
        from.core.connect(to.address().withPeerId(to.id()), connect);
        network.run();
        assertTrue(null != connect.fault || null != connect.connection);
        return null == connect.connection ? connect.fault : connect.connection.fault();
    }

    private TestHost.End raw(final TestHost far, final int first, final int second, final int third)
    {
        network.place[0] = (byte)first;
        network.place[1] = (byte)second;
        network.place[2] = (byte)third;
        return far.acceptRaw();
    }

    private TestHost hostOf(final PeerId id)
    {
        return network.hosts.stream().filter((host) -> host.id().equals(id)).findFirst().orElseThrow();
    }

    private TestHost host(final int first, final int second, final int third)
    {
        return host(first, second, third, (settings) -> settings);
    }

    private TestHost host(final int first, final int second, final int third, final UnaryOperator<Settings> more)
    {
        network.place[0] = (byte)first;
        network.place[1] = (byte)second;
        network.place[2] = (byte)third;
        return network.add(KeyType.ED25519, (config) -> config.settings(more.apply(Settings.DEFAULTS)));
    }
}
