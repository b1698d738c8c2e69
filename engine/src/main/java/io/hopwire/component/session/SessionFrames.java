package io.hopwire.component.session;

import io.hopwire.delivery.MessageWalker;
import io.hopwire.delivery.PacketNumbers;
import io.hopwire.delivery.ReceiveStream;
import io.hopwire.delivery.UnorderedStream;
import io.hopwire.spi.Limits;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SessionCodes;
import io.hopwire.spi.SystemCounter;
import io.hopwire.spi.Transit;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.agrona.BitUtil.SIZE_OF_SHORT;

/**
 * Takes the frames of an authentic packet: hands the stream on in order, answers pings, and says whether the packet may
 * be acknowledged. All that follows an event looks first whether the session still is.
 */
final class SessionFrames
{
    /** Frames of a packet that are answered; ours holds one, and hundreds have room. */
    private static final int MAX_ANSWERS = 4;

    private final SessionTable table;
    private final SessionSender sender;
    private final SessionCloser closer;
    private final SessionTuner tuner;
    /** Something in the packet was not taken, so that it must come again: the packet is not acknowledged. */
    private boolean isRefused;
    /** The packet is among those to be acknowledged already. */
    private boolean isTold;
    private int answers;

    SessionFrames(
        final SessionTable table, final SessionSender sender, final SessionCloser closer, final SessionTuner tuner)
    {
        this.table = table;
        this.sender = sender;
        this.closer = closer;
        this.tuner = tuner;
    }

    /**
     * Take all frames of a packet.
     *
     * @param session      which.
     * @param packetNumber of the packet.
     * @param circuitId    that it came by.
     * @param buffer       holds the packet, opened.
     * @param offset       of the first frame.
     * @param end          behind the last.
     * @param nowNs        time of the duty cycle.
     */
    void onFrames(
        final SessionEntry session,
        final long packetNumber,
        final int circuitId,
        final MutableDirectBuffer buffer,
        final int offset,
        final int end,
        final long nowNs)
    {
        isRefused = false;
        isTold = false;
        answers = 0;
        int at = offset;
        while (at < end && session.isEstablished())
        {
            final int frameLength = frameLength(buffer, at, end);
            if (frameLength == 0)
            {
                breakOff(session, nowNs);
                return;
            }
            onFrame(session, packetNumber, circuitId, buffer, at, frameLength, at + frameLength == end, nowNs);
            at += frameLength;
        }
        if (!isTold && !isRefused && session.isEstablished())
        {
            session.acks.add(packetNumber);
        }
    }

    /**
     * The packet is none that this protocol knows: the session ends.
     *
     * @param session which.
     * @param nowNs   time of the duty cycle.
     */
    void breakOff(final SessionEntry session, final long nowNs)
    {
        reject(RejectCode.SESSION_FRAME);
        closer.abort(session, SessionCodes.PROTOCOL, nowNs);
    }

    /**
     * Bytes of a frame, 0 where it is none: one that has messages has a byte of them at least.
     */
    private static int frameLength(final DirectBuffer buffer, final int offset, final int end)
    {
        final int type = buffer.getByte(offset);
        final int least = SessionPacket.frameHeaderLength(type);
        if (least > end - offset)
        {
            return 0;
        }
        final int length = type == SessionPacket.STREAM ? end - offset : SessionPacket.tellsLength(type) ?
            least + (buffer.getShort(offset + least - SIZE_OF_SHORT, LITTLE_ENDIAN) & 0xFFFF) : least;
        final boolean isEmptyRange = length == least && SessionPacket.hasMessages(type);
        return length > end - offset || isEmptyRange ? 0 : length;
    }

