package io.hopwire.sim;

import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SessionCodes;
import io.hopwire.spi.SystemCounter;

/**
 * What honest nodes never do to each other: break the protocol of a session, send what does not authenticate within
 * one, take a frame for a copy that was none. And what does not happen where nothing goes wrong, which is only looked
 * at where the simulation is calm: nothing times out, fails, is sent twice or comes too late.
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
    /** A frame may meet the close of its link. */
    private static final int MAX_STRAY = 10;
    /** A new route that is much faster than the old one makes what came by the old one look lost. */
    private static final int MAX_EARLY = 10;

    private final SimNetwork network;
    private final boolean isCalm;
    private String violation;

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
        long again = 0;
        long late = 0;
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
            stray += node.counters().get(RejectCode.UNKNOWN_RECEIVER);
            again += node.counters().get(SystemCounter.MESSAGES_RETRANSMITTED);
            late += node.counters().get(SystemCounter.HANDSHAKES_TIMED_OUT);
        }
        if (isCalm && violation == null && (stray > MAX_STRAY || again > MAX_EARLY || late > 0))
        {
            violate(stray + " frames to nobody, " + again + " messages sent again, " + late + " handshakes timed out");
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

    void onLinkTimeout(final SimNode node)
    {
        if (isCalm)
        {
            violate("node " + node.index() + ": a link timed out");
        }
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
