package io.hopwire.link;

import io.hopwire.spi.Outbox;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * An outbox in memory whose datagrams the test takes out.
 */
public final class TestOutbox implements Outbox
{
    private static final int PADDING = 24;

    private final UnsafeBuffer memory;
    private final int slotLength;
    private final int[] addresses;
    private final int[] lengths;
    private int count;
    private int claimed = -1;
    private boolean blocked;

    public TestOutbox(final int slots, final int mtu)
    {
        slotLength = mtu + PADDING;
        memory = new UnsafeBuffer(new byte[slots * slotLength]);
        addresses = new int[slots];
        lengths = new int[slots];
    }

    @Override
    public int tryClaim(final int maxLength)
    {
        if (claimed >= 0)
        {
            throw new AssertionError("two claims at a time");
        }
        if (maxLength > slotLength - PADDING)
        {
            throw new AssertionError("claim of " + maxLength + " bytes");
        }
        if (blocked || count == lengths.length)
        {
            return BACK_PRESSURED;
        }
        claimed = maxLength;
        return count * slotLength + PADDING;
    }

    @Override
    public MutableDirectBuffer buffer()
    {
        return memory;
    }

    @Override
    public void commit(final int addressId, final int length)
    {
        if (length > claimed)
        {
            throw new AssertionError("committed " + length + " of " + claimed + " bytes");
        }
        addresses[count] = addressId;
        lengths[count++] = length;
        claimed = -1;
    }

    @Override
    public void abort()
    {
        claimed = -1;
    }

    public int count()
    {
        return count;
    }

    public int offset(final int index)
    {
        return index * slotLength + PADDING;
    }

    public int length(final int index)
    {
        return lengths[index];
    }

    public int addressId(final int index)
    {
        return addresses[index];
    }

    public byte[] copy(final int index)
    {
        final byte[] bytes = new byte[lengths[index]];
        memory.getBytes(offset(index), bytes);
        return bytes;
    }

    public void clear()
    {
        count = 0;
    }

    /**
     * Refuse every claim.
     */
    public void block(final boolean isBlocked)
    {
        blocked = isBlocked;
    }
}
