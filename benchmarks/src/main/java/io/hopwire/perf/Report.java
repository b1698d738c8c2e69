package io.hopwire.perf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What all reports have in common: the machine, a table for each size, then ratios.
 */
abstract class Report
{
    private final Options options;
    private final List<Slice> slices;
    private final String[][] pairs;
    private final List<Object> tables = new ArrayList<>();
    private final List<Object> ratios = new ArrayList<>();

    /**
     * Of one run.
     *
     * @param options of it.
     * @param slices  what was measured.
     * @param pairs   of systems, to be compared.
     */
    Report(final Options options, final List<Slice> slices, final String[][] pairs)
    {
        this.options = options;
        this.slices = slices;
        this.pairs = pairs;
    }

    /**
     * Print a table.
     *
     * @param all  by system.
     * @param size of the messages.
     */
    abstract void printTable(Map<String, Series> all, int size);

    /**
     * One system with one size.
     *
     * @param series its rounds.
     * @return for JSON.
     */
    abstract Map<String, Object> toMap(Series series);

    /**
     * What is compared.
     *
     * @return by name.
     */
    abstract Map<String, ToDoubleFunction<Slice>> figures();

    final void print()
    {
        System.out.println(Machine.line(options));
        if (null != options.against())
        {
            System.out.println(options.against().describe());
        }
        for (final int size : options.sizes())
        {
            final Map<String, Series> all = series(size);
            System.out.println();
            printTable(all, size);
            for (final Series series : all.values())
            {
                final String besides = series.besides();
                if (null != besides)
                {
                    System.out.println(besides);
                }
                tables.add(toMap(series));
            }
        }
        System.out.println();
        for (final int size : options.sizes())
        {
            printRatios(series(size), size);
        }
    }

    /**
     * All of it; after {@link #print()}.
     *
     * @param what was measured.
     * @return for JSON.
     */
    final Map<String, Object> toMap(final String what)
    {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("what", what);
        map.put("machine", Machine.describe(options));
        map.put("notes", options.notes());
        map.put("millisPerSlice", options.millis());
        map.put("systems", tables);
        map.put("ratios", ratios);
        return map;
    }

    final Map<String, Series> series(final int size)
    {
        return Series.of(slices, options.systems(), size);
    }

    final Options options()
    {
        return options;
    }

    private void printRatios(final Map<String, Series> all, final int size)
    {
        for (final String[] pair : pairs)
        {
            printRatio(all.get(pair[0]), all.get(pair[1]), size);
        }
        for (final Series other : all.values())
        {
            if (Against.isOther(other.system))
            {
                printRatio(all.get(Against.plainName(other.system)), other, size);
            }
        }
    }

    private void printRatio(final Series first, final Series second, final int size)
    {
        if (null != first && null != second)
        {
            final Ratios ratio = new Ratios(first.system + '/' + second.system, size);
            figures().forEach((name, figure) -> ratio.add(name, first.each(figure), second.each(figure)));
            System.out.println(ratio);
            ratios.add(ratio.toMap());
        }
    }
}
