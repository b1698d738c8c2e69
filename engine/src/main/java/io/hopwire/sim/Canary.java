package io.hopwire.sim;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;

/**
 * Fills the memory that a node is lent for a datagram with a pattern, and looks whether some of it leaves: an engine
 * that uses its buffers again must write every byte that it sends, or it tells what somebody else was told before.
 * Eleven bytes in a row that nobody wrote are found for certain, seven or fewer never; chance looks like it once in
 * 2^64 words. Where cryptography is real, only what it does not cover is looked at. Thread-safe, without state.
 */
final class Canary
{
    private static final int STRIDE = Integer.BYTES;
    private static final long SEED = 0x5A17_ED0B_57AC_1E5DL;
    private static final UnsafeBuffer PATTERN = pattern();

    private Canary()
    {
    }

    private static UnsafeBuffer pattern()
    {
        final byte[] pattern = new byte[PacketPool.MAX_LENGTH];
        new SimRandom(SEED).nextBytes(pattern, 0, pattern.length);
        return new UnsafeBuffer(pattern);
    }

    /** {@return true, so that it can be asserted} */
    static boolean fill(final MutableDirectBuffer buffer, final int length)
    {
        buffer.putBytes(0, PATTERN, 0, Math.min(length, PATTERN.capacity()));
        return true;
    }

    /** {@return where eight bytes begin that nobody has written, -1 where all were} */
    static int find(final MutableDirectBuffer buffer, final int length)
    {
        for (int i = 0; i + Long.BYTES <= length; i += STRIDE)
        {
            if (buffer.getLong(i, ByteOrder.LITTLE_ENDIAN) == PATTERN.getLong(i, ByteOrder.LITTLE_ENDIAN))
            {
                return i;
            }
        }
        return -1;
    }
}
