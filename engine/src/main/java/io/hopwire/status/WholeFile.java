package io.hopwire.status;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file that appears at its place whole, or not at all. It is written aside, in the same directory, as
 * {@code .<name>.<16 hexadecimal digits>.new}, and then moved. Whoever is killed in between leaves that one; a lock on
 * it, which the system drops when its process ends, tells a leftover from a file that is being written, and the next
 * file of the same name removes it.
 * <p>
 * Not thread-safe, but any number of threads and processes may write files of the same name, each with its own object.
 */
public final class WholeFile implements AutoCloseable
{
    private static final Pattern ASIDE = Pattern.compile("\\.(.+?)(\\.[0-9a-f]{16})?\\.new");
    private static final Set<PosixFilePermission> OWNER_ONLY =
        Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final String POSIX = "posix";
    private static final int ATTEMPTS = 100;
    /* Those of this process: a second look at their locks would drop them. */
    private static final Set<Path> WRITTEN = new HashSet<>();

    private final Path path;
    private final Path aside;
    private final FileChannel channel;

    private WholeFile(final Path path, final Path aside, final FileChannel channel)
    {
        this.path = path;
        this.aside = aside;
        this.channel = channel;
    }

    /**
     * Begin to write a file for whoever the system's defaults allow to read it.
     *
     * @param path where it will be; its directory exists.
     * @return the file, to be closed in any case.
     * @throws IOException where there can be no file.
     */
    public static WholeFile begin(final Path path) throws IOException
    {
        return open(path);
    }

    /**
     * Begin to write a file that nobody but its owner can read at any time, where the system knows owners.
     *
     * @param path where it will be; its directory exists.
     * @return the file, to be closed in any case.
     * @throws IOException where there can be no file.
     */
    public static WholeFile beginOwnerOnly(final Path path) throws IOException
    {
        return path.getFileSystem().supportedFileAttributeViews().contains(POSIX) ?
            open(path, PosixFilePermissions.asFileAttribute(OWNER_ONLY)) : open(path);
    }

    /**
     * Write a file, or replace the one that is there. What is no regular file, such as a pipe, is written to as it is,
     * and behind a symbolic link the file that it leads to is replaced.
     *
     * @param path  where; its directory exists.
     * @param bytes its whole content.
     * @throws IOException where it can not be written; then what was there still is.
     */
    public static void write(final Path path, final byte[] bytes) throws IOException
    {
        final boolean isThere = Files.exists(path);
        if (isThere && !Files.isRegularFile(path))
        {
            Files.write(path, bytes);
            return;
        }
        if (isThere && !Files.isWritable(path))
        {
            throw new AccessDeniedException(path.toString());
        }
        final Path place = isThere ? path.toRealPath() : path;
        try (WholeFile file = begin(place))
        {
            file.write(ByteBuffer.wrap(bytes));
            if (isThere && place.getFileSystem().supportedFileAttributeViews().contains(POSIX))
            {
                Files.setPosixFilePermissions(file.aside, Files.getPosixFilePermissions(place));
            }
            file.force();
            file.replace();
        }
    }

    /**
     * Remove what processes that were killed have left aside.
     *
     * @param directory in which.
     * @param names     files that they were to become, matched whole.
     * @return files removed.
     */
    public static int removeLeftovers(final Path directory, final Pattern names)
    {
        int removed = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory.toRealPath(), ".*.new"))
        {
            for (final Path file : files)
            {
                final Matcher matcher = ASIDE.matcher(file.getFileName().toString());
                if (matcher.matches() && names.matcher(matcher.group(1)).matches())
                {
                    removed += removeIfLeft(file) ? 1 : 0;
                }
            }
        }
        catch (final IOException ex)
        {
            // Who may not list a directory, or not remove from it, leaves it as it is.
            return removed;
        }
        return removed;
    }

    private static WholeFile open(final Path path, final FileAttribute<?>... attributes) throws IOException
    {
        final Path directory = path.toAbsolutePath().getParent();
        final String name = path.getFileName().toString();
        removeLeftovers(directory, Pattern.compile(Pattern.quote(name)));
        for (int i = 0; i < ATTEMPTS; i++)
        {
            final WholeFile file = create(path, directory.toRealPath().resolve(
                String.format(Locale.ROOT, ".%s.%016x.new", name, ThreadLocalRandom.current().nextLong())), attributes);
            if (file.hold())
            {
                return file;
            }
            file.close();
        }
        throw new FileSystemException(path.toString(), null, "files beside it are removed as soon as they are made");
    }

    private static WholeFile create(final Path path, final Path aside, final FileAttribute<?>... attributes)
        throws IOException
    {
        synchronized (WRITTEN)
        {
            final FileChannel channel = FileChannel.open(
                aside,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                attributes);
            WRITTEN.add(aside);
            return new WholeFile(path, aside, channel);
        }
    }

    /**
     * Another process may have looked before the lock was there, and taken the file for a leftover.
     */
    private boolean hold()
    {
        try
        {
            return null != channel.tryLock() && Files.exists(aside, LinkOption.NOFOLLOW_LINKS);
        }
        catch (final IOException ex)
        {
            // A file system without locks: there nobody removes anything.
            return true;
        }
    }

    private static boolean removeIfLeft(final Path file)
    {
        synchronized (WRITTEN)
        {
            if (WRITTEN.contains(file) || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
            {
                return false;
            }
            try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                FileLock lock = channel.tryLock())
            {
                return null != lock && Files.deleteIfExists(file);
            }
            catch (final IOException | OverlappingFileLockException ex)
            {
                // Not ours to remove.
                return false;
            }
        }
    }

    /**
     * Where to write it to, until it is whole.
     *
     * @return also to be mapped.
     */
    public FileChannel channel()
    {
        return channel;
    }

    /**
     * Write all of it.
     *
     * @param content from its position to its limit.
     * @throws IOException where there is no room, for example.
     */
    public void write(final ByteBuffer content) throws IOException
    {
        while (content.hasRemaining())
        {
            channel.write(content);
        }
    }

    /**
     * Wait until a loss of power would not lose what was written.
     *
     * @throws IOException where the device refuses.
     */
    public void force() throws IOException
    {
        channel.force(true);
    }

    /**
     * It is whole: it takes its place, and that of a file that is there.
     *
     * @throws IOException where it can not; then nothing has changed.
     */
    public void replace() throws IOException
    {
        Files.move(aside, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * It is whole: it takes its place, unless something is there.
     *
     * @throws FileAlreadyExistsException where something is there.
     * @throws IOException                where it can not; then nothing has changed.
     */
    public void create() throws IOException
    {
        try
        {
            Files.createLink(path, aside);
        }
        catch (final FileAlreadyExistsException ex)
        {
            throw ex;
        }
        catch (final IOException | UnsupportedOperationException ex)
        {
            // A file system without links.
            Files.move(aside, path);
        }
    }

    /**
     * What has not taken its place is gone.
     */
    @Override
    public void close() throws IOException
    {
        synchronized (WRITTEN)
        {
            WRITTEN.remove(aside);
            try
            {
                Files.deleteIfExists(aside);
            }
            finally
            {
                channel.close();
            }
        }
    }
}
