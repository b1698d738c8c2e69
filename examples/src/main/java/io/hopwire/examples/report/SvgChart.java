package io.hopwire.examples.report;

import java.util.Locale;

/**
 * A chart with two axes as an SVG element. Colours come from the page, by class.
 * <pre>
 *   0      LEFT                               WIDTH - RIGHT
 *   +------+-------------------------------------+   0
 *   |      | plot                                |   TOP
 *   | y    |                                     |
 *   +------+-------------------------------------+   height - BOTTOM
 *   |        ticks of x, title of x              |
 *   +--------------------------------------------+   height
 * </pre>
 */
final class SvgChart
{
    private static final double LEFT = 66;
    private static final double RIGHT = 18;
    private static final double TOP = 40;
    private static final double BOTTOM = 44;
    private static final double TICK = 5;
    /** From one row of names above the plot to the next. */
    private static final double ROW = 15;
    private static final double ROOM_FOR_NAME = 80;

    /**
     * A drawing is as wide as its page, and so is its text. Each chart is drawn twice: for windows, and for phones, on
     * which the first would be too small to read. The page shows one of them.
     *
     * @param name   of it, a class of the page.
     * @param width  of it, in pixels.
     * @param height of it, in pixels.
     */
    record Size(String name, double width, double height)
    {
        private static final double NARROW = 340;

        static Size wide(final double width, final double height)
        {
            return new Size("wide", width, height);
        }

        static Size narrow(final double height)
        {
            return new Size("narrow", NARROW, height);
        }
    }

    private final StringBuilder svg = new StringBuilder();
    private final double width;
    private final double height;
    private final Axis x;
    private final Axis y;

    /**
     * Axes and nothing else.
     *
     * @param text of the chart for who does not see it.
     */
    SvgChart(final Size size, final String text, final Axis x, final Axis y)
    {
        this.width = size.width();
        this.height = size.height();
        this.x = x;
        this.y = y;
        open(svg, size, text);
        grid();
    }

    /**
     * Begin an element that screen readers can name.
     */
    static void open(final StringBuilder svg, final Size size, final String text)
    {
        svg.append(String.format(Locale.ROOT, "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"%s\" " +
            "viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"%s\">\n",
            size.name(), size.width(), size.height(), Xml.escape(text)));
    }

    /**
     * A part of the x axis, shaded and named.
     */
    void band(final double from, final double to, final String label)
    {
        add("<rect class=\"band\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
            px(from), TOP, px(to) - px(from), height - TOP - BOTTOM);
        add("<text class=\"note\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s</text>",
            (px(from) + px(to)) / 2, TOP - 7, Xml.escape(label));
    }

    /**
     * A line through points.
     */
    void line(final String colour, final double[] xs, final double[] ys)
    {
        svg.append("<polyline class=\"line ").append(colour).append("\" points=\"");
        for (int i = 0; i < xs.length; i++)
        {
            svg.append(String.format(Locale.ROOT, "%s%.1f,%.1f", i == 0 ? "" : " ", px(xs[i]), py(ys[i])));
        }
        svg.append("\"/>\n");
    }

    /**
     * A bar from the x axis upwards, that says what it is when it is pointed at.
     */
    void bar(final String colour, final double from, final double to, final double value, final String text)
    {
        final double gap = Math.min(1, (px(to) - px(from)) / 8);
        add("<rect class=\"bar %s\" x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\"><title>%s</title></rect>",
            colour, px(from) + gap, py(value), px(to) - px(from) - 2 * gap, height - BOTTOM - py(value),
            Xml.escape(text));
    }

    /**
     * A value of the x axis, marked over the whole height.
     *
     * @param row that its name stands in, above the plot: names in different rows do not run into each other.
     */
    void mark(final String colour, final double value, final String label, final int row)
    {
        final double at = px(value);
        final boolean isLeft = at > (0 == row ? LEFT + ROOM_FOR_NAME : (LEFT + width - RIGHT) / 2);
        add("<line class=\"mark %s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
            colour, at, TOP - 4 - row * ROW, at, height - BOTTOM);
        add("<text class=\"note\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
            isLeft ? at - 5 : at + 5, TOP - 7 - row * ROW, isLeft ? "end" : "start", Xml.escape(label));
    }

    /**
     * The whole element.
     */
    String end()
    {
        add("<line class=\"axis\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
            LEFT, height - BOTTOM, width - RIGHT, height - BOTTOM);
        return svg.append("</svg>\n").toString();
    }

    private void grid()
    {
        for (final Axis.Tick tick : y.ticks())
        {
            add("<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
                LEFT, py(tick.value()), width - RIGHT, py(tick.value()));
            add("<text class=\"tick\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
                LEFT - TICK - 2, py(tick.value()) + 4, Xml.escape(tick.label()));
        }
        for (final Axis.Tick tick : x.ticks())
        {
            add("<line class=\"axis\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
                px(tick.value()), height - BOTTOM, px(tick.value()), height - BOTTOM + TICK);
            add("<text class=\"tick\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s</text>",
                px(tick.value()), height - BOTTOM + TICK + 13, Xml.escape(tick.label()));
        }
        add("<text class=\"title\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s</text>",
            (LEFT + width - RIGHT) / 2, height - 6, Xml.escape(x.title()));
        add("<text class=\"title\" transform=\"translate(13 %.1f) rotate(-90)\" text-anchor=\"middle\">%s</text>",
            (TOP + height - BOTTOM) / 2, Xml.escape(y.title()));
    }

    private double px(final double value)
    {
        return LEFT + (width - LEFT - RIGHT) * x.at(value);
    }

    private double py(final double value)
    {
        return height - BOTTOM - (height - TOP - BOTTOM) * y.at(value);
    }

    private void add(final String format, final Object... args)
    {
        svg.append(String.format(Locale.ROOT, format, args)).append('\n');
    }
}
