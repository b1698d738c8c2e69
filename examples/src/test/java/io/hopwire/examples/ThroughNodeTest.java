package io.hopwire.examples;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Commands that a node carries out which runs already, by the socket that it offers to its user.
 */
@Timeout(240)
class ThroughNodeTest
{
    private static final String ANY = "127.0.0.1:0";

    @TempDir
    Path directory;

    private final List<RunningCommand> nodes = new ArrayList<>();
    private Path control;
    private String address;
    private String otherKey;

    @BeforeEach
    void startNodes()
    {
        System.setProperty("hopwire.counters.dir", directory.resolve("counters").toString());
        control = directory.resolve("run").resolve("control");
        final RunningCommand first = node("--control", control.toString());
        address = first.awaitOut("address +(\\S+)\n");
        final RunningCommand second = node("--bootstrap", address, "--control", directory.resolve("two").toString());
        otherKey = second.awaitOut("public key (\\S+)\n");
        second.awaitErr("(joined)");
    }

    private RunningCommand node(final String... options)
    {
        final List<String> args = new ArrayList<>(List.of("node", "--bind", ANY));
        args.addAll(List.of(options));
        final RunningCommand node = RunningCommand.start(args.toArray(new String[0]));
        nodes.add(node);
        return node;
    }

    @AfterEach
    void stopNodes()
    {
        System.clearProperty("hopwire.counters.dir");
        nodes.forEach(RunningCommand::close);
        nodes.forEach((node) -> assertEquals(0, node.awaitExit(), node::toString));
        assertFalse(Files.exists(control), "the socket of a node that has ended is gone");
    }

