package io.hopwire.delivery;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * Memory of a piece of a stream.
 */
final class StreamBlock
{
    /** From an offset in a stream to its block's number. */
    static final int SHIFT = 13;
    /** Bytes of a block. */
    static final int LENGTH = 1 << SHIFT;
    /** From an offset in a stream to its place in the block. */
    static final int MASK = LENGTH - 1;

    final UnsafeBuffer buffer = new UnsafeBuffer(new byte[LENGTH]);
    StreamBlock next;
}
