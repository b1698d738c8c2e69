package io.hopwire.component.payload;

/**
 * What one sender may say in a second, counted for each neighbour that it comes by, as nothing proves a name: who
 * floods in somebody's name uses up what comes by his own link, and not what comes by others. It is counted in
 * {@value #PLACES} places by a keyed hash, so names that are made up cost no memory, and a flood is in the way only of
 * those few that share its place.
 * <p>
 * Not thread-safe.
 */
final class OriginRates
{
    private static final int PLACES = 1024;
    private static final int PLACE_SHIFT = Long.SIZE - 10;
    /** Spreads the links over the places: the golden ratio. */
    private static final long ODD = 0x9e3779b97f4a7c15L;

    private final Rates rates;

    /**
     * All may begin.
     *
     * @param perSecond of each sender by each neighbour, 1 or more.
     */
    OriginRates(final int perSecond)
    {
        rates = new Rates(perSecond, PLACES);
    }

    /**
     * May another one pass?
     *
     * @param origin keyed hash of the sender.
     * @param linkId of the neighbour; negative for our own.
     * @param nowNs  time of the duty cycle.
     * @return true if so; it is not counted.
     */
    boolean mayPass(final long origin, final int linkId, final long nowNs)
    {
        return rates.mayPass(place(origin, linkId), nowNs);
    }

    /** One passed, as {@link #mayPass} said that it may. */
    void pass(final long origin, final int linkId, final long nowNs)
    {
        rates.pass(place(origin, linkId), nowNs);
    }

    private static int place(final long origin, final int linkId)
    {
        return (int)(origin + linkId * ODD >>> PLACE_SHIFT);
    }
}
