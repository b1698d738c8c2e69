package io.hopwire.component.session;

import io.hopwire.spi.RejectCode;
import org.agrona.DirectBuffer;

/**
 * Asks each hop of a session's first route to answer, and measures how long it takes.
 */
final class SessionTracer
{
    private static final long MIN_RETRY_NS = 100_000_000L;

    private final SessionTable table;

    SessionTracer(final SessionTable table)
    {
        this.table = table;
    }

    /**
     * Begin a trace; one under way is forgotten.
     *
     * @param session which.
     * @param nowNs   time of the duty cycle.
     */
    void start(final SessionEntry session, final long nowNs)
    {
        final int circuitId = session.routes.circuitIds[0];
        final int hops = Math.min(table.circuits.hops(circuitId), SessionTrace.HOPS - 1);
        session.trace = new SessionTrace(table.services.entropy().nextLong(), circuitId, hops);
        ask(session, nowNs);
        table.arm(session, session.trace.againAtNs);
    }

    void onTimer(final SessionEntry session, final long nowNs)
    {
        final SessionTrace trace = session.trace;
        if (null == trace || trace.againAtNs - nowNs > 0)
        {
            return;
        }
        if (trace.tries == SessionTrace.TRIES || session.routes.indexOf(trace.circuitId) < 0)
        {
            session.trace = null;
        }
        else
        {
            ask(session, nowNs);
        }
    }

    /**
     * A hop answered.
     *
     * @param session   which.
     * @param circuitId that the answer came by.
     * @param token     that it was asked with.
     * @param key       holds the node's public key.
     * @param keyOffset its first byte.
     * @param last      true for the far end.
     * @param nowNs     time of the duty cycle.
     */
    void onReply(
        final SessionEntry session,
        final int circuitId,
        final long token,
        final DirectBuffer key,
        final int keyOffset,
        final boolean last,
        final long nowNs)
    {
        final SessionTrace trace = session.trace;
        final long index = null == trace ? SessionEntry.NONE : token - trace.token;
        final boolean asked = null != trace && trace.circuitId == circuitId &&
            index >= 0 && index < trace.askedNs.length && trace.askedNs[(int)index] != SessionEntry.NONE;
        final int hop = asked ? (int)index % SessionTrace.HOPS : 0;
        if (!asked || 0 == (trace.pending & 1L << hop - 1))
        {
            table.services.counters().reject(RejectCode.UNSOLICITED);
            return;
        }
        trace.pending &= ~(1L << hop - 1);
        if (trace.pending == 0)
        {
            session.trace = null;
        }
        table.services.events().onTrace(session.slot, hop, key, keyOffset, nowNs - trace.askedNs[(int)index], last);
    }

    private void ask(final SessionEntry session, final long nowNs)
    {
        final SessionTrace trace = session.trace;
        for (int hop = 1; hop <= trace.hops; hop++)
        {
            if (0 != (trace.pending & 1L << hop - 1))
            {
                final int index = trace.tries * SessionTrace.HOPS + hop;
                trace.askedNs[index] = nowNs;
                table.circuits.trace(trace.circuitId, hop, trace.token + index, nowNs);
            }
        }
        trace.tries++;
        trace.againAtNs = nowNs + Math.max(session.rtt.ptoNs(), MIN_RETRY_NS);
    }
}
