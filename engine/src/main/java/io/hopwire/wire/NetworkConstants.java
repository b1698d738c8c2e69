package io.hopwire.wire;


/**
 * The network constants of seed 004. All nodes of a network must agree on them. Immutable.
 *
 * @param k     replication parameter of Kademlia: the most contacts in a bucket, and the number of STOREs; at least 1.
 * @param alpha the specification's &alpha;, concurrency parameter of Kademlia: parallel look-ups; at least 1.
 * @param tau   the specification's &tau;, address size of Kademlia: bits of an address or hash that count, 1 to
 *              {@link #MAX_TAU}.
 * @param beta  the specification's &beta;, size of an extended address: bits of an encoded public key, a multiple of 8
 *              from 8 to {@link #MAX_BETA}.
 * @param ell   the specification's &#8467;, limit on the links that a node opens by itself, 1 to
 *              {@link #maxEll(int, int)}.
 * @see <a href="https://pdos.csail.mit.edu/~petar/papers/maymounkov-kademlia-lncs.pdf">Kademlia</a>
 */
public record NetworkConstants(int k, int alpha, int tau, int beta, int ell)
{
    /**
     * Default replication parameter.
     */
    public static final int DEFAULT_K = 20;

    /**
     * Default number of parallel look-ups.
     */
    public static final int DEFAULT_ALPHA = 3;

    /**
     * Default bits of a Kademlia id: a whole SHA-256.
     */
    public static final int DEFAULT_TAU = 256;

    /**
     * Default bits of an address: a raw X25519 key.
     */
    public static final int DEFAULT_BETA = 256;

    /**
     * Default limit on links that a node opens by itself.
     */
    public static final int DEFAULT_ELL = 64;

    /**
     * Most bits of a Kademlia id: all that SHA-256 has.
     */
    public static final int MAX_TAU = 256;

    /**
     * Most bits of an address, 8,192 bytes: two of them still fit the largest datagram.
     */
    public static final int MAX_BETA = 65_536;

    /**
     * What a network uses that does not say otherwise.
     */
    public static final NetworkConstants DEFAULTS =
        new NetworkConstants(DEFAULT_K, DEFAULT_ALPHA, DEFAULT_TAU, DEFAULT_BETA, DEFAULT_ELL);

    /**
     * Checks every range.
     *
     * @param k     replication parameter.
     * @param alpha parallel look-ups.
     * @param tau   bits of an address or hash that count.
     * @param beta  bits of an address.
     * @param ell   limit on the links that a node opens by itself.
     */
    public NetworkConstants
    {
        check("k", k, 1, Integer.MAX_VALUE - 1);
        check("alpha", alpha, 1, Integer.MAX_VALUE);
        check("tau", tau, 1, MAX_TAU);
        check("beta", beta, Byte.SIZE, MAX_BETA);
        if (beta % Byte.SIZE != 0)
        {
            throw new IllegalArgumentException("beta must be a multiple of 8, got " + beta);
        }
        check("ell", ell, 1, maxEll(k, tau));
    }

    /**
     * The specification's upper bound on {@code ell}: k(&tau; - log2(k + 1) + 2), rounded down.
     *
     * @param k   replication parameter, at least 1.
     * @param tau address size in bits.
     * @return the largest limit on links that a node may open by itself.
     */
    public static int maxEll(final int k, final int tau)
    {
        return (int)Math.floor(k * (tau - log2(k + 1) + 2));
    }

    /**
     * Bytes of an address.
     *
     * @return &beta; / 8.
     */
    public int addressLength()
    {
        return beta / Byte.SIZE;
    }

    /**
     * Bytes of the header of each message.
     *
     * @return 70 where &beta; is 256, 546 where it is 2160.
     */
    public int messageHeaderLength()
    {
        return MessageFlyweight.headerLength(beta);
    }

    /** Exact for powers of two, where a quotient of logarithms may fall short of the integer it should be. */
    private static double log2(final int value)
    {
        final int floor = 31 - Integer.numberOfLeadingZeros(value);
        final double fraction = (double)value / (1 << floor);
        return floor + StrictMath.log(fraction) / StrictMath.log(2);
    }

    private static void check(final String name, final int value, final int min, final int max)
    {
        if (value < min || value > max)
        {
            throw new IllegalArgumentException(name + " must be in [" + min + ", " + max + "], got " + value);
        }
    }
}
