package io.hopwire.spi;

import org.agrona.concurrent.AtomicBuffer;

import static org.agrona.BitUtil.SIZE_OF_LONG;

/**
 * Values of all counters in lent memory: a heap buffer in simulation, a memory-mapped file in production. First the
 * {@link SystemCounter}s, from {@link #REJECTS_OFFSET} on the {@link RejectCode}s, 8 bytes each.
 * <p>
 * One writer, the thread that runs the core; any number of readers, of other processes too.
 */
public final class Counters
{
    /**
     * Offset of the first reject counter: room for 128 system counters in front of it.
     */
    public static final int REJECTS_OFFSET = 128 * SIZE_OF_LONG;

    /**
     * Bytes of the whole block.
     */
    public static final int LENGTH = 256 * SIZE_OF_LONG;

    private final AtomicBuffer buffer;

    /**
     * Over lent memory.
     *
     * @param buffer of at least {@link #LENGTH} bytes.
     */
    public Counters(final AtomicBuffer buffer)
    {
        if (buffer.capacity() < LENGTH)
        {
            throw new IllegalArgumentException("counters need " + LENGTH + " bytes, got " + buffer.capacity());
        }
        this.buffer = buffer;
    }

    /**
     * Add one.
     *
     * @param counter which.
     */
    public void increment(final SystemCounter counter)
    {
        add(counter, 1);
    }

    /**
     * Add to a counter.
     *
     * @param counter which.
     * @param delta   what.
     */
    public void add(final SystemCounter counter, final long delta)
    {
        final int index = counter.id() * SIZE_OF_LONG;
        buffer.putLongRelease(index, buffer.getLong(index) + delta);
    }

    /**
     * Set a counter that is a level.
     *
     * @param counter which.
     * @param value   new value.
     */
    public void set(final SystemCounter counter, final long value)
    {
        buffer.putLongRelease(counter.id() * SIZE_OF_LONG, value);
    }

    /**
     * Read a counter.
     *
     * @param counter which.
     * @return its value.
     */
    public long get(final SystemCounter counter)
    {
        return buffer.getLongVolatile(counter.id() * SIZE_OF_LONG);
    }

    /**
     * Count a dropped input.
     *
     * @param code why.
     */
    public void reject(final RejectCode code)
    {
        final int index = REJECTS_OFFSET + code.id() * SIZE_OF_LONG;
        buffer.putLongRelease(index, buffer.getLong(index) + 1);
    }

    /**
     * Read a reject counter.
     *
     * @param code which.
     * @return inputs dropped for this reason.
     */
    public long get(final RejectCode code)
    {
        return buffer.getLongVolatile(REJECTS_OFFSET + code.id() * SIZE_OF_LONG);
    }

    /**
     * Sum of all reject counters.
     *
     * @return inputs dropped for whatever reason.
     */
    public long rejected()
    {
        long sum = 0;
        for (int i = 0, count = RejectCode.count(); i < count; i++)
        {
            sum += buffer.getLongVolatile(REJECTS_OFFSET + i * SIZE_OF_LONG);
        }
        return sum;
    }
}
