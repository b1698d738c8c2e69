package io.hopwire.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

import static java.nio.ByteOrder.BIG_ENDIAN;

/**
 * AES-256-GCM (NIST SP 800-38D) with 96-bit nonces, composed of two intrinsics of the JVM: AES-ECB over counter
 * blocks, and GHASH. SunJCE's own AES-GCM allocates some 800 bytes a packet; this allocates none. Nonce: 4 zero bytes
 * and the counter, big endian, as Noise has it.
 * <p>
 * Not thread-safe. The private GHASH of the JVM needs {@code --add-opens
 * java.base/com.sun.crypto.provider=ALL-UNNAMED}; without it a slower GHASH takes its place, see {@link
 * GHash#isIntrinsic()}.
 */
public final class AesGcm extends StagedAead
{
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, BIG_ENDIAN);
    private static final byte[] ZEROES = new byte[KEY_LENGTH];

    private final Cipher aes;
    private final GHash ghash;

    /**
     * A context with working memory of its own. Contexts of a {@link CryptoProvider} share theirs.
     */
    public AesGcm()
    {
        this(new CryptoScratch(), GHash.isIntrinsic());
    }

    AesGcm(final CryptoScratch scratch, final boolean intrinsic)
    {
        super(scratch, BLOCK_LENGTH);
        ghash = new GHash(intrinsic);
        try
        {
            aes = Cipher.getInstance("AES/ECB/NoPadding");
        }
        catch (final GeneralSecurityException ex)
        {
            throw new IllegalStateException("every JVM must have AES", ex);
        }
    }

    @Override
    long nonceTail(final long counter)
    {
        return counter;
    }

    @Override
    void setKey(final byte[] key, final int offset, final int length)
    {
        final byte[] subkey = scratch.tag;
        try
        {
            aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, offset, length, "AES"));
            aes.update(ZEROES, 0, BLOCK_LENGTH, subkey, 0);
        }
        catch (final GeneralSecurityException ex)
        {
            throw new IllegalArgumentException("key of " + length + " bytes", ex);
        }
        ghash.init(subkey);
        Arrays.fill(subkey, (byte)0);
    }

    @Override
    void forgetKey()
    {
        setKey(ZEROES, 0, KEY_LENGTH);
    }

    @Override
    void keyStream(final int nonceHead, final long nonceTail, final int length)
    {
        final byte[] counters = scratch.counters;
        final int end = BLOCK_LENGTH + align(length, BLOCK_LENGTH);
        final long head = (long)nonceHead << 32 | nonceTail >>> 32;
        long tail = nonceTail << 32;
        for (int i = 0; i < end; i += BLOCK_LENGTH)
        {
            tail++;
            LONGS.set(counters, i, head);
            LONGS.set(counters, i + Long.BYTES, tail);
        }
        try
        {
            aes.update(counters, 0, end, scratch.stream, 0);
        }
        catch (final GeneralSecurityException ex)
        {
            throw new IllegalStateException("the stream has room", ex);
        }
    }

    @Override
    void putLengths(final byte[] data, final int offset, final long adLength, final long textLength)
    {
        LONGS.set(data, offset, adLength << 3);
        LONGS.set(data, offset + Long.BYTES, textLength << 3);
    }

    @Override
    void authenticate(final int blocks)
    {
        ghash.update(scratch.data, blocks);
        final long head = (long)LONGS.get(scratch.stream, 0);
        final long tail = (long)LONGS.get(scratch.stream, Long.BYTES);
        LONGS.set(scratch.tag, 0, head ^ ghash.head());
        LONGS.set(scratch.tag, Long.BYTES, tail ^ ghash.tail());
    }
}
