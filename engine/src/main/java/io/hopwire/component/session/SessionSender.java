package io.hopwire.component.session;

import io.hopwire.circuit.Circuits;
import io.hopwire.crypto.Aead;
import io.hopwire.delivery.DeliveryHeader;
import io.hopwire.delivery.RttEstimator;
import io.hopwire.delivery.SendStream;
import io.hopwire.delivery.SentPackets;
import io.hopwire.spi.SystemCounter;
import io.hopwire.spi.Transit;
import org.agrona.BitUtil;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.agrona.BitUtil.SIZE_OF_SHORT;

/**
 * Builds packets and decides what goes next. A packet is sealed once; where a session has several routes,
 * {@link RouteChoice} says which of them it takes. It may be copied to all, and the receiver's replay window keeps the
 * first copy.
 */
final class SessionSender
{
    /** As value of a frame that has none. */
    static final int NO_VALUE = 0;
    /** As index of a route: all. */
    static final int ALL_ROUTES = RouteChoice.ALL;

    private static final int PROBES = 2;
    private static final int BLOCKED = -1;
    private static final int RESERVED_PACKETS = 8;
    private static final int ASIDE_HEADER_LENGTH = SessionPacket.frameHeaderLength(SessionPacket.UNORDERED);
    private static final long BLOCKED_NS = 1_000_000L;

    private final SessionTable table;
    private final Circuits circuits;
    private final UnsafeBuffer scratch;
    /** Datagrams of the range that was sent last. */
    private int copies;
    /** Bytes of the packet that was sent last. */
    private int packetLength;

    SessionSender(final SessionTable table)
    {
        this.table = table;
        this.circuits = table.circuits;
        this.scratch = new UnsafeBuffer(new byte[0]);
    }

    /**
     * Send whatever may be sent: what is lost first, then what is new, then an acknowledgement if nothing carried it.
     *
     * @param session which.
     * @param budget  datagrams, 1 or more; for a session of more routes it may be exceeded by one packet.
     * @param nowNs   time of the duty cycle.
     * @return datagrams that may have been sent.
     */
    int flush(final SessionEntry session, final int budget, final long nowNs)
    {
        final int routes = Math.max(1, session.routes.count);
        int sent = 0;
        session.sendAtNs = SessionEntry.NEVER;
        if (session.hole.decide(nowNs))
        {
            table.services.counters().increment(SystemCounter.BLACK_HOLES);
        }
        if (session.disorder)
        {
            sendAck(session, nowNs);
            sent += routes;
        }
        boolean hasMore = true;
        while (sent < budget && (hasMore = sendNext(session, nowNs)))
        {
            sent += copies;
        }
        if (hasMore)
        {
            table.ready.add(session);
        }
        if (session.ackNow)
        {
            sendAck(session, nowNs);
            sent += routes;
        }
        return sent;
    }

    /**
     * Where something was lost or came twice, the sender needs more than a message on its way back could carry.
     */
    private void sendAck(final SessionEntry session, final long nowNs)
    {
        session.disorder = false;
        final int route = session.routes.count > 1 ?
            RouteChoice.ofAck(session, table.config.keepaliveNs(), nowNs) : ALL_ROUTES;
        if (!sendControl(session, SessionPacket.ACK, NO_VALUE, route, nowNs) && ALL_ROUTES != route)
        {
            sendControl(session, SessionPacket.ACK, NO_VALUE, ALL_ROUTES, nowNs);
        }
    }

    /**
     * Find the packets that are lost by now, and give up those that were lost long ago.
     *
     * @param session which.
     * @param nowNs   time of the duty cycle.
     */
    void detectLosses(final SessionEntry session, final long nowNs)
    {
        final SentPackets sent = session.sent;
        final RttEstimator rtt = session.rtt;
        rtt.onOvertaken(sent.takeOvertakenNs(nowNs));
        if (0 == sent.size())
        {
            session.lossAtNs = SessionEntry.NEVER;
            return;
        }
        final boolean isStriped = session.policy == Transit.STRIPE && session.routes.count > 1;
        final long delayNs = isStriped ? stripeDelayNs(session) : rtt.lossDelayNs();
        session.lossAtNs = sent.detectLosses(nowNs, delayNs, isStriped ? Integer.MAX_VALUE : rtt.packetThreshold());
        sent.detectCongestion(rtt.persistentNs(), nowNs);
        // By then it is known whether it was only late.
        sent.forgetLost(nowNs - rtt.ptoNs() - delayNs);
        session.lossNs = session.hasLost() ? nowNs : session.lossNs;
    }

