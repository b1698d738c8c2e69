package io.hopwire.libp2p.mux;

import org.agrona.DirectBuffer;

/**
 * Bytes of a stream that its handler has not taken yet, first in, first out, in blocks.
 * <pre>
 *            head                                tail
 *   [ taken | bytes ... ] -> [ bytes ... ] -> [ bytes ... | free ]
 * </pre>
 */
final class ByteQueue
{
    private Block head;
    private Block tail;
    private int headOffset;
    private int tailLength;
    private int length;

    int length()
    {
        return length;
    }

    /**
     * {@return false where there is no memory; some may have been taken then}
     */
    boolean append(final BlockQuota quota, final DirectBuffer buffer, final int offset, final int count)
    {
        int done = 0;
        while (done < count)
        {
            if ((null == tail || Block.LENGTH == tailLength) && !extend(quota))
            {
                return false;
            }
            final int part = Math.min(count - done, Block.LENGTH - tailLength);
            tail.buffer.putBytes(tailLength, buffer, offset + done, part);
            tailLength += part;
            length += part;
            done += part;
        }
        return true;
    }

    DirectBuffer headBuffer()
    {
        return head.buffer;
    }

    int headOffset()
    {
        return headOffset;
    }

    /** {@return bytes that lie in one piece} */
    int headLength()
    {
        return head == tail ? tailLength - headOffset : Block.LENGTH - headOffset;
    }

    void take(final BlockQuota quota, final int count)
    {
        assert count <= headLength();
        headOffset += count;
        length -= count;
        if (0 == length)
        {
            clear(quota);
        }
        else if (Block.LENGTH == headOffset)
        {
            final Block empty = head;
            head = head.next;
            headOffset = 0;
            quota.give(empty);
        }
    }

    void clear(final BlockQuota quota)
    {
        while (null != head)
        {
            final Block block = head;
            head = block.next;
            quota.give(block);
        }
        tail = null;
        headOffset = 0;
        tailLength = 0;
        length = 0;
    }

    private boolean extend(final BlockQuota quota)
    {
        final Block block = quota.take();
        if (null == block)
        {
            return false;
        }
        if (null == tail)
        {
            head = block;
        }
        else
        {
            tail.next = block;
        }
        tail = block;
        tailLength = 0;
        return true;
    }
}
