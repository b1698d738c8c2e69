package io.hopwire.libp2p.mux;

/**
 * Numbers that wait, first in, first out, and not more than there is room for. Its memory grows to that with use.
 */
final class LongRing
{
    private static final int FIRST_LENGTH = 16;

    private final int max;
    private long[] values;
    private int first;
    private int size;

    LongRing(final int max)
    {
        this.max = max;
        values = new long[Math.min(FIRST_LENGTH, max)];
    }

    boolean isEmpty()
    {
        return 0 == size;
    }

    int size()
    {
        return size;
    }

    /** {@return false where it is full} */
    boolean add(final long value)
    {
        if (size == max)
        {
            return false;
        }
        if (size == values.length)
        {
            grow();
        }
        values[(first + size) % values.length] = value;
        size++;
        return true;
    }

    long first()
    {
        assert size > 0;
        return values[first];
    }

    long remove()
    {
        final long value = first();
        first = (first + 1) % values.length;
        size--;
        return value;
    }

    void clear()
    {
        first = 0;
        size = 0;
    }

    private void grow()
    {
        final long[] grown = new long[(int)Math.min(max, 2L * values.length)];
        for (int i = 0; i < size; i++)
        {
            grown[i] = values[(first + i) % values.length];
        }
        values = grown;
        first = 0;
    }
}
