package io.hopwire.benchmarks;

import io.hopwire.DataTransitConfiguration;
import io.hopwire.Engine;
import io.hopwire.Session;
import io.hopwire.SessionHandler;
import io.hopwire.agent.BlockingIdleStrategy;
import io.hopwire.agent.EngineContext;
import io.hopwire.agent.EngineSettings;
import io.hopwire.agent.HopwireEngine;
import io.hopwire.agent.NodeRole;
import io.hopwire.agent.ThreadingMode;
import org.agrona.DirectBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What waking a thread that waits in {@code read(true)} costs: a write to a server on loopback that sends it back, and
 * a blocking read. Both engines have a thread of their own, which waits in the kernel, so that on two cores none is in
 * the way of another; waking those two is in the figure. The server answers a {@code late} message only when its
 * reader sleeps for certain: what that takes beyond the delay is the way of the message and the wake-up.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 2, jvmArgsPrepend = {JvmArgs.OPEN_UNSAFE, JvmArgs.OPEN_SOCKETS, JvmArgs.OPEN_CIPHERS})
public class BlockingReadBenchmark
{
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(15);
    private static final long DELAY_NS = TimeUnit.MICROSECONDS.toNanos(300);
    private static final byte AT_ONCE = 0;
    private static final byte LATE = 1;

    private final byte[] message = new byte[64];
    private Engine server;
    private Engine client;
    private Session session;

    /**
     * Connects.
     */
    @Setup
    public void setUp()
    {
        server = HopwireEngine.launch(context().role(NodeRole.RELAY));
        server.localEndpoint().listen(new Echo());
        client = HopwireEngine.launch(context()
            .role(NodeRole.ENDPOINT)
            .bootstrap(server.publicKey() + "@" + server.localAddress()));
        session = client.endpoint(server.publicKey()).connect(new DataTransitConfiguration(1, 1, 1), TIMEOUT_NS);
    }

    /**
     * Closes.
     */
    @TearDown
    public void tearDown()
    {
        session.close();
        client.close();
        server.close();
    }

    /**
     * There and back; the reader has hardly begun to wait when the answer is there.
     *
     * @return the answer.
     */
    @Benchmark
    public Object atOnce()
    {
        return echo(AT_ONCE);
    }

    /**
     * There, 300 &#181;s, and back.
     *
     * @return the answer.
     */
    @Benchmark
    public Object late()
    {
        return echo(LATE);
    }

    private Object echo(final byte when)
    {
        message[0] = when;
        session.write(message);
        return session.read(true);
    }

    private static EngineContext context()
    {
        return new EngineContext()
            .threadingMode(ThreadingMode.SHARED)
            .nodeIdleStrategy(new BlockingIdleStrategy())
            .bindAddress("127.0.0.1:0")
            .discovery(false)
            .set(EngineSettings.COUNTERS_FILE, false)
            .notePrinter((line) ->
            {
            });
    }

    /**
     * Sends back, at once or when the reader sleeps.
     */
    private static final class Echo implements SessionHandler
    {
        @Override
        public void onMessage(final Session from, final DirectBuffer buffer, final int offset, final int length)
        {
            if (LATE == buffer.getByte(offset))
            {
                final long startNs = System.nanoTime();
                while (System.nanoTime() - startNs < DELAY_NS)
                {
                    LockSupport.parkNanos(DELAY_NS / 10);
                }
            }
            if (from.offer(buffer, offset, length) < 0)
            {
                throw new IllegalStateException("the window is full of a single message");
            }
        }
    }
}
