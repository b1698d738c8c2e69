package io.hopwire.perf;

import com.sun.management.OperatingSystemMXBean;
import io.hopwire.DataPackage;
import io.hopwire.HopwireException;
import io.hopwire.Session;
import io.hopwire.agent.ThreadingMode;
import org.HdrHistogram.Histogram;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The process that {@code perf/connect --storm} measures: a server whose clients all come back at once, through one
 * relay, and a session that was open before. It echoes small messages, before the storm, while it lasts, and while the
 * sessions that it left have nothing to say.
 */
public final class StormScenario
{
    static final String STORM = "storm ";
    static final String ECHO = "echo ";
    static final String CYCLE = "cycle ";
    static final String IDLE = "idle ";

    private static final int CLIENTS = 4;
    /** As many connects of a client as it has under way at a time: more would only wait. */
    private static final int THREADS_EACH = 64;
    private static final long QUIET_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long IDLE_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long SLICE_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long CONNECT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final int MESSAGE_LENGTH = 64;
    private static final int MAX_FAILURES_TOLD = 5;

    private final int count;
    private final StormNetwork network;
    private final List<Session> sessions = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final OperatingSystemMXBean system =
        (OperatingSystemMXBean)ManagementFactory.getOperatingSystemMXBean();

    private StormScenario(final int count, final ThreadingMode mode)
    {
        this.count = count;
        network = new StormNetwork(CLIENTS, mode);
    }

    /**
     * Measures, and tells in lines of words.
     *
     * @param args connects, threading mode of the server.
     * @throws InterruptedException never.
     */
    public static void main(final String[] args) throws InterruptedException
    {
        new StormScenario(Integer.parseInt(args[0]), ThreadingMode.valueOf(args[1])).run();
        System.exit(0);
    }

    private void run() throws InterruptedException
    {
        try (Session session = network.prober().connect(StormNetwork.CONFIGURATION, CONNECT_NS))
        {
            // Until what an echo goes through is compiled.
            echo(session, QUIET_NS);
            tell("before", session, QUIET_NS);
            storm(session);
            tell("after", session, QUIET_NS);
        }
        tellIdle();
        failures.stream().limit(MAX_FAILURES_TOLD).forEach(System.err::println);
        network.close();
    }

    private void storm(final Session session)
    {
        final AtomicInteger next = new AtomicInteger();
        final List<Histogram> histograms = new ArrayList<>();
        final List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CLIENTS * THREADS_EACH; i++)
        {
            final int client = i % CLIENTS;
            final Histogram histogram = Latencies.newHistogram(CONNECT_NS);
            histograms.add(histogram);
            threads.add(new Thread(() -> connect(client, next, histogram), "connects " + i));
        }
        network.meter().clear();
        final long cpuNs = system.getProcessCpuTime();
        final long startNs = System.nanoTime();
        threads.forEach(Thread::start);
        final Histogram during = Latencies.newHistogram(CONNECT_NS);
        while (threads.stream().anyMatch(Thread::isAlive))
        {
            during.add(echo(session, SLICE_NS));
        }
        final long nanos = System.nanoTime() - startNs;
        final Histogram all = Latencies.newHistogram(CONNECT_NS);
        histograms.forEach(all::add);
        System.out.println(STORM + fields(all)
            .put("nanos", nanos)
            .put("cpuNs", system.getProcessCpuTime() - cpuNs)
            .put("failed", failures.size())
            .put("mode", network.mode()));
        System.out.println(ECHO + fields(during).put("when", "during"));
        System.out.println(CYCLE + fields(network.meter().take()).put("when", "during"));
    }

    /** Sessions that have nothing to say must be cheap to keep. */
    private void tellIdle() throws InterruptedException
    {
        network.meter().clear();
        final long cpuNs = system.getProcessCpuTime();
        final long serverNs = network.meter().processorNs();
        final long datagrams = network.datagramsOfServer();
        final long startNs = System.nanoTime();
        TimeUnit.NANOSECONDS.sleep(IDLE_NS);
        final long nanos = System.nanoTime() - startNs;
        System.out.println(IDLE + new Fields()
            .put("sessions", sessions.stream().filter(Session::isOpen).count())
            .put("nanos", nanos)
            .put("cpuNs", system.getProcessCpuTime() - cpuNs)
            .put("serverNs", network.meter().processorNs() - serverNs)
            .put("datagrams", network.datagramsOfServer() - datagrams));
        System.out.println(CYCLE + fields(network.meter().take()).put("when", "idle"));
    }

    private void tell(final String when, final Session session, final long durationNs)
    {
        network.meter().clear();
        System.out.println(ECHO + fields(echo(session, durationNs)).put("when", when));
        System.out.println(CYCLE + fields(network.meter().take()).put("when", when));
    }

    private static Histogram echo(final Session session, final long durationNs)
    {
        final Histogram histogram = Latencies.newHistogram(CONNECT_NS);
        final byte[] message = new byte[MESSAGE_LENGTH];
        final long endNs = System.nanoTime() + durationNs;
        for (long nowNs = System.nanoTime(); nowNs - endNs < 0; nowNs = System.nanoTime())
        {
            session.write(message);
            final DataPackage answer = session.read(CONNECT_NS);
            if (null == answer)
            {
                throw new IllegalStateException("the session that was open before is cut off");
            }
            histogram.recordValue(System.nanoTime() - nowNs);
            LockSupport.parkNanos(PAUSE_NS);
        }
        return histogram;
    }

    private void connect(final int client, final AtomicInteger next, final Histogram histogram)
    {
        while (next.getAndIncrement() < count)
        {
            final long startNs = System.nanoTime();
            try
            {
                final Session session = network.client(client).connect(StormNetwork.CONFIGURATION, CONNECT_NS);
                histogram.recordValue(System.nanoTime() - startNs);
                synchronized (sessions)
                {
                    sessions.add(session);
                }
            }
            catch (final HopwireException ex)
            {
                synchronized (failures)
                {
                    failures.add(ex.getMessage());
                }
            }
        }
    }

    private static Fields fields(final Histogram histogram)
    {
        return new Fields()
            .put("count", histogram.getTotalCount())
            .put("p50", histogram.getValueAtPercentile(50))
            .put("p99", histogram.getValueAtPercentile(99))
            .put("p999", histogram.getValueAtPercentile(99.9))
            .put("max", histogram.getMaxValue());
    }
}
