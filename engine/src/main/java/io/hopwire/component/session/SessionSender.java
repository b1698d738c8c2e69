package io.hopwire.component.session;

import io.hopwire.circuit.Circuits;
import io.hopwire.codec.SessionHeaderEncoder;
import io.hopwire.crypto.Aead;
import io.hopwire.spi.Limits;
import io.hopwire.spi.SystemCounter;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

/**
 * Builds packets and decides which message goes next. A packet is sealed once; where a session has several routes it is
 * copied to all of them, and the receiver's replay window keeps the first copy.
 */
final class SessionSender
{
    /** As sequence of a packet that has none. */
    static final long NO_SEQUENCE = 0;
    /** As index of a route: all. */
    static final int ALL_ROUTES = -1;

    private static final int PROBES = 2;
    private static final int RESERVED_PACKETS = 8;
    private static final int DATAGRAMS_PER_INPUT = Limits.MAX_DATAGRAMS_PER_INPUT / 2;
    private static final long BLOCKED_NS = 1_000_000L;

    private final SessionTable table;
    private final Circuits circuits;
    private final SessionHeaderEncoder header = new SessionHeaderEncoder();
    private final UnsafeBuffer scratch;

    SessionSender(final SessionTable table)
    {
        this.table = table;
        this.circuits = table.circuits;
        this.scratch = new UnsafeBuffer(new byte[0]);
    }

    /**
     * The application hands a message over that the window has taken: send it now unless others must go first.
     *
     * @param session which.
     * @param nowNs   time of the duty cycle.
     */
    void onOffered(final SessionEntry session, final long nowNs)
    {
        final SendWindow send = session.send;
        if (send.unsent() == send.end() - 1 && !send.hasLost())
        {
            if (send.unsent() >= session.peerLimit)
            {
                session.elicitedNs = send.inFlight() == 0 ? nowNs : session.elicitedNs;
            }
            else if (send.inFlight() < session.burst)
            {
                sendMessage(session, send.unsent(), nowNs);
            }
        }
        table.arm(session, Math.min(session.probeAtNs(), session.sendAtNs));
    }

    /**
     * Send whatever may be sent: lost messages first, then new ones, then an acknowledgement if nothing carried it.
     *
     * @param session which.
     * @param nowNs   time of the duty cycle.
     */
    void flush(final SessionEntry session, final long nowNs)
    {
        session.sendAtNs = SessionEntry.NEVER;
        if (session.disorder)
        {
            sendAck(session, nowNs);
        }
        int budget = Math.max(1, DATAGRAMS_PER_INPUT / Math.max(1, session.routes.count));
        long message = nextMessage(session);
        while (message >= 0 && budget > 0 && sendMessage(session, message, nowNs))
        {
            budget--;
            message = nextMessage(session);
        }
        if (message >= 0 && budget == 0)
        {
            session.sendAtNs = nowNs + 1;
        }
        if (session.ackNow)
        {
            sendAck(session, nowNs);
        }
    }

    /**
     * Where something was lost or came twice, the sender needs more than a message on its way back could carry.
     */
    private void sendAck(final SessionEntry session, final long nowNs)
    {
        session.disorder = false;
        sendControl(session, SessionPacket.ACK, (short)0, session.newestPacketNumber, ALL_ROUTES, nowNs);
    }

    /**
     * Nothing was heard for a probe timeout: send the oldest again, and less at a time, lest a bad path is flooded.
     *
     * @param session which.
     */
    void onProbeTimeout(final SessionEntry session)
    {
        session.rtt.onProbe();
        session.send.probe(PROBES);
        session.burst = Math.max(SessionEntry.MIN_BURST, session.burst / 2);
        session.probes = PROBES;
    }

    /**
     * Send a packet without a message.
     *
     * @param session  which.
     * @param kind     of {@link SessionPacket}.
     * @param flags    of {@link SessionPacket}.
     * @param sequence of a ping.
     * @param route    index of the route, or {@link #ALL_ROUTES}.
     * @param nowNs    time of the duty cycle.
     * @return false where no route took it.
     */
    boolean sendControl(
        final SessionEntry session,
        final short kind,
        final short flags,
        final long sequence,
        final int route,
        final long nowNs)
    {
        return send(session, kind, flags, sequence, scratch, 0, 0, route, nowNs);
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
        sendControl(session, SessionPacket.PING, (short)0, session.pingSequence, route, nowNs);
    }

