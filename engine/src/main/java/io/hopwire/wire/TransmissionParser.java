package io.hopwire.wire;

import io.hopwire.spi.RejectCode;
import org.agrona.DirectBuffer;

/**
 * Takes a transmission apart, where it lies. {@link #wrap(DirectBuffer, int, int, int)} checks the whole of it, so
 * that it is refused before its first message has had an effect; iterating can not fail any more.
 * <pre>{@code
 *    final RejectCode code = parser.wrap(buffer, offset, length, beta);
 *    if (code != null) ...                    // count it, drop the transmission
 *    while (parser.next())
 *    {
 *        onMessage(buffer, parser.fromOffset(), parser.operation(), parser.payloadOffset(), parser.payloadLength());
 *    }
 * }</pre>
 * Says nothing about operations that nobody owns ({@link RejectCode#OPERATION}) nor about payloads, which may be
 * empty or no msgpack at all ({@link MsgPackDecoder#validate(boolean)}). Not thread-safe.
 */
public final class TransmissionParser
{
    private DirectBuffer buffer;
    private int beta;
    private int headerLength;
    private int limit;
    private int nextOffset;
    private int headerOffset;
    private int payloadLength;
    private int messageCount;

    /**
     * A parser over no memory: {@link #wrap(DirectBuffer, int, int, int)} it.
     */
    public TransmissionParser()
    {
    }

    /**
     * Check a transmission and go to the front of its first message.
     *
     * @param buffer that holds the transmission.
     * @param offset of the transmission.
     * @param length bytes present, exactly those of the transmission.
     * @param beta   bits of an address, a multiple of 8.
     * @return null if all is well; {@link RejectCode#TRANSMISSION} if the format is broken;
     * {@link RejectCode#COMPRESSION} if it is compressed. Where it is not null there are no messages to iterate over.
     */
    public RejectCode wrap(final DirectBuffer buffer, final int offset, final int length, final int beta)
    {
        buffer.boundsCheck(offset, length);
        this.buffer = buffer;
        this.beta = beta;
        headerLength = MessageFlyweight.headerLength(beta);
        nextOffset = offset + TransmissionFlyweight.HEADER_LENGTH;
        limit = offset + length;
        final RejectCode code = validate(buffer, offset, length);
        if (null != code)
        {
            nextOffset = limit;
        }
        return code;
    }

    /** {@return how many messages a sound transmission has} */
    public int messageCount()
    {
        return messageCount;
    }

    /**
     * Is there another message?
     *
     * @return true if so.
     */
    public boolean hasNext()
    {
        return nextOffset < limit;
    }

    /**
     * Go to the next message.
     *
     * @return false, and nothing else happens, where there is none.
     */
    public boolean next()
    {
        if (!hasNext())
        {
            return false;
        }
        headerOffset = nextOffset;
        payloadLength = (int)MessageFlyweight.payloadLength(buffer, headerOffset, beta);
        nextOffset = payloadOffset() + payloadLength;
        assert payloadLength >= 0 && nextOffset <= limit : "the whole transmission was found sound";
        return true;
    }

    /**
     * Where the message's sender stands.
     *
     * @return offset in the buffer.
     */
    public int fromOffset()
    {
        return headerOffset + MessageFlyweight.FROM_OFFSET;
    }

    /**
     * Where the message's destination stands.
     *
     * @return offset in the buffer.
     */
    public int toOffset()
    {
        return headerOffset + MessageFlyweight.toOffset(beta);
    }

    /**
     * What the message asks for.
     *
     * @return one of {@link Operation}'s opcodes, reserved ones too.
     */
    public int operation()
    {
        return MessageFlyweight.operation(buffer, headerOffset, beta);
    }

    /**
     * Is the message's payload sealed with the destination's public key?
     *
     * @return true if so.
     */
    public boolean isEncrypted()
    {
        return MessageFlyweight.isEncrypted(buffer, headerOffset, beta);
    }

    /**
     * Where the message, header and payload, begins: what is forwarded as it is.
     *
     * @return offset in the buffer.
     */
    public int messageOffset()
    {
        return headerOffset;
    }

    /** {@return the length of the message in bytes, header and payload} */
    public int messageLength()
    {
        return headerLength + payloadLength;
    }

    /**
     * Where the message's payload begins.
     *
     * @return offset in the buffer.
     */
    public int payloadOffset()
    {
        return headerOffset + headerLength;
    }

    /**
     * Bytes of the message's payload.
     *
     * @return 0 or more, all of them present.
     */
    public int payloadLength()
    {
        return payloadLength;
    }

    private RejectCode validate(final DirectBuffer buffer, final int offset, final int length)
    {
        if (length < TransmissionFlyweight.HEADER_LENGTH ||
            TransmissionFlyweight.reserved(buffer, offset) != 0 ||
            TransmissionFlyweight.remainingLength(buffer, offset) != length - TransmissionFlyweight.HEADER_LENGTH)
        {
            return RejectCode.TRANSMISSION;
        }
        if (TransmissionFlyweight.compression(buffer, offset) != Compression.NONE)
        {
            return RejectCode.COMPRESSION;
        }
        return hasNext() && areMessagesSound() ? null : RejectCode.TRANSMISSION;
    }

    private boolean areMessagesSound()
    {
        int at = nextOffset;
        messageCount = 0;
        while (at < limit)
        {
            messageCount++;
            final int available = limit - at - headerLength;
            if (available < 0 ||
                MessageFlyweight.reserved(buffer, at, beta) != 0 ||
                MessageFlyweight.payloadLength(buffer, at, beta) > available)
            {
                return false;
            }
            at = limit - available + (int)MessageFlyweight.payloadLength(buffer, at, beta);
        }
        return true;
    }
}
