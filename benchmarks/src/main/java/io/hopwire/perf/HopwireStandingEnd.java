package io.hopwire.perf;

import io.hopwire.Engine;
import io.hopwire.HopwireException;
import io.hopwire.ListenSession;
import io.hopwire.Session;
import io.hopwire.SessionHandler;
import io.hopwire.agent.BlockingIdleStrategy;
import io.hopwire.agent.HopwireEngine;
import io.hopwire.agent.IdleStrategies;
import io.hopwire.agent.NodeRole;
import io.hopwire.agent.ThreadingMode;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.IdleStrategy;

/**
 * A node as it stands on a server: one thread of its own, which waits by a given idle strategy, and sends back what
 * sessions bring. The thread of the worker sleeps.
 */
final class HopwireStandingEnd implements End, SessionHandler
{
    private final String idleStrategy;
    private final int peers;
    private final int readers;
    private Dozing dozing;
    private Engine engine;
    private volatile long echoed;

    /**
     * @param idleStrategy of the engine's thread, by name.
     * @param peers        whose links make it complete.
     * @param readers      threads of the application that wait in a blocking read; with none of them, a handler echoes.
     */
    HopwireStandingEnd(final String idleStrategy, final int peers, final int readers)
    {
        this.readers = readers;
        this.idleStrategy = idleStrategy;
        this.peers = peers;
    }

    @Override
    public String open()
    {
        try
        {
            engine = HopwireEngine.launch(Hopwire.context()
                .role(NodeRole.RELAY)
                .threadingMode(ThreadingMode.SHARED)
                .nodeIdleStrategy(idle()));
        }
        catch (final HopwireException ex)
        {
            throw new AbsentException(ex.getMessage());
        }
        if (0 == readers)
        {
            engine.localEndpoint().listen(this);
        }
        else
        {
            startReaders(engine.localEndpoint().listen());
        }
        return Hopwire.address(engine);
    }

    @Override
    public void connect(final String peer)
    {
        // Its peers come to it.
    }

    @Override
    public boolean isUp()
    {
        return engine.links().size() >= peers;
    }

    @Override
    public boolean send(final DirectBuffer buffer, final int offset, final int length)
    {
        throw new IllegalStateException("it only answers");
    }

    @Override
    public void doWork()
    {
        // The engine has a thread for that.
    }

    @Override
    public void onMessage(final Session from, final DirectBuffer buffer, final int offset, final int length)
    {
        if (from.offer(buffer, offset, length) < 0)
        {
            throw new IllegalStateException("the window is full of a single message");
        }
        echoed = echoed + 1;
    }

    /**
     * Its turn begins, or ends.
     *
     * @param isMeasured whether the engine's thread has to wait as its strategy does.
     */
    void measure(final boolean isMeasured)
    {
        if (null != dozing)
        {
            dozing.awake(isMeasured);
        }
    }

    @Override
    public void close()
    {
        if (null != engine)
        {
            engine.close();
        }
    }

    long echoed()
    {
        return echoed;
    }

    int links()
    {
        return engine.links().size();
    }

    long count(final String counter)
    {
        return engine.counters().get(counter);
    }

    long datagrams()
    {
        return count("datagrams received") + count("datagrams sent");
    }

    private void startReaders(final ListenSession listener)
    {
        for (int i = 0; i < readers; i++)
        {
            final Thread thread = new Thread(() -> read(listener), "reader-" + i);
            thread.setDaemon(true);
            thread.start();
        }
    }

    private static void read(final ListenSession listener)
    {
        try
        {
            listener.read(true);
            Worker.note("a read has returned, and nobody has anything to say");
        }
        catch (final HopwireException ex)
        {
            // The engine was closed.
            assert !listener.isOpen();
        }
    }

    /** One that waits in the kernel is out of the way by itself, and is bound to its engine as it is. */
    private IdleStrategy idle()
    {
        final IdleStrategy idle = IdleStrategies.of(idleStrategy);
        if (idle instanceof BlockingIdleStrategy)
        {
            return idle;
        }
        dozing = new Dozing(idle);
        return dozing;
    }
}
