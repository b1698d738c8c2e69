package io.hopwire.examples;

import io.hopwire.DataPackage;
import io.hopwire.DataTransitConfiguration;
import io.hopwire.Engine;
import io.hopwire.PublicKey;
import io.hopwire.Session;
import io.hopwire.agent.EngineContext;
import io.hopwire.agent.HopwireEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Files from one public key to another, over a relay: whole, or not at all.
 */
@Timeout(120)
class FileTransferTest
{
    private static final String PUBLIC_KEY = DemoNetwork.SERVER_PUBLIC_KEY;
    private static final String ANY = "127.0.0.1:0";
    private static final long ANSWER_NS = TimeUnit.SECONDS.toNanos(30);

    @TempDir
    Path directory;

    private Path inbox;
    private RunningCommand relay;
    private String address;

    @BeforeEach
    void startRelay() throws IOException
    {
        System.setProperty("hopwire.counters.dir", directory.resolve("counters").toString());
        inbox = Files.createDirectory(directory.resolve("in"));
        relay = RunningCommand.start("node", "--bind", ANY);
        address = relay.awaitOut("address +(\\S+)\n");
    }

    @AfterEach
    void stopRelay()
    {
        System.clearProperty("hopwire.counters.dir");
        relay.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dedicated", "invoker"})
    void filesArriveWholeAndBothEndsSayTheSameDigest(final String threading) throws Exception
    {
        final Path large = randomFile("large one.bin", 3_000_001);
        final Path empty = randomFile("empty", 0);
        try (RunningCommand listen = listen("--once", "--threading", threading))
        {
            final RunningCommand send = send(
                "--threading", threading, "--file", large.toString(), "--file", empty.toString());

            assertEquals(0, send.awaitExit(), send::toString);
            assertEquals(0, listen.awaitExit(), listen::toString);
            assertArrayEquals(Files.readAllBytes(large), Files.readAllBytes(inbox.resolve("large one.bin")));
            assertEquals(sha256(large) + "  large one.bin\n" + sha256(empty) + "  empty\n", send.out());
            assertEquals(send.out(), listen.out());
            assertEquals(List.of("empty", "large one.bin"), received());
        }
    }

    @Test
    void ofATransferThatItsSenderBreaksOffNothingIsLeft() throws IOException
    {
        final RunningCommand listen = listen("--once");
        final RunningCommand send = startSend("--file", endlessFile().toString());
        try (listen; send)
        {
            listen.awaitErr("(receiving endless, \\d+ bytes)");
            send.close();

            assertEquals(1, listen.awaitExit(), listen::toString);
            assertTrue(listen.err().contains("broken off: endless, after "), listen::err);
            assertEquals("", listen.out());
            assertEquals(List.of(), received());
        }
    }

    @Test
    void ofATransferWhoseReceiverEndsNothingIsLeftAndTheSenderFails() throws IOException
    {
        final RunningCommand listen = listen();
        try (listen; RunningCommand send = startSend("--file", endlessFile().toString()))
        {
            listen.awaitErr("(receiving endless, \\d+ bytes)");
            listen.close();

            assertEquals(1, send.awaitExit(), send::toString);
            assertTrue(send.err().contains("endless has not arrived whole"), send::err);
            assertEquals("", send.out());
            assertEquals(List.of(), received());
        }
    }

    @Test
    void aFileIsNotKeptWhereSomethingElseArrivedThanWasSent() throws IOException
    {
        try (RunningCommand listen = listen("--once"); Client client = new Client())
        {
            assertEquals(FileMessages.GO, client.ask(FileMessages.offer(5, "five"))[0]);
            client.session.write(new byte[]{1, 2, 3, 4, 5});
            final byte[] answer = client.ask(new byte[32]);
            client.session.close();

            assertEquals(FileMessages.REFUSED, answer[0]);
            assertEquals("its SHA-256 is not that of what was sent", FileMessages.reasonOf(answer));
            assertEquals(1, listen.awaitExit(), listen::toString);
            assertEquals(List.of(), received());
        }
    }

    @Test
    void moreThanWasOfferedIsRefused() throws IOException
    {
        try (RunningCommand listen = listen("--once"); Client client = new Client())
        {
            assertEquals(FileMessages.GO, client.ask(FileMessages.offer(5, "five"))[0]);
            assertEquals("more came than was offered", FileMessages.reasonOf(client.ask(new byte[6])));
            client.session.close();

            assertEquals(1, listen.awaitExit(), listen::toString);
            assertEquals(List.of(), received());
        }
    }

    @Test
    void noNameLeadsOutOfTheDirectoryNorHides() throws IOException
    {
        try (RunningCommand listen = listen("--once"); Client client = new Client())
        {
            for (final String name : new String[]{"../evil", "/tmp/evil", ".profile", "a/b", ""})
            {
                assertEquals(FileMessages.REFUSED, client.ask(FileMessages.offer(5, name))[0], name);
            }
            assertEquals(FileMessages.REFUSED, client.ask(FileMessages.offer(-1, "less than nothing"))[0]);
            assertEquals(FileMessages.REFUSED, client.ask(FileMessages.offer(Long.MAX_VALUE, "all"))[0]);
            assertEquals(FileMessages.GO, client.ask(FileMessages.offer(5, "good"))[0]);
            client.session.close();

            assertEquals(1, listen.awaitExit(), listen::toString);
            assertEquals(List.of(), received());
        }
    }

    @Test
    void aFileThatIsThereStaysAsItIsAndTheNextOneIsSent() throws IOException
    {
        Files.writeString(inbox.resolve("taken"), "mine");
        final Path taken = randomFile("taken", 100);
        final Path next = randomFile("next", 100);
        try (RunningCommand listen = listen("--once"))
        {
            final RunningCommand send = send("--file", taken.toString(), "--file", next.toString());

            assertEquals(1, send.awaitExit(), send::toString);
            assertTrue(send.err().contains("the peer refuses taken: there is a file of that name already"), send::err);
            assertEquals(1, listen.awaitExit(), listen::toString);
            assertEquals("mine", Files.readString(inbox.resolve("taken")));
            assertEquals(List.of("next", "taken"), received());
        }
    }

    @Test
    void whoKeepsNoFilesSaysSoAndPrintsNothingOfThem() throws IOException
    {
        try (RunningCommand listen = RunningCommand.listen(address, "--once"))
        {
            final RunningCommand send = send("--file", randomFile("file", 100).toString());

            assertEquals(1, send.awaitExit(), send::toString);
            assertTrue(send.err().contains("the peer refuses file: no files are taken here"), send::err);
            assertEquals(1, listen.awaitExit(), listen::toString);
            assertEquals("", listen.out());
        }
    }

    @Test
    void whoKeepsFilesTakesNothingElse()
    {
        try (RunningCommand listen = listen("--once"))
        {
            final RunningCommand send = RunningCommand.run(
                new byte[10], "send", "--bind", ANY, "--bootstrap", address, PUBLIC_KEY);

            assertEquals(1, listen.awaitExit(), listen::toString);
            assertTrue(listen.err().contains("only files are taken"), listen::err);
            assertEquals("", listen.out());
            assertEquals("", send.out());
        }
    }

    @Test
    void onlyWhoIsNamedIsLetIn() throws IOException
    {
        final RunningCommand keygen = RunningCommand.run("keygen");
        final String privateKey = keygen.awaitOut("private +(\\S+)\n");
        final String publicKey = keygen.awaitOut("public +(\\S+)\n");
        final String file = randomFile("file", 100).toString();
        try (RunningCommand listen = listen("--once", "--from", publicKey))
        {
            final RunningCommand stranger = send("--file", file);
            assertEquals(1, stranger.awaitExit(), stranger::toString);
            assertTrue(stranger.err().contains("refused"), stranger::err);
            assertFalse(listen.err().contains("connected"), listen::err);

            final RunningCommand friend = send("--file", file, "--key-file", KeyFiles.of(privateKey));
            assertEquals(0, friend.awaitExit(), friend::toString);
            assertEquals(0, listen.awaitExit(), listen::toString);
            listen.awaitErr("connected: (" + publicKey + ")");
        }
    }

    private RunningCommand listen(final String... more)
    {
        final List<String> args = new ArrayList<>(List.of("--directory", inbox.toString()));
        args.addAll(List.of(more));
        return RunningCommand.listen(address, args.toArray(new String[0]));
    }

    private RunningCommand send(final String... more)
    {
        final RunningCommand send = startSend(more);
        send.awaitExit();
        return send;
    }

    private RunningCommand startSend(final String... more)
    {
        final List<String> args = new ArrayList<>(List.of("send", "--bind", ANY, "--bootstrap", address));
        args.addAll(List.of(more));
        args.add(PUBLIC_KEY);
        return RunningCommand.start(args.toArray(new String[0]));
    }

    private Path randomFile(final String name, final int length) throws IOException
    {
        final byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return Files.write(directory.resolve(name), bytes);
    }

    /** Longer than anybody waits for it, and of no block on the disk. */
    private Path endlessFile() throws IOException
    {
        final Path path = directory.resolve("endless");
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw"))
        {
            file.setLength(Math.min(8L << 30, Files.getFileStore(directory).getUsableSpace() / 2));
        }
        return path;
    }

    private List<String> received() throws IOException
    {
        try (Stream<Path> files = Files.list(inbox))
        {
            return files.map((file) -> file.getFileName().toString()).sorted().collect(Collectors.toList());
        }
    }

    private static String sha256(final Path path) throws IOException, NoSuchAlgorithmException
    {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(path)));
    }

    /** Speaks as a sender does, and not always well. */
    private final class Client implements AutoCloseable
    {
        private final Engine engine = HopwireEngine.launch(new EngineContext().bindAddress(ANY).bootstrap(address));
        private final Session session =
            engine.endpoint(new PublicKey(PUBLIC_KEY)).connect(DataTransitConfiguration.DEFAULT);

        byte[] ask(final byte[] message)
        {
            session.write(message);
            final DataPackage answer = session.read(ANSWER_NS);
            final byte[] bytes = answer.binaryDataPayload();
            return Arrays.copyOf(bytes, bytes.length);
        }

        @Override
        public void close()
        {
            session.close();
            engine.close();
        }
    }
}
