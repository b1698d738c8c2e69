package io.hopwire.component.session;

import io.hopwire.crypto.Aead;
import io.hopwire.delivery.AckCursor;
import io.hopwire.delivery.DeliveryHeader;
import io.hopwire.delivery.PacketNumbers;
import io.hopwire.delivery.SentPackets;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SessionCodes;
import io.hopwire.spi.SystemCounter;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

/**
 * Opens packets and takes what they acknowledge; what they carry is for {@link SessionFrames}. The application may call
 * back into the component from every event, so all that follows an event looks first whether the session still is.
 */
final class SessionReceiver
{
    private final SessionTable table;
    private final SessionSender sender;
    private final SessionCloser closer;
    private final SessionAcceptor acceptor;
    private final SessionFrames frames;
    private final AckCursor ack = new AckCursor();

    SessionReceiver(
        final SessionTable table,
        final SessionSender sender,
        final SessionCloser closer,
        final SessionAcceptor acceptor,
        final SessionTuner tuner)
    {
        this.table = table;
        this.sender = sender;
        this.closer = closer;
        this.acceptor = acceptor;
        this.frames = new SessionFrames(table, sender, closer, tuner);
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
        if (length < SessionPacket.MIN_LENGTH)
        {
            reject(RejectCode.SESSION_FRAME);
            return;
        }
        final long packetNumber =
            PacketNumbers.expand(buffer.getInt(offset, LITTLE_ENDIAN), session.replay.highest());
        if (packetNumber < 0 || packetNumber >= table.config.maxPackets() ||
            session.receiveKeys.isGone(packetNumber) || !session.replay.isFresh(packetNumber))
        {
            reject(RejectCode.SESSION_REPLAY);
            return;
        }
        final int plainLength = open(session, packetNumber, buffer, offset + SessionPacket.SEALED_OFFSET, length);
        if (plainLength < 0)
        {
            onForged(session, nowNs);
            return;
        }
        onAuthentic(session, packetNumber, circuitId, nowNs);
        if (session.state == SessionState.UNCONFIRMED)
        {
            confirm(session, circuitId, nowNs);
        }
        if (session.isEstablished())
        {
            onPlaintext(
                session, packetNumber, circuitId, buffer, offset + SessionPacket.SEALED_OFFSET, plainLength, nowNs);
        }
        if (session.isEstablished())
        {
            finish(session, nowNs);
        }
    }