    /** Stripes overtake each other, and none takes more than twice as long as another. */
    private static long stripeDelayNs(final SessionEntry session)
    {
        final long delayNs = session.rtt.lossDelayNs();
        final long slowestNs = session.routes.slowestNs();
        return Math.max(delayNs, Math.min(2 * delayNs, slowestNs + slowestNs / 8));
    }

    /**
     * Nothing was heard for a probe timeout: send the oldest again, and less at a time, lest a bad path is flooded.
     * Where all has arrived, what is still in flight are repetitions that nobody waits for.
     *
     * @param session which.
     * @param nowNs   time of the duty cycle.
     */
    void onProbeTimeout(final SessionEntry session, final long nowNs)
    {
        final boolean isWaiting = session.isWaiting();
        if (isWaiting)
        {
            noteTimeout(session, nowNs);
            session.probes = PROBES;
            session.lossNs = nowNs;
        }
        session.sent.onProbeTimeout(isWaiting ? PROBES : session.sent.packetsInFlight(), nowNs);
    }

    /**
     * A probe timeout has passed.
     *
     * @param session which.
     * @param nowNs   time of the duty cycle.
     */
    void noteTimeout(final SessionEntry session, final long nowNs)
    {
        session.rtt.onProbe();
        if (1 == session.rtt.timeouts())
        {
            session.unansweredNs = nowNs + SessionTimers.askedNs(session, table.config);
        }
    }

    /**
     * There is a route again, or one that may be better than all that are silent, and what was under way is most likely
     * lost: do not wait for a probe timeout that grew meanwhile.
     *
     * @param session which.
     * @param nowNs   time of the duty cycle.
     */
    void onRerouted(final SessionEntry session, final long nowNs)
    {
        session.rtt.onProgress();
        session.elicitedNs = nowNs;
        SessionPath.onRerouted(session, nowNs);
        if (session.sent.packetsInFlight() > 0)
        {
            onProbeTimeout(session, nowNs);
        }
        // Not at once: what one input may cause may have been sent by now, for several packets come in a datagram.
        table.ready.add(session);
    }

    /**
     * Send a packet without a part of the stream.
     *
     * @param session which.
     * @param type    of {@link SessionPacket}.
     * @param value   of a ping or its answer; flags of a close; version of a tuning, and its Transit in the high half.
     * @param route   index of the route, or {@link #ALL_ROUTES}.
     * @param nowNs   time of the duty cycle.
     * @return false where no route took it.
     */
    boolean sendControl(
        final SessionEntry session, final int type, final long value, final int route, final long nowNs)
    {
        return send(session, type, value, 0, route, nowNs);
    }

    /**
     * Ask one route whether the peer is there.
     *
     * @param session which.
     * @param route   index of the route.
     * @param nowNs   time of the duty cycle.
     */
    void sendPing(final SessionEntry session, final int route, final long nowNs)
    {
        session.pingSequence++;
        session.pingSentNs = nowNs;
        session.routes.pingNs[route] = nowNs;
        session.routes.meters[route].onPing(session.pingSequence, session.rtt.ptoNs(), nowNs);
        sendControl(session, SessionPacket.PING, session.pingSequence, route, nowNs);
    }

