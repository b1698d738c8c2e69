package io.hopwire.benchmarks;

import io.hopwire.core.TimerQueue;
import io.hopwire.spi.Timers;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Timers of a core: not on the way of a packet, but each of them holds up a duty cycle once in a while.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 2, jvmArgsPrepend = {JvmArgs.OPEN_UNSAFE, JvmArgs.OPEN_SOCKETS, JvmArgs.OPEN_CIPHERS})
public class TimerBenchmark
{
    private static final int DELAYS = 1 << 16;
    private static final int MAX_DELAY_NS = 1_000_000_000;

    /**
     * Timers that are set.
     */
    @Param({"100", "10000"})
    public int timers;

    private final TimerQueue queue = new TimerQueue();
    private final Timers owner = queue.register(this::onTimer);
    private final int[] delays = new int[DELAYS];
    private int next;

    /**
     * Sets all timers.
     */
    @Setup
    public void setUp()
    {
        final Random random = new Random(3);
        for (int i = 0; i < DELAYS; i++)
        {
            delays[i] = 1 + random.nextInt(MAX_DELAY_NS);
        }
        for (int i = 0; i < timers; i++)
        {
            owner.schedule(i, delay());
        }
        if (1 != fireAndSetAgain())
        {
            throw new IllegalStateException("no timer fires");
        }
    }

    /**
     * What a duty cycle asks when nothing is due.
     */
    @Benchmark
    public long nextDeadline()
    {
        return queue.nextDeadlineNs();
    }

    @Benchmark
    public int fireAndSetAgain()
    {
        return queue.poll(queue.nextDeadlineNs(), 1);
    }

    private void onTimer(final int timerId, final long nowNs)
    {
        owner.schedule(timerId, nowNs + delay());
    }

    private int delay()
    {
        return delays[next++ & (DELAYS - 1)];
    }
}
