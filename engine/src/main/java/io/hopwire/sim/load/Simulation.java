package io.hopwire.sim.load;

import io.hopwire.crypto.identity.IdentityScheme;
import io.hopwire.crypto.identity.IdentitySchemes;
import io.hopwire.sim.ApplicationFactory;
import io.hopwire.sim.NetworkDrop;
import io.hopwire.sim.NodeSetup;
import io.hopwire.sim.SimConfig;
import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;
import io.hopwire.sim.SimRandom;
import io.hopwire.sim.SimulationConfig;
import io.hopwire.sim.check.NonceCheck;
import io.hopwire.sim.check.RoamCheck;
import io.hopwire.sim.check.SimCheck;
import io.hopwire.sim.check.SimChecks;
import io.hopwire.sim.check.VictimCheck;
import io.hopwire.sim.fault.FaultCondition;
import io.hopwire.sim.fault.FaultDriver;
import io.hopwire.sim.fault.FaultHostile;
import io.hopwire.sim.fault.FaultPlan;
import io.hopwire.sim.report.SimReport;
import io.hopwire.spi.Events;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;

import java.util.ArrayList;
import java.util.List;

/**
 * A whole network under load and faults, checked all the time: nodes join, look each other up, connect and exchange
 * messages, while a {@link FaultPlan} does its worst; then the faults stop, and everything that is pending must end.
 * <pre>
 *   0          joinNs                      joinNs + durationNs                         + quietNs
 *   |-- joins --|------- load, faults ------|-- recovery --|-- probes, all closed -------|  end
 * </pre>
 * <pre>{@code
 *   final SimReport report = new Simulation(SimulationConfig.of(7), FaultPlan.parse("loss 0.05")).run();
 *   assertNull(report.failure());
 * }</pre>
 * A function of its configuration and plan, on every Java. Not thread-safe.
 */
public final class Simulation
{
    private static final long SECOND = 1_000_000_000L;
    private static final long SWARM_QUIET_NS = 100 * SECOND;
    private static final long SESSION_NS = 40 * SECOND;
    private static final long SHORT_SESSION_NS = 9 * SECOND;
    private static final long CALM_QUIET_NS = 60 * SECOND;
    private static final int SWARM_STREAM = 14;
    private static final int SETUP_STREAM = 15;
    private static final int SCHEME_STREAM = 16;
    private static final int SOCKETS_STREAM = 17;
    private static final int COMPRESSION_STREAM = 19;
    private static final int DISKS_STREAM = 21;
    private static final int BARE_STREAM = 22;
    private static final int RSA_STREAM = 23;
    private static final int HOSTILE_STREAM = 24;
    private static final int ONE_BARE_OF = 10;
    private static final int ONE_RSA_OF = 15;
    private static final long MAX_WRITE_NS = 20_000_000L;
    private static final int ONE_CALM_OF = 8;
    private static final int ONE_OTHER_SCHEME_OF = 48;
    private static final int MIN_LENGTH = SimulationConfig.MIN_MESSAGE_LENGTH;
    private static final int MAX_EXTRA = 600;
    private static final int BOOTSTRAPS = 3;
    private static final int WELL_KNOWN_TO = 100;
    private static final int ATTEMPTS = 20;

    private final SimulationConfig config;
    private final FaultPlan plan;
    private final NodeSetup setup;
    private final SimNetwork network;
    private final Workload workload;
    private final FaultDriver faults;
    private final SimRandom random;
    private final Applications applications = new Applications();
    private final List<SimCheck> checks = new ArrayList<>();
    private final List<SimReport.Sample> samples = new ArrayList<>();
    private SimReport.Failure failure;
    private boolean quiet;
    /** None where nodes keep their records in memory. */
    private SimRandom disks;

    /**
     * A simulation that has not begun.
     *
     * @param config what to do.
     * @param plan   what goes wrong.
     */
    public Simulation(final SimulationConfig config, final FaultPlan plan)
    {
        this(config, plan, NodeSetup.DEFAULTS, false, IdentitySchemes.X25519);
    }

