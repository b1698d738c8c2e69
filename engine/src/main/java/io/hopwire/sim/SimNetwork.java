package io.hopwire.sim;

import io.hopwire.core.CoreConfig;
import io.hopwire.crypto.CryptoProvider;
import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.spi.Events;
import io.hopwire.spi.Limits;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import java.util.ArrayList;
import java.util.function.BooleanSupplier;

/**
 * A network of nodes in virtual time. Datagrams take a random time and get lost; slow work takes time; nothing else
 * passes. Everything, keys included, is a function of the seed, and {@link #traceHash()} tells two runs apart.
 * <pre>{@code
 *   final SimNetwork network = new SimNetwork(SimConfig.of(7).withLoss(0.05));
 *   final SimNode a = network.addNode(config -> config.role(LinkRole.RELAY), events);
 *   network.run(10_000_000_000L);
 * }</pre>
 * Not thread-safe.
 */
public final class SimNetwork
{
    /** Where virtual time begins: the epoch's second 1,600,000,000. */
    public static final long START_NS = 1_600_000_000_000_000_000L;

    private static final int DATAGRAM = 0;
    private static final int RESULT = 1;
    private static final int WAKE = 2;
    private static final int ACTION = 3;
    private static final long NODE_STREAM = 1L << 32;

    private final SimConfig config;
    private final CryptoProvider crypto;
    private final SimRandom random;
    private final EventQueue queue = new EventQueue();
    private final PacketPool packets =
        new PacketPool(Math.max(Limits.MAX_SLOW_WORK_LENGTH, TransitFilter.MAX_LENGTH));
    private final ArrayList<SimNode> nodes = new ArrayList<>();
    private final ArrayList<Runnable> actions = new ArrayList<>();
    private long nowNs = START_NS;
    private long hash;
    private long events;
    private long sent;
    private long lost;
    private TransitFilter filter = (from, to, buffer, length) -> length;

    /**
     * An empty network.
     *
     * @param config of the network.
     */
    public SimNetwork(final SimConfig config)
    {
        this.config = config;
        this.crypto = config.nullCrypto() ? new NullCrypto() : new HopwireCrypto();
        this.random = new SimRandom(config.seed()).fork(0);
        this.hash = SimRandom.mix(config.seed());
    }

    /**
     * Configures a node before it starts.
     */
    @FunctionalInterface
    public interface NodeSetup
    {
        /**
         * Change what shall differ from the defaults. The key is set already, drawn from the seed.
         *
         * @param config of the new node.
         */
        void configure(CoreConfig config);
    }

    /**
     * Add a node and start it.
     *
     * @param setup  its configuration.
     * @param events its application.
     * @return the node.
     */
    public SimNode addNode(final NodeSetup setup, final Events events)
    {
        final int index = nodes.size();
        final SimRandom entropy = new SimRandom(config.seed()).fork(NODE_STREAM + index);
        final SimNode node = new SimNode(this, index, setup, events, crypto, entropy);
        nodes.add(node);
        node.start();
        return node;
    }

    /**
     * Nodes, dead ones included.
     *
     * @return how many.
     */
    public int size()
    {
        return nodes.size();
    }

    /**
     * A node.
     *
     * @param index in the order in which they were added.
     * @return the node.
     */
    public SimNode node(final int index)
    {
        return nodes.get(index);
    }

    /**
     * Virtual time.
     *
     * @return nanoseconds since the Unix epoch.
     */
    public long nowNs()
    {
        return nowNs;
    }

    /**
     * Do something at a time of its own, in the order of events.
     *
     * @param delayNs from now.
     * @param action  what.
     */
    public void schedule(final long delayNs, final Runnable action)
    {
        actions.add(action);
        queue.add(nowNs + delayNs, ACTION, 0, actions.size() - 1);
    }

    /**
     * Look at, and tamper with, every datagram that nodes send from now on.
     *
     * @param value replaces the one that was set before.
     */
    public void onTransit(final TransitFilter value)
    {
        filter = value;
    }

    /**
     * Send a datagram that no node sent. Neither filtered nor lost.
     *
     * @param from    address it claims to come from, 0 or more; not necessarily a node's.
     * @param to      number of the node that it goes to.
     * @param buffer  holds it; copied.
     * @param offset  first byte.
     * @param length  bytes, at most {@link TransitFilter#MAX_LENGTH}.
     * @param delayNs how long it takes.
     */
    public void inject(
        final int from, final int to, final DirectBuffer buffer, final int offset, final int length,
        final long delayNs)
    {
        trace(from, to, buffer, offset, length);
        queue.add(nowNs + delayNs, DATAGRAM, to, packets.copy(from, buffer, offset, length));
    }

