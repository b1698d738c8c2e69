package io.hopwire.crypto.identity;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Objects;

/**
 * Signatures that are good if their first byte is even, so that a fuzzer gets past them.
 */
public final class FuzzSignatures extends RsaSignatures
{
    /**
     * Of anybody.
     */
    public FuzzSignatures()
    {
        super(null);
    }

    @Override
    public boolean canSign()
    {
        return true;
    }

    @Override
    public void signing()
    {
    }

    /** Nobody signs with every other modulus. */
    @Override
    public boolean verifying(final BigInteger modulus)
    {
        return !modulus.testBit(1);
    }

    @Override
    public void update(final byte[] src, final int offset, final int length)
    {
        Objects.checkFromIndexSize(offset, length, src.length);
    }

    @Override
    public void sign(final byte[] dst, final int offset)
    {
        Arrays.fill(dst, offset, offset + LENGTH, (byte)0);
    }

    @Override
    public boolean isGood(final byte[] signed)
    {
        return isEven(signed);
    }

    static boolean isEven(final byte[] signed)
    {
        return 0 == (signed[0] & 1);
    }
}