    /**
     * Send the next packet that has a part of the stream.
     *
     * @return false where there is none to be sent now.
     */
    private boolean sendNext(final SessionEntry session, final long nowNs)
    {
        if (!session.hasUnsent())
        {
            return false;
        }
        final boolean isOpen = SessionPath.isOpen(session, nowNs);
        if ((!isOpen && session.probes == 0) || !session.sent.hasRoom())
        {
            return false;
        }
        if (session.probes == 0 && session.hasLost() && !SessionPath.mayRepeat(session))
        {
            // Nor what is new: it would be lost behind what is missing already.
            return false;
        }
        if (session.send.hasLost())
        {
            return sendRange(session, SessionPacket.STREAM, session.send.next(), session.lostLength(), nowNs);
        }
        if (null != session.aside && sendAside(session, isOpen, nowNs))
        {
            return true;
        }
        if (!isOpen || !session.send.hasUnsent())
        {
            return false;
        }
        final int length = session.unsentLength();
        if (0 == length)
        {
            // Nothing may be under way that would tell of more credit: a probe asks for it.
            session.elicitedNs = session.sent.packetsInFlight() == 0 ? nowNs : session.elicitedNs;
            return false;
        }
        return sendRange(session, SessionPacket.STREAM, session.send.unsent(), length, nowNs);
    }

    /**
     * Send the next packet of what needs not wait for others: lost messages, then datagrams, which are of no use later,
     * then new messages in turn with the stream.
     *
     * @return false where there is none to be sent now, or it is the stream's turn.
     */
    private boolean sendAside(final SessionEntry session, final boolean isOpen, final long nowNs)
    {
        final SessionAside aside = session.aside;
        final SendStream unordered = aside.unordered;
        if (unordered.hasLost())
        {
            final int lost = unordered.lostMessagesLength(session.repeatRoom() - ASIDE_HEADER_LENGTH);
            return sendRange(session, SessionPacket.UNORDERED, unordered.next(), lost, nowNs);
        }
        final int room = session.streamRoom();
        if (isOpen && aside.datagrams.hasUnsent())
        {
            final int length = aside.datagrams.unsentLength(room, room);
            return sendRange(session, SessionPacket.DATAGRAMS, aside.datagrams.unsent(), length, nowNs);
        }
        if (!isOpen || !unordered.hasUnsent() || (session.send.hasUnsent() && !aside.takeTurn()))
        {
            return false;
        }
        final int most = room - SIZE_OF_SHORT;
        final int length = unordered.unsentLength(Math.min(most, session.creditRoom()), most);
        if (0 == length)
        {
            session.elicitedNs = session.sent.packetsInFlight() == 0 ? nowNs : session.elicitedNs;
            return false;
        }
        return sendRange(session, SessionPacket.UNORDERED, unordered.unsent(), length, nowNs);
    }

    private boolean sendRange(
        final SessionEntry session, final int type, final long from, final int length, final long nowNs)
    {
        skipNumber(session, nowNs);
        final long packetNumber = session.nextPacketNumber;
        if (packetNumber >= table.config.maxPackets() - RESERVED_PACKETS)
        {
            session.exhausted = true;
            session.sendAtNs = nowNs + 1;
            return false;
        }
        final SendStream stream = streamOf(session, type);
        final boolean isRepeat = from < stream.unsent();
        final int path = sendByRoute(session, type, from, length, isRepeat, nowNs);
        if (path < 0)
        {
            session.sendAtNs = nowNs + BLOCKED_NS;
            return false;
        }
        if (isRepeat)
        {
            SessionPath.onRepeat(session);
            table.services.counters().increment(SystemCounter.MESSAGES_RETRANSMITTED);
        }
        stream.onSent(from, length);
        if (type == SessionPacket.STREAM)
        {
            session.sent.carry(SendStream.content(from, length));
        }
        else
        {
            carryAside(session, type, from, length);
        }
        session.sent.onSent(packetNumber, packetLength, path, nowNs);
        SessionPath.onSent(session, packetLength);
        session.probes = Math.max(0, session.probes - 1);
        // As TCP's timer (RFC 6298, section 5), not as RFC 9002 has it: what is sent does not put it off, or a stream
        // that goes on would not notice that its route is dead before its window is full.
        session.elicitedNs = 1 == session.sent.packetsInFlight() ? nowNs : session.elicitedNs;
        return true;
    }

    private static SendStream streamOf(final SessionEntry session, final int type)
    {
        return type == SessionPacket.STREAM ? session.send : session.aside.sendStream(type == SessionPacket.UNORDERED);
    }

