package io.hopwire.sim;

import org.agrona.MutableDirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;

/**
 * What lies between the nodes: decides whether a datagram gets through and when. A datagram meets, in this order, who
 * sends copies of it, the MTU, bursts, loss, the queue before the rate, its delay (late ones, clogged paths), and a
 * flipped bit; a duplicate takes a delay of its own. Whom it goes to is only looked at when it arrives, for that
 * depends on NATs.
 */
final class Wire
{
    private static final long NS_PER_SECOND = 1_000_000_000L;
    private static final int MAX_HELD = 1024;
    private static final long SPOOFS = 1;

    private final SimRandom random;
    private final PacketPool packets;
    private final Simulator simulator;
    private final long[] drops;
    private final UnsafeBuffer flipped = new UnsafeBuffer(0, 0);
    private final Spoofer spoofer;
    private final Long2ObjectHashMap<PathState> paths = new Long2ObjectHashMap<>();
    private final ArrayList<PathState> uplinks = new ArrayList<>();
    private final ArrayList<Partition> partitions = new ArrayList<>();
    private PathConditions conditions;
    private SimTrace trace;
    private PathOverlay overlayOrNull;
    private long flips;
    private long duplicated;

    Wire(
        final SimRandom random,
        final PacketPool packets,
        final Simulator simulator,
        final PathConditions conditions,
        final long[] drops)
    {
        this.random = random;
        this.packets = packets;
        this.simulator = simulator;
        this.conditions = conditions;
        this.drops = drops;
        spoofer = new Spoofer(random.fork(SPOOFS), packets, simulator);
    }

    void keepTrace(final SimTrace valueOrNull)
    {
        trace = valueOrNull;
    }

    void addNode()
    {
        uplinks.add(new PathState());
    }

    PathConditions conditions()
    {
        return conditions;
    }

    void conditions(final PathConditions value)
    {
        conditions = value;
    }

    void conditions(final int from, final int to, final PathConditions valueOrNull)
    {
        path(from, to).conditions = valueOrNull;
    }

    void overlay(final PathOverlay valueOrNull)
    {
        overlayOrNull = valueOrNull;
    }

    void clog(final int from, final int to, final long untilNs)
    {
        path(from, to).cloggedUntilNs = untilNs;
    }

    void partition(final Partition partition)
    {
        partitions.add(partition);
    }

    void heal(final Partition partition)
    {
        partitions.remove(partition);
    }

    void heal()
    {
        partitions.clear();
    }

    boolean isPartitioned()
    {
        return !partitions.isEmpty();
    }

    boolean isPartitioned(final int from, final int to)
    {
        for (int i = 0; i < partitions.size(); i++)
        {
            if (partitions.get(i).stops(from, to))
            {
                return true;
            }
        }
        return false;
    }

    /**
     * Datagrams with a flipped bit.
     */
    long flips()
    {
        return flips;
    }

    /**
     * Copies from false addresses.
     */
    long spoofed()
    {
        return spoofer.count();
    }

    long duplicated()
    {
        return duplicated;
    }

    /**
     * A datagram leaves its node.
     *
     * @param packet      owned here from now on.
     * @param from        number of the sender.
     * @param destination address, whoever that is.
     */
    void send(final int packet, final int from, final int destination)
    {
        final PathState own = paths.isEmpty() ? null : paths.get(key(from, destination));
        final PathConditions c = conditions(own, from, destination);
        final PathState state = c == conditions ? uplinks.get(from) : path(from, destination);
        final int length = packets.length(packet);
        spoofer.onDatagram(packet, uplinks.size(), c);
        if (length > c.mtu)
        {
            drop(packet, NetworkDrop.MTU);
        }
        else if (isInBurst(state, c))
        {
            drop(packet, NetworkDrop.BURST);
        }
        else if (isChance(c.loss))
        {
            drop(packet, NetworkDrop.LOSS);
        }
        else if (!queue(state, c, length))
        {
            drop(packet, NetworkDrop.QUEUE);
        }
        else
        {
            forward(packet, c, state);
        }
    }

    void drop(final int packet, final NetworkDrop reason)
    {
        drops[reason.ordinal()]++;
        if (null != trace)
        {
            trace.dropped(
                simulator.nowNs(), packets.sender(packet), packets.destination(packet), packets.length(packet), reason);
        }
        packets.release(packet);
    }

    /**
     * What holds between two nodes.
     */
    PathConditions conditionsOf(final int from, final int to)
    {
        return conditions(paths.isEmpty() ? null : paths.get(key(from, to)), from, to);
    }