    private void onFrame(
        final SessionEntry session,
        final long packetNumber,
        final int circuitId,
        final MutableDirectBuffer buffer,
        final int offset,
        final int length,
        final boolean isLast,
        final long nowNs)
    {
        final int type = buffer.getByte(offset);
        final int headerLength = SessionPacket.frameHeaderLength(type);
        if (SessionPacket.isAnswered(type) && ++answers > MAX_ANSWERS)
        {
            reject(RejectCode.SESSION_FRAME);
            return;
        }
        switch (type)
        {
            case SessionPacket.STREAM:
            case SessionPacket.STREAM_OF_LENGTH:
                noteNewest(session, packetNumber, circuitId, nowNs);
                onRange(
                    session, isLast ? packetNumber : SessionEntry.NONE, buffer.getInt(offset + 1, LITTLE_ENDIAN),
                    buffer, offset + headerLength, length - headerLength, nowNs);
                break;

            case SessionPacket.UNORDERED:
            case SessionPacket.DATAGRAMS:
                noteNewest(session, packetNumber, circuitId, nowNs);
                onMessages(session, type, buffer, offset, headerLength, length, nowNs);
                break;

            case SessionPacket.PING:
                onPing(session, buffer.getInt(offset + 1, LITTLE_ENDIAN), circuitId, nowNs);
                break;

            case SessionPacket.PONG:
                onPong(session, buffer.getInt(offset + 1, LITTLE_ENDIAN), circuitId, nowNs);
                break;

            case SessionPacket.TUNE:
                onTune(session, circuitId, buffer, offset + 1, nowNs);
                break;

            case SessionPacket.TUNED:
                tuner.onTuned(session, buffer.getInt(offset + 1, LITTLE_ENDIAN));
                break;

            default:
                assert type == SessionPacket.CLOSE;
                closer.onClose(session, buffer.getByte(offset + 1), session.routes.indexOf(circuitId), nowNs);
                break;
        }
    }

    private static void noteNewest(
        final SessionEntry session, final long packetNumber, final int circuitId, final long nowNs)
    {
        if (packetNumber > session.newestMessagePacket)
        {
            session.newestMessagePacket = packetNumber;
            session.messageNs = nowNs;
            session.streamCircuitId = circuitId;
        }
    }

    /** Whole messages, which need not wait for others. */
    private void onMessages(
        final SessionEntry session,
        final int type,
        final DirectBuffer buffer,
        final int offset,
        final int headerLength,
        final int length,
        final long nowNs)
    {
        if (!isDeliverable(session))
        {
            reject(RejectCode.SESSION_CLOSING);
            isRefused = true;
            return;
        }
        oweAck(session, nowNs);
        if (type == SessionPacket.UNORDERED)
        {
            onUnordered(
                session, buffer.getInt(offset + 1, LITTLE_ENDIAN), buffer, offset + headerLength,
                length - headerLength, nowNs);
        }
        else if (!UnorderedStream.areMessages(
            buffer, offset + headerLength, length - headerLength, Limits.MAX_UNORDERED_LENGTH))
        {
            breakOff(session, nowNs);
        }
        else
        {
            handOnAside(session, false, buffer, offset + headerLength, length - headerLength);
        }
    }

    private void onUnordered(
        final SessionEntry session,
        final int from,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final long nowNs)
    {
        final UnorderedStream received = SessionAside.of(session, table).received;
        switch (received.onRange(PacketNumbers.expand(from, received.highest()), buffer, offset, length))
        {
            case UnorderedStream.NEW:
                while (received.next())
                {
                    handOnAside(session, true, buffer, received.offset(), received.length());
                }
                break;

            case UnorderedStream.DUPLICATE:
                reject(RejectCode.SESSION_DUPLICATE);
                session.ackNow = true;
                session.disorder = true;
                session.lossNs = nowNs;
                break;

            case UnorderedStream.NO_MEMORY:
                reject(RejectCode.SESSION_WINDOW);
                isRefused = true;
                break;

            case UnorderedStream.BEYOND_CREDIT:
                reject(RejectCode.SESSION_WINDOW);
                closer.abort(session, SessionCodes.PROTOCOL, nowNs);
                break;

            default:
                breakOff(session, nowNs);
                break;
        }
    }

    private void handOnAside(
        final SessionEntry session,
        final boolean isReliable,
        final DirectBuffer buffer,
        final int offset,
        final int length)
    {
        final int messages = UnorderedStream.messages(buffer, offset, length);
        if (isDeliverable(session))
        {
            final boolean isTaken =
                table.services.events().onMessages(session.slot, isReliable, buffer, offset, length);
            assert isTaken || !isReliable : "there was credit for it";
            table.services.counters().add(
                isReliable ? SystemCounter.MESSAGES_DELIVERED :
                isTaken ? SystemCounter.SESSION_DATAGRAMS_DELIVERED : SystemCounter.SESSION_DATAGRAMS_DROPPED,
                messages);
        }
    }

