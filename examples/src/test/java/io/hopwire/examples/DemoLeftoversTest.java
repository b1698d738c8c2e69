package io.hopwire.examples;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What a demo that was killed left in the directory of the counters.
 */
class DemoLeftoversTest
{
    @TempDir
    Path directory;

    @Test
    void theNextDemoRemovesThem() throws IOException
    {
        final Path demo = Files.write(directory.resolve("demo-42-R1.counters"), new byte[1000]);
        final Path other = Files.write(directory.resolve("r1.counters"), new byte[1000]);
        System.setProperty("hopwire.counters.dir", directory.toString());
        try (RunningCommand running = RunningCommand.start("node", "--bind", "127.0.0.1:0", "--name", "demo-43-R1"))
        {
            running.awaitOut("address");

            assertEquals(1, DemoNetwork.removeLeftovers());

            assertFalse(Files.exists(demo));
            assertTrue(Files.exists(other), "last words of somebody else");
            assertTrue(Files.exists(directory.resolve("demo-43-R1.counters")), "it runs");
        }
        finally
        {
            System.clearProperty("hopwire.counters.dir");
        }
    }
}
