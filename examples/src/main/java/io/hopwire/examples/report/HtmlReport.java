package io.hopwire.examples.report;

import io.hopwire.examples.report.CourseChart.Series;
import io.hopwire.sim.NetworkDrop;
import io.hopwire.sim.fault.FaultPlan;
import io.hopwire.sim.report.SimHistogram;
import io.hopwire.sim.report.SimReport;
import io.hopwire.spi.RejectCode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import static io.hopwire.examples.report.Quantities.duration;
import static io.hopwire.examples.report.Quantities.share;

/**
 * A run as one page of HTML, which is well-formed XML, too. It needs nothing but itself: no network and no script.
 */
public final class HtmlReport
{
    private static final String STYLE = "report.css";

    private final StringBuilder html = new StringBuilder();
    private final SimRun run;
    private final SimReport report;

    private HtmlReport(final SimRun run)
    {
        this.run = run;
        this.report = run.report();
    }

    /**
     * All of a run.
     *
     * @param run that it is about.
     * @return the page, to be written as UTF-8.
     */
    public static String write(final SimRun run)
    {
        return new HtmlReport(run).page();
    }

    private String page()
    {
        final String title = "Hopwire simulation: " + Figures.headline(run);
        html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n")
            .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n")
            .append("<title>").append(Xml.escape(title)).append("</title>\n")
            .append("<style>\n").append(style()).append("</style>\n</head>\n<body>\n<main>\n");
        header();
        cards();
        course();
        plan();
        hops();
        times();
        reasons();
        figures();
        log();
        return html.append("</main>\n</body>\n</html>\n").toString();
    }

    private void header()
    {
        html.append("<h1>").append(Xml.escape(Figures.headline(run))).append("</h1>\n");
        html.append("<p class=\"verdict ").append(run.judgement()).append("\">")
            .append(Xml.escape(Figures.verdict(run))).append("</p>\n");
        if (null != run.replay())
        {
            html.append("<p>This line makes it happen again:</p>\n<pre>").append(Xml.escape(run.replay()))
                .append("</pre>\n");
        }
    }

    private void cards()
    {
        html.append("<dl class=\"cards\">\n");
        final SimReport.Joins joins = report.joins();
        card("joined", share(joins.completed(), joins.started()), Quantities.count(joins.started()) + " starts");
        final SimReport.Lookups lookups = report.lookups();
        card("look-ups found", share(lookups.found(), lookups.started()),
            counts(lookups.found(), lookups.started(), lookups.lost()));
        final SimReport.Sessions sessions = report.sessions();
        card("sessions opened", share(sessions.opened(), sessions.connects()),
            counts(sessions.opened(), sessions.connects(), sessions.lost()));
        final SimReport.Messages messages = report.messages();
        card("messages acknowledged", share(messages.acked(), messages.offered()),
            Quantities.count(messages.offered()) + " offered");
        card("time to delivery, p50", times(messages.timeNs(), 0.5), "p99 " + times(messages.timeNs(), 0.99));
        card("datagrams", Quantities.about(report.network().sent()),
            Quantities.about(report.network().bytes()) + "B sent");
        card("events per second", Quantities.about(run.eventsPerSecond()),
            Quantities.about(report.events()) + " events");
        card(run.paceName(), run.paceText(), Quantities.clock(report.elapsedNs()) + " in " + duration(run.realNs()));
        html.append("</dl>\n");
    }

    private static String counts(final long good, final long all, final long cutOff)
    {
        return Quantities.count(good) + " of " + Quantities.count(all) +
            (0 == cutOff ? "" : ", " + Quantities.count(cutOff) + " cut off by faults");
    }

    private void card(final String name, final String value, final String note)
    {
        html.append("<div><dt>").append(Xml.escape(name)).append("</dt><dd>")
            .append(Xml.escape(value.isEmpty() ? "none" : value)).append("</dd><dd class=\"small\">")
            .append(Xml.escape(note)).append("</dd></div>\n");
    }

    private static String times(final SimHistogram histogram, final double share)
    {
        return 0 == histogram.count() ? "" : duration(histogram.percentile(share));
    }

    private void course()
    {
        final CourseChart chart = new CourseChart(run);
        if (chart.isEmpty())
        {
            return;
        }
        figure("The network", "nodes", chart.levels("Nodes over virtual time", "nodes",
            new Series("up", "c1", (sample) -> sample.nodes().alive()),
            new Series("up and linked", "c2", (sample) -> sample.nodes().linked())));
        figure("Datagrams a second", "of virtual time, of the whole network",
            chart.rates("Datagrams per second over virtual time", "datagrams/s",
                new Series("sent", "c1", SimReport.Sample::sent),
                new Series("dropped by the network", "c2", SimReport.Sample::dropped)));
        figure("Messages a second", "delivered, of virtual time, of the whole network",
            chart.rates("Messages delivered per second over virtual time", "messages/s",
                new Series("messages delivered", "c1", SimReport.Sample::delivered)));
        figure("Look-ups a second", "that found their key, of virtual time, of the whole network",
            chart.rates("Look-ups found per second over virtual time", "look-ups/s",
                new Series("look-ups found", "c3", SimReport.Sample::lookups)));
    }

