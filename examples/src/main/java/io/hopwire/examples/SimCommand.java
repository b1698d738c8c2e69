package io.hopwire.examples;

import io.hopwire.examples.report.SimRun;
import io.hopwire.examples.report.TextReport;
import io.hopwire.sim.SimTrace;
import io.hopwire.sim.SimulationConfig;
import io.hopwire.sim.fault.FaultPlan;
import io.hopwire.sim.host.HostSwarm;
import io.hopwire.sim.load.Simulation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

import java.io.PrintStream;
import java.util.concurrent.Callable;
import java.util.function.LongFunction;

import static io.hopwire.examples.SimNetworkOptions.require;

/**
 * {@code hopwire sim}.
 */
@Command(
    name = "sim",
    description = "Simulate a whole network in virtual time, under load and faults, and check it all the while. A " +
        "run is a function of its seed: one that fails prints the line that makes it happen again.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        "0:every check held", "1:a check failed; a line says how to see it again", "2:used in a wrong way",
        "130:interrupted"},
    footerHeading = "%nExamples:%n",
    footer = {
        "  hopwire sim --nodes 1000 --loss 0.05 --churn 0.3 --minutes 10 --seed 7",
        "  hopwire sim --plan \"delay 20ms; 20s..40s partition 0.5 both\" --html r.html",
        "  hopwire sim --swarm --seeds 1..1000 --keep-going",
        "  hopwire sim --swarm --hosts --seeds 1..1000",
        "  hopwire sim --seed 7 --plan \"loss 0.05\" --until 12.5s --trace",
        "",
        "Items of a plan, one on each line of a file or with semicolons between them:",
        "  delay 1ms mean 2ms jitter 1ms; loss 0.05; burst 0.01 for 8; flip 0.001;",
        "  duplicate 0.01; reorder 0.05 by 20ms; rate 10mbit queue 64kB; mtu 1280;",
        "  10s..70s partition 0.5 both; 20s..25s clog 0.1; churn 0.3 per 60s;",
        "  30s crash 0.2 for 15s diskloss; 60s pause 0.1 for 3s; 45s reboot 0.5;",
        "  nat 0.3 symmetric; 30s skew 0.2 by 2s drift 100ppm; spare nodes 0..3;",
        "  10s.. loss 0.9 on 0.5; mtu 1400 on 3 -> 5; 40s crash node 7 forever;",
        "  spoof 0.02 within 200ms; stop 300s;",
        "  attackers 0.1 whisper 50/s; attackers 0.1 shout 50/s; liars 0.1;",
        "  hoarders 0.1; greedy 0.1; unconfirmed 0.1 20/s; 10s..20s liars node 3"})
final class SimCommand implements Callable<Integer>
{
    private static final int MAX_TRACE = 1_000_000;
    private static final String ENGINE = "io.hopwire";

    @ParentCommand
    private HopwireCommand parent;

    @Spec
    private CommandSpec spec;

    @Option(names = "--seed", paramLabel = "NUMBER", defaultValue = "1",
        description = "Of everything that is drawn. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--seeds", paramLabel = "A..B", converter = SeedRange.Converter.class,
        description = "A network for each of these seeds, one after the other, until one fails.")
    private SeedRange seeds;

    @Option(names = "--swarm",
        description = "Draw size, load and faults of the network from its seed, too.")
    private boolean swarm;

    @Option(names = "--hosts",
        description = "With --swarm: a network of libp2p hosts, whose connections delay, cut into segments and " +
            "break, and not of nodes.")
    private boolean hosts;

    @Option(names = "--keep-going", description = "With --seeds: go on after a failure.")
    private boolean keepGoing;

    @Mixin
    private SimNetworkOptions network;

    @Mixin
    private SimFaultOptions faults;

    @Option(names = "--until", paramLabel = "TIME", converter = SimTime.class,
        description = "Stop at this virtual time.")
    private Long untilNs;

    @Option(names = "--trace", paramLabel = "COUNT", arity = "0..1", fallbackValue = "50", defaultValue = "0",
        description = "Print the last events before the failure, or the end: 50, or so many.")
    private int trace;

    @Mixin
    private SimOutputs outputs;

    @Option(names = "--no-assertions",
        description = "Leave the engine's own assertions out, which are looked at besides the checks: faster.")
    private boolean noAssertions;

    @Option(names = "--commit", paramLabel = "COMMIT", description = "Warn where this program is of another commit.")
    private String commit;

    @Option(names = "--plant", paramLabel = "DATAGRAMS", hidden = true,
        description = "Fail when more datagrams than these have been sent.")
    private Long plant;

    @Override
    public Integer call()
    {
        // Before the engine's classes are loaded: each of them asks once, when it is.
        SimCommand.class.getClassLoader().setPackageAssertionStatus(ENGINE, !noAssertions);
        try
        {
            check();
            if (hosts)
            {
                warn();
                return ofHosts();
            }
            final LongFunction<Simulation> factory = factory();
            warn();
            return null == seeds ? one(factory.apply(seed)) : many(factory);
        }
        catch (final SimUsageException ex)
        {
            throw new ParameterException(spec.commandLine(), ex.getMessage());
        }
        catch (final OutOfMemoryError ex)
        {
            throw new CommandFailure("the heap of this Java, " + Runtime.getRuntime().maxMemory() / (1 << 20) +
                " MiB, is too small for this network: give it more with -Xmx", ex);
        }
    }

