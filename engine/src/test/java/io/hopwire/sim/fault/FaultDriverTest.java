package io.hopwire.sim.fault;

import io.hopwire.link.LinkRole;
import io.hopwire.sim.NetworkDrop;
import io.hopwire.sim.PathConditions;
import io.hopwire.sim.RecordingEvents;
import io.hopwire.sim.SimConfig;
import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.nat.Nat;
import io.hopwire.sim.nat.NatType;
import io.hopwire.sim.nat.SimAddress;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FaultDriverTest
{
    private static final long MS = 1_000_000L;
    private static final long SECOND = 1000 * MS;
    private static final String EVERYTHING = "delay 1ms mean 2ms jitter 1ms; loss 0.05; burst 0.01 for 8; " +
        "duplicate 0.01; reorder 0.05 by 20ms; flip 0.001; rate 10mbit queue 64kB; mtu 1280; 5s..9s loss 0.5 on 0.3; " +
        "nat 0.3 symmetric; nat 0.1 restricted hairpin shared 2; 12s reboot 1; skew 0.2 by 2s drift 100ppm; " +
        "10s..30s partition 0.5 both; 35s..40s partition 0.3 oneway; 20s..25s clog 0.1; 30s crash 0.2 for 15s; " +
        "40s crash 0.05 forever; 50s crash 0.1 for 30s diskloss; 55s pause 0.1 for 9s; churn 0.3 per 60s; " +
        "spare node 0; stop 60s";

    private SimNetwork network;
    private FaultDriver driver;

    @Test
    void everythingHappensAndEnds()
    {
        build(40, EVERYTHING, 3);
        assertTrue(null == network.node(0).nat(), "spared");
        driver.start();
        for (int second = 0; second < 60; second++)
        {
            network.run(SECOND);
            assertBalanced();
        }
        assertTrue(driver.isStopped());
        assertSame(PathConditions.QUIET, network.conditions());
        final List<String> lines = driver.lines();
        for (final Fault fault : driver.plan().faults())
        {
            final String kind = fault.toString();
            final boolean isSilent = fault instanceof Fault.Natted || fault instanceof Fault.Spare ||
                fault instanceof Fault.Stop || fault instanceof Fault.Churn;
            assertTrue(isSilent || lines.stream().anyMatch(line -> line.contains(kind)), kind);
        }
        assertTrue(lines.stream().anyMatch(line -> line.contains("churn: node")));
        assertTrue(lines.get(lines.size() - 1).startsWith("60.000000s stop; back: "), lines.get(lines.size() - 1));
        for (final NetworkDrop reason : List.of(
            NetworkDrop.LOSS, NetworkDrop.BURST, NetworkDrop.PARTITION, NetworkDrop.NAT_INBOUND, NetworkDrop.DOWN))
        {
            assertTrue(network.dropped(reason) > 0, reason + " never happened");
        }
        assertEquals(1, dead(), "5 % of those who were there are away for ever");
        network.run(60 * SECOND);
        assertBalanced();
        assertEquals(1, dead());
    }

    @Test
    void theSameSeedDoesTheSame()
    {
        final long hash = run(7);
        final List<String> lines = driver.lines();
        assertEquals(hash, run(7));
        assertEquals(lines, driver.lines());
        assertNotEquals(hash, run(8));
        assertNotEquals(lines, driver.lines());
    }

    @Test
    void anItemDoesNotChangeTheLuckOfThoseBeforeIt()
    {
        build(30, "5s crash 0.2 for 1s; 10s pause 0.2 for 1s", 5);
        driver.start();
        network.run(20 * SECOND);
        final List<String> both = driver.lines();
        build(30, "5s crash 0.2 for 1s; 10s pause 0.2 for 1s; loss 0.2; churn 0 per 1s", 5);
        driver.start();
        network.run(20 * SECOND);
        assertEquals(both, driver.lines().stream().filter(line -> !line.contains("loss")).collect(Collectors.toList()));
    }

    @Test
    void nodesCrashAndComeBackAsThePlanSays()
    {
        build(20, "1s crash node 3 for 2s; 1s crash nodes 4..5 for 2s diskloss; 1s crash node 6 forever; " +
            "1s crash node 7 for 60s; 2s crash nodes 3..6 for 9s; 1s crash 0.5 for 1s; spare nodes 0..18; stop 10s", 1);
        final UnsafeBuffer[] keys = new UnsafeBuffer[20];
        for (int i = 0; i < keys.length; i++)
        {
            keys[i] = new UnsafeBuffer(network.node(i).publicKey(), 0, 32);
        }
        driver.start();
        network.run(1500 * MS);
        assertEquals(
            "0 1 2 8 9 10 11 12 13 14 15 16 17 18", alive(), "half of the only one that is not spared: rounded up");
        network.run(SECOND);
        assertTrue(network.node(19).isAlive());
        network.run(SECOND);
        assertTrue(network.node(3).isAlive() && network.node(4).isAlive() && network.node(5).isAlive());
        assertEquals(keys[3], network.node(3).publicKey());
        assertNotEquals(keys[4], network.node(4).publicKey());
        assertEquals(2, network.node(3).incarnation(), "who is down does not crash again");
        assertFalse(network.node(7).isAlive());
        network.run(7 * SECOND);
        assertTrue(network.node(7).isAlive(), "the stop brings it back");
        assertFalse(network.node(6).isAlive());
        assertEquals(1, dead());
    }

    @Test
    void whoIsBackAlreadyIsNotStartedAgain()
    {
        build(5, "1s crash node 1 for 1s; 1s crash node 2 for 5s; 8s crash node 3 for 1s; stop 20s", 1);
        driver.start();
        network.schedule(3 * SECOND, () -> network.node(2).restart(true));
        network.schedule(4 * SECOND, () -> network.node(2).crash());
        network.schedule(5 * SECOND, () -> network.node(2).restart(true));
        network.run(20 * SECOND);
        assertEquals("0 1 2 3 4", alive());
        assertEquals(3, network.node(2).incarnation());
        assertEquals(2, network.node(3).incarnation());
    }

    @Test
    void conditionsHoldForTheirTimeAndPlace()
    {
        build(4, "loss 0.25; 1s..2s loss 1 on 2 -> 3; 1s..3s delay 9ms; 2s.. duplicate 0.5; stop 4s", 1);
        final PathConditions before = network.conditions();
        driver.start();
        assertEquals(before.withLoss(0.25), network.conditions());
        network.run(SECOND);
        assertEquals(before.withLoss(0.25).withDelay(9 * MS, 0, 0), network.conditions());
        network.run(SECOND);
        assertEquals(before.withLoss(0.25).withDelay(9 * MS, 0, 0).withDuplication(0.5), network.conditions());
        network.run(SECOND);
        assertEquals(before.withLoss(0.25).withDuplication(0.5), network.conditions());
        network.run(SECOND);
        assertSame(before, network.conditions());
    }

    @Test
    void onePathCanBeDead()
    {
        build(3, "loss 1 on 1 -> 0; stop 30s", 1);
        driver.start();
        network.run(20 * SECOND);
        assertFalse(isLinked(1));
        assertTrue(network.dropped(NetworkDrop.LOSS) > 0);
        assertEquals(network.dropped(NetworkDrop.LOSS), network.dropped());
        network.run(60 * SECOND);
        assertTrue(isLinked(1));
    }

    @Test
    void aCloggedPathLetsEverythingOutAtItsEnd()
    {
        build(2, "0s..10s clog 1 -> 0", 1);
        driver.start();
        network.run(9 * SECOND);
        assertFalse(isLinked(1));
        final int waiting = network.inFlight();
        assertTrue(waiting > 0);
        network.run(20 * SECOND);
        assertTrue(isLinked(1));
        assertEquals(0, network.dropped());
        assertBalanced();
    }

    @Test
    void natsAreSharedAndRebootAndFilter()
    {
        build(12, "nat nodes 4..9 port-restricted shared 2; nat node 11 blocked; 30s reboot 1; stop 60s", 1);
        driver.start();
        assertNull(network.node(3).nat());
        assertSame(network.node(4).nat(), network.node(5).nat());
        assertNotEquals(network.node(5).nat(), network.node(6).nat());
        assertEquals(NatType.BLOCKED.config(), network.node(11).nat().config());
        network.run(20 * SECOND);
        for (int i = 4; i < 10; i++)
        {
            assertTrue(isLinked(i), "node " + i + " goes out");
        }
        assertFalse(isLinked(11));
        assertTrue(network.dropped(NetworkDrop.NAT_OUTBOUND) > 0);

        final Nat nat = network.node(4).nat();
        assertTrue(nat.mappings() >= 2);
        final long filtered = network.dropped(NetworkDrop.NAT_INBOUND);
        network.inject(SimAddress.of(900, 0), SimAddress.of(nat.host(), 1), new UnsafeBuffer(new byte[9]), 0, 9, MS);
        network.inject(SimAddress.of(900, 0), SimAddress.of(nat.host(), 700), new UnsafeBuffer(new byte[9]), 0, 9, MS);
        final long nobody = network.dropped(NetworkDrop.NOBODY);
        network.inject(SimAddress.of(900, 0), 4, new UnsafeBuffer(new byte[9]), 0, 9, MS);
        network.inject(900, SimAddress.of(SimAddress.natHost(77), 1), new UnsafeBuffer(new byte[9]), 0, 9, MS);
        network.run(2 * MS);
        assertEquals(filtered + 2, network.dropped(NetworkDrop.NAT_INBOUND));
        assertEquals(nobody + 2, network.dropped(NetworkDrop.NOBODY), "who is behind a NAT has no public address");
        assertNotNull(network.node(6).nat());
        final long before = nat.created();
        network.run(40 * SECOND);
        assertTrue(nat.created() > before, "new mappings after the reboot");
        assertTrue(isLinked(4) && isLinked(5));
        assertBalanced();
    }

    @Test
    void sharesOfNatsAreAsLargeAsAsked()
    {
        strangers(1000, "nat 0.3 symmetric; nat 0.2 full-cone; spare nodes 0..9", 4);
        int symmetric = 0;
        int cones = 0;
        for (int i = 0; i < network.size(); i++)
        {
            final Nat nat = network.node(i).nat();
            symmetric += null != nat && nat.config().equals(NatType.SYMMETRIC.config()) ? 1 : 0;
            cones += null != nat && nat.config().equals(NatType.FULL_CONE.config()) ? 1 : 0;
            assertTrue(i >= 10 || null == nat);
        }
        assertEquals(297, symmetric, 45);
        assertEquals(198, cones, 40);
    }

    @Test
    void churnTakesTheShareThatItSays()
    {
        strangers(100, "churn 0.3 per 60s; spare node 0; stop 600s", 2);
        driver.start();
        network.run(599 * SECOND);
        final long crashes = driver.lines().stream().filter(line -> line.contains("churn: node")).count();
        assertEquals(297, crashes, 3, "30 % of 99 in each of ten minutes");
        assertTrue(dead() > 0);
        network.run(2 * SECOND);
        assertEquals(0, dead());
    }

    @Test
    void aPlanHappensOnce()
    {
        build(2, "loss 0.1", 1);
        driver.start();
        assertThrows(IllegalStateException.class, driver::start);
        driver.stop();
        assertSame(PathConditions.QUIET, network.conditions());
        assertTrue(driver.isStopped());
    }

    private long run(final long seed)
    {
        build(25, EVERYTHING, seed);
        driver.start();
        network.run(70 * SECOND);
        return network.traceHash();
    }

    private void build(final int nodes, final String plan, final long seed)
    {
        strangers(nodes, plan, seed);
        for (int i = 1; i < nodes; i++)
        {
            network.node(i).bootstrapFrom(network.node(0), false);
        }
    }

    private void strangers(final int nodes, final String plan, final long seed)
    {
        network = new SimNetwork(SimConfig.of(99).withNullCrypto(true));
        driver = new FaultDriver(network, FaultPlan.parse(plan), seed);
        for (int i = 0; i < nodes; i++)
        {
            driver.addNode(config -> config.role(LinkRole.RELAY), new RecordingEvents());
        }
    }

    private boolean isLinked(final int node)
    {
        return network.node(node).links().upCount() > 0;
    }

    private int dead()
    {
        return network.size() - (int)alive().chars().filter(c -> c == ' ').count() - 1;
    }

    private String alive()
    {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < network.size(); i++)
        {
            text.append(network.node(i).isAlive() ? (text.length() == 0 ? "" : " ") + i : "");
        }
        return text.toString();
    }

    private void assertBalanced()
    {
        assertEquals(
            network.sent() + network.injected() + network.duplicated(),
            network.delivered() + network.dropped() + network.inFlight());
    }
}
