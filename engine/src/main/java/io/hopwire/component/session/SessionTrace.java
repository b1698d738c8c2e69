package io.hopwire.component.session;

import java.util.Arrays;

/**
 * A trace under way: which hops have not answered yet and when each was asked.
 */
final class SessionTrace
{
    static final int TRIES = 4;
    static final int HOPS = 64;

    final long token;
    final int circuitId;
    final int hops;
    final long[] askedNs;
    long pending;
    int tries;
    long againAtNs;

    SessionTrace(final long token, final int circuitId, final int hops)
    {
        this.token = token;
        this.circuitId = circuitId;
        this.hops = hops;
        this.askedNs = new long[TRIES * HOPS];
        this.pending = (1L << hops) - 1;
        Arrays.fill(askedNs, SessionEntry.NONE);
    }
}
