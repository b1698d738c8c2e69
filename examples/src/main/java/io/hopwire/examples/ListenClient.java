package io.hopwire.examples;

import io.hopwire.PublicKey;
import io.hopwire.Session;
import io.hopwire.SessionMessageHandler;
import io.hopwire.spi.SessionCodes;
import org.agrona.DirectBuffer;

/**
 * One client of {@code hopwire listen}: what it sends is printed or kept, and echoed where that is asked for.
 */
final class ListenClient
{
    private static final int BATCH = 64;

    private final EchoResponder responder;
    private final Session session;
    private final MessagePrinter printer;
    private final FileReceiver files;
    private SessionMessageHandler taker;
    private long messages;
    private boolean done;

    /**
     * @param printer of what is no file; null where only files are taken.
     * @param files   of the client, and who tells it where none are taken; null where what it sends is echoed.
     */
    ListenClient(final Session session, final MessagePrinter printer, final FileReceiver files)
    {
        this.session = session;
        this.printer = printer;
        this.files = files;
        taker = null == printer ? files : printer;
        responder = null == files ? new EchoResponder(this::onMessage) : null;
    }

    int poll()
    {
        // Asked before reading: what came before the end is then read for certain.
        final boolean open = session.isOpen();
        final int answers = null == files ? 0 : files.poll();
        final int work = null == responder ?
            session.read(this::onMessage, BATCH) : responder.poll(session, BATCH);
        done = !open && 0 == work;
        return work + answers;
    }

    /**
     * Of a file that is not whole nothing is left.
     */
    void close()
    {
        if (null != files)
        {
            files.close();
        }
    }

    /**
     * {@return what receives files; null where nothing does}
     */
    FileReceiver files()
    {
        return files;
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
    boolean isEnded()
    {
        final int reason = session.closeReason();
        return SessionCodes.CLOSED_BY_PEER == reason || SessionCodes.CLOSED_BY_US == reason;
    }

    /**
     * The same, with every file of it kept.
     */
    boolean isWhole()
    {
        return isEnded() && (null == files || files.isWhole());
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
        if (1 == messages && null != files && FileMessages.isOffer(buffer, offset, length))
        {
            taker = files;
        }
        taker.onMessage(from, buffer, offset, length);
    }
}
