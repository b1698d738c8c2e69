package io.hopwire.component.session;

import io.hopwire.circuit.RouteReason;
import io.hopwire.spi.Settings;
import org.agrona.DirectBuffer;
import org.agrona.collections.LongArrayList;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.BooleanSupplier;

import static org.junit.jupiter.api.Assertions.fail;

/**
 * Two nodes or more whose circuits lose, repeat, delay and reorder cells as a seed says, in virtual time.
 */
final class SessionNet
{
    static final long MILLI = 1_000_000L;
    static final long SECOND = 1_000_000_000L;
    static final long EPOCH = 1_700_000_000_000_000_000L;
    static final int MAX_CELL = 300;

    /** What the search for a route finds. */
    enum Search
    {
        FOUND, NO_ROUTE, HOP_LIMIT, NO_LINK, SILENT, NO_ROUTE_WITHIN_CALL
    }

    final Random random;
    final List<SessionNode> nodes = new ArrayList<>();
    final List<Wire> wires = new ArrayList<>();
    final List<Flow> flows = new ArrayList<>();
    final PriorityQueue<Event> queue = new PriorityQueue<>();
    long nowNs = EPOCH;
    long nextEvent;

    double loss;
    /** Part of the cells that take the next ones of their wire and direction with them, so many in all. */
    double burst;
    int burstLength;
    double duplicate;
    /** Part of the cells that take so much longer than the others. */
    double reordering;
    long reorderNs;
    long minDelayNs = MILLI;
    long maxDelayNs = MILLI;
    boolean inOrder = true;
    boolean closeNotices = true;
    Search search = Search.FOUND;
    int maxRoutes = 8;
    int hops = 3;
    int probedHops;
    int nextWire;
    CellFilter filter = (from, cell) -> true;

    /** May change or swallow a cell. */
    interface CellFilter
    {
        boolean pass(SessionNode from, UnsafeBuffer cell);
    }

    /** Messages in one direction of one session. */
    static final class Flow
    {
        long offered;
        long delivered;
        long acked;
        /** Messages that need no order, which are not among the others. */
        long asideOffered;
        long asideDelivered;
        boolean ended;
        /** The receiver acknowledges what has not come. */
        boolean isLiedAbout;
        /** Where they are asked for: when the messages under way were handed over, and how long the others took. */
        ArrayDeque<Long> offeredNs;
        LongArrayList tookNs;

        /** Note from now on how long each message takes. */
        void watch()
        {
            offeredNs = new ArrayDeque<>();
            tookNs = new LongArrayList();
        }

        void onOffered(final long nowNs)
        {
            if (null != offeredNs)
            {
                offeredNs.add(nowNs);
            }
        }

        void onDelivered(final long nowNs)
        {
            delivered++;
            if (null != offeredNs && !offeredNs.isEmpty())
            {
                tookNs.addLong(nowNs - offeredNs.poll());
            }
        }

        /** {@return how long that share of the messages took at most, since all of them are noted} */
        long percentileNs(final double share)
        {
            final long[] sorted = tookNs.toLongArray();
            Arrays.sort(sorted);
            return sorted[(int)Math.min(sorted.length - 1, (long)(share * sorted.length))];
        }
    }

    /** A circuit: two ends, each with a number of its own. */
    static final class Wire
    {
        final SessionNode[] ends = new SessionNode[2];
        final int[] ids = new int[2];
        final boolean[] open = new boolean[2];
        boolean broken;
        /** It carries nothing any more, and nobody is told. */
        boolean silent;
        double loss;
        /** How long a cell takes, where that is not as the net has it. */
        long delayNs = -1;
        /** Cells that each end has sent by it. */
        final long[] cells = new long[2];
        int hops;
        final long[] lastNs = new long[2];
        /** Cells in each direction that a burst has still to take. */
        final int[] burstLeft = new int[2];

        int indexOf(final SessionNode node, final int id)
        {
            return ends[0] == node && ids[0] == id ? 0 : ends[1] == node && ids[1] == id ? 1 : -1;
        }
    }

    record Event(long timeNs, long sequence, Runnable action) implements Comparable<Event>
    {
        @Override
        public int compareTo(final Event other)
        {
            return timeNs != other.timeNs ?
                Long.compare(timeNs, other.timeNs) : Long.compare(sequence, other.sequence);
        }
    }

    SessionNet(final long seed)
    {
        this.random = new Random(seed);
    }

    SessionNode node(final Settings config)
    {
        final SessionNode node = new SessionNode(this, nodes.size(), config);
        nodes.add(node);
        return node;
    }

    void at(final long delayNs, final Runnable action)
    {
        queue.add(new Event(nowNs + delayNs, nextEvent++, action));
    }

    long delay()
    {
        return minDelayNs + (maxDelayNs > minDelayNs ? (long)(random.nextDouble() * (maxDelayNs - minDelayNs)) : 0);
    }

    /**
     * Let time pass.
     *
     * @param durationNs how much.
     */
    void run(final long durationNs)
    {
        final long untilNs = nowNs + durationNs;
        while (step(untilNs))
        {
            check();
        }
        nowNs = untilNs;
    }

