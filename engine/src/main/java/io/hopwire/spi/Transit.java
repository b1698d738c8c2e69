package io.hopwire.spi;

/**
 * What a session demands of its routes, in an int, so that it travels as one value: in a command, in the handshake and
 * between the ends of a session that change it.
 * <pre>
 *   0          8            16           24       26     27            32
 *   +----------+------------+------------+--------+------+-------------+
 *   | max hops | min routes | max routes | policy | ends | 0           |
 *   +----------+------------+------------+--------+------+-------------+
 * </pre>
 * Bit 0 is the lowest. The bit "ends": the session ends where it stays below its least routes.
 */
public final class Transit
{
    /** Policy: every packet goes by all routes, and the first copy counts. */
    public static final int DUPLICATE = 0;
    /** Policy: a packet goes by the fastest route, and by another one once that loses. */
    public static final int FASTEST = 1;
    /** Policy: packets are spread over the routes that are about as fast as the fastest. */
    public static final int STRIPE = 2;

    private static final int MIN_ROUTES_SHIFT = 8;
    private static final int MAX_ROUTES_SHIFT = 16;
    private static final int POLICY_SHIFT = 24;
    private static final int ENDS_SHIFT = 26;
    private static final int RESERVED_SHIFT = 27;
    private static final int BYTE_MASK = 0xFF;
    private static final int POLICY_MASK = 3;

    private Transit()
    {
    }

    /**
     * {@return the values in one, of a session that goes on where it is below its least routes}
     *
     * @param maxHops   most links of a route, 1 to {@link Limits#MAX_HOPS}.
     * @param minRoutes least routes, 1 to {@code maxRoutes}.
     * @param maxRoutes most routes, up to {@link Limits#MAX_ROUTES}.
     * @param policy    {@link #DUPLICATE}, {@link #FASTEST} or {@link #STRIPE}.
     */
    public static int of(final int maxHops, final int minRoutes, final int maxRoutes, final int policy)
    {
        final int transit =
            maxHops | minRoutes << MIN_ROUTES_SHIFT | maxRoutes << MAX_ROUTES_SHIFT | policy << POLICY_SHIFT;
        assert isValid(transit) : maxHops + " hops, " + minRoutes + " to " + maxRoutes + " routes, policy " + policy;
        return transit;
    }

    /**
     * {@return the same but for whether the session ends where it stays below its least routes}
     *
     * @param transit the value.
     * @param ends    whether it ends.
     */
    public static int ends(final int transit, final boolean ends)
    {
        return transit & ~(1 << ENDS_SHIFT) | (ends ? 1 << ENDS_SHIFT : 0);
    }

    /**
     * {@return whether the session ends where it stays below its least routes}
     *
     * @param transit the value.
     */
    public static boolean ends(final int transit)
    {
        return 0 != (transit & 1 << ENDS_SHIFT);
    }

    /**
     * {@return whether each value is in its range}
     *
     * @param transit a value that came from a peer.
     */
    public static boolean isValid(final int transit)
    {
        return maxHops(transit) >= 1 && maxHops(transit) <= Limits.MAX_HOPS &&
            minRoutes(transit) >= 1 && minRoutes(transit) <= maxRoutes(transit) &&
            maxRoutes(transit) <= Limits.MAX_ROUTES && policy(transit) <= STRIPE && 0 == transit >>> RESERVED_SHIFT;
    }

    /**
     * {@return most links of a route}
     *
     * @param transit the value.
     */
    public static int maxHops(final int transit)
    {
        return transit & BYTE_MASK;
    }

    /**
     * {@return least routes}
     *
     * @param transit the value.
     */
    public static int minRoutes(final int transit)
    {
        return transit >>> MIN_ROUTES_SHIFT & BYTE_MASK;
    }

    /**
     * {@return most routes}
     *
     * @param transit the value.
     */
    public static int maxRoutes(final int transit)
    {
        return transit >>> MAX_ROUTES_SHIFT & BYTE_MASK;
    }

    /**
     * {@return {@link #DUPLICATE}, {@link #FASTEST} or {@link #STRIPE}}
     *
     * @param transit the value.
     */
    public static int policy(final int transit)
    {
        return transit >>> POLICY_SHIFT & POLICY_MASK;
    }
}
