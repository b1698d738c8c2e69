package io.hopwire.wire;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A block of the document: bytes, each piece with what it is.
 */
final class WireExample
{
    private static final int PER_LINE = 16;
    private static final int COLUMN = 3 * PER_LINE + 1;
    private static final int LONG_RUN = 2 * PER_LINE;

    final String name;

    private final List<String> lines = new ArrayList<>();

    WireExample(final String name)
    {
        this.name = name;
    }

    /** A piece with what it is. */
    WireExample put(final byte[] bytes, final int offset, final int length, final String note)
    {
        boolean isFirst = true;
        int at = offset;
        while (at < offset + length)
        {
            final int run = run(bytes, at, offset + length);
            final boolean isRun = run >= LONG_RUN;
            final int count = isRun ? run : Math.min(upToRun(bytes, at, offset + length), PER_LINE);
            final String text = isRun ?
                String.format("%02x*%d", bytes[at], run) :
                HexFormat.ofDelimiter(" ").formatHex(bytes, at, at + count);
            lines.add(isFirst ? String.format("%-" + COLUMN + "s| %s", text, note) : text);
            isFirst = false;
            at += count;
        }
        return this;
    }

    WireExample put(final byte[] bytes, final String note)
    {
        return put(bytes, 0, bytes.length, note);
    }

    /**
     * Pieces of a whole, of which the last takes the rest.
     *
     * @param bytes  the whole.
     * @param pieces length and note, in turns; the last one only a note.
     * @return this.
     */
    WireExample split(final byte[] bytes, final Object... pieces)
    {
        int at = 0;
        for (int i = 0; i < pieces.length - 1; i += 2)
        {
            final int length = (Integer)pieces[i];
            put(bytes, at, length, (String)pieces[i + 1]);
            at += length;
        }
        if (at < bytes.length || pieces.length % 2 != 0)
        {
            put(bytes, at, bytes.length - at, (String)pieces[pieces.length - 1]);
        }
        return this;
    }

    List<String> lines()
    {
        return lines;
    }

    private static int run(final byte[] bytes, final int from, final int to)
    {
        int at = from;
        while (at < to && bytes[at] == bytes[from])
        {
            at++;
        }
        return at - from;
    }

    private static int upToRun(final byte[] bytes, final int from, final int to)
    {
        int at = from;
        while (at < to && run(bytes, at, to) < LONG_RUN)
        {
            at++;
        }
        return at - from;
    }
}
