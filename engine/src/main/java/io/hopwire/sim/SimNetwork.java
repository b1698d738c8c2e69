package io.hopwire.sim;

import io.hopwire.core.CoreMemory;
import io.hopwire.crypto.CryptoProvider;
import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.spi.Events;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.function.BooleanSupplier;

/**
 * A network of nodes in virtual time. Datagrams take time, get lost, come twice, late or broken, as the
 * {@link PathConditions} say; slow work takes time; networks fall apart and heal; nodes crash, pause and come back.
 * Everything, keys included, is a function of the seed.
 * <pre>{@code
 *   final SimNetwork network = new SimNetwork(SimConfig.of(7).withLoss(0.05));
 *   final SimNode a = network.addNode(config -> config.role(LinkRole.RELAY), events);
 *   network.run(10_000_000_000L);
 * }</pre>
 * <pre>
 *   datagram ──► TransitFilter ──► NAT ──► Wire ──► (virtual time) ──► NAT ──► partition
 *            ──► receiver: up? paused? ──► NodeCore
 * </pre>
 * No datagram disappears: {@link #sent()} + {@link #injected()} + {@link #duplicated()} = {@link #delivered()} +
 * all {@link #dropped(NetworkDrop)} + {@link #inFlight()}, at all times. Not thread-safe.
 */
public final class SimNetwork
{
    /** Where virtual time begins: the epoch's second 1,600,000,000. */
    public static final long START_NS = Simulator.START_NS;

    static final int DATAGRAM = 0;
    static final int RESULT = 1;

    private static final long NODE_STREAM = 1L << 32;

    private final SimConfig config;
    CryptoProvider crypto;
    CoreMemory memory;
    private final PacketPool packets = new PacketPool();
    /** What nodes write datagrams, requests and results to, one at a time. */
    private final UnsafeBuffer datagram = new UnsafeBuffer(new byte[PacketPool.MAX_LENGTH]);
    private final UnsafeBuffer request = new UnsafeBuffer(new byte[PacketPool.MAX_LENGTH]);
    private final UnsafeBuffer result = new UnsafeBuffer(new byte[PacketPool.MAX_LENGTH]);
    private final UnsafeBuffer transit = new UnsafeBuffer(new byte[PacketPool.MAX_LENGTH]);
    private final ArrayList<SimNode> nodes = new ArrayList<>();
    private final SimRouting routing = new SimRouting(nodes);
    private final SimAddresses addresses = new SimAddresses();
    private final long[] drops = new long[NetworkDrop.count()];
    private final Simulator simulator;
    final Wire wire;
    DeliveryWatch watch = DeliveryWatch.NOBODY;
    private long sent;
    private long injected;
    private long delivered;
    private TransitFilter filter;
    private SimTrace trace;

    /**
     * An empty network.
     *
     * @param config of the network.
     */
    public SimNetwork(final SimConfig config)
    {
        this.config = config;
        crypto = config.nullCrypto() ? new NullCrypto() : new HopwireCrypto();
        simulator = new Simulator(config.seed(), new Arrivals());
        wire = new Wire(new SimRandom(config.seed()).fork(0), packets, simulator, config.conditions(), drops);
    }

    /**
     * Add a node and start it.
     *
     * @param setup  its configuration.
     * @param events its application, also when it starts again.
     * @return the node.
     */
    public SimNode addNode(final NodeSetup setup, final Events events)
    {
        return addNode(setup, node -> events);
    }

    /**
     * Add a node and start it.
     *
     * @param setup   its configuration.
     * @param factory of its applications, one for each time it starts.
     * @return the node.
     */
    public SimNode addNode(final NodeSetup setup, final ApplicationFactory factory)
    {
        return addNode(setup, factory, null);
    }

    /**
     * Add a node, maybe behind a NAT, and start it.
     *
     * @param setup     its configuration.
     * @param factory   of its applications, one for each time it starts.
     * @param natOrNull of this network; null: it has a public address.
     * @return the node.
     */
    public SimNode addNode(final NodeSetup setup, final ApplicationFactory factory, final Nat natOrNull)
    {
        final int index = nodes.size();
        final SimRandom entropy = new SimRandom(config.seed()).fork(NODE_STREAM + index);
        final SimNode node = new SimNode(this, index, setup, factory, crypto, entropy, natOrNull);
        nodes.add(node);
        wire.addNode();
        node.start();
        return node;
    }

