package io.hopwire.perf;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Draws what {@code perf/broadcast} measured: messages of one SHOUT, and hops until the last node has heard it, over
 * the nodes, on logarithmic axes. Points are measured, lines are the specification's formulas.
 */
final class BroadcastChart
{
    private static final int PANEL = 420;
    private static final int HEIGHT = 400;
    private static final int LEFT = 75;
    private static final int TOP = 40;
    private static final int RIGHT = 20;
    private static final int BOTTOM = 50;
    private static final double LEAST_NODES = 8;
    private static final double MOST_NODES = 12_000;
    private static final double MOST = 1e6;
    private static final double MOST_LAG = 1e4;
    private static final int[] ELLS = {1, 2, 4, 8};
    private static final String[] COLOURS = {"#c0392b", "#2471a3", "#1e8449", "#7d3c98"};

    private final StringBuilder out = new StringBuilder();
    private final List<BroadcastScenario.Result> results;

    private BroadcastChart(final List<BroadcastScenario.Result> results)
    {
        this.results = results;
    }

    static String of(final List<BroadcastScenario.Result> results)
    {
        final BroadcastChart chart = new BroadcastChart(results);
        chart.add("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" " +
            "font-size=\"13\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n", 2 * PANEL, HEIGHT);
        chart.panel(0, "Messages of one SHOUT", MOST,
            BroadcastScenario.Result::messages, BroadcastScenario.Result::claimedMessages);
        chart.panel(PANEL, "Hops until the last has heard it", MOST_LAG,
            BroadcastScenario.Result::lag, BroadcastScenario.Result::claimedLag);
        return chart.out.append("</svg>\n").toString();
    }

    private void panel(
        final int x0,
        final String title,
        final double most,
        final ToDoubleFunction<BroadcastScenario.Result> measured,
        final ToDoubleFunction<BroadcastScenario.Result> claimed)
    {
        add("<text x=\"%d\" y=\"22\" font-size=\"15\">%s</text>%n", x0 + LEFT, title);
        for (double value = 1; value <= most; value *= 10)
        {
            add("<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#ddd\"/>%n",
                x0 + LEFT, y(value, most), x0 + PANEL - RIGHT, y(value, most));
            add("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.0f</text>%n",
                x0 + LEFT - 6, y(value, most) + 4, value);
        }
        for (double nodes = 10; nodes <= MOST_NODES; nodes *= 10)
        {
            add("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.0f</text>%n",
                x0 + x(nodes), HEIGHT - BOTTOM + 18, nodes);
        }
        add("<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">nodes; line: as the specification claims</text>%n",
            x0 + (LEFT + PANEL - RIGHT) / 2, HEIGHT - 12);
        for (int i = 0; i < ELLS.length; i++)
        {
            series(x0, i, most, measured, claimed);
        }
    }

    private void series(
        final int x0,
        final int index,
        final double most,
        final ToDoubleFunction<BroadcastScenario.Result> measured,
        final ToDoubleFunction<BroadcastScenario.Result> claimed)
    {
        final StringBuilder line = new StringBuilder();
        for (final BroadcastScenario.Result result : results)
        {
            if (result.ell() == ELLS[index])
            {
                line.append(String.format(Locale.ROOT, "%.1f,%.1f ",
                    x0 + x(result.nodes()), y(claimed.applyAsDouble(result), most)));
                add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\"/>%n",
                    x0 + x(result.nodes()), y(measured.applyAsDouble(result), most), COLOURS[index]);
            }
        }
        add("<polyline points=\"%s\" fill=\"none\" stroke=\"%s\"/>%n", line.toString().trim(), COLOURS[index]);
        add("<text x=\"%d\" y=\"%d\" fill=\"%s\">ℓ = %d</text>%n",
            x0 + LEFT + 10, TOP + 16 + 17 * index, COLOURS[index], ELLS[index]);
    }

    private void add(final String format, final Object... values)
    {
        out.append(String.format(Locale.ROOT, format, values));
    }

    private static double x(final double nodes)
    {
        return LEFT + (PANEL - LEFT - RIGHT) * Math.log(nodes / LEAST_NODES) / Math.log(MOST_NODES / LEAST_NODES);
    }

    private static double y(final double value, final double most)
    {
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * Math.log(Math.max(1, value)) / Math.log(most);
    }
}
