package io.hopwire.examples;

import org.junit.jupiter.api.Test;

import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;

class PingStatisticsTest
{
    private final PingStatistics statistics = new PingStatistics();

    @Test
    void summarisesLikePing()
    {
        receive(2, 4, 4, 4, 5, 5, 7, 9);

        assertEquals("8 messages transmitted, 8 received, 0% loss, time 7001 ms",
            statistics.countsLine(TimeUnit.MILLISECONDS.toNanos(7001)));
        // The textbook's example: mean 5, standard deviation 2.
        assertEquals("rtt min/avg/max/mdev = 2.000/5.000/9.000/2.000 ms", statistics.rttLine());
    }

    @Test
    void countsWhatIsLost()
    {
        receive(1, 1);
        statistics.onTransmitted();

        assertEquals("3 messages transmitted, 2 received, 33.3% loss, time 0 ms", statistics.countsLine(0));
    }

    @Test
    void hasNothingToSayBeforeTheFirstMessage()
    {
        assertEquals("0 messages transmitted, 0 received, 0% loss, time 0 ms", statistics.countsLine(0));
    }

    @Test
    void deviationOfOneReplyIsNone()
    {
        receive(3);

        assertEquals("rtt min/avg/max/mdev = 3.000/3.000/3.000/0.000 ms", statistics.rttLine());
    }

    private void receive(final long... rttsMs)
    {
        for (final long rttMs : rttsMs)
        {
            statistics.onTransmitted();
            statistics.onReceived(TimeUnit.MILLISECONDS.toNanos(rttMs));
        }
    }
}