    /** Whoever may try without end will be lucky once (RFC 9001, section 6.6). */
    private void onForged(final SessionEntry session, final long nowNs)
    {
        reject(RejectCode.SESSION_AUTHENTICATION);
        session.forgeries++;
        if (session.forgeries >= table.config.maxForgeries() && SessionState.OPEN == session.state)
        {
            closer.abort(session, SessionCodes.EXHAUSTED, nowNs);
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

    private void onAuthentic(
        final SessionEntry session, final long packetNumber, final int circuitId, final long nowNs)
    {
        session.replay.accept(packetNumber);
        session.receiveKeys.onOpened(packetNumber);
        session.receivedNs = nowNs;
        final int route = session.routes.indexOf(circuitId);
        if (route >= 0 && session.routes.onHeard(route, nowNs))
        {
            table.tellRoutes(session);
            if (!session.initiator && session.isEstablished() && session.isUnanswered(nowNs))
            {
                sender.onRerouted(session, nowNs);
            }
        }
    }

    /**
     * The first authentic packet proves that the initiator is not a recording: now the application may know.
     */
    private void confirm(final SessionEntry session, final int circuitId, final long nowNs)
    {
        acceptor.onConfirmed(session, nowNs);
        table.opened(session);
        session.hops = table.circuits.hops(circuitId);
        if (session.early.length > 0)
        {
            table.services.events().onEarlyData(session.slot, new UnsafeBuffer(session.early));
            session.early = SessionEntry.NOTHING;
        }
        table.services.events().onAccepted(session.slot, session.peerKey, 0, session.hops);
        if (session.isEstablished())
        {
            table.services.events().onTransit(session.slot, session.transit(), false);
        }
    }

    private void onPlaintext(
        final SessionEntry session,
        final long packetNumber,
        final int circuitId,
        final MutableDirectBuffer buffer,
        final int offset,
        final int length,
        final long nowNs)
    {
        final int headerLength = DeliveryHeader.length(buffer, offset, length);
        if (headerLength < 0 || !onHeader(session, packetNumber, buffer, offset, nowNs))
        {
            frames.breakOff(session, nowNs);
            return;
        }
        frames.onFrames(session, packetNumber, circuitId, buffer, offset + headerLength, offset + length, nowNs);
    }

    /**
     * Packets overtake each other, so an old one may acknowledge less; but a newer one must not.
     */
    private boolean onHeader(
        final SessionEntry session,
        final long packetNumber,
        final DirectBuffer buffer,
        final int offset,
        final long nowNs)
    {
        ack.wrap(buffer, offset, session.nextPacketNumber);
        final boolean isNewest = packetNumber > session.newestPacketNumber;
        if (!session.sent.isPossible(ack, session.nextPacketNumber) ||
            (isNewest && !ack.isEmpty() && ack.newest() < session.newestAcked))
        {
            return false;
        }
        session.acks.forgetBelow(DeliveryHeader.floor(buffer, offset, packetNumber));
        session.newestPacketNumber = Math.max(session.newestPacketNumber, packetNumber);
        if (session.sendCredit.onLimit(DeliveryHeader.credit(buffer, offset)))
        {
            session.rtt.onProgress();
        }
        if (!ack.isEmpty())
        {
            session.newestAcked = Math.max(session.newestAcked, ack.newest());
            onAck(session, !DeliveryHeader.has(buffer, offset, DeliveryHeader.FLAG_STALE), nowNs);
        }
        return true;
    }

    private void onAck(final SessionEntry session, final boolean isPrompt, final long nowNs)
    {
        final SentPackets sent = session.sent;
        final long before = session.ackedBytes();
        final int acknowledged = sent.onAck(ack, nowNs);
        if (acknowledged > 0)
        {
            SessionPath.onAcked(session, acknowledged, table.config.maxPacketsRemembered());
            session.elicitedNs = nowNs;
            countNeedless(takeNeedless(session));
        }
        if (isPrompt && sent.hasSample())
        {
            session.rtt.onSample(nowNs - sent.sampleSentNs());
            session.rtt.onProgress();
        }
        sender.detectLosses(session, nowNs);
        final long ackedBytes = session.ackedBytes();
        if (ackedBytes > before)
        {
            final long acked = session.ackedMessages();
            table.services.counters().add(SystemCounter.MESSAGES_ACKED, acked - session.toldAcked);
            session.toldAcked = acked;
            table.services.events().onAcked(session.slot, acked, ackedBytes);
        }
    }

    private static int takeNeedless(final SessionEntry session)
    {
        return session.send.takeNeedless() + (null == session.aside ? 0 : session.aside.unordered.takeNeedless());
    }

    private void countNeedless(final int messages)
    {
        if (messages > 0)
        {
            table.services.counters().add(SystemCounter.MESSAGES_REPEATED_NEEDLESSLY, messages);
        }
    }

    private void finish(final SessionEntry session, final long nowNs)
    {
        if (session.state == SessionState.CLOSING)
        {
            return;
        }
        watchCredit(session, nowNs);
        // Its flush arms the timer.
        table.ready.add(session);
    }

    /**
     * Nobody tells when the application has read; so once the peer is short of credit, look until there is more to
     * give.
     */
    private static void watchCredit(final SessionEntry session, final long nowNs)
    {
        if (session.windowAtNs == SessionEntry.NEVER &&
            session.receiveCredit.left() * 4L < session.mostAdvertised)
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
