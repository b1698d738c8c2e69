package io.hopwire.examples.report;

import java.io.PrintStream;
import java.util.Locale;

/**
 * The table that a simulation ends with; the last line of one that failed makes it happen again.
 */
public final class TextReport
{
    private static final int VALUE = 18;

    private TextReport()
    {
    }

    /**
     * Print it.
     *
     * @param run that it is about.
     * @param out where to.
     */
    public static void print(final SimRun run, final PrintStream out)
    {
        out.println(Figures.headline(run));
        if (!run.report().plan().isEmpty())
        {
            out.println("plan: " + run.report().plan());
        }
        for (final Figures.Group group : Figures.of(run))
        {
            out.println();
            String title = group.title();
            for (final Figures.Row row : group.rows())
            {
                out.println(line(title, row));
                title = "";
            }
        }
        out.println();
        out.println(Figures.verdict(run));
        if (null != run.replay())
        {
            out.println(run.replay());
        }
        out.flush();
    }

    private static String line(final String title, final Figures.Row row)
    {
        return String.format(Locale.ROOT, "%-10s %-34s %" + VALUE + "s  %s", title, row.name(), row.value(), row.note())
            .stripTrailing();
    }
}
