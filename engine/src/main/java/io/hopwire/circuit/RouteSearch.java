package io.hopwire.circuit;

import io.hopwire.spi.Limits;
import io.hopwire.link.Link;
import io.hopwire.link.NeighbourIndex;
import io.hopwire.routing.Distance;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One route request at one node: at its origin, at a relay that looks for a way, or at its target.
 */
final class RouteSearch implements NeighbourIndex.Exclusions
{
    static final int FREE = 0;
    static final int SEARCHING = 1;
    static final int ACCEPTED = 2;
    static final int REFUSED = 3;

    static final int ORIGIN = 0;
    static final int RELAY = 1;
    static final int TARGET = 2;

    static final int MAX_HANDSHAKE = Limits.MAX_ROUTE_HANDSHAKE;
    /** What a visit to a node costs, and one that turns out to be visited already: a question and an answer each. */
    static final int VISIT_TOKENS = 4;
    static final int DUPLICATE_TOKENS = 2;
    /**
     * Repetitions that a neighbour may leave unanswered before the next one is asked: one that lives says at once that
     * it is searching. A dead one so costs some 1.2 s, and a session that has lost its last route has time for ten.
     */
    static final int MAX_SILENT = 3;
    private static final int MAX_TRIED = 255;

    final int slot;
    int generation;
    int role;
    int state;
    long groupId;
    int attempt;
    boolean probe;
    long mapKey;

    /** Links that may still be used from here on. */
    int budget;
    /** Links used from the origin up to here. */
    int hops;
    int tokens;
    /** What the neighbour that asked would have let it spend, see {@link RouteAllowances}, and what it was granted. */
    private int asked;
    private int granted;
    /** Of the links from the origin up to here, see {@link CircuitRooms}. */
    int room;
    int silent;
    boolean sawHopLimit;
    /** Somebody had no room for it, who might have known a way. */
    boolean sawLimit;
    int reason;

    /** Neighbours in the list of those that have ended, see {@link RouteSearchTable}. */
    RouteSearch earlier;
    RouteSearch later;

    int upLink = Circuit.NO_LINK;
    /** Of that link among all. */
    int upPlace;
    int upLabel;
    /** Our label for what comes back; a repeated question names the same one, also after the circuit is open. */
    int replyLabel;
    int currentLink = Circuit.NO_LINK;
    Circuit circuit;

    /** Answer of the target, kept so that a repeated question can be answered again. */
    int answeredLabel;
    int answeredHops;
    int answeredRoom;

    long deadlineNs;
    long retryNs;

    final UnsafeBuffer targetKey;
    /** Whose distance counts where neighbours are chosen: the target's id, or any. */
    final UnsafeBuffer targetId = new UnsafeBuffer(new byte[Distance.ID_LENGTH]);
    final UnsafeBuffer handshake = new UnsafeBuffer(new byte[MAX_HANDSHAKE]);
    int handshakeLength;

    private int[] tried = new int[8];
    private int triedCount;

    RouteSearch(final int slot, final int addressLength)
    {
        targetKey = new UnsafeBuffer(new byte[addressLength]);
        this.slot = slot;
    }

    /** A stale token or request id meets another generation. */
    int token()
    {
        return ((generation & 0x7FFF) << 16) | slot;
    }

    void begin(final int newRole, final long newGroupId, final int newAttempt)
    {
        role = newRole;
        state = SEARCHING;
        groupId = newGroupId;
        attempt = newAttempt;
        probe = false;
        sawHopLimit = false;
        sawLimit = false;
        reason = RouteReason.NO_ROUTE;
        upLink = Circuit.NO_LINK;
        currentLink = Circuit.NO_LINK;
        circuit = null;
        replyLabel = 0;
        handshakeLength = 0;
        triedCount = 0;
        silent = 0;
        asked = 0;
        granted = 0;
    }

