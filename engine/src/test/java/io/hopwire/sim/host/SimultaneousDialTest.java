package io.hopwire.sim.host;

import io.hopwire.libp2p.ConnectHandler;
import io.hopwire.libp2p.HostConfig;
import io.hopwire.libp2p.HostFault;
import io.hopwire.libp2p.HostSettings;
import io.hopwire.libp2p.NetConnection;
import io.hopwire.libp2p.identity.HostKey;
import io.hopwire.libp2p.identity.KeyType;
import io.hopwire.libp2p.mux.Mplex;
import io.hopwire.libp2p.mux.Yamux;
import io.hopwire.sim.SimRandom;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.Settings;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Two hosts dial one another at nearly the same time, and may have one connection each. They are left with one, the
 * same. More: {@code -Dhopwire.test.scale=50}.
 */
@Tag("simulation")
class SimultaneousDialTest
{
    private static final int SEEDS = (int)(300 * Double.parseDouble(System.getProperty("hopwire.test.scale", "1")));
    private static final long SECOND = 1_000_000_000L;
    private static final int LUCK = 83;

    private int met;
    private int told;

    @Test
    void twoHostsThatDialOneAnotherKeepOneConnection()
    {
        for (int seed = 1; seed <= SEEDS; seed++)
        {
            run(seed);
        }
        System.out.println("hosts: of " + SEEDS + " pairs " + met + " had two connections, " + told +
            " dials were told of a fault");
        assertTrue(met > SEEDS / 3, "that they dial at the same time happens");
    }

    private void run(final int seed)
    {
        final SimRandom random = new SimRandom(seed).fork(LUCK);
        final SimHosts hosts = new SimHosts(seed);
        final long delayNs = 20_000L << random.nextInt(13);
        hosts.path(new SimHosts.Path(
            delayNs, 1 + random.nextLong(delayNs), 100_000_000, 1460 << random.nextInt(5), 65_536, 131_072));
        final SimHost near = add(hosts, random, 1);
        // The other one need not be as strict.
        final SimHost far = add(hosts, random, random.nextInt(4) > 0 ? 1 : 8);
        dial(near, far);
        hosts.simulator().run(1 + random.nextLong(1 + random.nextInt(8) * delayNs));
        dial(far, near);
        hosts.simulator().run(30 * SECOND);
        final String what = "seed " + seed;
        final List<NetConnection> ours = near.core().connections(far.id());
        final List<NetConnection> theirs = far.core().connections(near.id());
        assertEquals(1, ours.size(), what);
        assertEquals(1, theirs.size(), what);
        assertTrue(ours.get(0).isDialled() != theirs.get(0).isDialled(), what);
        assertEquals(1, near.connections(), what);
        assertEquals(1, far.connections(), what);
        final long refused = near.counters().get(RejectCode.LIBP2P_CONNECTION_LIMIT) +
            far.counters().get(RejectCode.LIBP2P_CONNECTION_LIMIT);
        met += refused > 0 ? 1 : 0;
        assertTrue(0 == refused || ours.get(0).isDialled() == near.id().compareTo(far.id()) > 0, what);
    }

    private void dial(final SimHost from, final SimHost to)
    {
        from.act(() -> from.core().connect(to.address().withPeerId(to.id()), new ConnectHandler()
        {
            @Override
            public void onConnected(final NetConnection connection)
            {
                assertEquals(to.id(), connection.remotePeer());
            }

            @Override
            public void onFailed(final HostFault fault)
            {
                told++;
            }
        }));
    }

    private static SimHost add(final SimHosts hosts, final SimRandom random, final int connections)
    {
        return hosts.add(new HostConfig(HostKey.generate(KeyType.ED25519, random))
            .muxers(random.nextInt(2) == 0 ? List.of(Yamux.PROTOCOL, Mplex.PROTOCOL) : List.of(Yamux.PROTOCOL))
            .settings(Settings.DEFAULTS.with(HostSettings.PEER_CONNECTIONS, connections)), (host) -> {});
    }
}