    private static void carryAside(final SessionEntry session, final int type, final long from, final int length)
    {
        if (type == SessionPacket.UNORDERED)
        {
            session.sent.carry(SessionContents.ofUnordered(from, length));
        }
        else
        {
            // It has left, and that is all that is done for it.
            session.aside.datagrams.onAcked(SendStream.content(from, length), SessionEntry.NONE, false);
        }
    }

    /**
     * {@return path that the range took; negative where it could not leave}
     */
    private int sendByRoute(
        final SessionEntry session,
        final int type,
        final long from,
        final int length,
        final boolean isRepeat,
        final long nowNs)
    {
        copies = 1;
        if (session.routes.count > 1)
        {
            final int route = RouteChoice.ofStream(session, isRepeat);
            if (!isRepeat)
            {
                SessionPath.onRoute(session, route, nowNs);
            }
            if (ALL_ROUTES != route && send(session, type, from, length, route, nowNs))
            {
                return session.routes.paths[route];
            }
            copies = session.routes.count;
        }
        else
        {
            SessionPath.onRoute(session, ALL_ROUTES, nowNs);
        }
        return send(session, type, from, length, ALL_ROUTES, nowNs) ? SentPackets.NO_PATH : BLOCKED;
    }

    private void skipNumber(final SessionEntry session, final long nowNs)
    {
        if (session.nextPacketNumber >= session.skipAt)
        {
            session.sent.onSkipped(session.nextPacketNumber++, nowNs);
            session.skipAt = table.nextSkip(session.nextPacketNumber);
        }
    }

    private boolean send(
        final SessionEntry session,
        final int type,
        final long value,
        final int length,
        final int route,
        final long nowNs)
    {
        if (session.isCutOff())
        {
            return false;
        }
        final int room = roomForRanges(session, type, length);
        final int only = onlyRoute(session, route);
        if (only >= 0)
        {
            final int circuitId = session.routes.circuitIds[only];
            final int claim = circuits.tryClaim(
                circuitId, SessionPacket.MIN_LENGTH + room + SessionPacket.frameHeaderLength(type) + length);
            if (claim < 0)
            {
                session.measurePackets(circuits);
                return false;
            }
            final MutableDirectBuffer packet = circuits.claimBuffer();
            final long packetNumber = session.nextPacketNumber++;
            final int frame = writeHeader(session, packetNumber, packet, claim, room, nowNs);
            final int end = writeFrame(session, type, value, length, packet, frame);
            packetLength = seal(session, packetNumber, packet, claim, end);
            circuits.commit(circuitId, packetLength, nowNs);
            session.routes.meters[only].onSent(packetLength);
            return true;
        }
        if (0 == scratch.capacity())
        {
            // Only a node that has a session of several routes needs it: most of a large network have none.
            scratch.wrap(new byte[Math.max(circuits.maxCell(), SessionPacket.OVERHEAD)]);
        }
        final long packetNumber = session.nextPacketNumber++;
        final int frame = writeHeader(session, packetNumber, scratch, 0, room, nowNs);
        final int end = writeFrame(session, type, value, length, scratch, frame);
        packetLength = seal(session, packetNumber, scratch, 0, end);
        return copyToRoutes(session, nowNs);
    }

    /**
     * Beside a frame only a few ranges: those packets are many, and the ones without a frame tell all. They make no
     * packet longer than what is surely carried where that may matter.
     */
    private static int roomForRanges(final SessionEntry session, final int type, final int length)
    {
        final int ranges = session.acks.count() - 1;
        if (ranges <= 0)
        {
            return 0;
        }
        final int most = type == SessionPacket.ACK ? ranges : Math.min(ranges, SessionPacket.MAX_RANGES_BESIDE);
        final int headerLength = Math.max(SessionPacket.FRAME_HEADER_LENGTH, SessionPacket.frameHeaderLength(type));
        final int room = session.repeatRoom() - headerLength - length;
        return Math.max(0, Math.min(most, room / DeliveryHeader.RANGE_LENGTH)) * DeliveryHeader.RANGE_LENGTH;
    }

    /**
     * The responder trusts a route only when something authentic came by it: who replays a route request gets no
     * copies.
     */
    private static int onlyRoute(final SessionEntry session, final int route)
    {
        if (route >= 0 || session.routes.count == 1)
        {
            return Math.max(route, 0);
        }
        return -1;
    }

