package io.hopwire.store;

import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Opens the disk of a node. The one class of the package that can be used where there is no LMDB.
 */
public final class Disks
{
    private static final String LIBRARY = "org.lmdbjava:lmdbjava";

    private Disks()
    {
    }

    /**
     * Open, or make.
     *
     * @param path    of a directory.
     * @param mapSize most bytes of the file in it.
     * @param own     address of the node, whose records they are.
     * @return the disk.
     * @throws HopwireException that says why there is none.
     */
    public static LmdbDisk open(final Path path, final long mapSize, final byte[] own)
    {
        final DirectoryLock lock = DirectoryLock.take(path);
        LmdbFile file = null;
        LmdbDisk disk = null;
        try
        {
            file = new LmdbFile(path, mapSize);
            checkOwner(file, path, own);
            disk = new LmdbDisk(path, lock, file);
            return disk;
        }
        catch (final LinkageError ex)
        {
            throw new HopwireException(ErrorCategory.CONFIGURATION,
                "a store on disk needs " + LIBRARY + " on the class path, and its natives for this machine: " + ex, ex);
        }
        catch (final HopwireException ex)
        {
            throw ex;
        }
        catch (final RuntimeException ex)
        {
            throw new HopwireException(
                ErrorCategory.TRANSPORT, "the store " + path + " can not be opened: " + ex.getMessage(), ex);
        }
        finally
        {
            if (null == disk)
            {
                close(file, lock);
            }
        }
    }

    private static void close(final LmdbFile fileOrNull, final DirectoryLock lock)
    {
        if (null != fileOrNull)
        {
            fileOrNull.close();
        }
        lock.close();
    }

    private static void checkOwner(final LmdbFile file, final Path path, final byte[] own)
    {
        final UnsafeBuffer address = new UnsafeBuffer(BufferUtil.allocateDirectAligned(own.length, Long.BYTES));
        address.putBytes(0, own);
        final byte[] owner = file.owner(address);
        if (!Arrays.equals(owner, own))
        {
            throw new HopwireException(ErrorCategory.CONFIGURATION, "the store " + path +
                " is that of another node, " + HexFormat.of().formatHex(owner) + ": what a node keeps depends on " +
                "its key, so give it the same key each time, or another directory");
        }
    }
}
