package io.hopwire.test;

import io.hopwire.link.LinkRole;
import io.hopwire.sim.HostileMessages;
import io.hopwire.sim.NodeSetup;
import io.hopwire.sim.RecordingEvents;
import io.hopwire.sim.SimConfig;
import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;
import io.hopwire.spi.Counters;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Client, relays in a line and server, who are honest, and strangers at their side, who are not: what a stranger sends
 * is authentic on its link, and otherwise what the test wants.
 */
public final class HostileNetwork
{
    /** A second of virtual time. */
    public static final long SECOND = 1_000_000_000L;

    /** The network. */
    public final SimNetwork network;
    /** What the client was told. */
    public final RecordingEvents client = new RecordingEvents();
    /** What the server was told. */
    public final RecordingEvents server = new RecordingEvents();
    /** Client, relays, server. */
    public final SimNode[] line;
    /** The nodes that lie. */
    public final List<SimNode> strangers = new ArrayList<>();
    private long correlation;
    private int talked;
    private int answering = -1;

    /**
     * A line, linked up.
     *
     * @param config of the network.
     * @param length nodes of the line, client and server included.
     * @param relays further configuration of the relays.
     */
    public HostileNetwork(final SimConfig config, final int length, final NodeSetup relays)
    {
        network = new SimNetwork(config);
        line = new SimNode[length];
        line[0] = network.addNode(c -> c.role(LinkRole.ENDPOINT).discovery(false), client);
        for (int i = 1; i < length - 1; i++)
        {
            line[i] = network.addNode(
                c ->
                {
                    c.discovery(false);
                    relays.configure(c);
                },
                new RecordingEvents());
            line[i - 1].bootstrapFrom(line[i], true);
        }
        line[length - 1] = network.addNode(c -> c.role(LinkRole.ENDPOINT).discovery(false), server);
        line[length - 1].bootstrapFrom(line[length - 2], true);
        line[length - 1].listen(true);
        network.run(2 * SECOND);
    }

    /**
     * A stranger with a link to a node of the line.
     *
     * @param victim its neighbour.
     * @return the stranger.
     */
    public SimNode addStranger(final SimNode victim)
    {
        final SimNode stranger = network.addNode(c -> c.discovery(false), new RecordingEvents());
        stranger.bootstrapFrom(victim, true);
        network.run(SECOND);
        strangers.add(stranger);
        return stranger;
    }

    /**
     * Connect client and server.
     *
     * @return the client's session.
     */
    public int connect()
    {
        final long id = ++correlation;
        line[0].connect(id, line[line.length - 1], line.length - 1, 1, 1, 10 * SECOND);
        assertTrue(network.runUntil(() -> null != client.outcome(id), 20 * SECOND));
        assertEquals(0, client.outcome(id).code());
        network.run(SECOND / 10);
        answering = server.accepted().get(server.accepted().size() - 1);
        return client.outcome(id).sessionId();
    }

    /**
     * One message there and one back, each once.
     *
     * @param sessionId of the client.
     */
    public void talk(final int sessionId)
    {
        final byte[] message = {(byte)talked++, 7, 7};
        final int there = server.messages().size() + 1;
        final int back = client.messages().size() + 1;
        assertTrue(line[0].offer(sessionId, message) > 0, "the session is gone");
        assertTrue(network.runUntil(() -> server.messages().size() == there, 5 * SECOND), "not delivered");
        assertTrue(line[line.length - 1].offer(answering, message) > 0);
        assertTrue(network.runUntil(() -> client.messages().size() == back, 5 * SECOND), "not answered");
        network.run(SECOND / 10);
        assertEquals(there, server.messages().size());
        assertEquals(back, client.messages().size());
        assertArrayEquals(message, server.messages().get(there - 1));
        assertArrayEquals(message, client.messages().get(back - 1));
    }

    /**
     * Send an authentic frame.
     *
     * @param from      sender.
     * @param to        a neighbour of the sender.
     * @param plaintext of the frame.
     */
    public void send(final SimNode from, final SimNode to, final byte[] plaintext)
    {
        assertTrue(HostileMessages.send(from, from.links().byKey(to.publicKey(), 0), plaintext), "claim");
    }

    /**
     * What the honest nodes have dropped, by reason.
     *
     * @return a count for each code.
     */
    public long[] rejects()
    {
        final long[] sums = new long[RejectCode.count()];
        for (final SimNode node : line)
        {
            add(sums, node.counters());
        }
        return sums;
    }

    /**
     * A counter summed over the honest nodes.
     *
     * @param counter which.
     * @return its sum.
     */
    public long sum(final SystemCounter counter)
    {
        long sum = 0;
        for (final SimNode node : line)
        {
            sum += node.counters().get(counter);
        }
        return sum;
    }

    /**
     * Check that nothing but these was dropped since.
     *
     * @param before   as {@link #rejects()} said before.
     * @param expected code of each dropped input; none where empty.
     */
    public void assertRejected(final long[] before, final RejectCode... expected)
    {
        final long[] after = rejects();
        final StringBuilder wanted = new StringBuilder();
        final StringBuilder seen = new StringBuilder();
        final long[] counts = new long[after.length];
        for (final RejectCode code : expected)
        {
            counts[code.id()]++;
        }
        for (int i = 0; i < after.length; i++)
        {
            append(wanted, i, counts[i]);
            append(seen, i, after[i] - before[i]);
        }
        assertEquals(wanted.toString(), seen.toString());
    }

    /**
     * Let everything idle expire and check that no circuit is left anywhere.
     */
    public void assertNothingLeaks()
    {
        network.run(75 * SECOND);
        for (int i = 0; i < network.size(); i++)
        {
            assertEquals(0, network.node(i).counters().get(SystemCounter.CIRCUITS_OPEN), "node " + i);
        }
    }

    private static void append(final StringBuilder text, final int code, final long count)
    {
        if (count != 0)
        {
            text.append(RejectCode.get(code)).append(" x ").append(count).append("; ");
        }
    }

    private static void add(final long[] sums, final Counters counters)
    {
        for (int i = 0; i < sums.length; i++)
        {
            sums[i] += counters.get(RejectCode.get(i));
        }
    }
}
