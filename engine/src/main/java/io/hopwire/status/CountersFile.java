package io.hopwire.status;

import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import io.hopwire.PublicKey;
import io.hopwire.spi.Counters;
import org.agrona.BitUtil;
import org.agrona.CloseHelper;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

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
 * The file is a {@link WholeFile}, so it has no holes that a full disk could refuse to fill later, and an interrupted
 * launch leaves nothing that looks like a node. A lock on its name, which the system drops when the process ends,
 * proves that the node lives. Its heartbeat is the counter of duty cycles, which advances at least once a second: a
 * process that is stopped, or hangs, has the lock and no heartbeat. A heartbeat alone would prove nothing, as a process
 * that is stopped for a while must find its name its own.
 * <p>
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

    private final Path path;
    private final UnsafeBuffer buffer;
    private final AutoCloseable lockOrNull;
    private final Counters counters;
    private final UnsafeBuffer errors;
    private boolean closed;

    private CountersFile(final Path path, final UnsafeBuffer buffer, final AutoCloseable lockOrNull)
    {
        this.path = path;
        this.buffer = buffer;
        this.lockOrNull = lockOrNull;
        counters = new Counters(section(COUNTERS_OFFSET_OFFSET, COUNTERS_LENGTH_OFFSET));
        errors = section(ERRORS_OFFSET_OFFSET, ERRORS_LENGTH_OFFSET);
    }

    /**
     * Create the file of a node of this process. What a dead process or an interrupted launch left at the same place is
     * replaced.
     *
     * @param path    where; its directory exists.
     * @param nodeKey public key of the node.
     * @param nowNs   time of the node's start, nanoseconds since the epoch.
     * @return the file, all counters 0; or null where a node that runs has the place, of this process or of another.
     * @throws HopwireException where another file is there, or the system refuses, for want of room for example.
     */
    static CountersFile tryCreate(final Path path, final PublicKey nodeKey, final long nowNs)
    {
        AutoCloseable lock = null;
        CountersFile created = null;
        try
        {
            lock = NameLocks.tryHold(path);
            if (null != lock)
            {
                checkReplaceable(path);
                created = new CountersFile(path, write(path, nodeKey, nowNs), lock);
            }
            return created;
        }
        catch (final IOException ex)
        {
            throw failure("cannot create counters file " + path + ": " + ex, ex);
        }
        finally
        {
            if (null == created)
            {
                CloseHelper.quietClose(lock);
            }
        }
    }

    private static void checkReplaceable(final Path path)
    {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !isEmpty(path))
        {
            // Whose header is sound is ours, and nobody holds its name.
            map(path);
        }
    }

    private static UnsafeBuffer write(final Path path, final PublicKey nodeKey, final long nowNs) throws IOException
    {
        try (WholeFile file = WholeFile.begin(path))
        {
            file.write(ByteBuffer.allocate(FILE_LENGTH));
            final UnsafeBuffer buffer =
                new UnsafeBuffer(file.channel().map(FileChannel.MapMode.READ_WRITE, 0, FILE_LENGTH));
            writeHeader(buffer, nodeKey, nowNs);
            file.replace();
            return buffer;
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
            return new CountersFile(path, buffer, null);
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
     * @return true where it is a counters file, or one that never became one, and no process that runs holds its name;
     *     false for everything else.
     */
    public static boolean isStale(final Path path)
    {
        try
        {
            return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && !isLive(path) &&
                (isEmpty(path) || map(path).pid() > 0);
        }
        catch (final HopwireException ex)
        {
            return false;
        }
    }

    /**
     * Remove the file if it is stale. The name is held meanwhile, so a node that begins at this moment keeps its own.
     */
    static boolean removeIfStale(final Path path)
    {
        if (!isStale(path))
        {
            return false;
        }
        try (AutoCloseable lock = NameLocks.tryHold(path))
        {
            return null != lock && Files.deleteIfExists(path);
        }
        catch (final Exception ex)
        {
            throw failure("cannot remove " + path + ": " + ex, ex);
        }
    }

    /* The magic is written last: until then a file may have any length, and begins with 0. */
    private static boolean isEmpty(final Path path)
    {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))
        {
            final ByteBuffer magic = ByteBuffer.allocate(Long.BYTES);
            return channel.size() <= FILE_LENGTH && channel.read(magic) <= Long.BYTES && 0 == magic.getLong(0);
        }
        catch (final IOException ex)
        {
            return false;
        }
    }

    private static boolean isLive(final Path path)
    {
        try
        {
            return NameLocks.isHeld(path);
        }
        catch (final IOException ex)
        {
            throw failure("cannot tell whether the node of " + path + " runs: " + ex, ex);
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
     * Does the process that made the file still run, in whatever container?
     *
     * @return false where it is gone.
     */
    public boolean isLive()
    {
        return isLive(path);
    }

    /**
     * Remove the file, if this process made it. Readers keep what they have mapped. Does nothing the second time.
     */
    @Override
    public void close()
    {
        if (null != lockOrNull && !closed)
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
            finally
            {
                CloseHelper.quietClose(lockOrNull);
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
