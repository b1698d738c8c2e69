package io.hopwire.examples.report;

import io.hopwire.sim.NetworkDrop;
import io.hopwire.sim.SimulationConfig;
import io.hopwire.sim.report.SimHistogram;
import io.hopwire.sim.report.SimReport;
import io.hopwire.spi.RejectCode;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;

import static io.hopwire.examples.report.Quantities.count;
import static io.hopwire.examples.report.Quantities.share;

/**
 * The figures of a run in words, for every form that people read.
 */
final class Figures
{
    /**
     * One figure.
     *
     * @param name  of it.
     * @param value of it.
     * @param note  what else there is to say: a share, percentiles.
     */
    record Row(String name, String value, String note)
    {
    }

    /**
     * Figures of one subject.
     *
     * @param title of it.
     * @param rows  of it.
     */
    record Group(String title, List<Row> rows)
    {
    }

    private final List<Group> groups = new ArrayList<>();
    private List<Row> rows;

    private Figures()
    {
    }

    static List<Group> of(final SimRun run)
    {
        final Figures figures = new Figures();
        final SimReport report = run.report();
        figures.joins(report.joins());
        figures.lookups(report.lookups());
        figures.sessions(report.sessions());
        figures.messages(report.messages());
        figures.datagrams(report.network());
        figures.rejects(report.network());
        figures.run(run);
        return figures.groups;
    }

    /**
     * What was simulated, in one line.
     */
    static String headline(final SimRun run)
    {
        final SimulationConfig config = run.report().config();
        return String.format(Locale.ROOT, "%,d nodes, %s under load, seed %d, %s",
            config.nodes(), Quantities.clock(config.durationNs()), config.seed(),
            config.realCrypto() ? "real cryptography" : "null cryptography");
    }

    /**
     * How it ended, in one line.
     */
    static String verdict(final SimRun run)
    {
        final SimReport report = run.report();
        final String at = " at " + Quantities.seconds(report.elapsedNs()) + " s of virtual time";
        if (null != report.failure())
        {
            return "FAILED at " + Quantities.seconds(report.failure().timeNs()) + " s of virtual time: " +
                report.failure().invariant() + ": " + report.failure().message();
        }
        return "passed".equals(run.state()) ? "every check held" : run.state() + at + "; every check held until then";
    }

    private void joins(final SimReport.Joins joins)
    {
        group("joins");
        row("nodes started, restarts included", joins.started(), "");
        row("got a first link", joins.completed(), share(joins.completed(), joins.started()));
        final long alone = joins.started() - joins.completed();
        row("went down without, or have none yet", alone, share(alone, joins.started()));
        row("went down", joins.crashes(), "");
        times("time to the first link", joins.timeNs());
    }

    private void lookups(final SimReport.Lookups lookups)
    {
        group("look-ups");
        final long started = lookups.started();
        row("asked for", started, "");
        row("found", lookups.found(), share(lookups.found(), started));
        row("missed", lookups.missed(), share(lookups.missed(), started));
        row("cut off by a crash or a split", lookups.lost(), share(lookups.lost(), started));
        rest(started, lookups.found() + lookups.missed() + lookups.lost());
        row("found, with all that are closest", lookups.exact(), of(lookups.exact(), lookups.found(), "found"));
        distribution("hops", lookups.hops(), Quantities::count);
        distribution("questions", lookups.messages(), Quantities::count);
        times("time", lookups.timeNs());
    }

    private void sessions(final SimReport.Sessions sessions)
    {
        group("sessions");
        final long connects = sessions.connects();
        row("asked for", connects, "");
        row("opened", sessions.opened(), share(sessions.opened(), connects));
        row("failed", sessions.failed(), share(sessions.failed(), connects));
        row("cut off by a crash", sessions.lost(), share(sessions.lost(), connects));
        rest(connects, sessions.opened() + sessions.failed() + sessions.lost());
        row("opened, and closed again", sessions.closed(), of(sessions.closed(), sessions.opened(), "opened"));
        distribution("hops of the longest route", sessions.hops(), Quantities::count);
        times("time to open", sessions.timeNs());
    }

    private void messages(final SimReport.Messages messages)
    {
        group("messages");
        row("offered", messages.offered(), "");
        row("acknowledged", messages.acked(), share(messages.acked(), messages.offered()));
        row("reported as unknown", messages.unknown(), share(messages.unknown(), messages.offered()));
        row("whose sender went down", messages.crashed(), share(messages.crashed(), messages.offered()));
        rest(messages.offered(), messages.acked() + messages.unknown() + messages.crashed());
        row("delivered", messages.delivered(), share(messages.delivered(), messages.offered()));
        row("not even taken, for back-pressure", messages.refused(), "");
        times("time to delivery", messages.timeNs());
    }

    private void datagrams(final SimReport.Network network)
    {
        group("datagrams");
        row("sent", network.sent(), Quantities.about(network.bytes()) + "B");
        row("delivered", network.delivered(), share(network.delivered(), network.sent()));
        row("duplicated", network.duplicated(), share(network.duplicated(), network.sent()));
        for (final NetworkDrop drop : NetworkDrop.values())
        {
            final long dropped = network.drops()[drop.ordinal()];
            present("dropped: " + drop.label(), dropped, share(dropped, network.sent()));
        }
    }

    private void rejects(final SimReport.Network network)
    {
        group("rejects");
        for (int id = 0; id < RejectCode.count(); id++)
        {
            final long rejected = network.rejects()[id];
            present(RejectCode.get(id).label(), rejected, share(rejected, network.delivered()));
        }
        if (rows.isEmpty())
        {
            rows.add(new Row("none", "0", ""));
        }
    }

    private void run(final SimRun run)
    {
        group("run");
        row("events", run.report().events(), Quantities.about(run.eventsPerSecond()) + "/s");
        rows.add(new Row("virtual time", Quantities.clock(run.report().elapsedNs()), ""));
        rows.add(new Row("real time", Quantities.duration(run.realNs()),
            run.paceText() + " " + run.paceName()));
        rows.add(new Row("trace hash", hash(run.report()), ""));
        rows.add(new Row("commit", run.commit(), "Java " + Runtime.version().feature()));
    }

    static String hash(final SimReport report)
    {
        return String.format(Locale.ROOT, "%016x", report.traceHash());
    }

    private void group(final String title)
    {
        rows = new ArrayList<>();
        groups.add(new Group(title, rows));
    }

    private void row(final String name, final long value, final String note)
    {
        rows.add(new Row(name, count(value), note));
    }

    private static String of(final long part, final long whole, final String what)
    {
        return 0 == whole ? "" : share(part, whole) + " of those " + what;
    }

    /** Where a run was interrupted, not everything has ended. */
    private void rest(final long whole, final long ended)
    {
        present("still under way", whole - ended, share(whole - ended, whole));
    }

    private void present(final String name, final long value, final String note)
    {
        if (value != 0)
        {
            row(name, value, note);
        }
    }

    private void times(final String name, final SimHistogram histogram)
    {
        distribution(name, histogram, Quantities::duration);
    }

    private void distribution(final String name, final SimHistogram histogram, final LongFunction<String> format)
    {
        if (histogram.count() > 0)
        {
            rows.add(new Row(name + ", p50", format.apply(histogram.percentile(0.5)),
                "p99 " + format.apply(histogram.percentile(0.99)) + ", max " + format.apply(histogram.max())));
        }
    }
}
