package io.hopwire.examples;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;

/**
 * Where a command reads and writes: the process's own streams, or those of a test.
 */
final class Terminal
{
    private static final int BUFFER_LENGTH = 8192;

    private final InputStream in;
    private final WatchedOutput watched;
    private final PrintStream out;
    private final PrintStream err;

    Terminal(final InputStream in, final OutputStream out, final Charset charset, final PrintStream err)
    {
        this.in = in;
        this.watched = new WatchedOutput(out);
        this.out = new PrintStream(new BufferedOutputStream(watched, BUFFER_LENGTH), true, charset);
        this.err = err;
    }

    static Terminal ofProcess()
    {
        // System.out keeps to itself why it could not be written.
        return new Terminal(System.in, new FileOutputStream(FileDescriptor.out), charset(), System.err);
    }

    private static Charset charset()
    {
        final String name = System.getProperty("stdout.encoding", System.getProperty("sun.stdout.encoding"));
        return null == name || !Charset.isSupported(name) ? Charset.defaultCharset() : Charset.forName(name);
    }

    /**
     * For a command that goes on for long.
     *
     * @throws OutputFailure where the output takes nothing more.
     */
    void checkOut()
    {
        if (out.checkError())
        {
            throw new OutputFailure(watched.failure());
        }
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
