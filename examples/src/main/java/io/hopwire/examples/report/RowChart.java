package io.hopwire.examples.report;

import io.hopwire.sim.fault.Fault;
import io.hopwire.sim.fault.FaultCondition;
import io.hopwire.sim.fault.FaultPlan;

import java.util.List;
import java.util.Locale;

/**
 * Charts whose rows have names: amounts by reason, and faults over time.
 * <pre>
 *   0            LABELS                WIDTH - VALUES   WIDTH
 *   |      name  |=========== bar      |  value         |
 * </pre>
 * On the narrow drawing the name stands above its bar.
 */
final class RowChart
{
    private static final double WIDTH = 960;
    private static final double ROW = 22;
    private static final double NARROW_ROW = 40;
    private static final double BAR = 14;
    private static final double RIGHT = 18;
    private static final double MARGIN = 12;
    private static final double NARROW_VALUES = 130;
    private static final double LABELS_OF_AMOUNTS = 210;
    private static final double LABELS_OF_FAULTS = 330;
    private static final double VALUES = 190;
    private static final double AXIS = 44;
    private static final int MOST_CHARACTERS = 50;
    private static final double NS_PER_SECOND = 1e9;

    private final StringBuilder svg = new StringBuilder();
    private final SvgChart.Size size;
    private final boolean isNarrow;
    private final double labels;
    private final double plot;
    private final double row;
    private double top = 6;

    private RowChart(final SvgChart.Size size, final double labels, final double values)
    {
        this.size = size;
        this.labels = labels;
        isNarrow = size.width() < WIDTH;
        plot = size.width() - labels - values;
        row = row(isNarrow);
    }

    private static double row(final boolean isNarrow)
    {
        return isNarrow ? NARROW_ROW : ROW;
    }

    /**
     * One amount.
     *
     * @param name  of it.
     * @param value of it.
     * @param text  value for people.
     */
    record Amount(String name, long value, String text)
    {
    }

    /**
     * Amounts, a bar each.
     */
    static String amounts(final String text, final String colour, final List<Amount> amounts)
    {
        final double narrowHeight = MARGIN + NARROW_ROW * amounts.size();
        return amounts(text, colour, amounts, new RowChart(
            SvgChart.Size.wide(WIDTH, MARGIN + ROW * amounts.size()), LABELS_OF_AMOUNTS, VALUES)) +
            amounts(text, colour, amounts, new RowChart(SvgChart.Size.narrow(narrowHeight), MARGIN, NARROW_VALUES));
    }

    private static String amounts(
        final String text, final String colour, final List<Amount> amounts, final RowChart chart)
    {
        final long greatest = amounts.stream().mapToLong(Amount::value).max().orElse(1);
        SvgChart.open(chart.svg, chart.size, text);
        for (final Amount amount : amounts)
        {
            final double share = amount.value() / (double)greatest;
            chart.label(amount.name(), amount.name());
            chart.bar(colour, 0, share, amount.name() + ": " + amount.text());
            chart.add("<text class=\"tick\" x=\"%.1f\" y=\"%.1f\">%s</text>",
                chart.labels + chart.plot * share + 8, chart.barTop() + 11, Xml.escape(amount.text()));
            chart.top += chart.row;
        }
        return chart.svg.append("</svg>\n").toString();
    }

    /**
     * Faults, from when until when.
     *
     * @param endNs   of all faults that have no end of their own.
     * @param totalNs virtual time from beginning to end.
     */
    static String plan(final FaultPlan plan, final long endNs, final long totalNs)
    {
        final long rows = plan.faults().stream().filter((fault) -> !(fault instanceof Fault.Spare)).count();
        final double narrowHeight = MARGIN / 2 + NARROW_ROW * rows + AXIS;
        return plan(plan, endNs, totalNs, new RowChart(
            SvgChart.Size.wide(WIDTH, MARGIN / 2 + ROW * rows + AXIS), LABELS_OF_FAULTS, RIGHT)) +
            plan(plan, endNs, totalNs, new RowChart(SvgChart.Size.narrow(narrowHeight), MARGIN, RIGHT));
    }

    private static String plan(final FaultPlan plan, final long endNs, final long totalNs, final RowChart chart)
    {
        final List<Fault> faults = plan.faults().stream().filter((fault) -> !(fault instanceof Fault.Spare)).toList();
        final double height = chart.size.height();
        final Axis time = Axis.time(totalNs);
        SvgChart.open(chart.svg, chart.size, "Faults of the plan and when they hold: " + plan);
        chart.timeAxis(time, height);
        final long stopNs = Math.min(endNs, plan.stopNs());
        for (final Fault fault : faults)
        {
            final Fault.Window window = FaultWindows.of(fault, stopNs);
            final String item = fault.toString();
            final boolean isLong = item.length() > MOST_CHARACTERS;
            chart.label(isLong ? item.substring(0, MOST_CHARACTERS - 1) + "\u2026" : item, item);
            chart.bar(fault instanceof FaultCondition ? "c1" : "c2", time.at(window.fromNs() / NS_PER_SECOND),
                time.at(window.untilNs() / NS_PER_SECOND), item);
            chart.top += chart.row;
        }
        return chart.svg.append("</svg>\n").toString();
    }

    private void timeAxis(final Axis time, final double height)
    {
        final double bottom = height - AXIS + 4;
        for (final Axis.Tick tick : time.ticks())
        {
            final double at = labels + plot * time.at(tick.value());
            add("<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>", at, top, at, bottom + 4);
            add("<text class=\"tick\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s</text>",
                at, bottom + 17, Xml.escape(tick.label()));
        }
        add("<line class=\"axis\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
            labels, bottom, labels + plot, bottom);
        add("<text class=\"title\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s</text>",
            labels + plot / 2, height - 6, Xml.escape(time.title()));
    }

    private void label(final String shown, final String whole)
    {
        add("<text class=\"row\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s<title>%s</title></text>",
            isNarrow ? labels : labels - 8, top + 15, isNarrow ? "start" : "end", Xml.escape(shown), Xml.escape(whole));
    }

    private double barTop()
    {
        return isNarrow ? top + ROW : top + (ROW - BAR) / 2;
    }

    private void bar(final String colour, final double from, final double to, final String text)
    {
        // What takes no time is still seen.
        add("<rect class=\"bar %s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"2\">" +
            "<title>%s</title></rect>",
            colour, labels + plot * from, barTop(), Math.max(3, plot * (to - from)), BAR,
            Xml.escape(text));
    }

    private void add(final String format, final Object... args)
    {
        svg.append(String.format(Locale.ROOT, format, args)).append('\n');
    }
}
