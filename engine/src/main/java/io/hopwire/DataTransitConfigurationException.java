package io.hopwire;

/**
 * No route satisfies a {@link DataTransitConfiguration}, or its values are out of range. The message says what was
 * found.
 */
public class DataTransitConfigurationException extends HopwireException
{
    private static final long serialVersionUID = 1L;

    /** Routes found. */
    private final int routesFound;
    /** Hops of the shortest route found. */
    private final int hopsFound;

    /**
     * For values out of range.
     *
     * @param message which value, and its range.
     */
    public DataTransitConfigurationException(final String message)
    {
        this(message, 0, 0);
    }

    /**
     * With what the network offered.
     *
     * @param message     what was asked for and what was found.
     * @param routesFound routes within the limits.
     * @param hopsFound   hops of the shortest route, also beyond the limit; 0 where none was found.
     */
    public DataTransitConfigurationException(final String message, final int routesFound, final int hopsFound)
    {
        super(ErrorCategory.TRANSIT, message);
        this.routesFound = routesFound;
        this.hopsFound = hopsFound;
    }

    /**
     * Routes within the limits that were found.
     *
     * @return number of routes.
     */
    public final int routesFound()
    {
        return routesFound;
    }

    /**
     * Hops of the shortest route that was found. The message says the hops of each where they were too few.
     *
     * @return hops, or 0 where no route was found.
     */
    public final int hopsFound()
    {
        return hopsFound;
    }
}
