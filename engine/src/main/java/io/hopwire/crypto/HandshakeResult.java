package io.hopwire.crypto;

import io.hopwire.spi.RejectCode;
import io.hopwire.spi.WorkHeader;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

/**
 * Flyweight over the result of one step of a handshake, from the worker to the core. Little endian.
 * <pre>
 *    0      1      2        3         4              8
 *   +------+------+--------+---------+--------------+---------------------------+
 *   | kind | owner| op     | status  | handshakeId  | correlation               |
 *   +------+------+--------+---------+--------------+---------------------------+  16
 *   | key to send with, 32 bytes                                                |
 *   +---------------------------------------------------------------------------+  48
 *   | key to receive with, 32 bytes                                             |
 *   +---------------------------------------------------------------------------+  80
 *   | handshake hash, 32 bytes                                                  |
 *   +-----------------+-----------------+-----------------+---------------------+  112
 *   | addressLength   | payloadLength   | messageLength   | flags, 2 bytes      |
 *   +-----------------+-----------------+-----------------+---------------------+  120
 *   | remote address | payload | message                                        |
 *   +---------------------------------------------------------------------------+
 * </pre>
 * Kind and owner are those of a {@link WorkHeader}. Keys and hash are only valid where {@link #isFinished()}, the
 * remote address where {@link #hasRemoteAddress()}: the identity scheme has checked then that it vouches for the
 * peer's static key, which belongs to the peer for certain once the handshake is finished. Payload is what the peer
 * sent, message what to send.
 * Not thread-safe.
 */
public final class HandshakeResult
{
    /** The step was done. */
    public static final int OK = 0;

    /** The message is not what the pattern wants here, or does not authenticate. The handshake is gone. */
    public static final int INVALID_MESSAGE = 1;

    /** There is no such handshake: never begun, finished, failed, or displaced by newer ones. */
    public static final int NO_STATE = 2;

    /** The result, or a message of Noise, would be longer than allowed. The handshake is gone. */
    public static final int LIMIT = 3;

    /** The message authenticates and its payload is none, see {@link HandshakePayload}. The handshake is gone. */
    public static final int INVALID_PAYLOAD = 4;

    /** The peer's certificate is missing, or not one, or not for its static key. The handshake is gone. */
    public static final int INVALID_CERTIFICATE = 5;

    /** Nobody can have the address that was to be asked for. There is no handshake. */
    public static final int INVALID_ADDRESS = 6;

    /** Flag: the handshake is finished, keys and hash are valid. */
    public static final int FLAG_FINISHED = 1;

    /** Flag: the remote address is valid. */
    public static final int FLAG_REMOTE_ADDRESS = 2;

    /** Bytes in front of address, payload and message. */
    public static final int HEADER_LENGTH = 120;

    private static final int OP_OFFSET = 2;
    private static final int STATUS_OFFSET = 3;
    private static final int HANDSHAKE_ID_OFFSET = 4;
    private static final int CORRELATION_OFFSET = 8;
    private static final int SEND_KEY_OFFSET = 16;
    private static final int RECEIVE_KEY_OFFSET = 48;
    private static final int HANDSHAKE_HASH_OFFSET = 80;
    private static final int ADDRESS_LENGTH_OFFSET = 112;
    private static final int PAYLOAD_LENGTH_OFFSET = 114;
    private static final int MESSAGE_LENGTH_OFFSET = 116;
    private static final int FLAGS_OFFSET = 118;

    private DirectBuffer buffer;
    private MutableDirectBuffer mutable;
    private int offset;

    /**
     * A flyweight over nothing yet.
     */
    public HandshakeResult()
    {
    }

    /**
     * Length of a result.
     *
     * @param addressLength bytes of address.
     * @param payloadLength bytes of payload.
     * @param messageLength bytes of message.
     * @return bytes of the result.
     */
    public static int length(final int addressLength, final int payloadLength, final int messageLength)
    {
        return HEADER_LENGTH + addressLength + payloadLength + messageLength;
    }