    /**
     * Let time pass.
     *
     * @param durationNs how long.
     */
    public void run(final long durationNs)
    {
        final long endNs = nowNs + durationNs;
        while (!queue.isEmpty() && queue.firstTime() - endNs <= 0)
        {
            step();
        }
        nowNs = endNs;
    }

    /**
     * Let time pass until something holds.
     *
     * @param condition asked after every event.
     * @param maxNs     longest wait.
     * @return whether it holds.
     */
    public boolean runUntil(final BooleanSupplier condition, final long maxNs)
    {
        final long endNs = nowNs + maxNs;
        while (!condition.getAsBoolean())
        {
            if (queue.isEmpty() || queue.firstTime() - endNs > 0)
            {
                nowNs = endNs;
                return condition.getAsBoolean();
            }
            step();
        }
        return true;
    }

    /**
     * Hash of all that happened, in order: who sent which bytes to whom, when, and whether they arrived.
     *
     * @return the same for the same seed and script.
     */
    public long traceHash()
    {
        return hash;
    }

    /**
     * Events so far.
     *
     * @return how many.
     */
    public long events()
    {
        return events;
    }

    /**
     * Datagrams that nodes sent.
     *
     * @return how many.
     */
    public long datagramsSent()
    {
        return sent;
    }

    /**
     * Datagrams that the network lost, or that went to nobody.
     *
     * @return how many.
     */
    public long datagramsLost()
    {
        return lost;
    }

    void onSend(final int from, final int to, final MutableDirectBuffer buffer, final int length)
    {
        sent++;
        trace(from, to, buffer, 0, length);
        final int passed = filter.onTransit(from, to, buffer, length);
        final boolean arrives = random.nextDouble() >= config.loss() && to >= 0 && to < nodes.size() && passed >= 0;
        if (!arrives)
        {
            lost++;
            return;
        }
        deliver(from, to, buffer, passed);
        if (config.duplication() > 0 && random.nextDouble() < config.duplication())
        {
            deliver(from, to, buffer, passed);
        }
    }

    void onRequest(final int node, final int packet, final int waiting)
    {
        queue.add(nowNs + config.slowWorkNs() * waiting, RESULT, node, packet);
    }

    void wakeAt(final int node, final long deadlineNs)
    {
        queue.add(deadlineNs, WAKE, node, 0);
    }

    PacketPool packets()
    {
        return packets;
    }

    private void deliver(final int from, final int to, final DirectBuffer buffer, final int length)
    {
        final long jitterNs = config.jitterNs() == 0 ? 0 : random.nextLong(config.jitterNs());
        final int packet = packets.copy(from, buffer, 0, length);
        queue.add(nowNs + config.minDelayNs() + jitterNs, DATAGRAM, to, packet);
    }

    private void step()
    {
        nowNs = Math.max(nowNs, queue.firstTime());
        final int kind = queue.firstKind();
        final int node = queue.firstNode();
        final int value = queue.firstValue();
        queue.removeFirst();
        events++;
        hash = SimRandom.mix(hash ^ nowNs ^ ((long)kind << 60) ^ node);
        switch (kind)
        {
            case DATAGRAM:
                nodes.get(node).onDatagram(packets.source(value), packets.buffer(value), packets.length(value));
                packets.release(value);
                break;

            case RESULT:
                nodes.get(node).onResult(packets.buffer(value), packets.length(value));
                packets.release(value);
                break;

            case WAKE:
                nodes.get(node).onWake();
                break;

            default:
                final Runnable action = actions.get(value);
                actions.set(value, null);
                action.run();
                break;
        }
    }

    private void trace(final int from, final int to, final DirectBuffer buffer, final int offset, final int length)
    {
        long value = hash ^ ((long)from << 40) ^ ((long)to << 16) ^ length;
        int i = 0;
        for (; i + Long.BYTES <= length; i += Long.BYTES)
        {
            value = (Long.rotateLeft(value, 5) ^ buffer.getLong(offset + i)) * 0x9E37_79B9_7F4A_7C15L;
        }
        for (; i < length; i++)
        {
            value = (Long.rotateLeft(value, 5) ^ buffer.getByte(offset + i)) * 0x9E37_79B9_7F4A_7C15L;
        }
        hash = SimRandom.mix(value ^ nowNs);
    }
}
