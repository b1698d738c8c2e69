package io.hopwire.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

import static java.nio.ByteOrder.BIG_ENDIAN;

/**
 * Counter mode out of what every JVM has: ECB over counter blocks, which unlike the JVM's own counter mode takes a new
 * counter without allocating.
 * <p>
 * Not thread-safe.
 */
final class PortableAesCtr extends AesCtr
{
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, BIG_ENDIAN);
    private static final int CHUNK_LENGTH = 1280;

    private final Cipher aes;
    private final byte[] counters = new byte[CHUNK_LENGTH];

    /** Another array than the counters, or the cipher would copy. */
    private final byte[] stream = new byte[CHUNK_LENGTH];

    PortableAesCtr()
    {
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
    void init(final byte[] key, final int offset, final int length)
    {
        try
        {
            aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, offset, length, "AES"));
        }
        catch (final GeneralSecurityException ex)
        {
            throw new IllegalArgumentException("key of " + length + " bytes", ex);
        }
    }

    @Override
    void crypt(
        final long head,
        final long tail,
        final byte[] from,
        final int fromOffset,
        final byte[] to,
        final int toOffset,
        final int length)
    {
        for (int done = 0; done < length; done += CHUNK_LENGTH)
        {
            final int chunk = Math.min(length - done, CHUNK_LENGTH);
            fillStream(head, tail + done / BLOCK_LENGTH, chunk);
            for (int i = 0; i < chunk; i += Long.BYTES)
            {
                final long text = (long)LONGS.get(from, fromOffset + done + i);
                LONGS.set(to, toOffset + done + i, text ^ (long)LONGS.get(stream, i));
            }
        }
    }

    private void fillStream(final long head, final long firstTail, final int length)
    {
        long tail = firstTail;
        for (int i = 0; i < length; i += BLOCK_LENGTH)
        {
            LONGS.set(counters, i, head);
            LONGS.set(counters, i + Long.BYTES, tail++);
        }
        try
        {
            aes.update(counters, 0, length, stream, 0);
        }
        catch (final GeneralSecurityException ex)
        {
            throw new IllegalStateException("the stream has room", ex);
        }
    }
}
