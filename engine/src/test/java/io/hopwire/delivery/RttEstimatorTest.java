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

    @Test
    void wherePacketsOvertakeEachOtherOnlyTimeTellsAndEnoughOfIt()
    {
        final RttEstimator rtt = steady();
        assertEquals(SentPackets.PACKET_THRESHOLD, rtt.packetThreshold());
        rtt.onOvertaken(0);
        assertEquals(SentPackets.PACKET_THRESHOLD, rtt.packetThreshold());
        rtt.onOvertaken(80_000_000);
        assertEquals(Integer.MAX_VALUE, rtt.packetThreshold());
        assertEquals(112_500_000L, rtt.lossDelayNs(), "nine eighths are enough already");
        rtt.onOvertaken(140_000_000);
        rtt.onOvertaken(120_000_000);
        assertEquals(157_500_000L, rtt.lossDelayNs());
        rtt.onOvertaken(5_000_000_000L);
        assertEquals(312_500_000L, rtt.lossDelayNs(), "no more than two round trips longer");
        assertEquals(312_500_000L, rtt.ptoNs(), "a probe waits as long");
    }

    @Test
    void reorderingIsForgottenOnceNothingOvertakesAnyMore()
    {
        final RttEstimator rtt = steady();
        rtt.onOvertaken(140_000_000);
        for (int i = 0; i < 512; i++)
        {
            assertEquals(157_500_000L, rtt.lossDelayNs());
            rtt.onSample(100_000_000);
        }
        rtt.onOvertaken(120_000_000);
        for (int i = 0; i < 1024; i++)
        {
            assertEquals(Integer.MAX_VALUE, rtt.packetThreshold());
            rtt.onSample(100_000_000);
        }
        assertEquals(SentPackets.PACKET_THRESHOLD, rtt.packetThreshold());
        assertEquals(112_500_000L, rtt.lossDelayNs());
        assertEquals(101_000_000L + 1_000_000L, rtt.ptoNs());
    }

    @Test
    void congestionIsPersistentAfterThreeTimeouts()
    {
        final RttEstimator fresh = new RttEstimator(1_000_000);
        assertEquals(Long.MAX_VALUE, fresh.persistentNs(), "nothing was measured");
        final RttEstimator rtt = steady();
        rtt.onProbe();
        assertEquals(3 * (100_000_000L + 1_000_000 + 1_000_000), rtt.persistentNs(), "without back-off");
    }

    @Test
    void onANewPathTheFirstRoundTripCountsAndUntilThenTheOldOne()
    {
        final RttEstimator rtt = steady();
        rtt.onOvertaken(140_000_000);
        rtt.onNewPath();
        assertEquals(100_000_000L, rtt.smoothedNs());
        assertEquals(SentPackets.PACKET_THRESHOLD, rtt.packetThreshold());
        assertEquals(Long.MAX_VALUE, rtt.persistentNs());
        rtt.onSample(20_000_000);
        assertEquals(20_000_000L, rtt.smoothedNs());
        assertEquals(20_000_000L + 4 * 10_000_000L + 1_000_000, rtt.ptoNs());
    }

    /** A round trip time of 100 ms that never varied. */
    private static RttEstimator steady()
    {
        final RttEstimator rtt = new RttEstimator(1_000_000);
        for (int i = 0; i < 1024; i++)
        {
            rtt.onSample(100_000_000);
        }
        return rtt;
    }
}
