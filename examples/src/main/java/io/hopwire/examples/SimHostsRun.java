package io.hopwire.examples;

import io.hopwire.examples.report.Quantities;
import io.hopwire.sim.host.HostSwarm;

import java.io.PrintStream;
import java.util.Locale;

/**
 * Runs networks of libp2p hosts, one for each seed. Failures are told as they are found.
 */
final class SimHostsRun
{
    private static final String ROW = "%-10s %s%n";

    private final Interruption interruption;
    private final PrintStream out;
    private final PrintStream hashes;
    private long seeds;
    private long failed;
    private long events;
    private long virtualNs;
    private long hosts;
    private long whole;
    private long reset;
    private long refused;
    private long bytes;
    private long breaks;
    private long crashes;

    /**
     * @param out    told of failures, and of the result in the end.
     * @param hashes gets a line for each seed.
     */
    SimHostsRun(final Interruption interruption, final PrintStream out, final PrintStream hashes)
    {
        this.interruption = interruption;
        this.out = out;
        this.hashes = hashes;
    }

    /**
     * Run one network.
     *
     * @param line shows how far it is.
     */
    void run(final HostSwarm swarm, final ProgressLine line)
    {
        final long done = seeds;
        while (!interruption.isRequested() && swarm.step())
        {
            line.update(done, () -> String.format(Locale.ROOT, "%,d networks, %,d failed", done, failed));
        }
        line.end();
        if (!interruption.isRequested())
        {
            add(swarm.seed(), swarm.result());
        }
    }

    /**
     * Run many, or up to the first that fails.
     *
     * @param range     their seeds.
     * @param keepGoing after a failure.
     * @param line      shows how far it is.
     */
    void run(final SeedRange range, final boolean keepGoing, final ProgressLine line)
    {
        boolean more = true;
        for (long seed = range.first(); more && !interruption.isRequested(); seed++)
        {
            run(new HostSwarm(seed), line);
            more = seed < range.last() && (keepGoing || 0 == failed);
        }
    }

    long failed()
    {
        return failed;
    }

    void print()
    {
        row("networks", Quantities.count(seeds) + " of " + Quantities.count(hosts) + " libp2p hosts, " +
            Quantities.clock(virtualNs) + " of virtual time, " + Quantities.count(events) + " events");
        row("streams", Quantities.count(whole) + " whole, " + Quantities.count(reset) + " reset, " +
            Quantities.count(refused) + " refused, " + Quantities.count(bytes) + " bytes");
        row("faults", Quantities.count(breaks) + " connections broken, " + Quantities.count(crashes) +
            " hosts crashed");
        row("failed", Quantities.count(failed));
        if (0 == failed && !interruption.isRequested())
        {
            out.println("every check held");
        }
        out.flush();
    }

    private void row(final String name, final String value)
    {
        out.printf(Locale.ROOT, ROW, name, value);
    }

    private void add(final long seed, final HostSwarm.Result result)
    {
        seeds++;
        events += result.events();
        virtualNs += result.timeNs();
        hosts += result.hosts();
        whole += result.closed();
        reset += result.reset();
        refused += result.refused();
        bytes += result.bytes();
        breaks += result.breaks();
        crashes += result.crashes();
        hashes.printf(Locale.ROOT, "%d %016x%n", seed, result.traceHash());
        if (null != result.violation())
        {
            failed++;
            out.println(replayLine(seed, result));
            out.flush();
        }
    }

    private static String replayLine(final long seed, final HostSwarm.Result result)
    {
        final String commit = BuildCommit.get();
        return "hopwire sim --swarm --hosts --seed " + seed +
            (BuildCommit.UNKNOWN.equals(commit) ? "" : " --commit " + commit) + "   # commit " + commit + ", at " +
            SimTime.text(result.timeNs()) + ": " + result.violation().replaceAll("\\s+", " ");
    }
}
