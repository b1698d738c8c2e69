package io.hopwire.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.util.concurrent.TimeUnit;

/**
 * What a whole node does with a SHOUT of seed 004, without the sockets: a frame is opened, the message looked up among
 * those that were here, remembered, told to the application, and sealed for each neighbour but the one that it came
 * from. A second by that time is how many a node sustains in a second.
 * <p>
 * Each is another message, so {@link #BATCH} are sealed by a real neighbour before each measured invocation, and
 * counted and opened by the others after it; neither is timed. The bytes allocated are those of all nodes, and of the
 * seconds that go by between two batches.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsPrepend = {JvmArgs.OPEN_UNSAFE, JvmArgs.OPEN_SOCKETS, JvmArgs.OPEN_CIPHERS})
public class ShoutBenchmark
{
    /**
     * Messages in a row.
     */
    static final int BATCH = 128;

    private static final int LENGTH = 64;

    /**
     * A node and its neighbours, of which one shouts.
     */
    @State(Scope.Thread)
    public static class Shouts
    {
        /**
         * Neighbours that it is passed on to.
         */
        @Param({"1", "4"})
        public int neighbours;

        private HopStar star;

        @Setup(Level.Trial)
        public void connect()
        {
            star = new HopStar(neighbours + 1, LENGTH);
        }

        @Setup(Level.Invocation)
        public void shout()
        {
            star.shout(BATCH);
        }

        @TearDown(Level.Invocation)
        public void deliver()
        {
            star.passed(BATCH);
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void shout(final Shouts shouts)
    {
        for (int i = 0; i < BATCH; i++)
        {
            shoutOne(shouts, i);
        }
    }

    // Not inlined: what the compiler makes of a message may not depend on the loop around it.
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    private static void shoutOne(final Shouts shouts, final int index)
    {
        shouts.star.passOne(index);
    }
}
