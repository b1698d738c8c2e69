package io.hopwire.crypto;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

/**
 * What AES-GCM and ChaCha20-Poly1305 have in common: a key stream is XORed with the text, and a polynomial hash runs
 * over associated data, ciphertext and both lengths, each padded to 16 bytes. The whole is laid out once in scratch
 * memory on the heap, where the JVM's intrinsics want it, so that buffers of any kind cost one copy in and one out.
 * <pre>
 *    data:    [ associated data ][pad][ text ][pad][ lengths, 16 ]
 *    stream:  [ block of the tag ][ key stream of the text ]
 * </pre>
 */
abstract class StagedAead implements Aead
{
    /** Granule of the polynomial hash. */
    static final int BLOCK_LENGTH = 16;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, LITTLE_ENDIAN);

    /** Working memory, shared with the other contexts of the provider. */
    final CryptoScratch scratch;

    private final int streamOffset;
    private boolean hasKey;

    StagedAead(final CryptoScratch scratch, final int streamOffset)
    {
        this.scratch = scratch;
        this.streamOffset = streamOffset;
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
     * Fill {@code scratch.stream} for a nonce, up to {@code length} bytes of text behind the block of the tag.
     */
    abstract void keyStream(int nonceHead, long nonceTail, int length);

    /**
     * Write the block of lengths.
     */
    abstract void putLengths(byte[] data, int offset, long adLength, long textLength);

    /**
     * Compute {@code scratch.tag} over whole blocks of {@code scratch.data}.
     */
    abstract void authenticate(int blocks);

    @Override
    public final void init(final byte[] key, final int offset)
    {
        init(key, offset, KEY_LENGTH);
    }

    final void init(final byte[] key, final int offset, final int length)
    {
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
    public final int seal(
        final long counter,
        final DirectBuffer ad,
        final int adOffset,
        final int adLength,
        final DirectBuffer src,
        final int srcOffset,
        final int length,
        final MutableDirectBuffer dst,
        final int dstOffset)
    {
        return seal(
            0, nonceTail(counter), ad, adOffset, adLength, src, srcOffset, length, dst, dstOffset);
    }

    @Override
    public final int open(
        final long counter,
        final DirectBuffer ad,
        final int adOffset,
        final int adLength,
        final DirectBuffer src,
        final int srcOffset,
        final int lengthWithTag,
        final MutableDirectBuffer dst,
        final int dstOffset)
    {
        return open(
            0, nonceTail(counter), ad, adOffset, adLength, src, srcOffset, lengthWithTag, dst, dstOffset);
    }

    /**
     * {@link Aead#seal} with any nonce of 12 bytes: an int and a long, both big endian.
     */
    final int seal(
        final int nonceHead,
        final long nonceTail,
        final DirectBuffer ad,
        final int adOffset,
        final int adLength,
        final DirectBuffer src,
        final int srcOffset,
        final int length,
        final MutableDirectBuffer dst,
        final int dstOffset)
    {
        checkKey();
        if (length < 0 || length > MAX_LENGTH)
        {
            throw new IllegalArgumentException("length " + length);
        }
        final int textOffset = stage(ad, adOffset, adLength, src, srcOffset, length);
        keyStream(nonceHead, nonceTail, length);
        xor(textOffset, length);
        finish(textOffset, adLength, length);

        if (length > 0)
        {
            dst.putBytes(dstOffset, scratch.data, textOffset, length);
        }
        dst.putBytes(dstOffset + length, scratch.tag, 0, TAG_LENGTH);
        return length + TAG_LENGTH;
    }

    /**
     * {@link Aead#open} with any nonce of 12 bytes: an int and a long, both big endian.
     */
    final int open(
        final int nonceHead,
        final long nonceTail,
        final DirectBuffer ad,
        final int adOffset,
        final int adLength,
        final DirectBuffer src,
        final int srcOffset,
        final int lengthWithTag,
        final MutableDirectBuffer dst,
        final int dstOffset)
    {
        checkKey();
        final int length = lengthWithTag - TAG_LENGTH;
        if (length < 0 || length > MAX_LENGTH)
        {
            return AUTHENTICATION_FAILED;
        }
        final int textOffset = stage(ad, adOffset, adLength, src, srcOffset, length);
        src.getBytes(srcOffset + length, scratch.receivedTag, 0, TAG_LENGTH);
        keyStream(nonceHead, nonceTail, length);
        finish(textOffset, adLength, length);
        if (!sameTag(scratch.tag, scratch.receivedTag))
        {
            return AUTHENTICATION_FAILED;
        }
        if (length > 0)
        {
            xor(textOffset, length);
            dst.putBytes(dstOffset, scratch.data, textOffset, length);
        }
        return length;
    }

    private void checkKey()
    {
        if (!hasKey)
        {
            throw new IllegalStateException("no key");
        }
    }

    private int stage(
        final DirectBuffer ad,
        final int adOffset,
        final int adLength,
        final DirectBuffer src,
        final int srcOffset,
        final int length)
    {
        final int textOffset = align(adLength, BLOCK_LENGTH);
        // A word of the XOR and a block of the key stream may reach beyond the text.
        scratch.ensure(textOffset + align(length, BLOCK_LENGTH) + BLOCK_LENGTH, streamOffset + align(length, 64));
        if (adLength > 0)
        {
            ad.getBytes(adOffset, scratch.data, 0, adLength);
            Arrays.fill(scratch.data, adLength, textOffset, (byte)0);
        }
        if (length > 0)
        {
            src.getBytes(srcOffset, scratch.data, textOffset, length);
        }
        return textOffset;
    }

    private void xor(final int textOffset, final int length)
    {
        final byte[] data = scratch.data;
        final byte[] stream = scratch.stream;
        for (int i = 0; i < length; i += Long.BYTES)
        {
            final long text = (long)LONGS.get(data, textOffset + i);
            LONGS.set(data, textOffset + i, text ^ (long)LONGS.get(stream, streamOffset + i));
        }
    }

    private void finish(final int textOffset, final int adLength, final int length)
    {
        final int end = textOffset + align(length, BLOCK_LENGTH);
        for (int i = textOffset + length; i < end; i++)
        {
            scratch.data[i] = 0;
        }
        putLengths(scratch.data, end, adLength, length);
        authenticate(end / BLOCK_LENGTH + 1);
    }

    /**
     * Compare in a time that does not depend on where the tags differ.
     */
    private static boolean sameTag(final byte[] a, final byte[] b)
    {
        final long head = (long)LONGS.get(a, 0) ^ (long)LONGS.get(b, 0);
        final long tail = (long)LONGS.get(a, Long.BYTES) ^ (long)LONGS.get(b, Long.BYTES);
        return (head | tail) == 0;
    }

    static int align(final int length, final int alignment)
    {
        return (length + alignment - 1) & -alignment;
    }
}