    /**
     * Read a result.
     *
     * @param buffer holds it.
     * @param offset first byte.
     * @return this.
     */
    public HandshakeResult wrap(final DirectBuffer buffer, final int offset)
    {
        this.buffer = buffer;
        this.mutable = null;
        this.offset = offset;
        return this;
    }

    /**
     * Write a result. Its header is zeroed first.
     *
     * @param buffer where to.
     * @param offset first byte.
     * @return this.
     */
    public HandshakeResult wrapForWrite(final MutableDirectBuffer buffer, final int offset)
    {
        this.buffer = buffer;
        this.mutable = buffer;
        this.offset = offset;
        buffer.setMemory(offset, HEADER_LENGTH, (byte)0);
        return this;
    }

    /**
     * Bytes of the whole result.
     *
     * @return bytes of the whole result.
     */
    public int length()
    {
        return length(addressLength(), payloadLength(), messageLength());
    }

    /**
     * Keys and hash are valid; the handshake is over.
     *
     * @return true where keys and hash are valid.
     */
    public boolean isFinished()
    {
        return (flags() & FLAG_FINISHED) != 0;
    }

    /**
     * The remote static key is valid.
     *
     * @return true where the remote static key is valid.
     */
    public boolean hasRemoteAddress()
    {
        return (flags() & FLAG_REMOTE_ADDRESS) != 0;
    }

    /**
     * Get the step that was asked for.
     *
     * @return the step that was asked for.
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
     * Get the status.
     *
     * @return the status.
     */
    public int status()
    {
        return buffer.getByte(offset + STATUS_OFFSET) & 0xFF;
    }

