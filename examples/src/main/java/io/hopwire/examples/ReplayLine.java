package io.hopwire.examples;

import io.hopwire.sim.SimulationConfig;
import io.hopwire.sim.report.SimReport;

/**
 * The command line that makes a failure happen again. It names all that differs from what the command does by default,
 * so it holds for the same build; the comment at its end is for people, and for the shell a comment, too.
 * <p>
 * A network of the swarm is drawn from its seed, how its nodes are configured included: its seed is all of it, and its
 * plan is told in the comment.
 */
final class ReplayLine
{
    private final StringBuilder line = new StringBuilder("hopwire sim");

    private ReplayLine()
    {
    }

    /**
     * @param swarm whether the network was drawn.
     * @param more  options, each with a blank before it; may be empty.
     */
    static String of(final SimReport report, final boolean swarm, final String commit, final String more)
    {
        final ReplayLine line = new ReplayLine();
        if (swarm)
        {
            line.option("--swarm --seed", String.valueOf(report.config().seed()));
            line.line.append(more);
        }
        else
        {
            line.network(report.config());
            line.line.append(more).append(" --plan \"").append(report.plan()).append('"');
        }
        line.option("--until", SimTime.text(report.failure().timeNs()));
        if (!BuildCommit.UNKNOWN.equals(commit))
        {
            line.option("--commit", commit);
        }
        return line.line + "   # " + (swarm ? "plan \"" + report.plan() + "\", " : "") + comment(report, commit);
    }

    private static String comment(final SimReport report, final String commit)
    {
        final SimReport.Failure failure = report.failure();
        return "commit " + commit + ", at " + SimTime.text(failure.timeNs()) + ": " + failure.invariant() + ": " +
            failure.message().replaceAll("\\s+", " ");
    }

    private void network(final SimulationConfig config)
    {
        final SimulationConfig defaults = SimNetworkOptions.defaults(config);
        option("--seed", String.valueOf(config.seed()));
        option("--nodes", String.valueOf(config.nodes()));
        time("--join", config.joinNs(), defaults.joinNs());
        number("--seconds", SimTime.text(config.durationNs()), SimTime.text(defaults.durationNs()));
        time("--quiet", config.quietNs(), defaults.quietNs());
        line.append(config.realCrypto() ? " --real-crypto" : "");
        number("--lookups", config.load().lookupsPerSecond(), defaults.load().lookupsPerSecond());
        number("--sessions", config.load().sessions(), defaults.load().sessions());
        time("--session-time", config.load().sessionNs(), defaults.load().sessionNs());
        number("--rate", config.load().messagesPerSecond(), defaults.load().messagesPerSecond());
        number("--length", config.load().messageLength(), defaults.load().messageLength());
        number("--max-hops", config.load().maxHops(), defaults.load().maxHops());
        time("--checks", config.watch().checkNs(), defaults.watch().checkNs());
        time("--samples", config.watch().sampleNs(), defaults.watch().sampleNs());
    }

    private void time(final String name, final long ns, final long defaultNs)
    {
        if (ns != defaultNs)
        {
            option(name, SimTime.text(ns));
        }
    }

    private void number(final String name, final Object value, final Object defaultValue)
    {
        if (!value.equals(defaultValue))
        {
            option(name, value.toString().replaceAll("(\\.0|s)$", ""));
        }
    }

    private void option(final String name, final String value)
    {
        line.append(' ').append(name).append(' ').append(value);
    }
}
