package io.hopwire.circuit;

import io.hopwire.codec.CellHeaderDecoder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

/**
 * Header of a cell, as {@link CircuitTable} draws it.
 */
final class CellHeader
{
    static final int LENGTH = CellHeaderDecoder.BLOCK_LENGTH;
    static final int KIND_OFFSET = CellHeaderDecoder.kindEncodingOffset();
    static final int BUDGET_OFFSET = CellHeaderDecoder.hopBudgetEncodingOffset();
    static final int FLAGS_OFFSET = CellHeaderDecoder.flagsEncodingOffset();
    static final int LABEL_OFFSET = CellHeaderDecoder.labelEncodingOffset();

    /** Of an answer: the far end itself has sent it. */
    static final int FLAG_LAST = 1;

    private CellHeader()
    {
    }

    static boolean isLast(final DirectBuffer buffer, final int offset)
    {
        return 0 != (buffer.getShort(offset + FLAGS_OFFSET, LITTLE_ENDIAN) & FLAG_LAST);
    }

    static void put(
        final MutableDirectBuffer buffer,
        final int offset,
        final int kind,
        final int budget,
        final int flags,
        final int label)
    {
        buffer.putByte(offset + KIND_OFFSET, (byte)kind);
        buffer.putByte(offset + BUDGET_OFFSET, (byte)budget);
        buffer.putShort(offset + FLAGS_OFFSET, (short)flags, LITTLE_ENDIAN);
        buffer.putInt(offset + LABEL_OFFSET, label, LITTLE_ENDIAN);
    }
}
