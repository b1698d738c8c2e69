package io.hopwire.libp2p;

import io.hopwire.libp2p.identity.KeyType;
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
        // Who is no host has the address of the one that it connects to.
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
