package io.hopwire.delivery;

import java.util.Arrays;

/**
 * Which counters of one key were seen, as in RFC 6479: a ring of words, of which the one that the newest counter falls
 * into is always the last, so moving on means clearing words and never shifting bits. {@link #WINDOW} counters below
 * the newest are told apart; older ones are refused. Counters are unsigned.
 * <pre>
 *    counter:  | word number ................ | bit, 6 |
 *    ring:     words[word number mod number of words]
 * </pre>
 * Most keys of an idle network open a few dozen frames. So the ring begins with {@value #INITIAL_WORDS} words and
 * grows, twice at most, when a counter passes its end: until it has its full size it holds every counter from 0
 * on, each in the place that it keeps, so nothing is forgotten by growing. Only an authentic frame makes it grow, and
 * once grown it stays so.
 * <p>
 * Not thread-safe. 16 bytes of counters at first, 1 KiB at most.
 */
public class ReplayWindow
{
    /**
     * Bits of the ring.
     */
    public static final int BITS = 8192;

    /**
     * How far below the newest counter one is still told from its copy: one word less than the ring, since the word of
     * the newest counter is cleared as a whole.
     */
    public static final int WINDOW = BITS - Long.SIZE;

    private static final int WORDS = BITS / Long.SIZE;
    private static final int INITIAL_WORDS = 2;
    private static final int GROWTH = 8;

    private long[] words = new long[INITIAL_WORDS];
    private long highest;

    /**
     * Nothing seen.
     */
    public ReplayWindow()
    {
    }

    /**
     * Forget everything.
     */
    public void reset()
    {
        Arrays.fill(words, 0);
        highest = 0;
    }

    /**
     * Whether a counter may still be accepted. Changes nothing: to be asked before the costly authentication.
     *
     * @param counter as read, unsigned.
     * @return true if it was not seen and is not too old.
     */
    public final boolean isFresh(final long counter)
    {
        if (Long.compareUnsigned(counter, highest) > 0)
        {
            return true;
        }
        // The difference is exact in unsigned arithmetic, and below 2^64, because counter <= highest.
        if (Long.compareUnsigned(highest - counter, WINDOW) >= 0)
        {
            return false;
        }
        return 0 == (words[index(counter)] & bit(counter));
    }

    /**
     * Remember a counter that is fresh and was authenticated.
     *
     * @param counter unsigned; {@link #isFresh(long)} must hold.
     */
    public final void accept(final long counter)
    {
        assert isFresh(counter) : "the caller has asked";
        if (Long.compareUnsigned(counter, highest) > 0)
        {
            final long newest = counter >>> 6;
            final long last = highest >>> 6;
            if (newest >= words.length && words.length < WORDS)
            {
                grow(newest);
            }
            final int mask = words.length - 1;
            final int cleared = (int)Math.min(newest - last, words.length);
            for (int i = 1; i <= cleared; i++)
            {
                words[(int)(last + i) & mask] = 0;
            }
            highest = counter;
        }
        words[index(counter)] |= bit(counter);
        assert words.length == WORDS || highest >>> 6 < words.length : "a ring that still grows has seen no end";
        assert !isFresh(counter) : "it is remembered";
    }

    /**
     * The newest counter accepted.
     *
     * @return the greatest accepted counter, unsigned; 0 where none was.
     */
    public final long highest()
    {
        return highest;
    }

    /**
     * Bits that there is room for now.
     *
     * @return bits, at most {@link #BITS}.
     */
    final int capacity()
    {
        return words.length * Long.SIZE;
    }

    private void grow(final long word)
    {
        int length = words.length;
        while (length <= word && length < WORDS)
        {
            length = Math.min(WORDS, length * GROWTH);
        }
        words = Arrays.copyOf(words, length);
    }

    private int index(final long counter)
    {
        return (int)(counter >>> 6) & words.length - 1;
    }

    private static long bit(final long counter)
    {
        return 1L << counter;
    }
}
