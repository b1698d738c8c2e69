package io.hopwire.examples;

import java.util.Locale;

/**
 * What the client reports of one exchange: see {@link EchoExchange#result}.
 */
final class EchoResult
{
    private static final double NS_PER_US = 1e3;
    private static final double NS_PER_SECOND = 1e9;
    private static final int PERCENTILES = 5;
    private static final int FIELDS = 4 + PERCENTILES;

    private final long[] values = new long[FIELDS];

    EchoResult(final String text)
    {
        final String[] parts = text.split(" ");
        for (int i = 0; i < FIELDS; i++)
        {
            values[i] = Long.parseLong(parts[i]);
        }
    }

    long received()
    {
        return values[0];
    }

    long wrong()
    {
        return values[1];
    }

    long allocatedBytes()
    {
        return values[3];
    }

    double messagesPerSecond()
    {
        return received() / (values[2] / NS_PER_SECOND);
    }

    static String header()
    {
        return String.format("  %-28s %9s %9s %9s %9s %9s %12s",
            "round trip of 64 B, \u00b5s", "p50", "p90", "p99", "p99.9", "max", "messages/s");
    }

    String row(final String label)
    {
        final StringBuilder row = new StringBuilder(String.format("  %-28s", label));
        for (int i = FIELDS - PERCENTILES; i < FIELDS; i++)
        {
            row.append(String.format(Locale.ROOT, " %9.1f", values[i] / NS_PER_US));
        }
        return row.append(String.format(Locale.ROOT, " %,12.0f", messagesPerSecond())).toString();
    }
}
