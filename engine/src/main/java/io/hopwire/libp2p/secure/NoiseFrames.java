package io.hopwire.libp2p.secure;

import io.hopwire.libp2p.wire.Libp2pLimits;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;

/**
 * Puts the messages of a handshake together, one at a time. What follows a message is left until it was made use of: it
 * may be a record of the channel already. Used again and again; not thread-safe.
 */
public final class NoiseFrames
{
    private static final int PREFIX = SecureChannel.PREFIX;

    private final UnsafeBuffer frame = new UnsafeBuffer(new byte[PREFIX + Libp2pLimits.MAX_NOISE_HANDSHAKE_MESSAGE]);
    private int present;
    private int length;
    private SecureFault fault;

    /**
     * Nothing there yet.
     */
    public NoiseFrames()
    {
    }

    /**
     * The message was made use of: wait for the next.
     */
    public void next()
    {
        present = 0;
        length = 0;
        fault = null;
    }

    /**
     * Bytes of the peer, cut anywhere.
     *
     * @param buffer holds them.
     * @param offset first byte.
     * @param available bytes.
     * @return bytes taken, up to the end of a message.
     */
    public int onBytes(final DirectBuffer buffer, final int offset, final int available)
    {
        int done = 0;
        while (done < available && null == fault && !isWhole())
        {
            final int wanted = present < PREFIX ? PREFIX : PREFIX + length;
            final int part = Math.min(available - done, wanted - present);
            frame.putBytes(present, buffer, offset + done, part);
            present += part;
            done += part;
            if (PREFIX == present)
            {
                length = frame.getShort(0, ByteOrder.BIG_ENDIAN) & SecureChannel.MAX_MESSAGE;
                if (0 == length || length > Libp2pLimits.MAX_NOISE_HANDSHAKE_MESSAGE)
                {
                    fault = SecureFault.HANDSHAKE_LENGTH;
                }
            }
        }
        return done;
    }

    /**
     * {@return whether a message is there}
     */
    public boolean isWhole()
    {
        return null == fault && length > 0 && present == PREFIX + length;
    }

    /**
     * {@return what is wrong with it, or null}
     */
    public SecureFault fault()
    {
        return fault;
    }

    /**
     * {@return holds the message}
     */
    public DirectBuffer buffer()
    {
        return frame;
    }

    /**
     * {@return first byte of the message}
     */
    public int messageOffset()
    {
        return PREFIX;
    }

    /**
     * {@return bytes of the message}
     */
    public int messageLength()
    {
        return length;
    }
}