    Simulation(
        final SimulationConfig config,
        final FaultPlan plan,
        final NodeSetup setup,
        final boolean isCalm,
        final IdentityScheme scheme)
    {
        this.config = config;
        this.plan = plan;
        this.setup = setup;
        network = new SimNetwork(
            SimConfig.of(config.seed()).withNullCrypto(!config.realCrypto()).withScheme(scheme));
        workload = new Workload(config, network, plan, isCalm);
        faults = new FaultDriver(network, plan, config.seed());
        random = new SimRandom(config.seed()).fork(12);
        checks.add(workload.ledger());
        checks.add(workload.outcomes());
        checks.add(workload.shouts());
        checks.add(workload.tells());
        checks.add(workload.values());
        if (plan.hasHostile())
        {
            checks.add(new VictimCheck());
            checks.add(workload.hostile());
        }
        if (config.watch().checkNs() > 0)
        {
            checks.addAll(SimChecks.standard());
        }
        scheduleAll();
    }

    /**
     * A small network of which everything is drawn from a seed: its size, its load, its cryptography, its addresses,
     * how its nodes are configured, and its faults, of which each seed switches others on. One of eight is calm
     * instead: larger, without faults, and so without any failure. Some have no sessions: bare ones, and those of RSA.
     *
     * @param seed of everything.
     * @return a simulation that has not begun.
     */
    public static Simulation swarm(final long seed)
    {
        final SimRandom random = new SimRandom(seed).fork(SETUP_STREAM);
        final boolean isCalm = random.nextInt(ONE_CALM_OF) == 0;
        final boolean isBare = !isCalm && 0 == new SimRandom(seed).fork(BARE_STREAM).nextInt(ONE_BARE_OF);
        final SwarmSetup setup = new SwarmSetup(
            random, new SimRandom(seed).fork(SOCKETS_STREAM), new SimRandom(seed).fork(COMPRESSION_STREAM), isCalm,
            isBare);
        final IdentityScheme scheme = scheme(seed);
        final boolean hasSessions = !isBare && scheme.tellsStaticKey();
        final SimulationConfig config =
            hasSessions ? swarmConfig(seed, isCalm) : withoutSessions(swarmConfig(seed, isCalm));
        final FaultPlan plan = isCalm ? FaultPlan.NONE : swarmPlan(config, isBare);
        if (plan.hasHostile())
        {
            setup.hostile(new SimRandom(seed).fork(HOSTILE_STREAM));
        }
        final Simulation simulation = new Simulation(config, plan, setup, isCalm, scheme);
        simulation.workload.hostile().tokens(setup.tokensPerSecond(), setup.tokensAtOnce());
        final SimRandom disks = new SimRandom(seed).fork(DISKS_STREAM);
        simulation.disks = 0 == disks.nextInt(2) ? disks : null;
        if (isBare)
        {
            return simulation;
        }
        final NonceCheck nonces = NonceCheck.of(simulation.network);
        return simulation.check(nonces).check(RoamCheck.of(simulation.network, nonces));
    }

    private static SimulationConfig withoutSessions(final SimulationConfig config)
    {
        final SimulationConfig.Load load = config.load();
        return config.withLoad(new SimulationConfig.Load(
            load.lookupsPerSecond(), 0, load.sessionNs(), load.messagesPerSecond(), load.messageLength(),
            load.maxHops()));
    }

    /**
     * In a bare network nothing tells a datagram that was changed, or comes from elsewhere, from any other. Nobody is
     * hostile where there are no sessions.
     */
    private static FaultPlan swarmPlan(final SimulationConfig config, final boolean isBare)
    {
        final FaultPlan plan = FaultPlan.swarm(config.seed(), config.joinNs() + config.durationNs());
        return FaultPlan.of(plan.faults().stream()
            .filter((fault) -> !isBare || !(fault instanceof FaultCondition.Flip))
            .filter((fault) -> !isBare || !(fault instanceof FaultCondition.Spoof))
            .filter((fault) -> config.load().sessions() > 0 || !(fault instanceof FaultHostile))
            .toList());
    }

