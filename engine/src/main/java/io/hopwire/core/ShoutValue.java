package io.hopwire.core;

import io.hopwire.component.payload.Broadcasts;
import io.hopwire.component.payload.WhisperSizes;
import io.hopwire.crypto.identity.IdentityScheme;
import io.hopwire.spi.Settings;
import io.hopwire.wire.MsgPackDecoder;
import io.hopwire.wire.MsgPackEncoder;
import io.hopwire.wire.MsgPackType;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What a SHOUT carries, for hosts of the core, which do not speak msgpack: bytes, a text, or any other value. Wraps one
 * and says what it is, or makes one. Not thread-safe.
 */
public final class ShoutValue
{
    /** It is bytes. */
    public static final int BYTES = 0;
    /** It is UTF-8. */
    public static final int TEXT = 1;
    /** It is any other value of msgpack, as a whole. */
    public static final int OTHER = 2;

    /** The longest head of bytes, or of a text, that a datagram has room for. */
    private static final int MAX_HEAD = 3;
    /** The longest that there is. */
    private static final int LONGEST_HEAD = 5;

    private final MsgPackDecoder decoder = new MsgPackDecoder();
    private int kind;
    private int offset;
    private int length;

    /** To wrap values. */
    public ShoutValue()
    {
    }

    /**
     * Most bytes, and most of the UTF-8 of a text, that fit.
     *
     * @param addressLength bytes of an address in this network.
     * @return that many.
     */
    public static int maxLength(final int addressLength)
    {
        return Broadcasts.maxValueLength(addressLength) - MAX_HEAD;
    }

    /**
     * The same of a message for one key, by whatever way it goes.
     *
     * @param scheme   of the network's keys.
     * @param settings of the node.
     * @return that many.
     */
    public static int maxWhisperLength(final IdentityScheme scheme, final Settings settings)
    {
        return WhisperSizes.of(scheme, settings).valueEverywhere() - MAX_HEAD;
    }

    /**
     * The same of a message for one key that needs a way which carries it: there is no longer one.
     *
     * @param scheme   of the network's keys.
     * @param settings of the node.
     * @return that many.
     */
    public static int longestWhisper(final IdentityScheme scheme, final Settings settings)
    {
        return WhisperSizes.of(scheme, settings).longestValue() - MAX_HEAD;
    }

    /**
     * A value of bytes, or of a text.
     *
     * @param content what it carries.
     * @param kind    {@link #BYTES} or {@link #TEXT}.
     * @return one value of msgpack.
     */
    public static DirectBuffer of(final byte[] content, final int kind)
    {
        final UnsafeBuffer room = new UnsafeBuffer(new byte[LONGEST_HEAD + content.length]);
        final UnsafeBuffer source = new UnsafeBuffer(content);
        final MsgPackEncoder encoder = new MsgPackEncoder().wrap(room, 0, room.capacity());
        if (TEXT == kind)
        {
            encoder.putString(source, 0, content.length);
        }
        else
        {
            encoder.putBinary(source, 0, content.length);
        }
        return new UnsafeBuffer(room, 0, encoder.length());
    }

    /**
     * Look at a value.
     *
     * @param buffer      holds it, well-formed.
     * @param valueOffset its first byte.
     * @param valueLength its bytes.
     * @return this.
     */
    public ShoutValue wrap(final DirectBuffer buffer, final int valueOffset, final int valueLength)
    {
        final MsgPackType type = decoder.wrap(buffer, valueOffset, valueLength).peek();
        kind = MsgPackType.BINARY == type ? BYTES : MsgPackType.STRING == type ? TEXT : OTHER;
        length = BYTES == kind ? decoder.readBinary() : TEXT == kind ? decoder.readString() : valueLength;
        offset = OTHER == kind ? valueOffset : decoder.valueOffset();
        return this;
    }

    /** {@return {@link #BYTES}, {@link #TEXT} or {@link #OTHER}} */
    public int kind()
    {
        return kind;
    }

    /** {@return first byte of what it carries} */
    public int offset()
    {
        return offset;
    }

    /** {@return bytes of what it carries} */
    public int length()
    {
        return length;
    }
}
