package io.hopwire.agent;

import org.agrona.ErrorHandler;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Looks now and then at what can change outside of the engine and takes long to look at, seconds for a name: no duty
 * cycle can wait for that, and no worker, which has the node's thread in most modes and handshakes to answer in the
 * others. So it has a thread of its own, and only where there is something to look at. Nobody waits for that thread: a
 * look-up can not be interrupted, and an engine that is closed meanwhile leaves it to end by itself. What a look throws
 * is told, and it goes on; an error ends the engine, as it does on every thread.
 */
final class Lookout implements Runnable
{
    /** From one look to the next. */
    static final long INTERVAL_NS = 2_000_000_000L;

    /**
     * Something to look at.
     */
    interface Sight
    {
        /**
         * Look, on the thread of the lookout.
         *
         * @param nowNs time, of no known beginning.
         */
        void look(long nowNs);

        /**
         * Tell nobody any more, from when this returns. By any thread.
         */
        void close();
    }

    private final List<Sight> sights = new ArrayList<>();
    private final ErrorHandler errorHandler;
    private final Consumer<Error> onFailure;
    private Thread thread;
    private volatile boolean closed;

    /**
     * @param errorHandler told of exceptions.
     * @param onFailure    ends the engine.
     */
    Lookout(final ErrorHandler errorHandler, final Consumer<Error> onFailure)
    {
        this.errorHandler = errorHandler;
        this.onFailure = onFailure;
    }

    /**
     * Before the start.
     */
    void add(final Sight sight)
    {
        sights.add(sight);
    }

    void start()
    {
        if (!sights.isEmpty())
        {
            thread = startDaemon(this);
        }
    }

    /**
     * Run what may take long, on a thread of its own that keeps no JVM alive. By any thread.
     */
    void execute(final Runnable toRun)
    {
        startDaemon(() -> guard(toRun));
    }

    private static Thread startDaemon(final Runnable toRun)
    {
        final Thread daemon = new Thread(toRun, "hopwire-lookout");
        daemon.setDaemon(true);
        daemon.start();
        return daemon;
    }

    /**
     * From when this returns nothing is told any more. Does not wait for a look that takes long.
     */
    void close()
    {
        closed = true;
        sights.forEach(Sight::close);
        LockSupport.unpark(thread);
    }

    @Override
    public void run()
    {
        while (!closed)
        {
            for (final Sight sight : sights)
            {
                guard(() -> sight.look(System.nanoTime()));
            }
            if (!closed)
            {
                LockSupport.parkNanos(this, INTERVAL_NS);
            }
        }
    }

    private void guard(final Runnable toRun)
    {
        try
        {
            toRun.run();
        }
        catch (final RuntimeException ex)
        {
            errorHandler.onError(ex);
        }
        catch (final Error ex)
        {
            closed = true;
            onFailure.accept(ex);
        }
    }
}
