package io.hopwire.libp2p.mux;

import io.hopwire.spi.ByteSink;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A sink as a host's: bytes wait in it until they are taken, and there is room for so many of them.
 */
public final class TestSink implements ByteSink
{
    private final UnsafeBuffer memory;
    private final int max;
    private int length;
    private long committed;

    public TestSink(final int max)
    {
        this.max = max;
        memory = new UnsafeBuffer(new byte[max]);
    }

    @Override
    public int room()
    {
        return max - length;
    }

    @Override
    public MutableDirectBuffer buffer()
    {
        return memory;
    }

    @Override
    public int offset()
    {
        return length;
    }

    @Override
    public void commit(final int count)
    {
        if (count < 0 || count > room())
        {
            throw new AssertionError("commits " + count + " of " + room());
        }
        length += count;
        committed += count;
    }

    public int length()
    {
        return length;
    }

    public long committed()
    {
        return committed;
    }

    /** Its memory, of which the first {@link #length()} bytes wait. */
    public UnsafeBuffer memory()
    {
        return memory;
    }

    public void take(final int count)
    {
        memory.putBytes(0, memory, count, length - count);
        length -= count;
    }

    public byte[] takeAll()
    {
        final byte[] bytes = new byte[length];
        memory.getBytes(0, bytes);
        length = 0;
        return bytes;
    }
}
