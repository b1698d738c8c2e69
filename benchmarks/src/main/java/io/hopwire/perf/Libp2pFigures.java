package io.hopwire.perf;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What was measured of one pair of libp2p peers: in one round, or in the middle of several.
 *
 * @param pingP50Us        microseconds of a ping of 32 bytes, the median.
 * @param pingP99Us        99th percentile.
 * @param dialMs           milliseconds from the dial until there is a connection that carries streams.
 * @param echoPerS         messages of 64 bytes that come back in a second, one after the other.
 * @param pipelinedPerS    the same with as many under way as go.
 * @param bulkMibPerS      MiB a second one way, until the receiver has said that all are there.
 * @param bytesPerFrame    garbage of our hosts' threads for each message that was echoed, in the best of
 *                         five slices; NaN where that is not known.
 */
record Libp2pFigures(
    double pingP50Us,
    double pingP99Us,
    double dialMs,
    double echoPerS,
    double pipelinedPerS,
    double bulkMibPerS,
    double bytesPerFrame)
{
    /**
     * Each figure's median.
     *
     * @param rounds at least one.
     * @return medians.
     */
    static Libp2pFigures median(final List<Libp2pFigures> rounds)
    {
        return new Libp2pFigures(
            median(rounds, Libp2pFigures::pingP50Us),
            median(rounds, Libp2pFigures::pingP99Us),
            median(rounds, Libp2pFigures::dialMs),
            median(rounds, Libp2pFigures::echoPerS),
            median(rounds, Libp2pFigures::pipelinedPerS),
            median(rounds, Libp2pFigures::bulkMibPerS),
            median(rounds, Libp2pFigures::bytesPerFrame));
    }

    /**
     * The line of a measurement.
     *
     * @param pair  who dials whom.
     * @param muxer that both use.
     * @return text.
     */
    String line(final String pair, final String muxer)
    {
        return String.format(
            Locale.ROOT,
            "libp2p pair=%s muxer=%s ping_p50_us=%.1f ping_p99_us=%.1f dial_ms=%.2f echo64_per_s=%.0f " +
            "echo64_pipelined_per_s=%.0f bulk_mib_per_s=%.0f bytes_per_frame=%s",
            pair, muxer, pingP50Us, pingP99Us, dialMs, echoPerS, pipelinedPerS, bulkMibPerS,
            Double.isNaN(bytesPerFrame) ? "-" : String.format(Locale.ROOT, "%.2f", bytesPerFrame));
    }

    /**
     * The line that compares two pairs: the median over rounds of the ratio within each.
     *
     * @param pairs     their names.
     * @param muxer     of both.
     * @param dividends of the rounds.
     * @param divisors  of the same rounds.
     * @return text.
     */
    static String ratioLine(
        final String pairs,
        final String muxer,
        final List<Libp2pFigures> dividends,
        final List<Libp2pFigures> divisors)
    {
        return String.format(
            Locale.ROOT,
            "ratio %s muxer=%s ping_p50=%.3f ping_p99=%.3f dial=%.3f echo64=%.2f echo64_pipelined=%.2f bulk=%.2f",
            pairs, muxer,
            ratio(dividends, divisors, Libp2pFigures::pingP50Us),
            ratio(dividends, divisors, Libp2pFigures::pingP99Us),
            ratio(dividends, divisors, Libp2pFigures::dialMs),
            ratio(dividends, divisors, Libp2pFigures::echoPerS),
            ratio(dividends, divisors, Libp2pFigures::pipelinedPerS),
            ratio(dividends, divisors, Libp2pFigures::bulkMibPerS));
    }

    private static double median(final List<Libp2pFigures> rounds, final ToDoubleFunction<Libp2pFigures> figure)
    {
        return Ratios.median(rounds.stream().mapToDouble(figure).sorted().toArray());
    }

    private static double ratio(
        final List<Libp2pFigures> dividends,
        final List<Libp2pFigures> divisors,
        final ToDoubleFunction<Libp2pFigures> figure)
    {
        final double[] ratios = new double[dividends.size()];
        Arrays.setAll(ratios, (i) ->
            figure.applyAsDouble(dividends.get(i)) / figure.applyAsDouble(divisors.get(i)));
        Arrays.sort(ratios);
        return Ratios.median(ratios);
    }
}
