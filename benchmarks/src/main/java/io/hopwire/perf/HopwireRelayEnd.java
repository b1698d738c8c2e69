package io.hopwire.perf;

import io.hopwire.Engine;
import io.hopwire.agent.HopwireEngine;
import io.hopwire.agent.NodeRole;
import org.agrona.DirectBuffer;

/**
 * A relay of the engine: opens each cell of one link, swaps its label, seals it for the other link.
 */
final class HopwireRelayEnd implements End
{
    private static final int LINKS = 2;

    private Engine engine;

    @Override
    public String open()
    {
        engine = HopwireEngine.launch(Hopwire.context().role(NodeRole.RELAY));
        return Hopwire.address(engine);
    }

    @Override
    public void connect(final String peer)
    {
        // The two ends come to the relay.
    }

    @Override
    public boolean isUp()
    {
        return engine.links().size() >= LINKS;
    }

    @Override
    public boolean send(final DirectBuffer message, final int offset, final int length)
    {
        throw new UnsupportedOperationException("a relay has nothing to say");
    }

    @Override
    public void doWork()
    {
        engine.doWork();
    }

    @Override
    public void close()
    {
        engine.close();
    }
}
