package io.hopwire.examples;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * What every process has allocated, round by round. A JVM allocates a little of its own now and then, once for a piece
 * of code that has become hot; what a message costs is therefore what the quietest round has seen.
 */
final class AllocationTable
{
    private final Map<String, Long> totals = new LinkedHashMap<>();
    private final Map<String, Long> quietest = new LinkedHashMap<>();
    private Map<String, Long> before;

    /**
     * With what they had allocated before the first round.
     */
    AllocationTable(final Map<String, Long> before)
    {
        this.before = before;
    }

    /**
     * A round has ended.
     *
     * @param now     bytes of every process since it began.
     * @param own     who measures itself, because its thread also reports the result of a round.
     * @param ownSize bytes that it has allocated for the messages of the round.
     */
    void onRound(final Map<String, Long> now, final String own, final long ownSize)
    {
        now.forEach((name, bytes) ->
        {
            final long allocated = name.equals(own) ? ownSize : bytes - before.get(name);
            totals.merge(name, allocated, Long::sum);
            quietest.merge(name, allocated, Math::min);
        });
        before = now;
    }

    boolean isQuiet()
    {
        return quietest.values().stream().allMatch((bytes) -> 0 == bytes);
    }

    void print(final PrintStream out, final long messages, final int rounds)
    {
        out.println("  " + String.format("%-28s", "bytes allocated") + totals.keySet().stream()
            .map((name) -> String.format("%8s", name)).collect(Collectors.joining()));
        printRow(out, "per message, of all", totals, (bytes) -> (double)bytes / messages);
        printRow(out, "in the quietest of " + rounds + " rounds", quietest, (bytes) -> bytes);
    }

    private static void printRow(
        final PrintStream out, final String label, final Map<String, Long> values, final ToDoubleFunction<Long> scale)
    {
        out.println("  " + String.format("%-28s", label) + values.values().stream()
            .map((bytes) -> String.format(Locale.ROOT, "%8.2f", scale.applyAsDouble(bytes)))
            .collect(Collectors.joining()));
    }
}
