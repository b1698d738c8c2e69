package io.hopwire.component.session;

import io.hopwire.delivery.ReceiveCredit;
import io.hopwire.delivery.SendStream;
import io.hopwire.delivery.StreamPool;
import io.hopwire.delivery.UnorderedStream;
import io.hopwire.spi.Limits;
import org.agrona.DirectBuffer;

/**
 * What a session has besides its stream, once it is used: the messages that need no order, which are sent until they
 * are acknowledged, and datagrams, which are sent once.
 */
final class SessionAside
{
    final SendStream unordered;
    final SendStream datagrams;
    final UnorderedStream received;
    /** Whose turn it is, where there are messages of both: theirs, or the stream's. */
    private boolean isTurn;

    private SessionAside(final int window, final StreamPool pool, final ReceiveCredit credit)
    {
        unordered = new SendStream(window, pool, 0);
        datagrams = new SendStream(Math.min(window, Limits.MAX_QUEUED_DATAGRAM_BYTES), pool, 0);
        received = new UnorderedStream(Limits.MAX_STREAM_RANGES, Limits.MAX_UNORDERED_LENGTH, credit);
    }

    /** {@return what a session has, from now on} */
    static SessionAside of(final SessionEntry session, final SessionTable table)
    {
        if (null == session.aside)
        {
            session.aside = new SessionAside(table.config.window(), table.pool, session.receiveCredit);
            session.contents.unordered(session.aside.unordered);
        }
        return session.aside;
    }

    SendStream sendStream(final boolean isReliable)
    {
        return isReliable ? unordered : datagrams;
    }

    boolean append(final boolean isReliable, final DirectBuffer buffer, final int offset, final int length)
    {
        return sendStream(isReliable).append(buffer, offset, length);
    }

    /** A packet of the stream does not wait for more than one of these, nor one of these for more than one of it. */
    boolean takeTurn()
    {
        isTurn = !isTurn;
        return isTurn;
    }

    boolean hasUnsent()
    {
        return unordered.hasLost() || unordered.hasUnsent() || datagrams.hasUnsent();
    }

    int blocks()
    {
        return unordered.blocks() + datagrams.blocks();
    }

    void trim()
    {
        unordered.trim();
        datagrams.trim();
    }

    void clear()
    {
        unordered.clear();
        datagrams.clear();
    }
}
