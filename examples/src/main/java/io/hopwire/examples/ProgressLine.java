package io.hopwire.examples;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * How far something is. On a terminal one line that is written over, at most ten times a second; elsewhere a line every
 * two seconds.
 */
final class ProgressLine
{
    private static final long TERMINAL_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long PLAIN_INTERVAL_NS = TimeUnit.SECONDS.toNanos(2);
    private static final int BAR = 30;

    private final PrintStream out;
    private final boolean terminal;
    private final String what;
    private final long total;
    private long printedNs;
    private int width;

    ProgressLine(final PrintStream out, final boolean terminal, final String what, final long total)
    {
        this.out = out;
        this.terminal = terminal;
        this.what = what;
        this.total = Math.max(1, total);
        printedNs = System.nanoTime() - (terminal ? TERMINAL_INTERVAL_NS : 0);
    }

    synchronized void update(final long done)
    {
        final long nowNs = System.nanoTime();
        if (nowNs - printedNs >= (terminal ? TERMINAL_INTERVAL_NS : PLAIN_INTERVAL_NS))
        {
            printedNs = nowNs;
            print(Math.min(done, total));
        }
    }

    /**
     * Leave the line clean for what follows.
     */
    synchronized void end()
    {
        if (width > 0)
        {
            out.print("\r" + " ".repeat(width) + "\r");
            out.flush();
            width = 0;
        }
    }

    private void print(final long done)
    {
        final int filled = (int)(BAR * done / total);
        final String line = String.format(Locale.ROOT, "  %s [%s%s] %,d of %,d",
            what, "#".repeat(filled), ".".repeat(BAR - filled), done, total);
        if (terminal)
        {
            out.print("\r" + line);
            width = line.length();
        }
        else
        {
            out.println(line);
        }
        out.flush();
    }
}
