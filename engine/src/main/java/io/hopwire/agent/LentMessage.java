package io.hopwire.agent;

import org.agrona.DirectBuffer;

/**
 * The part of a session's stream that its handler may see where it was received: it spares the way through the inbox, a
 * hundredth of an echo of 64 bytes. It waits from the core's event until the node lets handlers run, later in the same
 * duty cycle. In front of whatever might write to the buffer, or overtake it, it goes into the inbox like any other.
 * <p>
 * Not thread-safe: of the node's thread.
 */
final class LentMessage
{
    private DirectBuffer lent;
    private EngineSession owner;
    private int offset;
    private int length;

    /**
     * A datagram was received.
     *
     * @param buffer holds it until {@link #forget()} or {@link #settle()}.
     */
    void lend(final DirectBuffer buffer)
    {
        lent = buffer;
    }

    /**
     * Nothing of it is needed any more.
     */
    void forget()
    {
        lent = null;
    }

    /**
     * Whose it is, null where nothing is kept.
     */
    EngineSession owner()
    {
        return owner;
    }

    /**
     * Bytes that it will take in its inbox.
     */
    int length()
    {
        return length;
    }

    /**
     * Keep what came of a session that has nothing else to deliver.
     *
     * @return false where it must go to the inbox: it lies somewhere else, or another one is kept.
     */
    boolean keep(
        final EngineSession session, final DirectBuffer buffer, final int streamOffset, final int streamLength)
    {
        if (buffer != lent || null != owner)
        {
            return false;
        }
        owner = session;
        offset = streamOffset;
        length = streamLength;
        return true;
    }

    /**
     * Put what is kept into its inbox.
     *
     * @return false where that has no room.
     */
    boolean settle()
    {
        final EngineSession session = owner;
        final DirectBuffer buffer = lent;
        owner = null;
        lent = null;
        return session.receive(buffer, offset, length);
    }

    /**
     * Let the handler see what is kept.
     *
     * @param agent that has room for what the handler may cause.
     */
    void deliver(final NodeAgent agent)
    {
        final EngineSession session = owner;
        final DirectBuffer buffer = lent;
        owner = null;
        lent = null;
        session.deliver(agent, buffer, offset, length);
    }
}
