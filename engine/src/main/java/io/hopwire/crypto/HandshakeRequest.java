package io.hopwire.crypto;

import io.hopwire.spi.WorkHeader;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

/**
 * Flyweight over a request for one step of a handshake, from the core to the worker. Little endian.
 * <pre>
 *    0      1      2        3         4              8
 *   +------+------+--------+---------+--------------+---------------------------+
 *   | kind | owner| op     | pattern | handshakeId  | correlation               |
 *   +------+------+--+-----+---------+----+---------+---------------------------+  16
 *   | addressLength  | prologueLength     | payloadLength   | messageLength      |
 *   +----------------+--------------------+-----------------+--------------------+  24
 *   | remote address (INITIATE of IK) | prologue | payload | message             |
 *   +---------------------------------------------------------------------------+
 * </pre>
 * Kind and owner are those of a {@link WorkHeader}. Which step needs what:
 * <ul>
 * <li>{@link #INITIATE}: begin as the initiator and write message 1. Prologue, payload, for IK the remote address.</li>
 * <li>{@link #RESPOND}: begin as the responder, read message 1 and write message 2. Prologue, payload, message.</li>
 * <li>{@link #ADVANCE}: read the next message; where one more of ours follows, write it. Payload, message.</li>
 * <li>{@link #DISCARD}: forget the handshake. There is no result.</li>
 * </ul>
 * Address, prologue, payload and message are written in this order. The payload is the core's part of a
 * {@link HandshakePayload}; the worker adds the certificate. Not thread-safe.
 */
public final class HandshakeRequest
{
    /** Begin as the initiator and write message 1. */
    public static final int INITIATE = 1;

    /** Begin as the responder: read message 1 and write message 2. */
    public static final int RESPOND = 2;

    /** Read the next message and write the one after it, if there is one. */
    public static final int ADVANCE = 3;

    /** Forget the handshake. */
    public static final int DISCARD = 4;

    /** Noise IK: the initiator knows the responder's key. Two messages. */
    public static final int PATTERN_IK = 0;

    /** Noise XX: neither knows the other's key. Three messages. */
    public static final int PATTERN_XX = 1;

    /** Bytes in front of address, prologue, payload and message. */
    public static final int HEADER_LENGTH = 24;

    private static final int OP_OFFSET = 2;
    private static final int PATTERN_OFFSET = 3;
    private static final int HANDSHAKE_ID_OFFSET = 4;
    private static final int CORRELATION_OFFSET = 8;
    private static final int ADDRESS_LENGTH_OFFSET = 16;
    private static final int PROLOGUE_LENGTH_OFFSET = 18;
    private static final int PAYLOAD_LENGTH_OFFSET = 20;
    private static final int MESSAGE_LENGTH_OFFSET = 22;

    private DirectBuffer buffer;
    private MutableDirectBuffer mutable;
    private int offset;

    /**
     * A flyweight over nothing yet.
     */
    public HandshakeRequest()
    {
    }

    /**
     * Length of a request, to claim exactly that.
     *
     * @param addressLength  bytes of the remote address, 0 for none.
     * @param prologueLength bytes of prologue.
     * @param payloadLength  bytes of payload.
     * @param messageLength  bytes of message.
     * @return bytes of the request.
     */
    public static int length(
        final int addressLength, final int prologueLength, final int payloadLength, final int messageLength)
    {
        return HEADER_LENGTH + addressLength + prologueLength + payloadLength + messageLength;
    }

    /**
     * Read a request.
     *
     * @param buffer holds it.
     * @param offset first byte.
     * @return this.
     */
    public HandshakeRequest wrap(final DirectBuffer buffer, final int offset)
    {
        this.buffer = buffer;
        this.mutable = null;
        this.offset = offset;
        return this;
    }

    /**
     * Write a request. Its header is zeroed first.
     *
     * @param buffer where to.
     * @param offset first byte.
     * @return this.
     */
    public HandshakeRequest wrapForWrite(final MutableDirectBuffer buffer, final int offset)
    {
        this.buffer = buffer;
        this.mutable = buffer;
        this.offset = offset;
        buffer.setMemory(offset, HEADER_LENGTH, (byte)0);
        return this;
    }

    /**
     * Bytes of the whole request.
     *
     * @return bytes of the whole request.
     */
    public int length()
    {
        return length(addressLength(), prologueLength(), payloadLength(), messageLength());
    }

    /**
     * Get the step.
     *
     * @return the step.
     */
    public int op()
    {
        return buffer.getByte(offset + OP_OFFSET) & 0xFF;
    }

    /**
     * Get the owner of the handshake.
     *
     * @return the owner of the handshake.
     */
    public int owner()
    {
        return WorkHeader.owner(buffer, offset);
    }

    /**
     * Get the Noise pattern.
     *
     * @return the Noise pattern.
     */
    public int pattern()
    {
        return buffer.getByte(offset + PATTERN_OFFSET) & 0xFF;
    }

