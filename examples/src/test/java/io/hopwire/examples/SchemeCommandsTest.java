package io.hopwire.examples;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The commands in networks whose keys are of another identity scheme, as a user starts them.
 */
@Timeout(240)
class SchemeCommandsTest
{
    private static final String ANY = "127.0.0.1:0";
    private static final String DIGITS = "a104d469a3cdfe5cd79763e00773f92819fef0a9707affc76a01f05a39c0ae2a";

    @TempDir
    Path directory;

    @BeforeEach
    void keepCountersApart()
    {
        System.setProperty("hopwire.counters.dir", directory.resolve("counters").toString());
    }

    @AfterEach
    void forgetCounters()
    {
        System.clearProperty("hopwire.counters.dir");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "string"})
    @Tag("long")
    void carriesAMessageThroughARelay(final String scheme)
    {
        final Path keyFile = directory.resolve("listener.key");
        final RunningCommand relay = start(scheme, "node", "--name", "r1");
        try (relay)
        {
            final String relayKey = relay.awaitOut("public key (" + scheme + ":[0-9a-f]{64})\n");
            final String address = relay.awaitOut("address +(\\S+)\n");
            final RunningCommand listen = start(
                scheme, "listen", "--bootstrap", relayKey + "@" + address, "--key-file", keyFile.toString(), "--once");
            try (listen)
            {
                final String key = listen.awaitErr("listening as (" + scheme + ":[0-9a-f]{64})\n");
                final RunningCommand send = RunningCommand.run("hello\n".getBytes(UTF_8),
                    options(scheme, "send", "--bootstrap", address, key));
                assertEquals(0, send.awaitExit(), send::toString);
                assertEquals(0, listen.awaitExit(), listen::toString);
                assertEquals("hello\n", listen.out());
                assertTrue(Files.exists(keyFile));
            }
            final RunningCommand stat = RunningCommand.run("stat");
            assertTrue(stat.out().contains(relayKey), stat::out);
        }
    }

    @Test
    void aNetworkThatAuthenticatesNobodyMustBeAskedForTwice()
    {
        final RunningCommand node = RunningCommand.run("node", "--bind", ANY, "--scheme", "string");
        assertRefused(node, "set hopwire.unauthenticated.identities=true to use it");
    }

    @Test
    void saysWhoseSchemeAKeyIsOf()
    {
        final String secret = "dee960fa17370daafe1447eccb11a1990d8564e5cda6925ad2ee2a7d50fda0ed";
        assertRefused(
            RunningCommand.run("node", "--bind", ANY, "--scheme", "ed25519", "--key-file", KeyFiles.of(secret)),
            "this private key is of the identity scheme x25519, and the node's is ed25519");
        assertRefused(RunningCommand.run("listen", "--bind", ANY, "--key-file", KeyFiles.of("ed25519:" + secret)),
            "this private key is of the identity scheme ed25519, and the node's is x25519");
        assertRefused(RunningCommand.run("ping", "--bind", ANY, "--scheme", "ed25519", DIGITS),
            "this public key is of the identity scheme x25519, and the node's is ed25519");
        assertRefused(RunningCommand.run("send", "--bind", ANY, "ed25519:" + DIGITS),
            "this public key is of the identity scheme ed25519, and the node's is x25519");
        assertRefused(RunningCommand.run("node", "--bind", ANY, "--bootstrap", "ed25519:" + DIGITS + "@127.0.0.1:4"),
            "this public key is of the identity scheme ed25519, and the node's is x25519");
    }

    @Test
    void aKeyFileSaysItsScheme()
    {
        final Path file = directory.resolve("me.key");
        RunningCommand.run("keygen", "--scheme", "ed25519", "--key-file", file.toString());
        assertRefused(RunningCommand.run("node", "--bind", ANY, "--key-file", file.toString()),
            "this private key is of the identity scheme ed25519, and the node's is x25519");
    }

    private static void assertRefused(final RunningCommand command, final String why)
    {
        assertEquals(2, command.awaitExit(), command::toString);
        assertEquals(1, command.err().lines().count(), command::err);
        assertTrue(command.err().contains(why), command::err);
    }

    private static RunningCommand start(final String scheme, final String name, final String... more)
    {
        return RunningCommand.start(options(scheme, name, more));
    }

    private static String[] options(final String scheme, final String name, final String... more)
    {
        final List<String> args = new ArrayList<>(List.of(name, "--bind", ANY, "--scheme", scheme));
        if ("string".equals(scheme))
        {
            args.addAll(List.of("--set", "unauthenticated.identities=true"));
        }
        args.addAll(List.of(more));
        return args.toArray(new String[0]);
    }
}
