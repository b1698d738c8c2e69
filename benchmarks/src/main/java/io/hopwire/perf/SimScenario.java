package io.hopwire.perf;

import io.hopwire.sim.NodeSetup;
import io.hopwire.sim.RecordingEvents;
import io.hopwire.sim.SimConfig;
import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;
import io.hopwire.sim.SimRandom;
import io.hopwire.sim.SimulationConfig;
import io.hopwire.sim.fault.FaultPlan;
import io.hopwire.sim.load.Simulation;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.LongSupplier;

/**
 * One scenario of {@code perf/sim}, in a JVM of its own.
 * <pre>
 *   idle|load - null|real - nodes
 * </pre>
 * Nodes join, 200 a virtual second; in the minute that follows they close the links that joining took and no longer
 * needs; then the rounds are measured. Under load there is one session for ten nodes, over which go 10 messages of 64 B
 * a second, and there are 10 look-ups a second; 2 % of all datagrams are lost in either case.
 */
public final class SimScenario
{
    static final String ROUND = "round ";
    static final String END = "end ";

    private static final long SECOND = 1_000_000_000L;
    private static final long SETTLE_NS = 60 * SECOND;
    /** Long enough for some 200,000 events, and for the compiler to be done with the warm-up. */
    private static final long NODE_NS_IDLE = 20_000 * SECOND;
    private static final long NODE_NS_LOADED = 4_000 * SECOND;
    private static final int NODES_PER_SECOND = 200;
    private static final long SEED = 7;
    private static final double LOSS = 0.02;
    private static final int MESSAGES_PER_SECOND = 10;
    private static final int MESSAGE_LENGTH = 64;
    private static final int LOOKUPS_PER_SECOND = 10;
    private static final int NODES_PER_SESSION = 10;
    private static final int COLLECTIONS = 3;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final boolean isLoaded;
    private final boolean isReal;
    private final int nodes;
    private final int rounds;
    private final int warmups;
    private final long roundNs;
    private SimNetwork network;
    private LongSupplier delivered = () -> 0;

    private SimScenario(final String scenario, final int rounds, final int warmups)
    {
        final String[] words = scenario.split("-");
        isLoaded = "load".equals(words[0]);
        isReal = "real".equals(words[1]);
        nodes = nodes(scenario);
        this.rounds = rounds;
        this.warmups = warmups;
        roundNs = Math.max(SECOND, (isLoaded ? NODE_NS_LOADED : NODE_NS_IDLE) / nodes);
    }

    /**
     * Runs the scenario; its results go to the standard output.
     *
     * @param args name of the scenario, the number of rounds, and of those before them that do not count.
     */
    public static void main(final String[] args)
    {
        new SimScenario(args[0], Integer.parseInt(args[1]), Integer.parseInt(args[2])).run();
    }

    static int nodes(final String scenario)
    {
        return Integer.parseInt(scenario.substring(scenario.lastIndexOf('-') + 1));
    }

    private void run()
    {
        final long heapBefore = heapInUse();
        final long beganNs = threads.getCurrentThreadCpuTime();
        if (isLoaded)
        {
            load();
        }
        else
        {
            join();
        }
        final long joinedNs = threads.getCurrentThreadCpuTime() - beganNs;
        network.run(SETTLE_NS + warmups * roundNs);
        for (int i = 0; i < rounds; i++)
        {
            final long events = network.events();
            final long startNs = System.nanoTime();
            final long startCpuNs = threads.getCurrentThreadCpuTime();
            network.run(roundNs);
            final long cpuNs = threads.getCurrentThreadCpuTime() - startCpuNs;
            final long realNs = System.nanoTime() - startNs;
            System.out.println(ROUND + new Fields()
                .put("events", network.events() - events).put("cpuNs", cpuNs).put("realNs", realNs)
                .put("virtualNs", roundNs));
        }
        final long heap = heapInUse() - heapBefore;
        System.out.println(END + new Fields()
            .put("heapBytes", heap).put("directBytes", directInUse()).put("links", links()).put("joinNs", joinedNs)
            .put("delivered", delivered.getAsLong()).put("hash", Long.toHexString(network.traceHash())));
    }

    private void join()
    {
        final SimRandom random = new SimRandom(SEED);
        network = new SimNetwork(SimConfig.of(SEED).withNullCrypto(!isReal).with(path -> path.withLoss(LOSS)));
        for (int i = 0; i < nodes; i++)
        {
            final SimNode node = network.addNode(NodeSetup.DEFAULTS, new RecordingEvents());
            if (i > 0)
            {
                node.bootstrapFrom(network.node(random.nextInt(i)), true);
            }
            network.run(SECOND / NODES_PER_SECOND);
        }
    }

    private void load()
    {
        final long joinNs = SECOND * nodes / NODES_PER_SECOND;
        final SimulationConfig config = SimulationConfig.of(SEED)
            .withNodes(nodes, joinNs)
            .withDuration(SETTLE_NS + (warmups + rounds + 1) * roundNs, SECOND)
            .withRealCrypto(isReal)
            .withLookups(LOOKUPS_PER_SECOND)
            .withSessions(nodes / NODES_PER_SESSION, MESSAGES_PER_SECOND, MESSAGE_LENGTH)
            .withChecks(0, SECOND);
        final Simulation simulation = new Simulation(config, FaultPlan.parse("loss 0.02"));
        network = simulation.network();
        delivered = () -> simulation.report().messages().delivered();
        network.run(joinNs);
    }

    private int links()
    {
        int links = 0;
        for (int i = 0; i < network.size(); i++)
        {
            links += network.node(i).links().upCount();
        }
        return links;
    }

    private static long heapInUse()
    {
        for (int i = 0; i < COLLECTIONS; i++)
        {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static long directInUse()
    {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .mapToLong(BufferPoolMXBean::getMemoryUsed).sum();
    }
}
