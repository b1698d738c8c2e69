package io.hopwire.crypto;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;

/**
 * The JVM's private {@code com.sun.crypto.provider.ChaCha20Cipher.implChaCha20Block}, which newer JVMs compile to
 * vector instructions for up to 16 blocks at a time. JDK 17 has none, and without the opening of that package to us it
 * is out of reach: {@link ChaCha20Poly1305} then makes its blocks itself.
 */
final class ChaChaStream
{
    /** Bytes that an array for the key stream must have. */
    static final int LENGTH = 1024;

    private static final int BLOCK_LENGTH = 64;
    private static final MethodHandle BLOCKS;

    static
    {
        MethodHandle blocks = null;
        try
        {
            final Class<?> type = Class.forName("com.sun.crypto.provider.ChaCha20Cipher");
            blocks = MethodHandles.privateLookupIn(type, MethodHandles.lookup()).findStatic(
                type, "implChaCha20Block", MethodType.methodType(int.class, int[].class, byte[].class));
            if (!selfTest(blocks))
            {
                blocks = null;
            }
        }
        catch (final ReflectiveOperationException | RuntimeException ex)
        {
            // Not opened to us, or another JVM.
            blocks = null;
        }
        BLOCKS = blocks;
    }

    private ChaChaStream()
    {
    }

    /**
     * Whether it is in reach and does as we expect of it.
     */
    static boolean isAvailable()
    {
        return null != BLOCKS;
    }

    /**
     * Make key stream from the block that the state counts on.
     *
     * @param state  of 16 words; not changed.
     * @param stream of {@link #LENGTH} bytes, written.
     * @return bytes made: one block or several.
     */
    static int fill(final int[] state, final byte[] stream)
    {
        return fill(BLOCKS, state, stream);
    }

    private static int fill(final MethodHandle blocks, final int[] state, final byte[] stream)
    {
        try
        {
            return (int)blocks.invokeExact(state, stream);
        }
        catch (final RuntimeException | Error ex)
        {
            throw ex;
        }
        catch (final Throwable ex)
        {
            throw new IllegalStateException(ex);
        }
    }

    private static boolean selfTest(final MethodHandle blocks)
    {
        final int[] state = new int[16];
        ChaCha20Poly1305.putConstants(state);
        for (int i = 4; i < state.length; i++)
        {
            state[i] = i * 0x9E3779B9;
        }
        final int[] before = state.clone();
        final byte[] stream = new byte[LENGTH];
        final int made = fill(blocks, state, stream);
        if (made < BLOCK_LENGTH || made > LENGTH || made % BLOCK_LENGTH != 0 || !Arrays.equals(before, state))
        {
            return false;
        }
        final byte[] expected = new byte[made];
        for (int i = 0; i < made; i += BLOCK_LENGTH)
        {
            ChaCha20Poly1305.block(state, expected, i);
            state[12]++;
        }
        return Arrays.equals(stream, 0, made, expected, 0, made);
    }
}