    /**
     * Add a NAT that nodes can be put behind.
     *
     * @param natConfig how it behaves.
     * @return the NAT.
     */
    public Nat addNat(final NatConfig natConfig)
    {
        return routing.addNat(natConfig);
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
     * Time, and what will happen.
     *
     * @return the simulator of this network.
     */
    public Simulator simulator()
    {
        return simulator;
    }

    /**
     * Virtual time.
     *
     * @return nanoseconds since the Unix epoch.
     */
    public long nowNs()
    {
        return simulator.nowNs();
    }

    /**
     * Do something at a time of its own, in the order of events.
     *
     * @param delayNs from now.
     * @param action  what.
     */
    public void schedule(final long delayNs, final Runnable action)
    {
        simulator.schedule(delayNs, action);
    }

    /**
     * Let time pass.
     *
     * @param durationNs how long.
     */
    public void run(final long durationNs)
    {
        simulator.run(durationNs);
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
        return simulator.runUntil(condition, maxNs);
    }

    /**
     * Conditions of all paths that have none of their own.
     *
     * @return as they are now.
     */
    public PathConditions conditions()
    {
        return wire.conditions();
    }

    /**
     * Change the conditions of all paths that have none of their own.
     *
     * @param value from now on.
     */
    public void conditions(final PathConditions value)
    {
        wire.conditions(value);
    }

    /**
     * Give one path, in one direction, conditions of its own.
     *
     * @param from        number of the sender.
     * @param to          address of the receiver: a node's number, where it is behind no NAT.
     * @param valueOrNull null: those of all others again.
     */
    public void conditions(final int from, final int to, final PathConditions valueOrNull)
    {
        wire.conditions(from, to, valueOrNull);
    }

    /**
     * Nothing comes through a path for a while, in one direction; then all of it at once, up to 1,024 datagrams.
     *
     * @param from       number of the sender.
     * @param to         address of the receiver.
     * @param durationNs from now.
     */
    public void clog(final int from, final int to, final long durationNs)
    {
        wire.clog(from, to, nowNs() + durationNs);
    }

    /**
     * Split the network. Several partitions add up.
     *
     * @param inside   numbers of the nodes inside.
     * @param bothWays false: only what leaves is lost.
     * @return what to heal.
     */
    public Partition partition(final BitSet inside, final boolean bothWays)
    {
        final Partition partition = new Partition(inside, bothWays);
        wire.partition(partition);
        return partition;
    }

    /**
     * Whether two nodes are in different parts of a split network.
     *
     * @param node  number of the one.
     * @param other number of the other.
     * @return true where a partition stops what one of them sends to the other.
     */
    public boolean isSplit(final int node, final int other)
    {
        return wire.isPartitioned(node, other) || wire.isPartitioned(other, node);
    }

    /**
     * End one partition.
     *
     * @param partition that was made here.
     */
    public void heal(final Partition partition)
    {
        wire.heal(partition);
    }

    /**
     * End all partitions.
     */
    public void heal()
    {
        wire.heal();
    }

    /**
     * Look at, and tamper with, every datagram that nodes send from now on.
     *
     * @param value replaces the one that was set before; null for none.
     */
    public void onTransit(final TransitFilter value)
    {
        filter = value;
    }

    /**
     * Send a datagram that no node sent. Neither filtered nor lost, but it arrives as any other does.
     *
     * @param from    address it claims to come from, 0 or more; not necessarily a node's.
     * @param to      address that it goes to.
     * @param buffer  holds it; copied.
     * @param offset  first byte.
     * @param length  bytes, at most {@link TransitFilter#MAX_LENGTH}.
     * @param delayNs how long it takes.
     */
    public void inject(
        final int from, final int to, final DirectBuffer buffer, final int offset, final int length, final long delayNs)
    {
        injected++;
        final int packet = packets.copy(buffer, offset, length);
        packets.set(packet, DATAGRAM, from, from, to);
        trace(from, to, buffer, offset, length);
        simulator.add(nowNs() + delayNs, packet);
    }

    /**
     * Hash of all that happened, in order: who sent which bytes to whom, when, and whether they arrived.
     *
     * @return the same for the same seed and script.
     */
    public long traceHash()
    {
        return simulator.traceHash();
    }

    /**
     * Events so far.
     *
     * @return how many.
     */
    public long events()
    {
        return simulator.events();
    }

    /**
     * Datagrams that nodes sent.
     *
     * @return how many.
     */
    public long sent()
    {
        return sent;
    }

    /**
     * Datagrams that no node sent.
     *
     * @return how many.
     */
    public long injected()
    {
        return injected + wire.spoofed();
    }

    /**
     * Copies that the network made.
     *
     * @return how many.
     */
    public long duplicated()
    {
        return wire.duplicated();
    }

    /**
     * Datagrams that nodes were given.
     *
     * @return how many.
     */
    public long delivered()
    {
        return delivered;
    }

    /**
     * Datagrams that did not arrive.
     *
     * @param reason why.
     * @return how many.
     */
    public long dropped(final NetworkDrop reason)
    {
        return drops[reason.ordinal()];
    }

    /**
     * Datagrams that did not arrive, for whatever reason.
     *
     * @return how many.
     */
    public long dropped()
    {
        long sum = 0;
        for (final long count : drops)
        {
            sum += count;
        }
        return sum;
    }

    /**
     * Datagrams under way. Counted one by one: not for every event.
     *
     * @return how many.
     */
    public int inFlight()
    {
        return simulator.countPackets(packet -> packets.kind(packet) == DATAGRAM);
    }

    /**
     * Keep the last events from now on, to look at when something went wrong.
     *
     * @param capacity events to keep; 0 for none.
     * @return what was kept; null for none.
     */
    public SimTrace keepTrace(final int capacity)
    {
        trace = capacity == 0 ? null : new SimTrace(capacity);
        wire.keepTrace(trace);
        return trace;
    }

    void faults(final PathFaults valueOrNull)
    {
        wire.faults(valueOrNull);
    }

    SimRouting routing()
    {
        return routing;
    }

    UnsafeBuffer datagram()
    {
        return datagram;
    }

    UnsafeBuffer request()
    {
        return request;
    }

    UnsafeBuffer result()
    {
        return result;
    }

    /** A node sends the datagram that it wrote. */
    void onSend(final int from, final int destination, final int length)
    {
        sent++;
        trace(from, destination, datagram, 0, length);
        if (null != trace)
        {
            trace.sent(nowNs(), from, destination, length, datagram.getByte(0));
        }
        final int passed = null == filter ? length : filter(from, destination, length);
        final int packet = packets.copy(null == filter ? datagram : transit, 0, passed < 0 ? length : passed);
        packets.set(packet, DATAGRAM, from, from, destination);
        if (passed < 0)
        {
            wire.drop(packet, NetworkDrop.FILTERED);
            return;
        }
        final int source = routing.source(from, destination, nowNs());
        if (source < 0)
        {
            wire.drop(packet, NetworkDrop.NAT_OUTBOUND);
            return;
        }
        packets.set(packet, DATAGRAM, from, source, destination);
        wire.send(packet, from, destination);
    }

    /** The result of slow work that a node wrote will be there. */
    void onRequest(final int node, final int incarnation, final int length, final int waiting)
    {
        final int packet = packets.copy(result, 0, length);
        packets.set(packet, RESULT, incarnation, 0, node);
        simulator.add(nowNs() + config.slowWorkNs() * waiting, packet);
    }

    PacketPool packets()
    {
        return packets;
    }

    SimAddresses addresses()
    {
        return addresses;
    }

    /** In memory of its own, since a filter may let nodes send. */
    private int filter(final int from, final int destination, final int length)
    {
        transit.putBytes(0, datagram, 0, length);
        return filter.onTransit(from, destination, transit, length);
    }

    private void trace(
        final int source, final int destination, final DirectBuffer buffer, final int offset, final int length)
    {
        final long ends = (long)source << 40 ^ (long)destination << 16 ^ length;
        simulator.trace(NullCrypto.sum(ends, buffer, offset, length));
    }

    /**
     * What comes out of the queue of events.
     */
    private final class Arrivals implements Simulator.Handler
    {
        private final UnsafeBuffer arriving = new UnsafeBuffer(0, 0);

        public long onPacket(final int packet)
        {
            final int kind = packets.kind(packet);
            final int destination = packets.destination(packet);
            if (kind == RESULT)
            {
                onResult(packet, nodes.get(destination));
            }
            else
            {
                onArrival(packet, routing.receiver(destination, packets.source(packet), nowNs()));
            }
            return (long)kind << 60 | destination;
        }

        public void onWake(final int node)
        {
            nodes.get(node).onWake();
        }

        private void onArrival(final int packet, final int node)
        {
            if (node < 0)
            {
                wire.drop(packet, node == SimRouting.NOBODY ? NetworkDrop.NOBODY : NetworkDrop.NAT_INBOUND);
            }
            else if (wire.isPartitioned(packets.sender(packet), node))
            {
                wire.drop(packet, NetworkDrop.PARTITION);
            }
            else
            {
                onDatagram(packet, nodes.get(node));
            }
        }

        private void onDatagram(final int packet, final SimNode node)
        {
            if (!node.isAlive())
            {
                wire.drop(packet, NetworkDrop.DOWN);
            }
            else if (!node.isPaused())
            {
                delivered++;
                packets.wrap(arriving, packet);
                if (null != trace)
                {
                    trace.delivered(
                        nowNs(), packets.sender(packet), node.index(), packets.length(packet), arriving.getByte(0));
                }
                node.onDatagram(packets.source(packet), arriving, packets.length(packet));
                packets.release(packet);
            }
            else if (node.hold())
            {
                simulator.add(node.pausedUntilNs(), packet);
            }
            else
            {
                wire.drop(packet, NetworkDrop.PAUSED);
            }
        }

        private void onResult(final int packet, final SimNode node)
        {
            if (node.isAlive() && node.isPaused())
            {
                simulator.add(node.pausedUntilNs(), packet);
            }
            else
            {
                packets.wrap(arriving, packet);
                node.onResult(packets.sender(packet), arriving, packets.length(packet));
                packets.release(packet);
            }
        }
    }
}
