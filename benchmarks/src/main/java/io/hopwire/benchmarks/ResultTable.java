package io.hopwire.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Results as aligned text, one line each:
 * <pre>
 *   benchmark                 parameters       time   error    B/op   ratio  to              goal
 *   AeadBenchmark.openHopwire length=64  92.1 ns/op   ± 1.2    0.00    0.47  openSunJce      0.60 reached
 * </pre>
 */
final class ResultTable
{
    private static final String[] HEADINGS =
        {"benchmark", "parameters", "time", "error", "B/op", "ratio", "to", "goal"};
    private static final boolean[] RIGHT = {false, false, true, true, true, true, false, false};
    private static final String GAP = "  ";
    private static final String ABSENT = "-";

    private final List<ResultRow> results;
    private final List<String[]> lines = new ArrayList<>();

    /**
     * A table of results: in their order, but that those of one class with the same parameters stand together.
     */
    ResultTable(final List<ResultRow> results)
    {
        this.results = results;
        final Map<String, List<ResultRow>> groups = new LinkedHashMap<>();
        for (final ResultRow row : results)
        {
            groups.computeIfAbsent(row.className() + ' ' + row.parameters(), group -> new ArrayList<>()).add(row);
        }
        lines.add(HEADINGS);
        groups.values().forEach(group -> group.forEach(row -> lines.add(cells(row))));
    }

    @Override
    public String toString()
    {
        final int[] widths = new int[HEADINGS.length];
        for (final String[] line : lines)
        {
            for (int i = 0; i < widths.length; i++)
            {
                widths[i] = Math.max(widths[i], line[i].length());
            }
        }
        final StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(aligned(line, widths)).append('\n'));
        return text.toString();
    }

    private String[] cells(final ResultRow row)
    {
        final ComparedTo comparedTo = ComparedToReader.of(row.className(), row.methodName());
        final ResultRow baseline = null == comparedTo ? null : baseline(row, comparedTo.value());
        final double ratio = null == baseline ? Double.NaN : row.score() / baseline.score();
        final double goal =
            null == comparedTo ? Double.NaN : ComparedToReader.goal(comparedTo.goals(), row.parameters());
        return new String[]{
            row.simpleName(),
            row.parameters(),
            number("%,.1f ", row.score()) + row.unit(),
            number("± %,.1f", row.error()),
            number("%,.2f", row.bytes()),
            number("%.2f", ratio),
            null == comparedTo ? "" : comparedTo.value(),
            goal(goal, ratio)};
    }

    private ResultRow baseline(final ResultRow row, final String methodName)
    {
        for (final ResultRow other : results)
        {
            if (other.className().equals(row.className()) && other.methodName().equals(methodName) &&
                other.parameters().equals(row.parameters()))
            {
                return other;
            }
        }
        return null;
    }

    private static String goal(final double goal, final double ratio)
    {
        if (Double.isNaN(goal))
        {
            return "";
        }
        final String verdict = Double.isNaN(ratio) ? "" : ratio <= goal ? " reached" : " missed";
        return number("%.2f", goal) + verdict;
    }

    private static String number(final String format, final double value)
    {
        return Double.isNaN(value) ? ABSENT : String.format(Locale.ROOT, format, value);
    }

    private static String aligned(final String[] line, final int[] widths)
    {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < widths.length; i++)
        {
            final String padding = " ".repeat(widths[i] - line[i].length());
            text.append(i == 0 ? "" : GAP).append(RIGHT[i] ? padding + line[i] : line[i] + padding);
        }
        return text.toString().stripTrailing();
    }
}
