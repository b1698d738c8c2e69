package io.hopwire.examples;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * What the demo claims, and whether it was seen.
 */
final class DemoChecks
{
    private final List<String> lines = new ArrayList<>();
    private boolean allHeld = true;

    void check(final boolean held, final String claim)
    {
        lines.add((held ? "  yes  " : "  NO   ") + claim);
        allHeld &= held;
    }

    boolean allHeld()
    {
        return allHeld;
    }

    void print(final PrintStream out)
    {
        lines.forEach(out::println);
    }
}
