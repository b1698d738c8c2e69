package io.hopwire.component.neighbour;

import io.hopwire.link.Link;
import io.hopwire.link.LinkTable;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Messages of components on their way to one neighbour, gathered in one plaintext. It is handed over, straight into
 * the outbox, when it is full, when a message for somebody else comes, and at the end of the duty cycle; never later.
 * What a plaintext of them looks like is for {@link FrameBatch} and {@link CustomBatch}.
 * <p>
 * What is gathered waits where the outbox has no room, and is lost where the link goes down, or its path turns out to
 * carry less.
 */
abstract class MessagesToPeers
{
    private static final int NOT_CLAIMED = -1;

    final UnsafeBuffer frame;
    private final LinkTable links;
    private Link link;
    private int claimed = NOT_CLAIMED;
    private int mayLeave = Integer.MAX_VALUE;
    private long nowNs;

    MessagesToPeers(final LinkTable links)
    {
        this.links = links;
        frame = new UnsafeBuffer(new byte[links.maxPlaintext()]);
    }

    /** Bytes of a plaintext of one message, beside the message. */
    abstract int overhead();

    /** Begin a plaintext of at most so many bytes. */
    abstract void open(Link to, int number, int maxLength);

    /** Whether a message of a component of that number, and of that length, finds room in the plaintext. */
    abstract boolean hasRoom(int number, int messageLength);

    /** Begin a message: where it must be written. */
    abstract int begin(int number, int messageLength);

    abstract void end(int messageLength);

    abstract void forget();

    /** Bytes of the plaintext, 0 where no message is in it. */
    abstract int finish();

    int maxMessageLength(final Link to)
    {
        return maxLength(to) - overhead();
    }

    int tryClaim(final Link to, final int number, final int messageLength)
    {
        if (NOT_CLAIMED != claimed)
        {
            throw new IllegalStateException("a claim is open already");
        }
        if (messageLength < 0 || messageLength > maxMessageLength(to))
        {
            return to.isUp() ? LinkTable.TOO_LONG : LinkTable.NOT_UP;
        }
        if (to != link || !hasRoom(number, messageLength))
        {
            final int result = turnTo(to, number);
            if (result < 0)
            {
                return result;
            }
        }
        claimed = messageLength;
        return begin(number, messageLength);
    }

    MutableDirectBuffer buffer()
    {
        return frame;
    }

    void commit()
    {
        if (NOT_CLAIMED == claimed)
        {
            throw new IllegalStateException("nothing is claimed");
        }
        end(claimed);
        claimed = NOT_CLAIMED;
    }

    void abort()
    {
        if (NOT_CLAIMED != claimed)
        {
            forget();
            claimed = NOT_CLAIMED;
        }
    }

    /**
     * While the node closes, each component in its turn says only so much.
     *
     * @param frames that may leave from now on; what is said beyond them finds no room.
     */
    void limit(final int frames)
    {
        mayLeave = frames;
    }

    void flush(final long timeNs)
    {
        nowNs = timeNs;
        if (null != link)
        {
            flush();
        }
    }

    private int turnTo(final Link to, final int number)
    {
        final int result = null == link ? 0 : flush();
        if (LinkTable.BACK_PRESSURED == result)
        {
            return result;
        }
        final int state = links.sendState(to);
        if (0 == state)
        {
            link = to;
            open(to, number, maxLength(to));
        }
        return state;
    }

    private int flush()
    {
        if (0 == mayLeave)
        {
            return LinkTable.BACK_PRESSURED;
        }
        final int length = finish();
        final int result = 0 == length ? 0 : links.send(link, frame, 0, length, nowNs);
        mayLeave -= 0 == length ? 0 : 1;
        if (LinkTable.BACK_PRESSURED != result)
        {
            link.lastUsedNs(nowNs);
            link = null;
        }
        return result;
    }

    private int maxLength(final Link to)
    {
        return Math.min(to.maxPlaintext(), frame.capacity());
    }
}
