package io.hopwire.sim.load;

import io.hopwire.link.LinkCloseReason;
import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;
import io.hopwire.sim.SimRandom;
import io.hopwire.sim.check.SimCheck;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SessionCodes;
import io.hopwire.spi.SystemCounter;
import org.agrona.collections.Long2LongHashMap;

/**
 * What honest nodes never do to each other: break the protocol of a session, send what does not authenticate within
 * one, take a frame for a copy that was none. And what does not happen where nothing goes wrong, which is only looked
 * at where the simulation is calm: nothing times out, fails, is sent twice or comes too late, and nobody closes a link
 * to open it again.
 */
final class OutcomeCheck implements SimCheck
{
    private static final RejectCode[] NEVER = {
        RejectCode.TRANSMISSION, RejectCode.PAYLOAD, RejectCode.OPERATION, RejectCode.HOP_LIMIT, RejectCode.CELL,
        RejectCode.SESSION_AUTHENTICATION, RejectCode.SESSION_FRAME, RejectCode.SESSION_HANDSHAKE,
        RejectCode.COMPRESSION, RejectCode.COMPRESSED, RejectCode.COMPRESSION_BOMB, RejectCode.COMPONENT};
    private static final RejectCode[] NEVER_IN_CALM = {
        RejectCode.REPLAY, RejectCode.AUTHENTICATION, RejectCode.KEY_EXPIRED, RejectCode.HANDSHAKE_MAC,
        RejectCode.HANDSHAKE_INVALID};
    /**
     * Frames may meet the close of their link: so many, and one for so many links that were closed. They come in
     * swarms, for a SHOUT uses all links of a node at once, so that they are pinged at once later on, with a probe of
     * the path each way, and found needless at once: if those met, five links had fourteen frames under way.
     */
    private static final int MAX_STRAY = 20;
    private static final int CLOSED_PER_STRAY = 20;
    /**
     * Two that begin at once, and whoever gives way does not wait for the answer: all in all one of so many tries, each
     * of which leads to a ping, a probe and their answers in each direction.
     */
    private static final int TRIES_PER_STRAY = 100;
    /**
     * What leaves in quick succession is overtaken where delays vary, and looks lost: so often at first, when links are
     * not probed yet and packets are short and many, and in two of five sessions.
     */
    private static final int MAX_EARLY = 20;
    private static final int CLOSES_PER_EARLY = 5;
    /** And one more for so many: where delays vary, an acknowledgement is late now and then. */
    private static final int SENT_PER_EARLY = 2000;
    private static final long REGRET_NS = 1_000_000_000L;
    /** A link may be closed just when somebody begins to need it. */
    private static final int MAX_REGRETS = 20;
    private static final int MAX_SHORT_ADDRESS = 64;
    private static final long NOT_CLOSED = Long.MIN_VALUE;

    private final SimNetwork network;
    private final boolean isCalm;
    /** An answer has not room for k addresses of RSA, so that a look-up may end before the closest is named. */
    private final boolean hasRoomForAnswers;
    private final Long2LongHashMap closed = new Long2LongHashMap(NOT_CLOSED);
    private String violation;
    private boolean isResting;
    private int regrets;
    private long sessionCloses;

    OutcomeCheck(final SimNetwork network, final boolean isCalm)
    {
        this.network = network;
        this.isCalm = isCalm;
        hasRoomForAnswers = network.space().length() <= MAX_SHORT_ADDRESS;
    }

    @Override
    public String name()
    {
        return isCalm ? "calm" : "honest";
    }

    @Override
    public String check(final SimNetwork ignored)
    {
        expectNone(NEVER);
        expectNoCopies();
        if (isCalm)
        {
            expectNone(NEVER_IN_CALM);
            expectCalm();
        }
        return violation;
    }

    /** A flipped bit may lie in the number by which a copy is known. */
    private void expectNoCopies()
    {
        final long copies = sum(RejectCode.REPLAY);
        final long most = network.duplicated() + network.injected() + network.flipped();
        if (copies > most)
        {
            violate(copies + " frames were taken for copies, but there were no more than " + most);
        }
    }

