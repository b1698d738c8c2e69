package io.hopwire.examples;

import io.hopwire.Session;
import io.hopwire.SessionMessageHandler;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Sends back what it reads, in order and without allocation. A message for which the way back has no room is kept, and
 * nothing more is read before it has left: the sender's window then fills, and the sender waits.
 */
final class EchoResponder implements SessionMessageHandler
{
    private static final int NOTHING = -1;

    private final SessionMessageHandler observer;
    private final UnsafeBuffer kept = new UnsafeBuffer(new byte[0]);
    private Session keptFor;
    private int keptLength = NOTHING;

    /**
     * @param observer told of every message once.
     */
    EchoResponder(final SessionMessageHandler observer)
    {
        this.observer = observer;
    }

    /**
     * Read and answer.
     *
     * @param session of a client, or one that listens to many.
     * @param limit   most messages.
     * @return messages read or answered.
     */
    int poll(final Session session, final int limit)
    {
        int work = 0;
        while (work < limit && release())
        {
            if (0 == session.read(this, 1))
            {
                break;
            }
            work++;
        }
        return work;
    }

    @Override
    public void onMessage(final Session session, final DirectBuffer buffer, final int offset, final int length)
    {
        observer.onMessage(session, buffer, offset, length);
        if (Session.BACK_PRESSURED == session.offer(buffer, offset, length))
        {
            if (kept.capacity() < length)
            {
                kept.wrap(new byte[length]);
            }
            kept.putBytes(0, buffer, offset, length);
            keptFor = session;
            keptLength = length;
        }
    }

    private boolean release()
    {
        // Any other answer than back pressure means accepted, or that nobody is there to be answered any more.
        if (NOTHING != keptLength && Session.BACK_PRESSURED != keptFor.offer(kept, 0, keptLength))
        {
            keptLength = NOTHING;
            keptFor = null;
        }
        return NOTHING == keptLength;
    }
}
