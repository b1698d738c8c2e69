package io.hopwire.perf;

import io.hopwire.sim.PathConditions;
import io.hopwire.sim.RecordingEvents;
import io.hopwire.sim.SimConfig;
import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimRandom;
import io.hopwire.spi.Commands;
import io.hopwire.spi.ShoutCommand;
import io.hopwire.spi.SystemCounter;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.HashSet;
import java.util.Set;

/**
 * One SHOUT in a network of which every link is known, in virtual time: how many messages it makes, how many hops the
 * last node is away, and who hears it. Every link takes as long as any other, so a hop is a unit of time.
 */
final class BroadcastScenario
{
    private static final long SECOND = 1_000_000_000L;
    private static final long HOP_NS = 10_000_000L;
    private static final long JOIN_NS = 2 * SECOND;
    private static final PathConditions PATH = PathConditions.QUIET.withDelay(HOP_NS, 0, 0);

    /**
     * How a network grows, each node after the other.
     */
    enum Topology
    {
        /** A newcomer opens links to as many of those before it as it may, drawn by chance. */
        RANDOM,
        /** To those that came last: the longest way that this gives. */
        LATEST,
        /** To one, the last: a line, as a network may be in which nodes open at most as many links. */
        LINE,
        /** Layers of two, each node linked to all of the layers beside its own: each opens as many on the average. */
        LAYERS
    }

    /**
     * What came of it.
     *
     * @param topology of the network.
     * @param nodes    in it.
     * @param ell      links that each opens at most.
     * @param edges    links that there are.
     * @param messages that were sent to neighbours.
     * @param lag      hops after which the last one heard it.
     * @param reached  nodes that know it, its sender among them.
     */
    record Result(Topology topology, int nodes, int ell, int edges, long messages, int lag, int reached)
    {
        /** {@return messages that a flood makes on any graph that is connected: 2E - n + 1} */
        long expected()
        {
            return 2L * edges - nodes + 1;
        }

        /** {@return messages by the specification's formula, in which every node has opened all its links} */
        long claimedMessages()
        {
            return nodes < 2 * ell + 1 ? (long)(nodes - 1) * (nodes - 1) : (2L * ell - 1) * nodes + 1;
        }

        /** {@return hops that the specification calls the worst} */
        int claimedLag()
        {
            return Math.max(1, (nodes - 2 + ell - 1) / ell);
        }
    }

    private final SimNetwork network;
    private final SimRandom random;
    private final Topology topology;
    private final int ell;
    private int edges;
    private int reached = 1;
    private long lastNs;

    BroadcastScenario(final long seed, final Topology topology, final int ell)
    {
        this.topology = topology;
        this.ell = ell;
        random = new SimRandom(seed).fork(ell);
        network = new SimNetwork(SimConfig.of(seed).withNullCrypto(true));
    }

    /**
     * Build the network and shout once.
     *
     * @param nodes 2 or more.
     * @return what came of it.
     */
    Result run(final int nodes)
    {
        for (int i = 0; i < nodes; i++)
        {
            network.addNode(config -> config.discovery(false), new Hearer());
            open(i, nodes);
        }
        network.run(JOIN_NS);
        requireLinks();
        network.conditions(PATH);
        network.run(SECOND);
        final long before = sent();
        final UnsafeBuffer value = new UnsafeBuffer(new byte[1]);
        final long beganNs = network.nowNs();
        network.node(topology == Topology.RANDOM ? random.nextInt(nodes) : 0)
            .command(Commands.SHOUT, 1, new ShoutCommand(value));
        network.runUntil(() -> reached == nodes, nodes * HOP_NS + SECOND);
        network.run(SECOND / 2);
        final int lag = (int)((lastNs - beganNs + HOP_NS - 1) / HOP_NS);
        return new Result(topology, nodes, ell, edges, sent() - before, lag, reached);
    }

    private void open(final int newcomer, final int nodes)
    {
        switch (topology)
        {
            case RANDOM:
                final Set<Integer> chosen = new HashSet<>();
                while (chosen.size() < Math.min(ell, newcomer))
                {
                    final int other = random.nextInt(newcomer);
                    if (chosen.add(other))
                    {
                        link(newcomer, other);
                    }
                }
                break;

            case LAYERS:
                openLayers(newcomer, nodes);
                break;

            default:
                final int most = topology == Topology.LINE ? 1 : ell;
                for (int i = 1; i <= Math.min(most, newcomer); i++)
                {
                    link(newcomer, newcomer - i);
                }
                break;
        }
    }

    /** 1, 2, 2 ... 2, 1: to the node of its own layer and to all of the one before. */
    private void openLayers(final int newcomer, final int nodes)
    {
        final int layer = (newcomer + 1) / 2;
        for (int other = Math.max(0, 2 * layer - 3); other < newcomer; other++)
        {
            link(newcomer, other);
        }
    }

    private void link(final int from, final int to)
    {
        network.node(from).bootstrapFrom(network.node(to), true);
        edges++;
    }

    /** A link that is not up would be taken for a message that was not sent. */
    private void requireLinks()
    {
        long ends = 0;
        for (int i = 0; i < network.size(); i++)
        {
            ends += network.node(i).links().upCount();
        }
        if (ends != 2L * edges)
        {
            throw new IllegalStateException(ends + " ends of links are up, not " + 2L * edges);
        }
    }

    private long sent()
    {
        long sum = 0;
        for (int i = 0; i < network.size(); i++)
        {
            sum += network.node(i).counters().get(SystemCounter.SHOUTS_SENT);
        }
        return sum;
    }

    /** Each hears it once: who heard it twice would be counted twice. */
    private final class Hearer extends RecordingEvents
    {
        @Override
        public boolean onShout(
            final DirectBuffer buffer,
            final int keyOffset,
            final long number,
            final int valueOffset,
            final int valueLength)
        {
            reached++;
            lastNs = network.nowNs();
            return true;
        }
    }
}
