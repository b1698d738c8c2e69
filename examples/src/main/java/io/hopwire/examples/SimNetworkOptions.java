package io.hopwire.examples;

import io.hopwire.sim.SimulationConfig;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Options of the simulated network and its load. What is not given is as in {@link SimulationConfig#of(long)}.
 */
final class SimNetworkOptions
{
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long MIN_JOIN_NS = 10 * SECOND_NS;
    /** Nodes that start in a second. */
    private static final int JOIN_RATE = 100;
    /** Most points of a curve. */
    private static final long SAMPLES = 600;
    private static final int MAX_NODES = 100_000;
    /** A check looks at all nodes: more of them would be looked at for longer than simulated. */
    private static final int MANY_NODES = 1_000;
    private static final long SELDOM_NS = 5 * SECOND_NS;
    private static final int MAX_HOPS = 32;
    private static final int MAX_MESSAGE = 1024;
    private static final SimulationConfig DEFAULTS = SimulationConfig.of(0);

    @Option(names = "--nodes", paramLabel = "COUNT", defaultValue = "100",
        description = "How many there are. Default: ${DEFAULT-VALUE}.")
    private int nodes;

    @Option(names = "--join", paramLabel = "TIME", converter = SimTime.class,
        description = "Within which they start. Default: 10s, or a second for 100 of them.")
    private Long joinNs;

    @ArgGroup
    private Load load;

    @Option(names = "--quiet", paramLabel = "TIME", converter = SimTime.class, defaultValue = "60s",
        description = "After the load, without faults: all that is pending must end. Default: ${DEFAULT-VALUE}.")
    private long quietNs;

    @Option(names = "--real-crypto",
        description = "Real cryptography. Default: a null suite that keeps every length and every message.")
    private boolean realCrypto;

    @Option(names = "--lookups", paramLabel = "COUNT", defaultValue = "5",
        description = "Look-ups a second, of the whole network. Default: ${DEFAULT-VALUE}.")
    private double lookups;

    @Option(names = "--sessions", paramLabel = "COUNT", defaultValue = "10",
        description = "Sessions that are open at a time. Default: ${DEFAULT-VALUE}.")
    private int sessions;

    @Option(names = "--session-time", paramLabel = "TIME", converter = SimTime.class, defaultValue = "40s",
        description = "For how long the longest are open; the shortest for an eighth of it. Default: ${DEFAULT-VALUE}.")
    private long sessionNs;

    @Option(names = "--rate", paramLabel = "COUNT", defaultValue = "10",
        description = "Messages a second, of each session. Default: ${DEFAULT-VALUE}.")
    private double rate;

    @Option(names = "--length", paramLabel = "BYTES", defaultValue = "64",
        description = "Length of a message, from " + SimulationConfig.MIN_MESSAGE_LENGTH + " to " + MAX_MESSAGE +
            ". Default: ${DEFAULT-VALUE}.")
    private int length;

    @Option(names = "--max-hops", paramLabel = "HOPS", defaultValue = "8",
        description = "Longest route of a session. Default: ${DEFAULT-VALUE}.")
    private int maxHops;

    @Option(names = "--checks", paramLabel = "TIME", converter = SimTime.class,
        description = "From one check of everything to the next; 0: only at the end. Default: 1s, or 5s for more " +
            "than " + MANY_NODES + " nodes.")
    private Long checkNs;

    @Option(names = "--samples", paramLabel = "TIME", converter = SimTime.class,
        description = "From one point of the curves to the next. Default: 1s, or more for long runs.")
    private Long sampleNs;

    /**
     * How long the load lasts.
     */
    static final class Load
    {
        @Option(names = "--minutes", paramLabel = "COUNT", required = true,
            description = "Virtual minutes of load and faults, after all nodes have started. Default: 1.")
        private BigDecimal minutes;

        @Option(names = "--seconds", paramLabel = "COUNT", required = true,
            description = "The same in seconds.")
        private BigDecimal seconds;

        private BigDecimal toSeconds()
        {
            return null == minutes ? seconds : minutes.multiply(BigDecimal.valueOf(60));
        }
    }

    /**
     * What they say.
     *
     * @throws SimUsageException where a value is out of its range.
     */
    SimulationConfig config(final long seed)
    {
        check();
        final long join = null == joinNs ? joinNs(nodes) : joinNs;
        final long duration = durationNs();
        return SimulationConfig.of(seed)
            .withNodes(nodes, join)
            .withDuration(duration, quietNs)
            .withRealCrypto(realCrypto)
            .withLoad(new SimulationConfig.Load(lookups, sessions, sessionNs, rate, length, maxHops))
            .withChecks(
                null == checkNs ? checkNs(nodes) : checkNs,
                null == sampleNs ? sampleNs(join + duration + quietNs) : sampleNs);
    }

    /**
     * What they say where only the number of nodes and the times are given.
     */
    static SimulationConfig defaults(final SimulationConfig given)
    {
        return DEFAULTS
            .withNodes(given.nodes(), joinNs(given.nodes()))
            .withDuration(DEFAULTS.durationNs(), DEFAULTS.quietNs())
            .withChecks(checkNs(given.nodes()), sampleNs(given.joinNs() + given.durationNs() + given.quietNs()));
    }

    private static long checkNs(final int nodes)
    {
        return nodes > MANY_NODES ? SELDOM_NS : DEFAULTS.watch().checkNs();
    }

    private static long joinNs(final int nodes)
    {
        return Math.max(MIN_JOIN_NS, nodes * SECOND_NS / JOIN_RATE);
    }

    private static long sampleNs(final long totalNs)
    {
        return SECOND_NS * Math.max(1, (totalNs + SAMPLES * SECOND_NS - 1) / (SAMPLES * SECOND_NS));
    }

    private long durationNs()
    {
        if (null == load)
        {
            return DEFAULTS.durationNs();
        }
        final BigDecimal seconds = load.toSeconds();
        require(seconds.signum() > 0 && seconds.compareTo(BigDecimal.valueOf(1_000_000)) <= 0,
            "the load must last from 1 ns to 1,000,000 s");
        return seconds.movePointRight(9).setScale(0, RoundingMode.CEILING).longValueExact();
    }

    private void check()
    {
        require(nodes >= 2 && nodes <= MAX_NODES, "nodes must be 2 to " + MAX_NODES);
        require(lookups >= 0 && lookups <= 1e6, "lookups must be 0 to 1000000 a second");
        require(sessions >= 0 && sessions <= MAX_NODES, "sessions must be 0 to " + MAX_NODES);
        require(sessionNs > SECOND_NS / 1000, "session-time must be more than 1 ms");
        require(rate >= 0 && rate <= 1e6, "rate must be 0 to 1000000 messages a second");
        require(length >= SimulationConfig.MIN_MESSAGE_LENGTH && length <= MAX_MESSAGE,
            "length must be " + SimulationConfig.MIN_MESSAGE_LENGTH + " to " + MAX_MESSAGE + " bytes");
        require(maxHops >= 1 && maxHops <= MAX_HOPS, "max-hops must be 1 to " + MAX_HOPS);
        require(null == sampleNs || sampleNs > 0, "samples must be more than 0 apart");
    }

    static void require(final boolean condition, final String message)
    {
        if (!condition)
        {
            throw new SimUsageException(message);
        }
    }
}
