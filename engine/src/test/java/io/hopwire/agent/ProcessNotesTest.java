package io.hopwire.agent;

import io.hopwire.Engine;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What a process says of a JVM that offers no fast path, where nobody has asked for notes.
 */
@Timeout(60)
@Tag("long")
class ProcessNotesTest
{
    private static final int ENGINES = 3;

    @Test
    void eachNoteIsLoggedOnceHoweverManyEnginesThereAre() throws Exception
    {
        final String said = errorOfEngines();

        final List<String> lines = said.lines().filter((line) -> line.contains("hopwire: ")).toList();
        assertEquals(2, lines.size(), said);
        assertTrue(lines.stream().allMatch((line) -> line.startsWith("WARNING io.hopwire hopwire: ")), said);
        assertEquals(1, lines.stream().filter((line) -> line.contains(
            "public API, slower and with garbage: start the JVM with --add-opens java.base/sun.nio.ch=ALL-UNNAMED"))
            .count(), said);
        assertEquals(1, lines.stream().filter((line) -> line.contains(
            "GHASH, slower: start the JVM with --add-opens java.base/com.sun.crypto.provider=ALL-UNNAMED"))
            .count(), said);
        assertFalse(said.contains("Exception"), said);
    }

    private static String errorOfEngines() throws IOException, InterruptedException
    {
        final Process process = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:TieredStopAtLevel=1",
            "--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED",
            "-Djava.util.logging.SimpleFormatter.format=%4$s %3$s %5$s%n",
            "-cp", System.getProperty("java.class.path"),
            ProcessNotesTest.class.getName())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
        final String said = new String(process.getErrorStream().readAllBytes(), UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said;
    }

    /**
     * The other process.
     */
    public static void main(final String[] arguments)
    {
        for (int i = 0; i < ENGINES; i++)
        {
            final EngineContext context =
                new EngineContext().bindAddress("127.0.0.1:0").set(EngineSettings.COUNTERS_FILE, false);
            try (Engine engine = HopwireEngine.launch(context))
            {
                assertTrue(engine.isRunning());
            }
        }
    }
}
