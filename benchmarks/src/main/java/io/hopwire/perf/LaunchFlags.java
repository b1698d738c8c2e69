package io.hopwire.perf;


import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line of a measured JVM. The flags are the same for all systems but for the properties that one of them
 * alone reads; openings that a system does not use cost it nothing.
 * <p>
 * The serial collector: the pinned core has no room for collector threads, its barriers are the cheapest, and of the
 * systems measured only those that allocate ever need it. A young generation of a third of 64 MB.
 */
final class LaunchFlags
{
    private static final String[] COMMON =
    {
        "-Xms64m", "-Xmx64m", "-XX:+UseSerialGC", "-XX:+AlwaysPreTouch", "-XX:-UsePerfData",
        "-XX:+UnlockDiagnosticVMOptions", "-XX:GuaranteedSafepointInterval=0",
        "-Dagrona.disable.bounds.checks=true",
        "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
        "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
        "--add-opens=java.base/com.sun.crypto.provider=ALL-UNNAMED",
        "--add-opens=java.base/java.nio=ALL-UNNAMED",
    };
    private static final String[] NETTY =
    {
        "-Dio.netty.leakDetection.level=disabled",
        "-Dio.netty.buffer.checkBounds=false",
        "-Dio.netty.buffer.checkAccessible=false",
        "-Dio.netty.tryReflectionSetAccessible=true",
        "-Dio.netty.allocator.type=pooled",
        "-Dio.netty.allocator.useCacheForAllThreads=true",
        "-Dio.netty.recycler.batchFastThreadLocalOnly=false",
    };
    /**
     * A simulation walks over the memory of all nodes again and again. Large pages spare it most misses of the TLB; the
     * serial collector has the cheapest barriers, and leaves the objects of a node side by side.
     */
    private static final String[] SIMULATION =
    {
        "-XX:+UseSerialGC", "-XX:+UseTransparentHugePages", "-XX:-UsePerfData",
        "-Dagrona.disable.bounds.checks=true",
        "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
        "--add-opens=java.base/com.sun.crypto.provider=ALL-UNNAMED",
    };
    private static final int MEGABYTES = 512;
    private static final int NODES_PER_MEGABYTE = 6;
    private static final int FIRST_THAT_WARNS = 24;

    private LaunchFlags()
    {
    }

    static List<String> command(
        final Options options, final String scratchFlag, final String cpu, final String role, final String system)
    {
        final List<String> command = new ArrayList<>();
        if (null != cpu)
        {
            command.addAll(List.of("taskset", "-c", cpu));
        }
        command.add(options.java().toString());
        command.addAll(List.of(COMMON));
        warnNot(options, command);
        if (system.startsWith("netty"))
        {
            command.addAll(List.of(NETTY));
        }
        if (system.startsWith(Idle.PREFIX))
        {
            // Thirty engines in one process.
            command.add("-XX:MaxDirectMemorySize=512m");
        }
        command.add(scratchFlag);
        final String classPath = Against.isOther(system) ? options.against().classPath() : classPath();
        command.addAll(List.of("-cp", classPath, Worker.class.getName(), role, Against.plainName(system)));
        return command;
    }

    /** A JVM that runs one scenario, on the second of the cores. */
    static List<String> simulation(final Options options, final String scenario, final int nodes)
    {
        final List<String> command = new ArrayList<>();
        if (!options.cpus().isEmpty())
        {
            command.addAll(List.of("taskset", "-c", options.cpus().get(1)));
        }
        final int megabytes = MEGABYTES + nodes / NODES_PER_MEGABYTE;
        command.add(options.java().toString());
        command.addAll(List.of(SIMULATION));
        command.addAll(List.of("-Xms" + megabytes + "m", "-Xmx" + megabytes + "m"));
        warnNot(options, command);
        command.addAll(List.of("-cp", classPath(), SimScenario.class.getName(), scenario,
            Integer.toString(options.rounds()), Integer.toString(options.warmups())));
        return command;
    }

    /** A JVM of all engines of {@code perf/connect}, on both cores. */
    static List<String> connect(final Options options)
    {
        final List<String> command = new ArrayList<>();
        if (!options.cpus().isEmpty())
        {
            command.addAll(List.of("taskset", "-c", String.join(",", options.cpus())));
        }
        command.add(options.java().toString());
        command.addAll(List.of(COMMON));
        warnNot(options, command);
        // Seven engines in one process, and two hundred sessions at once.
        command.addAll(List.of("-Xmx256m", "-XX:MaxDirectMemorySize=512m"));
        command.addAll(List.of("-cp", classPath(), ConnectScenario.class.getName(),
            Integer.toString(options.rounds()), Integer.toString(options.warmups()),
            Integer.toString(options.millis())));
        return command;
    }

    /**
     * A JVM of what {@code perf/connect --storm} measures, on both cores, and after it the command of its clients.
     * These have the lowest priority: what they do must not delay what is measured, as it would not from machines of
     * their own.
     */
    static List<String> storm(final Options options, final StormPlan plan)
    {
        final List<String> command = stormOf(options, StormScenario.class);
        command.addAll(plan.words());
        final List<String> background = Machine.background();
        if (background.isEmpty())
        {
            options.note("the clients have no lower priority: that takes chrt or nice");
        }
        command.addAll(background);
        command.addAll(stormOf(options, StormClients.class));
        return command;
    }

    private static List<String> stormOf(final Options options, final Class<?> main)
    {
        final List<String> command = new ArrayList<>();
        if (!options.cpus().isEmpty())
        {
            command.addAll(List.of("taskset", "-c", String.join(",", options.cpus())));
        }
        command.add(options.java().toString());
        command.addAll(List.of(COMMON));
        warnNot(options, command);
        command.addAll(List.of("-Xms512m", "-Xmx1g", "-XX:MaxDirectMemorySize=1g"));
        command.addAll(List.of("-cp", classPath(), main.getName()));
        return command;
    }

    static Path defaultJava()
    {
        return Paths.get(System.getProperty("java.home"), "bin", "java");
    }

    private static void warnNot(final Options options, final List<String> command)
    {
        if (options.javaFeature() >= FIRST_THAT_WARNS)
        {
            command.add("--enable-native-access=ALL-UNNAMED");
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
    }

    private static String classPath()
    {
        return System.getProperty("java.class.path");
    }
}
