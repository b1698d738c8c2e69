package io.hopwire.routing;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Runs the races of {@link io.hopwire.routing.stress.RoutingTableStress} under jcstress, in virtual machines of its own
 * and for a bounded time; its report stays in {@code target/jcstress}.
 */
class RoutingTableStressTest
{
    private static final Pattern SUMMARY =
        Pattern.compile("Results: (\\d+) planned; (\\d+) passed, (\\d+) failed, (\\d+) soft errs, (\\d+) hard errs");
    private static final int RACES = 3;
    private static final int LIMIT_S = 180;

    @Test
    void shouldNeverShowAReaderWhatIsForbidden() throws IOException, InterruptedException
    {
        final Path directory = Path.of("target", "jcstress").toAbsolutePath();
        Files.createDirectories(directory);
        final Path log = directory.resolve("log.txt");
        final Process process = new ProcessBuilder(command(directory))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
        try
        {
            assertTrue(process.waitFor(LIMIT_S, TimeUnit.SECONDS), () -> "still running: " + read(log));
        }
        finally
        {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        assertPassed(read(log));
    }

    private static void assertPassed(final String output)
    {
        final Matcher summary = SUMMARY.matcher(output);
        int planned = 0;
        int passed = 0;
        while (summary.find())
        {
            planned = Integer.parseInt(summary.group(1));
            passed = Integer.parseInt(summary.group(2));
        }
        assertTrue(planned >= RACES, output);
        assertEquals(planned, passed, output);
    }

    private static List<String> command(final Path directory)
    {
        final int iterations = 2 * Integer.getInteger("hopwire.test.scale", 1);
        return List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            "org.openjdk.jcstress.Main",
            "-t", "io.hopwire.routing.stress",
            "-time", "400", "-iters", Integer.toString(iterations), "-f", "1", "-fsm", "1",
            "-sc", "false", "-af", "NONE", "-hs", "128", "-v",
            "-r", directory + "/",
            "-jvmArgs", "--add-opens java.base/jdk.internal.misc=ALL-UNNAMED");
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
