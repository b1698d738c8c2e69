package io.hopwire.perf;

import io.hopwire.sim.RecordingEvents;
import io.hopwire.sim.SimNode;
import io.hopwire.sim.fault.FaultDriver;
import io.hopwire.sim.fault.FaultPlan;
import io.hopwire.spi.SystemCounter;

/**
 * A server sends all it can to a receiver that acknowledges the newest packet only, and seldom; another one, which
 * acknowledges as it should, gets its messages meanwhile.
 */
final class GreedyAttack
{
    private static final long SECOND = AttackNetwork.SECOND;
    private static final int GREEDY = 1;
    private static final int LENGTH = 1000;
    private static final int PER_SECOND = 100;

    private GreedyAttack()
    {
    }

    static Attack.Result run(final int size)
    {
        final AttackNetwork net = new AttackNetwork(9);
        final FaultDriver faults = new FaultDriver(net.network, FaultPlan.parse("2s.. greedy node " + GREEDY), 9);
        final RecordingEvents serverEvents = new RecordingEvents();
        final RecordingEvents greedyEvents = new RecordingEvents();
        final RecordingEvents honestEvents = new RecordingEvents();
        final SimNode server = faults.addNode((config) -> config.discovery(false), serverEvents);
        server.listen(true);
        final SimNode greedy = faults.addNode((config) -> config.discovery(false), greedyEvents);
        final SimNode honest = faults.addNode((config) -> config.discovery(false), honestEvents);
        greedy.bootstrapFrom(server, true);
        honest.bootstrapFrom(server, true);
        faults.start();
        net.network.run(SECOND);
        greedy.connect(1, server, 1, 1, 1, AttackNetwork.TIMEOUT);
        net.network.run(SECOND / 2);
        honest.connect(1, server, 1, 1, 1, AttackNetwork.TIMEOUT);
        net.network.run(SECOND);
        final int toGreedy = serverEvents.accepted().get(0);
        final int toHonest = serverEvents.accepted().get(1);
        final long repeatedBefore = server.counters().get(SystemCounter.MESSAGES_RETRANSMITTED);
        final long ackedBefore = serverEvents.acked(toGreedy);
        final long untilNs = net.network.nowNs() + 5 * size * SECOND;
        net.repeat(AttackNetwork.MILLI, untilNs, () ->
        {
            while (server.offer(toGreedy, new byte[LENGTH]) >= 0)
            {
                continue;
            }
        });
        net.repeat(SECOND / PER_SECOND, untilNs, () -> server.offer(toHonest, new byte[LENGTH]));
        net.network.run(untilNs - net.network.nowNs() + SECOND);
        final long repeated = server.counters().get(SystemCounter.MESSAGES_RETRANSMITTED) - repeatedBefore;
        final long acked = serverEvents.acked(toGreedy) - ackedBefore;
        return Attack.Result.of(
            (double)repeated / Math.max(1, acked), honestEvents.messages().size(), PER_SECOND * 5 * size);
    }
}
