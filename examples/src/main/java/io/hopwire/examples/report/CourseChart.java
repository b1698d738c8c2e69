package io.hopwire.examples.report;

import io.hopwire.sim.report.SimReport;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Charts of a run over its virtual time, with the phases of it shaded and the failure marked.
 */
final class CourseChart
{
    private static final SvgChart.Size WIDE = SvgChart.Size.wide(960, 270);
    private static final SvgChart.Size NARROW = SvgChart.Size.narrow(240);
    private static final double NS_PER_SECOND = 1e9;

    /**
     * A line of such a chart.
     *
     * @param name   in the legend.
     * @param colour class of it.
     * @param value  of a sample.
     */
    record Series(String name, String colour, ToDoubleFunction<SimReport.Sample> value)
    {
    }

    private final SimRun run;
    private final List<SimReport.Sample> samples;

    CourseChart(final SimRun run)
    {
        this.run = run;
        this.samples = run.report().samples();
    }

    boolean isEmpty()
    {
        return samples.size() < 2;
    }

    /**
     * What there is at each time.
     */
    String levels(final String text, final String title, final Series... series)
    {
        final double[] xs = samples.stream().mapToDouble((sample) -> sample.timeNs() / NS_PER_SECOND).toArray();
        final double[][] ys = new double[series.length][];
        for (int i = 0; i < series.length; i++)
        {
            ys[i] = samples.stream().mapToDouble(series[i].value()).toArray();
        }
        return draw(text, title, xs, ys, series);
    }

    /**
     * How fast what only grows does so, per second of virtual time.
     */
    String rates(final String text, final String title, final Series... series)
    {
        final double[] xs = new double[samples.size() - 1];
        final double[][] ys = new double[series.length][xs.length];
        for (int i = 0; i < xs.length; i++)
        {
            final SimReport.Sample before = samples.get(i);
            final SimReport.Sample after = samples.get(i + 1);
            final double seconds = Math.max(1, after.timeNs() - before.timeNs()) / NS_PER_SECOND;
            xs[i] = after.timeNs() / NS_PER_SECOND;
            for (int j = 0; j < series.length; j++)
            {
                final ToDoubleFunction<SimReport.Sample> value = series[j].value();
                ys[j][i] = (value.applyAsDouble(after) - value.applyAsDouble(before)) / seconds;
            }
        }
        return draw(text, title, xs, ys, series);
    }

    private String draw(
        final String text, final String title, final double[] xs, final double[][] ys, final Series... series)
    {
        double greatest = 0;
        for (final double[] values : ys)
        {
            for (final double value : values)
            {
                greatest = Math.max(greatest, value);
            }
        }
        final Axis amounts = Axis.amounts(title, greatest);
        return draw(WIDE, text, amounts, xs, ys, series) + draw(NARROW, text, amounts, xs, ys, series) + legend(series);
    }

    private String draw(
        final SvgChart.Size size,
        final String text,
        final Axis amounts,
        final double[] xs,
        final double[][] ys,
        final Series... series)
    {
        final SvgChart chart = new SvgChart(size, text, Axis.time(run.totalNs()), amounts);
        phases(chart);
        for (int i = 0; i < series.length; i++)
        {
            chart.line(series[i].colour(), xs, ys[i]);
        }
        if (null != run.report().failure())
        {
            chart.mark("bad", run.report().failure().timeNs() / NS_PER_SECOND, "failed", 1);
        }
        return chart.end();
    }

    private void phases(final SvgChart chart)
    {
        chart.band(0, run.report().config().joinNs() / NS_PER_SECOND, "joining");
        chart.band(run.loadEndNs() / NS_PER_SECOND, run.totalNs() / NS_PER_SECOND, "quiet");
    }

    private static String legend(final Series... series)
    {
        final StringBuilder html = new StringBuilder("<ul class=\"legend\">");
        for (final Series one : series)
        {
            html.append("<li><span class=\"key ").append(one.colour()).append("\"></span>")
                .append(Xml.escape(one.name())).append("</li>");
        }
        return html.append("</ul>\n").toString();
    }
}
