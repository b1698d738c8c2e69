package io.hopwire.examples;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * All that another process of this machine has in its memory, as Linux shows it to who may debug it: its heap, and what
 * lies beside that, such as buffers of datagrams and files that it has mapped.
 */
final class ProcessMemory
{
    private static final int CHUNK = 1 << 20;
    private static final int OVERLAP = 64;
    private static final byte[] ZEROS = new byte[CHUNK + OVERLAP];

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
     * Look for some patterns, everywhere.
     *
     * @param patterns by name, of 2 to {@link #OVERLAP} bytes each.
     * @return the names of those that are there.
     */
    Set<String> find(final Map<String, byte[]> patterns) throws IOException
    {
        final Set<String> found = new TreeSet<>();
        final boolean[] begins = new boolean[1 << Short.SIZE];
        patterns.values().forEach((pattern) -> begins[firstTwo(pattern, 0)] = true);
        final byte[] chunk = new byte[CHUNK + OVERLAP];
        try (RandomAccessFile memory = open())
        {
            for (final long[] range : ranges())
            {
                for (long at = range[0]; at < range[1]; at += CHUNK)
                {
                    final int length = read(memory, at, chunk, (int)Math.min(chunk.length, range[1] - at));
                    // Much of a heap is room that was never used.
                    if (Arrays.mismatch(chunk, 0, length, ZEROS, 0, length) >= 0)
                    {
                        find(chunk, length, patterns, begins, found);
                    }
                }
            }
        }
        return found;
    }

    private static void find(
        final byte[] chunk,
        final int length,
        final Map<String, byte[]> patterns,
        final boolean[] begins,
        final Set<String> found)
    {
        for (int i = 0; i < length - 1; i++)
        {
            if (begins[firstTwo(chunk, i)])
            {
                for (final Map.Entry<String, byte[]> each : patterns.entrySet())
                {
                    final byte[] pattern = each.getValue();
                    if (i + pattern.length <= length &&
                        Arrays.equals(chunk, i, i + pattern.length, pattern, 0, pattern.length))
                    {
                        found.add(each.getKey());
                    }
                }
            }
        }
    }

    private static int firstTwo(final byte[] bytes, final int at)
    {
        return (bytes[at] & 0xFF) << Byte.SIZE | bytes[at + 1] & 0xFF;
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

    /*
     * Lines such as 7f0000000000-7f0000021000 rw-p 00000000 00:00 0 [heap]. A file that can only be read, such as a
     * library, is as it was before the process began.
     */
    private List<long[]> ranges() throws IOException
    {
        final List<long[]> ranges = new ArrayList<>();
        for (final String line : Files.readAllLines(Path.of("/proc/" + pid + "/maps")))
        {
            final String[] words = line.split("\\s+", 6);
            final String name = words.length > 5 ? words[5] : "";
            final boolean isOfKernel = name.startsWith("[v");
            final boolean isAsBefore = name.startsWith("/") && !words[1].startsWith("rw");
            if (words[1].startsWith("r") && !isOfKernel && !isAsBefore)
            {
                final String[] ends = words[0].split("-");
                ranges.add(new long[]{Long.parseUnsignedLong(ends[0], 16), Long.parseUnsignedLong(ends[1], 16)});
            }
        }
        return ranges;
    }
}
