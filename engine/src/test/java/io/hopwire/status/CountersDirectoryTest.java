package io.hopwire.status;

import io.hopwire.PublicKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import static org.junit.jupiter.api.Assertions.assertEquals;

class CountersDirectoryTest
{
    private static final int NODES = 8;
    private static final int ROUNDS = 200;

    @TempDir
    Path temporary;

    @Test
    void givesEveryNodeOfAProcessAFileOfItsOwnHoweverTheyStart() throws Exception
    {
        final ExecutorService threads = Executors.newFixedThreadPool(NODES);
        try
        {
            for (int round = 0; round < ROUNDS; round++)
            {
                final CountersDirectory directory = new CountersDirectory(temporary.resolve("round" + round));
                final CyclicBarrier start = new CyclicBarrier(NODES);
                final List<Future<CountersFile>> files = new ArrayList<>();
                for (int node = 0; node < NODES; node++)
                {
                    final Callable<CountersFile> launch = () ->
                    {
                        start.await();
                        return directory.create(null, new PublicKey(new byte[32]), new EpochNanos().nanoTime());
                    };
                    files.add(threads.submit(launch));
                }
                final Set<Path> paths = new HashSet<>();
                for (final Future<CountersFile> file : files)
                {
                    paths.add(file.get().path());
                }
                assertEquals(NODES, paths.size());
                for (final Future<CountersFile> file : files)
                {
                    file.get().close();
                }
            }
        }
        finally
        {
            threads.shutdownNow();
        }
    }
}
