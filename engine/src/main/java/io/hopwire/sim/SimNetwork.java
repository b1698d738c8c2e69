package io.hopwire.sim;

import io.hopwire.core.CoreMemory;
import io.hopwire.crypto.AddressSpace;
import io.hopwire.crypto.CryptoProvider;
import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.crypto.identity.IdentityScheme;
import io.hopwire.sim.nat.Nat;
import io.hopwire.sim.nat.NatConfig;
import io.hopwire.spi.Addresses;
import io.hopwire.spi.Events;
import io.hopwire.wire.compress.Codecs;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/**
 * A network of nodes in virtual time. Datagrams take time, get lost, come twice, late or broken, as the
 * {@link PathConditions} say; slow work takes time; networks fall apart and heal; nodes crash, pause and come back.
 * Everything, keys included, is a function of the seed.
 * <pre>{@code
 *   final SimNetwork network = new SimNetwork(SimConfig.of(7).with(path -> path.withLoss(0.05)));
 *   final SimNode a = network.addNode(config -> config.role(LinkRole.RELAY), events);
 *   network.run(10_000_000_000L);
 * }</pre>
 * <pre>
 *   datagram ──► TransitFilter ──► NAT ──► Wire ──► (virtual time) ──► NAT ──► partition
 *            ──► receiver: up? paused? ──► Core
 *   frame    ──► connection of TCP ──► (virtual time, in order) ──► receiver: partition? paused? ──► Core
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
    static final int FRAME = 2;
    private static final long STREAMS = 17;
    private static final long KEYS = 18;
    private static final long NODE_STREAM = 1L << 32;
    /** What all nodes together keep of each kind of memory that they need only for a while. */
    private static final int MAX_KEPT = 128;

    private final SimConfig config;
    final IdentityScheme scheme;
    final SimKeys keys;
    private final AddressSpace space;
    private CryptoProvider crypto;
    private CoreMemory memory;
    private final PacketPool packets = new PacketPool();
    /** What nodes write datagrams, requests and results to, one at a time. */
    final UnsafeBuffer datagram = new UnsafeBuffer(new byte[PacketPool.MAX_LENGTH]);
    final UnsafeBuffer request = new UnsafeBuffer(new byte[PacketPool.MAX_LENGTH]);
    final UnsafeBuffer result = new UnsafeBuffer(new byte[PacketPool.MAX_LENGTH]);
    private final ArrayList<SimNode> nodes = new ArrayList<>();
    final SimRouting routing = new SimRouting(nodes);
    private final SimAddresses addresses = new SimAddresses(SimSockets.UDP_AND_TCP);
    private final long[] drops = new long[NetworkDrop.count()];
    private final Arrivals arrivals = new Arrivals(this);
    private final Departures departures = new Departures(this);
    private final Victim victim = new Victim();
    final Tampers tampers = new Tampers(this);
    private boolean isTamperable;
    private final Simulator simulator;
    private final Wire wire;
    final SimStreams streams;
    private DeliveryWatch watch = DeliveryWatch.NOBODY;
    private SimTrace trace;

    /**
     * An empty network.
     *
     * @param config of the network.
     */
    public SimNetwork(final SimConfig config)
    {
        this.config = config;
        // Whoever certifies a static key by a signature does so for a real one.
        final boolean isCertified = config.scheme().isAuthenticated() && 0 != config.scheme().certificateLength();
        final boolean isReal = !config.nullCrypto() || isCertified;
        crypto = isReal ? new HopwireCrypto() : new NullCrypto();
        scheme = config.scheme();
        keys = new SimKeys(scheme, new SimRandom(config.seed()).fork(KEYS));
        space = new AddressSpace(scheme.addressLength());
        simulator = new Simulator(config.seed(), arrivals);
        wire = new Wire(new SimRandom(config.seed()).fork(0), packets, simulator, config.conditions(), drops);
        streams = new SimStreams(this, new SimRandom(config.seed()).fork(STREAMS));
    }

    /** {@return the addresses of this network; shared, for the thread of the simulation} */
    public AddressSpace space()
    {
        return space;
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

    /** {@return how many nodes there are, dead ones included} */
    public int size()
    {
        return nodes.size();
    }

    /**
     * {@return one of the nodes}
     *
     * @param index in the order in which they were added.
     */
    public SimNode node(final int index)
    {
        return nodes.get(index);
    }

    /** {@return the simulator of this network: time, and what will happen} */
    public Simulator simulator()
    {
        return simulator;
    }

    /** {@return virtual time in nanoseconds since the Unix epoch} */
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

    /** {@return the conditions of all paths that have none of their own, as they are now} */
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
     * {@return whether a partition stops what one of two nodes sends to the other}
     *
     * @param node  number of the one.
     * @param other number of the other.
     */
    public boolean isSplit(final int node, final int other)
    {
        return wire.isPartitioned(node, other) || wire.isPartitioned(other, node);
    }

    /** {@return whether there is any partition} */
    public boolean isSplit()
    {
        return wire.isPartitioned();
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
        departures.filter(value);
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
        departures.inject(from, to, buffer, offset, length, delayNs);
    }

    /** {@return a hash of all that happened, in order: who sent which bytes to whom, when, and whether they arrived} */
    public long traceHash()
    {
        return simulator.traceHash();
    }

    /** {@return how many events there were so far} */
    public long events()
    {
        return simulator.events();
    }

    /** {@return how many datagrams nodes sent} */
    public long sent()
    {
        return departures.sent();
    }

    /** {@return how many datagrams were sent by nobody} */
    public long injected()
    {
        return departures.injected() + wire.spoofed();
    }

    /** {@return how many copies of datagrams the network made} */
    public long duplicated()
    {
        return wire.duplicated();
    }

    /** {@return how many datagrams nodes were given} */
    public long delivered()
    {
        return arrivals.delivered();
    }

    /**
     * {@return how many datagrams did not arrive for one reason}
     *
     * @param reason why.
     */
    public long dropped(final NetworkDrop reason)
    {
        return drops[reason.ordinal()];
    }

    /** {@return how many datagrams did not arrive, for whatever reason} */
    public long dropped()
    {
        long sum = 0;
        for (final long count : drops)
        {
            sum += count;
        }
        return sum;
    }

    /** {@return how many datagrams are under way; counted one by one, so not to be asked at every event} */
    public int inFlight()
    {
        return simulator.countPackets(packet -> packets.kind(packet) != RESULT);
    }

    /** {@return how many datagrams had one bit flipped under way} */
    public long flipped()
    {
        return wire.flips();
    }

    /**
     * {@return how many pieces of the network's memory hold something; all of them are scheduled, or memory was lost}
     */
    public int packetsInUse()
    {
        return packets.inUse();
    }

    /**
     * {@return how many pieces of the network's memory will arrive somewhere, as datagrams or as results of slow work}
     */
    public int packetsScheduled()
    {
        return simulator.countPackets(packet -> true);
    }

    /** {@return how many results of slow work are under way to the present life of each node, by its number} */
    public int[] resultsInFlight()
    {
        final int[] results = new int[size()];
        simulator.countPackets(packet ->
        {
            final int destination = packets.destination(packet);
            final boolean isResult = packets.kind(packet) == RESULT;
            if (isResult && packets.sender(packet) == nodes.get(destination).incarnation())
            {
                results[destination]++;
            }
            return isResult;
        });
        return results;
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

    /**
     * Lay over the conditions of all paths what holds for some of them.
     *
     * @param valueOrNull replaces the one that was set before; null for none.
     */
    public void overlay(final PathOverlay valueOrNull)
    {
        wire.overlay(valueOrNull);
    }

    /**
     * {@return the host at which paths to a node end: its NAT's, or its own where it is behind none}
     *
     * @param node its number, 0 or more; not necessarily of a node that is there already.
     */
    public int hostOf(final int node)
    {
        return routing.host(node);
    }

    /** {@return what turns addresses into bytes, and back; ids are laid out as SimAddress says} */
    public Addresses addresses()
    {
        return addresses;
    }

    /**
     * Take the place of the cryptography, to look at what is sealed and opened. Possible only before there are nodes.
     *
     * @param wrapper is given the cryptography of this network, and returns what its nodes are to use.
     */
    public void wrapCrypto(final UnaryOperator<CryptoProvider> wrapper)
    {
        if (size() > 0)
        {
            throw new IllegalStateException("there are nodes already");
        }
        crypto = wrapper.apply(crypto);
    }

    /**
     * Let nodes turn hostile by a {@link Tampering}. Possible only before there are nodes.
     */
    public void allowTampering()
    {
        if (!isTamperable && size() > 0)
        {
            throw new IllegalStateException("there are nodes already, none of which can turn hostile");
        }
        isTamperable = true;
    }

    boolean isTamperable()
    {
        return isTamperable;
    }

    /** {@return a host that is no part of this network, and what it is sent nevertheless} */
    public Victim victim()
    {
        return victim;
    }

    /**
     * Look at every node right before and right after it is given a datagram, from now on.
     *
     * @param value replaces the one that was set before; {@link DeliveryWatch#NOBODY} for none.
     */
    public void watch(final DeliveryWatch value)
    {
        watch = value;
    }

    DeliveryWatch watch()
    {
        return watch;
    }

    /** Made with the first node: until then {@link #wrapCrypto} may take the place of the cryptography. */
    CoreMemory memory()
    {
        if (null == memory)
        {
            memory = new CoreMemory(
                isTamperable ? tampers.ofLinks(crypto) : crypto, MAX_KEPT, new Codecs(true));
        }
        return memory;
    }

    PacketPool packets()
    {
        return packets;
    }

    Wire wire()
    {
        return wire;
    }

    /** {@return connections of TCP that at least one of their nodes takes for open} */
    public int connections()
    {
        return streams.open();
    }

    void deliver(final int packet, final SimNode node)
    {
        arrivals.deliver(packet, node);
    }

    /** Null where none is kept. */
    SimTrace trace()
    {
        return trace;
    }

    Departures departures()
    {
        return departures;
    }

    /** The result of slow work that a node wrote will be there. */
    void onRequest(final int node, final int incarnation, final int length, final int waiting)
    {
        final int packet = packets.copy(result, 0, length);
        packets.set(packet, RESULT, incarnation, 0, node);
        simulator.add(nowNs() + config.slowWorkNs() * waiting, packet);
    }
}
