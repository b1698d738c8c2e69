package io.hopwire.core;

import io.hopwire.wire.FrameFlyweight;
import io.hopwire.wire.TransmissionFlyweight;
import org.agrona.DirectBuffer;

/**
 * For hosts whose network hands over many datagrams in one piece: where one ends.
 */
public final class FrameSplitting
{
    private FrameSplitting()
    {
    }

    /**
     * Length of the frame that begins here. A datagram of several frames may be split into them: to the core a frame is
     * the same alone or behind another.
     *
     * @param buffer    what was read.
     * @param offset    where the frame begins.
     * @param remaining bytes from there to the end of the read.
     * @return bytes, at most the remaining ones, or 0 where no frame begins.
     */
    public static int length(final DirectBuffer buffer, final int offset, final int remaining)
    {
        return null == FrameFlyweight.validate(buffer, offset, remaining) ?
            FrameFlyweight.frameLength(buffer, offset) : 0;
    }

    /**
     * Length of the transmission that begins here: what {@link #length} is in a bare network.
     *
     * @param buffer    what was read.
     * @param offset    where the transmission begins.
     * @param remaining bytes from there to the end of the read.
     * @return bytes, at most the remaining ones, or 0 where no transmission begins, or a longer one.
     */
    public static int transmissionLength(final DirectBuffer buffer, final int offset, final int remaining)
    {
        return TransmissionFlyweight.wholeLength(buffer, offset, remaining);
    }
}
