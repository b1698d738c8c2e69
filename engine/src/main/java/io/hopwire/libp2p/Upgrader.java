package io.hopwire.libp2p;

import io.hopwire.libp2p.identity.PeerId;
import io.hopwire.libp2p.mux.Mplex;
import io.hopwire.libp2p.mux.MuxShare;
import io.hopwire.libp2p.mux.Muxer;
import io.hopwire.libp2p.mux.Yamux;
import io.hopwire.libp2p.negotiate.Negotiation;
import io.hopwire.libp2p.negotiate.ProtocolList;
import io.hopwire.libp2p.secure.NoiseFrames;
import io.hopwire.spi.ByteSink;
import io.hopwire.spi.Limits;
import io.hopwire.spi.Requests;
import io.hopwire.spi.SystemCounter;
import io.hopwire.spi.WorkHeader;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.Arrays;
import java.util.List;

/**
 * Makes of a connection of bytes one that carries streams.
 * <pre>
 *   SECURITY   /noise is negotiated. The dialer has its first message sent behind its suggestion, as there is no other
 *      │
 *   HANDSHAKE  a message is put together  ◄──►  WORKING  the worker reads it, and writes the next
 *      │                                          what comes meanwhile is kept, within a bound
 *   MUXER      is negotiated, unless both sides have named theirs in the handshake
 *      │
 *   OPEN
 * </pre>
 */
final class Upgrader
{
    private static final ProtocolList SECURITY = new ProtocolList(List.of("/noise"));

    private final HostContext host;
    private final ProtocolList muxers;
    private final int owner;
    private final byte[] sendKey = new byte[UpgradeWork.KEY_LENGTH];
    private final byte[] receiveKey = new byte[UpgradeWork.KEY_LENGTH];
    private Upgrade free;
    /** That peers began, and that we did. */
    private int inbound;
    private int outbound;

    Upgrader(final HostContext host)
    {
        this.host = host;
        muxers = new ProtocolList(host.config.muxers());
        owner = host.services.results().register(this::onResult);
    }

    /** {@return handshakes that the worker has} */
    int handshakes()
    {
        return inbound + outbound;
    }

    void begin(final NetConnection connection)
    {
        connection.stage = NetConnection.Stage.SECURITY;
        connection.sink = host.services.streams().sink(connection.addressId);
        connection.upgrade = take();
        connection.upgrade.negotiate(connection.isDialled(), SECURITY);
        pump(connection);
        if (connection.isDialled())
        {
            request(connection, UpgradeWork.INITIATE);
        }
    }

    void onBytes(final NetConnection connection, final MutableDirectBuffer buffer, final int offset, final int length)
    {
        final int end = offset + length;
        int at = offset;
        while (at < end && NetConnection.Stage.CLOSED != connection.stage)
        {
            switch (connection.stage)
            {
                case SECURITY:
                    at += negotiate(connection, buffer, at, end - at);
                    break;

                case HANDSHAKE:
                    at += connection.upgrade.frames.onBytes(buffer, at, end - at);
                    onFrame(connection);
                    break;

                case WORKING:
                    if (!connection.upgrade.keep(buffer, at, end - at, host.limits.early))
                    {
                        connection.end(HostFault.MEMORY);
                    }
                    at = end;
                    break;

                default:
                    connection.channel.onBytes(buffer, at, end - at, host.nowNs);
                    at = end;
                    if (null != connection.channel.fault())
                    {
                        connection.end(HostFault.of(connection.channel.fault()));
                    }
                    break;
            }
        }
    }

    /** Bytes of the channel, while the muxer is negotiated. {@return bytes taken} */
    int onPlaintext(
        final NetConnection connection, final DirectBuffer buffer, final int offset, final int length)
    {
        final Negotiation negotiation = connection.upgrade.negotiation;
        int taken = 0;
        while (taken < length && !negotiation.isOver())
        {
            final int part = negotiation.onBytes(buffer, offset + taken, length - taken);
            pump(connection);
            if (0 == part && !negotiation.isOver())
            {
                connection.end(HostFault.NOT_READING);
                return taken;
            }
            taken += part;
        }
        if (null != negotiation.fault())
        {
            connection.end(HostFault.of(negotiation.fault(), HostFault.MUXER_NOT_SUPPORTED));
        }
        else if (negotiation.isOver())
        {
            open(connection, negotiation.protocol());
        }
        return taken;
    }

    /** Write what the negotiation says. */
    void pump(final NetConnection connection)
    {
        final Negotiation negotiation = connection.upgrade.negotiation;
        final ByteSink sink =
            NetConnection.Stage.MUXER == connection.stage ? connection.channel : connection.sink;
        final int length = Math.min(negotiation.outputLength(), sink.room());
        if (length > 0)
        {
            sink.buffer().putBytes(sink.offset(), negotiation.output(), negotiation.outputOffset(), length);
            sink.commit(length);
            negotiation.onOutputTaken(length);
        }
    }

