package io.hopwire.perf;

import java.util.concurrent.TimeUnit;

/**
 * How much is measured of a libp2p peer in one round. Each part of it but the dials ends with its count or with its
 * time, whichever comes first.
 *
 * @param dials     connections.
 * @param pings     of 32 bytes, one after the other.
 * @param echoes    of 64 bytes, one after the other.
 * @param pipelined of 64 bytes, as many as go.
 * @param mib       one way.
 * @param millis    that each part lasts at most.
 */
record Libp2pSizes(int dials, int pings, int echoes, int pipelined, int mib, int millis)
{
    long limitNs()
    {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
