package io.hopwire.spi;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Does one kind of slow work, on whatever thread the host gives it: never more than one request at a time.
 */
@FunctionalInterface
public interface Worker
{
    /**
     * Execute one request.
     *
     * @param request      holds the request, which begins with a {@link WorkHeader}.
     * @param offset       its first byte.
     * @param length       its bytes.
     * @param result       where the result goes; does not overlap the request. Its {@link WorkHeader} is written by
     *                     {@link Workers}.
     * @param resultOffset first byte written; {@link Limits#MAX_SLOW_WORK_LENGTH} bytes are free.
     * @return bytes of the result with its header, or 0 where there is none.
     */
    int execute(DirectBuffer request, int offset, int length, MutableDirectBuffer result, int resultOffset);

    /**
     * Forget all secrets. The worker is not used any more.
     */
    default void close()
    {
    }
}
