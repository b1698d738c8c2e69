package io.hopwire.perf;

import java.util.List;
import java.util.Locale;

/**
 * Draws what {@code perf/routes} measured: the share of messages that is lost over the share that each route loses,
 * both on logarithmic axes. Lines are what probability says, points are what was measured.
 */
final class RoutesChart
{
    private static final int WIDTH = 640;
    private static final int HEIGHT = 420;
    private static final int LEFT = 80;
    private static final int TOP = 40;
    private static final int RIGHT = 20;
    private static final int BOTTOM = 60;
    private static final double LEAST_LOSS = 0.008;
    private static final double MOST_LOSS = 0.25;
    private static final double LEAST = 1e-6;
    private static final String[] COLOURS = {"#c0392b", "#2471a3", "#1e8449"};

    private final StringBuilder out = new StringBuilder();

    private RoutesChart()
    {
    }

    static String of(final List<RoutesScenario.Result> results)
    {
        final RoutesChart chart = new RoutesChart();
        chart.frame();
        for (int routes = 1; routes <= COLOURS.length; routes++)
        {
            chart.expected(routes);
        }
        results.forEach(chart::point);
        return chart.out.append("</svg>\n").toString();
    }

    private void frame()
    {
        add("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" " +
            "font-size=\"13\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n", WIDTH, HEIGHT);
        add("<text x=\"%d\" y=\"22\" font-size=\"15\">Datagrams lost over 1, 2 and 3 routes</text>%n", LEFT);
        for (double share = LEAST; share <= 1; share *= 10)
        {
            add("<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#ddd\"/>%n",
                LEFT, y(share), WIDTH - RIGHT, y(share));
            add("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s %%</text>%n", LEFT - 6, y(share) + 4, percent(share));
        }
        for (final double loss : new double[]{0.01, 0.02, 0.05, 0.1, 0.2})
        {
            add("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s %%</text>%n",
                x(loss), HEIGHT - BOTTOM + 18, percent(loss));
        }
        add("<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">loss of each route</text>%n",
            (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 14);
    }

    private void expected(final int routes)
    {
        final double from = Math.max(LEAST_LOSS, Math.pow(LEAST, 1.0 / routes));
        final String colour = COLOURS[routes - 1];
        add("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>%n",
            x(from), y(Math.pow(from, routes)), x(MOST_LOSS), y(Math.pow(MOST_LOSS, routes)), colour);
        add("<text x=\"%.1f\" y=\"%.1f\" fill=\"%s\" text-anchor=\"end\">%d route%s</text>%n",
            x(MOST_LOSS) - 4, y(Math.pow(MOST_LOSS, routes)) - 8, colour, routes, 1 == routes ? "" : "s");
    }

    /** Where nothing was lost there is nothing to draw on such an axis. */
    private void point(final RoutesScenario.Result result)
    {
        if (result.lost() > 0)
        {
            add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\"/>%n",
                x(result.loss()), y((double)result.lost() / result.sent()), COLOURS[result.routes() - 1]);
        }
    }

    private void add(final String format, final Object... values)
    {
        out.append(String.format(Locale.ROOT, format, values));
    }

    private static String percent(final double share)
    {
        return String.format(Locale.ROOT, "%.4f", share * 100).replaceAll("0+$", "").replaceAll("\\.$", "");
    }

    private static double x(final double loss)
    {
        return LEFT + (WIDTH - LEFT - RIGHT) * Math.log(loss / LEAST_LOSS) / Math.log(MOST_LOSS / LEAST_LOSS);
    }

    private static double y(final double share)
    {
        return TOP + (HEIGHT - TOP - BOTTOM) * Math.log(share) / Math.log(LEAST);
    }
}
