package io.hopwire.sim;

import io.hopwire.core.Core;
import io.hopwire.core.CoreConfig;
import io.hopwire.core.NodeCore;
import io.hopwire.crypto.CryptoProvider;
import io.hopwire.crypto.SealedBoxes;
import io.hopwire.crypto.identity.IdentityScheme;
import io.hopwire.link.LinkRole;
import io.hopwire.link.LinkTable;
import io.hopwire.routing.RoutingSettings;
import io.hopwire.routing.RoutingTable;
import io.hopwire.sim.nat.Nat;
import io.hopwire.sim.nat.SimAddress;
import io.hopwire.spi.AddressKind;
import io.hopwire.spi.Commands;
import io.hopwire.spi.Counters;
import io.hopwire.spi.Events;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.Services;
import io.hopwire.spi.SystemCounter;
import io.hopwire.wire.FrameTypes;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.collections.LongArrayList;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;

/**
 * A node of a simulated network: hosts a {@link Core} as an agent would, and can crash, come back, pause and have a
 * clock that is wrong. Its counters go on over crashes.
 */
public final class SimNode
{
    private static final int KEY_STREAM = 3;
    /** Correlation id of commands whose answers say nothing. */
    private static final long NOBODY_WAITS = -1;
    /** A node of a simulation is small, so that thousands of them fit: its table has room for this many contacts. */
    private static final int MAX_CONTACTS = 256;
    /** Datagrams that wait in the socket of a node that is paused: a socket buffer of 208 KiB has room for as many. */
    private static final int MAX_HELD = 256;

    private final SimNetwork network;
    private final int index;
    private final NodeSetup setup;
    private final ApplicationFactory factory;
    private final CryptoProvider crypto;
    private final SimRandom entropy;
    private final Nat nat;
    private final SimSockets sockets;
    private final Counters counters = new Counters(new UnsafeBuffer(new byte[Counters.LENGTH]));
    private final LifeCounters ofLife = new LifeCounters(counters);
    private final ArrayList<Commands.Bootstrap> bootstraps = new ArrayList<>(1);
    private final LongArrayList names = new LongArrayList(2, 0);
    private byte[] privateKey;
    private UnsafeBuffer publicKey;
    private Events events;
    private SimWork slowWork;
    private SimInputs inputs;
    private Core core;
    private boolean alive;
    private int incarnation;
    private int held;
    private long lateHandshakes;
    private long wakeAtNs = Long.MAX_VALUE;
    private long pausedUntilNs = Long.MIN_VALUE;
    private final SimClock clock = new SimClock();
    private final Hostility hostility;

    SimNode(
        final SimNetwork network,
        final int index,
        final NodeSetup setup,
        final ApplicationFactory factory,
        final CryptoProvider crypto,
        final SimRandom entropy,
        final Nat natOrNull)
    {
        sockets = setup.sockets(index);
        assert null == natOrNull || SimSockets.UDP == sockets : "a NAT is one of UDP";
        this.network = network;
        this.index = index;
        hostility = new Hostility(network, counters);
        this.setup = setup;
        this.factory = factory;
        this.crypto = crypto;
        this.entropy = entropy;
        this.nat = natOrNull;
        newKey(entropy);
    }

    /** {@return the number of this node, which is also its address id where it is behind no NAT} */
    public int index()
    {
        return index;
    }

    /** {@return the NAT that it is behind; null where it has a public address} */
    public Nat nat()
    {
        return nat;
    }

    /** {@return what sockets it has} */
    public SimSockets sockets()
    {
        return sockets;
    }

    /**
     * Whether it can begin to speak to another node.
     *
     * @param other of the same network.
     * @return false where the other has no address of a kind that this one speaks.
     */
    public boolean canReach(final SimNode other)
    {
        return null == other.nat && sockets.hasUdp() && other.sockets.hasUdp() ||
            sockets.speaks(AddressKind.TCP) && other.sockets.accepts();
    }

    /**
     * Address of this node: another one after it lost its disk.
     *
     * @return as long as the network's addresses are, not to be changed.
     */
    public DirectBuffer publicKey()
    {
        return publicKey;
    }

    /**
     * The node itself: another one after it was started again. After an input to it, {@link #touch()} must be called.
     *
     * @return its core.
     */
    public Core core()
    {
        return core;
    }

