package io.hopwire.sim;

import io.hopwire.core.CoreConfig;
import io.hopwire.core.CoreServices;
import io.hopwire.core.NodeCore;
import io.hopwire.crypto.CryptoProvider;
import io.hopwire.crypto.HandshakeWorker;
import io.hopwire.crypto.identity.IdentityScheme;
import io.hopwire.link.LinkRole;
import io.hopwire.sim.nat.Nat;
import io.hopwire.spi.Counters;
import io.hopwire.spi.Events;
import io.hopwire.spi.Limits;
import io.hopwire.spi.Outbox;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.Requests;
import io.hopwire.spi.SystemCounter;
import io.hopwire.wire.FrameTypes;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.collections.LongArrayList;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;

/**
 * A node of a simulated network: hosts a {@link NodeCore} as an agent would, and can crash, come back, pause and have a
 * clock that is wrong. Its counters go on over crashes.
 */
public final class SimNode
{
    private static final int KEY_STREAM = 3;
    private static final long PPM = 1_000_000L;
    private static final long MAX_SKEW_PPM = 100_000L;
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
    private final Counters counters = new Counters(new UnsafeBuffer(new byte[Counters.LENGTH]));
    /** Null in its first life, which began with none. */
    private long[] countersAtStart;
    private final ArrayList<Neighbour> bootstraps = new ArrayList<>(1);
    private final LongArrayList names = new LongArrayList(2, 0);
    private byte[] privateKey;
    private UnsafeBuffer publicKey;
    private Events events;
    private SimWork slowWork;
    private NodeCore core;
    private boolean alive;
    private int incarnation;
    private int held;
    private long lateHandshakes;
    private long wakeAtNs = Long.MAX_VALUE;
    private long pausedUntilNs = Long.MIN_VALUE;
    private long skewNs;
    private long skewPpm;
    private long skewSinceNs = Simulator.START_NS;

    SimNode(
        final SimNetwork network,
        final int index,
        final NodeSetup setup,
        final ApplicationFactory factory,
        final CryptoProvider crypto,
        final SimRandom entropy,
        final Nat natOrNull)
    {
        this.network = network;
        this.index = index;
        this.setup = setup;
        this.factory = factory;
        this.crypto = crypto;
        this.entropy = entropy;
        this.nat = natOrNull;
        newKey(entropy);
    }

