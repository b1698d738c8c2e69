package io.hopwire.delivery;

/**
 * Numbers of which only a part travels.
 */
public final class PacketNumbers
{
    private PacketNumbers()
    {
    }

    /**
     * A number from its low half, as in RFC 9000, appendix A.3.
     *
     * @param low       low 32 bits.
     * @param reference number that is expected.
     * @return of the numbers with that low half the one nearest to what is expected; negative for one that can not be.
     */
    public static long expand(final int low, final long reference)
    {
        return reference + (low - (int)reference);
    }
}
