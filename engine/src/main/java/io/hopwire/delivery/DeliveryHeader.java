package io.hopwire.delivery;

import io.hopwire.spi.Limits;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

/**
 * What every packet tells its receiver, whatever else it carries: which packets arrived, how much more may be sent, and
 * how far back the receiver has to remember. Little endian.
 * <pre>
 *    0       1        2       4          8          12      14
 *   +-------+--------+-------+----------+----------+-------+---------------------+----------
 *   | flags | ranges | run   | newest   | credit   | floor | ranges x (gap, run) | frames ...
 *   +-------+--------+-------+----------+----------+-------+---------------------+----------
 *
 *   ranges   further ranges of packet numbers that arrived, each 4 bytes, in descending order
 *   run      packets of the newest range, 0 where nothing is acknowledged; of a further one, 1 or more
 *   newest   newest packet that arrived, low half of its number
 *   gap      packets between a range and the one before it that did not arrive, 1 or more
 *   credit   low half of the limit up to which bytes may be sent, counted from the beginning
 *   floor    how far below this packet's number the oldest one lies that its sender may still be told of; what is
 *            further away than 16 bits can say is not limited
 * </pre>
 */
public final class DeliveryHeader
{
    /** Bytes without further ranges. */
    public static final int LENGTH = 14;
    /** Bytes of a further range. */
    public static final int RANGE_LENGTH = 4;

    /** More arrived than there was room to tell: what is not named may have arrived, too. */
    public static final int FLAG_MORE = 1;
    /**
     * The newest packet that asks for an acknowledgement arrived longer ago than one may wait: this one measures no
     * round trip.
     */
    public static final int FLAG_STALE = 2;

    /** Longest run, gap or distance that is told. */
    static final int MAX_DISTANCE = 0xFFFF;

    private static final int RANGES_OFFSET = 1;
    private static final int RUN_OFFSET = 2;
    private static final int NEWEST_OFFSET = 4;
    private static final int CREDIT_OFFSET = 8;
    private static final int FLOOR_OFFSET = 12;

    private DeliveryHeader()
    {
    }

    /**
     * Write a header, as many ranges with it as there is room for.
     *
     * @param buffer to write to.
     * @param offset of the header.
     * @param acks   what arrived.
     * @param room   bytes for further ranges.
     * @param stale  whether it measures no round trip.
     * @return bytes written.
     */
    public static int write(
        final MutableDirectBuffer buffer, final int offset, final AckRanges acks, final int room, final boolean stale)
    {
        final int newest = acks.count() - 1;
        final long number = newest < 0 ? 0 : acks.last(newest);
        final long all = newest < 0 ? 0 : number - acks.first(newest) + 1;
        final int run = (int)Math.min(all, MAX_DISTANCE);
        final int most = run < all ? 0 : Math.min(newest, Math.max(0, room) / RANGE_LENGTH);
        final int ranges = most > 0 ? writeRanges(buffer, offset + LENGTH, acks, most) : 0;
        final boolean more = run < all || ranges < newest;
        buffer.putByte(offset, (byte)((more ? FLAG_MORE : 0) | (stale ? FLAG_STALE : 0)));
        buffer.putByte(offset + RANGES_OFFSET, (byte)ranges);
        buffer.putShort(offset + RUN_OFFSET, (short)run, LITTLE_ENDIAN);
        buffer.putInt(offset + NEWEST_OFFSET, (int)number, LITTLE_ENDIAN);
        return LENGTH + ranges * RANGE_LENGTH;
    }

    private static int writeRanges(
        final MutableDirectBuffer buffer, final int offset, final AckRanges acks, final int most)
    {
        int written = 0;
        int at = offset;
        for (int i = acks.count() - 2; written < most; i--)
        {
            final long gap = acks.first(i + 1) - acks.last(i) - 1;
            final long run = acks.last(i) - acks.first(i) + 1;
            if (gap > MAX_DISTANCE || run > MAX_DISTANCE)
            {
                break;
            }
            buffer.putShort(at, (short)gap, LITTLE_ENDIAN);
            buffer.putShort(at + BitUtil.SIZE_OF_SHORT, (short)run, LITTLE_ENDIAN);
            at += RANGE_LENGTH;
            written++;
        }
        return written;
    }

    /**
     * Write the rest of a header.
     *
     * @param buffer       to write to.
     * @param offset       of the header.
     * @param limit        of {@link ReceiveCredit#limit()}.
     * @param packetNumber of the packet.
     * @param floor        lowest number its sender may still be told of.
     */
    public static void write(
        final MutableDirectBuffer buffer, final int offset, final long limit, final long packetNumber, final long floor)
    {
        assert floor <= packetNumber;
        buffer.putInt(offset + CREDIT_OFFSET, (int)limit, LITTLE_ENDIAN);
        buffer.putShort(
            offset + FLOOR_OFFSET, (short)Math.min(packetNumber - floor, MAX_DISTANCE), LITTLE_ENDIAN);
    }

    /**
     * Bytes of a header and its ranges.
     *
     * @param buffer holds it.
     * @param offset of the header.
     * @param length bytes of the packet, {@link #LENGTH} or more.
     * @return bytes, or negative where it does not fit the packet or has more ranges than anybody keeps.
     */
    public static int length(final DirectBuffer buffer, final int offset, final int length)
    {
        final int ranges = buffer.getByte(offset + RANGES_OFFSET) & 0xFF;
        final int needed = LENGTH + ranges * RANGE_LENGTH;
        return needed > length || ranges >= Limits.MAX_ACK_RANGES ? -1 : needed;
    }

    /**
     * Whether a flag is set.
     *
     * @param buffer holds the header.
     * @param offset of the header.
     * @param flag   which.
     * @return true if it is.
     */
    public static boolean has(final DirectBuffer buffer, final int offset, final int flag)
    {
        return 0 != (buffer.getByte(offset) & flag);
    }

    /**
     * Low half of the limit.
     *
     * @param buffer holds the header.
     * @param offset of the header.
     * @return low 32 bits.
     */
    public static int credit(final DirectBuffer buffer, final int offset)
    {
        return buffer.getInt(offset + CREDIT_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * Lowest packet number the sender may still be told of.
     *
     * @param buffer       holds the header.
     * @param offset       of the header.
     * @param packetNumber of the packet.
     * @return the number, 0 or less where it is not limited.
     */
    public static long floor(final DirectBuffer buffer, final int offset, final long packetNumber)
    {
        final int distance = buffer.getShort(offset + FLOOR_OFFSET, LITTLE_ENDIAN) & MAX_DISTANCE;
        return distance == MAX_DISTANCE ? 0 : packetNumber - distance;
    }

    static int ranges(final DirectBuffer buffer, final int offset)
    {
        return buffer.getByte(offset + RANGES_OFFSET) & 0xFF;
    }

    static int run(final DirectBuffer buffer, final int offset)
    {
        return buffer.getShort(offset + RUN_OFFSET, LITTLE_ENDIAN) & MAX_DISTANCE;
    }

    static int newest(final DirectBuffer buffer, final int offset)
    {
        return buffer.getInt(offset + NEWEST_OFFSET, LITTLE_ENDIAN);
    }
}
