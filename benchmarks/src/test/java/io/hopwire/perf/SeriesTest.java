package io.hopwire.perf;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

class SeriesTest
{
    private static final int MESSAGES = 1000;

    private final Series series = new Series("hopwire-session", 64);

    @Test
    void tellsWhatWasAllocatedInSomeRoundsBesideTheMedians()
    {
        round(0, 0);
        round(20_480, 20_000);
        round(0, 0);

        assertEquals(0, series.clientBytesPerMessage());
        assertEquals(0, series.serverBytesPerMessage());
        assertEquals(
            "besides, hopwire-session size=64: 20,480 B client, 20,000 B server, in 1 of 3 rounds", series.besides());
        assertEquals(20_480L, series.toMap().get("clientBytes"));
    }

    @Test
    void whatEachMessageCostsIsInTheMedian()
    {
        round(816 * MESSAGES, 0);
        round(816 * MESSAGES, 0);
        round(900 * MESSAGES, 0);

        assertEquals(816, series.clientBytesPerMessage());
        assertNull(series.besides());
    }

    @Test
    void whatWouldNotShowIsNotTold()
    {
        round(0, 0);
        round(4, 4);

        assertNull(series.besides());
    }

    private void round(final long clientBytes, final long serverBytes)
    {
        series.slices.add(new Slice(
            series.system,
            series.slices.size(),
            series.size,
            new Fields().put("bytes", clientBytes).put("messages", MESSAGES).put("collections", 0),
            new Fields().put("bytes", serverBytes).put("collections", 0)));
    }
}
