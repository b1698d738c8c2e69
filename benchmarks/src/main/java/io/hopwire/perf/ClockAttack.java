package io.hopwire.perf;

import io.hopwire.sim.NodeSetup;
import io.hopwire.sim.RecordingEvents;
import io.hopwire.sim.SimNode;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;

import java.util.ArrayList;
import java.util.List;

/**
 * Peers of a node have clocks that are a day ahead. They crash, and come back with the right time; recordings of their
 * first messages, of the day to come, are sent again before and after that.
 */
final class ClockAttack
{
    private static final long SECOND = AttackNetwork.SECOND;
    private static final long DAY = 86_400 * SECOND;
    private static final int PEERS = 5;

    private ClockAttack()
    {
    }

    static Attack.Result run(final int size)
    {
        final AttackNetwork net = new AttackNetwork(91);
        final Recorder recorder = new Recorder(net.network);
        final SimNode node = net.relay(NodeSetup.DEFAULTS);
        recorder.of(node);
        final List<SimNode> peers = new ArrayList<>();
        for (int i = 0; i < PEERS * size; i++)
        {
            final SimNode peer = net.endpoint(node, new RecordingEvents());
            peer.skew(DAY, 0);
            peers.add(peer);
        }
        net.network.run(10 * SECOND);
        peers.forEach(SimNode::crash);
        net.network.run(60 * SECOND);
        for (final SimNode peer : peers)
        {
            peer.skew(0, 0);
            peer.restart(true);
        }
        final long beganNs = net.network.nowNs();
        long lastNs = 0;
        int ok = 0;
        for (final SimNode peer : peers)
        {
            final boolean isBack = net.network.runUntil(
                () -> null != node.links().byKey(peer.publicKey(), 0), 120 * SECOND);
            ok += isBack ? 1 : 0;
            lastNs = net.network.nowNs() - beganNs;
        }
        if (0 == node.counters().get(RejectCode.HANDSHAKE_REPLAY))
        {
            throw new IllegalStateException("nobody was taken for a recording of himself");
        }
        final long answered = node.counters().get(SystemCounter.HANDSHAKES_ANSWERED);
        recorder.replay(node);
        final boolean isQuiet = answered == node.counters().get(SystemCounter.HANDSHAKES_ANSWERED);
        return Attack.Result.of((double)lastNs / SECOND, isQuiet ? ok : 0, peers.size());
    }
}
