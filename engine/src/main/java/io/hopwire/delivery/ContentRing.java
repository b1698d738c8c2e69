package io.hopwire.delivery;

/**
 * What packets carried: numbers, in a ring that grows by doubling. They are named by their position, which goes up by
 * one with each.
 */
final class ContentRing
{
    private long[] contents;
    private long first;
    private long next;

    /**
     * @param capacity numbers that there is room for at first, a power of two.
     */
    ContentRing(final int capacity)
    {
        contents = new long[capacity];
    }

    long first()
    {
        return first;
    }

    /** Position of the number that will be added next. */
    long next()
    {
        return next;
    }

    long get(final long position)
    {
        return contents[(int)position & contents.length - 1];
    }

    void add(final long content)
    {
        if (next - first == contents.length)
        {
            grow();
        }
        contents[(int)next & contents.length - 1] = content;
        next++;
    }

    void forgetBelow(final long position)
    {
        first = position;
    }

    private void grow()
    {
        final long[] grown = new long[contents.length * 2];
        for (long i = first; i < next; i++)
        {
            grown[(int)i & grown.length - 1] = contents[(int)i & contents.length - 1];
        }
        contents = grown;
    }
}
