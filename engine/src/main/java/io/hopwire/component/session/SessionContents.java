package io.hopwire.component.session;

import io.hopwire.delivery.SendStream;
import io.hopwire.delivery.SentHandler;

/**
 * What a session's packets carried: each number is a range of its stream, or of the messages that need no order. Of
 * datagrams nothing is remembered, because nothing of them is sent again.
 */
final class SessionContents implements SentHandler
{
    private static final long UNORDERED = Long.MIN_VALUE;

    private final SendStream stream;
    private SendStream unordered;

    SessionContents(final SendStream stream)
    {
        this.stream = stream;
    }

    void unordered(final SendStream messages)
    {
        unordered = messages;
    }

    static long ofUnordered(final long from, final int length)
    {
        return SendStream.content(from, length) | UNORDERED;
    }

    @Override
    public void onAcked(final long content, final long packetNumber, final boolean wasLost)
    {
        if (content < 0)
        {
            unordered.onAcked(content & ~UNORDERED, packetNumber, wasLost);
        }
        else
        {
            stream.onAcked(content, packetNumber, wasLost);
        }
    }

    @Override
    public void onLost(final long content, final long packetNumber)
    {
        if (content < 0)
        {
            unordered.onLost(content & ~UNORDERED, packetNumber);
        }
        else
        {
            stream.onLost(content, packetNumber);
        }
    }
}
