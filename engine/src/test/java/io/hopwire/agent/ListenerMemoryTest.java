package io.hopwire.agent;

import io.hopwire.test.Figures;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Nothing that peers do with sessions ends an engine whose process may have little memory off the heap.
 */
@Tag("long")
@Timeout(120)
class ListenerMemoryTest
{
    private static final int CLOSED = 1_000;
    private static final int KEPT = 3_000;

    @Test
    void sessionsAreRefusedBeforeTheProcessIsAtItsEnd() throws IOException, InterruptedException
    {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(argument -> argument.startsWith("--add-opens")).forEach(command::add);
        command.addAll(List.of("-Xmx512m", "-XX:MaxDirectMemorySize=48m", "-cp", System.getProperty("java.class.path"),
            ListenerMemory.class.getName(), Integer.toString(CLOSED), Integer.toString(KEPT)));
        final Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        final String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        Figures.say("48 MiB off the heap: %s", said.strip().replace('\n', ','));
        assertEquals(0, process.waitFor(), said);
        assertTrue(said.contains("closed " + CLOSED), said);
        assertTrue(said.contains("lives"), said);
        assertTrue(!said.contains("OutOfMemoryError"), said);
    }
}
