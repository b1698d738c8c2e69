package io.hopwire.sim.mutants;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A bug that is planted: one piece of text of one source file stands for another.
 *
 * @param name     of the bug, in words joined by hyphens.
 * @param file     below the root package, as {@code delivery/ReplayWindow.java}.
 * @param finder   invariants that should find it, separated by blanks.
 * @param original text that the file must hold exactly once.
 * @param mutated  text in its place.
 */
record Mutant(String name, String file, String finder, String original, String mutated)
{
    private static final String ROOT = "io/hopwire/";
    private static final String FIELD = "%-8s";

    /**
     * Read a list. Lines that begin with '#' between mutants are comments.
     * <pre>
     *   mutant  a-name
     *   file    delivery/ReplayWindow.java
     *   finder  nonces
     *   from
     *           return 0 == (words[index(counter)] &amp; bit(counter));
     *   to
     *           return true;
     *   end
     * </pre>
     */
    static List<Mutant> read(final Path list) throws IOException
    {
        final List<Mutant> mutants = new ArrayList<>();
        final List<String> lines = Files.readAllLines(list);
        int i = 0;
        while (i < lines.size())
        {
            if (lines.get(i).isBlank() || lines.get(i).startsWith("#"))
            {
                i++;
                continue;
            }
            final String name = field("mutant", lines, i);
            final String file = field("file", lines, i + 1);
            final String finder = field("finder", lines, i + 2);
            final int to = indexOf("to", lines, i + 3);
            final int end = indexOf("end", lines, to);
            field("from", lines, i + 3);
            mutants.add(new Mutant(name, file, finder, text(lines, i + 4, to), text(lines, to + 1, end)));
            i = end + 1;
        }
        return mutants;
    }

    /** Whether networks of libp2p hosts are to find it, and not of nodes. */
    boolean isOfHosts()
    {
        return file.startsWith("libp2p/");
    }

    /** The source as it is. */
    Path source(final Path sources)
    {
        return sources.resolve(ROOT + file);
    }

    /**
     * The source with the bug.
     *
     * @throws StaleMutantException where the text is not there, or more than once.
     */
    String apply(final Path sources) throws IOException, StaleMutantException
    {
        final String source = Files.exists(source(sources)) ? Files.readString(source(sources)) : "";
        final int first = source.indexOf(original);
        if (first < 0 || source.indexOf(original, first + 1) >= 0 || original.equals(mutated))
        {
            throw new StaleMutantException(name + ": its text is " + (first < 0 ? "not" : "more than once") + " in " +
                file);
        }
        return source.substring(0, first) + mutated + source.substring(first + original.length());
    }

    private static String field(final String key, final List<String> lines, final int line)
    {
        final String text = line < lines.size() ? lines.get(line) : "";
        if (!(text + " ".repeat(FIELD.length() + 8)).startsWith(String.format(FIELD, key)))
        {
            throw new IllegalArgumentException("line " + (line + 1) + ": expected " + key + ", got: " + text);
        }
        return text.substring(key.length()).strip();
    }

    private static int indexOf(final String key, final List<String> lines, final int from)
    {
        for (int i = from; i < lines.size(); i++)
        {
            if (lines.get(i).equals(key))
            {
                return i;
            }
        }
        throw new IllegalArgumentException("line " + (from + 1) + ": no " + key + " behind it");
    }

    private static String text(final List<String> lines, final int from, final int to)
    {
        return String.join("\n", lines.subList(from, to));
    }
}
