package io.hopwire.agent;

import io.hopwire.libp2p.identity.KeyType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Against js-libp2p, on loopback: it dials our listener, and our dialer dials it. The scripts are in
 * {@code src/test/js/libp2p}; npm brings js-libp2p and the Node that it needs, 230 MB, into the build's folder. Without
 * npm, or where it can not get them, the tests are skipped and say so. Other checks:
 * {@code -Dhopwire.interop.only=basic,noise}, as the scripts call them.
 */
@Tag("long")
@Timeout(900)
class JsInteropTest
{
    private static final Path SCRIPTS = Path.of("src", "test", "js", "libp2p");
    private static final Path FOLDER = Path.of("target", "js-libp2p");
    private static final Path NODE = Path.of("node_modules", ".bin", "node");
    private static final String ONLY = System.getProperty("hopwire.interop.only");
    private static final long INSTALL_MINUTES = 6;

    @BeforeAll
    static void install() throws IOException, InterruptedException
    {
        copyScripts();
        if (!Files.exists(FOLDER.resolve(NODE)))
        {
            assumeTrue(isOnPath("npm"), "js-libp2p was not asked: there is no npm on the path");
            assumeTrue(runs("npm", "install", "--fetch-retries", "1", "--fetch-timeout", "30000"),
                "js-libp2p was not asked: npm could not bring it, see " + FOLDER.resolve("log.txt").toAbsolutePath());
        }
        assumeTrue(runs(NODE.toString(), "--version"), "js-libp2p was not asked: its Node does not run here");
    }

    private static boolean runs(final String... command) throws IOException, InterruptedException
    {
        final Process process = start(List.of(command));
        final boolean isDone = process.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES);
        if (!isDone)
        {
            process.destroyForcibly().waitFor();
        }
        return isDone && 0 == process.exitValue();
    }

    @Test
    void jsDialsOurListener() throws IOException, InterruptedException
    {
        try (InteropListener listener = new InteropListener(KeyType.ED25519))
        {
            check(command("battery.mjs", listener.address().toString(), "--with", "strict,ecdsa,slow"));
        }
    }

    /** Those of ECDSA js-libp2p does not know. */
    @ParameterizedTest
    @EnumSource(value = KeyType.class, names = {"RSA", "SECP256K1"})
    void jsKnowsWhoWeAre(final KeyType type) throws IOException, InterruptedException
    {
        try (InteropListener listener = new InteropListener(type))
        {
            check(command("battery.mjs", listener.address().toString(), "--only", "basic,ping,identify"));
        }
    }

    @Test
    void ourDialerDialsJs() throws IOException, InterruptedException
    {
        assumeTrue(isOnPath("bash"), "the dialer was not asked: there is no bash on the path");
        try (InteropDialer dialer = new InteropDialer())
        {
            check(command("reverse.mjs", "--exec", "bash act.sh " + dialer.port(), "--with", "strict,ecdsa"));
        }
    }

    private static List<String> command(final String... script)
    {
        final List<String> command = new ArrayList<>(List.of(NODE.toString()));
        command.addAll(Arrays.asList(script));
        if (null != ONLY && !command.contains("--only"))
        {
            command.addAll(List.of("--only", ONLY));
        }
        return command;
    }

    private static void check(final List<String> command) throws IOException, InterruptedException
    {
        final Process process = start(command);
        final int exit = process.waitFor();
        final List<String> lines = Files.readAllLines(FOLDER.resolve("log.txt"));
        final String last = lines.isEmpty() ? "" : lines.get(lines.size() - 1);
        System.out.println("js-libp2p, " + command.get(1) + ": " + last);
        assertEquals(0, exit,
            () -> String.join("\n", lines.stream().filter((line) -> !line.startsWith("ok ")).toList()));
        assertTrue(last.matches("[1-9][0-9]* passed, 0 failed.*"), last);
    }

    private static Process start(final List<String> command) throws IOException
    {
        return new ProcessBuilder(command)
            .directory(FOLDER.toFile())
            .redirectErrorStream(true)
            .redirectOutput(FOLDER.resolve("log.txt").toFile())
            .start();
    }

    private static void copyScripts() throws IOException
    {
        try (Stream<Path> all = Files.walk(SCRIPTS))
        {
            for (final Path from : all.filter(Files::isRegularFile).toList())
            {
                copy(from, FOLDER.resolve(SCRIPTS.relativize(from)));
            }
        }
    }

    private static void copy(final Path from, final Path to)
    {
        try
        {
            Files.createDirectories(to.getParent());
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private static boolean isOnPath(final String program)
    {
        return Stream.of(String.valueOf(System.getenv("PATH")).split(File.pathSeparator))
            .anyMatch((folder) -> Files.isExecutable(Path.of(folder, program)));
    }
}
