package io.hopwire;

/**
 * What a sender demands of the routes that carry its messages. Immutable. The names are Amplicon's.
 * <p>
 * A configuration that came with a received {@link DataPackage} additionally knows the way back to its sender, and is
 * all that a server needs to answer: {@link Session#write(DataPackage)}.
 */
public class DataTransitConfiguration
{
    /**
     * Most hops that can be asked for. A hop is one link: A, relay, B is two.
     */
    public static final int MAX_HOPS = 32;

    /**
     * Most redundant routes that can be asked for.
     */
    public static final int MAX_REDUNDANT_ROUTES = 8;

    /**
     * One route of at most 12 hops, {@link RoutePolicy#DUPLICATE}.
     */
    public static final DataTransitConfiguration DEFAULT = new DataTransitConfiguration(12, 1, 1);

    private final int maxHops;
    private final int minRedundantRoutes;
    private final int maxRedundantRoutes;
    private final RoutePolicy policy;
    private final boolean endsWithTooFewRoutes;

    /**
     * With the seed's three values, and {@link RoutePolicy#DUPLICATE}.
     *
     * @param maxHops            most hops to the destination, 1 to {@link #MAX_HOPS}.
     * @param minRedundantRoutes fewest routes that share no relay, 1 to {@code maxRedundantRoutes}.
     * @param maxRedundantRoutes most routes, up to {@link #MAX_REDUNDANT_ROUTES}.
     */
    public DataTransitConfiguration(
        final int maxHops, final int minRedundantRoutes, final int maxRedundantRoutes)
    {
        this(maxHops, minRedundantRoutes, maxRedundantRoutes, RoutePolicy.DUPLICATE);
    }

    /**
     * With a policy, for sessions that go on where they have too few routes.
     *
     * @param maxHops            most hops to the destination, 1 to {@link #MAX_HOPS}.
     * @param minRedundantRoutes fewest routes that share no relay, 1 to {@code maxRedundantRoutes}.
     * @param maxRedundantRoutes most routes, up to {@link #MAX_REDUNDANT_ROUTES}.
     * @param policy             how several routes are used.
     */
    public DataTransitConfiguration(
        final int maxHops, final int minRedundantRoutes, final int maxRedundantRoutes, final RoutePolicy policy)
    {
        this(maxHops, minRedundantRoutes, maxRedundantRoutes, policy, false);
    }

    /**
     * With all values.
     *
     * @param maxHops              most hops to the destination, 1 to {@link #MAX_HOPS}.
     * @param minRedundantRoutes   fewest routes that share no relay, 1 to {@code maxRedundantRoutes}.
     * @param maxRedundantRoutes   most routes, up to {@link #MAX_REDUNDANT_ROUTES}.
     * @param policy               how several routes are used.
     * @param endsWithTooFewRoutes whether a session ends that has had fewer than {@code minRedundantRoutes} for the
     *                             engine's reroute timeout.
     */
    public DataTransitConfiguration(
        final int maxHops,
        final int minRedundantRoutes,
        final int maxRedundantRoutes,
        final RoutePolicy policy,
        final boolean endsWithTooFewRoutes)
    {
        if (null == policy)
        {
            throw new DataTransitConfigurationException("policy must be one, found null");
        }
        check("maxHops", maxHops, MAX_HOPS);
        check("minRedundantRoutes", minRedundantRoutes, MAX_REDUNDANT_ROUTES);
        check("maxRedundantRoutes", maxRedundantRoutes, MAX_REDUNDANT_ROUTES);
        if (minRedundantRoutes > maxRedundantRoutes)
        {
            throw new DataTransitConfigurationException(
                "minRedundantRoutes is " + minRedundantRoutes +
                ", more than maxRedundantRoutes, " + maxRedundantRoutes);
        }
        this.maxHops = maxHops;
        this.minRedundantRoutes = minRedundantRoutes;
        this.maxRedundantRoutes = maxRedundantRoutes;
        this.policy = policy;
        this.endsWithTooFewRoutes = endsWithTooFewRoutes;
    }

    /**
     * Most hops to the destination: bounds the latency that is possible.
     *
     * @return hops.
     */
    public final int maxHops()
    {
        return maxHops;
    }

    /**
     * Fewest routes with which a session is established.
     *
     * @return routes.
     */
    public final int minRedundantRoutes()
    {
        return minRedundantRoutes;
    }

    /**
     * Most routes that a session uses at a time.
     *
     * @return routes.
     */
    public final int maxRedundantRoutes()
    {
        return maxRedundantRoutes;
    }

    /**
     * How several routes are used.
     *
     * @return the policy.
     */
    public final RoutePolicy policy()
    {
        return policy;
    }

    /**
     * Whether a session ends that has had fewer than {@link #minRedundantRoutes()} for the engine's reroute timeout,
     * with "too few routes". Otherwise it goes on with those that it has, and looks for more. Its handler is told of
     * each change at once, see {@link SessionHandler#onRoutes}.
     *
     * @return true if it ends.
     */
    public final boolean endsWithTooFewRoutes()
    {
        return endsWithTooFewRoutes;
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public String toString()
    {
        return "maxHops=" + maxHops + ", minRedundantRoutes=" + minRedundantRoutes +
            ", maxRedundantRoutes=" + maxRedundantRoutes + ", policy=" + policy +
            (endsWithTooFewRoutes ? ", ends with too few routes" : "");
    }

    private static void check(final String name, final int value, final int max)
    {
        if (value < 1 || value > max)
        {
            throw new DataTransitConfigurationException(name + " must be 1 to " + max + ", found " + value);
        }
    }
}