    private int one(final Simulation simulation)
    {
        final Terminal terminal = parent.terminal();
        final PrintStream out = outputs.people(terminal);
        final SimTrace kept = simulation.network().keepTrace(trace);
        final long endNs = Math.min(simulation.totalNs(), null == untilNs ? Long.MAX_VALUE : untilNs);
        try (Interruption interruption = new Interruption(); PrintStream hashes = outputs.hashes())
        {
            final ProgressLine line = outputs.progress(terminal, endNs);
            final SimRun run = new SimRunner(interruption, endNs, swarm, replayOptions())
                .run(simulation, new SimProgress(line, endNs)::update);
            line.end();
            printTrace(kept, out);
            TextReport.print(run, out);
            SimBatch.printHash(run, hashes);
            outputs.write(run, terminal);
            outputs.writeHashes();
            return exitCode(null != run.report().failure(), interruption.isRequested());
        }
    }

    private int many(final LongFunction<Simulation> factory)
    {
        final Terminal terminal = parent.terminal();
        try (Interruption interruption = new Interruption(); PrintStream hashes = outputs.hashes())
        {
            final SimRunner runner = new SimRunner(interruption, Long.MAX_VALUE, swarm, replayOptions());
            final SimBatch batch = new SimBatch(seeds, factory, runner, outputs.people(terminal), hashes);
            batch.run(keepGoing, outputs.progress(terminal, seeds.count()));
            batch.print();
            outputs.write(batch.runs(), terminal);
            outputs.writeHashes();
            return exitCode(batch.failed() > 0, interruption.isRequested());
        }
    }

    private int ofHosts()
    {
        final Terminal terminal = parent.terminal();
        try (Interruption interruption = new Interruption(); PrintStream hashes = outputs.hashes())
        {
            final PrintStream out = outputs.people(terminal);
            final SimHostsRun run = new SimHostsRun(interruption, out, hashes);
            final ProgressLine line = outputs.progress(terminal, null == seeds ? 1 : seeds.count());
            if (null == seeds)
            {
                final HostSwarm swarm = new HostSwarm(seed);
                final SimTrace kept = swarm.keepTrace(trace);
                run.run(swarm, line);
                printTrace(kept, out);
            }
            else
            {
                run.run(seeds, keepGoing, line);
            }
            run.print();
            outputs.writeHashes();
            return exitCode(run.failed() > 0, interruption.isRequested());
        }
    }

    private LongFunction<Simulation> factory()
    {
        if (swarm)
        {
            return (ofSeed) -> planted(Simulation.swarm(ofSeed));
        }
        final SimulationConfig config = network.config(seed);
        final FaultPlan plan = faults.plan(config.joinNs());
        return (ofSeed) -> planted(new Simulation(network.config(ofSeed), plan));
    }

    private Simulation planted(final Simulation simulation)
    {
        return null == plant ? simulation : simulation.check(new PlantedCheck(plant));
    }

    private String replayOptions()
    {
        return null == plant ? "" : " --plant " + plant;
    }

    private void check()
    {
        outputs.check();
        require(trace >= 0 && trace <= MAX_TRACE, "trace must be 0 to " + MAX_TRACE + " events");
        require(null == seeds || !outputs.hasHtml() && null == untilNs && 0 == trace,
            "--html, --until and --trace show one network, and --seeds many");
        require(null == seeds || !isGiven(spec.findOption("--seed")), "either --seed or --seeds");
        require(null != seeds || !keepGoing, "--keep-going needs --seeds");
        require(swarm || !hosts, "--hosts needs --swarm, which draws the network");
        require(!hosts || !outputs.hasFigures() && null == untilNs && null == plant,
            "--json, --html and --until show a network of nodes, and --hosts has none");
        if (swarm)
        {
            refuse(spec.mixins().get("network"));
            refuse(spec.mixins().get("faults"));
        }
    }

    private void refuse(final CommandSpec drawn)
    {
        for (final OptionSpec option : drawn.options())
        {
            require(!isGiven(option), option.longestName() + " does not go with --swarm, which draws it");
        }
    }

    private boolean isGiven(final OptionSpec option)
    {
        return spec.commandLine().getParseResult().hasMatchedOption(option.longestName());
    }

    private void warn()
    {
        final PrintStream err = parent.terminal().err();
        final String built = BuildCommit.get();
        if (null != commit && !commit.equals(built))
        {
            err.println("hopwire: this program is of commit " + built + ", not of " + commit +
                ": it may not happen again");
        }
        final String memory = swarm ? null :
            SimMemory.warning(network.config(seed).nodes(), Runtime.getRuntime().maxMemory());
        if (null != memory)
        {
            err.println("hopwire: " + memory);
        }
    }

    private static void printTrace(final SimTrace trace, final PrintStream out)
    {
        if (null != trace)
        {
            trace.lines().forEach(out::println);
            out.println();
        }
    }

    private static int exitCode(final boolean failed, final boolean interrupted)
    {
        return failed ? 1 : interrupted ? Interruption.EXIT_CODE : 0;
    }
}
