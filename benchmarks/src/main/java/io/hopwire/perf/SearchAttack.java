package io.hopwire.perf;

import io.hopwire.circuit.CircuitSettings;
import io.hopwire.sim.RecordingEvents;
import io.hopwire.sim.SimNode;
import io.hopwire.spi.SystemCounter;

/**
 * Ten clients connect by one relay, 1,100 times a second together, and close their sessions half a second later.
 */
final class SearchAttack
{
    private static final long SECOND = AttackNetwork.SECOND;
    private static final int CLIENTS = 10;
    private static final int PER_SECOND = 1100;
    /** More than the relay has places for searches. */
    private static final int SEARCHES = 1100;
    private static final int PLACES = 256;

    private SearchAttack()
    {
    }

    static Attack.Result run(final int size)
    {
        final AttackNetwork net = new AttackNetwork(6);
        final int searches = SEARCHES * size;
        final SimNode relay = net.relay((config) -> config.set(CircuitSettings.MAX_SEARCHES, PLACES * size));
        final SimNode server = net.endpoint(relay, new RecordingEvents());
        server.listen(true);
        final RecordingEvents[] events = new RecordingEvents[CLIENTS];
        final SimNode[] clients = new SimNode[CLIENTS];
        for (int i = 0; i < CLIENTS; i++)
        {
            events[i] = new RecordingEvents();
            clients[i] = net.endpoint(relay, events[i]);
        }
        net.network.run(SECOND);
        final long before = relay.counters().get(SystemCounter.ROUTE_REQUESTS);
        for (int i = 0; i < searches; i++)
        {
            clients[i % CLIENTS].connect(i, server, 3, 1, 1, AttackNetwork.TIMEOUT);
            net.network.run(SECOND / PER_SECOND);
            final int old = i - PER_SECOND / 2;
            if (old >= 0 && AttackNetwork.isOk(events[old % CLIENTS], old))
            {
                clients[old % CLIENTS].close(events[old % CLIENTS].outcome(old).sessionId());
            }
        }
        net.network.run(AttackNetwork.TIMEOUT + SECOND);
        int ok = 0;
        for (int i = 0; i < searches; i++)
        {
            ok += AttackNetwork.isOk(events[i % CLIENTS], i) ? 1 : 0;
        }
        final long asked = relay.counters().get(SystemCounter.ROUTE_REQUESTS) - before;
        return Attack.Result.of((double)asked / searches, ok, searches);
    }
}
