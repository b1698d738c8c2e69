package io.hopwire.perf;

import org.HdrHistogram.Histogram;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Latency over percentile as SVG, one panel for each size: the nines of the percentile evenly spaced, the latency
 * logarithmic.
 */
final class PercentilePlot
{
    private static final String[] COLOURS =
    {
        "#1f77b4", "#d62728", "#2ca02c", "#ff7f0e", "#9467bd", "#8c564b", "#17becf", "#7f7f7f",
    };
    private static final double[] TICKS = {50, 75, 90, 95, 99, 99.5, 99.9, 99.99};
    private static final int[] STEPS = {1, 2, 5};
    private static final double FIRST = 50;
    private static final double LAST = 99.99;
    private static final int POINTS = 240;
    private static final int PANEL_WIDTH = 560;
    private static final int PANEL_HEIGHT = 380;
    private static final int LEFT = 60;
    private static final int TOP = 80;
    private static final int GAP = 70;
    private static final int BOTTOM = 90;

    private final String title;
    private final String subtitle;
    private final Map<Integer, Map<String, Histogram>> panels = new LinkedHashMap<>();
    private final List<String> systems = new ArrayList<>();
    private final StringBuilder svg = new StringBuilder();
    private double lowest = Double.MAX_VALUE;
    private double highest;

    PercentilePlot(final String title, final String subtitle)
    {
        this.title = title;
        this.subtitle = subtitle;
    }

    void add(final String system, final int size, final Histogram latencies)
    {
        panels.computeIfAbsent(size, (key) -> new LinkedHashMap<>()).put(system, latencies);
        if (!systems.contains(system))
        {
            systems.add(system);
        }
        lowest = Math.min(lowest, micros(latencies, FIRST));
        highest = Math.max(highest, micros(latencies, LAST));
    }

    String toSvg()
    {
        final int width = LEFT + panels.size() * (PANEL_WIDTH + GAP);
        final int height = TOP + PANEL_HEIGHT + BOTTOM;
        svg.setLength(0);
        format("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\"" +
            " font-family=\"sans-serif\" font-size=\"12\">%n", width, height, width, height);
        format("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>%n", width, height);
        text(LEFT, 24, "start\" font-size=\"17\" font-weight=\"bold", title);
        text(LEFT, 42, "start\" font-size=\"11\" fill=\"#555", subtitle);
        int left = LEFT;
        for (final Map.Entry<Integer, Map<String, Histogram>> panel : panels.entrySet())
        {
            drawPanel(left, panel.getKey(), panel.getValue());
            left += PANEL_WIDTH + GAP;
        }
        drawLegend(height - 24);
        return svg.append("</svg>\n").toString();
    }

    private void drawPanel(final int left, final int size, final Map<String, Histogram> lines)
    {
        text(left, TOP - 10, "start\" font-weight=\"bold", size + " B, round trip in µs");
        drawGrid(left);
        lines.forEach((system, latencies) -> drawLine(left, colour(system), latencies));
    }

    private void drawGrid(final int left)
    {
        for (final double tick : TICKS)
        {
            final double x = x(left, tick);
            line(x, TOP, x, TOP + PANEL_HEIGHT);
            text(x, TOP + PANEL_HEIGHT + 18, "middle", tick == (int)tick ? "p" + (int)tick : "p" + tick);
        }
        for (double decade = 0.1; decade <= highest; decade *= 10)
        {
            for (final int step : STEPS)
            {
                final double micros = decade * step;
                if (micros >= bottom() && micros <= highest)
                {
                    line(left, y(micros), left + PANEL_WIDTH, y(micros));
                    final String pattern = micros < 1 ? "%.1f" : "%.0f";
                    text(left - 8, y(micros) + 4, "end", String.format(Locale.ROOT, pattern, micros));
                }
            }
        }
    }

    private void drawLine(final int left, final String colour, final Histogram latencies)
    {
        svg.append("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"").append(colour).append("\" points=\"");
        for (int i = 0; i <= POINTS; i++)
        {
            final double nines = nines(FIRST) + (nines(LAST) - nines(FIRST)) * i / POINTS;
            final double percentile = 100 - Math.pow(10, 2 - nines);
            format("%.1f,%.1f ", x(left, percentile), y(micros(latencies, percentile)));
        }
        svg.append("\"/>\n");
    }

    private void drawLegend(final int y)
    {
        int x = LEFT;
        for (final String system : systems)
        {
            format("<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke-width=\"4\" stroke=\"%s\"/>%n",
                x, y - 4, x + 24, y - 4, colour(system));
            text(x + 30, y, "start", system);
            x += 60 + 8 * system.length();
        }
    }

    private String colour(final String system)
    {
        return COLOURS[systems.indexOf(system) % COLOURS.length];
    }

    private double bottom()
    {
        return lowest * 0.9;
    }

    private double x(final int left, final double percentile)
    {
        return left + PANEL_WIDTH * (nines(percentile) - nines(FIRST)) / (nines(LAST) - nines(FIRST));
    }

    private double y(final double micros)
    {
        final double share = Math.log(micros / bottom()) / Math.log(highest / bottom());
        return TOP + PANEL_HEIGHT * (1 - Math.max(0, share));
    }

    private static double nines(final double percentile)
    {
        return 2 - Math.log10(100 - percentile);
    }

    private static double micros(final Histogram latencies, final double percentile)
    {
        return Math.max(1, latencies.getValueAtPercentile(percentile)) / 1000.0;
    }

    private void line(final double x1, final double y1, final double x2, final double y2)
    {
        format("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>%n", x1, y1, x2, y2);
    }

    private void text(final double x, final double y, final String anchor, final String words)
    {
        format("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, escape(words));
    }

    private void format(final String pattern, final Object... values)
    {
        svg.append(String.format(Locale.ROOT, pattern, values));
    }

    static String escape(final String text)
    {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