    private PathConditions conditions(final PathState own, final int from, final int destination)
    {
        if (null != own && null != own.conditions)
        {
            return own.conditions;
        }
        return null == overlayOrNull ? conditions : overlayOrNull.conditions(from, destination, conditions);
    }

    private void forward(final int packet, final PathConditions c, final PathState state)
    {
        final long departsNs = c.bitsPerSecond > 0 ? state.freeNs : simulator.nowNs();
        if (isChance(c.duplication))
        {
            duplicated++;
            arriveLater(packets.copy(packet), c, departsNs);
        }
        arriveLater(packet, c, departsNs);
    }

    private void arriveLater(final int packet, final PathConditions c, final long departsNs)
    {
        long arrivesNs = departsNs + delayNs(c, random);
        final int from = packets.sender(packet);
        final int destination = packets.destination(packet);
        final long cloggedUntilNs = cloggedUntilNs(from, destination);
        if (cloggedUntilNs > arrivesNs)
        {
            if (!path(from, destination).hold(cloggedUntilNs))
            {
                drop(packet, NetworkDrop.QUEUE);
                return;
            }
            arrivesNs = cloggedUntilNs;
        }
        if (isChance(c.flips))
        {
            flips++;
            packets.wrap(flipped, packet);
            flip(flipped, packets.length(packet));
        }
        simulator.add(arrivesNs, packet);
    }

    long cloggedUntilNs(final int from, final int destination)
    {
        final PathState own = paths.isEmpty() ? null : paths.get(key(from, destination));
        final long ownNs = null == own ? Long.MIN_VALUE : own.cloggedUntilNs;
        return null == overlayOrNull ? ownNs : Math.max(ownNs, overlayOrNull.cloggedUntilNs(from, destination));
    }

    /**
     * How long it takes this time.
     */
    static long delayNs(final PathConditions c, final SimRandom random)
    {
        long delayNs = c.minDelayNs;
        if (c.meanDelayNs > c.minDelayNs)
        {
            delayNs += (long)(Exponential.next(random) * (c.meanDelayNs - c.minDelayNs));
        }
        if (c.jitterNs > 0)
        {
            delayNs += random.nextLong(c.jitterNs);
        }
        return c.reordering > 0 && random.nextDouble() < c.reordering ? delayNs + c.reorderNs : delayNs;
    }

    private boolean isInBurst(final PathState state, final PathConditions c)
    {
        if (state.burstLeft == 0 && isChance(c.burst))
        {
            state.burstLeft = c.burstLength;
        }
        final boolean isLost = state.burstLeft > 0;
        state.burstLeft -= isLost ? 1 : 0;
        return isLost;
    }

    private boolean queue(final PathState state, final PathConditions c, final int length)
    {
        if (c.bitsPerSecond == 0)
        {
            return true;
        }
        final long nowNs = simulator.nowNs();
        final long nsPerByte = Math.max(1, 8 * NS_PER_SECOND / c.bitsPerSecond);
        final long waitNs = Math.max(nowNs, state.freeNs) - nowNs;
        if (waitNs / nsPerByte + length > c.queueLength)
        {
            return false;
        }
        state.freeNs = nowNs + waitNs + length * nsPerByte;
        return true;
    }

    private void flip(final MutableDirectBuffer buffer, final int length)
    {
        if (length > 0)
        {
            final int bit = random.nextInt(length * Byte.SIZE);
            buffer.putByte(bit >> 3, (byte)(buffer.getByte(bit >> 3) ^ 1 << (bit & 7)));
        }
    }

    private boolean isChance(final double share)
    {
        return share > 0 && random.nextDouble() < share;
    }

    private PathState path(final int from, final int to)
    {
        return paths.computeIfAbsent(key(from, to), ignored -> new PathState());
    }

    private static long key(final int from, final int to)
    {
        return (long)from << Integer.SIZE | to;
    }

    /**
     * What changes on a path, or at the beginning of all of a node's paths.
     */
    private static final class PathState
    {
        private PathConditions conditions;
        private int burstLeft;
        private int held;
        private long freeNs = Long.MIN_VALUE;
        private long cloggedUntilNs = Long.MIN_VALUE;
        private long heldUntilNs = Long.MIN_VALUE;

        private boolean hold(final long untilNs)
        {
            if (heldUntilNs != untilNs)
            {
                heldUntilNs = untilNs;
                held = 0;
            }
            return held++ < MAX_HELD;
        }
    }
}
