package io.hopwire.sim;

import io.hopwire.link.LinkCloseReason;
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
        RejectCode.COMPRESSION, RejectCode.COMPONENT};
    private static final RejectCode[] NEVER_IN_CALM = {
        RejectCode.REPLAY, RejectCode.AUTHENTICATION, RejectCode.KEY_EXPIRED, RejectCode.HANDSHAKE_MAC,
        RejectCode.HANDSHAKE_INVALID};
    /** A frame may meet the close of its link: so many frames, and one for so many links that were closed. */
    private static final int MAX_STRAY = 10;
    private static final int CLOSED_PER_STRAY = 200;
    /** Two that begin at once, and whoever gives way does not wait for the answer: all in all one of so many tries. */
    private static final int TRIES_PER_STRAY = 200;
    /** A new route that is much faster than the old one makes what came by the old one look lost. */
    private static final int MAX_EARLY = 10;
    /** And one more for so many: where delays vary, an acknowledgement is late now and then. */
    private static final int SENT_PER_EARLY = 2000;
    private static final long REGRET_NS = 1_000_000_000L;
    /** A link may be closed just when somebody begins to need it. */
    private static final int MAX_REGRETS = 20;
    private static final long NOT_CLOSED = Long.MIN_VALUE;

    private final SimNetwork network;
    private final boolean isCalm;
    private final Long2LongHashMap closed = new Long2LongHashMap(NOT_CLOSED);
    private String violation;
    private boolean isResting;
    private int regrets;

    OutcomeCheck(final SimNetwork network, final boolean isCalm)
    {
        this.network = network;
        this.isCalm = isCalm;
    }

    @Override
    public String name()
    {
        return isCalm ? "calm" : "honest";
    }

    @Override
    public String check(final SimNetwork ignored)
    {
        long copies = 0;
        long stray = 0;
        long lateHandshakes = 0;
        long tries = 0;
        long again = 0;
        long late = 0;
        long sent = 0;
        long closedLinks = 0;
        for (int i = 0; i < network.size() && violation == null; i++)
        {
            final SimNode node = network.node(i);
            copies += node.counters().get(RejectCode.REPLAY);
            for (final RejectCode code : NEVER)
            {
                expectNone(i, node.counters().get(code), code.label());
            }
            for (int c = 0; isCalm && c < NEVER_IN_CALM.length; c++)
            {
                expectNone(i, node.counters().get(NEVER_IN_CALM[c]), NEVER_IN_CALM[c].label());
            }
            stray += node.counters().get(RejectCode.UNKNOWN_RECEIVER) - node.lateHandshakes();
            lateHandshakes += node.lateHandshakes();
            tries += node.counters().get(SystemCounter.HANDSHAKES_INITIATED);
            again += node.counters().get(SystemCounter.MESSAGES_RETRANSMITTED);
            late += node.counters().get(SystemCounter.HANDSHAKES_TIMED_OUT);
            sent += node.counters().get(SystemCounter.MESSAGES_SENT);
            closedLinks += node.counters().get(SystemCounter.LINKS_CLOSED);
        }
        final long mostStray = MAX_STRAY + closedLinks / CLOSED_PER_STRAY;
        final long mostEarly = MAX_EARLY + sent / SENT_PER_EARLY;
        final long mostOfAll = MAX_STRAY + tries / TRIES_PER_STRAY;
        if (isCalm && violation == null &&
            (stray > mostStray || stray + lateHandshakes > mostOfAll || again > mostEarly || late > 0))
        {
            violate(stray + " frames to nobody, " + lateHandshakes + " of handshakes, " + again +
                " messages sent again, " + late + " handshakes timed out");
        }
        // A flipped bit may lie in the number by which a copy is known.
        final long most = network.duplicated() + network.injected() + network.wire.flips();
        if (violation == null && copies > most)
        {
            violate(copies + " frames were taken for copies, but there were no more than " + most);
        }
        return violation;
    }

    void onSessionClosed(final SimNode node, final int reason)
    {
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
        if (isCalm && !isExact)
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
        if (violation == null)
        {
            violation = what;
            network.simulator().stop();
        }
    }

    private void expectNone(final int node, final long count, final String what)
    {
        if (count != 0)
        {
            violate("node " + node + ": " + what + " counted " + count + " times");
        }
    }
}
