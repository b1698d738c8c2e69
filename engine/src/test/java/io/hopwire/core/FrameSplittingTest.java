package io.hopwire.core;

import io.hopwire.wire.FrameFlyweight;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FrameSplittingTest
{
    private final UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(4096));

    @Test
    void frameTellsItsLength()
    {
        final int length = FrameFlyweight.putDataHeader(buffer, 7, 1, 2, 64);
        assertEquals(length, FrameSplitting.length(buffer, 7, length));
        assertEquals(length, FrameSplitting.length(buffer, 7, 4000));
        assertEquals(0, FrameSplitting.length(buffer, 7, length - 1), "more than there is");
        assertEquals(0, FrameSplitting.length(buffer, 7, 1));
        assertEquals(0, FrameSplitting.length(buffer, 7, 0));
    }

    @Test
    void noiseHardlyEverLooksLikeAFrame()
    {
        final Random random = new Random(1);
        int seen = 0;
        for (int i = 0; i < 250; i++)
        {
            final byte[] noise = new byte[4096];
            random.nextBytes(noise);
            buffer.putBytes(0, noise);
            for (int offset = 0; offset < noise.length; offset++)
            {
                seen += Integer.signum(FrameSplitting.length(buffer, offset, noise.length - offset));
            }
        }
        assertTrue(seen < 25, "of a million places " + seen);
    }
}
