package io.hopwire.perf;

import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;
import io.hopwire.sim.Victim;
import io.hopwire.wire.FrameFlyweight;
import io.hopwire.wire.FrameTypes;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;
import java.util.List;

/**
 * Records first messages of handshakes of a simulated network, and sends them again from elsewhere.
 */
final class Recorder
{
    private final SimNetwork network;
    private final List<UnsafeBuffer> recordings = new ArrayList<>();

    Recorder(final SimNetwork network)
    {
        this.network = network;
    }

    /** Those that are sent to a node from now on. */
    void of(final SimNode node)
    {
        network.onTransit((from, to, buffer, length) ->
        {
            if (node.index() == to && FrameTypes.INITIATION_IK == FrameFlyweight.frameType(buffer, 0))
            {
                final UnsafeBuffer copy = new UnsafeBuffer(new byte[length]);
                copy.putBytes(0, buffer, 0, length);
                recordings.add(copy);
            }
            return length;
        });
    }

    int size()
    {
        return recordings.size();
    }

    /** All of them, a thousand a second. */
    void replay(final SimNode node)
    {
        if (recordings.isEmpty())
        {
            throw new IllegalStateException("nothing was recorded");
        }
        network.onTransit(null);
        for (final UnsafeBuffer recording : recordings)
        {
            network.inject(Victim.HOST, node.index(), recording, 0, recording.capacity(), 0);
            network.run(AttackNetwork.MILLI);
        }
        network.run(AttackNetwork.SECOND);
    }
}
