package io.hopwire.component.session;

import io.hopwire.circuit.Circuits;
import io.hopwire.delivery.AckRanges;
import io.hopwire.delivery.BlackHole;
import io.hopwire.delivery.MessageWalker;
import io.hopwire.delivery.Pacer;
import io.hopwire.delivery.ReceiveCredit;
import io.hopwire.delivery.ReceiveStream;
import io.hopwire.delivery.ReplayWindow;
import io.hopwire.delivery.RttEstimator;
import io.hopwire.delivery.SendCredit;
import io.hopwire.delivery.SendStream;
import io.hopwire.delivery.SentPackets;
import io.hopwire.spi.Limits;
import io.hopwire.spi.Transit;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What is known of one session. Only data: the parts of the component that own a phase of its life read and write it.
 */
final class SessionEntry
{
    static final long NEVER = Long.MAX_VALUE;
    static final int NONE = -1;
    static final byte[] NOTHING = {};
    /** Uses of a place: nobody has proved that it is wanted. */
    static final int UNCONFIRMED = 0;
    /** It has not carried a message, in either direction. */
    static final int UNUSED = 1;
    /** It has. */
    static final int USED = 2;

    /** Also its id. */
    final int slot;
    final boolean initiator;
    final UnsafeBuffer peerKey;
    final SessionRoutes routes = new SessionRoutes();

    int state = SessionState.FREE;
    long timerAtNs = NEVER;

    // Set-up, of both ends.
    long groupId;
    int handshakeId;
    int hops;
    UnsafeBuffer message1;
    UnsafeBuffer message2;
    /** Of the initiator, until it is open at this end. */
    byte[] early = NOTHING;

    // Set-up, of the initiator.
    long correlationId;
    int maxHops;
    int minRoutes;
    int maxRoutes;
    /** One of {@link Transit}. */
    int policy;
    boolean endsWithTooFew;
    /** When a session that {@link #endsWithTooFew} ends, where no other route is found. */
    long fewUntilNs = NEVER;
    /** Of what it demands; when our change is to be sent again, and how often it was. */
    int tuneVersion;
    long tuneAtNs = NEVER;
    int tunings;
    /** Before which a change of the peer's begins no search. */
    long searchForPeerNs;
    long deadlineNs = NEVER;
    long wakeNs = NEVER;
    long widenUntilNs = NEVER;
    int requestId = NONE;
    int attempt;
    int tries;
    /** Attempts of this round that failed, see {@link SearchPlan}. */
    int misses;
    /** How often routes were given up because they may have stood in the way of others. */
    int exchanges;
    /** The most routes that the connect had at a time: how many, and the hops of each. */
    int foundRoutes;
    final byte[] foundHops = new byte[Limits.MAX_ROUTES];
    /** How often a connect was told that there is no room for it. */
    int refusals;
    /** One of {@link HandshakeTurns}, and the neighbours in its queue, or in an {@link AcceptQueue}. */
    int turn;
    /** When a turn is to be given back, so that those who are busy do not hold up all connects. */
    long turnUntilNs;
    SessionEntry earlier;
    SessionEntry later;
    int lastFailure;

    // Set-up, of the responder.
    final int[] tokens;
    int tokenCount;
    /** The neighbour by which its peer first came. */
    int lastHop = NONE;
    /** See {@link SessionPlaces}: of the peer's key; where it is, and since when. */
    long keyHash;
    int place = NONE;
    long placedNs;

    // Established: packets.
    SessionKeys sendKeys;
    SessionKeys receiveKeys;
    ReplayWindow replay;
    AckRanges acks;
    SentPackets sent;
    RttEstimator rtt;
    final BlackHole hole = new BlackHole(Circuits.MIN_CELL);
    /** Null where packets need not be spread over the round trip. */
    Pacer pacer;
    long nextPacketNumber;
    /** Number that will be left out next, so that nobody acknowledges what did not come. */
    long skipAt;
    /** Newest packet that came, and the newest of ours that one has acknowledged. */
    long newestPacketNumber = NONE;
    /** Packets that came and were not sealed with its keys. */
    long forgeries;
    long newestAcked = NONE;
    boolean exhausted;

    // Established: messages.
    SendStream send;
    SendCredit sendCredit;
    ReceiveStream receive;
    ReceiveCredit receiveCredit;
    MessageWalker walker;
    SessionContents contents;
    /** Null until it is used. */
    SessionAside aside;
    int maxMessageLength;
    /** Bytes of a packet that all routes carry. */
    int maxPacketLength;
    /** Messages that the application knows to be acknowledged. */
    long toldAcked;
    int probes;
    /** Repetitions that the peer's acknowledgements have earned. */
    int repeats;
    boolean delivering;
    /** It is among those that have something to send at the end of the duty cycle. */
    boolean isReady;
    SessionEntry nextReady;

