package io.hopwire.crypto;

import io.hopwire.spi.EntropySource;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * Encrypts nothing: the first byte is the length of the message, of which what is longer than can be is refused.
 */
final class FuzzOaep extends RsaOaep
{
    FuzzOaep()
    {
        super(null, new byte[0]);
    }

    @Override
    boolean canDecrypt()
    {
        return true;
    }

    @Override
    void encrypt(
        final BigInteger modulus,
        final EntropySource entropy,
        final byte[] message,
        final int length,
        final byte[] dst)
    {
        dst[0] = (byte)length;
        System.arraycopy(message, 0, dst, 1, length);
    }

    @Override
    byte[] decrypt(final byte[] src)
    {
        final int length = src[0] & 0xFF;
        return length > MAX_MESSAGE ? null : Arrays.copyOfRange(src, 1, 1 + length);
    }
}
