package io.hopwire.examples;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C for work that looks for it from time to time: the process does not end before its last words are printed. An
 * interruption of the thread that has made it is the same.
 */
final class Interruption implements AutoCloseable
{
    static final int EXIT_CODE = 130;

    /** One look at everything in a network of 10,000 nodes can take ten seconds; then there is a report to write. */
    private static final long PATIENCE_S = 60;

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook = new Thread(this::onShutdown, "hopwire-shutdown");
    private volatile boolean requested;
    private boolean interrupted;

    Interruption()
    {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * To be asked by the thread that has made this. What it still has to write is not disturbed by an interruption.
     */
    boolean isRequested()
    {
        interrupted |= Thread.interrupted();
        return requested || interrupted;
    }

    @Override
    public void close()
    {
        closed.countDown();
        if (!requested)
        {
            try
            {
                Runtime.getRuntime().removeShutdownHook(hook);
            }
            catch (final IllegalStateException ignore)
            {
                // The JVM is ending, and the hook does no harm.
            }
        }
        if (interrupted)
        {
            Thread.currentThread().interrupt();
        }
    }

    private void onShutdown()
    {
        requested = true;
        try
        {
            closed.await(PATIENCE_S, TimeUnit.SECONDS);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
    }
}
