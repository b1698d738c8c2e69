package io.hopwire.perf;

import io.hopwire.DataTransitConfiguration;
import io.hopwire.Engine;
import io.hopwire.Session;
import io.hopwire.SessionHandler;
import io.hopwire.agent.HopwireEngine;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.IdleStrategy;

import java.util.concurrent.TimeUnit;

/**
 * Two engines in one process, driven in turns by one thread, that know nobody but the relay: what the first sends comes
 * to the second over two hops, and the second sends it back.
 */
final class HopwireTwinEnd implements End, SessionHandler, IdleStrategy
{
    private static final long CONNECT_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(15);
    private static final int HOPS = 2;

    private final Receiver receiver;
    private Engine first;
    private Engine second;
    private Session session;

    HopwireTwinEnd(final Receiver receiver)
    {
        this.receiver = receiver;
    }

    @Override
    public String open()
    {
        return Hopwire.NOT_LISTENING;
    }

    @Override
    public void connect(final String relay)
    {
        second = HopwireEngine.launch(Hopwire.context().bootstrap(relay));
        second.localEndpoint().listen(new SessionHandler()
        {
            @Override
            public void onMessage(final Session from, final DirectBuffer buffer, final int offset, final int length)
            {
                if (from.offer(buffer, offset, length) < 0)
                {
                    throw new IllegalStateException("the window is full of a single message");
                }
            }
        });
        first = HopwireEngine.launch(Hopwire.context().bootstrap(relay).nodeIdleStrategy(this));
        while (first.links().isEmpty() || second.links().isEmpty())
        {
            doWork();
        }
        session = first.endpoint(second.publicKey())
            .connect(new DataTransitConfiguration(HOPS, 1, 1), CONNECT_TIMEOUT_NS, this);
        if (HOPS != session.hops())
        {
            throw new IllegalStateException("a route of " + session.hops() + " hops is not the one to measure");
        }
    }

    @Override
    public boolean isUp()
    {
        return null != session && session.isOpen();
    }

    @Override
    public boolean send(final DirectBuffer buffer, final int offset, final int length)
    {
        final long position = session.offer(buffer, offset, length);
        if (position < 0 && position != Session.BACK_PRESSURED)
        {
            throw new IllegalStateException("a message of " + length + " bytes was refused: " + position);
        }
        return position > 0;
    }

    /**
     * Once the first engine has heard or said something nothing comes in between: neither what it received nor what it
     * sends waits for the poll of an engine that is only in the same process for the sake of one clock.
     */
    @Override
    public void doWork()
    {
        if (0 == first.doWork())
        {
            second.doWork();
        }
    }

    @Override
    public void onMessage(final Session from, final DirectBuffer buffer, final int offset, final int length)
    {
        receiver.onMessage(buffer, offset, length);
    }

    /** While the first engine waits to be connected, the second one has to work. */
    @Override
    public void idle(final int workCount)
    {
        second.doWork();
    }

    @Override
    public void idle()
    {
        second.doWork();
    }

    @Override
    public void reset()
    {
        // Nothing to go back to.
    }

    @Override
    public void close()
    {
        if (null != second)
        {
            second.close();
        }
        if (null != first)
        {
            first.close();
        }
    }
}
