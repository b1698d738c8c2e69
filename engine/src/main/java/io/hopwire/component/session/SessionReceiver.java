package io.hopwire.component.session;

import io.hopwire.codec.SessionHeaderDecoder;
import io.hopwire.crypto.Aead;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SessionCodes;
import io.hopwire.spi.SystemCounter;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

/**
 * Opens packets, takes what they acknowledge and delivers what they carry. The application may call back into the
 * component from every event, so all that follows an event looks first whether the session still is.
 */
final class SessionReceiver
{
    private final SessionTable table;
    private final SessionSender sender;
    private final SessionCloser closer;
    private final SessionAcceptor acceptor;
    private final SessionHeaderDecoder header = new SessionHeaderDecoder();

    SessionReceiver(
        final SessionTable table,
        final SessionSender sender,
        final SessionCloser closer,
        final SessionAcceptor acceptor)
    {
        this.table = table;
        this.sender = sender;
        this.closer = closer;
        this.acceptor = acceptor;
    }

    /**
     * A packet came for a session that is, or is about to be, open.
     *
     * @param session   which.
     * @param circuitId that it came by.
     * @param buffer    holds the packet; decrypted in place.
     * @param offset    first byte.
     * @param length    bytes.
     * @param nowNs     time of the duty cycle.
     */
    void onPacket(
        final SessionEntry session,
        final int circuitId,
        final MutableDirectBuffer buffer,
        final int offset,
        final int length,
        final long nowNs)
    {
        if (length < SessionPacket.OVERHEAD)
        {
            reject(RejectCode.SESSION_FRAME);
            return;
        }
        final long packetNumber =
            ReceiveWindow.expand(buffer.getInt(offset, LITTLE_ENDIAN), session.replay.highest());
        if (packetNumber < 0 || packetNumber >= table.config.maxPackets() || !session.replay.isFresh(packetNumber))
        {
            reject(RejectCode.SESSION_REPLAY);
            return;
        }
        final int plainLength = open(session, packetNumber, buffer, offset + SessionPacket.SEALED_OFFSET, length);
        if (plainLength < 0)
        {
            reject(RejectCode.SESSION_AUTHENTICATION);
            return;
        }
        onAuthentic(session, packetNumber, circuitId, nowNs);
        if (session.state == SessionState.UNCONFIRMED)
        {
            confirm(session, circuitId);
        }
        if (session.isEstablished())
        {
            onFrame(session, packetNumber, circuitId, buffer, offset + SessionPacket.SEALED_OFFSET, plainLength, nowNs);
        }
        if (session.isEstablished())
        {
            finish(session, nowNs);
        }
    }

    private int open(
        final SessionEntry session,
        final long packetNumber,
        final MutableDirectBuffer buffer,
        final int sealed,
        final int length)
    {
        final Aead key = session.receiveKeys.forOpening(packetNumber);
        return null == key ? Aead.AUTHENTICATION_FAILED : key.open(
            packetNumber, buffer, sealed, length - SessionPacket.SEALED_OFFSET, buffer, sealed);
    }

    private static void onAuthentic(
        final SessionEntry session, final long packetNumber, final int circuitId, final long nowNs)
    {
        session.replay.accept(packetNumber);
        session.receiveKeys.onOpened(packetNumber);
        session.receivedNs = nowNs;
        final int route = session.routes.indexOf(circuitId);
        if (route >= 0)
        {
            session.routes.onHeard(route, nowNs);
        }
    }

    /**
     * The first authentic packet proves that the initiator is not a recording: now the application may know.
     */
    private void confirm(final SessionEntry session, final int circuitId)
    {
        acceptor.onConfirmed(session);
        table.opened(session);
        session.hops = table.circuits.hops(circuitId);
        table.services.events().onAccepted(session.slot, session.peerKey, 0, session.hops);
    }

