package io.hopwire.perf;

import io.hopwire.link.LinkRole;
import io.hopwire.sim.RecordingEvents;
import io.hopwire.sim.SimNode;
import io.hopwire.sim.SimRandom;
import io.hopwire.sim.fault.FaultDriver;
import io.hopwire.sim.fault.FaultPlan;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One of twenty relays names a host that has nothing to do with the network to whoever asks it for nodes, while
 * everybody looks something up twice a second, and some connect.
 */
final class NameAttack
{
    private static final long SECOND = AttackNetwork.SECOND;
    private static final int NODES = 20;
    private static final int LIAR = 7;
    private static final int KEY_LENGTH = 32;
    private static final int MINUTES = 1;
    /** Above all numbers of look-ups. */
    private static final long CONNECTS = 1L << 40;

    private NameAttack()
    {
    }

    static Attack.Result run(final int size)
    {
        final AttackNetwork net = new AttackNetwork(3);
        final int seconds = 60 * MINUTES * size;
        final FaultDriver faults = new FaultDriver(
            net.network, FaultPlan.parse("20s.. liars node " + LIAR), 3);
        final RecordingEvents[] events = new RecordingEvents[NODES];
        for (int i = 0; i < NODES; i++)
        {
            events[i] = new RecordingEvents();
            final SimNode node = faults.addNode((config) -> config.role(LinkRole.RELAY), events[i]);
            node.listen(true);
            if (i > 0)
            {
                node.bootstrapFrom(net.network.node(0), true);
            }
        }
        faults.start();
        net.network.run(22 * SECOND);
        final SimRandom random = new SimRandom(3).fork(1);
        final UnsafeBuffer key = new UnsafeBuffer(new byte[KEY_LENGTH]);
        for (int half = 0; half < 2 * seconds; half++)
        {
            for (int i = 0; i < NODES; i++)
            {
                random.nextBytes(key.byteArray(), 0, KEY_LENGTH);
                net.network.node(i).find((long)half * NODES + i, key);
            }
            final int from = honest(half);
            net.network.node(from).connect(
                CONNECTS + half, net.network.node(honest(half + 5)), 9, 1, 1, AttackNetwork.TIMEOUT);
            net.network.run(SECOND / 2);
        }
        net.network.run(AttackNetwork.TIMEOUT);
        int most = 0;
        for (int i = 0; i < NODES; i++)
        {
            most = Math.max(most, net.network.victim().datagrams(net.network.node(i)));
        }
        int ok = 0;
        for (int half = 0; half < 2 * seconds; half++)
        {
            ok += AttackNetwork.isOk(events[honest(half)], CONNECTS + half) ? 1 : 0;
        }
        if (0 == net.network.victim().namers())
        {
            throw new IllegalStateException("nobody has lied");
        }
        return Attack.Result.of((double)most / (MINUTES * size), ok, 2 * seconds);
    }

    private static int honest(final int number)
    {
        final int node = number % (NODES - 1);
        return node < LIAR ? node : node + 1;
    }
}
