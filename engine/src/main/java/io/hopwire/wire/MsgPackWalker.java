package io.hopwire.wire;

import io.hopwire.spi.Limits;
import org.agrona.DirectBuffer;

/**
 * Passes over one msgpack value with all that is in it, without recursion: hostile nesting costs nothing but the
 * answer. Takes at most one step per byte.
 */
final class MsgPackWalker
{
    /** Values still owed at each level of nesting. Level 0 owes the one value that the walk is about. */
    private final int[] owed = new int[Limits.MSGPACK_MAX_DEPTH + 1];
    private final MsgPackHead head = new MsgPackHead();

    private long totalOwed;
    private int depth;
    private int mapLevels;
    private int end;

    /**
     * Walk over the value at an offset.
     *
     * @param buffer to read.
     * @param offset of its lead byte.
     * @param limit  where the bytes end.
     * @param strict true also refuses what seed 004 does not allow.
     * @return {@link MsgPackError#NONE}, and then {@link #end()} tells where the value ends, or why it is refused.
     */
    MsgPackError walk(final DirectBuffer buffer, final int offset, final int limit, final boolean strict)
    {
        begin(offset);
        MsgPackError error = MsgPackError.NONE;
        while (totalOwed > 0 && error == MsgPackError.NONE)
        {
            ascend();
            error = head.read(buffer, end, limit);
            if (error == MsgPackError.NONE && strict)
            {
                error = checkSeed004();
            }
            if (error == MsgPackError.NONE)
            {
                error = pass(limit);
            }
        }
        return error;
    }

    /**
     * Where the walk ended.
     *
     * @return offset behind the value.
     */
    int end()
    {
        return end;
    }

    private void begin(final int offset)
    {
        end = offset;
        depth = 0;
        mapLevels = 0;
        totalOwed = 1;
        owed[0] = 1;
    }

    private void ascend()
    {
        while (owed[depth] == 0)
        {
            depth--;
        }
    }

    private MsgPackError checkSeed004()
    {
        if (head.type() == MsgPackType.EXTENSION)
        {
            return MsgPackError.EXTENSION;
        }
        final boolean isKey = (mapLevels >>> depth & 1) != 0 && (owed[depth] & 1) == 0;
        return isKey && head.type() != MsgPackType.STRING ? MsgPackError.KEY : MsgPackError.NONE;
    }

    private MsgPackError pass(final int limit)
    {
        end = head.bodyOffset() + head.bodyLength();
        owed[depth]--;
        totalOwed += head.childCount() - 1;
        if (totalOwed > limit - end)
        {
            return head.isContainer() ? MsgPackError.COUNT : MsgPackError.TRUNCATED;
        }
        return head.isContainer() ? descend() : MsgPackError.NONE;
    }

    private MsgPackError descend()
    {
        if (depth == Limits.MSGPACK_MAX_DEPTH)
        {
            return MsgPackError.DEPTH;
        }
        depth++;
        owed[depth] = head.childCount();
        mapLevels = head.type() == MsgPackType.MAP ? mapLevels | 1 << depth : mapLevels & ~(1 << depth);
        return MsgPackError.NONE;
    }
}
