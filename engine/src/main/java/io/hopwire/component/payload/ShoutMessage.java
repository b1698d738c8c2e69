package io.hopwire.component.payload;

import io.hopwire.wire.MsgPackDecoder;
import io.hopwire.wire.MsgPackEncoder;
import org.agrona.DirectBuffer;

/**
 * Payload of a SHOUT.
 * <pre>
 *   SHOUT &lt;message&gt; &lt;number&gt;       [message, number]
 * </pre>
 * The message is any one value of msgpack. The number is the sender's time in microseconds since 1970, and greater than
 * that of its last SHOUT: it tells two equal messages apart, which the specification has nothing for, and how old they
 * are.
 */
final class ShoutMessage
{
    /** Bytes beside the message: the array's head and the number. */
    static final int OVERHEAD = 1 + 1 + Long.BYTES;

    private static final int FIELDS = 2;

    private long number;
    private int valueOffset;
    private int valueLength;

    /**
     * Read one.
     *
     * @param payload at its first element.
     * @return false where it is none.
     */
    boolean decode(final MsgPackDecoder payload)
    {
        final int fields = payload.readArrayHeader();
        valueOffset = payload.position();
        payload.skip();
        valueLength = payload.position() - valueOffset;
        number = payload.readLong();
        return FIELDS == fields && payload.isComplete() && number >= 0;
    }

    /**
     * Write one.
     *
     * @param payload to write into.
     * @param value   holds the message, one value of msgpack.
     * @param offset  its first byte.
     * @param length  its bytes.
     * @param number  of the message.
     */
    static void encode(
        final MsgPackEncoder payload, final DirectBuffer value, final int offset, final int length, final long number)
    {
        payload.putArrayHeader(FIELDS).putEncoded(value, offset, length).putLong(number);
    }

    long number()
    {
        return number;
    }

    int valueOffset()
    {
        return valueOffset;
    }

    int valueLength()
    {
        return valueLength;
    }
}
