package io.hopwire.store;

import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import org.agrona.CloseHelper;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A directory that one node has for itself: two that vote with one memory would break each other's promises. Ends with
 * the process, however that ends.
 */
final class DirectoryLock implements AutoCloseable
{
    private static final String NAME = "node.lock";

    private final FileChannel channel;

    private DirectoryLock(final FileChannel channel)
    {
        this.channel = channel;
    }

    /**
     * Take a directory, which is made where it does not exist.
     *
     * @throws HopwireException that says why it can not be had.
     */
    static DirectoryLock take(final Path directory)
    {
        FileChannel channel = null;
        try
        {
            Files.createDirectories(directory);
            channel = FileChannel.open(
                directory.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            final FileLock lock = tryLock(channel);
            if (null != lock)
            {
                return new DirectoryLock(channel);
            }
        }
        catch (final IOException ex)
        {
            CloseHelper.quietClose(channel);
            throw new HopwireException(ErrorCategory.TRANSPORT,
                "the store " + directory + " can not be written: " + ex, ex);
        }
        CloseHelper.quietClose(channel);
        throw new HopwireException(ErrorCategory.TRANSPORT, "the store " + directory + " is in use by another node");
    }

    private static FileLock tryLock(final FileChannel channel) throws IOException
    {
        try
        {
            return channel.tryLock();
        }
        catch (final OverlappingFileLockException ex)
        {
            return null;
        }
    }

    @Override
    public void close()
    {
        CloseHelper.quietClose(channel);
    }
}
