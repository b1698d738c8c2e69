package io.hopwire.agent;

import io.hopwire.DataTransitConfiguration;
import io.hopwire.PublicKey;
import io.hopwire.SessionHandler;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A connect between the thread that waits for it and the node that works on it. Ends once: by an answer or by the
 * waiter giving up; whoever comes second learns so.
 */
final class PendingConnect
{
    private static final int WAITING = 0;
    private static final int ANSWERING = 1;
    private static final int ANSWERED = 2;
    private static final int ABANDONED = 3;

    final long correlationId;
    final PublicKey key;
    final DataTransitConfiguration configuration;
    final long timeoutNs;
    final SessionHandler handler;
    private final AtomicInteger status = new AtomicInteger(WAITING);
    private EngineSession session;
    private int reason;
    private int routesFound;
    private int hopsFound;

    PendingConnect(
        final long correlationId,
        final PublicKey key,
        final DataTransitConfiguration configuration,
        final long timeoutNs,
        final SessionHandler handler)
    {
        this.correlationId = correlationId;
        this.key = key;
        this.configuration = configuration;
        this.timeoutNs = timeoutNs;
        this.handler = handler;
    }

    /**
     * By the node.
     *
     * @return false if nobody waits any more.
     */
    boolean connected(final EngineSession newSession)
    {
        if (!status.compareAndSet(WAITING, ANSWERING))
        {
            return false;
        }
        session = newSession;
        status.set(ANSWERED);
        return true;
    }

    /**
     * By the node.
     */
    void failed(final int why, final int routes, final int hops)
    {
        if (status.compareAndSet(WAITING, ANSWERING))
        {
            reason = why;
            routesFound = routes;
            hopsFound = hops;
            status.set(ANSWERED);
        }
    }

    /**
     * By the waiter, which does not wait any more.
     *
     * @return the session of an answer that came first, which nobody else knows of, to be closed; or null.
     */
    EngineSession abandon()
    {
        if (status.compareAndSet(WAITING, ABANDONED))
        {
            return null;
        }
        while (ANSWERING == status.get())
        {
            Thread.onSpinWait();
        }
        return session;
    }

    boolean isAnswered()
    {
        return ANSWERED == status.get();
    }

    EngineSession session()
    {
        return session;
    }

    int reason()
    {
        return reason;
    }

    int routesFound()
    {
        return routesFound;
    }

    int hopsFound()
    {
        return hopsFound;
    }
}
