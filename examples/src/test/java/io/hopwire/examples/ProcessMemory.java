package io.hopwire.examples;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that another process of this machine has in its memory, as Linux shows it to who may debug it: its heap, and what
 * lies beside that, such as buffers of datagrams and files that it has mapped.
 */
final class ProcessMemory
{
    private static final int CHUNK = 1 << 20;
    private static final int OVERLAP = 64;

    private final long pid;

    ProcessMemory(final Process process)
    {
        pid = process.pid();
    }

    /**
     * {@return whether this machine lets us look}
     */
    boolean isReadable()
    {
        try (RandomAccessFile memory = open())
        {
            return memory.length() >= 0;
        }
        catch (final IOException ex)
        {
            return false;
        }
    }

    /**
     * Look for each of some patterns, everywhere.
     *
     * @return how often each was there, by its name; none is missing.
     */
    Map<String, Integer> count(final Map<String, byte[]> patterns) throws IOException
    {
        final Map<String, Integer> counts = new TreeMap<>();
        patterns.keySet().forEach((name) -> counts.put(name, 0));
        final byte[] chunk = new byte[CHUNK + OVERLAP];
        try (RandomAccessFile memory = open())
        {
            for (final long[] range : ranges())
            {
                for (long at = range[0]; at < range[1]; at += CHUNK)
                {
                    final int length = read(memory, at, chunk, (int)Math.min(chunk.length, range[1] - at));
                    patterns.forEach((name, pattern) ->
                        counts.merge(name, count(chunk, length, pattern), Integer::sum));
                }
            }
        }
        return counts;
    }

    /** One that begins in the overlap is found again at the beginning of the next chunk: counted there, not here. */
    private static int count(final byte[] chunk, final int length, final byte[] pattern)
    {
        assert pattern.length <= OVERLAP;
        int count = 0;
        final int end = Math.min(CHUNK, length - pattern.length + 1);
        for (int i = 0; i < end; i++)
        {
            if (chunk[i] == pattern[0] &&
                Arrays.equals(chunk, i, i + pattern.length, pattern, 0, pattern.length))
            {
                count++;
            }
        }
        return count;
    }

    private RandomAccessFile open() throws IOException
    {
        return new RandomAccessFile("/proc/" + pid + "/mem", "r");
    }

    /** What the process gives back while we look can not be read any more. */
    private static int read(final RandomAccessFile memory, final long at, final byte[] chunk, final int length)
    {
        int read = 0;
        try
        {
            memory.seek(at);
            while (read < length)
            {
                final int more = memory.read(chunk, read, length - read);
                if (more <= 0)
                {
                    return read;
                }
                read += more;
            }
            return read;
        }
        catch (final IOException ex)
        {
            return read;
        }
    }

    /* Lines such as 7f0000000000-7f0000021000 rw-p 00000000 00:00 0 [heap] */
    private List<long[]> ranges() throws IOException
    {
        final List<long[]> ranges = new ArrayList<>();
        for (final String line : Files.readAllLines(Path.of("/proc/" + pid + "/maps")))
        {
            final String[] words = line.split("\\s+", 6);
            final boolean isOfKernel = words.length > 5 && words[5].startsWith("[v");
            if (words[1].startsWith("r") && !isOfKernel)
            {
                final String[] ends = words[0].split("-");
                ranges.add(new long[]{Long.parseUnsignedLong(ends[0], 16), Long.parseUnsignedLong(ends[1], 16)});
            }
        }
        return ranges;
    }
}
