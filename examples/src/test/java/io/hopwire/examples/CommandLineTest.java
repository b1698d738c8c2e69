package io.hopwire.examples;

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
    @ValueSource(strings = {"keygen", "node", "listen", "send", "ping", "stat", "sim", "demo"})
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
    @CsvSource({
        "'',Missing subcommand",
        "fly,fly",
        "send,PUBLIC_KEY",
        "ping a104,'must be 64 hexadecimal digits, found 4 characters'",
        "send x104d469a3cdfe5cd79763e00773f92819fef0a9707affc76a01f05a39c0ae2a,not hexadecimal at character 1",
        "node --bind nowhere,nowhere",
        "node --bind 127.0.0.1:70000,65535",
        "node --bootstrap 127.0.0.1,127.0.0.1",
        "node --bootstrap a104@127.0.0.1:4001,a104@127.0.0.1:4001",
        "node --bootstrap quic://127.0.0.1:4001,quic://127.0.0.1:4001",
        "node --tcp nowhere,nowhere",
        "node --tcp 127.0.0.1:70000,65535",
        "node --idle lazy,unknown idle strategy 'lazy'",
        "node --threading many,many",
        "node --key dee960fa,private key must be 64",
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
        final RunningCommand command = RunningCommand.run(args.isEmpty() ? new String[0] : args.split(" "));

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
    void verboseShowsWhere()
    {
        final RunningCommand command = RunningCommand.run("node", "--bind", "nowhere", "--verbose");

        assertEquals(2, command.awaitExit());
        assertTrue(command.err().contains("\tat io.hopwire"), command::err);
    }

    @Test
    void aKeyComesFromOnePlaceOnly()
    {
        final RunningCommand command = RunningCommand.run("node", "--key", KEY, "--key-file", "x.key");

        assertEquals(2, command.awaitExit());
        assertTrue(command.err().contains("mutually exclusive"), command::err);
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
