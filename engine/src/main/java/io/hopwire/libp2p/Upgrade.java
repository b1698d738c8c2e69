package io.hopwire.libp2p;

import io.hopwire.libp2p.negotiate.Initiator;
import io.hopwire.libp2p.negotiate.Negotiation;
import io.hopwire.libp2p.negotiate.ProtocolList;
import io.hopwire.libp2p.negotiate.Responder;
import io.hopwire.libp2p.secure.NoiseFrames;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.Arrays;

/**
 * What a connection needs until it carries streams, and another one after that.
 */
final class Upgrade
{
    private static final byte[] NOTHING = new byte[0];
    private static final int FIRST_LENGTH = 1024;

    final NoiseFrames frames = new NoiseFrames();
    Negotiation negotiation;
    /** The worker has a handshake of it. */
    boolean isAtWorker;
    /** The second message that we read comes next. */
    boolean isLast;
    Upgrade nextFree;

    private final Initiator initiator = new Initiator();
    private final Responder responder = new Responder();
    /** What the peer sent while the worker had the turn. */
    private byte[] early = NOTHING;
    private int earlyLength;

    void begin()
    {
        frames.next();
        isAtWorker = false;
        isLast = false;
        early = NOTHING;
        earlyLength = 0;
    }

    void negotiate(final boolean isDialled, final ProtocolList protocols)
    {
        negotiation = isDialled ? initiator : responder;
        negotiation.start(protocols);
    }

    /** {@return false where it is more than may be} */
    boolean keep(final DirectBuffer buffer, final int offset, final int length, final int max)
    {
        if (earlyLength + length > max)
        {
            return false;
        }
        if (earlyLength + length > early.length)
        {
            early = Arrays.copyOf(early, Math.max(FIRST_LENGTH, Math.min(max, 2 * (earlyLength + length))));
        }
        buffer.getBytes(offset, early, earlyLength, length);
        earlyLength += length;
        return true;
    }

    /** {@return what was kept, or null; it is kept no longer} */
    UnsafeBuffer takeEarly()
    {
        final UnsafeBuffer taken = 0 == earlyLength ? null : new UnsafeBuffer(early, 0, earlyLength);
        early = NOTHING;
        earlyLength = 0;
        return taken;
    }
}