    /**
     * Get the flags.
     *
     * @return the flags.
     */
    public int flags()
    {
        return u16(FLAGS_OFFSET);
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
     * Get the value of the request.
     *
     * @return the value of the request.
     */
    public long correlation()
    {
        return buffer.getLong(offset + CORRELATION_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * Set the fixed fields.
     *
     * @param op          the step that was asked for.
     * @param owner       of the handshake.
     * @param status      of the step.
     * @param flags       what is valid.
     * @param handshakeId the owner's number of the handshake.
     * @param correlation the value of the request.
     * @return this.
     */
    public HandshakeResult header(
        final int op,
        final int owner,
        final int status,
        final int flags,
        final int handshakeId,
        final long correlation)
    {
        WorkHeader.put(mutable, offset, WorkHeader.HANDSHAKE, owner);
        mutable.putByte(offset + OP_OFFSET, (byte)op);
        mutable.putByte(offset + STATUS_OFFSET, (byte)status);
        mutable.putShort(offset + FLAGS_OFFSET, (short)flags, LITTLE_ENDIAN);
        mutable.putInt(offset + HANDSHAKE_ID_OFFSET, handshakeId, LITTLE_ENDIAN);
        mutable.putLong(offset + CORRELATION_OFFSET, correlation, LITTLE_ENDIAN);
        return this;
    }

    /**
     * Why what the peer sent was not good, where the step failed.
     *
     * @return the code to count it under.
     */
    public RejectCode rejectCode()
    {
        switch (status())
        {
            case INVALID_PAYLOAD:
                return RejectCode.HANDSHAKE_PAYLOAD;

            case INVALID_CERTIFICATE:
                return RejectCode.HANDSHAKE_CERTIFICATE;

            default:
                return RejectCode.HANDSHAKE_INVALID;
        }
    }

    /**
     * Bytes that are kept for the peer's address, known or not.
     *
     * @return the scheme's length, 0 where the step failed or cannot tell one.
     */
    public int addressLength()
    {
        return u16(ADDRESS_LENGTH_OFFSET);
    }

    /**
     * Offset of the peer's address in the buffer.
     *
     * @return offset of its first byte in the buffer.
     */
    public int addressOffset()
    {
        return offset + HEADER_LENGTH;
    }

    /**
     * Set only the length of the peer's address, which the caller writes in place at {@link #addressOffset()}; the
     * first of the three.
     *
     * @param length bytes of the address.
     * @return this.
     */
    public HandshakeResult addressLength(final int length)
    {
        mutable.putShort(offset + ADDRESS_LENGTH_OFFSET, (short)length, LITTLE_ENDIAN);
        return this;
    }

    /**
     * Copy the key to seal with, out.
     *
     * @param dst 32 bytes, written.
     */
    public void getSendKey(final byte[] dst)
    {
        buffer.getBytes(offset + SEND_KEY_OFFSET, dst, 0, CryptoProvider.KEY_LENGTH);
    }

    /**
     * Copy the key to open with, out.
     *
     * @param dst 32 bytes, written.
     */
    public void getReceiveKey(final byte[] dst)
    {
        buffer.getBytes(offset + RECEIVE_KEY_OFFSET, dst, 0, CryptoProvider.KEY_LENGTH);
    }

    /**
     * Offset of the handshake hash, which names this channel, in the buffer.
     *
     * @return offset of its first byte in the buffer.
     */
    public int handshakeHashOffset()
    {
        return offset + HANDSHAKE_HASH_OFFSET;
    }

    /**
     * Copy the handshake hash, which names this channel, out.
     *
     * @param dst 32 bytes, written.
     */
    public void getHandshakeHash(final byte[] dst)
    {
        buffer.getBytes(offset + HANDSHAKE_HASH_OFFSET, dst, 0, CryptoProvider.KEY_LENGTH);
    }

    /**
     * Set what the finished handshake yields.
     *
     * @param sendKey       32 bytes.
     * @param receiveKey    32 bytes.
     * @param handshakeHash 32 bytes.
     * @return this.
     */
    public HandshakeResult keys(final byte[] sendKey, final byte[] receiveKey, final byte[] handshakeHash)
    {
        mutable.putBytes(offset + SEND_KEY_OFFSET, sendKey, 0, CryptoProvider.KEY_LENGTH);
        mutable.putBytes(offset + RECEIVE_KEY_OFFSET, receiveKey, 0, CryptoProvider.KEY_LENGTH);
        mutable.putBytes(offset + HANDSHAKE_HASH_OFFSET, handshakeHash, 0, CryptoProvider.KEY_LENGTH);
        return this;
    }

    /**
     * Bytes of the payload that the peer sent.
     *
     * @return bytes of the payload that the peer sent.
     */
    public int payloadLength()
    {
        return u16(PAYLOAD_LENGTH_OFFSET);
    }

    /**
     * Offset of the payload that the peer sent in the buffer.
     *
     * @return offset of its first byte in the buffer.
     */
    public int payloadOffset()
    {
        return addressOffset() + addressLength();
    }

    /**
     * Set only the length of the payload that the peer sent, which the
     * caller writes in place at {@link #payloadOffset()}; the second of the three.
     *
     * @param length bytes of the payload that the peer sent.
     * @return this.
     */
    public HandshakeResult payloadLength(final int length)
    {
        mutable.putShort(offset + PAYLOAD_LENGTH_OFFSET, (short)length, LITTLE_ENDIAN);
        return this;
    }

    /**
     * Bytes of the message to send.
     *
     * @return bytes of the message to send.
     */
    public int messageLength()
    {
        return u16(MESSAGE_LENGTH_OFFSET);
    }

    /**
     * Offset of the message to send in the buffer.
     *
     * @return offset of its first byte in the buffer.
     */
    public int messageOffset()
    {
        return payloadOffset() + payloadLength();
    }

    /**
     * Set only the length of the message to send, which the
     * caller writes in place at {@link #messageOffset()}; the last of the three.
     *
     * @param length bytes of the message to send.
     * @return this.
     */
    public HandshakeResult messageLength(final int length)
    {
        mutable.putShort(offset + MESSAGE_LENGTH_OFFSET, (short)length, LITTLE_ENDIAN);
        return this;
    }

    private int u16(final int fieldOffset)
    {
        return buffer.getShort(offset + fieldOffset, LITTLE_ENDIAN) & 0xFFFF;
    }
}
