package io.hopwire.delivery;

import org.agrona.DirectBuffer;

/**
 * Receiving side of messages that need no order: each is handed on when it comes, and once. They have offsets like
 * those of a {@link ReceiveStream}, by which it knows what was here. A range has whole messages, as many as a packet
 * took. What was lost may be cut anew, at the end of other messages, so a range may have some that were here before.
 * <pre>
 *                  base
 *   handed on .....|   (hole)   seen  (hole)  seen
 * </pre>
 * Nothing is kept, and nothing copied. Pure: no clock, no callback. Not thread-safe.
 */
public final class UnorderedStream
{
    /** It has messages that were not here: {@link #next()} finds them. */
    public static final int NEW = 0;
    /** All of it was here before. */
    public static final int DUPLICATE = 1;
    /** It is more than was promised, or lies in front of the beginning. */
    public static final int BEYOND_CREDIT = 2;
    /** There are too many holes; it will be sent again. */
    public static final int NO_MEMORY = 3;
    /** It has no whole messages. */
    public static final int MALFORMED = 4;

    private final int maxRanges;
    private final int maxMessageLength;
    private final ReceiveCredit credit;
    private final Ranges seen = new Ranges();
    private long base;
    private DirectBuffer buffer;
    /** What an offset in the buffer and the one in the stream differ by. */
    private long shift;
    private long from;
    private int end;
    private boolean isAllNew;
    private int runStart;
    private int runEnd;

    /**
     * Without anything.
     *
     * @param maxRanges        ranges remembered at most, with holes between them.
     * @param maxMessageLength bytes of the longest message.
     * @param credit           what was promised.
     */
    public UnorderedStream(final int maxRanges, final int maxMessageLength, final ReceiveCredit credit)
    {
        this.maxRanges = maxRanges;
        this.maxMessageLength = maxMessageLength;
        this.credit = credit;
    }

    /**
     * A range came. Where it is {@link #NEW}, all that {@link #next()} finds must be handed on, until it finds no more.
     *
     * @param first  its offset.
     * @param holder holds it.
     * @param offset first byte.
     * @param length bytes, 1 or more.
     * @return what to do with it.
     */
    public int onRange(final long first, final DirectBuffer holder, final int offset, final int length)
    {
        buffer = holder;
        from = first;
        shift = first - offset;
        end = offset + length;
        runEnd = offset;
        isAllNew = from >= highest();
        final int fresh = from < 0 ? 0 : fresh(offset);
        if (fresh < 0)
        {
            return MALFORMED;
        }
        if (from < 0 || !credit.coversBeside(fresh))
        {
            return BEYOND_CREDIT;
        }
        if (0 == fresh)
        {
            return DUPLICATE;
        }
        if (seen.count() == maxRanges && from > base)
        {
            return NO_MEMORY;
        }
        credit.onBeside(fresh);
        return NEW;
    }

    /**
     * Go to the next messages that were not here before.
     *
     * @return false where there are no more: from now on all of the range was here.
     */
    public boolean next()
    {
        int at = runEnd;
        while (!isAllNew && at < end && isSeen(at, size(at)))
        {
            at += size(at);
        }
        runStart = at;
        at = isAllNew ? end : at;
        while (at < end && !isSeen(at, size(at)))
        {
            at += size(at);
        }
        runEnd = at;
        if (runStart == runEnd)
        {
            add(end + shift);
            return false;
        }
        return true;
    }

    /** {@return where in the buffer they begin} */
    public int offset()
    {
        return runStart;
    }

    /** {@return their bytes, headers among them} */
    public int length()
    {
        return runEnd - runStart;
    }

    /** {@return highest offset that was here, and one more: what comes next is near it} */
    public long highest()
    {
        return seen.isEmpty() ? base : seen.end(seen.count() - 1);
    }

    /**
     * {@return how many messages there are}
     *
     * @param holder holds them.
     * @param offset first byte.
     * @param length bytes.
     */
    public static int messages(final DirectBuffer holder, final int offset, final int length)
    {
        int messages = 0;
        int at = offset;
        while (at < offset + length)
        {
            at += MessageHeader.size(holder, at, offset + length);
            messages++;
        }
        return messages;
    }

    /**
     * Whether bytes are whole messages.
     *
     * @param holder           holds them.
     * @param offset           first byte.
     * @param length           bytes.
     * @param maxMessageLength bytes of the longest message.
     * @return false where they are not.
     */
    public static boolean areMessages(
        final DirectBuffer holder, final int offset, final int length, final int maxMessageLength)
    {
        final int end = offset + length;
        int at = offset;
        boolean areWhole = true;
        while (areWhole && at < end)
        {
            final int size = MessageHeader.size(holder, at, end);
            areWhole = 0 < size && size <= end - at && size - MessageHeader.MAX_LENGTH <= maxMessageLength;
            at += size;
        }
        return areWhole;
    }

    /** Bytes of messages that were not here; negative where they are none. */
    private int fresh(final int offset)
    {
        if (!areMessages(buffer, offset, end - offset, maxMessageLength))
        {
            return -1;
        }
        if (isAllNew)
        {
            return end - offset;
        }
        int fresh = 0;
        for (int at = offset; at < end; at += size(at))
        {
            fresh += isSeen(at, size(at)) ? 0 : size(at);
        }
        return fresh;
    }

    private int size(final int at)
    {
        return MessageHeader.size(buffer, at, end);
    }

    private boolean isSeen(final int at, final int size)
    {
        final long start = at + shift;
        return start + size <= base || (!seen.isEmpty() && seen.contains(start, start + size));
    }

    private void add(final long to)
    {
        if (to > base)
        {
            seen.add(Math.max(from, base), to);
        }
        if (!seen.isEmpty() && seen.start(0) <= base)
        {
            base = seen.end(0);
            seen.removeFirst();
        }
    }
}
