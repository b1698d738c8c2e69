package io.hopwire.sim;

import io.hopwire.crypto.Aead;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

/**
 * <b>No security whatsoever.</b> The plaintext, followed by a checksum of 16 bytes that depends on key, counter,
 * associated data and text.
 */
final class NullAead implements Aead
{
    /** Under this number a key seals what shall be the next key: of all things that must depend on the key. */
    private static final long DERIVATION = -1L;

    private long seed;
    private DirectBuffer associated;
    private int associatedOffset;
    private int associatedLength;
    private boolean hasKey;

    @Override
    public void init(final byte[] key, final int offset)
    {
        seed = NullCrypto.fold(key, offset);
        hasKey = true;
    }

    @Override
    public void associate(final DirectBuffer ad, final int adOffset, final int adLength)
    {
        associated = ad;
        associatedOffset = adOffset;
        associatedLength = adLength;
    }

    @Override
    public int seal(
        final long counter,
        final DirectBuffer src,
        final int srcOffset,
        final int length,
        final MutableDirectBuffer dst,
        final int dstOffset)
    {
        final long tag = tag(counter, src, srcOffset, length);
        if (length > 0)
        {
            dst.putBytes(dstOffset, src, srcOffset, length);
            if (counter == DERIVATION)
            {
                scramble(dst, dstOffset, length);
            }
        }
        dst.putLong(dstOffset + length, tag, LITTLE_ENDIAN);
        dst.putLong(dstOffset + length + Long.BYTES, ~tag, LITTLE_ENDIAN);
        return length + TAG_LENGTH;
    }

    @Override
    public int open(
        final long counter,
        final DirectBuffer src,
        final int srcOffset,
        final int lengthWithTag,
        final MutableDirectBuffer dst,
        final int dstOffset)
    {
        final int length = lengthWithTag - TAG_LENGTH;
        if (length < 0)
        {
            associatedLength = 0;
            return AUTHENTICATION_FAILED;
        }
        final long tag = tag(counter, src, srcOffset, length);
        if (src.getLong(srcOffset + length, LITTLE_ENDIAN) != tag ||
            src.getLong(srcOffset + length + Long.BYTES, LITTLE_ENDIAN) != ~tag)
        {
            return AUTHENTICATION_FAILED;
        }
        if (length > 0)
        {
            dst.putBytes(dstOffset, src, srcOffset, length);
        }
        return length;
    }

    @Override
    public void clear()
    {
        hasKey = false;
    }

    private void scramble(final MutableDirectBuffer dst, final int offset, final int length)
    {
        for (int i = 0; i < length; i++)
        {
            dst.putByte(offset + i, (byte)NullCrypto.mix(seed - i));
        }
    }

    private long tag(
        final long counter,
        final DirectBuffer src,
        final int srcOffset,
        final int length)
    {
        final int adLength = associatedLength;
        associatedLength = 0;
        if (!hasKey)
        {
            throw new IllegalStateException("no key");
        }
        final long start = NullCrypto.mix(seed + counter);
        return NullCrypto.sum(NullCrypto.sum(start, associated, associatedOffset, adLength), src, srcOffset, length);
    }
}
