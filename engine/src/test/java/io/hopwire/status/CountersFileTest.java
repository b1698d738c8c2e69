package io.hopwire.status;

import io.hopwire.HopwireException;
import io.hopwire.PublicKey;
import io.hopwire.spi.Counters;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;
import org.agrona.concurrent.errors.ErrorLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class CountersFileTest
{
    private static final int PID_OFFSET = 16;
    private static final PublicKey KEY = new PublicKey(bytes(32));

    @TempDir
    private Path temp;

    @ParameterizedTest
    @ValueSource(strings = {".bob.counters.new", ".bob.counters.0123456789abcdef.new"})
    void whatALaunchThatWasKilledLeftIsSweptByTheNextOfAnyName(final String leftover) throws IOException
    {
        Files.write(temp.resolve(leftover), new byte[4711]);
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwx------"));

        try (CountersFile file = new CountersDirectory(temp).create("alice", KEY, nowNs()))
        {
            assertEquals("alice.counters", file.path().getFileName().toString());
            assertFalse(Files.exists(temp.resolve(leftover)));
        }
    }

    @Test
    void anotherProcessReadsWhatIsCounted() throws IOException, InterruptedException
    {
        final CountersDirectory directory = new CountersDirectory(temp.resolve("nodes"));
        try (CountersFile file = directory.create("alice", KEY, nowNs()))
        {
            file.counters().add(SystemCounter.DATAGRAMS_SENT, 4711);
            file.counters().reject(RejectCode.REPLAY);
            new DistinctErrorHandler(file.counters(), file.errors(), () -> 1, DistinctErrorHandlerTest.nowhere())
                .onError(new IllegalStateException("seen from outside"));

            final Process reader = java(List.of(), Reader.class, directory.path().toString());
            final String output = new String(reader.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, reader.waitFor(), output);
            assertEquals("alice.counters " + ProcessHandle.current().pid() +
                " key=7 sent=4711 replays=1 errors=1 log=1", output.trim());
        }
    }

    @Test
    void fileIsThereWhileTheNodeLivesAndGoneAfterwards()
    {
        final CountersDirectory directory = new CountersDirectory(temp.resolve("a").resolve("b"));
        assertEquals(List.of(), directory.live());
        final CountersFile file = directory.create("bob", KEY, 99);
        file.counters().increment(SystemCounter.ERRORS);
        final CountersFile seen = directory.find("bob");
        assertEquals(99, seen.startNs());
        assertEquals(ProcessHandle.current().pid(), seen.pid());
        assertEquals(KEY, seen.nodeKey());
        assertEquals(1, seen.counters().get(SystemCounter.ERRORS));
        assertEquals(0, seen.counters().rejected());

        seen.close();
        assertTrue(Files.exists(file.path()), "a reader removes nothing");
        file.close();
        file.close();
        assertFalse(Files.exists(file.path()));
        assertThrows(HopwireException.class, () -> directory.find("bob"));
        file.counters().increment(SystemCounter.ERRORS);
        assertEquals(2, seen.counters().get(SystemCounter.ERRORS), "late use harms nobody");
    }

    @Test
    void keysOfOtherSchemesAreWhole()
    {
        final CountersDirectory directory = new CountersDirectory(temp);
        final PublicKey longest = new PublicKey("abcdefghijklmnop", bytes(PublicKey.MAX_LENGTH));
        final PublicKey signing = new PublicKey("ed25519", bytes(32));
        try (
            CountersFile first = directory.create("longest", longest, nowNs());
            CountersFile second = directory.create("signing", signing, nowNs()))
        {
            assertEquals(longest, directory.find("longest").nodeKey());
            assertEquals(signing, directory.find("signing").nodeKey());
            assertEquals(0, first.counters().rejected() + second.counters().rejected());
        }
    }

    @Test
    void nodesOfOneProcessHaveDifferentFiles()
    {
        final CountersDirectory directory = new CountersDirectory(temp);
        try (
            CountersFile first = directory.create(null, KEY, nowNs());
            CountersFile second = directory.create(null, KEY, nowNs());
            CountersFile named = directory.create("../ä/x", KEY, nowNs()))
        {
            final String pid = Long.toString(ProcessHandle.current().pid());
            assertEquals(pid + ".counters", first.path().getFileName().toString());
            assertEquals(pid + "-2.counters", second.path().getFileName().toString());
            assertEquals(temp, named.path().getParent());
            assertEquals(3, directory.live().size());
            try (CountersFile same = directory.create("../ä/x", KEY, nowNs()))
            {
                assertEquals(named.path().toString().replace(".counters", "-2.counters"), same.path().toString());
            }
        }
        assertEquals(List.of(), directory.live());
    }

    @Test
    void fileOfADeadProcessIsStaleAndReplaced() throws IOException, InterruptedException
    {
        final CountersDirectory directory = new CountersDirectory(temp);
        final Process holder = startHolder();
        final Path path = temp.resolve("carol.counters");
        assertFalse(CountersFile.isStale(path));
        assertEquals(1, directory.live().size());
        holder.destroyForcibly().waitFor();
        assertTrue(CountersFile.isStale(path));
        assertEquals(List.of(), directory.live());
        try (CountersFile next = directory.create("carol", KEY, nowNs()))
        {
            assertEquals(path, next.path());
            assertEquals(ProcessHandle.current().pid(), next.pid());
            assertEquals(0, directory.removeStale(""));
        }
        assertFalse(Files.exists(path));
    }

    /* As in two containers, of which none sees a process of the other. */
    @Test
    void aProcessIdIsNoProofOfLifeOrDeath() throws IOException, InterruptedException
    {
        final CountersDirectory directory = new CountersDirectory(temp);
        final Process holder = startHolder();
        final Path path = temp.resolve("carol.counters");
        patch(path, PID_OFFSET, Integer.MAX_VALUE);
        assertEquals(1, directory.live().size());
        assertEquals(0, directory.removeStale(""));
        try (CountersFile second = directory.create("carol", KEY, nowNs()))
        {
            assertEquals(temp.resolve("carol-2.counters"), second.path());
        }
        patch(path, PID_OFFSET, ProcessHandle.current().pid());
        holder.destroyForcibly().waitFor();
        assertEquals(List.of(), directory.live());
        assertEquals(1, directory.removeStale(""));
        assertFalse(Files.exists(path));
    }

    @Test
    void whatAnInterruptedLaunchLeftIsReplaced() throws IOException
    {
        final CountersDirectory directory = new CountersDirectory(temp);
        for (final int length : new int[]{0, 1, 127, 69632})
        {
            Files.write(temp.resolve("left.counters"), new byte[length]);
            Files.write(temp.resolve(".left.counters.new"), new byte[length]);
            try (CountersFile file = directory.create("left", KEY, nowNs()))
            {
                assertEquals(temp.resolve("left.counters"), file.path());
                assertFalse(Files.exists(temp.resolve(".left.counters.new")));
                assertEquals(KEY, directory.find("left").nodeKey());
            }
            Files.write(temp.resolve("left.counters"), new byte[length]);
            assertEquals(1, directory.removeStale(""));
        }
    }

    @Test
    void aFileThatFindsNoRoomIsRefusedAndLeavesNothing() throws IOException, InterruptedException
    {
        final Path small = Files.createDirectory(temp.resolve("small"));
        assumeTrue(0 == run("mount", "-t", "tmpfs", "-o", "size=64k,mode=700", "none", small.toString()), "no mounts");
        try
        {
            final CountersDirectory directory = new CountersDirectory(small);
            assertThrows(HopwireException.class, () -> directory.create("x", KEY, nowNs()).close());
            assertEquals(List.of(".hopwire.lock"), List.of(small.toFile().list()));
        }
        finally
        {
            run("umount", small.toString());
        }
    }

    @Test
    void otherFilesAreRefusedAndLeftAlone() throws IOException
    {
        final CountersDirectory directory = new CountersDirectory(temp);
        final byte[] zeros = new byte[69632];
        final byte[] version = zeros.clone();
        final byte[] broken = zeros.clone();
        final byte[] keyless = zeros.clone();
        final byte[] nameless = zeros.clone();
        try (CountersFile file = directory.create("good", KEY, nowNs()))
        {
            System.arraycopy(Files.readAllBytes(file.path()), 0, version, 0, 512);
            System.arraycopy(version, 0, broken, 0, 512);
            System.arraycopy(version, 0, keyless, 0, 512);
            System.arraycopy(version, 0, nameless, 0, 512);
            ByteBuffer.wrap(keyless).order(ByteOrder.nativeOrder()).putInt(12, 271);
            nameless[48] = '!';
            version[8] ^= 1;
            version[9] ^= 1;
            ByteBuffer.wrap(broken).order(ByteOrder.nativeOrder()).putInt(32, Integer.MAX_VALUE - 7);
            final byte[][] contents =
                {"127 bytes of another".getBytes(StandardCharsets.US_ASCII), version, broken, keyless, nameless};
            for (int i = 0; i < contents.length; i++)
            {
                final Path path = Files.write(temp.resolve(i + ".counters"), contents[i]);
                assertThrows(HopwireException.class, () -> CountersFile.map(path), path.toString());
                assertFalse(CountersFile.isStale(path));
                assertThrows(HopwireException.class, () -> CountersFile.tryCreate(path, KEY, nowNs()).close());
            }
            assertEquals(1, directory.live().size());
            assertEquals(0, directory.removeStale(""));
            assertThrows(HopwireException.class, () -> CountersFile.map(temp));
        }
    }

    @Test
    void directoryIsItsOwnersOnly() throws IOException
    {
        assumeTrue(temp.getFileSystem().supportedFileAttributeViews().contains("posix"));
        final Path path = temp.resolve("mine");
        try (CountersFile file = new CountersDirectory(path).create("erin", KEY, nowNs()))
        {
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
            assertEquals(0, file.counters().rejected());
        }
        final Path shared = Files.createDirectory(temp.resolve("shared"));
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThrows(HopwireException.class, () -> new CountersDirectory(shared).create("x", KEY, 1).close());
        final Path link = Files.createSymbolicLink(temp.resolve("link"), path);
        assertThrows(HopwireException.class, () -> new CountersDirectory(link).create("x", KEY, 1).close());
        assertTrue(CountersDirectory.ofUser().path().getFileName().toString().startsWith("hopwire-"));
    }

    @Test
    void usersWithoutANameHaveDirectoriesOfTheirOwn() throws IOException, InterruptedException
    {
        assumeTrue(0 == run("setpriv", "--reuid=54321", "cat", classPathOf(Whose.class)), "no other user can be had");
        for (final String uid : new String[]{"54321", "54322"})
        {
            final Process process = java(List.of("setpriv", "--reuid=" + uid), Whose.class, "");
            assertEquals("hopwire-" + uid, firstLine(process));
            assertEquals(0, process.waitFor());
        }
    }

    /* Whoever comes first may make a directory of any name where all may write. */
    @Test
    void aDirectoryThatAnotherUserHasMadeIsRefused() throws IOException, InterruptedException
    {
        assumeTrue(0 == run("setpriv", "--reuid=54321", "cat", classPathOf(Whose.class)), "no other user can be had");
        final Path squatted = Files.createTempDirectory("hopwire-squatted");
        try
        {
            final Process process = java(List.of("setpriv", "--reuid=54321"), Newcomer.class, squatted.toString());
            final String said = firstLine(process);
            assertTrue(said.contains("belongs to another user than 54321: " + squatted), said);
            assertEquals(1, process.waitFor());
            assertEquals(0, squatted.toFile().list().length);
        }
        finally
        {
            Files.delete(squatted);
        }
    }

    private static String classPathOf(final Class<?> type)
    {
        final String file = type.getName().replace('.', '/') + ".class";
        return Path.of("target", "test-classes", file).toAbsolutePath().toString();
    }

    /** Another process with a node that is called carol. */
    private Process startHolder() throws IOException
    {
        final Process holder = java(List.of(), Holder.class, temp.toString());
        assertEquals("carol.counters", firstLine(holder));
        return holder;
    }

    private static Process java(final List<String> prefix, final Class<?> main, final String argument)
        throws IOException
    {
        final List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED",
            "-cp", System.getProperty("java.class.path"),
            main.getName(), argument));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static String firstLine(final Process process) throws IOException
    {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
    }

    private static int run(final String... command) throws InterruptedException
    {
        try
        {
            return new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
        }
        catch (final IOException ex)
        {
            return -1;
        }
    }

    private static byte[] bytes(final int length)
    {
        final byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte)7);
        return bytes;
    }

    private static long nowNs()
    {
        return new EpochNanos().nanoTime();
    }

    private static void patch(final Path path, final int offset, final long value)
    {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw"))
        {
            final ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(0, value);
            file.seek(offset);
            file.write(bytes.array());
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /**
     * What the other process runs.
     */
    static final class Reader
    {
        private Reader()
        {
        }

        public static void main(final String[] args)
        {
            System.out.println(new CountersDirectory(Path.of(args[0])).live().stream()
                .map(Reader::describe).collect(Collectors.joining("\n")));
        }

        private static String describe(final CountersFile file)
        {
            final Counters counters = file.counters();
            final int[] errors = new int[1];
            final int distinct = ErrorLogReader.read(file.errors(), (count, first, last, text) -> errors[0] += count);
            return file.path().getFileName() + " " + file.pid() + " key=" + file.nodeKey().toBytes()[31] +
                " sent=" + counters.get(SystemCounter.DATAGRAMS_SENT) + " replays=" + counters.get(RejectCode.REPLAY) +
                " errors=" + errors[0] + " log=" + distinct;
        }
    }

    /**
     * What another user runs.
     */
    static final class Whose
    {
        private Whose()
        {
        }

        public static void main(final String[] args)
        {
            System.out.println(CountersDirectory.ofUser().path().getFileName());
        }
    }

    /** Needs nothing but the engine's own classes, which other users may read. */
    static final class Newcomer
    {
        private Newcomer()
        {
        }

        public static void main(final String[] args)
        {
            new CountersDirectory(Path.of(args[0])).create("carol", null, 0);
        }
    }

    /**
     * What the other process runs that has a file, and does not end by itself before its parent does.
     */
    static final class Holder
    {
        private Holder()
        {
        }

        public static void main(final String[] args) throws IOException
        {
            final CountersFile file = new CountersDirectory(Path.of(args[0])).create("carol", KEY, nowNs());
            System.out.println(file.path().getFileName());
            if (-1 == System.in.read())
            {
                file.close();
            }
        }
    }
}
