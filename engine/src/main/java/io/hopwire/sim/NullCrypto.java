package io.hopwire.sim;

import io.hopwire.crypto.Aead;
import io.hopwire.crypto.CryptoProvider;
import org.agrona.DirectBuffer;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

/**
 * <b>No security whatsoever.</b> Stands in for cryptography in large simulations, where the protocols are under test
 * and the primitives are not: everything has the length it has in reality, wrong keys, counters and flipped bits are
 * still noticed, and nothing costs more than a pass over the bytes. Private keys can be read off public ones,
 * ciphertext is plaintext, and tags can be forged.
 * <p>
 * Stateless, so that all nodes of a simulation may share one.
 */
public final class NullCrypto implements CryptoProvider
{
    private static final int WORDS = KEY_LENGTH / Long.BYTES;
    private static final long PUBLIC_MASK = 0x9E37_79B9_7F4A_7C15L;

    /**
     * A provider.
     */
    public NullCrypto()
    {
    }

    @Override
    public Aead newAead()
    {
        return new NullAead();
    }

    /**
     * A bijection: each word, rotated and masked.
     *
     * @param privateKey {@link #KEY_LENGTH} bytes.
     * @param publicKey  {@link #KEY_LENGTH} bytes, written.
     */
    @Override
    public void publicKey(final byte[] privateKey, final byte[] publicKey)
    {
        for (int i = 0; i < WORDS; i++)
        {
            putWord(publicKey, i, publicWord(privateKey, i));
        }
    }

    /**
     * Mix both public keys, so that both sides arrive at the same.
     *
     * @param privateKey   ours.
     * @param remotePublic the other side's.
     * @param shared       the result, written.
     * @return false where the other side's key is all zero.
     */
    @Override
    public boolean agree(final byte[] privateKey, final byte[] remotePublic, final byte[] shared)
    {
        long any = 0;
        for (int i = 0; i < WORDS; i++)
        {
            final long theirs = word(remotePublic, i);
            any |= theirs;
            putWord(shared, i, mix(publicWord(privateKey, i)) + mix(theirs));
        }
        return any != 0;
    }

    private static long publicWord(final byte[] privateKey, final int index)
    {
        return Long.rotateLeft(word(privateKey, index), 11) ^ PUBLIC_MASK * (index + 1);
    }

    private static long word(final byte[] bytes, final int index)
    {
        long word = 0;
        for (int i = Long.BYTES - 1; i >= 0; i--)
        {
            word = word << Byte.SIZE | bytes[index * Long.BYTES + i] & 0xFF;
        }
        return word;
    }

    private static void putWord(final byte[] bytes, final int index, final long word)
    {
        for (int i = 0; i < Long.BYTES; i++)
        {
            bytes[index * Long.BYTES + i] = (byte)(word >>> i * Byte.SIZE);
        }
    }

    /**
     * The finalizer of SplitMix64 (Steele, Lea and Flood, 2014): a bijection.
     */
    static long mix(final long value)
    {
        long z = value;
        z = (z ^ z >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ z >>> 27) * 0x94D0_49BB_1331_11EBL;
        return z ^ z >>> 31;
    }

    /**
     * Fold a key of 32 bytes to one word, by which it is told from others.
     *
     * @param key    holds it.
     * @param offset of its first byte.
     * @return the word.
     */
    public static long fold(final byte[] key, final int offset)
    {
        long seed = 0;
        for (int i = 0; i < KEY_LENGTH; i += Long.BYTES)
        {
            long word = 0;
            for (int j = 0; j < Long.BYTES; j++)
            {
                word = word << Byte.SIZE | key[offset + i + j] & 0xFF;
            }
            seed = mix(seed ^ word) + PUBLIC_MASK;
        }
        return seed;
    }

    /**
     * Checksum of bytes, in two lanes of a word at a time. Every step is a bijection of its lane for a given word and
     * of the word for a given lane, so no change within one word goes unnoticed.
     */
    static long sum(final long seed, final DirectBuffer buffer, final int offset, final int length)
    {
        long even = seed ^ length;
        long odd = seed;
        int i = 0;
        for (final int pairs = length & -2 * Long.BYTES; i < pairs; i += 2 * Long.BYTES)
        {
            even = step(even, buffer.getLong(offset + i, LITTLE_ENDIAN));
            odd = step(odd, buffer.getLong(offset + i + Long.BYTES, LITTLE_ENDIAN));
        }
        if ((length & Long.BYTES) != 0)
        {
            even = step(even, buffer.getLong(offset + i, LITTLE_ENDIAN));
            i += Long.BYTES;
        }
        long last = 0;
        for (; i < length; i++)
        {
            last = last << Byte.SIZE | buffer.getByte(offset + i) & 0xFF;
        }
        return mix(mix(even ^ last) + odd);
    }

    private static long step(final long sum, final long word)
    {
        final long product = (sum ^ word) * PUBLIC_MASK;
        return product ^ product >>> 29;
    }
}
