package io.hopwire.examples;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * A file that is not whole yet: it has a name that says so, and gets its own one in the end, or is removed. What was
 * written is on the disk before it gets its name, so that not even a machine that loses its power leaves half of it
 * under that.
 */
final class PartFile implements AutoCloseable
{
    /** Written in between, so that the end does not wait for all of a long file. */
    private static final long SYNC_LENGTH = 64L << 20;

    private final MessageDigester digester = new MessageDigester();
    private final Path path;
    private final FileChannel channel;
    private long synced;
    private boolean kept;

    private PartFile(final Path path) throws IOException
    {
        this.path = path;
        channel = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    }

    static PartFile create(final Path directory) throws IOException
    {
        // A temporary file of the platform would be its owner's alone, for good.
        return new PartFile(directory.resolve(".hopwire-" + UUID.randomUUID() + ".part"));
    }

    void write(final byte[] bytes, final int length) throws IOException
    {
        final ByteBuffer rest = ByteBuffer.wrap(bytes, 0, length);
        while (rest.hasRemaining())
        {
            channel.write(rest);
        }
        digester.update(bytes, length);
        if (length() - synced >= SYNC_LENGTH)
        {
            channel.force(false);
            synced = length();
        }
    }

    long length()
    {
        return digester.bytes();
    }

    /**
     * {@return SHA-256 of what was written} Nothing more may be written then.
     */
    byte[] digest()
    {
        return digester.digest();
    }

    /**
     * Give it its name, which nobody may have yet.
     */
    void keepAs(final Path target) throws IOException
    {
        channel.force(true);
        channel.close();
        Files.move(path, target);
        kept = true;
    }

    /**
     * Remove it, unless it is kept.
     */
    @Override
    public void close() throws IOException
    {
        channel.close();
        if (!kept)
        {
            Files.deleteIfExists(path);
        }
    }
}
