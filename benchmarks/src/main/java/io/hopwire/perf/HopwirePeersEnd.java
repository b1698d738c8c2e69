package io.hopwire.perf;

import io.hopwire.Engine;
import io.hopwire.agent.HopwireEngine;
import org.agrona.DirectBuffer;

import java.io.IOException;

/**
 * Many engines, each with one link to the same node, and nothing to say.
 */
final class HopwirePeersEnd implements End
{
    private final Engine[] engines;

    HopwirePeersEnd(final int peers)
    {
        engines = new Engine[peers];
    }

    @Override
    public String open()
    {
        return Hopwire.NOT_LISTENING;
    }

    @Override
    public void connect(final String peer)
    {
        for (int i = 0; i < engines.length; i++)
        {
            engines[i] = HopwireEngine.launch(Hopwire.context().bootstrap(peer));
        }
    }

    @Override
    public boolean isUp()
    {
        for (final Engine engine : engines)
        {
            if (engine.links().isEmpty())
            {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean send(final DirectBuffer buffer, final int offset, final int length)
    {
        throw new IllegalStateException("they have nothing to say");
    }

    @Override
    public void doWork()
    {
        for (final Engine engine : engines)
        {
            if (null != engine)
            {
                engine.doWork();
            }
        }
    }

    @Override
    public void close() throws IOException
    {
        for (final Engine engine : engines)
        {
            if (null != engine)
            {
                engine.close();
            }
        }
    }
}
