package io.hopwire.delivery;

/**
 * Finds out that the path has come to drop long packets and nobody has said so (RFC 8899, section 4.3): several of
 * them are lost one after the other, while short ones come through. Then nothing long leaves until one that did has
 * arrived: the first one soon, the next ones ever later.
 * <p>
 * One long packet that is lost, and none arrived that left after it, is enough for a doubt: what is repeated is short,
 * so that it arrives whatever the reason. That costs next to nothing, and so much more than a few losses of other
 * reasons is asked for until all are short: of long packets {@value #LOSSES} in a row, no short one among them, and a
 * short one that arrived. Where each tenth packet is lost, that happens once in some million.
 * <pre>
 *    sent      L    L    s    L    L    s    L    L     L long, s short
 *    became    came lost came lost lost came lost lost
 *    in a row  0    1    1    2    3    3    4    5     doubt from 1 on
 * </pre>
 * The packets are told in the order in which they left, each once it is known what became of it. Times in nanoseconds.
 * Not thread-safe. Allocates nothing.
 */
public final class BlackHole
{
    /** Long packets lost in a row. */
    public static final int LOSSES = 6;
    /** Until a long packet is tried, where they had to be short; twice as long each time. */
    public static final long RAISE_NS = 4_000_000_000L;

    /** Up to 512 s: RFC 8899 has 600 s. */
    private static final int MAX_RAISE_SHIFT = 7;

    private final int sureLength;
    private int lostInARow;
    private boolean hasShortArrived;
    private boolean isFound;
    private boolean isTrying;
    private int raises;
    private long raiseAtNs;

    /**
     * With a path that carries what it is said to.
     *
     * @param sureLength bytes of a packet that every path carries; longer ones are long.
     */
    public BlackHole(final int sureLength)
    {
        this.sureLength = sureLength;
    }

    /**
     * {@return bytes of a packet that surely fits}
     */
    public int sureLength()
    {
        return sureLength;
    }

    /**
     * How long a packet may be.
     *
     * @param measured bytes that the path is said to carry.
     * @return bytes.
     */
    public int length(final int measured)
    {
        return isFound && !isTrying ? Math.min(measured, sureLength) : measured;
    }

    /**
     * {@return whether the last long packet was lost of which something is known: what is repeated should be short}
     */
    public boolean isDoubtful()
    {
        return lostInARow > 0;
    }

    /**
     * Something may be about to leave: long packets, or short ones from now on, or it is time to try a long one.
     *
     * @param nowNs now.
     * @return whether it shows for the first time that long packets do not come through.
     */
    public boolean decide(final long nowNs)
    {
        final boolean isNew = !isFound && hasShortArrived && lostInARow >= LOSSES;
        if (isNew)
        {
            isFound = true;
            raiseLater(nowNs);
        }
        isTrying |= isFound && nowNs - raiseAtNs >= 0;
        return isNew;
    }

    /**
     * A packet leaves.
     *
     * @param length its bytes.
     * @param nowNs  now.
     */
    public void onSent(final int length, final long nowNs)
    {
        if (isTrying && length > sureLength)
        {
            isTrying = false;
            raiseLater(nowNs);
        }
    }

    /**
     * The path is another one, or is said to carry something else.
     */
    public void clear()
    {
        lostInARow = 0;
        hasShortArrived = false;
        isFound = false;
        isTrying = false;
        raises = 0;
    }

    /** The next packet is lost, or taken for lost. Where a short one is, too, it is not for their length. */
    void onLost(final int length)
    {
        if (length > sureLength)
        {
            lostInARow++;
        }
        else
        {
            lostInARow = Math.min(lostInARow, 1);
            hasShortArrived = false;
        }
    }

    /** The next packet has arrived, or one that was taken for lost. */
    void onArrived(final int length)
    {
        if (length > sureLength)
        {
            clear();
        }
        else
        {
            hasShortArrived |= lostInARow > 0;
        }
    }

    private void raiseLater(final long nowNs)
    {
        raiseAtNs = nowNs + (RAISE_NS << Math.min(raises++, MAX_RAISE_SHIFT));
    }
}
