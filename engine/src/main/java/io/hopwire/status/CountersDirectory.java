package io.hopwire.status;

import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import io.hopwire.PublicKey;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The directory in which the nodes of one user keep their {@link CountersFile}s, so that tools find them:
 * {@code <base>/hopwire-<uid>/<name of the node, or pid>.counters}. It is made for its owner's eyes only. A user
 * need not have a name, and several may have the same; where users have no numbers, the name serves. The base is
 * {@code /dev/shm} where there is one, otherwise {@code java.io.tmpdir}: a file on a disk is written back every few
 * seconds, and the next count then waits for a page fault.
 */
public final class CountersDirectory
{
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final Path SELF = Path.of("/proc/self");
    private static final String OWNER = "unix:uid";
    private static final int ROOT = 0;
    private static final Integer UID_OR_NULL = uid();
    private static final String SUFFIX = ".counters";
    private static final int MAX_NODES_OF_A_NAME = 10_000;

    private final Path path;

    /**
     * A directory, which need not exist yet.
     *
     * @param path where.
     */
    public CountersDirectory(final Path path)
    {
        this.path = path;
    }

    /**
     * Where the nodes of this user are by default.
     *
     * @return the directory.
     */
    public static CountersDirectory ofUser()
    {
        final Path base = Files.isDirectory(SHARED_MEMORY) && Files.isWritable(SHARED_MEMORY) ?
            SHARED_MEMORY : Path.of(System.getProperty("java.io.tmpdir"));
        return new CountersDirectory(base.resolve("hopwire-" + fileName(user())));
    }

    /**
     * Where the directory is.
     *
     * @return its path.
     */
    public Path path()
    {
        return path;
    }

    /**
     * Create the file of a node of this process, and the directory where it does not exist. What launches that were
     * killed have left half written is removed. Where a node that runs has
     * the name, in this process or in any other, the file is called {@code <name>-2}, and so on.
     *
     * @param name    of the node, or null to name the file after this process.
     * @param nodeKey public key of the node.
     * @param nowNs   time of the node's start, nanoseconds since the epoch.
     * @return the file, to be closed with the node.
     * @throws HopwireException where the directory is somebody else's, or the system refuses, for want of room for
     *     example.
     */
    public CountersFile create(final String name, final PublicKey nodeKey, final long nowNs)
    {
        createDirectory();
        removeLeftovers("");
        final String wanted = null == name ? Long.toString(ProcessHandle.current().pid()) : name;
        for (int i = 1; i <= MAX_NODES_OF_A_NAME; i++)
        {
            final Path place = pathOf(1 == i ? wanted : wanted + "-" + i);
            final CountersFile file = CountersFile.tryCreate(place, nodeKey, nowNs);
            if (null != file)
            {
                return file;
            }
        }
        throw failure("more than " + MAX_NODES_OF_A_NAME + " nodes that run are called " + wanted, null);
    }

    /**
     * Has a file the name that was asked for?
     *
     * @param file that {@link #create} returned.
     * @param name of the node.
     * @return false where another node has the name.
     */
    public boolean isOf(final CountersFile file, final String name)
    {
        return pathOf(name).equals(file.path());
    }

    /**
     * Find a node.
     *
     * @param name of the node, or pid.
     * @return its file, mapped for reading.
     * @throws HopwireException where there is none.
     */
    public CountersFile find(final String name)
    {
        return CountersFile.map(pathOf(name));
    }

    /**
     * All nodes that run now.
     *
     * @return their files, mapped for reading, in the order of their names.
     */
    public List<CountersFile> live()
    {
        final List<CountersFile> live = new ArrayList<>();
        for (final Path file : files())
        {
            try
            {
                final CountersFile counters = CountersFile.map(file);
                if (counters.isLive())
                {
                    live.add(counters);
                }
            }
            catch (final HopwireException ignore)
            {
                // Not ready yet, gone meanwhile, or none of ours: not a live node in any case.
            }
        }
        return live;
    }

    /**
     * Remove what dead processes have left.
     *
     * @param prefix of the names of the nodes: the last words of others may still be wanted.
     * @return files removed.
     */
    public int removeStale(final String prefix)
    {
        int removed = removeLeftovers(prefix);
        for (final Path file : files())
        {
            if (file.getFileName().toString().startsWith(prefix))
            {
                removed += CountersFile.removeIfStale(file) ? 1 : 0;
            }
        }
        return removed;
    }

    private int removeLeftovers(final String prefix)
    {
        return WholeFile.removeLeftovers(path, Pattern.compile(Pattern.quote(prefix) + ".*" + Pattern.quote(SUFFIX)));
    }

    private List<Path> files()
    {
        final List<Path> files = new ArrayList<>();
        if (Files.isDirectory(path))
        {
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(path, "*" + SUFFIX))
            {
                stream.forEach(files::add);
            }
            catch (final IOException ex)
            {
                throw failure("cannot list " + path, ex);
            }
        }
        files.sort(Comparator.naturalOrder());
        return files;
    }

    private Path pathOf(final String name)
    {
        return path.resolve(fileName(name) + SUFFIX);
    }

    private void createDirectory()
    {
        try
        {
            final boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS))
            {
                if (posix)
                {
                    Files.createDirectories(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                }
                else
                {
                    Files.createDirectories(path);
                }
            }
            checkDirectory(posix);
        }
        catch (final IOException ex)
        {
            throw failure("cannot create directory " + path, ex);
        }
    }

    /* The default place is in a directory that everybody writes to: somebody else may have been there first. */
    private void checkDirectory(final boolean posix) throws IOException
    {
        final Integer uid = UID_OR_NULL;
        if (null != uid && ROOT != uid && !uid.equals(Files.getAttribute(path, OWNER, LinkOption.NOFOLLOW_LINKS)))
        {
            throw failure("belongs to another user than " + uid + ": " + path, null);
        }
        final boolean othersWrite = posix && hasAny(
            Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS),
            PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) || othersWrite || !Files.isWritable(path))
        {
            throw failure("must be a directory that only its owner can write to: " + path, null);
        }
    }

    private static String user()
    {
        return null == UID_OR_NULL ? System.getProperty("user.name") : UID_OR_NULL.toString();
    }

    private static Integer uid()
    {
        try
        {
            return (Integer)Files.getAttribute(SELF, OWNER);
        }
        catch (final IOException | RuntimeException ex)
        {
            // No such attribute, or no such directory, on this system.
            return null;
        }
    }

    private static boolean hasAny(
        final Set<PosixFilePermission> permissions, final PosixFilePermission first, final PosixFilePermission second)
    {
        return permissions.contains(first) || permissions.contains(second);
    }

    private static String fileName(final String name)
    {
        final String safe = name.replaceAll("[^A-Za-z0-9._-]", "_");
        return safe.isEmpty() || safe.startsWith(".") ? "_" + safe : safe;
    }

    private static HopwireException failure(final String message, final Throwable cause)
    {
        return new HopwireException(
            ErrorCategory.TRANSPORT, null == cause ? message : message + ": " + cause, cause);
    }
}
