package io.hopwire.sim;

import org.agrona.concurrent.UnsafeBuffer;

import java.util.Arrays;

/**
 * Slots of one size for bytes that are under way. The bytes lie in pieces of 64 KiB that never move; what is known of a
 * packet lies in one row of one array, half a cache line. The slot that became free last is used first.
 */
final class PacketSlab
{
    static final int LENGTH = 0;
    static final int KIND = 1;
    static final int SENDER = 2;
    static final int SOURCE = 3;
    static final int DESTINATION = 4;

    private static final int ROW_BITS = 3;
    private static final int PIECE_BITS = 16;
    private static final int INITIAL_CAPACITY = 64;

    private final int slotBits;
    private byte[][] pieces = new byte[1][];
    private int[] rows = new int[INITIAL_CAPACITY << ROW_BITS];
    private int[] free = new int[INITIAL_CAPACITY];
    private int freeCount;
    private int used;

    PacketSlab(final int slotLength)
    {
        slotBits = Integer.numberOfTrailingZeros(slotLength);
    }

    int slotLength()
    {
        return 1 << slotBits;
    }

    int inUse()
    {
        return used - freeCount;
    }

    int acquire()
    {
        return freeCount > 0 ? free[--freeCount] : extend();
    }

    void release(final int slot)
    {
        assert slot < used && freeCount < used : "no more is given back than was taken";
        free[freeCount++] = slot;
    }

    void wrap(final UnsafeBuffer view, final int slot)
    {
        final int piece = slot >>> PIECE_BITS - slotBits;
        view.wrap(pieces[piece], (slot << slotBits) - (piece << PIECE_BITS), 1 << slotBits);
    }

    int get(final int slot, final int field)
    {
        return rows[(slot << ROW_BITS) + field];
    }

    void set(final int slot, final int field, final int value)
    {
        rows[(slot << ROW_BITS) + field] = value;
    }

    private int extend()
    {
        final int slot = used++;
        if (slot == free.length)
        {
            free = Arrays.copyOf(free, 2 * slot);
            rows = Arrays.copyOf(rows, 2 * slot << ROW_BITS);
        }
        final int piece = slot >>> PIECE_BITS - slotBits;
        if (piece == pieces.length)
        {
            pieces = Arrays.copyOf(pieces, 2 * piece);
        }
        if (null == pieces[piece])
        {
            pieces[piece] = new byte[1 << PIECE_BITS];
        }
        return slot;
    }
}
