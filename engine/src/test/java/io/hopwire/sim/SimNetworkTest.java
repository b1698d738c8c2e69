package io.hopwire.sim;

import io.hopwire.link.LinkRole;
import io.hopwire.sim.check.SimCheck;
import io.hopwire.sim.check.SimChecks;
import io.hopwire.spi.SystemCounter;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.BitSet;
import java.util.function.UnaryOperator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What the network does to datagrams and nodes, one thing after the other; and no datagram ever disappears.
 */
class SimNetworkTest
{
    private static final long MS = 1_000_000L;
    private static final long SECOND = 1000 * MS;

    private SimNetwork network;

    @Test
    void countsEveryDatagramWithEachKindOfFault()
    {
        assertDrops(NetworkDrop.LOSS, c -> c.withLoss(0.3));
        assertDrops(NetworkDrop.BURST, c -> c.withBursts(0.05, 8));
        assertDrops(NetworkDrop.MTU, c -> c.withMtu(100));
        assertDrops(NetworkDrop.QUEUE, c -> c.withRate(1_000, 300));
        twoNodes(c -> c.withDuplication(0.5).withReordering(0.2, 50 * MS).withFlips(0.1));
        network.run(20 * SECOND);
        assertTrue(network.duplicated() > 10, "duplicated " + network.duplicated());
        assertBalanced();
    }

    @Test
    void noticesAPacketThatIsLost()
    {
        twoNodes(UnaryOperator.identity());
        final SimCheck datagrams = SimChecks.standard().get(0);
        assertNull(datagrams.check(network));
        network.packets().copy(network.datagram, 0, 1);
        final String problem = datagrams.check(network);
        assertTrue(null != problem && problem.contains("packets in use"), problem);
    }

    @Test
    void carriesWhatARateHasRoomFor()
    {
        twoNodes(c -> c.withRate(1_000_000, 64_000));
        network.run(10 * SECOND);
        assertTrue(isLinked(network.node(1)));
        assertEquals(0, network.dropped());
        assertBalanced();
    }

    @Test
    void dropsBurstsInRuns()
    {
        twoNodes(c -> c.withBursts(0.05, 8));
        network.run(60 * SECOND);
        assertTrue(network.dropped(NetworkDrop.BURST) >= 8, "dropped " + network.dropped(NetworkDrop.BURST));
    }

    @Test
    void splitsAndHeal()
    {
        final SimNode[] nodes = twoNodes(UnaryOperator.identity());
        network.run(SECOND);
        assertTrue(isLinked(nodes[0]));
        final BitSet inside = new BitSet();
        inside.set(1);
        final Partition partition = network.partition(inside, true);
        network.run(40 * SECOND);
        assertFalse(isLinked(nodes[0]));
        assertFalse(isLinked(nodes[1]));
        assertTrue(network.dropped(NetworkDrop.PARTITION) > 0);
        network.heal(partition);
        network.run(40 * SECOND);
        assertTrue(isLinked(nodes[0]));
        assertBalanced();
    }

    @Test
    void splitsInOneDirection()
    {
        twoNodes(UnaryOperator.identity());
        network.run(SECOND);
        final BitSet inside = new BitSet();
        inside.set(1);
        network.partition(inside, false);
        final long[] seen = new long[2];
        final long before = network.node(1).counters().get(SystemCounter.DATAGRAMS_RECEIVED);
        network.onTransit((from, to, buffer, length) ->
        {
            seen[from]++;
            return length;
        });
        network.run(20 * SECOND);
        assertEquals(seen[1], network.dropped(NetworkDrop.PARTITION), 2);
        assertTrue(network.node(1).counters().get(SystemCounter.DATAGRAMS_RECEIVED) > before);
    }

    @Test
    void holdsWhatGoesThroughACloggedPath()
    {
        twoNodes(UnaryOperator.identity());
        network.clog(0, 1, 2 * SECOND);
        network.inject(5, 1, new UnsafeBuffer(new byte[64]), 0, 64, 0);
        network.run(SECOND);
        assertFalse(isLinked(network.node(0)), "nothing came through");
        network.run(4 * SECOND);
        assertTrue(isLinked(network.node(0)));
        assertBalanced();
    }

    @Test
    void forgetsEverythingButTheKeyWhenItCrashes()
    {
        final SimNode[] nodes = twoNodes(UnaryOperator.identity());
        network.run(SECOND);
        final byte[] key = key(nodes[1]);
        nodes[1].crash();
        network.run(20 * SECOND);
        assertFalse(isLinked(nodes[0]));
        assertTrue(network.dropped(NetworkDrop.DOWN) > 0);
        assertThrows(IllegalStateException.class, () -> nodes[0].restart(true));
        nodes[1].restart(true);
        network.run(10 * SECOND);
        assertTrue(isLinked(nodes[0]) && isLinked(nodes[1]));
        assertEquals(new UnsafeBuffer(key), nodes[1].publicKey());
        assertEquals(2, nodes[1].incarnation());

        nodes[1].crash();
        nodes[1].restart(false);
        network.run(30 * SECOND);
        assertTrue(isLinked(nodes[1]));
        assertNotEquals(new UnsafeBuffer(key), nodes[1].publicKey());
        assertBalanced();
    }

