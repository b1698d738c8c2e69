package io.hopwire.wire;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import static java.nio.ByteOrder.BIG_ENDIAN;

/**
 * Header of a message within a transmission, seed 004. Its length depends on &beta;, the bits of an address: 70 bytes
 * where that is 256, 546 where it is 2160. Bits are numbered from the most significant bit of the first byte.
 * <pre>
 *   +===============================================================+
 *   |  from: public key of the sender, beta / 8 bytes               |
 *   +===============================================================+
 *   |  to: public key of the destination, beta / 8 bytes            |
 *   +=======+=====================+=+===============================+
 *   |  op   |    reserved, 0      |E| length of the payload,        |
 *   +=======+=====================+=+===============================+
 *   | big endian                    |  payload ...
 *   +===============================+==============================
 *
 *    op: high nibble of the first byte    E: encrypted, low bit of the second byte
 * </pre>
 * The specification's pseudocode shifts the operation to the left where it must go to the right; its table is followed.
 */
public final class MessageFlyweight
{
    /**
     * Offset of the sender's address.
     */
    public static final int FROM_OFFSET = 0;

    private static final int OPTIONS_LENGTH = 2;
    private static final int PAYLOAD_LENGTH_LENGTH = 4;
    private static final int OPERATION_SHIFT = 12;
    private static final int ENCRYPTED_BIT = 1;
    private static final int RESERVED_SHIFT = 1;
    private static final int RESERVED_MASK = 0x7ff;

    private MessageFlyweight()
    {
    }

    /**
     * {@return the length of an address in bytes}
     *
     * @param beta bits of an address, a multiple of 8.
     */
    public static int addressLength(final int beta)
    {
        return beta >>> 3;
    }

    /**
     * {@return the length of a header in bytes}
     *
     * @param beta bits of an address.
     */
    public static int headerLength(final int beta)
    {
        return optionsOffset(beta) + OPTIONS_LENGTH + PAYLOAD_LENGTH_LENGTH;
    }

    /**
     * Offset of the destination's address within the header.
     *
     * @param beta bits of an address.
     * @return offset from the beginning of the header.
     */
    public static int toOffset(final int beta)
    {
        return addressLength(beta);
    }

    /**
     * Operation: what the message asks for.
     *
     * @param buffer that holds the header.
     * @param offset of the header.
     * @param beta   bits of an address.
     * @return one of {@link Operation}'s opcodes, reserved ones too.
     */
    public static int operation(final DirectBuffer buffer, final int offset, final int beta)
    {
        return options(buffer, offset, beta) >>> OPERATION_SHIFT;
    }

    /**
     * The 11 reserved bits.
     *
     * @param buffer that holds the header.
     * @param offset of the header.
     * @param beta   bits of an address.
     * @return their value, zero in a well-formed header.
     */
    public static int reserved(final DirectBuffer buffer, final int offset, final int beta)
    {
        return options(buffer, offset, beta) >>> RESERVED_SHIFT & RESERVED_MASK;
    }

    /**
     * Is the payload sealed with the destination's public key?
     *
     * @param buffer that holds the header.
     * @param offset of the header.
     * @param beta   bits of an address.
     * @return true if so.
     */
    public static boolean isEncrypted(final DirectBuffer buffer, final int offset, final int beta)
    {
        return (options(buffer, offset, beta) & ENCRYPTED_BIT) != 0;
    }

    /**
     * Length of the payload behind the header.
     *
     * @param buffer that holds the header.
     * @param offset of the header.
     * @param beta   bits of an address.
     * @return bytes, 0 to 2^32-1, as the sender says.
     */
    public static long payloadLength(final DirectBuffer buffer, final int offset, final int beta)
    {
        return buffer.getInt(payloadLengthOffset(offset, beta), BIG_ENDIAN) & 0xffff_ffffL;
    }

    /**
     * Write the sender's address.
     *
     * @param buffer    to write into.
     * @param offset    of the header.
     * @param beta      bits of an address.
     * @param src       holds the address.
     * @param srcOffset first byte of it.
     */
    public static void putFrom(
        final MutableDirectBuffer buffer,
        final int offset,
        final int beta,
        final DirectBuffer src,
        final int srcOffset)
    {
        buffer.putBytes(offset + FROM_OFFSET, src, srcOffset, addressLength(beta));
    }

    /**
     * Write the destination's address.
     *
     * @param buffer    to write into.
     * @param offset    of the header.
     * @param beta      bits of an address.
     * @param src       holds the address.
     * @param srcOffset first byte of it.
     */
    public static void putTo(
        final MutableDirectBuffer buffer,
        final int offset,
        final int beta,
        final DirectBuffer src,
        final int srcOffset)
    {
        buffer.putBytes(offset + toOffset(beta), src, srcOffset, addressLength(beta));
    }

    /**
     * Write operation and encrypted bit, and zero to the bits in between.
     *
     * @param buffer      to write into.
     * @param offset      of the header.
     * @param beta        bits of an address.
     * @param operation   one of {@link Operation}'s opcodes, 0 to 15.
     * @param isEncrypted is the payload sealed with the destination's public key?
     */
    public static void putOptions(
        final MutableDirectBuffer buffer,
        final int offset,
        final int beta,
        final int operation,
        final boolean isEncrypted)
    {
        assert operation >>> 4 == 0 : operation;
        final int options = operation << OPERATION_SHIFT | (isEncrypted ? ENCRYPTED_BIT : 0);
        buffer.putShort(offset + optionsOffset(beta), (short)options, BIG_ENDIAN);
    }

    /**
     * Write the length of the payload.
     *
     * @param buffer        to write into.
     * @param offset        of the header.
     * @param beta          bits of an address.
     * @param payloadLength bytes, 0 to 2^32-1.
     */
    public static void putPayloadLength(
        final MutableDirectBuffer buffer, final int offset, final int beta, final long payloadLength)
    {
        assert payloadLength >>> Integer.SIZE == 0 : payloadLength;
        buffer.putInt(payloadLengthOffset(offset, beta), (int)payloadLength, BIG_ENDIAN);
    }

    private static int optionsOffset(final int beta)
    {
        return 2 * addressLength(beta);
    }

    private static int payloadLengthOffset(final int offset, final int beta)
    {
        return offset + optionsOffset(beta) + OPTIONS_LENGTH;
    }

    private static int options(final DirectBuffer buffer, final int offset, final int beta)
    {
        return buffer.getShort(offset + optionsOffset(beta), BIG_ENDIAN) & 0xffff;
    }
}
