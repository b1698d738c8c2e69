package io.hopwire.agent;

import io.hopwire.core.Core;
import io.hopwire.transport.StreamListener;
import io.hopwire.transport.StreamTransport;
import org.agrona.MutableDirectBuffer;

/**
 * What connections of bytes bring, on its way into the core of a node.
 */
final class StreamFeed implements StreamListener
{
    private final NodeAgent agent;
    private final Core core;
    private final StreamTransport streams;

    StreamFeed(final NodeAgent agent, final Core core, final StreamTransport streams)
    {
        this.agent = agent;
        this.core = core;
        this.streams = streams;
    }

    /** {@return inputs, fewer than limit where there was nothing more, or no room for what they may cause} */
    int poll(final int limit)
    {
        if (NoStreams.INSTANCE == streams)
        {
            // A node without them pays for no reservation, and is not taken for starved by one.
            return 0;
        }
        int inputs = 0;
        while (inputs < limit && agent.reserve() && streams.poll(this, 1) > 0)
        {
            inputs++;
        }
        return inputs;
    }

    @Override
    public void onStreamOpened(final int addressId, final boolean isDialled)
    {
        agent.inCore(true);
        core.onStreamOpened(addressId, isDialled, agent.nowNs());
        agent.inCore(false);
    }

    @Override
    public void onStream(
        final int addressId, final MutableDirectBuffer buffer, final int offset, final int length)
    {
        agent.inCore(true);
        core.onStream(addressId, buffer, offset, length, agent.nowNs());
        agent.inCore(false);
    }

    @Override
    public void onStreamEnd(final int addressId)
    {
        agent.inCore(true);
        core.onStreamEnd(addressId, agent.nowNs());
        agent.inCore(false);
    }

    @Override
    public void onStreamWritable(final int addressId)
    {
        agent.inCore(true);
        core.onStreamWritable(addressId, agent.nowNs());
        agent.inCore(false);
    }

    @Override
    public void onStreamClosed(final int addressId, final int reason)
    {
        agent.inCore(true);
        core.onStreamClosed(addressId, reason, agent.nowNs());
        agent.inCore(false);
    }
}
