package io.hopwire.libp2p.negotiate;

import org.agrona.DirectBuffer;

/**
 * The side that suggests: what it likes most first, until the peer has one of them. Not thread-safe.
 */
public final class Initiator extends Negotiation
{
    private int suggested;

    /**
     * Not started.
     */
    public Initiator()
    {
    }

    @Override
    public void start(final ProtocolList list)
    {
        super.start(list);
        suggested = 0;
        say(list.line(0));
    }

    /**
     * {@return whether bytes of the protocol may follow what we suggest without waiting for the answer, since we
     * suggest nothing else. A peer that refuses does not read them}
     */
    public boolean mayGoAhead()
    {
        return 1 == protocols.size();
    }

    @Override
    void onLine(final DirectBuffer buffer, final int offset, final int length)
    {
        if (ProtocolList.isName(protocols.line(suggested), buffer, offset, length))
        {
            agree(suggested);
        }
        else if (!ProtocolList.isName(NOT_AVAILABLE, buffer, offset, length))
        {
            fail(NegotiateFault.OTHER_ANSWER);
        }
        else if (++suggested == protocols.size())
        {
            fail(NegotiateFault.NONE_SUPPORTED);
        }
        else
        {
            say(protocols.line(suggested));
        }
    }
}
