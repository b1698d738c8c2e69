package io.hopwire.perf;

import io.hopwire.DataTransitConfiguration;
import io.hopwire.Engine;
import io.hopwire.PublicKey;
import io.hopwire.Session;
import io.hopwire.SessionException;
import io.hopwire.SessionHandler;
import io.hopwire.agent.BlockingIdleStrategy;
import io.hopwire.agent.EngineContext;
import io.hopwire.agent.HopwireEngine;
import io.hopwire.agent.ThreadingMode;
import org.HdrHistogram.Histogram;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Sessions on loopback between two engines that one thread drives, which say something by turns, and a flood of
 * datagrams to the one that listens, by another thread: how long an echo takes without and with it, and whether
 * newcomers get in.
 */
final class FloodScenario
{
    private static final long CONNECT_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(15);
    /** In which an honest newcomer must have its session. */
    private static final long NEWCOMER_NS = TimeUnit.SECONDS.toNanos(2);
    private static final long HIGHEST_NS = TimeUnit.SECONDS.toNanos(20);
    /** Each launches an engine, while a flood takes most of the machine; so a quick run has fewer. */
    private static final int NEWCOMERS = 20;
    private static final int SESSIONS_PER_NEWCOMER = 10;
    private static final int LENGTH = 64;
    private static final double NS_PER_US = 1000;

    private final FloodKind kind;
    private final int datagrams;
    private final int perSecond;
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[LENGTH]);
    private Engine server;
    private Engine client;
    private final Session[] sessions;
    private final int newcomers;
    private int turn;
    private long echoes;

    /**
     * What came of it.
     *
     * @param kind         of the flood.
     * @param sent         datagrams of the flood.
     * @param quietUs      99th percentile of an echo without it, microseconds.
     * @param floodUs      the same with it.
     * @param handshakesOk share of newcomers that had a session after two seconds.
     */
    record Result(FloodKind kind, long sent, double quietUs, double floodUs, double handshakesOk)
    {
    }

    FloodScenario(final FloodKind kind, final int datagrams, final int perSecond, final int sessions)
    {
        this.sessions = new Session[sessions];
        newcomers = Math.max(1, Math.min(NEWCOMERS, sessions / SESSIONS_PER_NEWCOMER));
        this.kind = kind;
        this.datagrams = datagrams;
        this.perSecond = perSecond;
    }

    Result run()
    {
        server = HopwireEngine.launch(Hopwire.context());
        server.localEndpoint().listen(new Echo());
        final String address = Hopwire.address(server);
        client = HopwireEngine.launch(Hopwire.context().bootstrap(address));
        try
        {
            for (int i = 0; i < sessions.length; i++)
            {
                sessions[i] = connected(client, address, CONNECT_TIMEOUT_NS);
                if (null == sessions[i])
                {
                    throw new IllegalStateException("no session without a flood");
                }
            }
            final long halfNs = TimeUnit.SECONDS.toNanos(1) * datagrams / perSecond / 2;
            echo(halfNs);
            final double quietUs = echo(halfNs);
            try (Flood flood = new Flood(kind, server, perSecond))
            {
                final double floodUs = echo(halfNs);
                final int welcome = newcomers(address);
                while (flood.sent() < datagrams)
                {
                    echo(halfNs / NEWCOMERS);
                }
                return new Result(kind, flood.sent(), quietUs, floodUs, (double)welcome / newcomers);
            }
        }
        finally
        {
            client.close();
            server.close();
        }
    }

    /**
     * Connect to the server.
     *
     * @return the session, or null where there was none in time.
     */
    private Session connected(final Engine engine, final String address, final long timeoutNs)
    {
        final AtomicReference<Session> opened = new AtomicReference<>();
        await(client != engine, () ->
        {
            try
            {
                opened.set(engine.endpoint(new PublicKey(Hopwire.key(address)))
                    .connect(new DataTransitConfiguration(1, 1, 1), timeoutNs, new Counting()));
            }
            catch (final SessionException ex)
            {
                opened.set(null);
            }
        });
        return opened.get();
    }

    /** What waits for the server, which is driven meanwhile: so it has a thread of its own. */
    private void await(final boolean isClientDriven, final Runnable waiting)
    {
        final Thread thread = new Thread(waiting, "waiting");
        thread.start();
        while (thread.isAlive())
        {
            server.doWork();
            if (isClientDriven)
            {
                client.doWork();
            }
        }
    }

    /** One echo after the other; {@return the 99th percentile in microseconds} */
    private double echo(final long forNs)
    {
        final Histogram times = Latencies.newHistogram(HIGHEST_NS);
        final long endNs = System.nanoTime() + forNs;
        while (System.nanoTime() - endNs < 0)
        {
            final long before = echoes;
            turn = turn + 1 < sessions.length ? turn + 1 : 0;
            final Session session = sessions[turn];
            final long beganNs = System.nanoTime();
            while (session.offer(message, 0, LENGTH) <= 0)
            {
                work();
            }
            while (echoes == before)
            {
                work();
                if (!session.isOpen())
                {
                    throw new IllegalStateException("the session has ended under the flood");
                }
            }
            times.recordValue(System.nanoTime() - beganNs);
        }
        return times.getValueAtPercentile(99) / NS_PER_US;
    }

    private void work()
    {
        client.doWork();
        server.doWork();
    }

    private int newcomers(final String address)
    {
        int welcome = 0;
        for (int i = 0; i < newcomers; i++)
        {
            final Engine newcomer = HopwireEngine.launch(newcomer().bootstrap(address));
            try
            {
                welcome += null == connected(newcomer, address, NEWCOMER_NS) ? 0 : 1;
            }
            finally
            {
                // It waits until the server has heard of it.
                await(true, newcomer::close);
            }
        }
        return welcome;
    }

    /** Waits in the kernel: it is the server's time that is measured, and the machine may have no core for both. */
    private static EngineContext newcomer()
    {
        return Hopwire.context()
            .threadingMode(ThreadingMode.SHARED).nodeIdleStrategy(new BlockingIdleStrategy());
    }

    /** The server's. */
    private static final class Echo implements SessionHandler
    {
        @Override
        public void onMessage(final Session from, final DirectBuffer buffer, final int offset, final int length)
        {
            if (from.offer(buffer, offset, length) <= 0)
            {
                throw new IllegalStateException("no room for an echo");
            }
        }
    }

    /** The client's, and those of newcomers, who hear nothing. */
    private final class Counting implements SessionHandler
    {
        @Override
        public void onMessage(final Session from, final DirectBuffer buffer, final int offset, final int length)
        {
            echoes++;
        }
    }
}