    private void plan()
    {
        if (!report.plan().isEmpty())
        {
            figure("Faults", "of the plan, and when they hold: of paths in one colour, of nodes in the other",
                RowChart.plan(FaultPlan.parse(report.plan()), run.loadEndNs(), run.totalNs()));
        }
    }

    private void hops()
    {
        html.append("<div class=\"pair\">\n");
        numbers("Hops of look-ups", "from the one who asked to the one who knew", report.lookups().hops());
        numbers("Hops of sessions", "of the longest route", report.sessions().hops());
        html.append("</div>\n");
    }

    private void times()
    {
        html.append("<div class=\"pair\">\n");
        durations("Time to delivery", "of messages in sessions", report.messages().timeNs());
        durations("Time of look-ups", "from question to result", report.lookups().timeNs());
        durations("Time to open a session", "from connect to connected", report.sessions().timeNs());
        durations("Time to join", "from start to first link", report.joins().timeNs());
        html.append("</div>\n");
    }

    private void numbers(final String title, final String note, final SimHistogram histogram)
    {
        figure(title, note, 0 == histogram.count() ? "<p>none</p>\n" :
            HistogramChart.numbers(title + ", a histogram", "hops", "c1", histogram));
    }

    private void durations(final String title, final String note, final SimHistogram histogram)
    {
        figure(title, note, 0 == histogram.count() ? "<p>none</p>\n" :
            HistogramChart.durations(title + ", a histogram", "c1", histogram));
    }

    private void reasons()
    {
        final SimReport.Network network = report.network();
        final List<RowChart.Amount> drops = new ArrayList<>();
        for (final NetworkDrop drop : NetworkDrop.values())
        {
            amount(drops, drop.label(), network.drops()[drop.ordinal()], network.sent());
        }
        final List<RowChart.Amount> rejects = new ArrayList<>();
        for (final RejectCode code : RejectCode.values())
        {
            amount(rejects, code.label(), network.rejects()[code.id()], network.delivered());
        }
        amounts("Dropped by the network", "datagrams by reason, and their share of all that were sent", "c2", drops);
        amounts("Rejected by nodes", "input by reason, and its share of all datagrams that were delivered", "c1",
            rejects);
    }

    private static void amount(
        final List<RowChart.Amount> amounts, final String name, final long value, final long whole)
    {
        if (value > 0)
        {
            amounts.add(new RowChart.Amount(name, value, Quantities.count(value) + " (" + share(value, whole) + ")"));
        }
    }

    private void amounts(
        final String title, final String note, final String colour, final List<RowChart.Amount> amounts)
    {
        amounts.sort(Comparator.comparingLong(RowChart.Amount::value).reversed());
        figure(title, note,
            amounts.isEmpty() ? "<p>none</p>\n" : RowChart.amounts(title + " by reason", colour, amounts));
    }

    private void figure(final String title, final String note, final String content)
    {
        html.append("<figure>\n<figcaption><strong>").append(Xml.escape(title)).append("</strong> ")
            .append(Xml.escape(note)).append("</figcaption>\n").append(content).append("</figure>\n");
    }

    private void figures()
    {
        html.append("<h2>All figures</h2>\n<div class=\"tables\">\n");
        for (final Figures.Group group : Figures.of(run))
        {
            html.append("<table>\n<caption>").append(Xml.escape(group.title())).append("</caption>\n");
            for (final Figures.Row row : group.rows())
            {
                html.append("<tr><th scope=\"row\">").append(Xml.escape(row.name())).append("</th><td>")
                    .append(Xml.escape(row.value())).append("</td><td class=\"small\">")
                    .append(Xml.escape(row.note())).append("</td></tr>\n");
            }
            html.append("</table>\n");
        }
        html.append("</div>\n");
    }

    private void log()
    {
        if (!report.log().isEmpty())
        {
            html.append("<details>\n<summary>What the fault plan did</summary>\n<pre>")
                .append(Xml.escape(String.join("\n", report.log()))).append("</pre>\n</details>\n");
        }
    }

    private static String style()
    {
        try (InputStream in = HtmlReport.class.getResourceAsStream(STYLE))
        {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(STYLE, ex);
        }
    }
}
