package io.hopwire.examples;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Programs as processes: the demo, and the examples that have a {@code main} of their own.
 */
@Timeout(240)
@Tag("long")
class ProcessTest
{
    private static final int PROCESSES = 8;
    private static final long TIMEOUT_S = 60;

    @TempDir
    Path directory;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endWhatAFailedTestHasLeft()
    {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void demoHoldsWhatItClaims() throws Exception
    {
        final Path input = directory.resolve("some file.bin");
        final byte[] bytes = new byte[200_000];
        new Random(5).nextBytes(bytes);
        Files.write(input, bytes);

        final RunningCommand demo = RunningCommand.run("demo", "--messages", "2000", "--input", input.toString());

        assertEquals(0, demo.awaitExit(), demo::toString);
        assertTrue(demo.out().contains("all of it held"), demo::toString);
        assertTrue(demo.out().contains("some file.bin, 200,000 bytes"), demo::toString);
    }

    @Test
    void demoFailsWhereTheRouteMayNotBeAsLongAsItIs()
    {
        final RunningCommand demo = RunningCommand.run("demo", "--messages", "2000", "--max-hops", "2");

        assertEquals(1, demo.awaitExit(), demo::toString);
        assertTrue(demo.err().contains("maxHops is 2"), demo::toString);
    }

    @Test
    void nothingIsLeftOfADemoThatIsAskedToEnd() throws Exception
    {
        final Process demo = startDemo();
        final List<ProcessHandle> children = awaitChildren(demo);

        demo.destroy();

        awaitEnd(demo, children);
    }

    @Test
    void nothingIsLeftOfADemoThatIsKilled() throws Exception
    {
        final Process demo = startDemo();
        final List<ProcessHandle> children = awaitChildren(demo);

        demo.destroyForcibly();

        awaitEnd(demo, children);
    }

    @Test
    void clientOfTheSeedReachesItsServerByThreeRoutes() throws Exception
    {
        try (RunningCommand first = startRelay("seed-1", null);
            RunningCommand second = startRelay("seed-2", addressOf(first));
            RunningCommand third = startRelay("seed-3", addressOf(first)))
        {
            final String all = addressOf(first) + "," + addressOf(second) + "," + addressOf(third);
            final Process server = start("-Dhopwire.bootstrap=" + all, SeedServer.class.getName());
            RunningCommand.awaitLinks(3, "seed-1", "seed-2", "seed-3");
            final Process client = start("-Dhopwire.bootstrap=" + all, SeedClient.class.getName());
            assertEquals("Response message", reader(client).readLine());
            assertEquals("Hello I am any binary message", reader(server).readLine());
            assertTrue(client.waitFor(TIMEOUT_S, TimeUnit.SECONDS));

            final Process tenLines =
                start(TenLines.class.getName(), addressOf(first), DemoNetwork.SERVER_PUBLIC_KEY);
            assertEquals("Response message", reader(tenLines).readLine());
            assertTrue(tenLines.waitFor(TIMEOUT_S, TimeUnit.SECONDS));
        }
        finally
        {
            started.forEach(Process::destroyForcibly);
        }
    }

    @Test
    void clientOfTheSeedIsToldThatThereAreTooFewRoutes() throws Exception
    {
        try (RunningCommand relay = startRelay("seed-1", null))
        {
            start("-Dhopwire.bootstrap=" + addressOf(relay), SeedServer.class.getName());
            final Process client = start("-Dhopwire.bootstrap=" + addressOf(relay), SeedClient.class.getName());
            final String said = reader(client).readLine();
            assertTrue(said.startsWith("found 1 of 3 routes of at most 12 hops to endpoint "), said);
            assertTrue(client.waitFor(TIMEOUT_S, TimeUnit.SECONDS));
        }
        finally
        {
            started.forEach(Process::destroyForcibly);
        }
    }

    @Test
    void senderIsToldThatTheOnlyRelayWasKilled() throws Exception
    {
        final Process relay = start(HopwireCommand.class.getName(), "node", "--bind", "127.0.0.1:0");
        final BufferedReader out = reader(relay);
        out.readLine();
        final String address = out.readLine().replaceAll("address +", "");
        final String[] listen = {
            "listen", "--name", "told-listener", "--bind", "127.0.0.1:0", "--bootstrap", address,
            "--key-file", KeyFiles.of(DemoNetwork.SERVER_PRIVATE_KEY)};
        final String[] send = {"send", "--name", "told-sender", "--bind", "127.0.0.1:0", "--bootstrap", address,
            DemoNetwork.SERVER_PUBLIC_KEY};
        // An input that goes on for ever, as a keyboard does.
        try (PipedOutputStream keyboard = new PipedOutputStream();
            RunningCommand listening = RunningCommand.start(listen);
            RunningCommand sending = RunningCommand.start(new PipedInputStream(keyboard), send))
        {
            keyboard.write("still there\n".getBytes(UTF_8));
            keyboard.flush();
            listening.awaitOut("still there");

            relay.destroyForcibly();

            assertEquals(1, sending.awaitExit(), sending::toString);
            assertTrue(sending.err().contains("the session has ended"), sending::toString);
            listening.awaitErr("gone: ");
        }
    }

    /** Below the silence after which a link is dead: nothing is lost, and nobody is told anything. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void whatIsSentWhileTheOnlyRelayStandsStillArrives() throws Exception
    {
        final Process relay = start(HopwireCommand.class.getName(), "node", "--bind", "127.0.0.1:0");
        final BufferedReader out = reader(relay);
        out.readLine();
        final String address = out.readLine().replaceAll("address +", "");
        final String[] listen = {
            "listen", "--name", "still-listener", "--bind", "127.0.0.1:0", "--bootstrap", address,
            "--key-file", KeyFiles.of(DemoNetwork.SERVER_PRIVATE_KEY)};
        final String[] send = {"send", "--name", "still-sender", "--bind", "127.0.0.1:0", "--bootstrap", address,
            DemoNetwork.SERVER_PUBLIC_KEY};
        try (PipedOutputStream keyboard = new PipedOutputStream();
            RunningCommand listening = RunningCommand.start(listen);
            RunningCommand sending = RunningCommand.start(new PipedInputStream(keyboard), send))
        {
            keyboard.write("before\n".getBytes(UTF_8));
            keyboard.flush();
            listening.awaitOut("before");

            final Process pause = new ProcessBuilder(
                "sh", "-c", "kill -STOP $1; echo; sleep 4; kill -CONT $1", "pause", Long.toString(relay.pid())).start();
            started.add(pause);
            assertEquals("", reader(pause).readLine());
            keyboard.write("meanwhile\n".getBytes(UTF_8));
            keyboard.flush();
            assertEquals(0, pause.waitFor());

            listening.awaitOut("meanwhile");
            assertFalse(listening.err().contains("gone: "), listening::toString);
            assertFalse(sending.err().contains("ended"), sending::toString);
        }
    }

    @Test
    void warningsOfTheJvmAreNotAmongWhatTheProgramSays() throws Exception
    {
        final List<String> command = JavaCommand.of(List.of("keygen"));
        // A machine without large pages, as most are, has the JVM warn of that.
        command.add(1, "-XX:+UseLargePages");
        final Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        started.add(process);
        final String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertTrue(process.waitFor(TIMEOUT_S, TimeUnit.SECONDS));
        assertTrue(said.startsWith("private "), said);
    }

    private static RunningCommand startRelay(final String name, final String bootstrapOrNull)
    {
        final List<String> command = new ArrayList<>(List.of("node", "--bind", "127.0.0.1:0", "--name", name));
        if (null != bootstrapOrNull)
        {
            command.addAll(List.of("--bootstrap", bootstrapOrNull));
        }
        return RunningCommand.start(command.toArray(new String[0]));
    }

    private static String addressOf(final RunningCommand relay)
    {
        return relay.awaitOut("address +(\\S+)\n");
    }

    private Process startDemo() throws IOException
    {
        return start(HopwireCommand.class.getName(), "demo", "--messages", "1000000000");
    }

    private Process start(final String... arguments) throws IOException
    {
        final List<String> command = new ArrayList<>(JavaCommand.of(List.of()));
        command.remove(command.size() - 1);
        command.addAll(List.of(arguments));
        final Process process = new ProcessBuilder(command)
            .directory(new File(System.getProperty("user.dir")))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
        started.add(process);
        return process;
    }

    private static BufferedReader reader(final Process process)
    {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    }

    private static List<ProcessHandle> awaitChildren(final Process demo) throws IOException
    {
        final BufferedReader out = reader(demo);
        String line = out.readLine();
        while (null != line && !line.contains("connected in"))
        {
            line = out.readLine();
        }
        assertNotNull(line, "the demo ended by itself");
        final List<ProcessHandle> children = demo.toHandle().children().collect(Collectors.toList());
        assertEquals(PROCESSES, children.size());
        return children;
    }

    private static void awaitEnd(final Process demo, final List<ProcessHandle> children)
        throws InterruptedException, ExecutionException, TimeoutException
    {
        assertTrue(demo.waitFor(TIMEOUT_S, TimeUnit.SECONDS));
        for (final ProcessHandle child : children)
        {
            child.onExit().get(TIMEOUT_S, TimeUnit.SECONDS);
        }
    }
}
