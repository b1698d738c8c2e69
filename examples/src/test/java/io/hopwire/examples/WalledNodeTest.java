package io.hopwire.examples;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A node in a network of its own whose wall drops all UDP, both ways, and through which nobody is let in: the kernel's
 * network namespaces and policy routing do that. Needs root and iproute2, otherwise it is skipped.
 * <pre>
 *   outside  10.213.7.1 ─────── veth ─────── 10.213.7.2  inside: no UDP, nobody listens
 * </pre>
 */
@Timeout(240)
@Tag("long")
class WalledNodeTest
{
    private static final long TIMEOUT_S = 60;
    private static final String OUTSIDE = "hw-outside-" + ProcessHandle.current().pid();
    private static final String INSIDE = "hw-inside-" + ProcessHandle.current().pid();
    private static final String OUTSIDE_ADDRESS = "10.213.7.1";
    private static final String INSIDE_ADDRESS = "10.213.7.2";

    @TempDir
    Path directory;

    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void buildTheWall() throws Exception
    {
        assumeTrue(0 == exitOf("ip", "netns", "add", OUTSIDE), "no network namespaces: not root, or no iproute2");
        ip("netns add " + INSIDE);
        ip("link add hw0 netns " + OUTSIDE + " type veth peer name hw1 netns " + INSIDE);
        ip("-n " + OUTSIDE + " address add " + OUTSIDE_ADDRESS + "/24 dev hw0");
        ip("-n " + INSIDE + " address add " + INSIDE_ADDRESS + "/24 dev hw1");
        for (final String name : List.of(OUTSIDE, INSIDE))
        {
            ip("-n " + name + " link set lo up");
            ip("-n " + name + " link set " + (name.equals(OUTSIDE) ? "hw0" : "hw1") + " up");
        }
        assumeTrue(0 == exitOf(("ip -n " + INSIDE + " rule add priority 10 ipproto udp blackhole").split(" ")),
            "this kernel can not route by protocol");
        ip("-n " + OUTSIDE + " rule add priority 10 ipproto udp to " + INSIDE_ADDRESS + " blackhole");
    }

    @AfterEach
    void tearDown() throws Exception
    {
        for (final Process process : started)
        {
            process.destroyForcibly().waitFor();
        }
        exitOf("ip", "netns", "del", INSIDE);
        exitOf("ip", "netns", "del", OUTSIDE);
    }

    @Test
    void isReachedOverTheTcpThatItOpens() throws Exception
    {
        final Process relay = start(
            OUTSIDE, "node", "--bind", OUTSIDE_ADDRESS + ":0", "--tcp", OUTSIDE_ADDRESS + ":0");
        final BufferedReader said = new BufferedReader(new InputStreamReader(relay.getInputStream(), UTF_8));
        said.readLine();
        final String udp = address(said);
        final String tcp = address(said);

        final Process blocked = start(
            INSIDE, "send", "--bootstrap", udp, "--timeout", "3", DemoNetwork.SERVER_PUBLIC_KEY);
        blocked.getOutputStream().close();
        assertNotEquals(0, exit(blocked), "the wall lets UDP through");

        final Process listen = start(
            INSIDE, "listen", "--no-udp", "--bootstrap", tcp, "--key", DemoNetwork.SERVER_PRIVATE_KEY, "--once");
        final Process send = start(
            OUTSIDE, "send", "--bind", OUTSIDE_ADDRESS + ":0", "--bootstrap", udp, "--timeout", "30",
            DemoNetwork.SERVER_PUBLIC_KEY);
        send.getOutputStream().write("through the wall\n".getBytes(UTF_8));
        send.getOutputStream().close();
        assertEquals(0, exit(send));
        assertEquals(0, exit(listen));
        assertEquals("through the wall\n", new String(listen.getInputStream().readAllBytes(), UTF_8));
    }

    private static String address(final BufferedReader said) throws IOException
    {
        final String line = said.readLine();
        assertNotNull(line, "the relay ended");
        return line.replaceAll("address +", "");
    }

    private int exit(final Process process) throws InterruptedException
    {
        assertEquals(true, process.waitFor(TIMEOUT_S, TimeUnit.SECONDS), "ended in time");
        return process.exitValue();
    }

    private Process start(final String namespace, final String... arguments) throws IOException
    {
        final List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", namespace,
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED",
            "--add-opens", "java.base/sun.nio.ch=ALL-UNNAMED",
            "-Dhopwire.counters.dir=" + directory.resolve("counters"),
            "-cp", System.getProperty("java.class.path"),
            HopwireCommand.class.getName()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--name", "walled-" + started.size()));
        final Process process = new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(directory.resolve("errors").toFile()))
            .start();
        started.add(process);
        return process;
    }

    private void ip(final String arguments) throws Exception
    {
        assertEquals(0, exitOf(("ip " + arguments).split(" ")), arguments);
    }

    private int exitOf(final String... command) throws InterruptedException
    {
        try
        {
            return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Files.createTempFile(directory, "ip", ".txt").toFile())
                .start()
                .waitFor();
        }
        catch (final IOException ex)
        {
            return -1;
        }
    }
}
