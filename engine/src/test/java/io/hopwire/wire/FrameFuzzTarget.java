package io.hopwire.wire;

import io.hopwire.test.FuzzTarget;
import org.agrona.concurrent.UnsafeBuffer;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Frames of a datagram, one behind the other: each has a length that goes on and does not go beyond the end.
 */
public final class FrameFuzzTarget
{
    private FrameFuzzTarget()
    {
    }

    /**
     * Reads as the engine does, with objects that are there already.
     *
     * @return which.
     */
    public static FuzzTarget.Reader newReader()
    {
        return (input, length) -> null == FrameFlyweight.validate(input, 0, length);
    }

    /**
     * Try one input.
     *
     * @param data of a fuzzer.
     */
    public static void fuzzerTestOneInput(final byte[] data)
    {
        final UnsafeBuffer input = new UnsafeBuffer(data);
        int position = 0;
        while (null == FrameFlyweight.validate(input, position, data.length - position))
        {
            final int length = FrameFlyweight.frameLength(input, position);
            final int type = FrameFlyweight.frameType(input, position);
            assertTrue(FrameTypes.isKnown(type));
            assertTrue(length >= FrameTypes.minFrameLength(type) && position + length <= data.length);
            FrameFlyweight.receiverIndex(input, position);
            position += length;
        }
    }
}
