package io.hopwire.examples;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Reads an input that blocks on a thread of its own, and cuts it into messages, so that the thread that has a session
 * to look after never waits for a keyboard.
 */
final class InputPump
{
    /** Bytes of a message where the input says nothing of them: long enough to be cheap, and no burden for others. */
    static final int CHUNK_LENGTH = 8 << 10;

    private static final int CAPACITY = 64;

    private final BlockingQueue<byte[]> messages = new ArrayBlockingQueue<>(CAPACITY);
    private final InputStream in;
    private final int maxLength;
    private final boolean lines;
    private volatile boolean ended;
    private volatile IOException failure;

    /**
     * @param in        to read to its end.
     * @param maxLength bytes of the longest message.
     * @param lines     cut behind line ends; otherwise wherever a read ended.
     */
    InputPump(final InputStream in, final int maxLength, final boolean lines)
    {
        this.in = lines ? new BufferedInputStream(in) : in;
        this.maxLength = maxLength;
        this.lines = lines;
    }

    void start()
    {
        final Thread thread = new Thread(this::run, "hopwire-input");
        // Nothing ends a read from a terminal: the thread must not keep the process alive.
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * The next message, or null where none comes in time; an interruption ends the wait, and stays.
     */
    byte[] poll(final long timeoutNs)
    {
        try
        {
            return messages.poll(timeoutNs, TimeUnit.NANOSECONDS);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /**
     * Has the input ended, and is all of it taken?
     */
    boolean isDone()
    {
        return ended && messages.isEmpty();
    }

    void checkFailure()
    {
        if (null != failure)
        {
            throw new CommandFailure("cannot read the standard input: " + failure.getMessage(), failure);
        }
    }

    private void run()
    {
        try
        {
            final byte[] chunk = new byte[maxLength];
            int length = read(chunk);
            while (length >= 0)
            {
                messages.put(Arrays.copyOf(chunk, length));
                length = read(chunk);
            }
        }
        catch (final IOException ex)
        {
            failure = ex;
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
        finally
        {
            ended = true;
        }
    }

    private int read(final byte[] chunk) throws IOException
    {
        return lines ? readLine(chunk) : in.read(chunk);
    }

    private int readLine(final byte[] chunk) throws IOException
    {
        int length = 0;
        while (length < chunk.length)
        {
            final int b = in.read();
            if (b < 0)
            {
                return 0 == length ? -1 : length;
            }
            chunk[length++] = (byte)b;
            if ('\n' == b)
            {
                break;
            }
        }
        return length;
    }
}
