package io.hopwire.libp2p.identity;

import io.hopwire.libp2p.wire.ProtobufWriter;
import io.hopwire.libp2p.wire.UnsignedVarint;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The protobuf around public and private keys, a type and data. Of all encodings of protobuf only one is taken: the
 * shortest numbers, both fields, once, in order, and nothing else.
 * <pre>
 *   0    1      2    3                  n
 *   +----+------+----+------------------+-------- - -
 *   | 08 | type | 12 | length of data   | data
 *   +----+------+----+------------------+-------- - -
 * </pre>
 */
final class KeyMessage
{
    private static final int TYPE = 1;
    private static final int DATA = 2;
    private static final int TYPE_TAG = 0x08;
    private static final int DATA_TAG = 0x12;
    private static final int LENGTH_OFFSET = 3;

    private KeyMessage()
    {
    }

    /** {@return whether that is one, of a type that is known} */
    static IdentityError check(final DirectBuffer buffer, final int offset, final int length, final int maxLength)
    {
        if (length > maxLength)
        {
            return IdentityError.KEY_LENGTH;
        }
        if (length <= LENGTH_OFFSET || TYPE_TAG != buffer.getByte(offset) ||
            DATA_TAG != buffer.getByte(offset + 2))
        {
            return IdentityError.KEY_ENCODING;
        }
        final long data = UnsignedVarint.get(buffer, offset + LENGTH_OFFSET, length - LENGTH_OFFSET);
        if (data < 0 || length - LENGTH_OFFSET - UnsignedVarint.length(data) != data)
        {
            return IdentityError.KEY_ENCODING;
        }
        return null == KeyType.of(buffer.getByte(offset + 1)) ? IdentityError.KEY_TYPE : IdentityError.NONE;
    }

    /** Type of one that was checked. */
    static KeyType type(final DirectBuffer buffer, final int offset)
    {
        return KeyType.of(buffer.getByte(offset + 1));
    }

    /** Bytes of the data of one that was checked, which goes to its end. */
    static int dataLength(final DirectBuffer buffer, final int offset)
    {
        return (int)UnsignedVarint.get(buffer, offset + LENGTH_OFFSET, UnsignedVarint.MAX_LENGTH);
    }

    /** Data of one that was checked. */
    static byte[] data(final DirectBuffer buffer, final int offset, final int length)
    {
        final byte[] data = new byte[dataLength(buffer, offset)];
        buffer.getBytes(offset + length - data.length, data);
        return data;
    }

    static byte[] encode(final KeyType type, final byte[] data)
    {
        final int length =
            ProtobufWriter.numberLength(TYPE, type.ordinal()) + ProtobufWriter.bytesLength(DATA, data.length);
        final byte[] message = new byte[length];
        new ProtobufWriter().wrap(new UnsafeBuffer(message), 0, length)
            .putNumber(TYPE, type.ordinal()).putBytes(DATA, data);
        return message;
    }
}