    private void onFrame(
        final SessionEntry session,
        final long packetNumber,
        final int circuitId,
        final MutableDirectBuffer buffer,
        final int offset,
        final int length,
        final long nowNs)
    {
        header.wrap(buffer, offset, SessionHeaderDecoder.BLOCK_LENGTH, SessionHeaderDecoder.SCHEMA_VERSION);
        final int kind = header.kind();
        final int flags = header.flags();
        final int window = header.window();
        final int sequence = (int)header.sequence();
        final long ackNext = ReceiveWindow.expand((int)header.ackNext(), session.send.base());
        final long ackBits = header.ackBits();

        final long newest = kind == SessionPacket.ACK ?
            ReceiveWindow.expand(sequence, session.nextPacketNumber) : SessionEntry.NONE;

        if (newest >= session.nextPacketNumber ||
            !onAck(
                session, packetNumber, ackNext, ackBits, newest, window, 0 == (flags & SessionPacket.FLAG_STALE),
                nowNs))
        {
            reject(RejectCode.SESSION_FRAME);
            closer.abort(session, SessionCodes.PROTOCOL, nowNs);
            return;
        }
        if (!session.isEstablished())
        {
            return;
        }
        switch (kind)
        {
            case SessionPacket.MESSAGE:
                onMessage(
                    session, sequence, buffer, offset + SessionPacket.HEADER_LENGTH,
                    length - SessionPacket.HEADER_LENGTH, nowNs);
                break;

            case SessionPacket.ACK:
                break;

            case SessionPacket.PING:
                onPing(session, sequence, circuitId, nowNs);
                break;

            case SessionPacket.PONG:
                onPong(session, sequence, nowNs);
                break;

            case SessionPacket.CLOSE:
                closer.onClose(session, flags, session.routes.indexOf(circuitId), nowNs);
                break;

            default:
                reject(RejectCode.SESSION_FRAME);
                closer.abort(session, SessionCodes.PROTOCOL, nowNs);
                break;
        }
    }

    /**
     * Packets overtake each other, so an old one may acknowledge less; but a newer one must not.
     */
    private boolean onAck(
        final SessionEntry session,
        final long packetNumber,
        final long ackNext,
        final long ackBits,
        final long newestSeen,
        final int window,
        final boolean prompt,
        final long nowNs)
    {
        final SendWindow send = session.send;
        final boolean newest = packetNumber > session.newestPacketNumber;
        final int acked = ackNext < 0 || (newest && ackNext < session.newestAckNext) ?
            SendWindow.INVALID : send.onAck(ackNext, ackBits, newestSeen);
        if (acked == SendWindow.INVALID)
        {
            return false;
        }
        if (newest)
        {
            session.newestPacketNumber = packetNumber;
            session.newestAckNext = ackNext;
        }
        if (ackNext + window > session.peerLimit)
        {
            session.peerLimit = ackNext + window;
            session.rtt.onProgress();
        }
        if (send.progress() > 0)
        {
            onProgress(session, prompt, nowNs);
        }
        if (acked > 0)
        {
            table.services.counters().add(SystemCounter.MESSAGES_ACKED, acked);
            table.services.events().onAcked(session.slot, send.base());
        }
        return true;
    }

    private static void onProgress(final SessionEntry session, final boolean prompt, final long nowNs)
    {
        final SendWindow send = session.send;
        if (prompt && send.sampleSentNs() >= 0)
        {
            session.rtt.onSample(nowNs - send.sampleSentNs());
            session.rtt.onProgress();
        }
        session.elicitedNs = nowNs;
        session.burst = Math.min(session.burst + send.progress(), session.window);
        session.lossAtNs = send.detectLosses(nowNs, session.rtt.lossDelayNs());
    }

