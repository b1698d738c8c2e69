package io.hopwire.examples;

import io.hopwire.Session;
import io.hopwire.SessionMessageHandler;
import org.agrona.DirectBuffer;

import java.io.PrintStream;

/**
 * Prints messages as they are, one behind the other.
 */
final class MessagePrinter implements SessionMessageHandler
{
    private final PrintStream out;
    private byte[] copy = {};

    /**
     * @param out where to print; null for nowhere.
     */
    MessagePrinter(final PrintStream out)
    {
        this.out = out;
    }

    @Override
    public void onMessage(final Session session, final DirectBuffer buffer, final int offset, final int length)
    {
        if (null != out)
        {
            copy = copy.length < length ? new byte[length] : copy;
            buffer.getBytes(offset, copy, 0, length);
            out.write(copy, 0, length);
        }
    }
}
