package io.hopwire.examples;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * {@code mvn -Pdemo -Dinput=PATH}: Maven looks for the file before it builds anything, and looks where the user stands.
 */
@Tag("long")
class DemoInputTest
{
    private static final Path POM = Path.of("..", "pom.xml").toAbsolutePath().normalize();

    @TempDir
    Path directory;

    private int exitCode;
    private String said;

    @Test
    void firstLineNamesTheFileThatIsMissing() throws Exception
    {
        final List<String> lines = validate("no such file");

        assertNotEquals(0, exitCode);
        final Path missing = directory.toRealPath().resolve("no such file");
        assertTrue(lines.get(0).endsWith("cannot read the input file " + missing), lines.get(0));
        assertTrue(said.lines().noneMatch((line) -> line.stripLeading().startsWith("at ")), said);
    }

    @Test
    void fileIsLookedForWhereTheUserStands() throws Exception
    {
        Files.writeString(directory.resolve("some file"), "x");

        assertEquals(List.of(), validate("some file"));
        assertEquals(0, exitCode);
    }

    private List<String> validate(final String input) throws IOException, InterruptedException
    {
        assumeTrue(Files.exists(POM) && hasMaven(), "needs the source tree, and Maven on the path");
        final Process process = new ProcessBuilder(
            "mvn", "-q", "-B", "-o", "-N", "-Dstyle.color=never", "-f", POM.toString(), "-Pdemo", "validate",
            "-Dinput=" + input)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
        said = new String(process.getInputStream().readAllBytes(), UTF_8);
        exitCode = process.waitFor();
        // A newer JVM warns of Maven's own libraries.
        return said.replaceAll("\u001b\\[[0-9;]*m", "").lines().filter((line) -> line.startsWith("[")).toList();
    }

    private static boolean hasMaven()
    {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch((folder) -> Files.isExecutable(Path.of(folder, "mvn")));
    }
}
