package io.hopwire.libp2p.identity;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;

/**
 * Writes elements of DER (X.690).
 */
final class DerWriter
{
    private DerWriter()
    {
    }

    static byte[] integer(final BigInteger number)
    {
        return element(DerReader.INTEGER, number.toByteArray());
    }

    static byte[] element(final int tag, final byte[]... parts)
    {
        final ByteArrayOutputStream element = new ByteArrayOutputStream();
        int length = 0;
        for (final byte[] part : parts)
        {
            length += part.length;
        }
        element.write(tag);
        if (length >= 0x100)
        {
            element.write(0x82);
            element.write(length >> Byte.SIZE);
        }
        else if (length >= 0x80)
        {
            element.write(0x81);
        }
        element.write(length);
        for (final byte[] part : parts)
        {
            element.write(part, 0, part.length);
        }
        return element.toByteArray();
    }
}
