package io.hopwire.component.session;

import io.hopwire.delivery.ReceiveCredit;
import org.agrona.DirectBuffer;

import java.util.Arrays;

/**
 * Receiving side of a session's messages: delivers in order and once, keeps what came too early.
 * <pre>
 *                 next               next + window
 *   delivered ....|  ? x x ? x ? ? ? ? |  nobody honest sends it yet
 *                  bits: one per message, a ring
 * </pre>
 * How many bytes may come is a matter of credit; the window only bounds how many messages may be under way.
 * In the usual case, the next message in order, nothing is copied: the caller delivers it from the packet. Pure: no
 * clock, no callback.
 */
final class ReceiveWindow
{
    /** It is the next one: {@link #advance}, deliver it from the packet, {@link #release()}. */
    static final int NEXT = 0;
    /** It was kept for later. */
    static final int KEPT = 1;
    /** It was here before. */
    static final int DUPLICATE = 2;
    /** It lies beyond the window, or is more than was promised. */
    static final int BEYOND_WINDOW = 3;
    /** There is no memory for it; it will be sent again. */
    static final int NO_MEMORY = 4;

    private final MessagePool pool;
    private final ReceiveCredit credit;
    private final int window;
    private final long[] bits;
    private final MessageChunk[] chunks;
    private long next;
    private int kept;

    ReceiveWindow(final int window, final ReceiveCredit credit, final MessagePool pool)
    {
        this(window, credit, pool, 0);
    }

    ReceiveWindow(final int window, final ReceiveCredit credit, final MessagePool pool, final long first)
    {
        this.next = first;
        this.pool = pool;
        this.credit = credit;
        this.window = window;
        this.bits = new long[Math.max(window, Long.SIZE) / Long.SIZE];
        this.chunks = MessageChunk.ring(window);
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
        final int cost = ReceiveCredit.cost(length);
        if (message < next || (kept > 0 && message < next + window && isKept(message)))
        {
            return DUPLICATE;
        }
        if (message >= next + window || !credit.covers(cost))
        {
            return BEYOND_WINDOW;
        }
        final int result = message == next ? NEXT : keep(message, buffer, offset, length);
        if (result != NO_MEMORY)
        {
            credit.take(cost);
        }
        return result;
    }

    /**
     * The next message is being delivered.
     *
     * @param length its bytes.
     */
    void advance(final int length)
    {
        credit.onDelivered(ReceiveCredit.cost(length));
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

    long next()
    {
        return next;
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
