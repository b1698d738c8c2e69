package io.hopwire.delivery;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * The round trip time and the numbers that travel in halves.
 */
class RttEstimatorTest
{
    @Test
    void aWholeNumberIsFoundFromItsLowHalf()
    {
        final long[] references = {0, 1, 5, 0x7FFF_FFFFL, 0x8000_0000L, 0xFFFF_FFFFL, 1L << 32, (1L << 40) + 3};
        final int[] distances = {0, 1, -1, 127, -127, Integer.MAX_VALUE, -Integer.MAX_VALUE, Integer.MIN_VALUE};
        for (final long reference : references)
        {
            for (final int distance : distances)
            {
                assertEquals(
                    reference + distance, PacketNumbers.expand((int)(reference + distance), reference));
            }
        }
    }

    @Test
    void theProbeTimeoutFollowsRfc9002()
    {
        final RttEstimator rtt = new RttEstimator(1_000_000);
        assertEquals(333_000_000L + 4 * 166_500_000L + 1_000_000, rtt.ptoNs());
        rtt.onSample(100_000_000);
        assertEquals(100_000_000L + 4 * 50_000_000L + 1_000_000, rtt.ptoNs());
        rtt.onSample(120_000_000);
        assertEquals(102_500_000L, rtt.smoothedNs());
        assertEquals(102_500_000L + 4 * 42_500_000L + 1_000_000, rtt.ptoNs());
        assertEquals(120_000_000L * 9 / 8, rtt.lossDelayNs());
        rtt.onProbe();
        assertEquals(2 * (102_500_000L + 4 * 42_500_000L + 1_000_000), rtt.ptoNs());
        for (int i = 0; i < 100; i++)
        {
            rtt.onProbe();
        }
        assertEquals(RttEstimator.MAX_PTO_NS, rtt.ptoNs());
        rtt.onProgress();
        assertEquals(102_500_000L + 4 * 42_500_000L + 1_000_000, rtt.ptoNs());
    }
}