    private long nextMessage(final SessionEntry session)
    {
        final SendWindow send = session.send;
        if (send.inFlight() >= session.burst && session.probes == 0)
        {
            return -1;
        }
        final long lost = send.nextLost();
        if (lost >= 0)
        {
            return lost;
        }
        return send.unsent() < send.end() && send.unsent() < session.peerLimit && send.inFlight() < session.burst ?
            send.unsent() : -1;
    }

    private boolean sendMessage(final SessionEntry session, final long message, final long nowNs)
    {
        final MessageChunk chunk = session.send.chunk(message);
        final int length = chunk.lengths[(int)message & MessageChunk.MASK];
        final long packetNumber = session.nextPacketNumber;
        if (packetNumber >= table.config.maxPackets() - RESERVED_PACKETS)
        {
            session.exhausted = true;
            session.sendAtNs = nowNs + 1;
            return false;
        }
        if (!send(
            session, SessionPacket.MESSAGE, (short)0, message, chunk.buffer, chunk.offset(message), length, ALL_ROUTES,
            nowNs))
        {
            session.sendAtNs = nowNs + BLOCKED_NS;
            return false;
        }
        if (message < session.send.unsent())
        {
            table.services.counters().increment(SystemCounter.MESSAGES_RETRANSMITTED);
        }
        session.send.onSent(message, packetNumber, nowNs);
        session.probes = Math.max(0, session.probes - 1);
        session.elicitedNs = nowNs;
        return true;
    }

    private boolean send(
        final SessionEntry session,
        final short kind,
        final short flags,
        final long sequence,
        final DirectBuffer message,
        final int offset,
        final int length,
        final int route,
        final long nowNs)
    {
        final int packetLength = SessionPacket.OVERHEAD + length;
        final boolean stale = nowNs - session.messageNs > table.config.maxAckDelayNs();
        final short marked = stale ? (short)(flags | SessionPacket.FLAG_STALE) : flags;
        final int only = onlyRoute(session, route);
        if (only >= 0)
        {
            final int circuitId = session.routes.circuitIds[only];
            final int claim = circuits.tryClaim(circuitId, packetLength);
            if (claim < 0)
            {
                return false;
            }
            seal(session, kind, marked, sequence, message, offset, length, circuits.claimBuffer(), claim);
            circuits.commit(circuitId, packetLength, nowNs);
            return true;
        }
        if (0 == scratch.capacity())
        {
            // Only a node that has a session of several routes needs it: most of a large network have none.
            scratch.wrap(new byte[Math.max(circuits.maxCell(), SessionPacket.OVERHEAD)]);
        }
        seal(session, kind, marked, sequence, message, offset, length, scratch, 0);
        return copyToRoutes(session, packetLength, nowNs);
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

    private boolean copyToRoutes(final SessionEntry session, final int packetLength, final long nowNs)
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
                    sent = true;
                }
            }
        }
        return sent;
    }

    private void seal(
        final SessionEntry session,
        final short kind,
        final short flags,
        final long sequence,
        final DirectBuffer message,
        final int offset,
        final int length,
        final MutableDirectBuffer packet,
        final int packetOffset)
    {
        final long packetNumber = session.nextPacketNumber++;
        final int sealed = packetOffset + SessionPacket.SEALED_OFFSET;
        session.advertised = session.receive.promise(table.services.events().receiveWindow(session.slot));
        session.mostAdvertised = Math.max(session.mostAdvertised, session.advertised);
        session.exhausted = packetNumber >= table.config.maxPackets() - RESERVED_PACKETS;
        session.unacked = 0;
        session.ackNow = false;
        session.ackAtNs = SessionEntry.NEVER;
        packet.putInt(packetOffset, (int)packetNumber, LITTLE_ENDIAN);
        header.wrap(packet, sealed).kind(kind).flags(flags).window(session.advertised)
            .sequence(sequence & 0xFFFF_FFFFL).ackNext(session.receive.next() & 0xFFFF_FFFFL)
            .ackBits(session.receive.ackBits());
        if (length > 0)
        {
            packet.putBytes(packetOffset + SessionPacket.MESSAGE_OFFSET, message, offset, length);
        }
        final Aead key = session.sendKeys.forSealing(packetNumber);
        key.seal(packetNumber, packet, sealed, SessionPacket.HEADER_LENGTH + length, packet, sealed);
    }
}