    private void expectCalm()
    {
        final long toNobody = sum(RejectCode.UNKNOWN_RECEIVER);
        final long ofHandshakes = lateHandshakes();
        final long again = sum(SystemCounter.MESSAGES_RETRANSMITTED);
        final long late = sum(SystemCounter.HANDSHAKES_TIMED_OUT);
        if (toNobody - ofHandshakes > MAX_STRAY + sum(SystemCounter.LINKS_CLOSED) / CLOSED_PER_STRAY ||
            toNobody > MAX_STRAY + sum(SystemCounter.HANDSHAKES_INITIATED) / TRIES_PER_STRAY ||
            again > MAX_EARLY + sessionCloses / CLOSES_PER_EARLY + sum(SystemCounter.MESSAGES_SENT) / SENT_PER_EARLY ||
            late > 0)
        {
            violate(toNobody + " frames to nobody, " + ofHandshakes + " of them of handshakes, " + again +
                " messages sent again, " + late + " handshakes timed out");
        }
    }

    private long lateHandshakes()
    {
        long sum = 0;
        for (int i = 0; i < network.size(); i++)
        {
            sum += network.node(i).lateHandshakes();
        }
        return sum;
    }

    private long sum(final RejectCode code)
    {
        long sum = 0;
        for (int i = 0; i < network.size(); i++)
        {
            sum += network.node(i).counters().get(code);
        }
        return sum;
    }

    private long sum(final SystemCounter counter)
    {
        long sum = 0;
        for (int i = 0; i < network.size(); i++)
        {
            sum += network.node(i).counters().get(counter);
        }
        return sum;
    }

    void onSessionClosed(final SimNode node, final int reason)
    {
        sessionCloses++;
        final boolean isWanted = reason == SessionCodes.CLOSED_BY_US || reason == SessionCodes.CLOSED_BY_PEER;
        if (reason == SessionCodes.PROTOCOL || reason == SessionCodes.EXHAUSTED || isCalm && !isWanted)
        {
            violate("node " + node.index() + ": a session ended: " + SessionCodes.name(reason));
        }
    }

    void onConnectFailed(final SimNode node, final int reason)
    {
        if (isCalm)
        {
            violate("node " + node.index() + ": a connect failed: " + SessionCodes.name(reason));
        }
    }

    void onLookup(final SimNode node, final boolean isExact)
    {
        if (isCalm && hasRoomForAnswers && !isExact)
        {
            violate("node " + node.index() + ": a look-up did not find the closest nodes");
        }
    }

    /** A link came up. Who has just closed it himself had no reason to. */
    void onLinkUp(final SimNode node, final long peer)
    {
        final long closedNs = isResting ? closed.remove(SimRandom.mix(peer) ^ node.index()) : NOT_CLOSED;
        if (closedNs != NOT_CLOSED && network.nowNs() - closedNs < REGRET_NS && ++regrets > MAX_REGRETS)
        {
            violate(regrets + " links were closed and opened again within a second, the last by node " + node.index());
        }
    }

    void onLinkDown(final SimNode node, final long peer, final int reason)
    {
        if (isCalm && reason == LinkCloseReason.TIMEOUT)
        {
            violate("node " + node.index() + ": a link timed out");
        }
        if (isResting && reason == LinkCloseReason.LOCAL)
        {
            closed.put(SimRandom.mix(peer) ^ node.index(), network.nowNs());
        }
    }

    /** From now on nobody uses the network. */
    void onLoadEnd()
    {
        isResting = isCalm;
    }

    void violate(final String what)
    {
        if (null == violation)
        {
            violation = what;
            network.simulator().stop();
        }
    }

    private void expectNone(final RejectCode[] codes)
    {
        for (int i = 0; i < network.size(); i++)
        {
            for (final RejectCode code : codes)
            {
                final long count = network.node(i).counters().get(code);
                if (count != 0)
                {
                    violate("node " + i + ": " + code.label() + " counted " + count + " times");
                }
            }
        }
    }
}
