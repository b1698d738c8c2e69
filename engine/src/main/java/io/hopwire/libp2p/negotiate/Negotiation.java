package io.hopwire.libp2p.negotiate;

import io.hopwire.libp2p.wire.Libp2pLimits;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One side of a negotiation: bytes of the peer in, bytes for the peer out, until it is over. Used again and again.
 */
public abstract class Negotiation
{
    /** Most bytes of a line, its newline among them. */
    public static final int MAX_LINE = Libp2pLimits.MAX_NEGOTIATION_LINE;

    /** Most suggestions, or questions for a list, that a responder answers. */
    public static final int MAX_SUGGESTIONS = Libp2pLimits.MAX_SUGGESTIONS;

    /** What each side says first. */
    static final DirectBuffer MULTISTREAM = ProtocolList.line("/multistream/1.0.0");
    static final DirectBuffer NOT_AVAILABLE = ProtocolList.line("na");
    static final DirectBuffer LIST = ProtocolList.line("ls");

    private static final int LONGEST_ANSWER = MAX_LINE + 2;
    private static final int NONE = -1;

    /** What we suggest, or support. */
    ProtocolList protocols;

    private final LineReader reader = new LineReader();
    private final UnsafeBuffer output = new UnsafeBuffer(new byte[2 * LONGEST_ANSWER]);
    private int outputOffset;
    private int outputEnd;
    private boolean hasGreeted;
    private int agreed = NONE;
    private NegotiateFault fault;

    Negotiation()
    {
    }

    /** A whole line came, after the first one. */
    abstract void onLine(DirectBuffer buffer, int offset, int length);

    /**
     * Begin.
     *
     * @param list what we suggest, or support.
     */
    public void start(final ProtocolList list)
    {
        protocols = list;
        reader.clear();
        outputOffset = 0;
        outputEnd = 0;
        hasGreeted = false;
        agreed = NONE;
        fault = null;
        say(MULTISTREAM);
    }

    /**
     * Bytes of the peer, cut anywhere. Those behind the line that was agreed on are left: they are the protocol's. So
     * are those that we can not answer yet because what we said was not taken; call again then.
     *
     * @param buffer holds them.
     * @param offset first byte.
     * @param length bytes.
     * @return bytes taken.
     */
    public final int onBytes(final DirectBuffer buffer, final int offset, final int length)
    {
        int done = 0;
        while (done < length && !isOver() && output.capacity() - outputEnd >= LONGEST_ANSWER)
        {
            done += reader.read(buffer, offset + done, length - done);
            if (null != reader.fault())
            {
                fail(reader.fault());
            }
            else if (reader.isWhole())
            {
                readLine();
                reader.clear();
            }
        }
        return done;
    }

    /**
     * {@return whether both sides agreed, or never will}
     */
    public final boolean isOver()
    {
        return NONE != agreed || null != fault;
    }

    /**
     * {@return index in our list of the protocol that was agreed on, or -1}
     */
    public final int agreed()
    {
        return agreed;
    }

    /**
     * {@return name of the protocol that was agreed on}
     */
    public final String protocol()
    {
        return protocols.name(agreed);
    }

    /**
     * {@return why it failed, or null}
     */
    public final NegotiateFault fault()
    {
        return fault;
    }

    /**
     * {@return holds what is to be sent}
     */
    public final DirectBuffer output()
    {
        return output;
    }

    /**
     * {@return first byte to be sent}
     */
    public final int outputOffset()
    {
        return outputOffset;
    }

    /**
     * {@return bytes to be sent, also when it is over}
     */
    public final int outputLength()
    {
        return outputEnd - outputOffset;
    }

    /**
     * Some were sent.
     *
     * @param length bytes, up to {@link #outputLength()}.
     */
    public final void onOutputTaken(final int length)
    {
        assert length >= 0 && length <= outputLength();
        outputOffset += length;
        if (outputOffset == outputEnd)
        {
            outputOffset = 0;
            outputEnd = 0;
        }
    }

    final void agree(final int index)
    {
        agreed = index;
    }

    final void fail(final NegotiateFault why)
    {
        fault = why;
    }

    /** There is room: no answer is longer than what was looked for before the line was read. */
    final void say(final DirectBuffer line)
    {
        say(line, 0, line.capacity());
    }

    final void say(final DirectBuffer buffer, final int offset, final int length)
    {
        output.putBytes(outputEnd, buffer, offset, length);
        outputEnd += length;
    }

    private void readLine()
    {
        final DirectBuffer line = reader.buffer();
        if (hasGreeted)
        {
            onLine(line, reader.nameOffset(), reader.nameLength());
            return;
        }
        hasGreeted = true;
        if (!ProtocolList.isName(MULTISTREAM, line, reader.nameOffset(), reader.nameLength()))
        {
            fail(NegotiateFault.NOT_MULTISTREAM);
        }
    }
}
