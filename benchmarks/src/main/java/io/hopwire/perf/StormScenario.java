package io.hopwire.perf;

import com.sun.management.OperatingSystemMXBean;
import io.hopwire.DataPackage;
import io.hopwire.Session;
import org.HdrHistogram.Histogram;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * The process that {@code perf/connect --storm} measures: a server whose clients all come back at once, through one
 * relay, and a session that was open before. It echoes small messages, before the storm, while it lasts, and while the
 * sessions that it left have nothing to say. The clients are {@link StormClients}.
 */
public final class StormScenario
{
    static final String STORM = "storm ";
    static final String ECHO = "echo ";
    static final String BARE = "bare ";
    static final String CYCLE = "cycle ";
    static final String IDLE = "idle ";

    private static final long QUIET_NS = TimeUnit.SECONDS.toNanos(5);
    /** Until the last of the storm's sessions have said that they are there, and have nothing more to say. */
    private static final long SETTLE_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long IDLE_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long SLICE_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long CONNECT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final int MESSAGE_LENGTH = 64;

    /** Connects before those that count, until what they go through is compiled: a server runs for days. */
    private static final int WARMUPS = 3000;

    private final int count;
    private final StormNetwork network;
    private final WorkerProcess clients;
    private final StormControl control = new StormControl();
    private final byte[] message = new byte[MESSAGE_LENGTH];
    private final OperatingSystemMXBean system =
        (OperatingSystemMXBean)ManagementFactory.getOperatingSystemMXBean();

    private StormScenario(final StormPlan plan, final List<String> clientsCommand) throws IOException
    {
        count = plan.connects();
        network = new StormNetwork(plan);
        final List<String> command = new ArrayList<>(clientsCommand);
        command.add(network.relay());
        command.add(network.server().toString());
        clients = new WorkerProcess("clients", command, (note) -> System.out.println("    " + note));
    }

    /**
     * Measures, and tells in lines of words.
     *
     * @param args words of the {@link StormPlan}; the command of the clients, but for the address of
     *             the relay and the key of the server, which are added to it.
     * @throws Exception if it can not.
     */
    public static void main(final String[] args) throws Exception
    {
        final List<String> words = Arrays.asList(args);
        new StormScenario(StormPlan.of(words), StormPlan.rest(words)).run();
        System.exit(0);
    }

    private void run() throws InterruptedException, IOException
    {
        clients.await(StormClients.UP);
        warmUp();
        try (Session session = network.prober().connect(StormNetwork.CONFIGURATION, CONNECT_NS))
        {
            // Until what an echo goes through is compiled.
            echo(session, QUIET_NS, new Echoes());
            tell("before", session, QUIET_NS);
            storm(session);
            echo(session, SETTLE_NS, new Echoes());
            tell("after", session, QUIET_NS);
            control.close();
            tellIdle();
        }
        clients.quit();
        clients.join();
        network.close();
    }

    private void warmUp()
    {
        clients.say(StormClients.CONNECT + Math.min(count, WARMUPS));
        clients.await(StormClients.OVER);
        clients.say(StormClients.CLOSE);
        clients.await(StormClients.CLOSED);
    }

    private void storm(final Session session) throws InterruptedException
    {
        network.meter().clear();
        final long cpuNs = system.getProcessCpuTime();
        final AtomicReference<Fields> over = new AtomicReference<>();
        final Thread waiter = new Thread(() -> over.set(Fields.parse(clients.await(StormClients.OVER))));
        clients.say(StormClients.CONNECT + count);
        waiter.start();
        final Echoes during = new Echoes();
        while (waiter.isAlive())
        {
            echo(session, SLICE_NS, during);
        }
        waiter.join();
        if (null == over.get())
        {
            throw new IllegalStateException("the clients did not say how it went");
        }
        System.out.println(STORM + over.get()
            .put("cpuNs", system.getProcessCpuTime() - cpuNs)
            .put("mode", network.mode()));
        during.tell("during");
        System.out.println(CYCLE + fields(network.meter().take()).put("when", "during"));
    }

    /** Sessions that have nothing to say must be cheap to keep. */
    private void tellIdle() throws InterruptedException
    {
        network.meter().pause();
        final long cpuNs = system.getProcessCpuTime();
        final long serverNs = network.meter().processorNs();
        final long datagrams = network.datagramsOfServer();
        final long startNs = System.nanoTime();
        TimeUnit.NANOSECONDS.sleep(IDLE_NS);
        final long nanos = System.nanoTime() - startNs;
        System.out.println(IDLE + new Fields()
            .put("sessions", network.sessionsOfServer())
            .put("nanos", nanos)
            .put("cpuNs", system.getProcessCpuTime() - cpuNs)
            .put("serverNs", network.meter().processorNs() - serverNs)
            .put("datagrams", network.datagramsOfServer() - datagrams));
    }

    private void tell(final String when, final Session session, final long durationNs)
    {
        network.meter().clear();
        final Echoes echoes = new Echoes();
        echo(session, durationNs, echoes);
        echoes.tell(when);
        System.out.println(CYCLE + fields(network.meter().take()).put("when", when));
    }

    private void echo(final Session session, final long durationNs, final Echoes echoes)
    {
        final long endNs = System.nanoTime() + durationNs;
        while (System.nanoTime() - endNs < 0)
        {
            echo(session, echoes.session);
            LockSupport.parkNanos(PAUSE_NS);
            control.echo(message, echoes.bare);
            LockSupport.parkNanos(PAUSE_NS);
        }
    }

    private void echo(final Session session, final Histogram histogram)
    {
        final long startNs = System.nanoTime();
        session.write(message);
        final DataPackage answer = session.read(CONNECT_NS);
        if (null == answer)
        {
            throw new IllegalStateException("the session that was open before is cut off");
        }
        histogram.recordValue(System.nanoTime() - startNs);
    }

    static Fields fields(final Histogram histogram)
    {
        return new Fields()
            .put("count", histogram.getTotalCount())
            .put("p50", histogram.getValueAtPercentile(50))
            .put("p99", histogram.getValueAtPercentile(99))
            .put("p999", histogram.getValueAtPercentile(99.9))
            .put("max", histogram.getMaxValue());
    }

    /** How long messages took, by the session and by bare datagrams in turn. */
    private static final class Echoes
    {
        private final Histogram session = Latencies.newHistogram(CONNECT_NS);
        private final Histogram bare = Latencies.newHistogram(CONNECT_NS);

        private void tell(final String when)
        {
            System.out.println(ECHO + fields(session).put("when", when));
            System.out.println(BARE + fields(bare).put("when", when));
        }
    }
}
