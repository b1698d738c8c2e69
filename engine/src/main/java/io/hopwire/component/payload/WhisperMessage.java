package io.hopwire.component.payload;

import io.hopwire.wire.MsgPackDecoder;
import io.hopwire.wire.MsgPackEncoder;
import io.hopwire.wire.Operation;
import org.agrona.DirectBuffer;

/**
 * Payloads of a WHISPER and of its answers.
 * <pre>
 *   WHISPER &lt;message&gt; &lt;number&gt; &lt;secret&gt;     [message, number, secret]     or a sealed box of that
 *   ACK WHISPER &lt;hash&gt; &lt;secret&gt;            [6, hash, secret]
 *   NACK WHISPER &lt;hash&gt; &lt;reason&gt;           [6, hash, reason]
 * </pre>
 * Message and number are those of a {@link ShoutMessage}. The secret, 16 random bytes of the sender's, can be read by
 * the destination alone: who says it again has opened the message, whoever carried the answer. The hash is the SHA-256
 * of the message as it was sent, header and payload.
 */
final class WhisperMessage
{
    /** Bytes of a secret. */
    static final int SECRET_LENGTH = 16;
    /** Bytes beside the message: the array's head, number and secret. */
    static final int OVERHEAD = ShoutMessage.OVERHEAD + 2 + SECRET_LENGTH;
    /** Reason: it is not sealed, and not from the neighbour that handed it over to the neighbour itself. */
    static final int PLAIN = 1;
    /** Reason: there is nobody to pass it on to. */
    static final int NO_WAY = 2;
    /** Reason: the way that was tried is none, but there may be another one: say it again. */
    static final int AGAIN = 3;

    private static final int FIELDS = 3;

    private long number;
    private int valueOffset;
    private int valueLength;
    private int secretOffset;

    /**
     * Read a payload that is not sealed, or not any more.
     *
     * @param payload at its first element; its form was checked.
     * @return false where it is none.
     */
    boolean decode(final MsgPackDecoder payload)
    {
        final int fields = payload.readArrayHeader();
        valueOffset = payload.position();
        payload.skip();
        valueLength = payload.position() - valueOffset;
        number = payload.readLong();
        final boolean isSecret = SECRET_LENGTH == payload.readBinary();
        secretOffset = payload.valueOffset();
        return FIELDS == fields && isSecret && payload.isComplete() && number >= 0;
    }

    static void encode(
        final MsgPackEncoder payload,
        final DirectBuffer value,
        final int offset,
        final int length,
        final long number,
        final DirectBuffer secret)
    {
        payload.putArrayHeader(FIELDS).putEncoded(value, offset, length).putLong(number)
            .putBinary(secret, 0, SECRET_LENGTH);
    }

    static void encodeAck(
        final MsgPackEncoder payload, final DirectBuffer hash, final DirectBuffer secret, final int secretOffset)
    {
        payload.putArrayHeader(FIELDS).putLong(Operation.WHISPER).putBinary(hash, 0, WhisperPaths.HASH_LENGTH)
            .putBinary(secret, secretOffset, SECRET_LENGTH);
    }

    static void encodeNack(final MsgPackEncoder payload, final DirectBuffer hash, final int reason)
    {
        payload.putArrayHeader(FIELDS).putLong(Operation.WHISPER).putBinary(hash, 0, WhisperPaths.HASH_LENGTH)
            .putLong(reason);
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

    int secretOffset()
    {
        return secretOffset;
    }

    /**
     * An answer, behind its operation.
     */
    static final class Answer
    {
        int hashOffset;
        int secretOffset;
        int reason;

        /**
         * Read one.
         *
         * @param payload behind the operation.
         * @param fields  of the payload's array.
         * @param isAck   whether it is an ACK.
         * @return false where it is none.
         */
        boolean decode(final MsgPackDecoder payload, final int fields, final boolean isAck)
        {
            final boolean isHash = WhisperPaths.HASH_LENGTH == payload.readBinary();
            hashOffset = payload.valueOffset();
            if (FIELDS != fields || !isHash)
            {
                return false;
            }
            if (isAck)
            {
                final boolean isSecret = SECRET_LENGTH == payload.readBinary();
                secretOffset = payload.valueOffset();
                return isSecret && payload.isComplete();
            }
            reason = (int)Math.max(0, Math.min(Integer.MAX_VALUE, payload.readLong()));
            return payload.isComplete();
        }
    }
}
