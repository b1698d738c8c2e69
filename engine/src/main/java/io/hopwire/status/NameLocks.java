package io.hopwire.status;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Which files of a directory belong to processes that run. A process id does not say so: containers number their
 * processes each on their own. The system drops a lock when its process ends in whatever way, and knows no containers.
 * <p>
 * All locks of a directory are on one byte each of its file {@value #FILE}, at the hash of the name. A system may drop
 * all locks that a process has on a file when the process closes it once; so nobody else opens that file, and it stays
 * open while this process holds any of them. The file is never removed: who waits for it would wait for another one.
 * <p>
 * Thread-safe.
 */
final class NameLocks
{
    private static final String FILE = ".hopwire.lock";
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final int ATTEMPTS = 20;
    private static final long BETWEEN_ATTEMPTS_NS = 2_000_000L;
    private static final Map<Path, NameLocks> OPEN = new HashMap<>();

    private final Path directory;
    private final FileChannel channel;
    private int users;

    private NameLocks(final Path directory, final FileChannel channel)
    {
        this.directory = directory;
        this.channel = channel;
    }

    /**
     * Take the name of a file for this process.
     *
     * @param file whose name it is; it need not exist, its directory must.
     * @return to be closed when the file is gone, or null where a process that runs has the name, this one included.
     * @throws IOException where the system can not lock.
     */
    static AutoCloseable tryHold(final Path file) throws IOException
    {
        synchronized (OPEN)
        {
            final NameLocks locks = open(file);
            FileLock lock = null;
            try
            {
                lock = locks.tryLock(position(file));
            }
            finally
            {
                if (null == lock)
                {
                    locks.leave();
                }
            }
            final FileLock held = lock;
            return null == held ? null : () -> locks.release(held);
        }
    }

    /**
     * Does a process that runs hold the name of this file?
     *
     * @param file whose name it is.
     * @return true where one does, this one included.
     * @throws IOException where the system does not say.
     */
    static boolean isHeld(final Path file) throws IOException
    {
        synchronized (OPEN)
        {
            if (!Files.exists(directory(file).resolve(FILE)))
            {
                return false;
            }
            final NameLocks locks = open(file);
            try (FileLock lock = locks.tryOnce(position(file)))
            {
                return null == lock;
            }
            finally
            {
                locks.leave();
            }
        }
    }

    private static NameLocks open(final Path file) throws IOException
    {
        final Path directory = directory(file);
        NameLocks locks = OPEN.get(directory);
        if (null == locks)
        {
            locks = new NameLocks(directory, FileChannel.open(
                directory.resolve(FILE),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS));
            OPEN.put(directory, locks);
        }
        locks.users++;
        return locks;
    }

    private static Path directory(final Path file) throws IOException
    {
        return file.toAbsolutePath().getParent().toRealPath();
    }

    private static long position(final Path file)
    {
        long hash = FNV_OFFSET;
        final String name = file.getFileName().toString();
        for (int i = 0; i < name.length(); i++)
        {
            hash = (hash ^ name.charAt(i)) * FNV_PRIME;
        }
        return hash >>> 2;
    }

    /**
     * Who only asks whether a name is held holds it for that moment: try again.
     */
    private FileLock tryLock(final long position) throws IOException
    {
        for (int i = 1; i < ATTEMPTS; i++)
        {
            try
            {
                final FileLock lock = channel.tryLock(position, 1, false);
                if (null != lock)
                {
                    return lock;
                }
            }
            catch (final OverlappingFileLockException ex)
            {
                // This process holds it, and nobody in it asks at the same time.
                return null;
            }
            LockSupport.parkNanos(BETWEEN_ATTEMPTS_NS);
        }
        return tryOnce(position);
    }

    private FileLock tryOnce(final long position) throws IOException
    {
        try
        {
            return channel.tryLock(position, 1, false);
        }
        catch (final OverlappingFileLockException ex)
        {
            return null;
        }
    }

    private void release(final FileLock lock) throws IOException
    {
        synchronized (OPEN)
        {
            lock.release();
            leave();
        }
    }

    private void leave() throws IOException
    {
        users--;
        if (0 == users)
        {
            OPEN.remove(directory);
            channel.close();
        }
    }
}
