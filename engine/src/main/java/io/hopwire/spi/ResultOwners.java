package io.hopwire.spi;

import org.agrona.DirectBuffer;

/**
 * The parts of one node that ask for slow work: each gets the results of what it asked for, whatever kind of work it
 * was.
 * <p>
 * Not thread-safe.
 */
public final class ResultOwners
{
    /** Owners that there may be. */
    public static final int MAX_OWNERS = 16;

    private final Handler[] handlers = new Handler[MAX_OWNERS];
    private int count;

    /**
     * Nobody asks yet.
     */
    public ResultOwners()
    {
    }

    /**
     * Gets results.
     */
    @FunctionalInterface
    public interface Handler
    {
        /**
         * Slow work is done.
         *
         * @param buffer holds the result; it begins with a {@link WorkHeader}.
         * @param offset first byte.
         * @param length bytes.
         * @param nowNs  time of the duty cycle.
         */
        void onResult(DirectBuffer buffer, int offset, int length, long nowNs);
    }

    /**
     * Add an owner.
     *
     * @param handler gets its results.
     * @return its number, to be written into the {@link WorkHeader} of its requests.
     */
    public int register(final Handler handler)
    {
        if (MAX_OWNERS == count)
        {
            throw new IllegalStateException("more than " + MAX_OWNERS + " owners of slow work");
        }
        handlers[count] = handler;
        return count++;
    }

    /**
     * Hand a result to whoever asked.
     *
     * @param buffer holds it.
     * @param offset first byte.
     * @param length bytes.
     * @param nowNs  time of the duty cycle.
     */
    public void onResult(final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        assert length >= WorkHeader.LENGTH : "a result says whose it is";
        handlers[WorkHeader.owner(buffer, offset)].onResult(buffer, offset, length, nowNs);
    }
}
