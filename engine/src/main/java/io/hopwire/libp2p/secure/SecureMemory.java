package io.hopwire.libp2p.secure;

import io.hopwire.crypto.ChaCha20Poly1305;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What all channels of a thread share: the cipher with its working memory, and memory for records that were cut, lent
 * in sizes that double as bytes arrive, so that nobody holds more than twice what he has sent. Made on demand, used
 * again, never more than the bound. Not thread-safe.
 */
public final class SecureMemory
{
    private static final int SMALLEST_BITS = 10;
    private static final int SMALLEST = 1 << SMALLEST_BITS;
    /** The last one holds the longest record, which is a few bytes more than a power of two. */
    private static final int SIZES = 7;

    final ChaCha20Poly1305 cipher = new ChaCha20Poly1305();

    private final UnsafeBuffer[][] free = new UnsafeBuffer[SIZES][];
    private final int[] freeCounts = new int[SIZES];
    private final long maxBytes;
    private long usedBytes;
    private long createdBytes;

    /**
     * Nothing lent yet.
     *
     * @param maxBytes for records of all channels that were cut.
     */
    public SecureMemory(final long maxBytes)
    {
        this.maxBytes = maxBytes;
        for (int i = 0; i < SIZES; i++)
        {
            free[i] = new UnsafeBuffer[4];
        }
    }

    /**
     * {@return bytes that are lent}
     */
    public long usedBytes()
    {
        return usedBytes;
    }

    /** {@return at least so many bytes, or null where the bound is reached} */
    UnsafeBuffer take(final int length)
    {
        final int size = size(length);
        if (freeCounts[size] > 0)
        {
            final UnsafeBuffer buffer = free[size][--freeCounts[size]];
            usedBytes += buffer.capacity();
            return buffer;
        }
        final int bytes = bytes(size);
        if (createdBytes + bytes > maxBytes)
        {
            discard(bytes);
            if (createdBytes + bytes > maxBytes)
            {
                return null;
            }
        }
        createdBytes += bytes;
        usedBytes += bytes;
        return new UnsafeBuffer(new byte[bytes]);
    }

    void give(final UnsafeBuffer buffer)
    {
        final int size = size(buffer.capacity());
        usedBytes -= buffer.capacity();
        if (freeCounts[size] == free[size].length)
        {
            final UnsafeBuffer[] grown = new UnsafeBuffer[2 * freeCounts[size]];
            System.arraycopy(free[size], 0, grown, 0, freeCounts[size]);
            free[size] = grown;
        }
        free[size][freeCounts[size]++] = buffer;
    }

    /** Other sizes that nobody uses make room. */
    private void discard(final int bytes)
    {
        for (int size = SIZES - 1; size >= 0; size--)
        {
            while (freeCounts[size] > 0 && createdBytes + bytes > maxBytes)
            {
                free[size][--freeCounts[size]] = null;
                createdBytes -= bytes(size);
            }
        }
    }

    private static int bytes(final int size)
    {
        return SIZES - 1 == size ? SecureChannel.MAX_RECORD : SMALLEST << size;
    }

    private static int size(final int length)
    {
        int size = 0;
        while (bytes(size) < length)
        {
            size++;
        }
        return size;
    }
}
