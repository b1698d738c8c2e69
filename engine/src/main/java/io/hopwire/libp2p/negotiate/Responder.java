package io.hopwire.libp2p.negotiate;

import io.hopwire.libp2p.wire.UnsignedVarint;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The side that picks: the first of what the peer suggests that it supports. A question for a list is answered as the
 * implementations do it, which agree with one another and not with the text of the specification, whose text
 * contradicts itself: one line that holds all lines. A list too long for that is not available. Not thread-safe.
 */
public final class Responder extends Negotiation
{
    private final UnsafeBuffer list = new UnsafeBuffer(new byte[MAX_LINE]);
    private int suggestions;

    /**
     * Not started.
     */
    public Responder()
    {
    }

    @Override
    public void start(final ProtocolList supported)
    {
        super.start(supported);
        suggestions = 0;
    }

    @Override
    void onLine(final DirectBuffer buffer, final int offset, final int length)
    {
        if (++suggestions > MAX_SUGGESTIONS)
        {
            fail(NegotiateFault.TOO_MANY_SUGGESTIONS);
            return;
        }
        final int index = protocols.indexOf(buffer, offset, length);
        if (index >= 0)
        {
            say(protocols.line(index));
            agree(index);
        }
        else if (ProtocolList.isName(LIST, buffer, offset, length))
        {
            sayList();
        }
        else
        {
            say(NOT_AVAILABLE);
        }
    }

    private void sayList()
    {
        int length = 1;
        for (int i = 0; i < protocols.size(); i++)
        {
            length += protocols.line(i).capacity();
        }
        if (length > MAX_LINE)
        {
            say(NOT_AVAILABLE);
            return;
        }
        say(list, 0, UnsignedVarint.put(list, 0, length));
        for (int i = 0; i < protocols.size(); i++)
        {
            say(protocols.line(i));
        }
        list.putByte(0, (byte)'\n');
        say(list, 0, 1);
    }
}
