package io.hopwire.examples;

import io.hopwire.Engine;
import io.hopwire.HopwireException;
import io.hopwire.agent.EngineContext;
import io.hopwire.agent.EngineSettings;
import io.hopwire.agent.HopwireEngine;
import io.hopwire.agent.IdleStrategies;
import io.hopwire.agent.ThreadingMode;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * An engine and the command that uses it, on one thread: drives the engine where it has no thread of its own, waits
 * where there is nothing to do, and ends in good order on Ctrl-C.
 */
final class Host implements AutoCloseable
{
    private static final int MAX_SPINS = 50;
    private static final int MAX_YIELDS = 50;
    private static final long MIN_PARK_NS = TimeUnit.MICROSECONDS.toNanos(20);
    private static final long MAX_PARK_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long OTHERS_NS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long LINGER_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long CLOSE_TIMEOUT_S = 5;

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread owner = Thread.currentThread();
    private final Thread hook = new Thread(this::onShutdown, "hopwire-shutdown");
    private final Engine engine;
    private final boolean invoker;
    private final IdleStrategy idle;
    private volatile boolean stopping;
    private long seen;
    private boolean closing;
    private boolean isLent;

    private Host(final Engine engine, final boolean invoker, final IdleStrategy idle)
    {
        this.engine = engine;
        this.invoker = invoker;
        this.idle = idle;
    }

    /**
     * Launch an engine as its configuration says. A command that drives the engine waits for what the engine waits for.
     */
    static Host launch(final EngineContext context)
    {
        if (ThreadingMode.INVOKER == context.get(EngineSettings.THREADING))
        {
            final IdleStrategy idle = IdleStrategies.of(context.get(EngineSettings.NODE_IDLE));
            return launch(context.nodeIdleStrategy(idle), idle);
        }
        return launch(context, new BackoffIdleStrategy(MAX_SPINS, MAX_YIELDS, MIN_PARK_NS, MAX_PARK_NS));
    }

    static Host launch(final EngineContext context, final IdleStrategy idle)
    {
        final boolean invoker = ThreadingMode.INVOKER == context.get(EngineSettings.THREADING);
        final Host host = new Host(HopwireEngine.launch(context), invoker, idle);
        Runtime.getRuntime().addShutdownHook(host.hook);
        return host;
    }

    /** An engine that runs, and goes on when the command has ended. */
    static Host lent(final Engine engine)
    {
        final Host host = new Host(
            engine, false, new BackoffIdleStrategy(MAX_SPINS, MAX_YIELDS, MIN_PARK_NS, MAX_PARK_NS));
        host.isLent = true;
        return host;
    }

    Engine engine()
    {
        return engine;
    }

    /**
     * False once the user wants it to end.
     *
     * @throws HopwireException if the engine has stopped by itself.
     */
    boolean isRunning()
    {
        if (stopping || Thread.currentThread().isInterrupted())
        {
            return false;
        }
        if (!engine.isRunning())
        {
            throw new CommandFailure("the engine has stopped");
        }
        return true;
    }

    /**
     * Drive the engine where nobody else does.
     */
    int poll()
    {
        return invoker ? engine.doWork() : 0;
    }

    void idle(final int work)
    {
        idle.idle(work);
    }

    /**
     * Wait where there was nothing to do, until the engine has something, or the user wants it to end.
     *
     * @param work  what was done; where it was anything there is no wait.
     * @param maxNs longest wait, where the engine has a thread of its own.
     */
    void await(final int work, final long maxNs)
    {
        if (invoker)
        {
            idle(work);
        }
        else if (0 == work)
        {
            awaitEvents(Math.max(MIN_PARK_NS, Math.min(maxNs, LINGER_NS)));
        }
    }

    /**
     * Is it this thread that drives the engine? Then it must not wait for anything else.
     */
    boolean drivesEngine()
    {
        return invoker;
    }

    /**
     * Wait where there is nothing to do but to see whether the user wants it to end, which ends the wait. Drives the
     * engine where nobody else does.
     *
     * @param maxNs longest wait, where the engine has a thread of its own.
     */
    void linger(final long maxNs)
    {
        if (invoker)
        {
            idle(poll());
        }
        else
        {
            LockSupport.parkNanos(Math.min(maxNs, LINGER_NS));
        }
    }

    /**
     * Wait for a first link.
     */
    boolean awaitConnected(final long timeoutNs)
    {
        return engine.awaitConnected(timeoutNs);
    }

    /**
     * Wait for the others of those whom a link is opened to, but not for long: some may not be there. Who asks many
     * should not begin when the first one has answered.
     *
     * @param count of them.
     */
    void awaitOthers(final int count)
    {
        final long startNs = System.nanoTime();
        while (!isLent && engine.links().size() < count && isRunning() && System.nanoTime() - startNs < OTHERS_NS)
        {
            idle(poll());
        }
    }

    /**
     * Was an error only the echo of Ctrl-C?
     */
    boolean isStopping()
    {
        return stopping;
    }

    @Override
    public void close()
    {
        if (isLent)
        {
            return;
        }
        beginClosing();
        // The interruption that ended a wait must not shorten the good-bye.
        final boolean interrupted = Thread.interrupted();
        try
        {
            engine.close();
        }
        finally
        {
            closed.countDown();
            removeHook();
            if (interrupted)
            {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void awaitEvents(final long timeoutNs)
    {
        try
        {
            seen = engine.awaitEvents(seen, timeoutNs);
        }
        catch (final HopwireException ex)
        {
            // An interruption is the user's wish, and of an engine that has stopped isRunning() tells.
            if (isRunning())
            {
                throw ex;
            }
        }
    }

    private void removeHook()
    {
        try
        {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
        catch (final IllegalStateException ignore)
        {
            // The JVM is ending, and the hook is running: it waits for us.
        }
    }

    private synchronized void beginClosing()
    {
        closing = true;
    }

    /** Once the owner is closing it is awake, and an interruption would only disturb it. */
    private synchronized void interruptOwner()
    {
        stopping = true;
        if (!closing)
        {
            owner.interrupt();
        }
    }

    private void onShutdown()
    {
        interruptOwner();
        try
        {
            if (!closed.await(CLOSE_TIMEOUT_S, TimeUnit.SECONDS))
            {
                System.err.println("hopwire: the engine did not close in time");
            }
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
    }
}
