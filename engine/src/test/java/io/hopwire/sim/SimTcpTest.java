package io.hopwire.sim;

import io.hopwire.core.CoreConfig;
import io.hopwire.sim.check.SimCheck;
import io.hopwire.sim.check.SimChecks;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SessionCodes;
import io.hopwire.spi.SystemCounter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Connections of TCP in a simulated network; and no frame ever disappears.
 */
class SimTcpTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final byte[] MESSAGE = "hello".getBytes(StandardCharsets.US_ASCII);

    private SimNetwork network = new SimNetwork(SimConfig.of(1));

    @AfterEach
    void nothingDisappears()
    {
        final SimCheck balance = SimChecks.standard().get(0);
        assertNull(balance.check(network));
    }

    @Test
    void nodesWithoutUdpAreLinkedOverConnections()
    {
        final SimNode[] nodes = two(SimSockets.TCP, SimSockets.TCP);
        network.run(SECOND);
        assertLinked(nodes);
        assertEquals(1, network.connections());
        assertEquals(0, network.dropped());
    }

    @Test
    void nodeBehindAWallJoinsAndIsReached()
    {
        final RecordingEvents server = new RecordingEvents();
        final RecordingEvents client = new RecordingEvents();
        final SimNode relay = network.addNode(
            new With(SimSockets.UDP_AND_TCP), (node) -> new RecordingEvents());
        final SimNode walled = network.addNode(new With(SimSockets.TCP_OUTGOING), (node) -> server);
        final SimNode other = network.addNode(NodeSetup.DEFAULTS, client);
        walled.bootstrapFrom(relay, false);
        other.bootstrapFrom(relay, true);
        walled.listen(true);
        network.run(2 * SECOND);
        assertLinked(relay, walled, other);

        other.connect(1, walled, 3, 1, 1, 10 * SECOND);
        assertTrue(network.runUntil(() -> null != client.outcome(1), 20 * SECOND));
        assertEquals(0, client.outcome(1).code(), () -> SessionCodes.name(client.outcome(1).code()));
        other.offer(client.outcome(1).sessionId(), MESSAGE);
        assertTrue(network.runUntil(() -> !server.messages().isEmpty(), SECOND));
        assertArrayEquals(MESSAGE, server.messages().get(0));
        assertTrue(relay.counters().get(SystemCounter.CELLS_FORWARDED) > 0);
    }

    @Test
    void nobodyDialsWhatIsBehindAWall()
    {
        final SimNode[] nodes = two(SimSockets.TCP_OUTGOING, SimSockets.TCP);
        network.run(20 * SECOND);
        assertFalse(isLinked(nodes[0]));
        assertFalse(isLinked(nodes[1]));
        assertEquals(0, nodes[0].counters().get(SystemCounter.DATAGRAMS_RECEIVED));
        assertTrue(network.dropped(NetworkDrop.CONNECTION) > 0);
    }

    @Test
    void framesComeInOrderAndNoneIsLost()
    {
        network = new SimNetwork(SimConfig.of(2).with((path) -> path.withLoss(0.3)));
        final SimNode[] nodes = two(SimSockets.TCP, SimSockets.TCP);
        network.run(60 * SECOND);
        // What is lost holds up what is behind it, for seconds at times: a link may be given up, and comes back.
        assertTrue(network.runUntil(() -> isLinked(nodes[0]) && isLinked(nodes[1]), 20 * SECOND));
        assertTrue(network.sent() > 20, "sent " + network.sent());
        assertEquals(0, network.dropped());
        assertEquals(0, nodes[0].counters().get(RejectCode.HANDSHAKE_REPLAY));
        assertEquals(1, network.connections());
    }

    @Test
    void crashIsToldToWhoIsLeft()
    {
        final SimNode[] nodes = two(SimSockets.TCP, SimSockets.TCP);
        network.run(SECOND);
        assertLinked(nodes);
        nodes[0].crash();
        network.run(SECOND);
        assertFalse(isLinked(nodes[1]), "long before a link without a connection would have been given up");
        nodes[0].restart(true);
        assertTrue(network.runUntil(() -> isLinked(nodes[0]) && isLinked(nodes[1]), 60 * SECOND));
        nodes[1].crash();
        network.run(SECOND);
        assertFalse(isLinked(nodes[0]), "the side that accepted is told too");
    }

    @Test
    void partitionThatLastsEndsAConnection()
    {
        final SimNode[] nodes = two(SimSockets.TCP, SimSockets.TCP);
        network.run(SECOND);
        final BitSet inside = new BitSet();
        inside.set(1);
        final Partition shortOne = network.partition(inside, true);
        network.run(4 * SECOND);
        network.heal(shortOne);
        network.run(4 * SECOND);
        assertLinked(nodes);
        assertEquals(1, network.connections());
        assertEquals(0, network.dropped());

        final Partition longOne = network.partition(inside, true);
        network.run(60 * SECOND);
        assertFalse(isLinked(nodes[0]));
        assertFalse(isLinked(nodes[1]));
        network.heal(longOne);
        assertTrue(network.runUntil(() -> isLinked(nodes[0]) && isLinked(nodes[1]), 60 * SECOND));
    }

    @Test
    void sameSeedIsTheSameRun()
    {
        assertEquals(hash(3), hash(3));
        assertTrue(hash(3) != hash(4));
    }

    private long hash(final long seed)
    {
        network = new SimNetwork(SimConfig.of(seed).with((path) -> path.withLoss(0.1)));
        final SimNode[] nodes = two(SimSockets.UDP_AND_TCP, SimSockets.TCP);
        network.run(20 * SECOND);
        nodes[0].crash();
        network.run(SECOND);
        nodes[0].restart(true);
        network.run(20 * SECOND);
        return network.traceHash();
    }

    /** The second begins with the first. */
    private SimNode[] two(final SimSockets first, final SimSockets second)
    {
        final SimNode a = network.addNode(new With(first), (node) -> new RecordingEvents());
        final SimNode b = network.addNode(new With(second), (node) -> new RecordingEvents());
        b.bootstrapFrom(a, true);
        return new SimNode[]{a, b};
    }

    /** Nothing else is changed. */
    private record With(SimSockets all) implements NodeSetup
    {
        @Override
        public void configure(final CoreConfig config)
        {
        }

        @Override
        public SimSockets sockets(final int node)
        {
            return all;
        }
    }

    private static boolean isLinked(final SimNode node)
    {
        return node.links().upCount() > 0;
    }

    private static void assertLinked(final SimNode... nodes)
    {
        for (final SimNode node : nodes)
        {
            assertTrue(isLinked(node), "node " + node.index() + " has no link");
        }
    }
}
