package io.hopwire.perf;

import io.hopwire.sim.NodeSetup;
import io.hopwire.sim.RecordingEvents;
import io.hopwire.sim.SimNode;
import io.hopwire.spi.SystemCounter;

import java.util.ArrayList;
import java.util.List;

/**
 * First messages of many peers are recorded; the node that they were to is started anew, and gets them all again; and
 * then honest peers come.
 */
final class RestartAttack
{
    private static final long SECOND = AttackNetwork.SECOND;
    private static final int PEERS = 100;
    private static final int HONEST = 20;

    private RestartAttack()
    {
    }

    static Attack.Result run(final int size)
    {
        return run(size, NodeSetup.DEFAULTS);
    }

    /**
     * Of a node that is set up otherwise.
     *
     * @param size  of it.
     * @param setup of the node.
     * @return what came of it.
     */
    static Attack.Result run(final int size, final NodeSetup setup)
    {
        final AttackNetwork net = new AttackNetwork(71);
        final Recorder recorder = new Recorder(net.network);
        final SimNode node = net.relay(setup);
        recorder.of(node);
        final List<SimNode> peers = new ArrayList<>();
        for (int i = 0; i < PEERS * size; i++)
        {
            peers.add(net.endpoint(node, new RecordingEvents()));
            net.network.run(10 * AttackNetwork.MILLI);
        }
        net.network.run(SECOND);
        peers.forEach(SimNode::crash);
        node.crash();
        net.network.run(SECOND);
        node.restart(true);
        final long before = node.counters().get(SystemCounter.HANDSHAKES_ANSWERED);
        recorder.replay(node);
        final long answered = node.counters().get(SystemCounter.HANDSHAKES_ANSWERED) - before;
        int ok = 0;
        for (int i = 0; i < HONEST; i++)
        {
            final SimNode peer = net.endpoint(node, new RecordingEvents());
            ok += net.network.runUntil(() -> null != node.links().byKey(peer.publicKey(), 0), SECOND) ? 1 : 0;
        }
        return Attack.Result.of((double)answered / recorder.size(), ok, HONEST);
    }
}
