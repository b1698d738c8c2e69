package io.hopwire.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

/**
 * ChaCha20-Poly1305 (RFC 8439) in plain Java over primitive arrays, and with the JVM's vector instructions for the key
 * stream where {@link ChaChaStream} reaches them: no table look-ups, no branches on secrets, no allocation. Nonce: 4
 * zero bytes and the counter, little endian, as Noise has it.
 * <p>
 * Not thread-safe.
 */
public final class ChaCha20Poly1305 extends StagedAead
{
    private static final int CHACHA_BLOCK_LENGTH = 64;
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, LITTLE_ENDIAN);

    private final int[] state = new int[16];
    private final byte[] stream = new byte[ChaChaStream.LENGTH];
    private final Poly1305 poly1305 = new Poly1305();

    /**
     * A context with working memory of its own.
     */
    public ChaCha20Poly1305()
    {
        this(new CryptoScratch());
    }

    ChaCha20Poly1305(final CryptoScratch scratch)
    {
        super(scratch);
        putConstants(state);
    }

    @Override
    long nonceTail(final long counter)
    {
        return Long.reverseBytes(counter);
    }

    @Override
    void setKey(final byte[] key, final int offset, final int length)
    {
        if (length != KEY_LENGTH)
        {
            throw new IllegalArgumentException("key of " + length + " bytes");
        }
        for (int i = 0; i < 8; i++)
        {
            state[4 + i] = (int)INTS.get(key, offset + i * Integer.BYTES);
        }
    }

    @Override
    void forgetKey()
    {
        Arrays.fill(state, 4, 16, 0);
    }

    @Override
    void crypt(
        final int nonceHead,
        final long nonceTail,
        final byte[] from,
        final int fromOffset,
        final byte[] to,
        final int toOffset,
        final int length)
    {
        state[13] = Integer.reverseBytes(nonceHead);
        state[14] = Integer.reverseBytes((int)(nonceTail >>> 32));
        state[15] = Integer.reverseBytes((int)nonceTail);
        // The key of Poly1305 is the first half of block 0 of the key stream.
        state[12] = 0;
        int made = fillStream();
        poly1305.init(stream);
        int used = CHACHA_BLOCK_LENGTH;
        for (int done = 0; done < length; done += made - used, used = made)
        {
            if (used == made)
            {
                state[12] += made / CHACHA_BLOCK_LENGTH;
                made = fillStream();
                used = 0;
            }
            final int end = Math.min(length - done, made - used);
            for (int i = 0; i < end; i += Long.BYTES)
            {
                final long text = (long)LONGS.get(from, fromOffset + done + i);
                LONGS.set(to, toOffset + done + i, text ^ (long)LONGS.get(stream, used + i));
            }
        }
    }

    static void putConstants(final int[] state)
    {
        state[0] = 0x61707865;
        state[1] = 0x3320646e;
        state[2] = 0x79622d32;
        state[3] = 0x6b206574;
    }

    private int fillStream()
    {
        if (ChaChaStream.isAvailable())
        {
            return ChaChaStream.fill(state, stream);
        }
        block(state, stream, 0);
        return CHACHA_BLOCK_LENGTH;
    }

    @Override
    byte[] streamAhead(final int nonceHead, final long nonceTail, final int length)
    {
        return null;
    }

    @Override
    void putLengths(final byte[] data, final int offset, final long adLength, final long textLength)
    {
        LONGS.set(data, offset, adLength);
        LONGS.set(data, offset + Long.BYTES, textLength);
    }

    @Override
    void authenticate(final int blocks)
    {
        poly1305.update(scratch.data, DATA_OFFSET, blocks);
        poly1305.finish();
        tagHead = poly1305.head();
        tagTail = poly1305.tail();
    }

    /**
     * The block function of RFC 8439, section 2.3, written out so that all 16 words may live in registers.
     */
    static void block(final int[] state, final byte[] stream, final int offset)
    {
        int x0 = state[0];
        int x1 = state[1];
        int x2 = state[2];
        int x3 = state[3];
        int x4 = state[4];
        int x5 = state[5];
        int x6 = state[6];
        int x7 = state[7];
        int x8 = state[8];
        int x9 = state[9];
        int x10 = state[10];
        int x11 = state[11];
        int x12 = state[12];
        int x13 = state[13];
        int x14 = state[14];
        int x15 = state[15];
        for (int round = 0; round < 20; round += 2)
        {
            x0 += x4;
            x12 = Integer.rotateLeft(x12 ^ x0, 16);
            x8 += x12;
            x4 = Integer.rotateLeft(x4 ^ x8, 12);
            x0 += x4;
            x12 = Integer.rotateLeft(x12 ^ x0, 8);
            x8 += x12;
            x4 = Integer.rotateLeft(x4 ^ x8, 7);
            x1 += x5;
            x13 = Integer.rotateLeft(x13 ^ x1, 16);
            x9 += x13;
            x5 = Integer.rotateLeft(x5 ^ x9, 12);
            x1 += x5;
            x13 = Integer.rotateLeft(x13 ^ x1, 8);
            x9 += x13;
            x5 = Integer.rotateLeft(x5 ^ x9, 7);
            x2 += x6;
            x14 = Integer.rotateLeft(x14 ^ x2, 16);
            x10 += x14;
            x6 = Integer.rotateLeft(x6 ^ x10, 12);
            x2 += x6;
            x14 = Integer.rotateLeft(x14 ^ x2, 8);
            x10 += x14;
            x6 = Integer.rotateLeft(x6 ^ x10, 7);
            x3 += x7;
            x15 = Integer.rotateLeft(x15 ^ x3, 16);
            x11 += x15;
            x7 = Integer.rotateLeft(x7 ^ x11, 12);
            x3 += x7;
            x15 = Integer.rotateLeft(x15 ^ x3, 8);
            x11 += x15;
            x7 = Integer.rotateLeft(x7 ^ x11, 7);
            x0 += x5;
            x15 = Integer.rotateLeft(x15 ^ x0, 16);
            x10 += x15;
            x5 = Integer.rotateLeft(x5 ^ x10, 12);
            x0 += x5;
            x15 = Integer.rotateLeft(x15 ^ x0, 8);
            x10 += x15;
            x5 = Integer.rotateLeft(x5 ^ x10, 7);
            x1 += x6;
            x12 = Integer.rotateLeft(x12 ^ x1, 16);
            x11 += x12;
            x6 = Integer.rotateLeft(x6 ^ x11, 12);
            x1 += x6;
            x12 = Integer.rotateLeft(x12 ^ x1, 8);
            x11 += x12;
            x6 = Integer.rotateLeft(x6 ^ x11, 7);
            x2 += x7;
            x13 = Integer.rotateLeft(x13 ^ x2, 16);
            x8 += x13;
            x7 = Integer.rotateLeft(x7 ^ x8, 12);
            x2 += x7;
            x13 = Integer.rotateLeft(x13 ^ x2, 8);
            x8 += x13;
            x7 = Integer.rotateLeft(x7 ^ x8, 7);
            x3 += x4;
            x14 = Integer.rotateLeft(x14 ^ x3, 16);
            x9 += x14;
            x4 = Integer.rotateLeft(x4 ^ x9, 12);
            x3 += x4;
            x14 = Integer.rotateLeft(x14 ^ x3, 8);
            x9 += x14;
            x4 = Integer.rotateLeft(x4 ^ x9, 7);
        }
        INTS.set(stream, offset, x0 + state[0]);
        INTS.set(stream, offset + 4, x1 + state[1]);
        INTS.set(stream, offset + 8, x2 + state[2]);
        INTS.set(stream, offset + 12, x3 + state[3]);
        INTS.set(stream, offset + 16, x4 + state[4]);
        INTS.set(stream, offset + 20, x5 + state[5]);
        INTS.set(stream, offset + 24, x6 + state[6]);
        INTS.set(stream, offset + 28, x7 + state[7]);
        INTS.set(stream, offset + 32, x8 + state[8]);
        INTS.set(stream, offset + 36, x9 + state[9]);
        INTS.set(stream, offset + 40, x10 + state[10]);
        INTS.set(stream, offset + 44, x11 + state[11]);
        INTS.set(stream, offset + 48, x12 + state[12]);
        INTS.set(stream, offset + 52, x13 + state[13]);
        INTS.set(stream, offset + 56, x14 + state[14]);
        INTS.set(stream, offset + 60, x15 + state[15]);
    }
}