    private void onMessage(
        final SessionEntry session,
        final int sequence,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final long nowNs)
    {
        if (!isDeliverable(session))
        {
            reject(RejectCode.SESSION_CLOSING);
            return;
        }
        session.messageNs = nowNs;
        final ReceiveWindow receive = session.receive;
        final long message = ReceiveWindow.expand(sequence, receive.next());
        final int result = length > table.maxMessageLength ? ReceiveWindow.BEYOND_WINDOW :
            receive.onMessage(message, buffer, offset, length);
        switch (result)
        {
            case ReceiveWindow.NEXT:
                deliver(session, buffer, offset, length, nowNs);
                break;

            case ReceiveWindow.BEYOND_WINDOW:
                reject(RejectCode.SESSION_WINDOW);
                closer.abort(session, SessionCodes.PROTOCOL, nowNs);
                break;

            case ReceiveWindow.NO_MEMORY:
                reject(RejectCode.SESSION_WINDOW);
                break;

            case ReceiveWindow.DUPLICATE:
                reject(RejectCode.SESSION_DUPLICATE);
                session.ackNow = true;
                session.disorder = true;
                break;

            default:
                session.ackNow = true;
                session.disorder = true;
                break;
        }
    }

    /**
     * In front of the delivery, so that an answer given in it pays the debt.
     */
    private void oweAck(final SessionEntry session, final long nowNs)
    {
        session.unacked++;
        if (session.receive.kept() > 0)
        {
            session.ackNow = true;
            session.disorder = true;
        }
        else if (session.unacked >= table.config.ackEvery() || session.unacked * 2 >= session.advertised)
        {
            session.ackNow = true;
        }
        else if (session.ackAtNs == SessionEntry.NEVER)
        {
            session.ackAtNs = nowNs + table.config.maxAckDelayNs();
        }
    }

    private void deliver(
        final SessionEntry session, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        final ReceiveWindow receive = session.receive;
        session.delivering = true;
        oweAck(session, nowNs);
        receive.advance();
        deliverOne(session, buffer, offset, length);
        while (isDeliverable(session) && receive.hasKept())
        {
            final MessageChunk chunk = receive.keptChunk();
            final long message = receive.next();
            oweAck(session, nowNs);
            receive.advance();
            deliverOne(
                session, chunk.buffer, chunk.offset(message), chunk.lengths[(int)message & MessageChunk.MASK]);
        }
        session.delivering = false;
        if (!session.isEstablished())
        {
            table.releaseWindows(session);
        }
    }

    private void deliverOne(final SessionEntry session, final DirectBuffer buffer, final int offset, final int length)
    {
        table.services.counters().increment(SystemCounter.MESSAGES_DELIVERED);
        table.services.events().onMessage(session.slot, buffer, offset, length);
        session.receive.release();
    }

    private static boolean isDeliverable(final SessionEntry session)
    {
        return session.state == SessionState.OPEN || session.state == SessionState.DRAINING;
    }

    private void onPing(final SessionEntry session, final int sequence, final int circuitId, final long nowNs)
    {
        final int route = session.routes.indexOf(circuitId);
        if (route >= 0)
        {
            sender.sendControl(session, SessionPacket.PONG, (short)0, sequence, route, nowNs);
        }
    }

    private static void onPong(final SessionEntry session, final int sequence, final long nowNs)
    {
        if (sequence == session.pingSequence && session.pingSentNs != SessionEntry.NONE)
        {
            session.rtt.onSample(nowNs - session.pingSentNs);
            session.pingSentNs = SessionEntry.NONE;
        }
    }

    private void finish(final SessionEntry session, final long nowNs)
    {
        if (session.state == SessionState.CLOSING)
        {
            return;
        }
        watchCredit(session, nowNs);
        sender.flush(session, nowNs);
        closer.onFlushed(session, nowNs);
        if (session.isEstablished())
        {
            table.arm(session, SessionTimers.nextDeadline(session, table.config));
        }
    }

    /**
     * Nobody tells when the application has read; so once the peer is short of credit, look until there is more to
     * give.
     */
    private static void watchCredit(final SessionEntry session, final long nowNs)
    {
        final long left = session.receive.limit() - session.receive.next();
        if (session.windowAtNs == SessionEntry.NEVER && left * 4 < session.mostAdvertised)
        {
            session.windowPolls = 0;
            session.windowAtNs = nowNs + SessionTimers.FIRST_WINDOW_POLL_NS;
        }
    }

    private void reject(final RejectCode code)
    {
        table.services.counters().reject(code);
    }
}
