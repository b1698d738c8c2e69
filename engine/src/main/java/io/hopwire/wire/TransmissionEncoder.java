package io.hopwire.wire;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Writes a transmission of one message or more, uncompressed, into lent memory. The payload of each message is
 * written in place by the caller.
 * <pre>{@code
 *    encoder.wrap(buffer, offset, capacity, beta);
 *    final int payloadOffset = encoder.beginMessage(from, 0, to, 0, Operation.PING, false);
 *    if (payloadOffset >= 0)
 *    {
 *        msgPack.wrap(buffer, payloadOffset, encoder.payloadCapacity()).putNil();
 *        encoder.commitMessage(msgPack.length());
 *    }
 *    final int length = encoder.finish();
 * }</pre>
 * Never writes beyond the capacity: what does not fit is refused by {@link #REFUSED} or false, and what was committed
 * before stays as it is. A call out of order (a commit without a begin) is refused in the same way. Not thread-safe.
 */
public final class TransmissionEncoder
{
    /**
     * It does not fit, or is out of order.
     */
    public static final int REFUSED = -1;

    private MutableDirectBuffer buffer;
    private int offset;
    private int capacity;
    private int beta;
    private int length;
    private int messageCount;
    private boolean isMessageOpen;

    /**
     * An encoder over no memory: {@link #wrap(MutableDirectBuffer, int, int, int)} it.
     */
    public TransmissionEncoder()
    {
    }

    /**
     * Begin a transmission. Nothing is written yet.
     *
     * @param buffer   to write into.
     * @param offset   of the transmission.
     * @param capacity most bytes of the transmission, its header included.
     * @param beta     bits of an address, a multiple of 8.
     * @return this.
     */
    public TransmissionEncoder wrap(
        final MutableDirectBuffer buffer, final int offset, final int capacity, final int beta)
    {
        buffer.boundsCheck(offset, capacity);
        this.buffer = buffer;
        this.offset = offset;
        this.capacity = capacity;
        this.beta = beta;
        length = TransmissionFlyweight.HEADER_LENGTH;
        messageCount = 0;
        isMessageOpen = false;
        return this;
    }

    /**
     * Begin a message: its header is written, but for the length. {@link #commitMessage(int)} or
     * {@link #abortMessage()} must follow.
     *
     * @param from        holds the sender's address.
     * @param fromOffset  first byte of it.
     * @param to          holds the destination's address.
     * @param toOffset    first byte of it.
     * @param operation   one of {@link Operation}'s opcodes.
     * @param isEncrypted will the payload be sealed with the destination's public key?
     * @return offset in the buffer at which the payload goes, with room for {@link #payloadCapacity()} bytes; or
     * {@link #REFUSED} where the header does not fit, the opcode is none, or a message is open.
     */
    public int beginMessage(
        final DirectBuffer from,
        final int fromOffset,
        final DirectBuffer to,
        final int toOffset,
        final int operation,
        final boolean isEncrypted)
    {
        if (isMessageOpen || payloadCapacity() < 0 || !Operation.isValid(operation))
        {
            return REFUSED;
        }
        final int headerOffset = offset + length;
        MessageFlyweight.putFrom(buffer, headerOffset, beta, from, fromOffset);
        MessageFlyweight.putTo(buffer, headerOffset, beta, to, toOffset);
        MessageFlyweight.putOptions(buffer, headerOffset, beta, operation, isEncrypted);
        isMessageOpen = true;
        return headerOffset + MessageFlyweight.headerLength(beta);
    }

    /**
     * Room for the payload of the message that is open, or of the next one.
     *
     * @return bytes; negative where not even its header fits.
     */
    public int payloadCapacity()
    {
        return capacity - length - MessageFlyweight.headerLength(beta);
    }

    /** {@return room for another message, header and payload, in bytes} */
    public int remaining()
    {
        return capacity - length;
    }

    /**
     * End the message that is open.
     *
     * @param payloadLength bytes that were written as its payload.
     * @return true; false where no message is open or the payload is longer than its room, which leaves things as they
     * were.
     */
    public boolean commitMessage(final int payloadLength)
    {
        if (!isMessageOpen || payloadLength < 0 || payloadLength > payloadCapacity())
        {
            return false;
        }
        MessageFlyweight.putPayloadLength(buffer, offset + length, beta, payloadLength);
        length += MessageFlyweight.headerLength(beta) + payloadLength;
        messageCount++;
        isMessageOpen = false;
        assert length <= capacity;
        return true;
    }

    /**
     * Forget the message that is open; does nothing if none is.
     */
    public void abortMessage()
    {
        isMessageOpen = false;
    }

    /**
     * Add a message that lies elsewhere, header and payload, as it is.
     *
     * @param src           holds it.
     * @param srcOffset     first byte of its header.
     * @param messageLength bytes, header and payload.
     * @return true; false where it does not fit or a message is open, which leaves things as they were.
     */
    public boolean addMessage(final DirectBuffer src, final int srcOffset, final int messageLength)
    {
        if (isMessageOpen || messageLength > capacity - length)
        {
            return false;
        }
        buffer.putBytes(offset + length, src, srcOffset, messageLength);
        length += messageLength;
        messageCount++;
        return true;
    }

    /** {@return how many messages were committed so far} */
    public int messageCount()
    {
        return messageCount;
    }

    /**
     * Write the transmission's header. More messages may follow, and then it is finished again.
     *
     * @return bytes of the whole transmission, or {@link #REFUSED} where it has no message or one is still open.
     */
    public int finish()
    {
        if (isMessageOpen || messageCount == 0)
        {
            return REFUSED;
        }
        TransmissionFlyweight.write(
            buffer, offset, Compression.NONE, length - TransmissionFlyweight.HEADER_LENGTH);
        return length;
    }
}