    /** {@return a look into the node: its links to neighbours, another table after it was started again} */
    public LinkTable links()
    {
        return ((NodeCore)core).links();
    }

    /** {@return a look into the node: the contacts that it knows, another table after it was started again} */
    public RoutingTable routingTable()
    {
        return ((NodeCore)core).routingTable();
    }

    /** {@return the application, which the node tells its events} */
    public Events application()
    {
        return events;
    }

    /** {@return the counters of this node, which go on over crashes} */
    public Counters counters()
    {
        return counters;
    }

    /**
     * The name of its key in the tables of others, who keep no more of it here: no two keys of a simulation have it in
     * common.
     *
     * @return as {@link KeyNames#of} says.
     */
    public long name()
    {
        return KeyNames.of(publicKey, 0);
    }

    /**
     * Whether it has, or had before it lost its disk, the key of that name.
     *
     * @param name as {@link #name()} says.
     * @return true if so.
     */
    public boolean wasCalled(final long name)
    {
        return names.containsLong(name);
    }

    /**
     * Its counter, as if it had begun with this life.
     *
     * @param counter of this node.
     * @return what was counted since it started last.
     */
    public long counted(final SystemCounter counter)
    {
        return ofLife.get(counter);
    }

    /**
     * Its counter, as if it had begun with this life.
     *
     * @param code of a reason to reject.
     * @return what was rejected since it started last.
     */
    public long counted(final RejectCode code)
    {
        return ofLife.get(code);
    }

    /** {@return how many results of slow work are under way to it, by its own account} */
    public int slowWorkInFlight()
    {
        return slowWork.inFlight();
    }

    /** {@return how many handshakes its worker keeps} */
    public int handshakesAtWorker()
    {
        return slowWork.handshakes();
    }

    /** {@return sealed boxes by the key that it has, for one that lies to say what its core never would} */
    public SealedBoxes newBoxes()
    {
        return slowWork.newBoxes();
    }

    /** {@return whether it is hostile, and how} */
    public Hostility hostility()
    {
        return hostility;
    }

    /** {@return whether it is hostile: nothing is demanded of it, nor promised to it} */
    public boolean isHostile()
    {
        return hostility.isOn();
    }

    /** {@return whether it lives: it has not crashed, or is there again} */
    public boolean isAlive()
    {
        return alive;
    }

    /** {@return how often it has been started, 1 or more} */
    public int incarnation()
    {
        return incarnation;
    }

    /** {@return what its clock says: nanoseconds since the Unix epoch, more or less} */
    public long nowNs()
    {
        return clock.localTime(network.nowNs());
    }

    /**
     * Bootstrap from another node, now and whenever it starts again.
     *
     * @param other   of the same network.
     * @param withKey whether its key is known; else only its address is.
     */
    public void bootstrapFrom(final SimNode other, final boolean withKey)
    {
        final boolean byUdp = sockets.hasUdp() && other.sockets.hasUdp();
        final int addressId = byUdp ? other.index : SimAddress.ofTcp(other.index, 0);
        final DirectBuffer key = withKey ? other.publicKey : null;
        bootstraps.add(new Commands.Bootstrap(bootstraps.size(), key).add(addressId));
        command(Commands.BOOTSTRAP, NOBODY_WAITS, bootstraps.get(bootstraps.size() - 1));
    }

    /**
     * Ask the node for something. The answer comes to its events, maybe within this call.
     *
     * @param type          one of {@link Commands}.
     * @param correlationId comes back.
     * @param command       of that type.
     */
    public void command(final int type, final long correlationId, final Commands.Command<?> command)
    {
        input(type, correlationId, command);
        touch();
    }

    /**
     * Connect to another node. The outcome comes to this node's events.
     *
     * @param correlationId comes back.
     * @param other         of the same network.
     * @param maxHops       most links of a route.
     * @param minRoutes     least routes.
     * @param maxRoutes     most routes.
     * @param timeoutNs     when to give up.
     */
    public void connect(
        final long correlationId,
        final SimNode other,
        final int maxHops,
        final int minRoutes,
        final int maxRoutes,
        final long timeoutNs)
    {
        command(
            Commands.CONNECT,
            correlationId,
            new Commands.Connect(other.publicKey).hops(maxHops).routes(minRoutes, maxRoutes).timeoutNs(timeoutNs));
    }