    @Test
    void pausesWithoutLosingWhatFitsTheSocket()
    {
        final SimNode[] nodes = twoNodes(UnaryOperator.identity());
        network.run(SECOND);
        nodes[1].pause(2 * SECOND);
        final long before = network.delivered();
        for (int i = 0; i < 1000; i++)
        {
            network.inject(0, 1, new UnsafeBuffer(new byte[64]), 0, 64, MS);
        }
        network.run(SECOND);
        assertTrue(network.dropped(NetworkDrop.PAUSED) >= 1000 - 256);
        assertBalanced();
        network.run(2 * SECOND);
        assertTrue(network.delivered() - before >= 256);
        assertTrue(isLinked(nodes[1]) && isLinked(nodes[0]), "a pause below the liveness timeout breaks nothing");
    }

    @Test
    void isNotWokenByAShorterPause()
    {
        final SimNode[] nodes = twoNodes(UnaryOperator.identity());
        network.run(SECOND);
        nodes[1].pause(3 * SECOND);
        network.run(SECOND);
        nodes[1].pause(SECOND);
        network.run(SECOND + SECOND / 2);
        assertTrue(nodes[1].isPaused());
        network.inject(0, 1, new UnsafeBuffer(new byte[64]), 0, 64, MS);
        final long before = network.delivered();
        network.run(MS * 100);
        assertEquals(before, network.delivered());
        network.run(SECOND);
        assertFalse(nodes[1].isPaused());
        assertTrue(network.delivered() > before);
        assertBalanced();
    }

    @Test
    void runsWithClocksThatAreWrong()
    {
        final SimNode[] nodes = twoNodes(UnaryOperator.identity());
        nodes[0].skew(3600 * SECOND, 500);
        nodes[1].skew(0, -10_000);
        network.run(120 * SECOND);
        assertTrue(isLinked(nodes[0]) && isLinked(nodes[1]));
        assertEquals(3600 * SECOND + 60 * MS, nodes[0].nowNs() - network.nowNs(), MS);
        assertEquals(-1200 * MS, nodes[1].nowNs() - network.nowNs(), MS);
        assertThrows(IllegalArgumentException.class, () -> nodes[0].skew(0, 0));
        assertThrows(IllegalArgumentException.class, () -> nodes[0].skew(3600 * SECOND, 1_000_000));
    }

    @Test
    void givesOnePathConditionsOfItsOwn()
    {
        twoNodes(UnaryOperator.identity());
        network.conditions(0, 1, PathConditions.QUIET.withLoss(1));
        network.run(10 * SECOND);
        assertFalse(isLinked(network.node(0)));
        network.conditions(0, 1, null);
        network.run(20 * SECOND);
        assertTrue(isLinked(network.node(0)));
    }

    @Test
    void stopsAndScheduleActionsInOrder()
    {
        twoNodes(UnaryOperator.identity());
        final StringBuilder order = new StringBuilder();
        network.schedule(2 * MS, () -> order.append('c'));
        network.schedule(MS, () -> order.append('a'));
        network.schedule(MS, () -> order.append('b'));
        network.simulator().every(MS, () ->
        {
            order.append('.');
            return order.length() < 6;
        });
        network.schedule(4 * MS, network.simulator()::stop);
        network.run(SECOND);
        assertTrue(network.simulator().isStopped());
        assertEquals(4 * MS, network.simulator().elapsedNs());
        assertEquals("ab.c..", order.toString());
        network.run(MS);
        assertFalse(network.simulator().isStopped());
    }

    @Test
    void refusesConditionsThatMakeNoSense()
    {
        assertThrows(IllegalArgumentException.class, () -> PathConditions.QUIET.withLoss(1.1));
        assertThrows(IllegalArgumentException.class, () -> PathConditions.QUIET.withFlips(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> PathConditions.QUIET.withDelay(-1, 0, 0));
    }

    private void assertDrops(final NetworkDrop reason, final UnaryOperator<PathConditions> conditions)
    {
        twoNodes(conditions);
        network.run(30 * SECOND);
        assertTrue(network.dropped(reason) > 0, "nothing dropped: " + reason);
        assertEquals(network.dropped(), network.dropped(reason), "only " + reason);
        assertBalanced();
    }

    private void assertBalanced()
    {
        assertEquals(
            network.sent() + network.injected() + network.duplicated(),
            network.delivered() + network.dropped() + network.inFlight());
    }

    private SimNode[] twoNodes(final UnaryOperator<PathConditions> conditions)
    {
        network = new SimNetwork(SimConfig.of(3).withNullCrypto(true).with(conditions));
        final SimNode[] nodes = new SimNode[2];
        for (int i = 0; i < nodes.length; i++)
        {
            nodes[i] = network.addNode(config -> config.role(LinkRole.RELAY), new RecordingEvents());
        }
        nodes[1].bootstrapFrom(nodes[0], false);
        return nodes;
    }

    private static boolean isLinked(final SimNode node)
    {
        return node.links().upCount() > 0;
    }

    private static byte[] key(final SimNode node)
    {
        final byte[] key = new byte[32];
        node.publicKey().getBytes(0, key);
        return key;
    }
}
