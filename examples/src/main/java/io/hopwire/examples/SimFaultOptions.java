package io.hopwire.examples;

import io.hopwire.sim.fault.Fault;
import io.hopwire.sim.fault.FaultPlan;
import io.hopwire.sim.fault.FaultPlanException;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What shall go wrong in a simulation: a whole plan, or the items that are wanted most often.
 */
final class SimFaultOptions
{
    private static final String DEFAULT_DELAY = "10ms mean 40ms jitter 5ms";
    private static final String DEFAULT_NAT = "port-restricted";

    @Option(
        names = "--plan",
        paramLabel = "PLAN",
        description = "What goes wrong: a file, or the text itself; see the examples, and FaultPlan. Every path is " +
            "perfect then where the plan says nothing else.")
    private String plan;

    @Option(names = "--loss", paramLabel = "SHARE", description = "Share of all datagrams that are lost: 0.05.")
    private String loss;

    @Option(
        names = "--delay",
        paramLabel = "TIME",
        description = "Delay of datagrams: 20ms, or '10ms mean 40ms jitter 5ms'. Default without a plan: " +
            DEFAULT_DELAY + ".")
    private String delay;

    @Option(
        names = "--churn",
        paramLabel = "SHARE",
        description = "Share of all nodes that go down, and come back, in each minute: 0.3.")
    private String churn;

    @Option(
        names = "--nat",
        paramLabel = "SHARE[:TYPE]",
        description = "Share of all nodes that are behind NATs: 0.3:symmetric. Types: full-cone, restricted, " +
            "port-restricted, symmetric, blocked. Default: " + DEFAULT_NAT + ".")
    private String nat;

    /**
     * All of it as one plan.
     *
     * @param joinNs when all nodes have been started.
     * @throws SimUsageException where something of it can not be understood.
     */
    FaultPlan plan(final long joinNs)
    {
        final List<Fault> faults = new ArrayList<>();
        if (null != plan)
        {
            faults.addAll(parse("--plan", plan(plan)));
        }
        else if (null == delay)
        {
            faults.addAll(parse("--delay", "delay " + DEFAULT_DELAY));
        }
        add(faults, "--delay", delay, "delay ", "");
        add(faults, "--loss", loss, "loss ", "");
        add(faults, "--churn", churn, SimTime.text(joinNs) + ".. churn ", " per 60s");
        add(faults, "--nat", withType(nat), "nat ", "");
        try
        {
            return FaultPlan.of(faults);
        }
        catch (final FaultPlanException ex)
        {
            throw new SimUsageException("--plan and the other options contradict each other: " + ex.getMessage());
        }
    }

    private static String withType(final String nat)
    {
        return null == nat || nat.trim().contains(":") || nat.trim().contains(" ") ?
            null == nat ? null : nat.replace(':', ' ') : nat + ' ' + DEFAULT_NAT;
    }

    private static void add(
        final List<Fault> faults, final String option, final String value, final String before, final String after)
    {
        if (null != value)
        {
            if (value.matches(".*[;\\n#].*"))
            {
                throw new SimUsageException("invalid value for option '" + option + "': " + value);
            }
            faults.addAll(parse(option, before + value + after));
        }
    }

    private static List<Fault> parse(final String option, final String text)
    {
        try
        {
            return FaultPlan.parse(text).faults();
        }
        catch (final FaultPlanException ex)
        {
            throw new SimUsageException("invalid value for option '" + option + "': " + text.strip() + ": " +
                ex.getMessage());
        }
    }

    private static String plan(final String fileOrText)
    {
        try
        {
            final Path file = Path.of(fileOrText);
            if (!fileOrText.isBlank() && Files.isRegularFile(file))
            {
                return Files.readString(file);
            }
            if (fileOrText.matches("\\S*[./\\\\]\\S*") && !fileOrText.contains(";"))
            {
                throw new SimUsageException("invalid value for option '--plan': there is no file " + fileOrText);
            }
            return fileOrText;
        }
        catch (final InvalidPathException ex)
        {
            return fileOrText;
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException("the plan " + fileOrText, ex);
        }
    }
}