    @Test
    void carriesOutWhatWouldElseJoin() throws IOException
    {
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(control)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(control.getParent())));
        final String put = through(0, "put", "colour", "blue").err();
        assertTrue(put.contains("version "), put);
        assertEquals("blue\n", through(0, "get", "colour").out());
        assertEquals("blue\n", through(3, "cas", "colour", "0", "red").out());
        assertEquals("blue\n", through(0, "get", "--majority", "colour").out());
        assertEquals("{\"a\":1}\n", through(0, "patch", "map", "{\"a\":1}").out());
        assertTrue(through(0, "lock", "door", "60000").out().matches("[0-9]+\n"));
        assertTrue(through(3, "put", "door", "x").err().contains("is locked"));
        assertEquals("told 1 neighbour\n", through(0, "shout", "hello all").out());
        assertEquals("1 neighbour has acknowledged it\n", through(0, "speak", "hello you").out());
        assertTrue(through(0, "whisper", otherKey, "psst").out().startsWith("acknowledged"));
        assertTrue(through(0, "find", otherKey).out().contains(otherKey));
        assertEquals("", through(1, "get", "nothing").out());
        assertTrue(through(2, "patch", "map", "{").err().contains("expected"));
    }

    @Test
    void signsWithTheKeyOfTheNode()
    {
        final String put = through(0, "put", "--sign", "mine", "1").err();
        final String owner = put.replaceAll("(?s).*owner ([0-9a-f]+).*", "$1");
        assertEquals(64, owner.length(), owner);
        final RunningCommand others = RunningCommand.run(
            new byte[0], "put", "--bind", ANY, "--bootstrap", address, "mine", "2");
        assertEquals(3, others.awaitExit(), others::toString);
        assertTrue(others.err().contains("is signed by " + owner), others::err);
        assertTrue(through(0, "put", "--sign", "mine", "3").err().contains("owner " + owner));
        assertEquals("3\n", through(0, "get", "--owner", owner, "mine").out());
        assertEquals("", through(1, "get", "--owner", "0".repeat(64), "mine").out());
        final RunningCommand without = RunningCommand.run(
            new byte[0], "put", "--sign", "--bind", ANY, "--bootstrap", address, "mine", "2");
        assertEquals(2, without.awaitExit(), without::toString);
        assertTrue(without.err().contains("--sign needs --key"), without::err);
    }

    @Test
    void saysWhatIsWrong() throws IOException
    {
        final Path none = directory.resolve("none");
        assertTrue(failed(1, "get", "--through", none.toString(), "k").contains("there is no " + none));
        final Path file = Files.createFile(directory.resolve("file"));
        assertTrue(failed(1, "get", "--through", file.toString(), "k").contains("no node that answers at " + file));
        assertTrue(failed(1, "node", "--bind", ANY, "--control", file.toString()).contains("no socket"));
        assertTrue(Files.exists(file));
        assertTrue(failed(1, "node", "--bind", ANY, "--control", control.toString())
            .contains("a node that runs is there"));
        assertTrue(failed(2, "get", "--through", control.toString(), "--bootstrap", address, "k")
            .contains("--bootstrap is for a node of the command's own"));
        assertTrue(failed(2, "shout", "--through", control.toString(), "--listen").contains("--listen needs a node"));
        assertTrue(failed(2, "node", "--bind", ANY, "--threading", "invoker", "--control", none.toString())
            .contains("--control needs an engine with threads"));
        final Path open = Files.createDirectory(directory.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-x---"));
        assertTrue(failed(2, "node", "--bind", ANY, "--control", open.resolve("c").toString())
            .contains("others can use"));
        final RunningCommand help = RunningCommand.run(new byte[0], "get", "--through", none.toString(), "--help");
        assertEquals(0, help.awaitExit());
    }

    @Test
    void takesThePlaceOfASocketThatAKilledNodeHasLeft() throws IOException
    {
        final Path left = directory.resolve("left");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX))
        {
            server.bind(ControlSocket.address(left));
        }
        assertTrue(Files.exists(left));
        assertTrue(failed(1, "get", "--through", left.toString(), "k").contains("no node that answers"));
        node("--bootstrap", address, "--control", left.toString()).awaitErr("(joined)");
        final RunningCommand put = RunningCommand.run(new byte[0], "put", "--through", left.toString(), "k", "v");
        assertEquals(0, put.awaitExit(), put::toString);
    }

    /** Whatever comes by the socket, the node goes on. */
    @Test
    void outlivesWhatIsNoRequest() throws IOException
    {
        assertThrows(IOException.class, () -> raw(new byte[]{1, 2, 3, 4, 5, 6, 7, 8}));
        assertThrows(IOException.class, () -> raw(request(Integer.MAX_VALUE, 0)));
        assertThrows(IOException.class, () -> raw(request(1, Integer.MAX_VALUE)));
        assertThrows(IOException.class, () -> raw(request(1, -1)));
        assertThrows(IOException.class, () -> raw(request(0, 0)));
        for (final String command : new String[]{"node", "sim", "demo", "keygen", "settings", "stat", "listen", "send"})
        {
            final ControlSocket.Answer answer = ask(command, "--help-me-not");
            assertFalse(0 == answer.exitCode(), command);
        }
        final ControlSocket.Answer answer = ask("settings");
        assertEquals(1, answer.exitCode());
        assertEquals("", answer.out());
        assertTrue(answer.err().contains("a running node does not do that"), answer.err());
        assertEquals(0, through(0, "put", "still", "here").awaitExit());
    }

    private static ByteBuffer request(final int count, final int length)
    {
        return ByteBuffer.allocate(12).putInt(0x48574331).putInt(count).putInt(length).flip();
    }

    private void raw(final byte[] bytes) throws IOException
    {
        raw(ByteBuffer.wrap(bytes));
    }

    private void raw(final ByteBuffer bytes) throws IOException
    {
        final SocketChannel channel = SocketChannel.open(ControlSocket.address(control));
        while (bytes.hasRemaining())
        {
            channel.write(bytes);
        }
        channel.shutdownOutput();
        try (ControlSocket socket = new ControlSocket(channel, TimeUnit.SECONDS.toNanos(60)))
        {
            socket.readAnswer();
        }
    }

    private ControlSocket.Answer ask(final String... arguments) throws IOException
    {
        try (ControlSocket socket = new ControlSocket(
            SocketChannel.open(ControlSocket.address(control)), TimeUnit.SECONDS.toNanos(60)))
        {
            socket.writeRequest(arguments);
            return socket.readAnswer();
        }
    }

    private String failed(final int exitCode, final String... args)
    {
        final RunningCommand command = RunningCommand.run(new byte[0], args);
        assertEquals(exitCode, command.awaitExit(), command::toString);
        return command.err();
    }

    private RunningCommand through(final int exitCode, final String command, final String... args)
    {
        final List<String> all = new ArrayList<>(List.of(command, "--through", control.toString()));
        all.addAll(List.of(args));
        final RunningCommand run = RunningCommand.run(new byte[0], all.toArray(new String[0]));
        assertEquals(exitCode, run.awaitExit(), run::toString);
        return run;
    }
}
