package io.hopwire.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What of the document a test can read: blocks of bytes, and tables of numbers.
 */
final class WireDocument
{
    private static final String BLOCK = "```hex ";
    private static final String END = "```";

    private final List<String> lines;

    WireDocument(final List<String> lines)
    {
        this.lines = lines;
    }

    static WireDocument read(final Path path) throws IOException
    {
        return new WireDocument(Files.readAllLines(path));
    }

    List<String> lines()
    {
        return lines;
    }

    /** {@return the lines of each block, by its name} */
    Map<String, List<String>> blocks()
    {
        final Map<String, List<String>> blocks = new LinkedHashMap<>();
        List<String> block = null;
        for (final String line : lines)
        {
            if (line.startsWith(BLOCK))
            {
                block = new ArrayList<>();
                if (null != blocks.put(line.substring(BLOCK.length()), block))
                {
                    throw new AssertionError("two blocks are named " + line);
                }
            }
            else if (END.equals(line))
            {
                block = null;
            }
            else if (null != block)
            {
                block.add(line);
            }
        }
        return blocks;
    }

    /** {@return the same document with these bytes in its blocks} */
    WireDocument with(final Map<String, WireExample> examples)
    {
        final List<String> written = new ArrayList<>();
        boolean isWithin = false;
        for (final String line : lines)
        {
            isWithin &= !END.equals(line);
            if (!isWithin)
            {
                written.add(line);
            }
            final WireExample example =
                line.startsWith(BLOCK) ? examples.get(line.substring(BLOCK.length())) : null;
            if (null != example)
            {
                written.addAll(example.lines());
                isWithin = true;
            }
        }
        return new WireDocument(written);
    }

    /**
     * The rows of the table that stands behind the marker of that name.
     *
     * @param name in the marker.
     * @return names in the second column by the number in the first.
     */
    Map<Integer, String> numbers(final String name)
    {
        final Map<Integer, String> numbers = new TreeMap<>();
        for (final String[] row : rows("numbers: " + name))
        {
            if (row[0].matches("\\d+|0x[0-9a-f]+") && null != numbers.put(Integer.decode(row[0]), row[1]))
            {
                throw new AssertionError(name + " has a number twice: " + row[0]);
            }
        }
        return numbers;
    }

    /**
     * The rows of a table whose first cell is code.
     *
     * @param name in the marker.
     * @return second column by the first.
     */
    Map<String, String> values(final String name)
    {
        final Map<String, String> values = new LinkedHashMap<>();
        for (final String[] row : rows(name))
        {
            if (row[0].contains(".") && null != values.put(row[0], row[1]))
            {
                throw new AssertionError(name + " has it twice: " + row[0]);
            }
        }
        return values;
    }

    /** First two cells of each row that is behind a marker. */
    private List<String[]> rows(final String marker)
    {
        final List<String[]> rows = new ArrayList<>();
        int at = lines.indexOf("<!-- " + marker + " -->") + 1;
        if (0 == at)
        {
            throw new AssertionError("no table is marked as " + marker);
        }
        for (; at < lines.size() && lines.get(at).startsWith("|"); at++)
        {
            final String[] cells = lines.get(at).replace("`", "").split("\\|");
            rows.add(new String[]{cells[1].strip(), cells[2].strip()});
        }
        return rows;
    }
}
