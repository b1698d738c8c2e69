package io.hopwire.benchmarks;

import io.hopwire.spi.Outbox;
import org.agrona.BitUtil;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;

/**
 * An outbox that keeps what is sent, one datagram behind the other, each at the beginning of a cache line.
 */
final class DatagramLog implements Outbox
{
    private static final int MAX_DATAGRAMS = 1024;
    private static final int CAPACITY = 512 * 1024;

    private final UnsafeBuffer memory = new UnsafeBuffer(ByteBuffer.allocateDirect(CAPACITY));
    private final int[] offsets = new int[MAX_DATAGRAMS];
    private final int[] lengths = new int[MAX_DATAGRAMS];
    private final int[] addressIds = new int[MAX_DATAGRAMS];
    private int size;
    private int end;

    @Override
    public int tryClaim(final int maxLength)
    {
        return size == MAX_DATAGRAMS || CAPACITY - end < maxLength ? BACK_PRESSURED : end;
    }

    @Override
    public MutableDirectBuffer buffer()
    {
        return memory;
    }

    @Override
    public void commit(final int addressId, final int length)
    {
        offsets[size] = end;
        lengths[size] = length;
        addressIds[size] = addressId;
        size++;
        end += BitUtil.align(length, BitUtil.CACHE_LINE_LENGTH);
    }

    @Override
    public void abort()
    {
        // nothing was taken
    }

    int size()
    {
        return size;
    }

    int offset(final int index)
    {
        return offsets[index];
    }

    int length(final int index)
    {
        return lengths[index];
    }

    int addressId(final int index)
    {
        return addressIds[index];
    }

    void clear()
    {
        size = 0;
        end = 0;
    }
}
