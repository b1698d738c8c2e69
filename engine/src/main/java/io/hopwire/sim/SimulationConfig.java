package io.hopwire.sim;

/**
 * What a {@link io.hopwire.sim.load.Simulation} shall do. Immutable; begin with {@link #of(long)}.
 *
 * @param seed       of everything.
 * @param nodes      that there are at first: relays, which also connect and listen.
 * @param joinNs     virtual time within which they start, evenly.
 * @param durationNs virtual time from the last start to the end of the load.
 * @param quietNs    virtual time after the load and all faults have ended, in which everything pending must end.
 * @param realCrypto false: the null suite.
 * @param load       what the nodes do.
 * @param watch      how it is looked at.
 */
public record SimulationConfig(
    long seed, int nodes, long joinNs, long durationNs, long quietNs, boolean realCrypto, Load load, Watch watch)
{
    /** Shortest message: it says which flow it belongs to, which one of it it is, and when it was sent. */
    public static final int MIN_MESSAGE_LENGTH = 24;

    private static final long SECOND = 1_000_000_000L;

    /**
     * What the nodes do.
     *
     * @param lookupsPerSecond  look-ups a second, of the whole network.
     * @param sessions          sessions that are open at a time.
     * @param sessionNs         longest life of a session; the shortest is an eighth of it.
     * @param messagesPerSecond messages a second and session.
     * @param messageLength     bytes of a message, 24 or more.
     * @param maxHops           most links of a route.
     */
    public record Load(
        double lookupsPerSecond,
        int sessions,
        long sessionNs,
        double messagesPerSecond,
        int messageLength,
        int maxHops)
    {
    }

    /**
     * How it is looked at.
     *
     * @param checkNs  between two looks of {@link io.hopwire.sim.check.SimChecks}, at most 5 s; 0 for none: only the
     *                 books of messages are kept, and looked at in the end.
     * @param sampleNs between two samples, more than 0.
     */
    public record Watch(long checkNs, long sampleNs)
    {
    }

    /**
     * {@return 100 nodes that join within 10 s, one minute of load, 60 s of quiet, the null suite}
     *
     * @param seed of everything.
     */
    public static SimulationConfig of(final long seed)
    {
        return new SimulationConfig(seed, 100, 10 * SECOND, 60 * SECOND, 60 * SECOND, false,
            new Load(5, 10, 40 * SECOND, 10, 64, 8), new Watch(SECOND, SECOND));
    }

    /**
     * {@return the same with another number of nodes}
     *
     * @param value    how many, 2 or more.
     * @param withinNs virtual time within which they start.
     */
    public SimulationConfig withNodes(final int value, final long withinNs)
    {
        return new SimulationConfig(seed, value, withinNs, durationNs, quietNs, realCrypto, load, watch);
    }

    /**
     * {@return the same for another time}
     *
     * @param loaded virtual time under load.
     * @param quiet  virtual time after it.
     */
    public SimulationConfig withDuration(final long loaded, final long quiet)
    {
        return new SimulationConfig(seed, nodes, joinNs, loaded, quiet, realCrypto, load, watch);
    }

    /**
     * {@return the same with or without real cryptography}
     *
     * @param value true for real.
     */
    public SimulationConfig withRealCrypto(final boolean value)
    {
        return new SimulationConfig(seed, nodes, joinNs, durationNs, quietNs, value, load, watch);
    }

    /**
     * {@return the same with another load}
     *
     * @param value what the nodes do.
     */
    public SimulationConfig withLoad(final Load value)
    {
        return new SimulationConfig(seed, nodes, joinNs, durationNs, quietNs, realCrypto, value, watch);
    }

    /**
     * {@return the same with another number of look-ups}
     *
     * @param perSecond of the whole network.
     */
    public SimulationConfig withLookups(final double perSecond)
    {
        return withLoad(new Load(perSecond, load.sessions, load.sessionNs, load.messagesPerSecond, load.messageLength,
            load.maxHops));
    }

    /**
     * {@return the same with other sessions}
     *
     * @param open      at a time.
     * @param perSecond messages a second, of each.
     * @param length    bytes of a message.
     */
    public SimulationConfig withSessions(final int open, final double perSecond, final int length)
    {
        return withLoad(new Load(load.lookupsPerSecond, open, load.sessionNs, perSecond, length, load.maxHops));
    }

    /**
     * {@return the same, checked and sampled more or less often}
     *
     * @param betweenChecksNs  0 for none but at the end.
     * @param betweenSamplesNs more than 0.
     */
    public SimulationConfig withChecks(final long betweenChecksNs, final long betweenSamplesNs)
    {
        return new SimulationConfig(seed, nodes, joinNs, durationNs, quietNs, realCrypto, load,
            new Watch(betweenChecksNs, betweenSamplesNs));
    }
}
