package io.hopwire.spi;

import org.agrona.MutableDirectBuffer;

/**
 * Where a layer writes what is to go to the peer: memory of the layer below it, lent until the next call. The lowest
 * one is what a connection has not handed to the kernel yet.
 * <pre>
 *   written before | room() bytes from offset() of buffer() |
 *                    ^ commit(n) takes the first n of them
 * </pre>
 * Somebody asks for {@link #room()}, writes at most as much, and commits. Between that nobody else writes. A sink that
 * is full has no room; that changes only by the layer below, whose owner then calls {@code flush} of the one above.
 * <p>
 * Not thread-safe.
 */
public interface ByteSink
{
    /**
     * {@return bytes that may be written in one piece now; 0 where the peer does not read}
     */
    int room();

    /**
     * {@return memory to write to; ask anew after each commit}
     */
    MutableDirectBuffer buffer();

    /**
     * {@return first byte to write; ask anew after each commit}
     */
    int offset();

    /**
     * What was written is to be sent.
     *
     * @param length bytes of it, from 0 to {@link #room()}.
     */
    void commit(int length);
}
