package io.hopwire.examples;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * How far something is. On a terminal one line that is written over, at most ten times a second; elsewhere a line every
 * two seconds.
 */
final class ProgressLine
{
    private static final long TERMINAL_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long PLAIN_INTERVAL_NS = TimeUnit.SECONDS.toNanos(2);
    private static final long LOG_INTERVAL_NS = TimeUnit.SECONDS.toNanos(30);
    private static final int BAR = 30;

    private final PrintStream out;
    private final boolean terminal;
    private final String what;
    private final long total;
    private final long intervalNs;
    private long printedNs;
    private int width;

    ProgressLine(final PrintStream out, final boolean terminal, final String what, final long total)
    {
        this(out, terminal, what, total, terminal ? TERMINAL_INTERVAL_NS : PLAIN_INTERVAL_NS);
    }

    private ProgressLine(
        final PrintStream out, final boolean terminal, final String what, final long total, final long intervalNs)
    {
        this.out = out;
        this.terminal = terminal;
        this.what = what;
        this.total = Math.max(1, total);
        this.intervalNs = intervalNs;
        printedNs = System.nanoTime() - (terminal ? intervalNs : 0);
    }

    /**
     * Of something that may take hours: where it is logged, a line every half minute, and none where it is over sooner.
     */
    static ProgressLine ofLongWork(final PrintStream out, final boolean terminal, final String what, final long total)
    {
        return new ProgressLine(
            out, terminal, what, total, terminal ? TERMINAL_INTERVAL_NS : LOG_INTERVAL_NS);
    }

    void update(final long done)
    {
        update(done, () -> String.format(Locale.ROOT, "%,d of %,d", Math.min(done, total), total));
    }

    /**
     * The same with words of one's own behind the bar.
     *
     * @param words asked for only where they are printed.
     */
    synchronized void update(final long done, final Supplier<String> words)
    {
        final long nowNs = System.nanoTime();
        if (nowNs - printedNs >= intervalNs)
        {
            printedNs = nowNs;
            print(Math.min(done, total), words.get());
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

    private void print(final long done, final String words)
    {
        final int filled = (int)(BAR * (double)done / total);
        final String line = String.format(Locale.ROOT, "  %s [%s%s] %s",
            what, "#".repeat(filled), ".".repeat(BAR - filled), words);
        if (terminal)
        {
            out.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
            width = line.length();
        }
        else
        {
            out.println(line);
        }
        out.flush();
    }
}
