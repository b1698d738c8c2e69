package io.hopwire.sim.fault;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * What a plan did, in lines for people; the last ones are kept.
 */
final class FaultLog
{
    private static final int MAX_LINES = 4096;
    private static final int MAX_NUMBERS = 16;
    private static final double NS_PER_SECOND = 1e9;

    private final ArrayDeque<String> lines = new ArrayDeque<>();
    private Consumer<String> reader = line ->
    {
    };

    void reader(final Consumer<String> value)
    {
        reader = value;
    }

    void add(final long elapsedNs, final String what)
    {
        final String line = String.format(Locale.ROOT, "%.6fs %s", elapsedNs / NS_PER_SECOND, what);
        if (lines.size() == MAX_LINES)
        {
            lines.removeFirst();
        }
        lines.addLast(line);
        reader.accept(line);
    }

    List<String> lines()
    {
        return new ArrayList<>(lines);
    }

    static String nodes(final BitSet nodes)
    {
        final StringBuilder text = new StringBuilder();
        final int count = nodes.cardinality();
        text.append(count).append(count == 1 ? " node" : " nodes");
        int shown = 0;
        for (int node = nodes.nextSetBit(0); node >= 0 && shown < MAX_NUMBERS; node = nodes.nextSetBit(node + 1))
        {
            text.append(shown++ == 0 ? ": " : ", ").append(node);
        }
        return text.append(count > MAX_NUMBERS ? ", ..." : "").toString();
    }
}
