package io.hopwire.delivery;

import org.agrona.DirectBuffer;

/**
 * Receiving side of a stream: hands it on in order and once, keeps what came too early.
 * <pre>
 *                 next                        next + window
 *   handed on ....|   (hole)   xxxxx  (hole)  xx   |  more than was promised
 *                              kept           kept
 * </pre>
 * In the usual case, what is next in order, nothing is copied: the caller hands it on from where it came. Pure: no
 * clock, no callback. Not thread-safe.
 */
public final class ReceiveStream
{
    /** It has what is next: hand it on from {@link #skip()} on, then what {@link #hasKept()}. */
    public static final int NEXT = 0;
    /** It was kept for later. */
    public static final int KEPT = 1;
    /** All of it was here before. */
    public static final int DUPLICATE = 2;
    /** It is more than was promised, or lies in front of the beginning. */
    public static final int BEYOND_WINDOW = 3;
    /** There is no memory for it; it will be sent again. */
    public static final int NO_MEMORY = 4;

    private final int maxRanges;
    private final ReceiveCredit credit;
    private final StreamMemory memory;
    private final Ranges kept = new Ranges();
    private long next;
    private int skip;

    /**
     * Without anything.
     *
     * @param window    bytes between the first hole and the last byte kept, at most.
     * @param maxRanges ranges kept at most, with holes between them.
     * @param credit    what was promised.
     * @param pool      memory for what is kept.
     * @param first     offset of the first byte.
     */
    public ReceiveStream(
        final int window, final int maxRanges, final ReceiveCredit credit, final StreamPool pool, final long first)
    {
        this.next = first;
        this.maxRanges = maxRanges;
        this.credit = credit;
        this.memory = new StreamMemory(pool, window, true);
    }

    /**
     * A range came.
     *
     * @param from   its offset in the stream.
     * @param buffer holds it.
     * @param offset first byte.
     * @param length bytes.
     * @return what to do with it.
     */
    public int onRange(final long from, final DirectBuffer buffer, final int offset, final int length)
    {
        final long to = from + length;
        if (0 <= from && to <= next || (!kept.isEmpty() && kept.contains(from, to)))
        {
            return DUPLICATE;
        }
        if (from < 0 || !credit.covers(to))
        {
            return BEYOND_WINDOW;
        }
        if (from > next)
        {
            return keep(from, to, buffer, offset);
        }
        credit.onReceived(to);
        skip = (int)(next - from);
        return NEXT;
    }

    /**
     * {@return bytes of the last range that was {@link #NEXT} that were handed on before}
     */
    public int skip()
    {
        return skip;
    }

    /**
     * So much of what is next is handed on.
     *
     * @param length bytes.
     */
    public void advance(final int length)
    {
        next += length;
        credit.onHandedOn(next);
        kept.removeBelow(next);
    }

    /**
     * What was kept in front of {@link #next()} was handed on: its memory is not needed any more.
     */
    public void release()
    {
        if (memory.blocks() > 0)
        {
            memory.freeBelow(next, kept.isEmpty());
        }
    }

    /**
     * Whether what is next is here already.
     *
     * @return true if {@link #keptBuffer()} holds it.
     */
    public boolean hasKept()
    {
        return !kept.isEmpty() && kept.start(0) == next;
    }

    /**
     * {@return the memory of what is next, valid until {@link #release()}}
     */
    public DirectBuffer keptBuffer()
    {
        return memory.block(next);
    }

    /**
     * {@return where in its memory the next byte lies}
     */
    public int keptOffset()
    {
        return StreamMemory.place(next);
    }

    /**
     * {@return how many bytes lie there one behind the other}
     */
    public int keptLength()
    {
        return (int)Math.min(kept.end(0) - next, StreamBlock.LENGTH - keptOffset());
    }

    /**
     * {@return offset of what is to be handed on next}
     */
    public long next()
    {
        return next;
    }

    /**
     * {@return ranges that are kept}
     */
    public int kept()
    {
        return kept.count();
    }

    /**
     * {@return blocks of memory that it holds}
     */
    public int blocks()
    {
        return memory.blocks();
    }

    /**
     * Give all memory back.
     */
    public void clear()
    {
        memory.clear();
        kept.clear();
    }

    private int keep(final long from, final long to, final DirectBuffer buffer, final int offset)
    {
        if (kept.count() == maxRanges || !memory.reserve(from, to))
        {
            return NO_MEMORY;
        }
        credit.onReceived(to);
        memory.put(from, buffer, offset, (int)(to - from));
        kept.add(from, to);
        return KEPT;
    }
}
