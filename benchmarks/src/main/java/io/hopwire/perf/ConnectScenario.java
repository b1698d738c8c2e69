package io.hopwire.perf;

import com.sun.management.OperatingSystemMXBean;
import io.hopwire.HopwireException;
import io.hopwire.RouteHop;
import io.hopwire.Session;
import org.HdrHistogram.Histogram;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The process that {@code perf/connect} measures: connects over three hops by phase, then as many as go through one
 * relay.
 */
public final class ConnectScenario
{
    static final String COLD = "cold ";
    static final String PHASE = "phase ";
    static final String RATE = "rate ";

    private static final int PROFILE_RELAYS = 2;
    private static final int TRACES = 20;
    private static final int CROWD = 200;
    /** Of one connect, where its links are up and its endpoint was asked before: E, es; ee, se. */
    private static final int CLIENT_STEPS = 4;
    private static final int CLIENT_STEPS_BEFORE = 2;
    /** And of its endpoint: es, ss, E, ee, se. */
    private static final int SERVER_STEPS = 5;
    private static final String[] PHASES =
    {
        "to-the-worker", "first-message", "request-over-3-hops", "answering-message", "answer-over-3-hops",
        "reading-the-answer", "to-the-application", "all"
    };

    private final long sliceNs;
    private final int rounds;
    private final int warmups;
    private final OperatingSystemMXBean system =
        (OperatingSystemMXBean)ManagementFactory.getOperatingSystemMXBean();

    private ConnectScenario(final int rounds, final int warmups, final int millis)
    {
        this.rounds = rounds;
        this.warmups = warmups;
        sliceNs = TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /**
     * Measures, and tells in lines of words.
     *
     * @param args rounds that count, rounds before them, milliseconds of each.
     * @throws InterruptedException never.
     */
    public static void main(final String[] args) throws InterruptedException
    {
        new ConnectScenario(Integer.parseInt(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2])).run();
        System.exit(0);
    }

    private void run() throws InterruptedException
    {
        try (ConnectNetwork network = new ConnectNetwork(PROFILE_RELAYS, 1))
        {
            profile(network);
        }
        for (final int clients : new int[] {1, 4})
        {
            try (ConnectNetwork network = new ConnectNetwork(1, clients))
            {
                connects(network, 1, warmups * sliceNs);
                System.out.println(RATE + connects(network, 1, rounds * sliceNs).put("clients", clients));
            }
        }
        try (ConnectNetwork network = new ConnectNetwork(1, 1))
        {
            connects(network, CROWD, 0);
            System.out.println(RATE + connects(network, CROWD, 0).put("clients", "1x" + CROWD));
        }
    }

    private void profile(final ConnectNetwork network)
    {
        final long startNs = System.nanoTime();
        network.connect(0).close();
        System.out.println(COLD + new Fields().put("nanos", System.nanoTime() - startNs));
        final Histogram[] phases = new Histogram[PHASES.length];
        for (int i = 0; i < phases.length; i++)
        {
            phases[i] = Latencies.newHistogram(ConnectNetwork.TIMEOUT_NS);
        }
        int others = 0;
        final long warmNs = System.nanoTime() + warmups * sliceNs;
        final long endNs = warmNs + rounds * sliceNs;
        while (System.nanoTime() - endNs < 0)
        {
            final boolean counts = System.nanoTime() - warmNs >= 0;
            others += profileOne(network, counts ? phases : null) ? 0 : 1;
        }
        for (int i = 0; i < phases.length; i++)
        {
            System.out.println(PHASE + fields(phases[i]).put("name", PHASES[i]));
        }
        System.out.println(PHASE + fields(roundTrips(network)).put("name", "round-trip-of-the-route"));
        System.err.println(others + " connects had links' handshakes beside them and are left out");
    }

    /** False where there were other key calculations than its own. */
    private static boolean profileOne(final ConnectNetwork network, final Histogram[] phases)
    {
        final ConnectSteps client = network.clientSteps;
        final ConnectSteps server = network.serverSteps;
        client.reset();
        server.reset();
        final long startNs = System.nanoTime();
        final Session session = network.connect(0);
        final long endNs = System.nanoTime();
        final boolean isPlain = client.count() == CLIENT_STEPS && server.count() == SERVER_STEPS &&
            client.countUntil(server.beginNs(0)) == CLIENT_STEPS_BEFORE;
        session.close();
        if (isPlain && null != phases)
        {
            final long[] times =
            {
                startNs, client.beginNs(0), client.endNs(CLIENT_STEPS_BEFORE - 1), server.beginNs(0),
                server.endNs(SERVER_STEPS - 1), client.beginNs(CLIENT_STEPS_BEFORE), client.endNs(CLIENT_STEPS - 1),
                endNs
            };
            for (int i = 1; i < times.length; i++)
            {
                phases[i - 1].recordValue(times[i] - times[i - 1]);
            }
            phases[times.length - 1].recordValue(endNs - startNs);
        }
        return isPlain;
    }

    private static Histogram roundTrips(final ConnectNetwork network)
    {
        final Histogram histogram = Latencies.newHistogram(ConnectNetwork.TIMEOUT_NS);
        try (Session session = network.connect(0))
        {
            for (int i = 0; i < TRACES; i++)
            {
                final List<RouteHop> hops = session.trace(ConnectNetwork.TIMEOUT_NS);
                histogram.recordValue(hops.get(hops.size() - 1).rttNs());
            }
        }
        return histogram;
    }

    /** Each client connects and closes, again and again; or each of its threads does so once. */
    private Fields connects(final ConnectNetwork network, final int threadsEach, final long durationNs)
        throws InterruptedException
    {
        final List<Thread> threads = new ArrayList<>();
        final List<Histogram> histograms = new ArrayList<>();
        final AtomicInteger failed = new AtomicInteger();
        final long cpuNs = system.getProcessCpuTime();
        final long startNs = System.nanoTime();
        for (int i = 0; i < network.clients() * threadsEach; i++)
        {
            final int client = i % network.clients();
            final Histogram histogram = Latencies.newHistogram(ConnectNetwork.TIMEOUT_NS);
            histograms.add(histogram);
            final Thread thread = new Thread(
                () -> connectUntil(network, client, startNs + durationNs, histogram, failed), "connects " + i);
            threads.add(thread);
            thread.start();
        }
        for (final Thread thread : threads)
        {
            thread.join();
        }
        final long nanos = System.nanoTime() - startNs;
        final Histogram all = Latencies.newHistogram(ConnectNetwork.TIMEOUT_NS);
        histograms.forEach(all::add);
        return fields(all).put("nanos", nanos).put("cpuNs", system.getProcessCpuTime() - cpuNs).put("failed", failed);
    }

    private static void connectUntil(
        final ConnectNetwork network,
        final int client,
        final long endNs,
        final Histogram histogram,
        final AtomicInteger failed)
    {
        do
        {
            final long startNs = System.nanoTime();
            try
            {
                final Session session = network.connect(client);
                histogram.recordValue(System.nanoTime() - startNs);
                session.close();
            }
            catch (final HopwireException ex)
            {
                failed.incrementAndGet();
                System.err.println(ex.getMessage());
            }
        }
        while (System.nanoTime() - endNs < 0);
    }

    private static Fields fields(final Histogram histogram)
    {
        return new Fields()
            .put("count", histogram.getTotalCount())
            .put("p50", histogram.getValueAtPercentile(50))
            .put("p99", histogram.getValueAtPercentile(99))
            .put("max", histogram.getMaxValue());
    }
}
