package io.hopwire.component.session;

import org.agrona.DirectBuffer;

import java.util.Arrays;

/**
 * Receiving side of a session's messages: delivers in order and once, keeps what came too early.
 * <pre>
 *                 next                     limit
 *   delivered ....|  ? x x ? x ? ? ? ? ? ? |  never promised
 *                  bits: one per message, a ring
 * </pre>
 * In the usual case, the next message in order, nothing is copied: the caller delivers it from the packet. Pure: no
 * clock, no callback.
 */
final class ReceiveWindow
{
    /** It is the next one: {@link #advance()}, deliver it from the packet, {@link #release()}. */
    static final int NEXT = 0;
    /** It was kept for later. */
    static final int KEPT = 1;
    /** It was here before. */
    static final int DUPLICATE = 2;
    /** It lies beyond what was promised. */
    static final int BEYOND_WINDOW = 3;
    /** There is no memory for it; it will be sent again. */
    static final int NO_MEMORY = 4;

    private final MessagePool pool;
    private final int window;
    private final long[] bits;
    private final MessageChunk[] chunks;
    private long next;
    private long limit;
    private int kept;

    ReceiveWindow(final int window, final int initialCredit, final MessagePool pool)
    {
        this(window, initialCredit, pool, 0);
    }

    ReceiveWindow(final int window, final int initialCredit, final MessagePool pool, final long first)
    {
        this.next = first;
        this.pool = pool;
        this.window = window;
        this.limit = first + Math.min(initialCredit, window);
        this.bits = new long[Math.max(window, Long.SIZE) / Long.SIZE];
        this.chunks = MessageChunk.ring(window);
    }

    /**
     * A number of a message or a packet from its low half: the one nearest to what is expected.
     *
     * @param low       low 32 bits.
     * @param reference number that is expected.
     * @return the whole number; negative for one that can not be.
     */
    static long expand(final int low, final long reference)
    {
        return reference + (low - (int)reference);
    }

    /**
     * A message came.
     *
     * @param message its number.
     * @param buffer  holds it.
     * @param offset  first byte.
     * @param length  bytes, at most the pool's slot.
     * @return what to do with it.
     */
    int onMessage(final long message, final DirectBuffer buffer, final int offset, final int length)
    {
        if (message == next && next < limit)
        {
            return NEXT;
        }
        if (message < next || (message < limit && isKept(message)))
        {
            return DUPLICATE;
        }
        return message < limit ? keep(message, buffer, offset, length) : BEYOND_WINDOW;
    }

    /**
     * The next message is being delivered.
     */
    void advance()
    {
        final int word = word(next);
        if (0 != (bits[word] & 1L << next))
        {
            bits[word] &= ~(1L << next);
            kept--;
        }
        next++;
    }

    /**
     * The message in front of the next one was delivered: its memory is not needed any more.
     */
    void release()
    {
        final int index = chunkIndex(next - 1);
        if (null != chunks[index] && (kept == 0 || 0 == (next & MessageChunk.MASK)))
        {
            pool.give(chunks[index]);
            chunks[index] = null;
        }
    }

    /**
     * Whether the next message is here already.
     *
     * @return true if {@link #keptChunk()} holds it.
     */
    boolean hasKept()
    {
        return kept > 0 && isKept(next);
    }

    /**
     * The chunk that holds the next message, valid until {@link #release()}.
     *
     * @return chunk of the next message.
     */
    MessageChunk keptChunk()
    {
        return chunks[chunkIndex(next)];
    }

    /**
     * Promise more, never less.
     *
     * @param room messages that the application has room for.
     * @return messages beyond {@link #next()} that the peer may send: the credit to tell it.
     */
    int promise(final int room)
    {
        limit = Math.max(limit, next + Math.min(Math.max(room, 0), window));
        return (int)(limit - next);
    }

    /**
     * Which messages behind the next one are here.
     *
     * @return bit i stands for message next + 1 + i.
     */
    long ackBits()
    {
        if (kept == 0)
        {
            return 0;
        }
        final long first = next + 1;
        final int shift = (int)first & (Long.SIZE - 1);
        final long low = bits[word(first)] >>> shift;
        return shift == 0 ? low : low | bits[word(first + Long.SIZE)] << (Long.SIZE - shift);
    }

    long next()
    {
        return next;
    }

    long limit()
    {
        return limit;
    }

    int kept()
    {
        return kept;
    }

    /**
     * Chunks that are borrowed.
     */
    int chunks()
    {
        int count = 0;
        for (final MessageChunk chunk : chunks)
        {
            count += null == chunk ? 0 : 1;
        }
        return count;
    }

    /**
     * Give all memory back.
     */
    void clear()
    {
        for (int i = 0; i < chunks.length; i++)
        {
            if (null != chunks[i])
            {
                pool.give(chunks[i]);
                chunks[i] = null;
            }
        }
        Arrays.fill(bits, 0);
        kept = 0;
    }

    private int keep(final long message, final DirectBuffer buffer, final int offset, final int length)
    {
        final int index = chunkIndex(message);
        if (null == chunks[index])
        {
            chunks[index] = pool.takeForReceiving();
            if (null == chunks[index])
            {
                return NO_MEMORY;
            }
        }
        final MessageChunk chunk = chunks[index];
        chunk.buffer.putBytes(chunk.offset(message), buffer, offset, length);
        chunk.lengths[(int)message & MessageChunk.MASK] = length;
        bits[word(message)] |= 1L << message;
        kept++;
        return KEPT;
    }

    private boolean isKept(final long message)
    {
        return 0 != (bits[word(message)] & 1L << message);
    }

    private int word(final long message)
    {
        return (int)(message >>> 6) & (bits.length - 1);
    }

    private int chunkIndex(final long message)
    {
        return (int)(message >>> MessageChunk.SHIFT) & chunks.length - 1;
    }
}
