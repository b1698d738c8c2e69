package io.hopwire.crypto;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

import static java.lang.invoke.MethodType.methodType;
import static java.nio.ByteOrder.BIG_ENDIAN;

/**
 * Counter mode by the JVM's private {@code com.sun.crypto.provider.CounterMode.implCrypt}: one intrinsic that counts,
 * encrypts and XORs. The public {@code Cipher} leads to the same intrinsic, but not without allocating for each new
 * counter. Where {@code java.base} does not open that package to us, or a self-test disagrees, {@link PortableAesCtr}
 * takes its place.
 * <p>
 * Not thread-safe.
 */
final class JvmAesCtr extends AesCtr
{
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, BIG_ENDIAN);
    private static final MethodHandle NEW_COUNTER_MODE;
    private static final MethodHandle INIT;
    private static final MethodHandle GET_COUNTER;
    private static final MethodHandle CRYPT;

    static
    {
        MethodHandle newCounterMode = null;
        MethodHandle init = null;
        MethodHandle getCounter = null;
        MethodHandle crypt = null;
        try
        {
            final Class<?> mode = Class.forName("com.sun.crypto.provider.CounterMode");
            final Class<?> aes = Class.forName("com.sun.crypto.provider.AESCrypt");
            final Class<?> block = Class.forName("com.sun.crypto.provider.SymmetricCipher");
            final Lookup lookup = MethodHandles.privateLookupIn(mode, MethodHandles.lookup());
            newCounterMode = MethodHandles.filterReturnValue(
                lookup.findConstructor(aes, methodType(void.class)).asType(methodType(block)),
                lookup.findConstructor(mode, methodType(void.class, block)))
                .asType(methodType(Object.class));
            init = lookup.findVirtual(
                mode, "init", methodType(void.class, boolean.class, String.class, byte[].class, byte[].class))
                .asType(methodType(void.class, Object.class, boolean.class, String.class, byte[].class, byte[].class));
            getCounter = lookup.findGetter(mode, "counter", byte[].class)
                .asType(methodType(byte[].class, Object.class));
            crypt = lookup.findVirtual(
                mode, "implCrypt", methodType(int.class, byte[].class, int.class, int.class, byte[].class, int.class))
                .asType(methodType(
                    int.class, Object.class, byte[].class, int.class, int.class, byte[].class, int.class));
        }
        catch (final ReflectiveOperationException | RuntimeException ex)
        {
            // Not opened to us, or another JVM.
            crypt = null;
        }
        NEW_COUNTER_MODE = newCounterMode;
        INIT = init;
        GET_COUNTER = getCounter;
        CRYPT = crypt;
    }

    private final Object counterMode;

    /** The mode's own array, which holds the next counter block. */
    private final byte[] counter;

    JvmAesCtr()
    {
        try
        {
            counterMode = (Object)NEW_COUNTER_MODE.invokeExact();
            counter = (byte[])GET_COUNTER.invokeExact(counterMode);
        }
        catch (final Throwable ex)
        {
            throw unexpected(ex);
        }
    }

    /**
     * Whether the JVM's counter mode is in reach and does as we expect of it.
     */
    static boolean isAvailable()
    {
        return SelfTest.PASSED;
    }

    @Override
    void init(final byte[] key, final int offset, final int length)
    {
        final byte[] copy = Arrays.copyOfRange(key, offset, offset + length);
        try
        {
            INIT.invokeExact(counterMode, false, "AES", copy, new byte[BLOCK_LENGTH]);
        }
        catch (final Throwable ex)
        {
            throw unexpected(ex);
        }
        finally
        {
            Arrays.fill(copy, (byte)0);
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
        if ((length & BLOCK_LENGTH - 1) != 0 || length < 0 ||
            (fromOffset | toOffset | from.length - fromOffset - length | to.length - toOffset - length) < 0)
        {
            // The intrinsic looks neither at the arrays' lengths nor at what a part of a block leaves behind.
            throw new IllegalArgumentException("length " + length);
        }
        LONGS.set(counter, 0, head);
        LONGS.set(counter, Long.BYTES, tail);
        try
        {
            final int ignored = (int)CRYPT.invokeExact(counterMode, from, fromOffset, length, to, toOffset);
        }
        catch (final Throwable ex)
        {
            throw unexpected(ex);
        }
    }

    private static RuntimeException unexpected(final Throwable ex)
    {
        if (ex instanceof Error)
        {
            throw (Error)ex;
        }
        return ex instanceof RuntimeException ? (RuntimeException)ex : new IllegalArgumentException(ex);
    }

    /**
     * Compares both implementations, once.
     */
    private static final class SelfTest
    {
        private static final boolean PASSED = null != CRYPT && run();

        private static boolean run()
        {
            final byte[] text = new byte[21 * BLOCK_LENGTH];
            for (int i = 0; i < text.length; i++)
            {
                text[i] = (byte)(i * 167 + 13);
            }
            try
            {
                final AesCtr tested = new JvmAesCtr();
                final AesCtr reference = new PortableAesCtr();
                final byte[] actual = new byte[text.length];
                final byte[] expected = new byte[text.length];
                tested.init(text, 7, Aead.KEY_LENGTH);
                reference.init(text, 7, Aead.KEY_LENGTH);
                for (int length = BLOCK_LENGTH; length <= text.length; length += BLOCK_LENGTH)
                {
                    tested.crypt(length, 1, text, 0, actual, 0, length);
                    reference.crypt(length, 1, text, 0, expected, 0, length);
                    if (!Arrays.equals(actual, expected))
                    {
                        return false;
                    }
                }
                return true;
            }
            catch (final RuntimeException ex)
            {
                return false;
            }
        }
    }
}