    /**
     * Somebody asks us.
     *
     * @param message that it does so with.
     * @param link    that it came by.
     * @param buffer  that holds the message.
     */
    void takeOver(final RouteMessage message, final Link link, final DirectBuffer buffer)
    {
        upLink = link.id();
        upPlace = link.slot();
        upLabel = message.label;
        probe = message.probe;
        budget = message.budget;
        hops = message.hops + 1;
        asked = message.tokens;
        tokens = message.tokens;
        room = Math.min(message.room, CircuitRooms.of(link));
        keepHandshake(buffer, message.handshakeOffset, message.handshakeLength);
    }

    /**
     * At the start of a relay's search.
     *
     * @param allowed tokens, no more than it asked for.
     */
    void grant(final int allowed)
    {
        granted = allowed;
        tokens = allowed;
    }

    /** {@return what whoever asked may spend elsewhere} */
    int tokensLeft()
    {
        return RELAY == role ? asked - granted + tokens : tokens;
    }

    /** {@return what was granted and not spent: the last visit led to what was sought, or to nobody} */
    int notSpent()
    {
        return Math.min(granted, ACCEPTED == state ? tokens + VISIT_TOKENS : tokens);
    }

    /**
     * Whoever asked this node asks once more. The budget tells that from the same question after it has gone round in a
     * circle: that would be passed on for ever, for a question without a circuit has no label.
     */
    boolean isRepeated(final RouteMessage message, final Link link)
    {
        return attempt == message.attempt && upLink == link.id() && upLabel == message.label &&
            budget == message.budget;
    }

    /** It was refused here, or led to a circuit that is gone, or its origin has begun another and so given it up. */
    boolean mayBeginAgain(final RouteMessage message)
    {
        final boolean isOther = attempt != message.attempt;
        return state == REFUSED ? isOther || message.budget > budget :
            state == ACCEPTED ? isOther : message.attempt > attempt;
    }

    /**
     * An answer is known, for whoever asked, and asks again.
     */
    void answer(final int label, final int hopsBehind, final int roomOfAll)
    {
        answeredLabel = label;
        answeredHops = hopsBehind;
        answeredRoom = roomOfAll;
    }

    /** Why nothing came of it, when there is nobody left to ask. */
    int failure()
    {
        final int known = sawHopLimit ? RouteReason.HOP_LIMIT : RouteReason.NO_ROUTE;
        final boolean isCutShort = RELAY == role && granted < asked && tokens < VISIT_TOKENS;
        final boolean isSpent = ORIGIN == role && tokens < VISIT_TOKENS;
        return sawLimit || isCutShort ? RouteReason.LIMIT : isSpent ? RouteReason.SPENT : known;
    }

    /** Ask neighbours in another order than that of their distance to the target. */
    void wander(final long salt)
    {
        targetId.putLong(0, targetId.getLong(0) ^ salt);
    }

    /** Whether it has to ask somebody: the link is down that its question went over. */
    boolean asksNobody()
    {
        return SEARCHING == state && TARGET != role && Circuit.NO_LINK == currentLink;
    }

    void keepHandshake(final DirectBuffer buffer, final int offset, final int length)
    {
        handshakeLength = Math.min(length, MAX_HANDSHAKE);
        if (handshakeLength > 0)
        {
            handshake.putBytes(0, buffer, offset, handshakeLength);
        }
    }

    void end()
    {
        state = FREE;
        generation++;
        circuit = null;
    }

    /**
     * The one that asked us is not asked, nor is anyone asked twice.
     */
    @Override
    public boolean isExcluded(final int linkId)
    {
        if (linkId == upLink)
        {
            return true;
        }
        for (int i = 0; i < triedCount; i++)
        {
            if (tried[i] == linkId)
            {
                return true;
            }
        }
        return false;
    }

    /**
     * Note that a link was tried.
     *
     * @return false when no more can be noted: the search ends here.
     */
    boolean addTried(final int linkId)
    {
        if (triedCount == MAX_TRIED)
        {
            return false;
        }
        if (triedCount == tried.length)
        {
            final int[] longer = new int[Math.min(MAX_TRIED, tried.length * 2)];
            System.arraycopy(tried, 0, longer, 0, triedCount);
            tried = longer;
        }
        assert !isExcluded(linkId) : "nobody is asked twice";
        tried[triedCount++] = linkId;
        return true;
    }
}
