package io.hopwire.perf;

import com.sun.management.OperatingSystemMXBean;
import io.hopwire.Endpoint;
import io.hopwire.Engine;
import io.hopwire.HopwireException;
import io.hopwire.PublicKey;
import io.hopwire.Session;
import org.HdrHistogram.Histogram;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The clients of {@code perf/connect --storm}, in a process of their own: on a machine of few cores they would
 * otherwise be most of what a session that was open before has to wait for. Elsewhere they have machines of their own.
 * <pre>
 *              → {@literal @}up            all have a neighbour
 *   connect N  → {@literal @}note …        how far it is, once a second
 *              → {@literal @}over p50=…    all connects are done; the sessions stay open
 *   close      → {@literal @}closed        no session is open any more
 *   quit                          also the end of the input
 * </pre>
 */
public final class StormClients
{
    static final String UP = "up";
    static final String CONNECT = "connect ";
    static final String OVER = "over";
    static final String CLOSE = "close";
    static final String CLOSED = "closed";

    private static final int CLIENTS = 4;
    /** As many connects of a client as it has under way at a time: more would only wait. */
    private static final int THREADS_EACH = 64;
    private static final long CONNECT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long NOTE_MS = 1000;
    private static final int MAX_FAILURES_TOLD = 5;

    private final List<Engine> engines = new ArrayList<>();
    private final List<Endpoint> serverAsSeen = new ArrayList<>();
    private final List<Session> sessions = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    private StormClients(final String relay, final PublicKey server)
    {
        for (int i = 0; i < CLIENTS; i++)
        {
            final Engine engine = StormNetwork.launchClient(relay);
            engines.add(engine);
            serverAsSeen.add(engine.endpoint(server));
        }
        engines.forEach(StormNetwork::awaitConnected);
    }

    /**
     * Obeys until it is told to quit.
     *
     * @param args address of the relay, key of the server.
     * @throws InterruptedException never.
     */
    public static void main(final String[] args) throws InterruptedException
    {
        final StormClients clients = new StormClients(args[0], new PublicKey(args[1]));
        final Commands commands = new Commands();
        say(UP, "");
        for (String command = next(commands); !Commands.QUIT.equals(command); command = next(commands))
        {
            clients.obey(command);
        }
        clients.engines.forEach(Engine::close);
        System.exit(0);
    }

    private static String next(final Commands commands) throws InterruptedException
    {
        return commands.await(() -> {});
    }

    private void obey(final String command) throws InterruptedException
    {
        if (command.startsWith(CONNECT))
        {
            connectAll(Integer.parseInt(command.substring(CONNECT.length())));
        }
        else
        {
            sessions.forEach(Session::close);
            sessions.clear();
            say(CLOSED, "");
        }
    }

    private void connectAll(final int count) throws InterruptedException
    {
        final AtomicInteger left = new AtomicInteger(count);
        final OperatingSystemMXBean system = (OperatingSystemMXBean)ManagementFactory.getOperatingSystemMXBean();
        final List<Histogram> histograms = new ArrayList<>();
        final List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CLIENTS * THREADS_EACH; i++)
        {
            final Endpoint server = serverAsSeen.get(i % CLIENTS);
            final Histogram histogram = Latencies.newHistogram(CONNECT_NS);
            histograms.add(histogram);
            threads.add(new Thread(() -> connect(server, left, histogram), "connects " + i));
        }
        final long cpuNs = system.getProcessCpuTime();
        final long startNs = System.nanoTime();
        threads.forEach(Thread::start);
        for (final Thread thread : threads)
        {
            for (thread.join(NOTE_MS); thread.isAlive(); thread.join(NOTE_MS))
            {
                Worker.note(sessions() + " of " + count);
            }
        }
        final long nanos = System.nanoTime() - startNs;
        final Histogram all = Latencies.newHistogram(CONNECT_NS);
        histograms.forEach(all::add);
        failures.stream().limit(MAX_FAILURES_TOLD).forEach(System.err::println);
        say(OVER, StormScenario.fields(all)
            .put("nanos", nanos)
            .put("clientsNs", system.getProcessCpuTime() - cpuNs)
            .put("failed", failures.size())
            .toString());
    }

    private void connect(final Endpoint server, final AtomicInteger left, final Histogram histogram)
    {
        while (left.getAndDecrement() > 0)
        {
            final long startNs = System.nanoTime();
            try
            {
                final Session session = server.connect(StormNetwork.CONFIGURATION, CONNECT_NS);
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

    private int sessions()
    {
        synchronized (sessions)
        {
            return sessions.size();
        }
    }

    private static void say(final String word, final String text)
    {
        System.out.println(Worker.MARK + word + ' ' + text);
        System.out.flush();
    }
}
