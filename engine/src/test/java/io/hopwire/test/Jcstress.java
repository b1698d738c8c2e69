package io.hopwire.test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Runs races under jcstress for a bounded time; the report stays below {@code target/jcstress}. At scale 1 the short
 * way, all of them in one virtual machine; above it, property {@code hopwire.test.scale}, the long way: a virtual
 * machine for each race and configuration of the compiler, and as many times two iterations.
 */
public final class Jcstress
{
    private static final Pattern SUMMARY =
        Pattern.compile("Results: (\\d+) planned; (\\d+) passed, (\\d+) failed, (\\d+) soft errs, (\\d+) hard errs");
    private static final String OPENING = "--add-opens java.base/jdk.internal.misc=ALL-UNNAMED";
    private static final int SCALE = Integer.getInteger("hopwire.test.scale", 1);
    private static final int LIMIT_S = 180;

    private Jcstress()
    {
    }

    /**
     * Run races and see that none shows what is forbidden.
     *
     * @param name        of the directory for the report.
     * @param classes     pattern of the classes that hold the races.
     * @param races       how many there are at least.
     * @param iterationMs of one iteration, of which there are two for each unit of scale; one in the short way.
     * @throws IOException          where the report can not be written.
     * @throws InterruptedException where the test is stopped.
     */
    public static void assertPasses(final String name, final String classes, final int races, final int iterationMs)
        throws IOException, InterruptedException
    {
        final Path directory = Path.of("target", "jcstress", name).toAbsolutePath();
        Files.createDirectories(directory);
        final Path log = directory.resolve("log.txt");
        final Process process = new ProcessBuilder(command(directory, classes, iterationMs))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
        try
        {
            assertTrue(process.waitFor(LIMIT_S * SCALE, TimeUnit.SECONDS), () -> "still running: " + read(log));
        }
        finally
        {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        assertPassed(read(log), races);
    }

    private static void assertPassed(final String output, final int races)
    {
        final Matcher summary = SUMMARY.matcher(output);
        int planned = 0;
        int passed = 0;
        while (summary.find())
        {
            planned = Integer.parseInt(summary.group(1));
            passed = Integer.parseInt(summary.group(2));
        }
        assertTrue(planned >= races, output);
        assertEquals(planned, passed, output);
    }

    private static List<String> command(final Path directory, final String classes, final int iterationMs)
    {
        final List<String> command = new ArrayList<>(List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
        command.addAll(1 == SCALE ? shortWay() : longWay(directory));
        command.addAll(List.of("-t", classes, "-time", Integer.toString(iterationMs), "-hs", "128", "-v"));
        return command;
    }

    /* Small strides: states with rings of their own are not cheap, and what is made must fit. */
    private static List<String> shortWay()
    {
        final List<String> arguments = new ArrayList<>(List.of("-Xmx256m", "-XX:MaxDirectMemorySize=128m"));
        arguments.addAll(List.of(OPENING.split(" ")));
        arguments.addAll(List.of(Races.class.getName(), "-iters", "1", "-strideSize", "100", "-strideCount", "5"));
        return arguments;
    }

    private static List<String> longWay(final Path directory)
    {
        return List.of(
            "org.openjdk.jcstress.Main",
            "-iters", Integer.toString(2 * SCALE), "-f", "1", "-fsm", "1", "-sc", "false", "-af", "NONE",
            "-strideCount", "10", "-r", directory + "/", "-jvmArgs", OPENING);
    }

    private static String read(final Path log)
    {
        try
        {
            return Files.readString(log, StandardCharsets.UTF_8);
        }
        catch (final IOException ex)
        {
            return ex.toString();
        }
    }
}