    // Routes of packets, see RouteChoice.
    /** When something was lost last, of what was sent or what came. */
    long lossNs = NEVER;
    /** Bytes handed over and received when that was looked at last, and when they had become more. */
    long movedBytes = NONE;
    long movedNs;
    /** Since when it is not idle, {@link #NEVER} where it is. */
    long activeSinceNs;
    /** Circuit by which the newest part of the stream came. */
    int streamCircuitId = NONE;
    /** Circuit that the last part of the stream has taken, where it took one of several. */
    int lastCircuitId = NONE;
    /** The one circuit that what is sent takes, which the congestion window is of; NONE where they are several. */
    int pathCircuitId = NONE;

    // Acknowledgements we owe.
    int unacked;
    boolean ackNow;
    boolean disorder;
    int advertised;
    int mostAdvertised;
    /** Newest packet with a part of the stream, and when it came. */
    long newestMessagePacket = NONE;
    long messageNs;

    // Deadlines; NEVER where there is nothing to wait for.
    long ackAtNs = NEVER;
    long lossAtNs = NEVER;
    long sendAtNs = NEVER;
    long windowAtNs = NEVER;
    long closeAtNs = NEVER;
    long lingerUntilNs = NEVER;
    long elicitedNs;
    /** From when on it is time enough that nothing was acknowledged since the first of the probe timeouts in a row. */
    long unansweredNs;
    /** Nothing was heard on any route for longer than one that lives takes to answer. */
    boolean isSilent;
    long receivedNs;
    /** When the last route was lost, until something is heard again; then why it will have ended. */
    long lostAtNs = NEVER;
    int lostReason;
    /** Routes that the application was told of. */
    int toldRoutes;
    int windowPolls;
    int closes;

    // Pings.
    int pingSequence;
    long pingSentNs = NONE;

    SessionTrace trace;

    SessionEntry(final int slot, final boolean initiator, final int addressLength)
    {
        this.peerKey = new UnsafeBuffer(new byte[addressLength]);
        this.slot = slot;
        this.initiator = initiator;
        this.tokens = initiator ? null : new int[Limits.MAX_ROUTES];
    }

    boolean isEstablished()
    {
        return state >= SessionState.OPEN;
    }

    /**
     * Whether nothing can be sent: there is no route. The responder trusts one only when something authentic came by
     * it, so that whoever replays a route request gets nothing.
     */
    boolean isCutOff()
    {
        return 0 == usableRoutes();
    }

    /** Routes that what is sent may take. */
    int usableRoutes()
    {
        return initiator ? routes.count : routes.provedCount;
    }

    /** Whether what was sent has been repeated, and no answer came, for long enough. */
    boolean isUnanswered(final long nowNs)
    {
        return rtt.timeouts() > 1 && nowNs - unansweredNs >= 0 && isWaiting();
    }

    /** Whether nothing was heard since the last route was lost. */
    boolean isLost()
    {
        return lostAtNs != NEVER && receivedNs <= lostAtNs;
    }

    boolean isConnecting()
    {
        return state >= SessionState.INITIATING && state <= SessionState.WIDENING;
    }

    /** {@return what it demands of its routes, as a {@link Transit}} */
    int transit()
    {
        return Transit.ends(Transit.of(maxHops, minRoutes, maxRoutes, policy), endsWithTooFew);
    }

    /**
     * Set what it demands of its routes.
     *
     * @param transit that is valid.
     */
    void transit(final int transit)
    {
        maxHops = Transit.maxHops(transit);
        minRoutes = Transit.minRoutes(transit);
        maxRoutes = Transit.maxRoutes(transit);
        policy = Transit.policy(transit);
        endsWithTooFew = Transit.ends(transit);
    }

    /**
     * Bytes of what is to be sent next for the first time that the peer has room for.
     */
    int unsentLength()
    {
        final int packet = streamRoom();
        return send.unsentLength(Math.min(packet, creditRoom()), packet);
    }

    /** Bytes that the peer has room for: of the stream, or of messages that need no order. */
    int creditRoom()
    {
        return sendCredit.room(null == aside ? send.unsent() : send.unsent() + aside.unordered.unsent());
    }

    /** Whether all that was handed over and must arrive is acknowledged, and the rest has left. */
    boolean isFlushed()
    {
        return send.isEmpty() && (null == aside || aside.unordered.isEmpty() && aside.datagrams.isEmpty());
    }