    private void onRange(
        final SessionEntry session,
        final long packetNumber,
        final int from,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final long nowNs)
    {
        if (!isDeliverable(session))
        {
            reject(RejectCode.SESSION_CLOSING);
            isRefused = true;
            return;
        }
        final ReceiveStream receive = session.receive;
        final int result = receive.onRange(PacketNumbers.expand(from, receive.next()), buffer, offset, length);
        switch (result)
        {
            case ReceiveStream.NEXT:
                deliver(session, packetNumber, buffer, offset + receive.skip(), length - receive.skip(), nowNs);
                break;

            case ReceiveStream.BEYOND_WINDOW:
                reject(RejectCode.SESSION_WINDOW);
                closer.abort(session, SessionCodes.PROTOCOL, nowNs);
                break;

            case ReceiveStream.NO_MEMORY:
                reject(RejectCode.SESSION_WINDOW);
                isRefused = true;
                break;

            case ReceiveStream.DUPLICATE:
                reject(RejectCode.SESSION_DUPLICATE);
                session.ackNow = true;
                session.disorder = true;
                session.lossNs = nowNs;
                break;

            default:
                session.ackNow = true;
                session.disorder = true;
                // By several routes one overtakes the other, which is no loss.
                session.lossNs = session.policy == Transit.STRIPE ? session.lossNs : nowNs;
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
        else if (session.unacked >= table.config.ackEvery() || session.receiveCredit.left() * 2L <= session.advertised)
        {
            session.ackNow = true;
        }
        else if (session.ackAtNs == SessionEntry.NEVER)
        {
            session.ackAtNs = nowNs + table.config.maxAckDelayNs();
        }
    }

    /**
     * What is acknowledged was handed on. The one range of a packet, and none kept behind it, is handed on right now,
     * so the answer that the application gives may acknowledge it. Otherwise its packet waits until all was handed on
     * that the peer will take for delivered once it knows of it.
     */
    private void deliver(
        final SessionEntry session,
        final long packetNumber,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final long nowNs)
    {
        final ReceiveStream receive = session.receive;
        final boolean isAlone = packetNumber >= 0 && !isRefused && receive.kept() == 0;
        session.delivering = true;
        oweAck(session, nowNs);
        if (isAlone)
        {
            session.acks.add(packetNumber);
            isTold = true;
        }
        handOn(session, buffer, offset, length, nowNs);
        while (isDeliverable(session) && receive.hasKept())
        {
            handOn(session, receive.keptBuffer(), receive.keptOffset(), receive.keptLength(), nowNs);
        }
        session.delivering = false;
        session.ackNow |= !isAlone;
        isRefused |= receive.hasKept();
        if (!session.isEstablished())
        {
            table.releaseStreams(session);
        }
    }

    private void handOn(
        final SessionEntry session,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final long nowNs)
    {
        final int messages = session.walker.walk(buffer, offset, length);
        if (messages == MessageWalker.MALFORMED)
        {
            breakOff(session, nowNs);
            return;
        }
        session.receive.advance(length);
        table.services.counters().add(SystemCounter.MESSAGES_DELIVERED, messages);
        table.services.events().onStream(session.slot, buffer, offset, length);
        session.receive.release();
    }

    private static boolean isDeliverable(final SessionEntry session)
    {
        return session.state == SessionState.OPEN || session.state == SessionState.DRAINING;
    }

    private void onTune(
        final SessionEntry session, final int circuitId, final DirectBuffer buffer, final int offset, final long nowNs)
    {
        final int version = buffer.getInt(offset, LITTLE_ENDIAN);
        final int transit = buffer.getInt(offset + BitUtil.SIZE_OF_INT, LITTLE_ENDIAN);
        final int route = session.routes.indexOf(circuitId);
        if (isDeliverable(session) && !tuner.onTune(session, version, transit, route, nowNs))
        {
            breakOff(session, nowNs);
        }
    }

    private void onPing(final SessionEntry session, final int sequence, final int circuitId, final long nowNs)
    {
        final int route = session.routes.indexOf(circuitId);
        if (route >= 0)
        {
            sender.sendControl(session, SessionPacket.PONG, sequence, route, nowNs);
        }
    }

    private static void onPong(
        final SessionEntry session, final int sequence, final int circuitId, final long nowNs)
    {
        final int route = session.routes.indexOf(circuitId);
        if (route >= 0)
        {
            session.routes.meters[route].onPong(sequence, nowNs);
            session.sent.onArrived(session.routes.paths[route]);
        }
        if (sequence == session.pingSequence && session.pingSentNs != SessionEntry.NONE)
        {
            session.rtt.onSample(nowNs - session.pingSentNs);
            session.pingSentNs = SessionEntry.NONE;
        }
    }

    private void reject(final RejectCode code)
    {
        table.services.counters().reject(code);
    }
}