    /** The connection is over, or needs no more of it. */
    void release(final NetConnection connection)
    {
        final Upgrade upgrade = connection.upgrade;
        if (null == upgrade)
        {
            return;
        }
        if (upgrade.isAtWorker)
        {
            count(connection, -1);
            request(connection, UpgradeWork.DISCARD);
        }
        connection.upgrade = null;
        upgrade.begin();
        upgrade.nextFree = free;
        free = upgrade;
    }

    private int negotiate(
        final NetConnection connection, final DirectBuffer buffer, final int offset, final int length)
    {
        final Negotiation negotiation = connection.upgrade.negotiation;
        final int taken = negotiation.onBytes(buffer, offset, length);
        pump(connection);
        if (null != negotiation.fault())
        {
            connection.end(HostFault.of(negotiation.fault(), HostFault.SECURITY_NOT_SUPPORTED));
        }
        else if (negotiation.isOver())
        {
            connection.stage = NetConnection.Stage.HANDSHAKE;
        }
        else if (0 == taken)
        {
            connection.end(HostFault.NOT_READING);
        }
        return taken;
    }

    private void onFrame(final NetConnection connection)
    {
        final NoiseFrames frames = connection.upgrade.frames;
        if (null != frames.fault())
        {
            connection.end(HostFault.HANDSHAKE_LENGTH);
        }
        else if (frames.isWhole())
        {
            final int op = connection.isDialled() ? UpgradeWork.FINISH :
                connection.upgrade.isLast ? UpgradeWork.ACCEPT : UpgradeWork.RESPOND;
            connection.upgrade.isLast = true;
            connection.stage = NetConnection.Stage.WORKING;
            request(connection, op);
        }
    }

    /** A step of a handshake, with the message that came where there is one. */
    private void request(final NetConnection connection, final int op)
    {
        final NoiseFrames frames = connection.upgrade.frames;
        final boolean isNew = UpgradeWork.INITIATE == op || UpgradeWork.RESPOND == op;
        final boolean hasMessage = UpgradeWork.INITIATE != op && UpgradeWork.DISCARD != op;
        final PeerId expected = UpgradeWork.FINISH == op && null != connection.dial ? connection.dial.peer : null;
        final int idLength = null == expected ? 0 : expected.length();
        final int length = UpgradeWork.BODY_OFFSET + idLength + (hasMessage ? frames.messageLength() : 0);
        if (length > Limits.MAX_SLOW_WORK_LENGTH)
        {
            connection.end(HostFault.HANDSHAKE_LENGTH);
            return;
        }
        final int underWay = connection.isDialled() ? outbound : inbound;
        final int offset =
            isNew && underWay >= host.limits.handshakes ? Requests.BACK_PRESSURED : claim(length);
        if (offset < 0)
        {
            connection.end(HostFault.HANDSHAKE_LIMIT);
            return;
        }
        final MutableDirectBuffer buffer = host.services.requests().buffer();
        put(buffer, offset, op, idLength, connection.handle);
        if (null != expected)
        {
            expected.put(buffer, offset + UpgradeWork.BODY_OFFSET);
        }
        if (hasMessage)
        {
            buffer.putBytes(offset + UpgradeWork.BODY_OFFSET + idLength,
                frames.buffer(), frames.messageOffset(), frames.messageLength());
            frames.next();
        }
        host.services.requests().commit();
        if (isNew)
        {
            connection.upgrade.isAtWorker = true;
            count(connection, 1);
        }
    }

    private void count(final NetConnection connection, final int change)
    {
        inbound += connection.isDialled() ? 0 : change;
        outbound += connection.isDialled() ? change : 0;
    }

    /** {@return where a request may be written; negative where the worker has too much to do} */
    int claim(final int length)
    {
        final int offset = host.services.requests().tryClaim(length);
        if (offset < 0)
        {
            host.counters.increment(SystemCounter.REQUESTS_FULL);
        }
        return offset;
    }

    void put(
        final MutableDirectBuffer buffer, final int offset, final int op, final int idLength, final long handle)
    {
        WorkHeader.put(buffer, offset, WorkHeader.LIBP2P, owner);
        UpgradeWork.put(buffer, offset, op, idLength, handle);
    }

    private void onResult(final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        final int op = UpgradeWork.op(buffer, offset);
        if (UpgradeWork.SIGN_RECORD == op)
        {
            host.identify.onSigned(buffer, offset, length);
            return;
        }
        final NetConnection connection = host.connections.byHandle(UpgradeWork.handle(buffer, offset));
        if (null == connection || null == connection.upgrade && UpgradeWork.VERIFY_RECORD != op)
        {
            // It was given up meanwhile.
            return;
        }
        connection.touch();
        if (UpgradeWork.VERIFY_RECORD == op)
        {
            connection.isVerifying = false;
            host.identify.onVerified(connection, buffer, offset, length);
            return;
        }
        final HostFault fault = UpgradeWork.fault(buffer, offset);
        if (null != fault || UpgradeWork.FINISH == op || UpgradeWork.ACCEPT == op)
        {
            // The worker has forgotten it.
            connection.upgrade.isAtWorker = false;
            count(connection, -1);
        }
        final int body = offset + UpgradeWork.BODY_OFFSET;
        if (null != fault)
        {
            connection.end(fault);
        }
        else if (connection.upgrade.isAtWorker)
        {
            onMessage(connection, UpgradeWork.RESPOND == op, buffer, body, offset + length - body);
        }
        else
        {
            onSecured(connection, buffer, offset, offset + length);
        }
    }

