package io.hopwire.spi;

import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;

/**
 * Memory outside of the heap that is given back when its owner says so. What only a collector gives back runs out long
 * before the heap does: hosts launch engines and open sessions for months.
 * <p>
 * Thread-safe; nobody may use memory while, or after, it is freed.
 */
public final class OffHeap
{
    private OffHeap()
    {
    }

    /**
     * {@return bytes that the process may have off the heap: what {@code -XX:MaxDirectMemorySize} says, or as much as
     * the heap may grow to}
     */
    public static long most()
    {
        try
        {
            final Class<?> machine = Class.forName("jdk.internal.misc.VM");
            return (long)machine.getMethod("maxDirectMemory").invoke(null);
        }
        catch (final ReflectiveOperationException | RuntimeException ex)
        {
            // The package is not open: then nobody knows of the option.
            return Runtime.getRuntime().maxMemory();
        }
    }

    /**
     * Allocate zeroed memory that begins with a line of the cache.
     *
     * @param length bytes.
     * @return all of it.
     * @throws OutOfMemoryError where the process may not have so much.
     */
    public static UnsafeBuffer allocate(final int length)
    {
        // Not an aligned slice: only the buffer itself can be freed.
        final ByteBuffer memory = ByteBuffer.allocateDirect(length + BitUtil.CACHE_LINE_LENGTH);
        final long address = BufferUtil.address(memory);
        final int padding = (int)(BitUtil.align(address, BitUtil.CACHE_LINE_LENGTH) - address);
        return new UnsafeBuffer(memory, padding, length);
    }

    /**
     * Give memory back at once.
     *
     * @param buffer that {@link #allocate(int)} has returned; it covers nothing from now on, so that a use of it is an
     *               exception and not the end of the process. Nothing happens where it was freed before.
     */
    public static void free(final UnsafeBuffer buffer)
    {
        final ByteBuffer memory = buffer.byteBuffer();
        if (null != memory)
        {
            buffer.wrap(0, 0);
            BufferUtil.free(memory);
        }
    }

    /**
     * The same memory as channels of the JDK want it.
     *
     * @param buffer that {@link #allocate(int)} has returned.
     * @return its bytes, from the first to the last; good until the buffer is freed.
     */
    public static ByteBuffer view(final UnsafeBuffer buffer)
    {
        return buffer.byteBuffer().slice(buffer.wrapAdjustment(), buffer.capacity());
    }
}
