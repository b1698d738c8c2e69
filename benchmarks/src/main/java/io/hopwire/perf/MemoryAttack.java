package io.hopwire.perf;

import io.hopwire.DataTransitConfiguration;
import io.hopwire.Endpoint;
import io.hopwire.Engine;
import io.hopwire.ListenSession;
import io.hopwire.Session;
import io.hopwire.SessionException;
import io.hopwire.agent.EngineContext;
import io.hopwire.agent.EngineSettings;
import io.hopwire.agent.HopwireEngine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A process that may have little memory off the heap. Peers connect to its engine and close again, then take as many
 * sessions as they are given, say something on each that nobody reads, and let them go; then an honest one connects. In
 * real time, on loopback: it is memory of the process that is measured.
 */
final class MemoryAttack
{
    private static final int MEGABYTES = 48;
    private static final int CLOSED = 260;
    private static final int MOST_KEPT = 3000;
    private static final int LENGTH = 100;
    private static final long LATE_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long KEEP_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final DataTransitConfiguration CONFIGURATION = new DataTransitConfiguration(1, 1, 1);

    private MemoryAttack()
    {
    }

    static Attack.Result run(final int size)
    {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter((argument) -> argument.startsWith("--add-opens")).forEach(command::add);
        command.addAll(List.of(
            "-Xmx512m", "-XX:+UseSerialGC", "-XX:MaxDirectMemorySize=" + MEGABYTES + "m",
            "-cp", System.getProperty("java.class.path"), MemoryAttack.class.getName(),
            Integer.toString(CLOSED * size)));
        try
        {
            final Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            final String[] said = new String(process.getInputStream().readAllBytes(), UTF_8).strip().split("\\s+");
            if (0 != process.waitFor() || said.length != 3)
            {
                throw new IllegalStateException("the engine has ended: " + String.join(" ", said));
            }
            return Attack.Result.of(
                Double.parseDouble(said[0]) / (MEGABYTES << 20), Integer.parseInt(said[1]), Integer.parseInt(said[2]));
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        catch (final InterruptedException ex)
        {
            throw new IllegalStateException(ex);
        }
    }

    /**
     * In the process: prints most bytes off the heap, and how many connects succeeded of those that should.
     *
     * @param args how many sessions are opened and closed again.
     */
    public static void main(final String[] args)
    {
        final int closed = Integer.parseInt(args[0]);
        try (Engine server = HopwireEngine.launch(context());
            Engine client = HopwireEngine.launch(context().bootstrap(server.localAddress())))
        {
            final ListenSession listener = server.localEndpoint().listen();
            final Endpoint endpoint = client.endpoint(server.publicKey());
            client.awaitConnected(LATE_NS);
            final int ok = openAndClose(endpoint, closed);
            closeAccepted(listener);
            final List<Session> kept = keep(endpoint);
            kept.forEach(MemoryAttack::speak);
            final long most = bytesOffHeap();
            kept.forEach(Session::close);
            closeAccepted(listener);
            System.out.println(most + " " + (ok + (isConnecting(endpoint) ? 1 : 0)) + " " + (closed + 1));
        }
    }

    private static int openAndClose(final Endpoint endpoint, final int count)
    {
        for (int i = 0; i < count; i++)
        {
            final Session session = endpoint.connect(CONFIGURATION, LATE_NS);
            session.write(new byte[LENGTH]);
            session.flush(LATE_NS);
            session.close();
        }
        return count;
    }

    private static List<Session> keep(final Endpoint endpoint)
    {
        final List<Session> kept = new ArrayList<>();
        try
        {
            while (kept.size() < MOST_KEPT)
            {
                kept.add(endpoint.connect(CONFIGURATION, KEEP_TIMEOUT_NS));
            }
        }
        catch (final SessionException ex)
        {
            // Refused with a reason, which is what has to happen.
            return kept;
        }
        throw new IllegalStateException(MOST_KEPT + " sessions fit, none was refused");
    }

    private static void speak(final Session session)
    {
        try
        {
            session.write(new byte[LENGTH]);
            session.flush(LATE_NS);
        }
        catch (final SessionException ex)
        {
            // Ended for want of memory, with a reason.
        }
    }

    private static void closeAccepted(final ListenSession listener)
    {
        for (Session accepted = listener.accept(0); null != accepted; accepted = listener.accept(0))
        {
            accepted.close();
        }
    }

    /** Both ends say at once that there is no room, as long as those that were closed just now have not ended. */
    private static boolean isConnecting(final Endpoint endpoint)
    {
        final long startNs = System.nanoTime();
        while (System.nanoTime() - startNs < LATE_NS)
        {
            try
            {
                endpoint.connect(CONFIGURATION, LATE_NS).close();
                return true;
            }
            catch (final SessionException ex)
            {
                LockSupport.parkNanos(POLL_NS);
            }
        }
        return false;
    }

    private static long bytesOffHeap()
    {
        long bytes = 0;
        for (final BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class))
        {
            bytes += "direct".equals(pool.getName()) ? pool.getMemoryUsed() : 0;
        }
        return bytes;
    }

    private static EngineContext context()
    {
        return new EngineContext()
            .bindAddress("127.0.0.1:0")
            .discovery(false)
            .set(EngineSettings.COUNTERS_FILE, false)
            .notePrinter((line) ->
            {
            });
    }
}
