package io.hopwire.status;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class WholeFileTest
{
    private static final byte[] HALF = "half of ".getBytes(UTF_8);

    @TempDir
    Path directory;

    @Test
    void nothingIsAtThePlaceUntilItIsWhole() throws IOException
    {
        final Path path = directory.resolve("report.html");
        try (WholeFile file = WholeFile.begin(path))
        {
            file.write(ByteBuffer.wrap(HALF));
            assertFalse(Files.exists(path));
            file.replace();
        }
        assertEquals(List.of("report.html"), names());
        assertArrayEquals(HALF, Files.readAllBytes(path));
    }

    @Test
    void whatIsGivenUpLeavesNothing() throws IOException
    {
        final Path path = Files.writeString(directory.resolve("report.html"), "old");
        try (WholeFile file = WholeFile.begin(path))
        {
            file.write(ByteBuffer.wrap(HALF));
        }
        assertEquals(List.of("report.html"), names());
        assertEquals("old", Files.readString(path));
    }

    @Test
    void creationNeverReplaces() throws IOException
    {
        final Path path = directory.resolve("me.key");
        try (WholeFile file = WholeFile.beginOwnerOnly(path))
        {
            Files.writeString(path, "precious");
            assertThrows(FileAlreadyExistsException.class, file::create);
        }
        assertEquals(List.of("me.key"), names());
        assertEquals("precious", Files.readString(path));
    }

    @Test
    void nobodyElseCanReadWhatIsForItsOwnerNotEvenHalfOfIt() throws IOException
    {
        assumeTrue(directory.getFileSystem().supportedFileAttributeViews().contains("posix"));
        final Path path = directory.resolve("me.key");
        try (WholeFile file = WholeFile.beginOwnerOnly(path))
        {
            assertEquals("rw-------", PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve(names().get(0)))));
            file.create();
        }
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    }

    @Test
    void leftoverOfAProcessThatWasKilledIsReplaced() throws IOException, InterruptedException
    {
        final Process writer = startWriter();
        assertEquals(1, names().size());
        writer.destroyForcibly().waitFor();
        assertEquals(1, names().size(), "killed, it had no time to clear up");

        WholeFile.write(directory.resolve("report.html"), HALF);

        assertEquals(List.of("report.html"), names());
    }

    @Test
    void fileThatIsBeingWrittenIsNoLeftover() throws IOException, InterruptedException
    {
        final Process writer = startWriter();
        try (WholeFile here = WholeFile.begin(directory.resolve("report.html")))
        {
            assertEquals(2, names().size());
            WholeFile.write(directory.resolve("report.html"), HALF);
            assertEquals(3, names().size(), "two are being written, one is whole");
            here.replace();
        }
        finally
        {
            writer.getOutputStream().close();
            assertEquals(0, writer.waitFor());
        }
        assertEquals(List.of("report.html"), names());
        assertEquals("half of it", Files.readString(directory.resolve("report.html")), "the other one came last");
    }

    @Test
    void filesOfTheUserAreNoLeftovers() throws IOException
    {
        for (final String name : List.of("report.html.new", ".other.html.new", ".report.html.my.new", ".new", "..new"))
        {
            Files.writeString(directory.resolve(name), "mine");
        }
        Files.createDirectory(directory.resolve(".report.html.0123456789abcdef.new"));

        assertEquals(0, WholeFile.removeLeftovers(directory, Pattern.compile("report\\.html")));
        assertEquals(6, names().size());
    }

    @Test
    void linkStaysAndItsFileIsReplacedWithTheModeItHad() throws IOException
    {
        assumeTrue(directory.getFileSystem().supportedFileAttributeViews().contains("posix"));
        final Path folder = Files.createDirectory(directory.resolve("folder"));
        final Path path = Files.writeString(folder.resolve("real.html"), "old");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));
        final Path link = Files.createSymbolicLink(directory.resolve("report.html"), path);

        WholeFile.write(link, HALF);

        assertTrue(Files.isSymbolicLink(link));
        assertTrue(Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS));
        assertArrayEquals(HALF, Files.readAllBytes(path));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    }

    @Test
    void fileThatMayNotBeWrittenIsNotReplaced() throws IOException
    {
        final Path path = Files.writeString(directory.resolve("report.html"), "old");
        assumeTrue(path.toFile().setWritable(false) && !Files.isWritable(path), "root may write everything");

        assertThrows(AccessDeniedException.class, () -> WholeFile.write(path, HALF));

        assertEquals("old", Files.readString(path));
        assertEquals(List.of("report.html"), names());
    }

    private List<String> names() throws IOException
    {
        try (Stream<Path> files = Files.list(directory))
        {
            return files.map((file) -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** A process that has written half of a file, and writes the rest when its input ends. */
    private Process startWriter() throws IOException
    {
        final Process process = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp", System.getProperty("java.class.path"),
            Writer.class.getName(),
            directory.resolve("report.html").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
        assertEquals("half", new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8)).readLine());
        return process;
    }

    /**
     * The other process.
     */
    public static final class Writer
    {
        private Writer()
        {
        }

        public static void main(final String[] arguments) throws IOException
        {
            try (WholeFile file = WholeFile.begin(Path.of(arguments[0])))
            {
                file.write(ByteBuffer.wrap(HALF));
                System.out.println("half");
                System.in.readAllBytes();
                file.write(ByteBuffer.wrap("it".getBytes(UTF_8)));
                file.replace();
            }
        }
    }
}
