package io.hopwire.agent;

import io.hopwire.Session;
import io.hopwire.delivery.MessageHeader;
import org.agrona.DirectBuffer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Takes the messages of one session over from its application, as far as its window goes, and counts them.
 * <p>
 * Offers come from one thread at a time; the position may be asked for by any.
 */
final class SessionOffers
{
    private static final VarHandle POSITION;

    static
    {
        try
        {
            POSITION = MethodHandles.lookup().findVarHandle(SessionOffers.class, "position", long.class);
        }
        catch (final ReflectiveOperationException ex)
        {
            throw new ExceptionInInitializerError(ex);
        }
    }

    private final EngineSession session;
    private final NodeAccess access;
    private final int window;
    private volatile long position;
    /** Bytes that all accepted messages make, their headers among them. */
    private long positionBytes;

    SessionOffers(final EngineSession session, final NodeAccess access, final int window)
    {
        this.session = session;
        this.access = access;
        this.window = window;
    }

    /** {@return messages accepted, but for datagrams} */
    long position()
    {
        return position;
    }

    /**
     * {@return the position of the message, or why it was not accepted}
     */
    long offer(final DirectBuffer buffer, final int offset, final int length)
    {
        if (!hasRoom(length))
        {
            return Session.BACK_PRESSURED;
        }
        final long accepted = (long)POSITION.get(this);
        final long result = isLong(length) ?
            access.offerLong(session, buffer, offset, length) :
            access.offer(session, accepted == session.handedOver(), buffer, offset, length);
        return result < 0 ? result : accept(accepted, length);
    }

    /**
     * {@return the position of a message that need not wait for others, 0 where it is a datagram; or why it was not
     * accepted}
     */
    long offerAside(final boolean isReliable, final DirectBuffer buffer, final int offset, final int length)
    {
        if (isReliable && !hasRoom(length))
        {
            return Session.BACK_PRESSURED;
        }
        final long accepted = (long)POSITION.get(this);
        final boolean nothingQueued = accepted == session.handedOver();
        final long result = access.offerAside(session, isReliable, nothingQueued, buffer, offset, length);
        return result < 0 || !isReliable ? Math.min(result, 0) : accept(accepted, length);
    }

    /**
     * A message has room within the window; a long one, which may be longer, where no other is leaving.
     */
    boolean hasRoom(final int length)
    {
        final long under = positionBytes - session.ackedBytes();
        return isLong(length) ?
            under < window && !session.longMessage().isLeaving() :
            under + MessageHeader.MAX_LENGTH + length <= window;
    }

    private long accept(final long accepted, final int length)
    {
        positionBytes += MessageHeader.length(length) + length;
        POSITION.setRelease(this, accepted + 1);
        return accepted + 1;
    }

    private boolean isLong(final int length)
    {
        return access.isLong(length) || MessageHeader.MAX_LENGTH + length > window;
    }
}