    /**
     * Let time pass until something is so.
     *
     * @param limitNs   at most.
     * @param condition awaited.
     */
    void await(final long limitNs, final BooleanSupplier condition)
    {
        final long untilNs = nowNs + limitNs;
        while (!condition.getAsBoolean())
        {
            if (!step(untilNs))
            {
                fail("not within " + limitNs / MILLI + " ms");
            }
            check();
        }
    }

    private boolean step(final long untilNs)
    {
        SessionNode due = null;
        long nextNs = queue.isEmpty() ? Long.MAX_VALUE : queue.peek().timeNs;
        for (final SessionNode node : nodes)
        {
            if (node.alive && node.timers.nextNs() < nextNs)
            {
                nextNs = node.timers.nextNs();
                due = node;
            }
        }
        if (nextNs > untilNs)
        {
            return false;
        }
        nowNs = Math.max(nowNs, nextNs);
        if (null == due)
        {
            queue.poll().action.run();
        }
        else
        {
            due.timers.fire(nowNs);
        }
        nodes.forEach(SessionNode::flush);
        return true;
    }

    /** What must hold at any time. */
    private void check()
    {
        for (final Flow flow : flows)
        {
            final boolean isTooMuch =
                flow.acked > flow.delivered + flow.asideDelivered && !flow.isLiedAbout;
            if (isTooMuch || flow.delivered > flow.offered || flow.asideDelivered > flow.asideOffered)
            {
                fail("acked " + flow.acked + " delivered " + flow.delivered + " offered " + flow.offered);
            }
        }
    }

    Wire wire(final SessionNode node, final int circuitId)
    {
        for (final Wire wire : wires)
        {
            final int end = wire.indexOf(node, circuitId);
            if (end >= 0 && wire.open[end])
            {
                return wire;
            }
        }
        return null;
    }

    void send(
        final SessionNode from, final int circuitId, final DirectBuffer buffer, final int offset, final int length)
    {
        final Wire wire = wire(from, circuitId);
        final UnsafeBuffer cell = new UnsafeBuffer(new byte[length]);
        cell.putBytes(0, buffer, offset, length);
        if (null == wire || wire.broken || !filter.pass(from, cell))
        {
            return;
        }
        wire.cells[wire.indexOf(from, circuitId)]++;
        if (wire.silent)
        {
            return;
        }
        final boolean isLost = random.nextDouble() < Math.max(loss, wire.loss) | isInBurst(wire, from, circuitId);
        final int copies = isLost ? 0 : random.nextDouble() < duplicate ? 2 : 1;
        from.lost += 0 == copies ? 1 : 0;
        for (int i = 0; i < copies; i++)
        {
            deliver(wire, 1 - wire.indexOf(from, circuitId), cell);
        }
    }

    private boolean isInBurst(final Wire wire, final SessionNode from, final int circuitId)
    {
        final int end = wire.indexOf(from, circuitId);
        if (burst > 0 && 0 == wire.burstLeft[end] && random.nextDouble() < burst)
        {
            wire.burstLeft[end] = burstLength;
        }
        return wire.burstLeft[end] > 0 && wire.burstLeft[end]-- > 0;
    }

    private void deliver(final Wire wire, final int to, final UnsafeBuffer cell)
    {
        final long delayNs = wire.delayNs < 0 ? delay() : wire.delayNs;
        long timeNs = nowNs + delayNs + (reordering > 0 && random.nextDouble() < reordering ? reorderNs : 0);
        if (inOrder)
        {
            timeNs = Math.max(timeNs, wire.lastNs[to]);
            wire.lastNs[to] = timeNs;
        }
        at(timeNs - nowNs, () ->
        {
            if (wire.open[to] && !wire.broken && wire.ends[to].alive)
            {
                final UnsafeBuffer copy = new UnsafeBuffer(new byte[cell.capacity()]);
                copy.putBytes(0, cell, 0, cell.capacity());
                wire.ends[to].component.onCell(wire.ids[to], copy, 0, copy.capacity(), nowNs);
            }
        });
    }

    void close(final SessionNode from, final int circuitId, final int reason)
    {
        final Wire wire = wire(from, circuitId);
        if (null != wire)
        {
            final int end = wire.indexOf(from, circuitId);
            wire.open[end] = false;
            if (closeNotices)
            {
                at(maxDelayNs, () -> closeEnd(wire, 1 - end, reason));
            }
        }
    }

    /**
     * A circuit breaks in the middle and both ends are told.
     *
     * @param wire which.
     */
    void breakWire(final Wire wire)
    {
        wire.broken = true;
        at(0, () -> closeEnd(wire, 0, RouteReason.LINK_DOWN));
        at(0, () -> closeEnd(wire, 1, RouteReason.LINK_DOWN));
    }

    private void closeEnd(final Wire wire, final int end, final int reason)
    {
        if (wire.open[end])
        {
            wire.open[end] = false;
            if (wire.ends[end].alive)
            {
                wire.ends[end].component.onCircuitClosed(wire.ids[end], reason, nowNs);
            }
        }
    }
}
