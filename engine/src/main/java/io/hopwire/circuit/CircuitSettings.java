package io.hopwire.circuit;

import io.hopwire.spi.Setting;
import io.hopwire.spi.SettingGroup;

/**
 * Settings of the circuits that run through a node, and of the searches that lay them.
 */
public final class CircuitSettings
{
    /** All of them. */
    public static final SettingGroup GROUP = new SettingGroup("Circuits");

    /** Its name says what it is; its text, its range and its default are in the table of settings. */
    public static final Setting<Integer>
        MAX_CIRCUITS = GROUP.count("hopwire.max.circuits", 16_384, 1, Circuit.MAX_CIRCUITS, "circuits",
            "circuits that run through the node"),
        MAX_SEARCHES = GROUP.count("hopwire.circuit.max.searches", 1024, 1, 0xFFFF, "searches",
            "route requests that the node works on at a time"),
        SEARCH_TOKENS = GROUP.count("hopwire.circuit.search.tokens", 255, RouteSearch.VISIT_TOKENS, 255, "tokens",
            "what one route request may spend: a visit to a node costs 4, to one that was visited already 2"),
        TOKENS_PER_SECOND = GROUP.count("hopwire.circuit.tokens.per.second", 1000, 1, 1_000_000, "tokens",
            "what the route requests of one neighbour may spend in a second, those that it passes on among them; " +
            "the way that leads to a route is free"),
        TOKENS_AT_ONCE = GROUP.count("hopwire.circuit.tokens.at.once", 4096, 1, 1_000_000, "tokens",
            "the same at once; then each is granted 16, until four times as many are owed, and then none");

    /** Its name says what it is; its text, its range and its default are in the table of settings. */
    public static final Setting<Long>
        IDLE_TIMEOUT = GROUP.duration("hopwire.circuit.idle.timeout", "30s", "1ms", "1h",
            "time without a cell after which a circuit is forgotten"),
        SEARCH_TIMEOUT = GROUP.duration("hopwire.circuit.search.timeout", "10s", "1ms", "1h",
            "time for which a node remembers a route request that it serves"),
        FIRST_RETRY = GROUP.duration("hopwire.circuit.first.retry", "150ms", "1ms", "1h",
            "time after which the origin repeats a route request first; half as long again each time after"),
        MAX_RETRY = GROUP.duration("hopwire.circuit.max.retry", "1s", "1ms", "1h",
            "longest time between two repetitions of a route request");

    /** Its name says what it is; its text, its range and its default are in the table of settings. */
    public static final Setting<Boolean>
        TRACEABLE = GROUP.flag("hopwire.circuit.traceable", true,
            "the node names itself when the end of a circuit traces it; otherwise the trace shows a gap");

    static
    {
        GROUP.reaches(MAX_RETRY, FIRST_RETRY);
    }

    private CircuitSettings()
    {
    }
}
