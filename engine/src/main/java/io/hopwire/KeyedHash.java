package io.hopwire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.security.SecureRandom;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

/**
 * Hash codes of what peers choose and applications put into maps: under a secret of this process, so that nobody can
 * choose keys or values that fall into one place. Each eight bytes are multiplied by the secret, and both halves of the
 * product folded, as wyhash does it; what collides differs from process to process.
 */
final class KeyedHash
{
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, LITTLE_ENDIAN);
    private static final long BEGIN;
    private static final long FACTOR;

    static
    {
        final SecureRandom random = new SecureRandom();
        BEGIN = random.nextLong();
        FACTOR = random.nextLong() | 1;
    }

    private KeyedHash()
    {
    }

    static int of(final String text)
    {
        final byte[] bytes = new byte[Character.BYTES * text.length()];
        for (int i = 0; i < text.length(); i++)
        {
            bytes[2 * i] = (byte)text.charAt(i);
            bytes[2 * i + 1] = (byte)(text.charAt(i) >>> Byte.SIZE);
        }
        return of(bytes);
    }

    static int of(final byte[] bytes)
    {
        long hash = fold(BEGIN ^ bytes.length);
        int done = 0;
        for (; done + Long.BYTES <= bytes.length; done += Long.BYTES)
        {
            hash = fold(hash ^ (long)LONGS.get(bytes, done));
        }
        long rest = 0;
        for (; done < bytes.length; done++)
        {
            rest = rest << Byte.SIZE | bytes[done] & 0xFF;
        }
        return Long.hashCode(fold(hash ^ rest));
    }

    private static long fold(final long value)
    {
        return value * FACTOR ^ Math.multiplyHigh(value, FACTOR) + BEGIN;
    }
}