    private boolean copyToRoutes(final SessionEntry session, final long nowNs)
    {
        final SessionRoutes routes = session.routes;
        boolean sent = false;
        for (int i = 0; i < routes.count; i++)
        {
            if (session.initiator || routes.proved[i])
            {
                final int claim = circuits.tryClaim(routes.circuitIds[i], packetLength);
                if (claim >= 0)
                {
                    circuits.claimBuffer().putBytes(claim, scratch, 0, packetLength);
                    circuits.commit(routes.circuitIds[i], packetLength, nowNs);
                    routes.meters[i].onSent(packetLength);
                    sent = true;
                }
                else
                {
                    session.measurePackets(circuits);
                }
            }
        }
        return sent;
    }

    /**
     * @return offset of the first frame.
     */
    private int writeHeader(
        final SessionEntry session,
        final long packetNumber,
        final MutableDirectBuffer packet,
        final int offset,
        final int room,
        final long nowNs)
    {
        final int header = offset + SessionPacket.SEALED_OFFSET;
        final boolean isStale = nowNs - session.messageNs > table.config.maxAckDelayNs();
        session.advertised = session.receiveCredit.promise(table.services.events().receiveWindow(session.slot));
        session.mostAdvertised = Math.max(session.mostAdvertised, session.advertised);
        session.exhausted = packetNumber >= table.config.maxPackets() - RESERVED_PACKETS;
        session.unacked = 0;
        session.ackNow = false;
        session.ackAtNs = SessionEntry.NEVER;
        packet.putInt(offset, (int)packetNumber, LITTLE_ENDIAN);
        DeliveryHeader.write(
            packet, header, session.receiveCredit.limit(), packetNumber, session.sent.floor(packetNumber));
        return header + DeliveryHeader.write(packet, header, session.acks, room, isStale);
    }

    /**
     * @return offset behind the frame.
     */
    private static int writeFrame(
        final SessionEntry session,
        final int type,
        final long value,
        final int length,
        final MutableDirectBuffer packet,
        final int offset)
    {
        if (type == SessionPacket.ACK)
        {
            return offset;
        }
        packet.putByte(offset, (byte)type);
        if (type == SessionPacket.CLOSE)
        {
            packet.putByte(offset + 1, (byte)value);
            return offset + SessionPacket.frameHeaderLength(type);
        }
        if (type == SessionPacket.UNORDERED || type == SessionPacket.DATAGRAMS)
        {
            return writeMessages(session, type, value, length, packet, offset);
        }
        packet.putInt(offset + 1, (int)value, LITTLE_ENDIAN);
        final int end = offset + SessionPacket.FRAME_HEADER_LENGTH;
        if (type == SessionPacket.STREAM)
        {
            session.send.get(value, length, packet, end);
            return end + length;
        }
        if (type == SessionPacket.TUNE)
        {
            packet.putInt(end, (int)(value >>> Integer.SIZE), LITTLE_ENDIAN);
            return end + BitUtil.SIZE_OF_INT;
        }
        return end;
    }

    private static int writeMessages(
        final SessionEntry session,
        final int type,
        final long from,
        final int length,
        final MutableDirectBuffer packet,
        final int offset)
    {
        final int at = offset + SessionPacket.frameHeaderLength(type);
        if (type == SessionPacket.UNORDERED)
        {
            packet.putInt(offset + 1, (int)from, LITTLE_ENDIAN);
        }
        packet.putShort(at - SIZE_OF_SHORT, (short)length, LITTLE_ENDIAN);
        streamOf(session, type).get(from, length, packet, at);
        return at + length;
    }

    /**
     * @return bytes of the packet.
     */
    private static int seal(
        final SessionEntry session,
        final long packetNumber,
        final MutableDirectBuffer packet,
        final int offset,
        final int end)
    {
        final int sealed = offset + SessionPacket.SEALED_OFFSET;
        session.sendKeys.forSealing(packetNumber).seal(
            packetNumber, packet, sealed, end - sealed, packet, sealed);
        return end - offset + Aead.TAG_LENGTH;
    }
}
