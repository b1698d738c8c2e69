package io.hopwire.status;

import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import io.hopwire.PublicKey;
import io.hopwire.spi.Counters;
import org.agrona.BitUtil;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What a node counts, and the errors it met, in a memory-mapped file that other processes read while it runs. Numbers
 * are in native byte order; the magic tells a reader of the other order, and is written last: without it a file is not
 * ready.
 * <pre>
 *     0             8         12        16             24                32        36        40        44
 *    +-------------+---------+---------+--------------+-----------------+---------+---------+---------+------+
 *    | "HOPWIRE1"  | version | key     | pid          | start, ns since | counters| length  | errors  | len- |
 *    |             |         | length  |              | 1970            | offset  |         | offset  | gth  |
 *    +-------------+---------+---------+--------------+-----------------+---------+---------+---------+------+
 *     48                                64                                           334                  512
 *    +---------------------------------+--------------------------------------------+-------------------------+
 *    | identity scheme, ASCII, then 0  | node key, 270 bytes, the longest there are | reserved, 0             |
 *    +---------------------------------+--------------------------------------------+-------------------------+
 *     512                                                                                          4096
 *    +--------------------------------------------------------------------------------------------------+
 *    | counters as io.hopwire.spi.Counters lays them out, 2048 bytes; then padding                      |
 *    +--------------------------------------------------------------------------------------------------+
 *     4096                                                                                        69632
 *    +--------------------------------------------------------------------------------------------------+
 *    | distinct errors as Agrona's DistinctErrorLog lays them out, 64 KiB                               |
 *    +--------------------------------------------------------------------------------------------------+
 * </pre>
 * The memory is given back when nobody can reach it any more, not at {@link #close()}: a late reader must not crash.
 */
public final class CountersFile implements AutoCloseable
{
    /**
     * Layout version that this class writes and reads.
     */
    public static final int VERSION = 2;

    /* "HOPWIRE1" on a little-endian machine. */
    private static final long MAGIC = 0x3145524957504F48L;
    private static final int MAGIC_OFFSET = 0;
    private static final int VERSION_OFFSET = 8;
    private static final int KEY_LENGTH_OFFSET = 12;
    private static final int PID_OFFSET = 16;
    private static final int START_OFFSET = 24;
    private static final int COUNTERS_OFFSET_OFFSET = 32;
    private static final int COUNTERS_LENGTH_OFFSET = 36;
    private static final int ERRORS_OFFSET_OFFSET = 40;
    private static final int ERRORS_LENGTH_OFFSET = 44;
    private static final int SCHEME_OFFSET = 48;
    private static final int KEY_OFFSET = SCHEME_OFFSET + PublicKey.MAX_SCHEME_LENGTH;
    private static final int HEADER_LENGTH = 512;
    private static final int ERRORS_OFFSET = 4096;
    private static final int ERRORS_LENGTH = 64 * 1024;
    static final int FILE_LENGTH = ERRORS_OFFSET + ERRORS_LENGTH;
    private static final int MAX_FILE_LENGTH = 1 << 30;
    /* Start times of processes are only known to the scheduler's tick and follow corrections of the wall clock. */
    private static final long START_TOLERANCE_NS = TimeUnit.SECONDS.toNanos(2);

    private final Path path;
    private final UnsafeBuffer buffer;
    private final boolean owner;
    private final Counters counters;
    private final UnsafeBuffer errors;
    private boolean closed;

    private CountersFile(final Path path, final UnsafeBuffer buffer, final boolean owner)
    {
        this.path = path;
        this.buffer = buffer;
        this.owner = owner;
        counters = new Counters(section(COUNTERS_OFFSET_OFFSET, COUNTERS_LENGTH_OFFSET));
        errors = section(ERRORS_OFFSET_OFFSET, ERRORS_LENGTH_OFFSET);
    }

    /**
     * Create the file of a node of this process. A file that a dead process left at the same place is replaced.
     *
     * @param path    where; its directory exists.
     * @param nodeKey public key of the node.
     * @param nowNs   time of the node's start, nanoseconds since the epoch.
     * @return the file, all counters 0.
     * @throws HopwireException where a live node holds the file, or the system refuses.
     */
    public static CountersFile create(final Path path, final PublicKey nodeKey, final long nowNs)
    {
        try
        {
            if (isStale(path))
            {
                Files.deleteIfExists(path);
            }
            try (FileChannel channel = FileChannel.open(
                path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE))
            {
                final UnsafeBuffer buffer =
                    new UnsafeBuffer(channel.map(FileChannel.MapMode.READ_WRITE, 0, FILE_LENGTH));
                writeHeader(buffer, nodeKey, nowNs);
                return new CountersFile(path, buffer, true);
            }
        }
        catch (final FileAlreadyExistsException ex)
        {
            throw failure("belongs to another node that runs, or is no counters file: " + path, ex);
        }
        catch (final IOException ex)
        {
            throw failure("cannot create counters file " + path + ": " + ex, ex);
        }
    }

    /**
     * Look at the file of a node, of any process.
     *
     * @param path of the file.
     * @return the file, read-only: a write through its counters crashes the JVM.
     * @throws HopwireException where it is none, not ready, or of another version.
     */
    public static CountersFile map(final Path path)
    {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ))
        {
            final long length = channel.size();
            if (length < HEADER_LENGTH || length > MAX_FILE_LENGTH)
            {
                throw failure("not a counters file, or not ready: " + path, null);
            }
            final MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, length);
            final UnsafeBuffer buffer = new UnsafeBuffer(mapped);
            checkHeader(path, buffer);
            return new CountersFile(path, buffer, false);
        }
        catch (final IOException ex)
        {
            throw failure("cannot read counters file " + path + ": " + ex, ex);
        }
    }

    /**
     * Was this file left behind by a process that is gone?
     *
     * @param path of a file.
     * @return true where it is a counters file and the process that made it is dead, or its pid now belongs to a
     *     younger one; false for everything else.
     */
    public static boolean isStale(final Path path)
    {
        try
        {
            return Files.isRegularFile(path) && !map(path).isLive();
        }
        catch (final HopwireException ex)
        {
            return false;
        }
    }

    /** {@return the values of the counters, live} */
    public Counters counters()
    {
        return counters;
    }

    /**
     * {@return the memory of the distinct error log, for {@link DistinctErrorHandler} to write and {@link
     * org.agrona.concurrent.errors.ErrorLogReader} to read}
     */
    public AtomicBuffer errors()
    {
        return errors;
    }

    /**
     * Where the file is.
     *
     * @return its path.
     */
    public Path path()
    {
        return path;
    }

    /**
     * Process that made the file.
     *
     * @return its id.
     */
    public long pid()
    {
        return buffer.getLong(PID_OFFSET);
    }

    /**
     * When the node was started.
     *
     * @return nanoseconds since the epoch.
     */
    public long startNs()
    {
        return buffer.getLong(START_OFFSET);
    }

    /** {@return public key of the node} */
    public PublicKey nodeKey()
    {
        return nodeKey(buffer);
    }

    /**
     * Does the process that made the file still run?
     *
     * @return false where it is gone.
     */
    public boolean isLive()
    {
        final Optional<ProcessHandle> process = ProcessHandle.of(pid()).filter(ProcessHandle::isAlive);
        return process.isPresent() && process.get().info().startInstant()
            .map((start) -> TimeUnit.SECONDS.toNanos(start.getEpochSecond()) + start.getNano())
            .map((processStartNs) -> processStartNs - START_TOLERANCE_NS <= startNs())
            .orElse(true);
    }

    /**
     * Remove the file, if this process made it. Readers keep what they have mapped. Does nothing the second time.
     */
    @Override
    public void close()
    {
        if (owner && !closed)
        {
            closed = true;
            try
            {
                Files.deleteIfExists(path);
            }
            catch (final IOException ex)
            {
                throw failure("cannot remove counters file " + path + ": " + ex, ex);
            }
        }
    }

    static void writeHeader(final UnsafeBuffer buffer, final PublicKey nodeKey, final long nowNs)
    {
        buffer.putInt(VERSION_OFFSET, VERSION);
        buffer.putInt(KEY_LENGTH_OFFSET, nodeKey.length());
        buffer.putLong(PID_OFFSET, ProcessHandle.current().pid());
        buffer.putLong(START_OFFSET, nowNs);
        buffer.putStringWithoutLengthAscii(SCHEME_OFFSET, nodeKey.scheme());
        nodeKey.copyTo(buffer, KEY_OFFSET);
        buffer.putInt(COUNTERS_OFFSET_OFFSET, HEADER_LENGTH);
        buffer.putInt(COUNTERS_LENGTH_OFFSET, Counters.LENGTH);
        buffer.putInt(ERRORS_OFFSET_OFFSET, ERRORS_OFFSET);
        buffer.putInt(ERRORS_LENGTH_OFFSET, ERRORS_LENGTH);
        buffer.putLongRelease(MAGIC_OFFSET, MAGIC);
    }

    static void checkHeader(final Path path, final UnsafeBuffer buffer)
    {
        if (MAGIC != buffer.getLongVolatile(MAGIC_OFFSET))
        {
            throw failure("not a counters file, or not ready: " + path, null);
        }
        if (VERSION != buffer.getInt(VERSION_OFFSET))
        {
            throw failure("counters file of version " + buffer.getInt(VERSION_OFFSET) +
                ", this is " + VERSION + ": " + path, null);
        }
        final boolean sound =
            hasNodeKey(buffer) &&
            isSection(buffer, COUNTERS_OFFSET_OFFSET, COUNTERS_LENGTH_OFFSET, Counters.LENGTH) &&
            isSection(buffer, ERRORS_OFFSET_OFFSET, ERRORS_LENGTH_OFFSET, 0);
        if (!sound)
        {
            throw failure("counters file with a broken header: " + path, null);
        }
    }

    private static boolean hasNodeKey(final UnsafeBuffer buffer)
    {
        final int length = buffer.getInt(KEY_LENGTH_OFFSET);
        try
        {
            return length > 0 && length <= PublicKey.MAX_LENGTH && null != nodeKey(buffer);
        }
        catch (final HopwireException ex)
        {
            return false;
        }
    }

    private static PublicKey nodeKey(final UnsafeBuffer buffer)
    {
        final String scheme = buffer.getStringWithoutLengthAscii(SCHEME_OFFSET, PublicKey.MAX_SCHEME_LENGTH).trim();
        return new PublicKey(scheme, buffer, KEY_OFFSET, buffer.getInt(KEY_LENGTH_OFFSET));
    }

    private static boolean isSection(
        final UnsafeBuffer buffer, final int offsetOffset, final int lengthOffset, final int minLength)
    {
        final int offset = buffer.getInt(offsetOffset);
        final int length = buffer.getInt(lengthOffset);
        return offset >= HEADER_LENGTH && BitUtil.isAligned((long)offset, Long.BYTES) && length >= minLength &&
            length <= buffer.capacity() - offset;
    }

    private UnsafeBuffer section(final int offsetOffset, final int lengthOffset)
    {
        return new UnsafeBuffer(buffer, buffer.getInt(offsetOffset), buffer.getInt(lengthOffset));
    }

    private static HopwireException failure(final String message, final Throwable cause)
    {
        return new HopwireException(ErrorCategory.TRANSPORT, message, cause);
    }
}
