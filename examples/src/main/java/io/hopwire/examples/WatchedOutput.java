package io.hopwire.examples;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * An output that remembers why it could not be written. The {@link java.io.PrintStream} in front of it knows only that.
 */
final class WatchedOutput extends FilterOutputStream
{
    private volatile IOException failure;

    WatchedOutput(final OutputStream out)
    {
        super(out);
    }

    /**
     * {@return what the first write that failed said, or null}
     */
    IOException failure()
    {
        return failure;
    }

    @Override
    public void write(final int b) throws IOException
    {
        write(new byte[]{(byte)b}, 0, 1);
    }

    @Override
    public void write(final byte[] bytes, final int offset, final int length) throws IOException
    {
        try
        {
            out.write(bytes, offset, length);
        }
        catch (final IOException ex)
        {
            throw remembered(ex);
        }
    }

    @Override
    public void flush() throws IOException
    {
        try
        {
            out.flush();
        }
        catch (final IOException ex)
        {
            throw remembered(ex);
        }
    }

    private IOException remembered(final IOException ex)
    {
        failure = null == failure ? ex : failure;
        return ex;
    }
}
