package io.hopwire.perf;

import io.hopwire.link.LinkRole;
import io.hopwire.sim.NodeSetup;
import io.hopwire.sim.RecordingEvents;
import io.hopwire.sim.SimConfig;
import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;

/**
 * A simulated network for an attack: without cryptography, in which nobody looks for others who is not told to.
 */
final class AttackNetwork
{
    static final long SECOND = 1_000_000_000L;
    static final long MILLI = 1_000_000L;
    static final long TIMEOUT = 5 * SECOND;

    final SimNetwork network;

    AttackNetwork(final long seed)
    {
        network = new SimNetwork(SimConfig.of(seed).withNullCrypto(true));
    }

    /** A node that looks for others, and takes sessions. */
    SimNode join(final SimNode first)
    {
        final SimNode node = network.addNode((config) -> config.role(LinkRole.RELAY), new RecordingEvents());
        node.listen(true);
        if (null != first)
        {
            node.bootstrapFrom(first, true);
        }
        return node;
    }

    SimNode relay(final NodeSetup setup)
    {
        return network.addNode(
            (config) ->
            {
                config.discovery(false);
                setup.configure(config);
            },
            new RecordingEvents());
    }

    SimNode endpoint(final SimNode relay, final RecordingEvents events)
    {
        return endpoint(relay, events, NodeSetup.DEFAULTS);
    }

    SimNode endpoint(final SimNode relay, final RecordingEvents events, final NodeSetup setup)
    {
        final SimNode node = network.addNode(
            (config) ->
            {
                config.role(LinkRole.ENDPOINT).discovery(false);
                setup.configure(config);
            },
            events);
        node.bootstrapFrom(relay, true);
        return node;
    }

    /** Again and again, until then. */
    void repeat(final long everyNs, final long untilNs, final Runnable action)
    {
        if (network.nowNs() < untilNs)
        {
            action.run();
            network.schedule(everyNs, () -> repeat(everyNs, untilNs, action));
        }
    }

    /** {@return how many of the connects from that number on have succeeded} */
    static int succeeded(final RecordingEvents events, final long first, final int count)
    {
        int ok = 0;
        for (int i = 0; i < count; i++)
        {
            ok += isOk(events, first + i) ? 1 : 0;
        }
        return ok;
    }

    static boolean isOk(final RecordingEvents events, final long connect)
    {
        final RecordingEvents.Outcome outcome = events.outcome(connect);
        return null != outcome && 0 == outcome.code();
    }
}
