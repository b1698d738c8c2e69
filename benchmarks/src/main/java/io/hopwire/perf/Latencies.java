package io.hopwire.perf;

import org.HdrHistogram.Histogram;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DataFormatException;

/**
 * Histograms of nanoseconds, and how they travel from worker to controller.
 */
final class Latencies
{
    private static final int SIGNIFICANT_DIGITS = 3;

    private Latencies()
    {
    }

    static Histogram newHistogram(final long highestNs)
    {
        return new Histogram(1, 2 * highestNs, SIGNIFICANT_DIGITS);
    }

    static String encode(final Histogram histogram)
    {
        final ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        final int length = histogram.encodeIntoCompressedByteBuffer(buffer);
        return Base64.getEncoder().withoutPadding().encodeToString(Arrays.copyOf(buffer.array(), length));
    }

    static Histogram decode(final String text)
    {
        try
        {
            return Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(Base64.getDecoder().decode(text)), 1);
        }
        catch (final DataFormatException ex)
        {
            throw new IllegalArgumentException("not a histogram: " + text, ex);
        }
    }
}
