package io.hopwire.perf;

import org.agrona.IoUtil;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;

/**
 * The directory of one run for what its processes keep in files, in memory where the system has such a place. The
 * controller makes it and deletes it last, so that nothing stays behind even where a worker was killed.
 */
final class Scratch implements AutoCloseable
{
    private static final String PROPERTY = "hopwire.perf.scratch";
    private static final Path SHARED_MEMORY = Paths.get("/dev/shm");

    private final Path path;

    Scratch()
    {
        final String prefix = "hopwire-perf-";
        try
        {
            path = Files.isWritable(SHARED_MEMORY) ?
                Files.createTempDirectory(SHARED_MEMORY, prefix) : Files.createTempDirectory(prefix);
        }
        catch (final IOException ex)
        {
            throw new IllegalStateException("no directory for temporary files: " + ex.getMessage(), ex);
        }
    }

    /** {@return the directory of the controller that started this worker} */
    static Path inherited()
    {
        return Paths.get(System.getProperty(PROPERTY, System.getProperty("java.io.tmpdir")));
    }

    String flag()
    {
        return "-D" + PROPERTY + '=' + path;
    }

    @Override
    public void close()
    {
        IoUtil.delete(path.toFile(), true);
    }
}
