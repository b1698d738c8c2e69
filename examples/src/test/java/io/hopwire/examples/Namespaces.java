package io.hopwire.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Two networks of their own on this machine, with a wire between them, and engines in each: the kernel's network
 * namespaces. Needs root and iproute2, otherwise the test is skipped.
 * <pre>
 *   outside  hw0 ─────── veth ─────── hw1  inside
 * </pre>
 */
final class Namespaces
{
    private static final long TIMEOUT_S = 60;

    final String outside = "hw-outside-" + ProcessHandle.current().pid();
    final String inside = "hw-inside-" + ProcessHandle.current().pid();
    private final Path directory;
    private final List<Process> started = new ArrayList<>();

    /**
     * Without addresses.
     *
     * @param directory for what processes write.
     */
    Namespaces(final Path directory) throws Exception
    {
        this.directory = directory;
        assumeTrue(runs("ip netns add " + outside), "no network namespaces: not root, or no iproute2");
        ip("netns add " + inside);
        ip("link add hw0 netns " + outside + " type veth peer name hw1 netns " + inside);
        for (final String name : List.of(outside, inside))
        {
            ip("-n " + name + " link set lo up");
            ip("-n " + name + " link set " + (name.equals(outside) ? "hw0" : "hw1") + " up");
        }
    }

    void outside(final String arguments) throws Exception
    {
        ip("-n " + outside + " " + arguments);
    }

    void inside(final String arguments) throws Exception
    {
        ip("-n " + inside + " " + arguments);
    }

    /**
     * {@return whether a command of the system succeeds}
     */
    boolean runs(final String command) throws InterruptedException
    {
        try
        {
            return 0 == new ProcessBuilder(command.split(" "))
                .redirectErrorStream(true)
                .redirectOutput(Files.createTempFile(directory, "ip", ".txt").toFile())
                .start()
                .waitFor();
        }
        catch (final IOException ex)
        {
            return false;
        }
    }

    /**
     * Run the command {@code hopwire} in a namespace.
     */
    Process start(final String namespace, final String... arguments) throws IOException
    {
        final List<String> command = new ArrayList<>(List.of(arguments));
        command.addAll(List.of("--name", "node-" + started.size()));
        return startClass(namespace, HopwireCommand.class, command.toArray(new String[0]));
    }

    /**
     * Run a class in a namespace.
     */
    Process startClass(final String namespace, final Class<?> main, final String... arguments) throws IOException
    {
        final List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", namespace,
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED",
            "--add-opens", "java.base/sun.nio.ch=ALL-UNNAMED",
            "-Dhopwire.counters.dir=" + directory.resolve("counters"),
            "-cp", System.getProperty("java.class.path"),
            main.getName()));
        command.addAll(List.of(arguments));
        final Process process = new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(directory.resolve("errors").toFile()))
            .start();
        started.add(process);
        return process;
    }

    /**
     * {@return what a process that ends says with its code}
     */
    static int exit(final Process process) throws InterruptedException
    {
        assertTrue(process.waitFor(TIMEOUT_S, TimeUnit.SECONDS), "ended in time");
        return process.exitValue();
    }

    /**
     * What all processes said of errors, for messages.
     */
    String errors()
    {
        try
        {
            return Files.readString(directory.resolve("errors"));
        }
        catch (final IOException ex)
        {
            return "nothing";
        }
    }

    void close() throws InterruptedException
    {
        for (final Process process : started)
        {
            process.destroyForcibly().waitFor();
        }
        runs("ip netns del " + inside);
        runs("ip netns del " + outside);
    }

    private void ip(final String arguments) throws Exception
    {
        assertEquals(true, runs("ip " + arguments), arguments);
    }
}
