package io.hopwire.examples;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TransferRateTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final long START = Long.MAX_VALUE - 5 * SECOND;

    private final TransferRate rate = new TransferRate(START);

    @Test
    void knowsNothingAtFirst()
    {
        rate.update(0, START);
        rate.update(1000, START + 50_000_000);
        assertEquals(-1, rate.leftNs(1_000_000));
    }

    @Test
    void ofASteadyTransferTheRestIsKnownFromTheFirstLookOn()
    {
        for (int i = 1; i <= 100; i++)
        {
            rate.update(i * 100L, START + i * SECOND / 10);
            assertEquals(1000, rate.bytesPerSecond(), 1e-6);
            assertEquals((100_000 - i * 100L) / 1000.0, rate.leftNs(100_000) / 1e9, 1e-6);
        }
    }

    @Test
    void whatIsLongAgoHardlyCounts()
    {
        long done = 0;
        long nowNs = START;
        for (int i = 0; i < 100; i++)
        {
            nowNs += SECOND / 10;
            done += 100_000;
            rate.update(done, nowNs);
        }
        for (int i = 0; i < 150; i++)
        {
            nowNs += SECOND / 10;
            done += 100;
            rate.update(done, nowNs);
        }
        assertTrue(rate.bytesPerSecond() > 1000 && rate.bytesPerSecond() < 20_000, () -> "" + rate.bytesPerSecond());
    }

    @Test
    void whatStandsStillTakesEverLonger()
    {
        rate.update(1000, START + SECOND);
        final long before = rate.leftNs(10_000);
        rate.update(1000, START + 2 * SECOND);
        assertTrue(rate.leftNs(10_000) > before);
    }
}
