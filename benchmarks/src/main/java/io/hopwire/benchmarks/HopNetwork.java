package io.hopwire.benchmarks;

import io.hopwire.spi.Commands;

import java.util.function.BooleanSupplier;

/**
 * Some nodes in one thread, in a time that goes on only where it is told to.
 */
final class HopNetwork
{
    static final long SECOND_NS = 1_000_000_000L;

    private static final long START_NS = 1_600_000_000_000_000_000L;
    private static final long STEP_NS = 1_000_000L;
    private static final int MAX_STEPS = 10_000;

    private final HopNode[] nodes;
    private long nowNs = START_NS;

    /**
     * Nodes without links.
     *
     * @param nodes whose address ids are their places here.
     */
    HopNetwork(final HopNode... nodes)
    {
        this.nodes = nodes;
    }

    long nowNs()
    {
        return nowNs;
    }

    /** Time goes on, and nothing happens. */
    void skip(final long durationNs)
    {
        nowNs += durationNs;
    }

    /** A node opens a link to another one. */
    void link(final HopNode from, final HopNode to)
    {
        from.command(Commands.BOOTSTRAP, new Commands.Bootstrap(0, to.publicKey).add(to.addressId), nowNs);
    }

    /** Carry all that was sent, and what comes of it, until something holds, or for long enough. */
    void runUntil(final BooleanSupplier condition)
    {
        for (int i = 0; i < MAX_STEPS && !condition.getAsBoolean(); i++)
        {
            step();
        }
    }

    /** Carry all that was sent, and what comes of it. */
    void step()
    {
        nowNs += STEP_NS;
        do
        {
            for (final HopNode node : nodes)
            {
                carry(node);
            }
            for (final HopNode node : nodes)
            {
                node.poll(nowNs);
            }
        }
        while (isSomethingSent());
    }

    static void check(final long found, final long expected, final String what)
    {
        if (found != expected)
        {
            throw new IllegalStateException(found + " instead of " + expected + " " + what);
        }
    }

    private boolean isSomethingSent()
    {
        for (final HopNode node : nodes)
        {
            if (node.sent.size() > 0)
            {
                return true;
            }
        }
        return false;
    }

    private void carry(final HopNode from)
    {
        final DatagramLog sent = from.sent;
        for (int i = 0; i < sent.size(); i++)
        {
            nodes[sent.addressId(i)].core.onDatagram(
                from.addressId, sent.buffer(), sent.offset(i), sent.length(i), nowNs);
        }
        sent.clear();
    }
}