    /** Most are what most networks are; one of Ed25519 or RSA takes a hundred times as long. */
    private static IdentityScheme scheme(final long seed)
    {
        if (0 == new SimRandom(seed).fork(RSA_STREAM).nextInt(ONE_RSA_OF))
        {
            return IdentitySchemes.RSA_2048;
        }
        final int draw = new SimRandom(seed).fork(SCHEME_STREAM).nextInt(ONE_OTHER_SCHEME_OF);
        return 0 == draw ? IdentitySchemes.ED25519 :
            1 == draw ? IdentitySchemes.STRING :
            2 == draw ? IdentitySchemes.string(IdentitySchemes.MIN_ADDRESS_LENGTH + 1) : IdentitySchemes.X25519;
    }

    private static SimulationConfig swarmConfig(final long seed, final boolean isCalm)
    {
        final SimRandom random = new SimRandom(seed).fork(SWARM_STREAM);
        final SimulationConfig config = SimulationConfig.of(seed)
            .withNodes(3 + random.nextInt(random.nextInt(8) == 0 ? 40 : 12), 1_000_000L + random.nextLong(10 * SECOND))
            .withDuration(10 * SECOND + random.nextLong(30 * SECOND), SWARM_QUIET_NS)
            .withRealCrypto(random.nextInt(4) == 0)
            .withLoad(swarmLoad(random));
        return isCalm ? config.withNodes(20 + random.nextInt(40), config.joinNs())
            .withDuration(config.durationNs(), CALM_QUIET_NS).withRealCrypto(false).withLookups(5) : config;
    }

    /** In this order, which every seed that has found something depends on. */
    private static SimulationConfig.Load swarmLoad(final SimRandom random)
    {
        final int lookupsPerSecond = random.nextInt(3) * 3;
        final int sessions = 1 + random.nextInt(12);
        final int messagesPerSecond = 1 + random.nextInt(40);
        final int length = MIN_LENGTH + random.nextInt(MAX_EXTRA);
        final int maxHops = 3 + random.nextInt(6);
        final long sessionNs = random.nextInt(2) == 0 ? SESSION_NS : SECOND + random.nextLong(SHORT_SESSION_NS);
        return new SimulationConfig.Load(lookupsPerSecond, sessions, sessionNs, messagesPerSecond, length, maxHops);
    }

    /**
     * Check something more.
     *
     * @param check asked with the others.
     * @return this.
     */
    public Simulation check(final SimCheck check)
    {
        checks.add(check);
        return this;
    }

    /** {@return the network, to look at or to script} */
    public SimNetwork network()
    {
        return network;
    }

    /**
     * What was asked for.
     *
     * @return the configuration.
     */
    public SimulationConfig config()
    {
        return config;
    }

    /**
     * What goes wrong.
     *
     * @return the plan.
     */
    public FaultPlan plan()
    {
        return plan;
    }

    /**
     * Virtual time from beginning to end.
     *
     * @return nanoseconds.
     */
    public long totalNs()
    {
        return config.joinNs() + config.durationNs() + config.quietNs();
    }

    /**
     * Virtual time that has passed.
     *
     * @return nanoseconds.
     */
    public long elapsedNs()
    {
        return network.simulator().elapsedNs();
    }

    /**
     * Go on for a while.
     *
     * @param durationNs virtual time.
     * @return false when it has ended, or something was found wrong.
     */
    public boolean advance(final long durationNs)
    {
        if (null == failure && elapsedNs() < totalNs())
        {
            network.run(Math.min(durationNs, totalNs() - elapsedNs()));
            if (network.simulator().isStopped() || elapsedNs() >= totalNs())
            {
                quiet |= !network.simulator().isStopped();
                checkAll();
            }
        }
        return null == failure && elapsedNs() < totalNs();
    }

    /**
     * Go on to the end.
     *
     * @return what came of it.
     */
    public SimReport run()
    {
        while (advance(totalNs()))
        {
            // until it has ended
        }
        return report();
    }

    /**
     * What came of it so far.
     *
     * @return a report.
     */
    public SimReport report()
    {
        return new SimReport(
            config, plan.toString(), elapsedNs(), network.events(), network.traceHash(), workload.joins(),
            workload.lookups().report(), workload.sessions(), workload.ledger().report(), networkReport(), samples,
            faults.lines(), failure);
    }