    /** Our next message, and there is another one to come. */
    private void onMessage(
        final NetConnection connection,
        final boolean isResponse,
        final DirectBuffer buffer,
        final int offset,
        final int length)
    {
        if (send(connection, buffer, offset, length) && isResponse)
        {
            connection.stage = NetConnection.Stage.HANDSHAKE;
            readEarly(connection, connection.upgrade.takeEarly());
        }
    }

    private void onSecured(
        final NetConnection connection, final DirectBuffer buffer, final int offset, final int end)
    {
        final int keys = offset + UpgradeWork.BODY_OFFSET;
        final int id = keys + UpgradeWork.KEYS_LENGTH;
        final int key = id + UpgradeWork.resultIdLength(buffer, offset);
        final int frame = key + UpgradeWork.keyLength(buffer, offset);
        final byte[] publicKey = new byte[frame - key];
        buffer.getBytes(key, publicKey);
        connection.identified(PeerId.of(buffer, id, key - id), publicKey);
        final HostFault refusal = host.peers.refusal(connection);
        if (null != refusal)
        {
            connection.end(refusal);
            return;
        }
        if (!send(connection, buffer, frame, end - frame))
        {
            return;
        }
        buffer.getBytes(keys, sendKey);
        buffer.getBytes(keys + UpgradeWork.KEY_LENGTH, receiveKey);
        connection.channel.start(sendKey, receiveKey, connection.sink, connection::onPlaintext);
        Arrays.fill(sendKey, (byte)0);
        Arrays.fill(receiveKey, (byte)0);
        connection.stage = NetConnection.Stage.MUXER;
        final UnsafeBuffer early = connection.upgrade.takeEarly();
        final int muxer = UpgradeWork.muxer(buffer, offset);
        if (UpgradeWork.NO_MUXER == muxer)
        {
            connection.upgrade.negotiate(connection.isDialled(), muxers);
            pump(connection);
        }
        else
        {
            open(connection, muxers.name(muxer));
        }
        readEarly(connection, early);
    }

    private void readEarly(final NetConnection connection, final UnsafeBuffer early)
    {
        if (null != early)
        {
            onBytes(connection, early, 0, early.capacity());
        }
    }

    /** {@return false where the connection ended, as there is no room, which only a peer that does not read brings} */
    private boolean send(
        final NetConnection connection, final DirectBuffer buffer, final int offset, final int length)
    {
        if (connection.sink.room() < length || connection.upgrade.negotiation.outputLength() > 0)
        {
            connection.end(HostFault.NOT_READING);
            return false;
        }
        connection.sink.buffer().putBytes(connection.sink.offset(), buffer, offset, length);
        connection.sink.commit(length);
        return true;
    }

    private void open(final NetConnection connection, final String muxer)
    {
        if (connection.upgrade.negotiation.outputLength() > 0)
        {
            connection.end(HostFault.NOT_READING);
            return;
        }
        final NetConnection surplus = host.peers.surplus(connection);
        final boolean isRoom = host.connections.isRoomToOpen(connection, surplus);
        final NetConnection least = isRoom ? null : host.networks.leastUseful(connection, host.nowNs);
        if (connection == surplus || !isRoom && null == least)
        {
            connection.end(HostFault.CONNECTION_LIMIT);
            return;
        }
        release(connection);
        connection.open(newMuxer(muxer, connection.place.network.memory));
        host.connections.onOpen(connection);
        connection.schedule(connection.muxer.nextDeadlineNs());
        if (connection.isDialled())
        {
            host.peerStore.addAddress(connection.remotePeer(), connection.remoteAddress());
        }
        host.listener.onConnected(connection);
        host.dialer.onConnected(connection);
        if (null != surplus && connection.isOpen())
        {
            surplus.end(HostFault.REPLACED);
        }
        if (null != least && connection.isOpen())
        {
            least.end(HostFault.DISPLACED);
        }
        if (connection.isOpen())
        {
            host.identify.ask(connection);
        }
    }

    private Muxer newMuxer(final String protocol, final MuxShare share)
    {
        return Yamux.PROTOCOL.equals(protocol) ? new Yamux(host.muxLimits, host.muxMemory, share) :
            new Mplex(host.muxLimits, host.muxMemory, share);
    }

    private Upgrade take()
    {
        Upgrade upgrade = free;
        if (null == upgrade)
        {
            upgrade = new Upgrade();
        }
        else
        {
            free = upgrade.nextFree;
        }
        upgrade.nextFree = null;
        upgrade.begin();
        return upgrade;
    }
}