    /**
     * Get the owner's number of the handshake.
     *
     * @return the owner's number of the handshake.
     */
    public int handshakeId()
    {
        return buffer.getInt(offset + HANDSHAKE_ID_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * Get a value that the result repeats.
     *
     * @return a value that the result repeats.
     */
    public long correlation()
    {
        return buffer.getLong(offset + CORRELATION_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * Set the fixed fields.
     *
     * @param op          the step.
     * @param owner       of the handshake; owners number theirs independently.
     * @param pattern     of Noise, which matters to {@link #INITIATE} and {@link #RESPOND}.
     * @param handshakeId the owner's number of the handshake.
     * @param correlation a value that the result repeats.
     * @return this.
     */
    public HandshakeRequest header(
        final int op, final int owner, final int pattern, final int handshakeId, final long correlation)
    {
        WorkHeader.put(mutable, offset, WorkHeader.HANDSHAKE, owner);
        mutable.putByte(offset + OP_OFFSET, (byte)op);
        mutable.putByte(offset + PATTERN_OFFSET, (byte)pattern);
        mutable.putInt(offset + HANDSHAKE_ID_OFFSET, handshakeId, LITTLE_ENDIAN);
        mutable.putLong(offset + CORRELATION_OFFSET, correlation, LITTLE_ENDIAN);
        return this;
    }

    /**
     * Bytes of the responder's address, which the initiator of IK knows.
     *
     * @return 0 where there is none.
     */
    public int addressLength()
    {
        return u16(ADDRESS_LENGTH_OFFSET);
    }

    /**
     * Offset of the responder's address in the buffer.
     *
     * @return offset of its first byte in the buffer.
     */
    public int addressOffset()
    {
        return offset + HEADER_LENGTH;
    }

    /**
     * Set the responder's address, which the initiator of IK knows; the first of the four.
     *
     * @param src       holds it.
     * @param srcOffset first byte.
     * @param length    how many.
     * @return this.
     */
    public HandshakeRequest remoteAddress(final DirectBuffer src, final int srcOffset, final int length)
    {
        mutable.putBytes(addressOffset(), src, srcOffset, length);
        mutable.putShort(offset + ADDRESS_LENGTH_OFFSET, (short)length, LITTLE_ENDIAN);
        return this;
    }

    /**
     * Bytes of the prologue.
     *
     * @return bytes of the prologue.
     */
    public int prologueLength()
    {
        return u16(PROLOGUE_LENGTH_OFFSET);
    }

    /**
     * Offset of the prologue in the buffer.
     *
     * @return offset of its first byte in the buffer.
     */
    public int prologueOffset()
    {
        return addressOffset() + addressLength();
    }

    /**
     * Set the prologue; the second of the four.
     *
     * @param src       holds it.
     * @param srcOffset first byte.
     * @param length    how many.
     * @return this.
     */
    public HandshakeRequest prologue(final DirectBuffer src, final int srcOffset, final int length)
    {
        if (length > 0)
        {
            mutable.putBytes(prologueOffset(), src, srcOffset, length);
        }
        return prologueLength(length);
    }

    /**
     * Set only the length of the prologue, which the
     * caller writes in place at {@link #prologueOffset()}; the second of the four.
     *
     * @param length bytes of the prologue.
     * @return this.
     */
    public HandshakeRequest prologueLength(final int length)
    {
        mutable.putShort(offset + PROLOGUE_LENGTH_OFFSET, (short)length, LITTLE_ENDIAN);
        return this;
    }

    /**
     * Bytes of the payload of the message to write.
     *
     * @return bytes of the payload of the message to write.
     */
    public int payloadLength()
    {
        return u16(PAYLOAD_LENGTH_OFFSET);
    }

    /**
     * Offset of the payload of the message to write in the buffer.
     *
     * @return offset of its first byte in the buffer.
     */
    public int payloadOffset()
    {
        return prologueOffset() + prologueLength();
    }

    /**
     * Set the payload of the message to write; the third of the four.
     *
     * @param src       holds it.
     * @param srcOffset first byte.
     * @param length    how many.
     * @return this.
     */
    public HandshakeRequest payload(final DirectBuffer src, final int srcOffset, final int length)
    {
        if (length > 0)
        {
            mutable.putBytes(payloadOffset(), src, srcOffset, length);
        }
        return payloadLength(length);
    }

    /**
     * Set only the length of the payload of the message to write, which the
     * caller writes in place at {@link #payloadOffset()}; the third of the four.
     *
     * @param length bytes of the payload of the message to write.
     * @return this.
     */
    public HandshakeRequest payloadLength(final int length)
    {
        mutable.putShort(offset + PAYLOAD_LENGTH_OFFSET, (short)length, LITTLE_ENDIAN);
        return this;
    }

    /**
     * Bytes of the message to read.
     *
     * @return bytes of the message to read.
     */
    public int messageLength()
    {
        return u16(MESSAGE_LENGTH_OFFSET);
    }

    /**
     * Offset of the message to read in the buffer.
     *
     * @return offset of its first byte in the buffer.
     */
    public int messageOffset()
    {
        return payloadOffset() + payloadLength();
    }

    /**
     * Set the message to read; the last of the four.
     *
     * @param src       holds it.
     * @param srcOffset first byte.
     * @param length    how many.
     * @return this.
     */
    public HandshakeRequest message(final DirectBuffer src, final int srcOffset, final int length)
    {
        if (length > 0)
        {
            mutable.putBytes(messageOffset(), src, srcOffset, length);
        }
        return messageLength(length);
    }

    /**
     * Set only the length of the message to read, which the
     * caller writes in place at {@link #messageOffset()}; the last of the four.
     *
     * @param length bytes of the message to read.
     * @return this.
     */
    public HandshakeRequest messageLength(final int length)
    {
        mutable.putShort(offset + MESSAGE_LENGTH_OFFSET, (short)length, LITTLE_ENDIAN);
        return this;
    }

    private int u16(final int fieldOffset)
    {
        return buffer.getShort(offset + fieldOffset, LITTLE_ENDIAN) & 0xFFFF;
    }
}
