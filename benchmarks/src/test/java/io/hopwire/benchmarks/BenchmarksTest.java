package io.hopwire.benchmarks;

import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What {@code perf/jmh} measures still runs: every benchmark once with every parameter, in this process, for no figure.
 */
class BenchmarksTest
{
    private static final int AT_LEAST = 100;

    @Test
    void eachRunsOnce() throws RunnerException
    {
        // Whoever measures beside this is not disturbed by a lock.
        System.setProperty("jmh.ignoreLock", "true");
        final int results = new Runner(new OptionsBuilder()
            .mode(Mode.SingleShotTime)
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(1)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build()).run().size();
        assertTrue(results >= AT_LEAST, "of " + results);
    }
}
