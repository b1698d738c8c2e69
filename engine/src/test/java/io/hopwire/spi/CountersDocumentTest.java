package io.hopwire.spi;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * What each counter means is said once, where it is declared, and {@code COUNTERS.md} says the same.
 * {@code -Dhopwire.counters.write=true} writes it.
 */
class CountersDocumentTest
{
    private static final Path DOCUMENT = Path.of("COUNTERS.md");
    private static final Path SOURCES = Path.of("src/main/java/io/hopwire/spi");
    private static final Pattern CONSTANT = Pattern.compile(
        "/\\*\\*((?:(?!\\*/).)*)\\*/\\s+[A-Z0-9_]+\\((\\d+),\\s+\"([^\"]*)\"\\)", Pattern.DOTALL);
    private static final String HEAD = """
        # Counters

        What a node counts, and what each of them means; `hopwire stat NAME` shows those of a running node, and
        `EngineCounters` reads them. They are in a file of the counters directory, 8 bytes each, little endian; ids are
        never given to another one. Written by a test from the comments in `io.hopwire.spi`; do not edit.
        """;

    @Test
    void saysWhatEachCounterMeans() throws IOException
    {
        final String text = HEAD +
            "\n## Why inputs were refused\n\nNothing else happens to such an input.\n\n" +
            table("RejectCode", RejectCode.count()) +
            "\n## All others\n\n" +
            table("SystemCounter", SystemCounter.count());
        if (Boolean.getBoolean("hopwire.counters.write"))
        {
            Files.writeString(DOCUMENT, text);
        }
        assertEquals(text, Files.readString(DOCUMENT), "-Dhopwire.counters.write=true writes COUNTERS.md");
    }

    private static String table(final String type, final int count) throws IOException
    {
        final StringBuilder table = new StringBuilder("| id | counter | meaning |\n|---:|---|---|\n");
        final Matcher matcher = CONSTANT.matcher(Files.readString(SOURCES.resolve(type + ".java")));
        int rows = 0;
        while (matcher.find())
        {
            assertEquals(rows, Integer.parseInt(matcher.group(2)), type + " without a comment");
            table.append("| ").append(rows++).append(" | `").append(matcher.group(3)).append("` | ")
                .append(words(matcher.group(1))).append(" |\n");
        }
        assertEquals(count, rows, type);
        return table.toString();
    }

    private static String words(final String comment)
    {
        return comment.replaceAll("\\s*\\n\\s*\\*\\s*", " ").replaceAll("\\{@link [^ }]*? ?([^ }]+)}", "`$1`")
            .replaceAll("\\{@code ([^}]+)}", "`$1`").replaceAll("<[^>]+>", " ").replace("|", "\\|")
            .replaceAll("\\s+", " ").trim();
    }
}