    /** Messages handed over that must arrive. */
    long messages()
    {
        return null == aside ? send.messages() : send.messages() + aside.unordered.messages();
    }

    /** How many of them are acknowledged. */
    long ackedMessages()
    {
        return null == aside ? send.ackedMessages() : send.ackedMessages() + aside.unordered.ackedMessages();
    }

    /** Their bytes, headers among them, that are acknowledged without a hole in front. */
    long ackedBytes()
    {
        return null == aside ? send.base() : send.base() + aside.unordered.base();
    }

    /**
     * Find out whether it is idle: nothing is on its way, and nothing was handed over or came for a while. Asked by the
     * timer and not by each packet.
     *
     * @param idleNs that while.
     * @param nowNs  time of the duty cycle.
     */
    void watchMoves(final long idleNs, final long nowNs)
    {
        long bytes = send.end() + receive.next();
        bytes += null == aside ? 0 : aside.unordered.end() + aside.datagrams.end();
        if (bytes != movedBytes || sent.packetsInFlight() > 0)
        {
            movedBytes = bytes;
            movedNs = nowNs;
            activeSinceNs = isIdle() ? nowNs : activeSinceNs;
        }
        else if (nowNs - movedNs >= idleNs)
        {
            activeSinceNs = NEVER;
        }
    }

    boolean isIdle()
    {
        return NEVER == activeSinceNs;
    }

    /** {@return whether an established session has carried a message} */
    int use()
    {
        return null == aside && 0 == send.end() && 0 == receive.next() ? UNUSED : USED;
    }

    /** Whether something is lost, and has not left again. */
    boolean hasLost()
    {
        return send.hasLost() || (null != aside && aside.unordered.hasLost());
    }

    /** Whether something waits to be sent, again or for the first time. */
    boolean hasUnsent()
    {
        return send.hasLost() || send.hasUnsent() || (null != aside && aside.hasUnsent());
    }

    /** Whether something is under way that must arrive, or is lost. */
    boolean isWaiting()
    {
        return send.base() < send.unsent() || (null != aside && aside.unordered.base() < aside.unordered.unsent());
    }

    /** Bytes of what is lost that fit a packet. */
    int lostLength()
    {
        return send.lostLength(repeatRoom() - SessionPacket.FRAME_HEADER_LENGTH);
    }

    /**
     * The same as {@link #packetRoom()} for what is sent again. A probe is short, and so is what a long packet had that
     * may have been too long, so that it comes through even where the path has just become narrower, and nobody knows
     * it yet. Where it was only late it may go in two packets for nothing.
     */
    int repeatRoom()
    {
        final boolean isShort = probes > 0 || hole.isDoubtful();
        return isShort ? Math.min(packetRoom(), hole.sureLength() - SessionPacket.MIN_LENGTH) : packetRoom();
    }

    /**
     * Bytes of frames, their headers among them, that fit one packet of all routes. It may change with every input, for
     * routes come and go, and paths change; it is never below what every path carries.
     */
    int packetRoom()
    {
        return hole.length(maxPacketLength) - SessionPacket.MIN_LENGTH;
    }

    int streamRoom()
    {
        return packetRoom() - SessionPacket.FRAME_HEADER_LENGTH;
    }

    /**
     * Routes, or what they carry, have changed. Without any it stays as it is until there is one again.
     */
    void measurePackets(final Circuits circuits)
    {
        int longest = circuits.maxCell();
        for (int i = 0; i < routes.count; i++)
        {
            longest = Math.min(longest, circuits.maxCell(routes.circuitIds[i]));
        }
        if (longest != maxPacketLength)
        {
            hole.clear();
        }
        maxPacketLength = longest;
    }

    /**
     * There is something to send and the peer has no room, so that only a question can tell when it has.
     */
    boolean isStarved()
    {
        return sent.packetsInFlight() == 0 && (isStreamStarved() || isAsideStarved());
    }

    private boolean isStreamStarved()
    {
        return send.hasUnsent() && !send.hasLost() && 0 == unsentLength();
    }

    private boolean isAsideStarved()
    {
        return null != aside && aside.unordered.hasUnsent() && !aside.unordered.hasLost() &&
            0 == aside.unordered.unsentLength(creditRoom(), streamRoom());
    }

    long probeAtNs()
    {
        return sent.packetsInFlight() > 0 || isStarved() ? elicitedNs + rtt.ptoNs() : NEVER;
    }

    int hops(final Circuits circuits)
    {
        int longest = 0;
        for (int i = 0; i < routes.count; i++)
        {
            longest = Math.max(longest, circuits.hops(routes.circuitIds[i]));
        }
        return longest;
    }
}
