package io.hopwire.benchmarks;

import io.hopwire.component.session.Congestion;
import io.hopwire.component.session.SessionSettings;
import io.hopwire.core.CoreConfig;
import io.hopwire.core.NodeCore;
import io.hopwire.crypto.CryptoProvider;
import io.hopwire.delivery.MessageWalker;
import io.hopwire.crypto.HandshakeWorker;
import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.link.LinkSettings;
import io.hopwire.routing.RoutingSettings;
import io.hopwire.sim.RecordingEvents;
import io.hopwire.sim.SimRandom;
import io.hopwire.spi.AddressKind;
import io.hopwire.spi.Addresses;
import io.hopwire.spi.Commands;
import io.hopwire.spi.ConnectAnswer;
import io.hopwire.spi.Counters;
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.Services;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.function.UnaryOperator;

/**
 * A whole node, but for socket, clock and threads: what it sends stays in a {@link DatagramLog}.
 */
final class HopNode extends RecordingEvents
{
    private static final int KEY_LENGTH = CryptoProvider.KEY_LENGTH;
    private static final int MAX_CONTACTS = 256;
    private static final int SESSION_WINDOW = 1 << 20;

    final int addressId;
    final UnsafeBuffer publicKey = new UnsafeBuffer(new byte[KEY_LENGTH]);
    final DatagramLog sent = new DatagramLog();
    private final MessageWalker walker = new MessageWalker(SESSION_WINDOW);
    final Counters counters = new Counters(new UnsafeBuffer(new byte[Counters.LENGTH]));
    final NodeCore core;
    int sessionId = -1;
    long messages;
    long acked;

    private final WorkQueue work;
    private final WorkQueue.ResultHandler onResult = this::onResult;
    private long nowNs;

    /**
     * A node.
     *
     * @param addressId of this node; its key and all its luck follow from it.
     * @param role      one of {@link io.hopwire.link.LinkRole}.
     */
    HopNode(final int addressId, final byte role)
    {
        this(addressId, role, UnaryOperator.identity());
    }

    /**
     * A node that is configured in another way.
     *
     * @param addressId of this node; its key and all its luck follow from it.
     * @param role      one of {@link io.hopwire.link.LinkRole}.
     * @param setup     changes its configuration.
     */
    HopNode(final int addressId, final byte role, final UnaryOperator<CoreConfig> setup)
    {
        this.addressId = addressId;
        final SimRandom entropy = new SimRandom(addressId);
        final CryptoProvider crypto = new HopwireCrypto();
        final byte[] privateKey = new byte[KEY_LENGTH];
        entropy.nextBytes(privateKey, 0, KEY_LENGTH);
        crypto.publicKey(privateKey, publicKey.byteArray());
        work = new WorkQueue(
            new HandshakeWorker(crypto, entropy.fork(1), privateKey, LinkSettings.MAX_HANDSHAKES.defaultValue()));
        final CoreConfig config = new CoreConfig()
            .publicKey(publicKey.byteArray())
            .role(role)
            .discovery(false)
            .set(RoutingSettings.MAX_CONTACTS, MAX_CONTACTS)
            .set(NodeSettings.SESSION_WINDOW, SESSION_WINDOW)
            // Whatever is offered leaves at once.
            .set(SessionSettings.CONGESTION, Congestion.FIXED);
        core = new NodeCore(
            setup.apply(config), crypto, new Services(sent, work, this, entropy.fork(2), new NoAddresses(), counters));
    }

    void command(final int type, final Commands.Command<?> command, final long nowNs)
    {
        core.onCommand(type, command.buffer(), 0, command.buffer().capacity(), nowNs);
    }

    void poll(final long nowNs)
    {
        this.nowNs = nowNs;
        work.poll(onResult);
        while (core.nextDeadlineNs() <= nowNs)
        {
            core.onDeadline(nowNs);
        }
        core.flush(nowNs);
    }

    @Override
    public void onAnswer(
        final int type,
        final long correlationId,
        final int code,
        final DirectBuffer buffer,
        final int offset,
        final int length)
    {
        if (Commands.CONNECT == type)
        {
            sessionId = new ConnectAnswer().wrap(buffer, offset).sessionId();
        }
    }

    @Override
    public void onAccepted(final int id, final DirectBuffer key, final int keyOffset, final int hopCount)
    {
        sessionId = id;
    }

    @Override
    public int receiveWindow(final int id)
    {
        return SESSION_WINDOW;
    }

    @Override
    public void onStream(final int id, final DirectBuffer buffer, final int offset, final int length)
    {
        messages += walker.walk(buffer, offset, length);
    }

    @Override
    public void onAcked(final int id, final long count, final long bytes)
    {
        acked = count;
    }

    @Override
    public boolean onShout(
        final DirectBuffer buffer,
        final int keyOffset,
        final long number,
        final int valueOffset,
        final int valueLength)
    {
        messages++;
        return true;
    }

    private void onResult(final UnsafeBuffer buffer, final int length)
    {
        core.onResult(buffer, 0, length, nowNs);
    }

    /**
     * The number of a node is all the address it has.
     */
    private static final class NoAddresses implements Addresses
    {
        @Override
        public int intern(final DirectBuffer buffer, final int offset)
        {
            return NULL_ID;
        }

        @Override
        public void copyTo(final int id, final MutableDirectBuffer buffer, final int offset)
        {
            buffer.setMemory(offset, LENGTH, (byte)id);
        }

        @Override
        public int kind(final int id)
        {
            return AddressKind.UDP;
        }

        @Override
        public int path(final int id, final int ttl)
        {
            return id;
        }

        @Override
        public void retain(final int id)
        {
            // a number needs no keeping
        }

        @Override
        public void release(final int id)
        {
            // a number needs no keeping
        }
    }
}
