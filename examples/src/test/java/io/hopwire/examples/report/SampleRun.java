package io.hopwire.examples.report;

import io.hopwire.sim.NetworkDrop;
import io.hopwire.sim.SimulationConfig;
import io.hopwire.sim.report.SimHistogram;
import io.hopwire.sim.report.SimReport;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A run that never was, with something in every place.
 */
final class SampleRun
{
    static final String PLAN = "delay 20ms mean 50ms jitter 5ms; loss 0.05; churn 0.3 per 60s; nat 0.3 symmetric; " +
        "100s..160s partition 0.5 both; 200s..230s loss 0.9 on 0.5; 250s crash 0.2 for 30s diskloss; " +
        "300s reboot 0.5; spare nodes 0..2; stop 400s";

    private static final long SECOND = 1_000_000_000L;

    private SampleRun()
    {
    }

    static SimRun passed()
    {
        return new SimRun(report(null), 8_700_000_000L, "0123456789", null, "passed");
    }

    static SimRun ended(final String state, final long realNs)
    {
        return new SimRun(report(null), realNs, "0123456789", null, state);
    }

    static SimRun failed()
    {
        final SimReport.Failure failure = new SimReport.Failure(
            123_456_789_012L, "ledger", "flow <7> \"from\" node 3 & node 4 delivered message 12 twice");
        return new SimRun(report(failure), 1_200_000_000L, "0123456789",
            "hopwire sim --seed 7 --plan \"loss 0.05 on 3 -> 5\" --until 123.456789012s  # failed", "failed");
    }

    private static SimReport report(final SimReport.Failure failure)
    {
        final Random random = new Random(7);
        final SimulationConfig config =
            SimulationConfig.of(7).withNodes(1000, 20 * SECOND).withDuration(400 * SECOND, 60 * SECOND);
        final long[] drops = new long[NetworkDrop.count()];
        drops[NetworkDrop.LOSS.ordinal()] = 412_345;
        drops[NetworkDrop.PARTITION.ordinal()] = 101_222;
        drops[NetworkDrop.DOWN.ordinal()] = 8_311;
        drops[NetworkDrop.NAT_INBOUND.ordinal()] = 73_001;
        final long[] rejects = new long[RejectCode.count()];
        rejects[RejectCode.REPLAY.id()] = 12_345;
        rejects[RejectCode.UNKNOWN_RECEIVER.id()] = 4_012;
        rejects[RejectCode.UNSOLICITED.id()] = 310;
        return new SimReport(
            config, PLAN, null == failure ? 480 * SECOND : failure.timeNs(), 21_004_567, 0x0123456789abcdefL,
            new SimReport.Joins(1_322, 1_318, 322, times(random, 1_318, 17.2)),
            new SimReport.Lookups(
                2_000, 1_950, 1_900, 40, 10, small(random, 1_950, 5), small(random, 1_950, 12),
                times(random, 1_950, 19)),
            new SimReport.Sessions(220, 200, 8, 12, 190, small(random, 200, 8), times(random, 200, 19.5)),
            new SimReport.Messages(41_000, 120, 40_700, 40_650, 250, 100, times(random, 40_700, 18.4)),
            new SimReport.Network(
                9_012_345, 1_234_567_890L, 0, 8_417_466, drops, rejects, new long[SystemCounter.values().length]),
            samples(failure), List.of("10.000000  loss 0.05", "100.000000  partition of <12 & 34>"), failure);
    }

    private static List<SimReport.Sample> samples(final SimReport.Failure failure)
    {
        final List<SimReport.Sample> samples = new ArrayList<>();
        long sent = 0;
        long dropped = 0;
        for (int second = 1; second <= (null == failure ? 480 : 123); second++)
        {
            final int alive = Math.min(1000, second * 50) - (second > 20 && second < 420 ? 60 + second * 37 % 41 : 0);
            sent += 15_000L + second * 77 % 6_000;
            dropped += second < 420 ? 900 + second * 31 % 300 + (second > 100 && second < 160 ? 2500 : 0) : 0;
            samples.add(new SimReport.Sample(
                second * SECOND, new SimReport.Nodes(alive, alive - 5 - second % 4, alive * 20L), sent, dropped,
                second * 4L, second * 90L, sent * 2));
        }
        return samples;
    }

    private static SimHistogram small(final Random random, final int count, final int most)
    {
        final SimHistogram histogram = new SimHistogram();
        for (int i = 0; i < count; i++)
        {
            histogram.record(1 + (random.nextInt(most) + random.nextInt(most)) / 2);
        }
        return histogram;
    }

    private static SimHistogram times(final Random random, final int count, final double logarithm)
    {
        final SimHistogram histogram = new SimHistogram();
        for (int i = 0; i < count; i++)
        {
            histogram.record((long)Math.exp(logarithm + random.nextGaussian() * 0.7));
        }
        return histogram;
    }
}
