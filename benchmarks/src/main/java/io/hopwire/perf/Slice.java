package io.hopwire.perf;

import org.HdrHistogram.Histogram;

/**
 * What one system measured in one round with one size.
 */
final class Slice
{
    final String system;
    final int round;
    final int size;
    final Fields client;
    final Fields server;
    private Histogram latencies;

    Slice(final String system, final int round, final int size, final Fields client, final Fields server)
    {
        this.system = system;
        this.round = round;
        this.size = size;
        this.client = client;
        this.server = server;
    }

    Histogram latencies()
    {
        if (null == latencies)
        {
            latencies = Latencies.decode(client.text("histogram"));
        }
        return latencies;
    }

    double microsAt(final double percentile)
    {
        return latencies().getValueAtPercentile(percentile) / 1000.0;
    }
}
