package io.hopwire.examples;

import io.hopwire.agent.SettingsTable;
import io.hopwire.core.CoreConfig;
import io.hopwire.core.MemoryBudget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CommandLineTest
{
    private static final String KEY = "a104d469a3cdfe5cd79763e00773f92819fef0a9707affc76a01f05a39c0ae2a";

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {
        "keygen", "node", "listen", "send", "ping", "routes", "shout", "speak", "whisper", "find", "stat",
        "settings", "sim", "demo"})
    void everySubcommandHelpsWithAnExample(final String subcommand)
    {
        final RunningCommand help = RunningCommand.run(subcommand, "--help");

        assertEquals(0, help.awaitExit());
        assertTrue(help.out().contains("Example"), help::out);
        assertTrue(help.out().contains("hopwire " + subcommand), help::out);
        assertTrue(help.out().contains("Exit codes"), help::out);
        assertEquals("", help.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "put", "cas", "patch", "lock"})
    void everySubcommandOfTheStoreHelpsWithAnExample(final String subcommand)
    {
        everySubcommandHelpsWithAnExample(subcommand);
    }

    @ParameterizedTest
    @CsvSource({
        "'',Missing subcommand",
        "fly,fly",
        "fly --help,fly",
        "ping --foo,Unknown option: '--foo'",
        "ping --foo 5,Unknown option: '--foo'",
        "send --max-hops=3 --foo=5,Unknown option: '--foo=5'",
        "send,PUBLIC_KEY",
        "ping a104,'must be 64 hexadecimal digits, found 4 characters'",
        "send x104d469a3cdfe5cd79763e00773f92819fef0a9707affc76a01f05a39c0ae2a,not hexadecimal at character 1",
        "node --bind nowhere,nowhere",
        "node --bind 127.0.0.1:70000,65535",
        "node --bootstrap 127.0.0.1,127.0.0.1",
        "node --bootstrap a104@127.0.0.1:4001,a104@127.0.0.1:4001",
        "node --bootstrap 300.0.0.1:4001,not an IPv4 address: 300.0.0.1",
        "node --bootstrap quic://127.0.0.1:4001,quic://127.0.0.1:4001",
        "node --tcp nowhere,nowhere",
        "node --tcp 127.0.0.1:70000,65535",
        "node --idle lazy,hopwire.node.idle.strategy must be blocking",
        "node --threading many,'hopwire.threading.mode must be invoker, shared or dedicated, found'",
        "node --name a/b,hopwire.name must be 1 to 64 letters",
        "node --duration -1,--duration must be 1ms to 365d",
        "node --set max.links=0,hopwire.max.links must be 1 to 65536 links",
        "node --set max.link=5,there is no setting hopwire.max.link; the nearest name is hopwire.max.links",
        "node --set max.links,--set",
        "node --set liveness.timeout=1s,hopwire.liveness.timeout must be more than hopwire.keepalive.interval",
        "send --max-hops 0 %s,--max-hops must be 1 to 32 hops",
        "send --max-hops 300 %s,--max-hops must be 1 to 32 hops",
        "send --wait -1 %s,--wait must be 0s to 1h",
        "send --timeout 3601 %s,--timeout must be 1us to 1h",
        "send --file no/such/file %s,there is no file no/such/file",
        "send --file pom.xml --lines %s,not for --file",
        "listen --directory no/such/directory,there is no directory no/such/directory",
        "listen --directory . --echo,not both",
        "listen --from a104,'must be 64 hexadecimal digits'",
        "ping --routes 0 %s,expected 1 to 8 routes such as 3 or 3..5",
        "ping --routes 9 %s,expected 1 to 8 routes",
        "ping --routes 5..3 %s,expected 1 to 8 routes",
        "ping --routes 1..2..3 %s,expected 1 to 8 routes",
        "routes --routes many %s,expected 1 to 8 routes",
        "ping --policy all %s,'DUPLICATE, FASTEST, STRIPE'",
        "routes -c 0 %s,--count must be 1 to",
        "ping -c 0 %s,--count must be 1 to",
        "ping --size 15 %s,--size must be 16 to 16777216 bytes",
        "node --key dee960fa,use --key-file",
        "node --set private.key=dee960fa,use --key-file",
        "node --set hopwire.private.key=dee960fa,use --key-file",
        "stat --interval 0,interval must be",
        "sim --nodes 1,nodes must be 2 to",
        "sim --nodes many,many",
        "sim --loss 2,option '--loss'",
        "sim --plan storm,option '--plan'",
        "sim --plan no/such/file.plan,there is no file no/such/file.plan",
        "sim --nat 0.5:round,option '--nat'",
        "sim --until soon,expected a time such as 12.5s",
        "sim --seeds 5..1,expected seeds such as 1..100",
        "sim --seeds 1..5 --html x.html,--seeds many",
        "sim --seeds 1..5 --seed 1,either --seed or --seeds",
        "sim --keep-going,--keep-going needs --seeds",
        "sim --minutes 1 --seconds 1,mutually exclusive",
        "sim --minutes -1,the load must last",
        "sim --length 10,length must be 24",
        "sim --swarm --nodes 5,--nodes does not go with --swarm",
        "sim --json /nonexistent/x.json,cannot write /nonexistent/x.json",
        "demo --messages 1,messages must be at least 100",
        "demo --input /nonexistent/file,cannot read the input file"})
    void saysInOneLineHowItWasMisused(final String args, final String why)
    {
        final RunningCommand command =
            RunningCommand.run(args.isEmpty() ? new String[0] : args.replace("%s", KEY).split(" "));

        assertEquals(2, command.awaitExit(), command::toString);
        assertEquals(1, command.err().lines().count(), command::err);
        assertTrue(command.err().startsWith("hopwire: ") && command.err().contains(why), command::err);
        assertEquals("", command.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-s 15", "-c 0", "-i -1", "--timeout 0", "--max-hops 0", "--max-hops 33", "--timeout x"})
    void pingRefusesValuesOutOfRange(final String args)
    {
        final String[] command = ("ping --bind 127.0.0.1:0 " + args + " " + KEY).split(" ");
        final RunningCommand ping = RunningCommand.run(command);

        assertTrue(ping.awaitExit() != 0, ping::toString);
        assertEquals(1, ping.err().lines().count(), ping::err);
    }

    @Test
    void refusesAnEmptyName()
    {
        final RunningCommand command = RunningCommand.run("node", "--name", "");

        assertEquals(2, command.awaitExit());
        assertEquals("hopwire: hopwire.name must be 1 to 64 letters, digits, '.', '-' or '_', found ''",
            command.err().trim());
    }

    @Test
    void helpSaysWhatIsDeclared()
    {
        final String node = RunningCommand.run("node", "--help").out().replaceAll("\\s+", " ");
        final String ping = RunningCommand.run("ping", "--help").out().replaceAll("\\s+", " ");
        final String sim = RunningCommand.run("sim", "--help").out().replaceAll("\\s+", " ");
        assertTrue(sim.contains("--max-hops=HOPS Longest route of a session. Default: 8."), sim);

        assertTrue(node.contains("Name of the network; nodes of another name are strangers that can not even be " +
            "spoken to (1 to 64 characters). Default: hopwire."), node);
        assertTrue(node.contains("End after this time; a number alone is seconds (1ms to 365d). Default: run " +
            "for ever."), node);
        assertTrue(node.contains("(blocking, backoff, "), node);
        assertTrue(ping.contains("Longest route; a hop is one link (1 to 32 hops). Default: 12."), ping);
        assertFalse(node.contains("bundle:") || ping.contains("bundle:"), node + ping);
    }

    @Test
    void settingsAreThoseOfTheTable()
    {
        final RunningCommand markdown = RunningCommand.run("settings", "--markdown");
        final RunningCommand text = RunningCommand.run("settings");
        final RunningCommand memory = RunningCommand.run("settings", "--memory");

        assertEquals(0, markdown.awaitExit());
        assertEquals(SettingsTable.markdown(), markdown.out());
        assertEquals(0, text.awaitExit());
        assertEquals(0, memory.awaitExit());
        assertEquals(MemoryBudget.of(new CoreConfig()).toString(), memory.out());
        assertTrue(text.out().contains("  hopwire.max.links=1024  (1 to 65536 links)"), text::out);
    }

    @Test
    void setsAnySetting()
    {
        final String[] node = {"node", "--bind", "127.0.0.1:0", "--set", "counters.file=false", "--set",
            "hopwire.threading.mode=invoker", "--duration", "0.2"};
        final RunningCommand command = RunningCommand.run(node);

        assertEquals(0, command.awaitExit(), command::toString);
    }

    @Test
    void verboseShowsWhere()
    {
        final RunningCommand command = RunningCommand.run("node", "--bind", "nowhere", "--verbose");

        assertEquals(2, command.awaitExit());
        assertTrue(command.err().contains("\tat io.hopwire"), command::err);
    }

    @Test
    void makesAKeyFileOnceAndKeepsIt() throws IOException
    {
        final Path file = directory.resolve("node.key");
        final String[] node = {"node", "--bind", "127.0.0.1:0", "--key-file", file.toString()};
        final String first;
        try (RunningCommand command = RunningCommand.start(node))
        {
            first = command.awaitOut("public key ([0-9a-f]{64})\n");
            assertTrue(command.err().contains("made a new private key"), command::err);
        }
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        try (RunningCommand command = RunningCommand.start(node))
        {
            assertEquals(first, command.awaitOut("public key ([0-9a-f]{64})\n"));
            assertFalse(command.err().contains("made a new private key"), command::err);
        }
    }

    @Test
    void refusesAKeyFileThatHoldsNoKey() throws IOException
    {
        final Path file = directory.resolve("node.key");
        Files.writeString(file, "not a key");

        final RunningCommand command = RunningCommand.run("node", "--key-file", file.toString());

        assertEquals(2, command.awaitExit());
        assertTrue(command.err().contains(file.toString()), command::err);
        assertFalse(command.err().contains("not a key"), command::err);
    }

    @Test
    void saysThatOthersCanReadAKey() throws IOException
    {
        final Path file = directory.resolve("node.key");
        Files.writeString(file, "dee960fa17370daafe1447eccb11a1990d8564e5cda6925ad2ee2a7d50fda0ed\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        try (RunningCommand command =
            RunningCommand.start("node", "--bind", "127.0.0.1:0", "--key-file", file.toString()))
        {
            assertEquals(KEY, command.awaitOut("public key ([0-9a-f]{64})\n"));
            assertTrue(command.err().contains("chmod 600"), command::err);
        }
    }
}
