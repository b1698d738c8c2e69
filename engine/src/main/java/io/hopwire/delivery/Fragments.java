package io.hopwire.delivery;

/**
 * How a message is cut: into a number of equally long pieces, but for the last one, which may be shorter. The total
 * length and the number of pieces say where each begins and ends, so neither is told.
 */
public final class Fragments
{
    /** Most pieces: their number has 16 bits. */
    public static final int MAX_COUNT = 0xFFFF;

    private Fragments()
    {
    }

    /**
     * Pieces that a message needs.
     *
     * @param total bytes of the message, 1 or more.
     * @param most  bytes that a piece may have.
     * @return pieces; more than {@link #MAX_COUNT} where it can not be cut that small.
     */
    public static int count(final int total, final int most)
    {
        return (total - 1) / most + 1;
    }

    /**
     * Where a piece begins.
     *
     * @param total bytes of the message.
     * @param count pieces.
     * @param index of the piece.
     * @return its first byte.
     */
    public static int offset(final int total, final int count, final int index)
    {
        return index * unit(total, count);
    }

    /**
     * Bytes of a piece.
     *
     * @param total bytes of the message.
     * @param count pieces.
     * @param index of the piece.
     * @return its length.
     */
    public static int length(final int total, final int count, final int index)
    {
        return Math.min(unit(total, count), total - offset(total, count, index));
    }

    /**
     * Whether a message can have so many pieces: no piece is empty.
     *
     * @param total bytes of the message.
     * @param count pieces.
     * @return true if {@link #count} could have said so.
     */
    public static boolean isPossible(final int total, final int count)
    {
        return total > 0 && count > 0 && count <= MAX_COUNT && count <= total &&
            (long)(count - 1) * unit(total, count) < total;
    }

    private static int unit(final int total, final int count)
    {
        return (total - 1) / count + 1;
    }
}