    private void scheduleAll()
    {
        for (int i = 0; i < config.nodes(); i++)
        {
            network.schedule(config.joinNs() * i / config.nodes(), this::addNode);
        }
        network.schedule(0, faults::start);
        final long loadEndNs = config.joinNs() + config.durationNs();
        network.schedule(config.joinNs(), workload::begin);
        network.schedule(loadEndNs, this::endLoad);
        network.schedule(loadEndNs + config.quietNs() / 2, workload::probe);
        network.simulator().every(config.watch().sampleNs(), this::sample);
        if (config.watch().checkNs() > 0)
        {
            network.simulator().every(config.watch().checkNs(), () ->
            {
                checkAll();
                return null == failure;
            });
        }
    }

    private void addNode()
    {
        final SimNode node = faults.addNode(setupOfNext(), applications);
        // The first node is the well-known one, as long as the network is small; no fault plan's swarm touches it.
        if (node.index() > 0 && node.index() < WELL_KNOWN_TO)
        {
            node.bootstrapFrom(network.node(0), false);
        }
        for (int i = 0; i < BOOTSTRAPS; i++)
        {
            final SimNode other = somebodyFor(node);
            if (null != other)
            {
                node.bootstrapFrom(other, i == 0);
            }
        }
    }

    private NodeSetup setupOfNext()
    {
        return null == disks ? setup :
            new DiskSetup(setup, network, network.size(), disks.nextInt(2) * disks.nextLong(MAX_WRITE_NS));
    }

    /** An earlier node that a new one can reach; null where chance finds none. */
    private SimNode somebodyFor(final SimNode joining)
    {
        for (int i = 0; i < ATTEMPTS && joining.index() > 0; i++)
        {
            final SimNode node = network.node(random.nextInt(joining.index()));
            if (joining.canReach(node))
            {
                return node;
            }
        }
        return null;
    }

    private void endLoad()
    {
        workload.end();
        workload.ledger().onFaultsEnd();
        faults.stop();
    }

    private void checkAll()
    {
        for (int i = 0; i < checks.size() && null == failure; i++)
        {
            final SimCheck check = checks.get(i);
            final String problem = quiet ? check.checkQuiet(network) : check.check(network);
            if (null != problem)
            {
                failure = new SimReport.Failure(elapsedNs(), check.name(), problem);
                network.simulator().stop();
            }
        }
    }

    private boolean sample()
    {
        int alive = 0;
        int linked = 0;
        long links = 0;
        for (int i = 0; i < network.size(); i++)
        {
            final SimNode node = network.node(i);
            final int up = node.isAlive() ? node.links().upCount() : 0;
            alive += node.isAlive() ? 1 : 0;
            linked += up > 0 ? 1 : 0;
            links += up;
        }
        samples.add(new SimReport.Sample(
            elapsedNs(),
            new SimReport.Nodes(alive, linked, links),
            network.sent(),
            network.dropped(),
            workload.lookups().foundCount(),
            workload.ledger().deliveredCount(),
            network.events()));
        return true;
    }

    private SimReport.Network networkReport()
    {
        final long[] drops = new long[NetworkDrop.count()];
        for (final NetworkDrop drop : NetworkDrop.values())
        {
            drops[drop.ordinal()] = network.dropped(drop);
        }
        final long[] rejects = new long[RejectCode.count()];
        final long[] counters = new long[SystemCounter.values().length];
        for (int i = 0; i < network.size(); i++)
        {
            addCounters(network.node(i), rejects, counters);
        }
        return new SimReport.Network(
            network.sent(), counters[SystemCounter.BYTES_SENT.ordinal()], network.duplicated(), network.delivered(),
            drops, rejects, counters);
    }

    private static void addCounters(final SimNode node, final long[] rejects, final long[] counters)
    {
        for (int i = 0; i < rejects.length; i++)
        {
            rejects[i] += node.counters().get(RejectCode.get(i));
        }
        for (final SystemCounter counter : SystemCounter.values())
        {
            counters[counter.ordinal()] += node.counters().get(counter);
        }
    }

    /**
     * Each life of a node has an application of its own.
     */
    private final class Applications implements ApplicationFactory
    {
        public Events start(final SimNode node)
        {
            return workload.start(node);
        }

        public void onCrash(final SimNode node, final Events application)
        {
            workload.onCrash((SimApplication)application);
        }
    }
}