    /**
     * Look for the nodes closest to a key. The outcome comes to this node's events.
     *
     * @param correlationId comes back.
     * @param key           an address, not necessarily a node's.
     */
    public void find(final long correlationId, final DirectBuffer key)
    {
        command(Commands.FIND, correlationId, new Commands.Find(key));
    }

    /**
     * Let others connect to this node, or do not any more.
     *
     * @param isListening whether they may.
     */
    public void listen(final boolean isListening)
    {
        command(Commands.LISTEN, NOBODY_WAITS, new Commands.Listen(isListening));
    }

    /**
     * Close a session.
     *
     * @param sessionId of an open session.
     */
    public void close(final int sessionId)
    {
        command(Commands.CLOSE, NOBODY_WAITS, new Commands.OfSession(sessionId));
    }

    /**
     * Ask the hops of a session's route to answer to this node's events.
     *
     * @param sessionId of an open session.
     */
    public void trace(final int sessionId)
    {
        command(Commands.TRACE, NOBODY_WAITS, new Commands.OfSession(sessionId));
    }

    /**
     * Hand over a message.
     *
     * @param sessionId of an open session.
     * @param message   what to send.
     * @return as {@link Core#offer}.
     */
    public long offer(final int sessionId, final byte[] message)
    {
        return offer(sessionId, new UnsafeBuffer(message), 0, message.length);
    }

    /**
     * Hand over a message.
     *
     * @param sessionId of an open session.
     * @param buffer    holds the message; copied.
     * @param offset    first byte.
     * @param length    bytes.
     * @return as {@link Core#offer}.
     */
    public long offer(final int sessionId, final DirectBuffer buffer, final int offset, final int length)
    {
        final long position = inputs.offer(sessionId, buffer, offset, length, nowNs());
        touch();
        return position;
    }

    /** It is gone at once, and tells nobody. Whatever it was working on is lost. */
    public void crash()
    {
        if (alive)
        {
            alive = false;
            pausedUntilNs = Long.MIN_VALUE;
            wakeAt(Long.MAX_VALUE);
            network.streams.onCrash(index);
            factory.onCrash(this, events);
        }
    }

    /**
     * Close it as an application does: it has a word for each of its peers, and is gone. Its application hears how its
     * sessions end.
     */
    public void shutDown()
    {
        if (isPaused())
        {
            throw new IllegalStateException("node " + index + " stands still");
        }
        if (alive)
        {
            inputs.close(nowNs());
            crash();
        }
    }

    /**
     * Start it again after a crash. It has forgotten everything but its configuration: whom to bootstrap from, and its
     * key if it kept its disk.
     *
     * @param keepsDisk whether it still has its key; else it is somebody else from now on.
     */
    public void restart(final boolean keepsDisk)
    {
        if (alive)
        {
            throw new IllegalStateException("node " + index + " is running");
        }
        if (!keepsDisk)
        {
            newKey(entropy.fork(KEY_STREAM).fork(incarnation));
        }
        start();
        bootstraps.forEach((bootstrap) -> input(Commands.BOOTSTRAP, NOBODY_WAITS, bootstrap));
        touch();
    }

    /**
     * Stop its process for a while, as SIGSTOP does: its clock goes on, and 256 datagrams wait in its socket. One that
     * stands still already goes on when both times are over.
     *
     * @param durationNs from now.
     */
    public void pause(final long durationNs)
    {
        if (alive)
        {
            // What waits already comes up once more when the first pause would have ended, and is counted then.
            held = 0;
            pausedUntilNs = Math.max(pausedUntilNs, network.nowNs() + durationNs);
        }
    }

    /**
     * Let its clock be wrong from now on. Clocks of nodes never go back while they run, as {@link System#nanoTime()}.
     *
     * @param offsetNs how much it is ahead, or behind where negative.
     * @param ppm      by how many millionths it runs too fast, or too slow where negative; at most 100,000.
     */
    public void skew(final long offsetNs, final long ppm)
    {
        final long beforeNs = nowNs();
        clock.skew(offsetNs, ppm, network.nowNs());
        if (alive && nowNs() < beforeNs)
        {
            throw new IllegalArgumentException(
                "the clock of node " + index + " would go back by " + (beforeNs - nowNs()) + " ns while it runs");
        }
        touch();
    }

