package io.hopwire.examples;

import java.io.InputStream;
import java.io.PrintStream;

/**
 * Where a command reads and writes: the process's own streams, or those of a test.
 */
final class Terminal
{
    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;

    Terminal(final InputStream in, final PrintStream out, final PrintStream err)
    {
        this.in = in;
        this.out = out;
        this.err = err;
    }

    static Terminal ofProcess()
    {
        return new Terminal(System.in, System.out, System.err);
    }

    InputStream in()
    {
        return in;
    }

    /**
     * For results and data, which other programs read.
     */
    PrintStream out()
    {
        return out;
    }

    /**
     * For what people are told.
     */
    PrintStream err()
    {
        return err;
    }
}
