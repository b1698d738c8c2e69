package io.hopwire.delivery;

import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The bytes of a window of a stream, in blocks that are borrowed for as long as something lies in them, so an idle
 * stream keeps none; there are places for as many as lay in it at a time. A byte's offset in the stream says where it
 * lies.
 * <pre>
 *   offset    low                                     low + window
 *             |                                            |
 *      | block n  |  block n + 1  |   (none)   |  block n + 3   |
 * </pre>
 */
final class StreamMemory
{
    private static final int INITIAL_BLOCKS = 2;

    private final StreamPool pool;
    private final boolean isForReceiving;
    private final int maxBlocks;
    private StreamBlock[] blocks = new StreamBlock[INITIAL_BLOCKS];
    /** Numbers of the lowest and the highest block that may be there, where any is. */
    private long lowest;
    private long highest;
    private int count;

    StreamMemory(final StreamPool pool, final int window, final boolean isForReceiving)
    {
        this.pool = pool;
        this.isForReceiving = isForReceiving;
        // A window may begin and end within a block.
        maxBlocks = BitUtil.findNextPositivePowerOfTwo((window >> StreamBlock.SHIFT) + 2);
    }

    /**
     * Have memory for a piece of the stream.
     *
     * @return false where there is none; what was borrowed for a part of it stays.
     */
    boolean reserve(final long from, final long to)
    {
        final long first = from >> StreamBlock.SHIFT;
        final long last = to - 1 >> StreamBlock.SHIFT;
        if (first == last && isThere(first))
        {
            return true;
        }
        final long newLowest = 0 == count ? first : Math.min(lowest, first);
        final long newHighest = 0 == count ? last : Math.max(highest, last);
        if (newHighest - newLowest >= blocks.length)
        {
            grow((int)(newHighest - newLowest) + 1);
        }
        lowest = newLowest;
        highest = newHighest;
        for (long number = first; number <= last; number++)
        {
            final int index = (int)number & blocks.length - 1;
            if (null == blocks[index])
            {
                blocks[index] = pool.take(isForReceiving);
                if (null == blocks[index])
                {
                    return false;
                }
                count++;
            }
        }
        return true;
    }

    void put(final long at, final DirectBuffer buffer, final int offset, final int length)
    {
        if (length > 0 && length <= StreamBlock.LENGTH - place(at))
        {
            block(at).putBytes(place(at), buffer, offset, length);
            return;
        }
        int done = 0;
        while (done < length)
        {
            final int place = place(at + done);
            final int piece = Math.min(length - done, StreamBlock.LENGTH - place);
            block(at + done).putBytes(place, buffer, offset + done, piece);
            done += piece;
        }
    }

    void get(final long at, final MutableDirectBuffer buffer, final int offset, final int length)
    {
        if (length <= StreamBlock.LENGTH - place(at))
        {
            buffer.putBytes(offset, block(at), place(at), length);
            return;
        }
        int done = 0;
        while (done < length)
        {
            final int place = place(at + done);
            final int piece = Math.min(length - done, StreamBlock.LENGTH - place);
            buffer.putBytes(offset + done, block(at + done), place, piece);
            done += piece;
        }
    }

    byte getByte(final long at)
    {
        return block(at).getByte(place(at));
    }

    void putByte(final long at, final byte value)
    {
        block(at).putByte(place(at), value);
    }

    MutableDirectBuffer block(final long at)
    {
        return blocks[(int)(at >> StreamBlock.SHIFT) & blocks.length - 1].buffer;
    }

    static int place(final long at)
    {
        return (int)at & StreamBlock.MASK;
    }

    /**
     * Give back what lies below an offset; and what it lies in, where nothing follows it.
     */
    void freeBelow(final long offset, final boolean isEmpty)
    {
        final long end = isEmpty ? lowest + blocks.length : offset >> StreamBlock.SHIFT;
        if (end <= lowest)
        {
            return;
        }
        for (long number = lowest; number < end && count > 0; number++)
        {
            free((int)number & blocks.length - 1);
        }
        lowest = Math.max(lowest, end);
    }

    void clear()
    {
        for (int i = 0; i < blocks.length && count > 0; i++)
        {
            free(i);
        }
    }

    /** {@return blocks that are borrowed} */
    int blocks()
    {
        return count;
    }

    /** Blocks of other numbers lie in the places of those that lie far off. */
    private boolean isThere(final long number)
    {
        return number >= lowest && number - lowest < blocks.length && null != blocks[(int)number & blocks.length - 1];
    }

    private void grow(final int needed)
    {
        final StreamBlock[] grown = new StreamBlock[BitUtil.findNextPositivePowerOfTwo(needed)];
        assert grown.length <= maxBlocks : "all of it lies in a window";
        for (int i = 0; i < blocks.length; i++)
        {
            final int number = (int)lowest + i;
            grown[number & grown.length - 1] = blocks[number & blocks.length - 1];
        }
        blocks = grown;
    }

    private void free(final int index)
    {
        final StreamBlock block = blocks[index];
        if (null != block)
        {
            blocks[index] = null;
            count--;
            pool.give(block, isForReceiving);
        }
    }
}
