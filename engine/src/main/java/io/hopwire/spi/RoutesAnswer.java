package io.hopwire.spi;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import static org.agrona.BitUtil.SIZE_OF_INT;
import static org.agrona.BitUtil.SIZE_OF_LONG;

/**
 * The body of an answer to {@link Commands#ROUTES}: the routes of a session, in the order in which they were found.
 * <pre>
 *   0               8      12      16            20                 28
 *   +---------------+------+-------+-------------+------------------+ - -
 *   | round trip ns | hops | state | loss in ppm | bytes per second |  the next route
 *   +---------------+------+-------+-------------+------------------+ - -
 * </pre>
 */
public final class RoutesAnswer
{
    /** Bytes of one route. */
    public static final int LENGTH = 2 * SIZE_OF_LONG + 3 * SIZE_OF_INT;
    /** Bytes of the longest answer. */
    public static final int MAX_LENGTH = Limits.MAX_ROUTES * LENGTH;
    /** State of a route by which nothing has come yet. */
    public static final int NEW = 0;
    /** State of a route by which the peer was heard. */
    public static final int LIVE = 1;
    /** State of a route that does not answer. */
    public static final int SILENT = 2;
    /** State of a route that answers, and loses much. */
    public static final int DEGRADED = 3;
    /** All is lost. */
    public static final int MILLION = 1_000_000;

    private static final int HOPS_OFFSET = SIZE_OF_LONG;
    private static final int STATE_OFFSET = HOPS_OFFSET + SIZE_OF_INT;
    private static final int LOSS_OFFSET = STATE_OFFSET + SIZE_OF_INT;
    private static final int RATE_OFFSET = LOSS_OFFSET + SIZE_OF_INT;

    private RoutesAnswer()
    {
    }

    /**
     * Write a route.
     *
     * @param buffer         to write to.
     * @param offset         first byte of the route.
     * @param hops           links from end to end.
     * @param state          {@link #NEW}, {@link #LIVE}, {@link #SILENT} or {@link #DEGRADED}.
     * @param rttNs          round trip in nanoseconds, 0 where it is not known.
     * @param loss           parts of a {@link #MILLION} of what is sent and answered.
     * @param bytesPerSecond that are sent by it.
     */
    public static void put(
        final MutableDirectBuffer buffer,
        final int offset,
        final int hops,
        final int state,
        final long rttNs,
        final int loss,
        final long bytesPerSecond)
    {
        buffer.putLong(offset, rttNs);
        buffer.putInt(offset + HOPS_OFFSET, hops);
        buffer.putInt(offset + STATE_OFFSET, state);
        buffer.putInt(offset + LOSS_OFFSET, loss);
        buffer.putLong(offset + RATE_OFFSET, bytesPerSecond);
    }

    /**
     * {@return links from end to end}
     *
     * @param buffer holds the answer.
     * @param offset first byte of the route.
     */
    public static int hops(final DirectBuffer buffer, final int offset)
    {
        return buffer.getInt(offset + HOPS_OFFSET);
    }

    /**
     * {@return {@link #NEW}, {@link #LIVE}, {@link #SILENT} or {@link #DEGRADED}}
     *
     * @param buffer holds the answer.
     * @param offset first byte of the route.
     */
    public static int state(final DirectBuffer buffer, final int offset)
    {
        return buffer.getInt(offset + STATE_OFFSET);
    }

    /**
     * {@return round trip in nanoseconds, 0 where it is not known}
     *
     * @param buffer holds the answer.
     * @param offset first byte of the route.
     */
    public static long rttNs(final DirectBuffer buffer, final int offset)
    {
        return buffer.getLong(offset);
    }

    /**
     * {@return bytes a second that are sent by it}
     *
     * @param buffer holds the answer.
     * @param offset first byte of the route.
     */
    public static long bytesPerSecond(final DirectBuffer buffer, final int offset)
    {
        return buffer.getLong(offset + RATE_OFFSET);
    }

    /**
     * {@return parts of a {@link #MILLION} of what is sent and answered}
     *
     * @param buffer holds the answer.
     * @param offset first byte of the route.
     */
    public static int loss(final DirectBuffer buffer, final int offset)
    {
        return buffer.getInt(offset + LOSS_OFFSET);
    }
}
