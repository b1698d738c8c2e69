package io.hopwire.sim;

import io.hopwire.sim.report.SimHistogram;
import io.hopwire.spi.Commands;
import io.hopwire.spi.ShoutCommand;
import io.hopwire.spi.SystemCounter;
import io.hopwire.wire.MsgPackDecoder;
import io.hopwire.wire.MsgPackEncoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;
import java.util.BitSet;

/**
 * A network whose paths all take as long as any other, so that a hop is a unit of time, and SHOUTs, one at a time: who
 * hears it, after how many hops, and how many messages it makes.
 */
final class ShoutNetwork
{
    static final long SECOND = 1_000_000_000L;
    static final long HOP_NS = 10_000_000L;

    /** The value of a SHOUT begins with it, so that a datagram that carries one is known without keys. */
    private static final long MARK = 0x5EED_CAFEL << Integer.SIZE;
    private static final int MAX_LENGTH = 9;

    final SimNetwork network;
    final SimRandom random;
    final SimHistogram hops = new SimHistogram();
    private final UnsafeBuffer value = new UnsafeBuffer(new byte[MAX_LENGTH]);
    private final MsgPackEncoder encoder = new MsgPackEncoder();
    private final MsgPackDecoder decoder = new MsgPackDecoder();
    private final BitSet hearers = new BitSet();
    private int current;
    private long beganNs;
    private long shouts;
    private long twice;

    ShoutNetwork(final long seed)
    {
        network = new SimNetwork(SimConfig.of(seed).withNullCrypto(true));
        random = new SimRandom(seed).fork(51);
    }

    /** Nodes that find each other: their links are those that the engine keeps. */
    void grow(final int nodes)
    {
        for (int i = 0; i < nodes; i++)
        {
            final SimNode node = add(NodeSetup.DEFAULTS);
            if (i > 0)
            {
                node.bootstrapFrom(network.node(random.nextInt(i)), true);
            }
            network.run(SECOND / 200);
        }
    }

    /** Nodes that open so many links to others, drawn by chance among those that came before, and no more. */
    void draw(final int nodes, final int ell, final NodeSetup setup)
    {
        for (int i = 0; i < nodes; i++)
        {
            final SimNode node = add(setup);
            final BitSet chosen = new BitSet();
            while (chosen.cardinality() < Math.min(ell, i))
            {
                final int other = random.nextInt(i);
                if (!chosen.get(other))
                {
                    chosen.set(other);
                    node.bootstrapFrom(network.node(other), true);
                }
            }
        }
        network.run(3 * SECOND);
    }

    SimNode add(final NodeSetup setup)
    {
        final int index = network.size();
        return network.addNode(setup, new Hearer(index));
    }

    /** From now on, with so many of the datagrams lost. */
    void paths(final double loss)
    {
        network.conditions(PathConditions.QUIET.withDelay(HOP_NS, 0, 0).withLoss(loss));
    }

    /** One SHOUT of a node that lives, drawn by chance, and time for it to arrive; {@return its sender} */
    int shout()
    {
        int from = random.nextInt(network.size());
        while (!network.node(from).isAlive())
        {
            from = random.nextInt(network.size());
        }
        shout(from);
        return from;
    }

    void shout(final int from)
    {
        hearers.clear();
        shouts++;
        current++;
        beganNs = network.nowNs();
        encoder.wrap(value, 0, MAX_LENGTH).putLong(MARK + current);
        network.node(from).command(
            Commands.SHOUT, 1, new ShoutCommand(new UnsafeBuffer(value, 0, encoder.length())));
        hearers.set(from);
        network.run(SECOND / 2);
    }

    /** {@return whether a datagram carries a SHOUT, in a network without cryptography} */
    static boolean carriesShout(final DirectBuffer buffer, final int length)
    {
        for (int i = 0; i + Integer.BYTES <= length; i++)
        {
            if ((int)(MARK >>> Integer.SIZE) == buffer.getInt(i, ByteOrder.BIG_ENDIAN))
            {
                return true;
            }
        }
        return false;
    }

    /** {@return nodes that know the last SHOUT, its sender among them} */
    BitSet hearers()
    {
        return hearers;
    }

    /** {@return how often somebody was told what he had been told already} */
    long twice()
    {
        return twice;
    }

    int alive()
    {
        int alive = 0;
        for (int i = 0; i < network.size(); i++)
        {
            alive += network.node(i).isAlive() ? 1 : 0;
        }
        return alive;
    }

    double linksOfEach()
    {
        long ends = 0;
        for (int i = 0; i < network.size(); i++)
        {
            ends += network.node(i).isAlive() ? network.node(i).links().upCount() : 0;
        }
        return (double)ends / alive();
    }

    long total(final SystemCounter counter)
    {
        long sum = 0;
        for (int i = 0; i < network.size(); i++)
        {
            sum += network.node(i).counters().get(counter);
        }
        return sum;
    }

    /** {@return messages of each SHOUT, for each node} */
    double copies()
    {
        return (double)total(SystemCounter.SHOUTS_SENT) / shouts / network.size();
    }

    private void onHeard(final int node, final long number)
    {
        if (MARK + current == number)
        {
            twice += hearers.get(node) ? 1 : 0;
            hearers.set(node);
            hops.record((network.nowNs() - beganNs + HOP_NS / 2) / HOP_NS);
        }
    }

    /** Tells the network. */
    private final class Hearer extends RecordingEvents
    {
        private final int node;

        Hearer(final int node)
        {
            this.node = node;
        }

        @Override
        public boolean onShout(
            final DirectBuffer buffer,
            final int keyOffset,
            final long number,
            final int valueOffset,
            final int valueLength)
        {
            onHeard(node, decoder.wrap(buffer, valueOffset, valueLength).readLong());
            return true;
        }
    }
}
