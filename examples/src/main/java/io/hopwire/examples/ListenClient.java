package io.hopwire.examples;

import io.hopwire.PublicKey;
import io.hopwire.Session;
import io.hopwire.spi.SessionCodes;
import org.agrona.DirectBuffer;

import java.io.PrintStream;

/**
 * One client of {@code hopwire listen}: what it sends is printed, and echoed where that is asked for.
 */
final class ListenClient
{
    private static final int BATCH = 64;

    private final EchoResponder responder;
    private final Session session;
    private final PrintStream out;
    private byte[] copy = {};
    private long messages;
    private boolean done;

    /**
     * @param out where to print, or null.
     */
    ListenClient(final Session session, final PrintStream out, final boolean echo)
    {
        this.session = session;
        this.out = out;
        responder = echo ? new EchoResponder(this::onMessage) : null;
    }

    int poll()
    {
        // Asked before reading: what came before the end is then read for certain.
        final boolean open = session.isOpen();
        final int work = null == responder ?
            session.read(this::onMessage, BATCH) : responder.poll(session, BATCH);
        done = !open && 0 == work;
        return work;
    }

    boolean isDone()
    {
        return done;
    }

    PublicKey peer()
    {
        return session.peer();
    }

    /**
     * Has the client itself ended the session, with all that it sent delivered?
     */
    boolean isWhole()
    {
        final int reason = session.closeReason();
        return SessionCodes.CLOSED_BY_PEER == reason || SessionCodes.CLOSED_BY_US == reason;
    }

    int closeReason()
    {
        return session.closeReason();
    }

    long messages()
    {
        return messages;
    }

    private void onMessage(final Session from, final DirectBuffer buffer, final int offset, final int length)
    {
        messages++;
        if (null != out)
        {
            copy = copy.length < length ? new byte[length] : copy;
            buffer.getBytes(offset, copy, 0, length);
            out.write(copy, 0, length);
        }
    }
}
