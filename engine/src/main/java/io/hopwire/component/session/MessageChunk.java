package io.hopwire.component.session;

import org.agrona.BitUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Room for {@link #MESSAGES} messages and what is known about each. Windows borrow chunks for as long as they hold a
 * message in them, so an idle session keeps none.
 */
final class MessageChunk
{
    /** Messages of a chunk; a power of two. */
    static final int MESSAGES = 16;
    /** From a message number to its place in the chunk. */
    static final int MASK = MESSAGES - 1;
    /** From a message number to its chunk's number. */
    static final int SHIFT = 4;

    final UnsafeBuffer buffer;
    final int slotLength;
    final int[] lengths = new int[MESSAGES];
    final byte[] states = new byte[MESSAGES];
    final long[] packetNumbers = new long[MESSAGES];
    MessageChunk next;
    boolean isForReceiving;

    MessageChunk(final int slotLength)
    {
        this.slotLength = slotLength;
        this.buffer = new UnsafeBuffer(new byte[slotLength * MESSAGES]);
    }

    /**
     * A ring for the chunks of a window, which may begin and end within a chunk.
     *
     * @param window messages.
     * @return empty places, a power of two.
     */
    static MessageChunk[] ring(final int window)
    {
        return new MessageChunk[BitUtil.findNextPositivePowerOfTwo((window >> SHIFT) + 1)];
    }

    int offset(final long message)
    {
        return ((int)message & MASK) * slotLength;
    }
}
