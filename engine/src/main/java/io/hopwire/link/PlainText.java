package io.hopwire.link;

import io.hopwire.crypto.Aead;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

/**
 * <b>No encryption and no authentication:</b> the frames of a plaintext link. In the place of the tag stands the
 * counter, twice, the second time inverted, so that frames have the length they have elsewhere and a frame that was
 * cut or put together wrongly is noticed; a forged one is not.
 */
final class PlainText implements Aead
{
    @Override
    public void init(final byte[] key, final int offset)
    {
        // there is nothing to keep secret
    }

    @Override
    public void associate(final DirectBuffer ad, final int adOffset, final int adLength)
    {
        // nothing is authenticated
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
        copy(src, srcOffset, length, dst, dstOffset);
        dst.putLong(dstOffset + length, counter, LITTLE_ENDIAN);
        dst.putLong(dstOffset + length + Long.BYTES, ~counter, LITTLE_ENDIAN);
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
        if (length < 0 ||
            src.getLong(srcOffset + length, LITTLE_ENDIAN) != counter ||
            src.getLong(srcOffset + length + Long.BYTES, LITTLE_ENDIAN) != ~counter)
        {
            return AUTHENTICATION_FAILED;
        }
        copy(src, srcOffset, length, dst, dstOffset);
        return length;
    }

    @Override
    public void clear()
    {
        // there is nothing to forget
    }

    private static void copy(
        final DirectBuffer src,
        final int srcOffset,
        final int length,
        final MutableDirectBuffer dst,
        final int dstOffset)
    {
        if (length > 0 && (src != dst || srcOffset != dstOffset))
        {
            dst.putBytes(dstOffset, src, srcOffset, length);
        }
    }
}
