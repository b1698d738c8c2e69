package io.hopwire.perf;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Text in columns: the first one to the left, the others to the right.
 */
final class Table
{
    private final List<List<String>> rows = new ArrayList<>();

    Table(final String... heads)
    {
        rows.add(List.of(heads));
    }

    void row(final List<String> cells)
    {
        if (cells.size() != rows.get(0).size())
        {
            throw new IllegalArgumentException(cells.size() + " cells in a table of " + rows.get(0).size());
        }
        rows.add(List.copyOf(cells));
    }

    static String figure(final double value)
    {
        return String.format(Locale.ROOT, Math.abs(value) < 1000 ? "%.2f" : "%,.0f", value);
    }

    @Override
    public String toString()
    {
        final StringBuilder builder = new StringBuilder();
        for (final List<String> row : rows)
        {
            for (int column = 0; column < row.size(); column++)
            {
                final int width = width(column);
                builder.append(String.format(column == 0 ? "%-" + width + "s" : "  %" + width + "s", row.get(column)));
            }
            builder.append('\n');
        }
        return builder.toString();
    }

    private int width(final int column)
    {
        int width = 1;
        for (final List<String> row : rows)
        {
            width = Math.max(width, row.get(column).length());
        }
        return width;
    }
}
