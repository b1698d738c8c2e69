package io.hopwire.sim.fault;

import io.hopwire.delivery.DeliveryHeader;
import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;
import io.hopwire.sim.SimRandom;
import io.hopwire.sim.Tampering;
import org.agrona.MutableDirectBuffer;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

/**
 * Acknowledges the newest packet that came and none before it, and seldom, so that as much as possible looks lost.
 */
final class Grabbing extends Mischief implements Tampering
{
    private static final long SHORTEST_NS = 10_000_000L;
    private static final int DOUBLINGS = 7;
    private static final int RANGES_OFFSET = 1;
    private static final int RUN_OFFSET = 2;
    private static final short NOTHING = 0;
    private static final int MAX_DISTANCE = 0xFFFF;

    private final long everyNs;
    private long nextNs;

    Grabbing(final SimNetwork network, final SimNode node, final SimRandom luck)
    {
        super(network, node, luck);
        everyNs = SHORTEST_NS << luck.nextInt(DOUBLINGS);
    }

    @Override
    Tampering tampering()
    {
        return this;
    }

    /**
     * Where the last acknowledgement has just left, a packet that does nothing but acknowledge is kept, and one that
     * does more does not acknowledge, if it has not ranges, which must have something before them.
     */
    @Override
    public boolean onPacket(final MutableDirectBuffer plaintext, final int offset, final int length)
    {
        final boolean hasFrames = length > DeliveryHeader.length(plaintext, offset, length);
        final boolean isDue = network.nowNs() >= nextNs;
        if (!hasFrames && !isDue)
        {
            return false;
        }
        nextNs = isDue ? network.nowNs() + everyNs : nextNs;
        if (isDue)
        {
            nameNewestOnly(plaintext, offset);
        }
        else if (0 == plaintext.getByte(offset + RANGES_OFFSET))
        {
            plaintext.putShort(offset + RUN_OFFSET, NOTHING, LITTLE_ENDIAN);
        }
        return true;
    }

    /** The header as {@link DeliveryHeader} draws it. What more came has not come. */
    private static void nameNewestOnly(final MutableDirectBuffer buffer, final int offset)
    {
        final int run = buffer.getShort(offset + RUN_OFFSET, LITTLE_ENDIAN) & MAX_DISTANCE;
        final boolean hasRanges = 0 != buffer.getByte(offset + RANGES_OFFSET);
        final int gapOffset = offset + DeliveryHeader.LENGTH;
        final int gap = hasRanges ? (buffer.getShort(gapOffset, LITTLE_ENDIAN) & MAX_DISTANCE) + run - 1 : 0;
        if (run > 1 && gap <= MAX_DISTANCE)
        {
            buffer.putByte(offset, (byte)(buffer.getByte(offset) & ~DeliveryHeader.FLAG_MORE));
            buffer.putShort(offset + RUN_OFFSET, (short)1, LITTLE_ENDIAN);
            if (hasRanges)
            {
                buffer.putShort(gapOffset, (short)gap, LITTLE_ENDIAN);
            }
        }
    }
}