    /** Ask the core again when it wants to be called; after every command. */
    public void touch()
    {
        if (alive)
        {
            final long nowNs = nowNs();
            inputs.flush(nowNs);
            wakeAt(clock.networkTime(Math.max(nowNs, core.nextDeadlineNs())));
        }
    }

    /** {@return whether its turn comes at this very moment, after whatever else happens at it} */
    public boolean isDue()
    {
        return wakeAtNs <= network.nowNs();
    }

    /** {@return how many frames of handshakes came that nobody waited for any more, over all its lives} */
    public long lateHandshakes()
    {
        return lateHandshakes;
    }

    /** {@return whether its process stands still} */
    public boolean isPaused()
    {
        return network.nowNs() < pausedUntilNs;
    }

    /** {@return when its last pause ends or ended, in the network's nanoseconds; far in the past where it had none} */
    public long pausedUntilNs()
    {
        return pausedUntilNs;
    }

    /** Room for one more datagram in the socket of a paused node. */
    boolean hold()
    {
        return held++ < MAX_HELD;
    }

    void start()
    {
        incarnation++;
        alive = true;
        if (incarnation > 1)
        {
            ofLife.begin();
        }
        events = factory.start(this);
        // The seed alone decides the first life; later ones have their own luck.
        final SimRandom luck = incarnation == 1 ? entropy : entropy.fork(KEY_STREAM + incarnation);
        final CoreConfig config = new CoreConfig()
            .identityScheme(network.scheme)
            .publicKey(publicKey.byteArray())
            .set(RoutingSettings.MAX_CONTACTS, MAX_CONTACTS)
            .growingContacts(true);
        // Nobody can open a link to a node behind a NAT, so it can not be what others go through.
        config.role(null == nat && SimSockets.TCP_OUTGOING != sockets ? LinkRole.RELAY : LinkRole.ENDPOINT);
        setup.configure(config);
        slowWork = new SimWork(network, index, incarnation, new SimWork.Secrets(privateKey, crypto, luck), config);
        final SimOutbox outbox = new SimOutbox(network, index, counters);
        core = new NodeCore(
            config,
            network.isTamperable() ? network.tampers.ofSessions(crypto, index) : crypto,
            new Services(outbox, slowWork, events, luck.fork(2), new SimAddresses(sockets), counters),
            network.memory());
        inputs = new SimInputs(core, outbox, slowWork);
        touch();
    }

    void onDatagram(final int source, final MutableDirectBuffer buffer, final int length)
    {
        counters.increment(SystemCounter.DATAGRAMS_RECEIVED);
        counters.add(SystemCounter.BYTES_RECEIVED, length);
        final boolean isOfHandshake = length > 0 && buffer.getByte(0) != FrameTypes.DATA;
        final long toNobody = isOfHandshake ? counters.get(RejectCode.UNKNOWN_RECEIVER) : 0;
        network.watch().before(this);
        inputs.datagram(source, buffer, length, nowNs());
        network.watch().after(this);
        lateHandshakes += isOfHandshake ? counters.get(RejectCode.UNKNOWN_RECEIVER) - toNobody : 0;
        touch();
    }

    void onAddressClosed(final int addressId, final int reason)
    {
        inputs.addressClosed(addressId, reason, nowNs());
        touch();
    }

    void onResult(final int ofIncarnation, final DirectBuffer buffer, final int length)
    {
        if (alive && ofIncarnation == incarnation)
        {
            inputs.result(buffer, length, nowNs());
            touch();
        }
    }

    void onWake()
    {
        wakeAtNs = Long.MAX_VALUE;
        if (isPaused())
        {
            wakeAt(pausedUntilNs);
            return;
        }
        inputs.deadlines(nowNs());
        touch();
    }

    private void input(final int type, final long correlationId, final Commands.Command<?> command)
    {
        command.correlationId(correlationId);
        inputs.command(type, command, nowNs());
    }

    private void newKey(final SimRandom luck)
    {
        final IdentityScheme scheme = network.scheme;
        privateKey = network.keys.next(luck);
        publicKey = new UnsafeBuffer(new byte[scheme.addressLength()]);
        scheme.address(privateKey, crypto, publicKey.byteArray());
        names.addLong(name());
    }

    private void wakeAt(final long timeNs)
    {
        if (timeNs != wakeAtNs)
        {
            wakeAtNs = timeNs;
            network.simulator().wakeAt(index, timeNs);
        }
    }
}