    /**
     * A node that is in the configuration of another.
     */
    private record Neighbour(int addressId, DirectBuffer keyOrNull)
    {
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
     * The node itself: another one after it was started again. After a command to it, {@link #touch()} must be called.
     *
     * @return its core.
     */
    public NodeCore core()
    {
        return core;
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
     * @return the first eight bytes of its public key.
     */
    public long name()
    {
        return publicKey.getLong(0);
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
        return counters.get(counter) - (null == countersAtStart ? 0 : countersAtStart[counter.id()]);
    }

    /**
     * Its counter, as if it had begun with this life.
     *
     * @param code of a reason to reject.
     * @return what was rejected since it started last.
     */
    public long counted(final RejectCode code)
    {
        return counters.get(code) -
            (null == countersAtStart ? 0 : countersAtStart[SystemCounter.count() + code.id()]);
    }

    /** {@return how many results of slow work are under way to it, by its own account} */
    public int slowWorkInFlight()
    {
        return slowWork.inFlight;
    }

    /** {@return how many handshakes its worker keeps} */
    public int handshakesAtWorker()
    {
        return slowWork.worker.size();
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
        final long elapsedNs = network.nowNs() - skewSinceNs;
        return network.nowNs() + skewNs + (skewPpm == 0 ? 0 : elapsedNs / PPM * skewPpm);
    }

    /**
     * Bootstrap from another node, now and whenever it starts again.
     *
     * @param other   of the same network.
     * @param withKey whether its key is known; else only its address is.
     */
    public void bootstrapFrom(final SimNode other, final boolean withKey)
    {
        final Neighbour neighbour = new Neighbour(other.index, withKey ? other.publicKey : null);
        bootstraps.add(neighbour);
        core.addBootstrap(neighbour.keyOrNull, 0, neighbour.addressId, nowNs());
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
        core.connect(correlationId, other.publicKey, 0, maxHops, minRoutes, maxRoutes, timeoutNs, nowNs());
        touch();
    }

    /**
     * Look for the nodes closest to a key. The outcome comes to this node's events.
     *
     * @param correlationId comes back.
     * @param key           32 bytes, not necessarily a node's.
     * @return as {@link NodeCore#find}.
     */
    public int find(final long correlationId, final DirectBuffer key)
    {
        final int code = core.find(correlationId, key, 0, nowNs());
        touch();
        return code;
    }

    /**
     * Hand over a message.
     *
     * @param sessionId of an open session.
     * @param message   what to send.
     * @return as {@link NodeCore#offer}.
     */
    public long offer(final int sessionId, final byte[] message)
    {
        final long position = core.offer(sessionId, new UnsafeBuffer(message), 0, message.length, nowNs());
        touch();
        return position;
    }

    /**
     * It is gone at once, and tells nobody. Whatever it was working on is lost.
     */
    public void crash()
    {
        if (alive)
        {
            alive = false;
            pausedUntilNs = Long.MIN_VALUE;
            wakeAt(Long.MAX_VALUE);
            factory.onCrash(this, events);
        }
    }

    /**
     * As {@link #crash()}.
     */
    public void kill()
    {
        crash();
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
        for (final Neighbour neighbour : bootstraps)
        {
            core.addBootstrap(neighbour.keyOrNull, 0, neighbour.addressId, nowNs());
        }
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
        if (Math.abs(ppm) > MAX_SKEW_PPM)
        {
            throw new IllegalArgumentException("a clock is at most " + MAX_SKEW_PPM + " ppm wrong, not " + ppm);
        }
        final long beforeNs = nowNs();
        skewNs = offsetNs;
        skewPpm = ppm;
        skewSinceNs = network.nowNs();
        if (alive && nowNs() < beforeNs)
        {
            throw new IllegalArgumentException(
                "the clock of node " + index + " would go back by " + (beforeNs - nowNs()) + " ns while it runs");
        }
        touch();
    }

    /**
     * Ask the core again when it wants to be called; after every command.
     */
    public void touch()
    {
        if (alive)
        {
            final long nowNs = nowNs();
            core.flush(nowNs);
            wakeAt(networkTime(Math.max(nowNs, core.nextDeadlineNs())));
        }
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
            keepCounters();
        }
        events = factory.start(this);
        // The seed alone decides the first life; later ones have their own luck.
        final SimRandom luck = incarnation == 1 ? entropy : entropy.fork(KEY_STREAM + incarnation);
        final CoreConfig config = new CoreConfig()
            .identityScheme(network.scheme)
            .publicKey(publicKey.byteArray())
            .maxContacts(MAX_CONTACTS)
            .growingContacts(true);
        // Nobody can open a link to a node behind a NAT, so it can not be what others go through.
        config.role(null == nat ? LinkRole.RELAY : LinkRole.ENDPOINT);
        setup.configure(config);
        final HandshakeWorker worker = new HandshakeWorker(
            network.memory().handshakes(),
            luck.fork(1),
            network.scheme,
            privateKey,
            Limits.DEFAULT_MAX_HANDSHAKES);
        slowWork = new SimWork(worker);
        core = new NodeCore(
            config,
            crypto,
            new CoreServices(
                new Sender(), slowWork, events, luck.fork(2), network.addresses(), counters,
                network.memory()));
        touch();
    }

    void onDatagram(final int source, final MutableDirectBuffer buffer, final int length)
    {
        counters.increment(SystemCounter.DATAGRAMS_RECEIVED);
        counters.add(SystemCounter.BYTES_RECEIVED, length);
        final boolean isOfHandshake = length > 0 && buffer.getByte(0) != FrameTypes.DATA;
        final long toNobody = isOfHandshake ? counters.get(RejectCode.UNKNOWN_RECEIVER) : 0;
        network.watch().before(this);
        core.onDatagram(source, buffer, 0, length, nowNs());
        network.watch().after(this);
        lateHandshakes += isOfHandshake ? counters.get(RejectCode.UNKNOWN_RECEIVER) - toNobody : 0;
        touch();
    }

    void onResult(final int ofIncarnation, final DirectBuffer buffer, final int length)
    {
        if (alive && ofIncarnation == incarnation)
        {
            slowWork.inFlight--;
            core.onResult(buffer, 0, length, nowNs());
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
        final long nowNs = nowNs();
        while (core.nextDeadlineNs() - nowNs <= 0)
        {
            core.onDeadline(nowNs);
        }
        touch();
    }

    private void keepCounters()
    {
        countersAtStart = new long[SystemCounter.count() + RejectCode.count()];
        for (int i = 0; i < SystemCounter.count(); i++)
        {
            countersAtStart[i] = counters.get(SystemCounter.get(i));
        }
        for (int i = 0; i < RejectCode.count(); i++)
        {
            countersAtStart[SystemCounter.count() + i] = counters.get(RejectCode.get(i));
        }
    }

    private void newKey(final SimRandom luck)
    {
        final IdentityScheme scheme = network.scheme;
        privateKey = new byte[scheme.privateKeyLength()];
        publicKey = new UnsafeBuffer(new byte[scheme.addressLength()]);
        luck.nextBytes(privateKey, 0, privateKey.length);
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

    /** First time of the network's at which this node's clock says so. */
    private long networkTime(final long localNs)
    {
        if (localNs == Long.MAX_VALUE)
        {
            return Long.MAX_VALUE;
        }
        final long sinceNs = localNs - skewNs - skewSinceNs;
        // A millisecond more, for the rounding here and in nowNs(): never too early.
        return skewPpm == 0 ? localNs - skewNs : skewSinceNs + sinceNs - sinceNs / (PPM + skewPpm) * skewPpm + PPM;
    }

    /**
     * Datagrams leave as they are committed.
     */
    private final class Sender implements Outbox
    {
        public int tryClaim(final int maxLength)
        {
            return maxLength > PacketPool.MAX_LENGTH ? BACK_PRESSURED : 0;
        }

        public MutableDirectBuffer buffer()
        {
            return network.datagram();
        }

        public void commit(final int addressId, final int length)
        {
            counters.increment(SystemCounter.DATAGRAMS_SENT);
            counters.add(SystemCounter.BYTES_SENT, length);
            network.onSend(index, addressId, length);
        }

        public void abort()
        {
            // What was written is overwritten.
        }
    }

    /**
     * One worker, one piece of work after the other.
     */
    private final class SimWork implements Requests
    {
        private static final int MAX_IN_FLIGHT = 1024;

        private final HandshakeWorker worker;
        private int requestLength;
        private int inFlight;

        private SimWork(final HandshakeWorker worker)
        {
            this.worker = worker;
        }

        public int tryClaim(final int length)
        {
            requestLength = length;
            return inFlight >= MAX_IN_FLIGHT || length > PacketPool.MAX_LENGTH ? BACK_PRESSURED : 0;
        }

        public MutableDirectBuffer buffer()
        {
            return network.request();
        }

        public void commit()
        {
            final int length = worker.execute(network.request(), 0, requestLength, network.result(), 0);
            if (length > 0)
            {
                inFlight++;
                network.onRequest(index, incarnation, length, inFlight);
            }
        }

        public void abort()
        {
            // What was written is overwritten.
        }

        public int inFlight()
        {
            return inFlight;
        }
    }
}
