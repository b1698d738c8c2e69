package io.hopwire.crypto;

import org.bouncycastle.crypto.modes.gcm.BasicGCMMultiplier;
import org.bouncycastle.crypto.modes.gcm.GCMMultiplier;
import org.bouncycastle.crypto.modes.gcm.Tables4kGCMMultiplier;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

import static java.nio.ByteOrder.BIG_ENDIAN;

/**
 * The polynomial hash of AES-GCM (NIST SP 800-38D, section 6.4) over whole blocks of 16 bytes.
 * <p>
 * Uses the JVM's private {@code com.sun.crypto.provider.GHASH.processBlocks}, which compiles to carry-less
 * multiplication, where {@code java.base} opens that package to us and a self-test agrees; otherwise BouncyCastle's
 * multiplication by tables, several times slower. Its tables are indexed by secret data, which a neighbour on the same
 * core might observe through the cache; the intrinsic has no such channel. Not thread-safe.
 */
public final class GHash
{
    private static final int BLOCK_LENGTH = 16;

    /** Blocks that the intrinsic takes in one stride; what is left over it takes one by one, at thrice the price. */
    private static final int STRIDE = 8;

    /** Up to here one by one costs less than a stride. */
    private static final int FEW_BLOCKS = 2;

    /** Zero bytes that have to lie in front of what is hashed. */
    static final int PADDING_LENGTH = (STRIDE - 1) * BLOCK_LENGTH;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, BIG_ENDIAN);
    private static final int SUBKEY_LENGTH;
    private static final MethodHandle PROCESS_BLOCKS;

    static
    {
        MethodHandle processBlocks = null;
        int subkeyLength = 0;
        try
        {
            final Class<?> type = Class.forName("com.sun.crypto.provider.GHASH");
            final MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
            subkeyLength = probeSubkeyLength(lookup, type);
            processBlocks = lookup.findStatic(
                type,
                "processBlocks",
                MethodType.methodType(
                    void.class, byte[].class, int.class, int.class, long[].class, long[].class));
            if (!selfTest(processBlocks, subkeyLength))
            {
                processBlocks = null;
            }
        }
        catch (final ReflectiveOperationException | RuntimeException ex)
        {
            // Not opened to us, or another JVM: isIntrinsic() says so.
            processBlocks = null;
        }
        PROCESS_BLOCKS = processBlocks;
        SUBKEY_LENGTH = subkeyLength;
    }

    private final long[] state = new long[2];
    private final long[] subkey;
    private final GCMMultiplier multiplier;
    private final byte[] block;

    GHash(final boolean intrinsic)
    {
        if (intrinsic && null == PROCESS_BLOCKS)
        {
            throw new IllegalStateException("java.base does not open com.sun.crypto.provider");
        }
        subkey = intrinsic ? new long[SUBKEY_LENGTH] : null;
        multiplier = intrinsic ? null : new Tables4kGCMMultiplier();
        block = intrinsic ? null : new byte[BLOCK_LENGTH];
    }

    /**
     * Whether the JVM's intrinsic is in reach.
     *
     * @return false where AES-GCM has to do with the slower GHASH.
     */
    public static boolean isIntrinsic()
    {
        return null != PROCESS_BLOCKS;
    }

    /**
     * Take the hash subkey H.
     */
    void init(final byte[] h)
    {
        if (null != subkey)
        {
            // What follows the key is the intrinsic's own cache of powers of H: zero means not yet computed.
            Arrays.fill(subkey, 0);
            subkey[0] = (long)LONGS.get(h, 0);
            subkey[1] = (long)LONGS.get(h, Long.BYTES);
        }
        else
        {
            multiplier.init(h.clone());
        }
    }

    /**
     * Hash blocks of an array. The result is {@link #head()} and {@link #tail()}.
     *
     * @param data   holds the blocks, and {@link #PADDING_LENGTH} zero bytes in front of them.
     * @param offset first byte of the blocks.
     * @param blocks how many.
     */
    void update(final byte[] data, final int offset, final int blocks)
    {
        state[0] = 0;
        state[1] = 0;
        if (null != subkey)
        {
            // Leading zero blocks leave the state zero, so they may make up whole strides.
            final int padding = blocks > FEW_BLOCKS ? -blocks & STRIDE - 1 : 0;
            processBlocks(data, offset - padding * BLOCK_LENGTH, padding + blocks);
        }
        else
        {
            multiplyBlocks(data, offset, blocks);
        }
    }

    /**
     * First 8 bytes of the result, big endian.
     */
    long head()
    {
        return state[0];
    }

    /**
     * Last 8 bytes of the result, big endian.
     */
    long tail()
    {
        return state[1];
    }

    private void processBlocks(final byte[] data, final int offset, final int blocks)
    {
        if ((offset | blocks | data.length - offset - blocks * BLOCK_LENGTH) < 0)
        {
            // The intrinsic does not look.
            throw new IndexOutOfBoundsException(blocks + " blocks at " + offset);
        }
        try
        {
            PROCESS_BLOCKS.invokeExact(data, offset, blocks, state, subkey);
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

    private void multiplyBlocks(final byte[] data, final int offset, final int blocks)
    {
        Arrays.fill(block, (byte)0);
        for (int i = offset, end = offset + blocks * BLOCK_LENGTH; i < end; i += BLOCK_LENGTH)
        {
            LONGS.set(block, 0, (long)LONGS.get(block, 0) ^ (long)LONGS.get(data, i));
            LONGS.set(block, Long.BYTES, (long)LONGS.get(block, Long.BYTES) ^ (long)LONGS.get(data, i + Long.BYTES));
            multiplier.multiplyH(block);
        }
        state[0] = (long)LONGS.get(block, 0);
        state[1] = (long)LONGS.get(block, Long.BYTES);
    }

    /**
     * The length of the subkey's array differs between JVMs, so an instance of the private class is asked for it.
     */
    private static int probeSubkeyLength(final MethodHandles.Lookup lookup, final Class<?> type)
        throws ReflectiveOperationException
    {
        try
        {
            final Object instance = lookup
                .findConstructor(type, MethodType.methodType(void.class, byte[].class))
                .invoke(testBytes(BLOCK_LENGTH));
            final long[] table = (long[])lookup.findGetter(type, "subkeyHtbl", long[].class).invoke(instance);
            return table.length;
        }
        catch (final ReflectiveOperationException | RuntimeException | Error ex)
        {
            throw ex;
        }
        catch (final Throwable ex)
        {
            throw new IllegalStateException(ex);
        }
    }

    private static boolean selfTest(final MethodHandle processBlocks, final int subkeyLength)
    {
        final byte[] h = testBytes(BLOCK_LENGTH);
        final long[] subkey = new long[subkeyLength];
        subkey[0] = (long)LONGS.get(h, 0);
        subkey[1] = (long)LONGS.get(h, Long.BYTES);
        final int blocks = 19;
        final byte[] data = testBytes(blocks * BLOCK_LENGTH);
        final long[] state = new long[2];
        try
        {
            processBlocks.invokeExact(data, 0, blocks, state, subkey);
        }
        catch (final RuntimeException | Error ex)
        {
            throw ex;
        }
        catch (final Throwable ex)
        {
            throw new IllegalStateException(ex);
        }
        final BasicGCMMultiplier reference = new BasicGCMMultiplier();
        reference.init(h);
        final byte[] block = new byte[BLOCK_LENGTH];
        for (int i = 0; i < data.length; i++)
        {
            block[i % BLOCK_LENGTH] ^= data[i];
            if (i % BLOCK_LENGTH == BLOCK_LENGTH - 1)
            {
                reference.multiplyH(block);
            }
        }
        return state[0] == (long)LONGS.get(block, 0) && state[1] == (long)LONGS.get(block, Long.BYTES);
    }

    private static byte[] testBytes(final int length)
    {
        final byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
        {
            bytes[i] = (byte)(i * 167 + 13);
        }
        return bytes;
    }
}
