package io.hopwire.component.dht;

/**
 * Answers that wait until what they acknowledge lasts, in the order of the writes. Costs no memory before something
 * has to wait. Not thread-safe.
 */
final class HeldAnswers
{
    private final int capacity;
    /** None as long as nothing had to wait. */
    private Held[] ring;
    private long first;
    private long next;

    /**
     * One of them.
     */
    static final class Held
    {
        long write;
        RecordEntry entry;
        int linkId;
        /** One of {@link io.hopwire.wire.Operation}. */
        int operation;
        long id;
        long counter;
        long node;
    }

    HeldAnswers(final int capacity)
    {
        assert Integer.bitCount(capacity) == 1 : "a power of two";
        this.capacity = capacity;
    }

    boolean hasRoom()
    {
        return next - first < capacity;
    }

    /** The next place; there is one. */
    Held add()
    {
        if (null == ring)
        {
            ring = new Held[capacity];
        }
        final int place = (int)next++ & ring.length - 1;
        if (null == ring[place])
        {
            ring[place] = new Held();
        }
        return ring[place];
    }

    /** Whether the first one need not wait any more. */
    boolean isDue(final long write)
    {
        return first != next && ring[(int)first & ring.length - 1].write <= write;
    }

    /**
     * The first one, where what it waits for has come.
     *
     * @param write all up to which last.
     * @return until the next call; null where there is none.
     */
    Held poll(final long write)
    {
        return isDue(write) ? ring[(int)first++ & ring.length - 1] : null;
    }
}
