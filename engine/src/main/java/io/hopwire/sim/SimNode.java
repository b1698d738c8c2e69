package io.hopwire.sim;

import io.hopwire.core.CoreConfig;
import io.hopwire.core.CoreServices;
import io.hopwire.core.NodeCore;
import io.hopwire.crypto.CryptoProvider;
import io.hopwire.crypto.HandshakeWorker;
import io.hopwire.spi.Counters;
import io.hopwire.spi.Events;
import io.hopwire.spi.Limits;
import io.hopwire.spi.Outbox;
import io.hopwire.spi.Requests;
import io.hopwire.spi.SystemCounter;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A node of a simulated network: hosts a {@link NodeCore} as an agent would.
 */
public final class SimNode
{
    private static final int KEY_LENGTH = 32;
    /** A node of a simulation is small, so that thousands of them fit: its table has room for this many contacts. */
    private static final int MAX_CONTACTS = 256;

    private final SimNetwork network;
    private final int index;
    private final byte[] privateKey = new byte[KEY_LENGTH];
    private final UnsafeBuffer publicKey = new UnsafeBuffer(new byte[KEY_LENGTH]);
    private final Counters counters = new Counters(new UnsafeBuffer(new byte[Counters.LENGTH]));
    private final HandshakeWorker worker;
    private final SlowWork slowWork = new SlowWork();
    private final NodeCore core;
    private boolean alive = true;
    private long wakeAtNs = Long.MAX_VALUE;

    SimNode(
        final SimNetwork network, final int index, final SimNetwork.NodeSetup setup, final Events events,
        final CryptoProvider crypto, final SimRandom entropy)
    {
        this.network = network;
        this.index = index;
        entropy.nextBytes(privateKey, 0, KEY_LENGTH);
        crypto.publicKey(privateKey, publicKey.byteArray());
        final CoreConfig config = new CoreConfig().publicKey(publicKey.byteArray()).maxContacts(MAX_CONTACTS);
        setup.configure(config);
        final SimAddresses addresses = new SimAddresses();
        worker = new HandshakeWorker(crypto, entropy.fork(1), privateKey, Limits.DEFAULT_MAX_HANDSHAKES);
        core = new NodeCore(
            config, crypto, new CoreServices(new Sender(), slowWork, events, entropy.fork(2), addresses, counters));
    }

    /**
     * Number of this node, which is also its address id.
     *
     * @return index.
     */
    public int index()
    {
        return index;
    }

    /**
     * Public key of this node.
     *
     * @return 32 bytes, not to be changed.
     */
    public DirectBuffer publicKey()
    {
        return publicKey;
    }

    /**
     * The node itself. After a command to it, {@link #touch()} must be called.
     *
     * @return its core.
     */
    public NodeCore core()
    {
        return core;
    }

    /**
     * Counters of this node.
     *
     * @return counters of this node.
     */
    public Counters counters()
    {
        return counters;
    }

    /**
     * Whether it has not been killed.
     *
     * @return true while it lives.
     */
    public boolean isAlive()
    {
        return alive;
    }

    /**
     * Bootstrap from another node.
     *
     * @param other   of the same network.
     * @param withKey whether its key is known; else only its address is.
     */
    public void bootstrapFrom(final SimNode other, final boolean withKey)
    {
        core.addBootstrap(withKey ? other.publicKey : null, 0, other.index, network.nowNs());
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
        final long correlationId, final SimNode other, final int maxHops, final int minRoutes, final int maxRoutes,
        final long timeoutNs)
    {
        core.connect(correlationId, other.publicKey, 0, maxHops, minRoutes, maxRoutes, timeoutNs, network.nowNs());
        touch();
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
        final long position = core.offer(sessionId, new UnsafeBuffer(message), 0, message.length, network.nowNs());
        touch();
        return position;
    }

    /**
     * It is gone at once, and tells nobody.
     */
    public void kill()
    {
        alive = false;
    }

    /**
     * Ask the core again when it wants to be called; after every command.
     */
    public void touch()
    {
        if (alive)
        {
            core.flush(network.nowNs());
        }
        final long deadlineNs = Math.max(network.nowNs(), core.nextDeadlineNs());
        if (alive && deadlineNs < wakeAtNs)
        {
            wakeAtNs = deadlineNs;
            network.wakeAt(index, deadlineNs);
        }
    }

    void start()
    {
        touch();
    }

    void onDatagram(final int source, final MutableDirectBuffer buffer, final int length)
    {
        if (alive)
        {
            counters.increment(SystemCounter.DATAGRAMS_RECEIVED);
            counters.add(SystemCounter.BYTES_RECEIVED, length);
            core.onDatagram(source, buffer, 0, length, network.nowNs());
            touch();
        }
    }

    void onResult(final DirectBuffer buffer, final int length)
    {
        slowWork.inFlight--;
        if (alive)
        {
            core.onResult(buffer, 0, length, network.nowNs());
            touch();
        }
    }

    void onWake()
    {
        if (alive && network.nowNs() == wakeAtNs)
        {
            // Any other wake-up was overtaken by an earlier one and means nothing any more.
            wakeAtNs = Long.MAX_VALUE;
            while (core.nextDeadlineNs() - network.nowNs() <= 0)
            {
                core.onDeadline(network.nowNs());
            }
            touch();
        }
    }

    /**
     * Datagrams leave as they are committed.
     */
    private final class Sender implements Outbox
    {
        private final UnsafeBuffer slot = new UnsafeBuffer(new byte[TransitFilter.MAX_LENGTH]);

        public int tryClaim(final int maxLength)
        {
            return maxLength > slot.capacity() ? BACK_PRESSURED : 0;
        }

        public MutableDirectBuffer buffer()
        {
            return slot;
        }

        public void commit(final int addressId, final int length)
        {
            counters.increment(SystemCounter.DATAGRAMS_SENT);
            counters.add(SystemCounter.BYTES_SENT, length);
            network.onSend(index, addressId, slot, length);
        }

        public void abort()
        {
            // nothing was reserved
        }
    }

    /**
     * One worker, one piece of work after the other.
     */
    private final class SlowWork implements Requests
    {
        private static final int MAX_IN_FLIGHT = 1024;

        private final UnsafeBuffer request = new UnsafeBuffer(new byte[Limits.MAX_SLOW_WORK_LENGTH]);
        private int requestLength;
        private int inFlight;

        public int tryClaim(final int length)
        {
            requestLength = length;
            return inFlight >= MAX_IN_FLIGHT || length > request.capacity() ? BACK_PRESSURED : 0;
        }

        public MutableDirectBuffer buffer()
        {
            return request;
        }

        public void commit()
        {
            final PacketPool packets = network.packets();
            final int packet = packets.acquire();
            final int length = worker.execute(request, 0, requestLength, packets.buffer(packet), 0);
            packets.set(packet, index, length);
            if (length > 0)
            {
                inFlight++;
                network.onRequest(index, packet, inFlight);
            }
            else
            {
                packets.release(packet);
            }
        }

        public void abort()
        {
            // nothing was reserved
        }

        public int inFlight()
        {
            return inFlight;
        }
    }
}
