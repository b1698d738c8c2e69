package io.hopwire.crypto;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

/**
 * What AES-GCM and ChaCha20-Poly1305 have in common: a key stream is XORed with the text, and a polynomial hash runs
 * over associated data, ciphertext and both lengths, each padded to 16 bytes. What is hashed is laid out in one array,
 * and the plaintext in another, both on the heap, where the JVM's intrinsics want them; the cipher works from one to
 * the other, so that buffers of any kind cost one copy in and one out.
 * <pre>
 *    data:    [ zeros, 112 ][ associated data ][pad][ ciphertext ][pad][ lengths, 16 ]
 *    text:                            [ block, 16 ][ plaintext  ][pad]
 * </pre>
 * The zeros are for {@link GHash}. The cipher may use the 16 bytes in front of the text in both arrays; those of
 * {@code data} are written afterwards. Where the key stream is there already the plaintext is not laid out: it is XORed
 * on its way in or out.
 */
abstract class StagedAead implements Aead
{
    /** Granule of the polynomial hash. */
    static final int BLOCK_LENGTH = 16;

    /** Where authenticated data begins. */
    static final int DATA_OFFSET = GHash.PADDING_LENGTH;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, LITTLE_ENDIAN);

    /** Working memory, shared with the other contexts of the provider. */
    final CryptoScratch scratch;

    /** First 8 bytes of the tag computed last, little endian. */
    long tagHead;

    /** Last 8 bytes of the tag computed last, little endian. */
    long tagTail;

    private DirectBuffer associated;
    private int associatedOffset;
    private int associatedLength;
    private boolean hasKey;

    StagedAead(final CryptoScratch scratch)
    {
        this.scratch = scratch;
    }

    /**
     * Bytes 4 to 11 of the nonce, as a big endian number.
     */
    abstract long nonceTail(long counter);

    /**
     * Take a key.
     */
    abstract void setKey(byte[] key, int offset, int length);

    /**
     * Forget the key.
     */
    abstract void forgetKey();

    /**
     * XOR the text with the key stream of a nonce, from one array to another, and keep what the tag needs of the
     * stream. Whole blocks may be written.
     */
    abstract void crypt(
        int nonceHead, long nonceTail, byte[] from, int fromOffset, byte[] to, int toOffset, int length);

    /**
     * Whether the key stream of a nonce was made ahead; then it keeps what the tag needs of it.
     *
     * @return the stream, from its byte {@link #BLOCK_LENGTH} on, or null.
     */
    abstract byte[] streamAhead(int nonceHead, long nonceTail, int length);

    /**
     * Write the block of lengths.
     */
    abstract void putLengths(byte[] data, int offset, long adLength, long textLength);

    /**
     * Compute the tag over whole blocks of {@code scratch.data}, from {@link #DATA_OFFSET} on.
     */
    abstract void authenticate(int blocks);

    @Override
    public final void init(final byte[] key, final int offset)
    {
        init(key, offset, KEY_LENGTH);
    }

    final void init(final byte[] key, final int offset, final int length)
    {
        assert offset >= 0 && length > 0 && offset + length <= key.length : "a whole key";
        setKey(key, offset, length);
        hasKey = true;
    }

    @Override
    public final void clear()
    {
        forgetKey();
        hasKey = false;
    }

    @Override
    public final void associate(final DirectBuffer ad, final int adOffset, final int adLength)
    {
        associated = ad;
        associatedOffset = adOffset;
        associatedLength = adLength;
    }

    @Override
    public final int seal(
        final long counter,
        final DirectBuffer src,
        final int srcOffset,
        final int length,
        final MutableDirectBuffer dst,
        final int dstOffset)
    {
        return seal(0, nonceTail(counter), src, srcOffset, length, dst, dstOffset);
    }

    @Override
    public final int open(
        final long counter,
        final DirectBuffer src,
        final int srcOffset,
        final int lengthWithTag,
        final MutableDirectBuffer dst,
        final int dstOffset)
    {
        return open(0, nonceTail(counter), src, srcOffset, lengthWithTag, dst, dstOffset);
    }

    /**
     * {@link Aead#seal} with any nonce of 12 bytes: an int and a long, both big endian.
     */
    final int seal(
        final int nonceHead,
        final long nonceTail,
        final DirectBuffer src,
        final int srcOffset,
        final int length,
        final MutableDirectBuffer dst,
        final int dstOffset)
    {
        final int adLength = takeAssociatedLength();
        checkKey();
        if (length < 0 || length > MAX_LENGTH)
        {
            throw new IllegalArgumentException("length " + length);
        }
        final int dataOffset = dataOffset(adLength, length);
        final byte[] stream = streamAhead(nonceHead, nonceTail, length);
        if (null != stream)
        {
            xorIn(stream, src, srcOffset, dataOffset, length);
        }
        else
        {
            src.getBytes(srcOffset, scratch.text, BLOCK_LENGTH, length);
            crypt(nonceHead, nonceTail, scratch.text, BLOCK_LENGTH, scratch.data, dataOffset, length);
        }
        clearPad(dataOffset, length);
        authenticate(adLength, dataOffset, length);

        dst.putBytes(dstOffset, scratch.data, dataOffset, length);
        dst.putLong(dstOffset + length, tagHead, LITTLE_ENDIAN);
        dst.putLong(dstOffset + length + Long.BYTES, tagTail, LITTLE_ENDIAN);
        return length + TAG_LENGTH;
    }

    /**
     * {@link Aead#open} with any nonce of 12 bytes: an int and a long, both big endian.
     */
    final int open(
        final int nonceHead,
        final long nonceTail,
        final DirectBuffer src,
        final int srcOffset,
        final int lengthWithTag,
        final MutableDirectBuffer dst,
        final int dstOffset)
    {
        final int adLength = takeAssociatedLength();
        checkKey();
        final int length = lengthWithTag - TAG_LENGTH;
        if (length < 0 || length > MAX_LENGTH)
        {
            return AUTHENTICATION_FAILED;
        }
        final int dataOffset = dataOffset(adLength, length);
        clearPad(dataOffset, length);
        src.getBytes(srcOffset, scratch.data, dataOffset, length);
        final byte[] stream = streamAhead(nonceHead, nonceTail, length);
        if (null == stream)
        {
            crypt(nonceHead, nonceTail, scratch.data, dataOffset, scratch.text, BLOCK_LENGTH, length);
        }
        authenticate(adLength, dataOffset, length);

        // In a time that does not depend on where the tags differ.
        final long headDifference = tagHead ^ src.getLong(srcOffset + length, LITTLE_ENDIAN);
        final long tailDifference = tagTail ^ src.getLong(srcOffset + length + Long.BYTES, LITTLE_ENDIAN);
        if ((headDifference | tailDifference) != 0)
        {
            return AUTHENTICATION_FAILED;
        }
        if (null != stream)
        {
            xorOut(stream, dataOffset, dst, dstOffset, length);
        }
        else
        {
            dst.putBytes(dstOffset, scratch.text, BLOCK_LENGTH, length);
        }
        return length;
    }

    final boolean hasKey()
    {
        return hasKey;
    }

    private void checkKey()
    {
        if (!hasKey)
        {
            throw new IllegalStateException("no key");
        }
    }

    /**
     * They belong to one packet, whatever becomes of it.
     */
    private int takeAssociatedLength()
    {
        final int length = associatedLength;
        associatedLength = 0;
        return length;
    }

    private int dataOffset(final int adLength, final int length)
    {
        final int dataOffset = DATA_OFFSET + align(adLength, BLOCK_LENGTH);
        final int padded = align(length, BLOCK_LENGTH);
        scratch.ensure(dataOffset + padded + BLOCK_LENGTH, BLOCK_LENGTH + padded);
        assert dataOffset + padded + BLOCK_LENGTH <= scratch.data.length;
        assert BLOCK_LENGTH + padded <= scratch.text.length;
        return dataOffset;
    }

    /**
     * Word by word; the last one ends where the text does, and overlaps the one before.
     */
    private void xorIn(
        final byte[] stream, final DirectBuffer src, final int srcOffset, final int dataOffset, final int length)
    {
        final byte[] data = scratch.data;
        final int last = length - Long.BYTES;
        for (int i = 0; i < last; i += Long.BYTES)
        {
            xorIn(stream, src, srcOffset, data, dataOffset, i);
        }
        if (last >= 0)
        {
            xorIn(stream, src, srcOffset, data, dataOffset, last);
            return;
        }
        for (int i = 0; i < length; i++)
        {
            data[dataOffset + i] = (byte)(src.getByte(srcOffset + i) ^ stream[BLOCK_LENGTH + i]);
        }
    }

    private static void xorIn(
        final byte[] stream,
        final DirectBuffer src,
        final int srcOffset,
        final byte[] data,
        final int dataOffset,
        final int index)
    {
        final long word = (long)LONGS.get(stream, BLOCK_LENGTH + index);
        LONGS.set(data, dataOffset + index, word ^ src.getLong(srcOffset + index, LITTLE_ENDIAN));
    }

    private void xorOut(
        final byte[] stream, final int dataOffset, final MutableDirectBuffer dst, final int dstOffset, final int length)
    {
        final byte[] data = scratch.data;
        final int last = length - Long.BYTES;
        for (int i = 0; i < last; i += Long.BYTES)
        {
            xorOut(stream, data, dataOffset, dst, dstOffset, i);
        }
        if (last >= 0)
        {
            xorOut(stream, data, dataOffset, dst, dstOffset, last);
            return;
        }
        for (int i = 0; i < length; i++)
        {
            dst.putByte(dstOffset + i, (byte)(data[dataOffset + i] ^ stream[BLOCK_LENGTH + i]));
        }
    }

    private static void xorOut(
        final byte[] stream,
        final byte[] data,
        final int dataOffset,
        final MutableDirectBuffer dst,
        final int dstOffset,
        final int index)
    {
        final long word = (long)LONGS.get(stream, BLOCK_LENGTH + index);
        dst.putLong(dstOffset + index, word ^ (long)LONGS.get(data, dataOffset + index), LITTLE_ENDIAN);
    }

    /**
     * Zero what the last block of the ciphertext has behind its end.
     */
    private void clearPad(final int dataOffset, final int length)
    {
        final int last = length & BLOCK_LENGTH - 1;
        if (last != 0)
        {
            final int offset = dataOffset + length - last;
            final boolean inHead = last < Long.BYTES;
            final int kept = offset + (inHead ? 0 : Long.BYTES);
            final long mask = (1L << last * Byte.SIZE) - 1;
            LONGS.set(scratch.data, kept, (long)LONGS.get(scratch.data, kept) & mask);
            if (inHead)
            {
                LONGS.set(scratch.data, offset + Long.BYTES, 0L);
            }
        }
    }

    private void authenticate(final int adLength, final int dataOffset, final int length)
    {
        final byte[] data = scratch.data;
        // The padding of the associated data or, if there is none, zeros again.
        LONGS.set(data, dataOffset - BLOCK_LENGTH, 0L);
        LONGS.set(data, dataOffset - Long.BYTES, 0L);
        if (adLength > 0)
        {
            associated.getBytes(associatedOffset, data, DATA_OFFSET, adLength);
            associated = null;
        }
        final int end = dataOffset + align(length, BLOCK_LENGTH);
        putLengths(data, end, adLength, length);
        authenticate((end - DATA_OFFSET) / BLOCK_LENGTH + 1);
    }

    static int align(final int length, final int alignment)
    {
        return (length + alignment - 1) & -alignment;
    }
}
