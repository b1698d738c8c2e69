package io.hopwire.component.neighbour;

import io.hopwire.link.Link;
import io.hopwire.link.LinkTable;
import io.hopwire.wire.ComponentFrame;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Messages on their way to one neighbour, gathered in one plaintext. It is sealed, straight into the outbox, when it is
 * full, when a message for somebody else comes, and at the end of the duty cycle; never later.
 * <p>
 * What is gathered waits where the outbox has no room, and is lost where the link goes down, or its path turns out to
 * carry less.
 */
final class FrameBatch
{
    private static final int NOT_CLAIMED = -1;

    private final LinkTable links;
    private final UnsafeBuffer frame;
    private Link link;
    private int component;
    private int length;
    private int claimed = NOT_CLAIMED;
    private int mayLeave = Integer.MAX_VALUE;
    private long nowNs;

    FrameBatch(final LinkTable links)
    {
        this.links = links;
        frame = new UnsafeBuffer(new byte[links.maxPlaintext()]);
    }

    int maxMessageLength(final Link to)
    {
        return Math.min(to.maxPlaintext(), frame.capacity()) -
            ComponentFrame.HEADER_LENGTH - ComponentFrame.RECORD_HEADER_LENGTH;
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
        if (to != link || number != component || messageLength > room())
        {
            final int result = turnTo(to, number);
            if (result < 0)
            {
                return result;
            }
        }
        claimed = messageLength;
        return length + ComponentFrame.RECORD_HEADER_LENGTH;
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
        ComponentFrame.putRecordHeader(frame, length, claimed);
        length += ComponentFrame.RECORD_HEADER_LENGTH + claimed;
        claimed = NOT_CLAIMED;
    }

    void abort()
    {
        claimed = NOT_CLAIMED;
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
            component = number;
            length = ComponentFrame.HEADER_LENGTH;
            ComponentFrame.putHeader(frame, 0, number);
        }
        return state;
    }

    private int flush()
    {
        if (0 == mayLeave)
        {
            return LinkTable.BACK_PRESSURED;
        }
        final boolean isEmpty = length == ComponentFrame.HEADER_LENGTH;
        final int result = isEmpty ? 0 : links.send(link, frame, 0, length, nowNs);
        mayLeave -= isEmpty ? 0 : 1;
        if (LinkTable.BACK_PRESSURED != result)
        {
            link.lastUsedNs(nowNs);
            link = null;
        }
        return result;
    }

    private int room()
    {
        return Math.min(link.maxPlaintext(), frame.capacity()) - length - ComponentFrame.RECORD_HEADER_LENGTH;
    }
}
