package io.hopwire.sim;

import io.hopwire.circuit.CircuitSettings;
import io.hopwire.link.LinkRole;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SessionCodes;
import io.hopwire.spi.SystemCounter;
import io.hopwire.test.Figures;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A node that does as much for others as it may, and wants a route of its own.
 */
class BusyRelayTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final int MAX_SEARCHES = 8;
    private static final int MAX_CIRCUITS = 8;
    private static final int CLIENTS = 10;
    private static final int SEARCHES_A_SECOND = 1100;
    /** More than the relay has places for. */
    private static final int SEARCHES = 3300;

    private final SimNetwork network = new SimNetwork(SimConfig.of(6).withNullCrypto(true));

    @Test
    void requestsOfOthersLeaveRoomForItsOwn()
    {
        final RecordingEvents events = new RecordingEvents();
        final SimNode relay =
            network.addNode(config -> config.discovery(false).set(CircuitSettings.MAX_SEARCHES, MAX_SEARCHES), events);
        final SimNode stranger = endpointOf(relay);
        final SimNode server = endpointOf(relay);
        final SimNode silent = endpointOf(relay);
        server.listen(true);
        network.run(SECOND);
        silent.crash();
        for (int i = 0; i < 2 * MAX_SEARCHES; i++)
        {
            stranger.connect(100 + i, silent, 3, 1, 1, SECOND);
        }
        network.run(SECOND / 10);
        assertTrue(relay.counters().get(RejectCode.CIRCUIT_LIMIT) > 0, "its table is full");
        relay.connect(1, server, 1, 1, 1, SECOND);
        assertTrue(network.runUntil(() -> null != events.outcome(1), 2 * SECOND));
        assertEquals(0, events.outcome(1).code(), SessionCodes.name(events.outcome(1).code()));
    }

    /** Whoever asks most has the places only as long as nobody else wants one. */
    @Test
    void requestsOfOneNeighbourKeepNoOtherOut()
    {
        final SimNode relay = network.addNode(
            config -> config.discovery(false).set(CircuitSettings.MAX_SEARCHES, MAX_SEARCHES), new RecordingEvents());
        final RecordingEvents events = new RecordingEvents();
        final SimNode stranger = endpointOf(relay);
        final SimNode server = endpointOf(relay);
        final SimNode silent = endpointOf(relay);
        final SimNode other =
            network.addNode(config -> config.role(LinkRole.ENDPOINT).discovery(false), events);
        other.bootstrapFrom(relay, true);
        server.listen(true);
        network.run(SECOND);
        silent.crash();
        for (int i = 0; i < 2 * MAX_SEARCHES; i++)
        {
            stranger.connect(100 + i, silent, 3, 1, 1, SECOND);
        }
        network.run(SECOND / 10);
        assertTrue(relay.counters().get(RejectCode.CIRCUIT_LIMIT) > 0, "its table is full");
        other.connect(1, server, 2, 1, 1, SECOND / 4);
        other.connect(2, relay, 2, 1, 1, SECOND / 4);
        relay.listen(true);
        network.run(SECOND / 2);
        assertEquals(0, events.outcome(1).code(), SessionCodes.name(events.outcome(1).code()));
        assertEquals(0, events.outcome(2).code(), SessionCodes.name(events.outcome(2).code()));
        assertEquals(2, relay.counters().get(SystemCounter.SEARCHES_DISPLACED));
        stranger.connect(200, server, 2, 1, 1, SECOND / 4);
        network.run(SECOND / 2);
        assertEquals(2, relay.counters().get(SystemCounter.SEARCHES_DISPLACED), "nobody gives way to who has most");
    }

    @Test
    void circuitsOfOthersLeaveRoomForItsOwn()
    {
        final RecordingEvents events = new RecordingEvents();
        final SimNode relay =
            network.addNode(config -> config.discovery(false).set(CircuitSettings.MAX_CIRCUITS, MAX_CIRCUITS), events);
        final SimNode stranger = endpointOf(relay);
        final SimNode server = endpointOf(relay);
        server.listen(true);
        network.run(SECOND);
        for (int i = 0; i < 2 * MAX_CIRCUITS; i++)
        {
            stranger.connect(100 + i, server, 3, 1, 1, SECOND);
        }
        network.run(3 * SECOND);
        assertTrue(relay.counters().get(SystemCounter.CIRCUITS_OPEN) >= MAX_CIRCUITS / 2, "others have circuits");
        relay.connect(1, server, 1, 1, 1, SECOND);
        assertTrue(network.runUntil(() -> null != events.outcome(1), 2 * SECOND));
        assertEquals(0, events.outcome(1).code(), SessionCodes.name(events.outcome(1).code()));
    }

    /** Each search has its place in the relay only until it has ended. */
    @Test
    void aThousandSearchesASecondFindTheirRoutes()
    {
        final SimNode relay = network.addNode(config -> config.discovery(false), new RecordingEvents());
        final SimNode server = endpointOf(relay);
        server.listen(true);
        final RecordingEvents[] events = new RecordingEvents[CLIENTS];
        final SimNode[] clients = new SimNode[CLIENTS];
        for (int i = 0; i < CLIENTS; i++)
        {
            events[i] = new RecordingEvents();
            clients[i] = endpointOf(relay, events[i]);
        }
        network.run(SECOND);
        final long before = relay.counters().get(SystemCounter.ROUTE_REQUESTS);
        final long beganNs = network.nowNs();
        for (int i = 0; i < SEARCHES; i++)
        {
            clients[i % CLIENTS].connect(i, server, 3, 1, 1, 5 * SECOND);
            network.run(SECOND / SEARCHES_A_SECOND);
            close(clients[i % CLIENTS], events[i % CLIENTS], i - SEARCHES_A_SECOND / 2);
        }
        final long requests = relay.counters().get(SystemCounter.ROUTE_REQUESTS) - before;
        final long perSecond = requests * SECOND / (network.nowNs() - beganNs);
        network.run(6 * SECOND);
        int ok = 0;
        for (int i = 0; i < SEARCHES; i++)
        {
            ok += 0 == events[i % CLIENTS].outcome(i).code() ? 1 : 0;
        }
        Figures.say("%d connects by one relay, %d searches a second: %d succeed", SEARCHES, perSecond, ok);
        assertTrue(perSecond >= 1000, "searches a second: " + perSecond);
        assertTrue(ok * 100 >= SEARCHES * 99, "of " + SEARCHES + " succeed " + ok);
    }

    private static void close(final SimNode client, final RecordingEvents events, final int connect)
    {
        final RecordingEvents.Outcome outcome = connect < 0 ? null : events.outcome(connect);
        if (null != outcome && 0 == outcome.code())
        {
            client.close(outcome.sessionId());
        }
    }

    private SimNode endpointOf(final SimNode relay)
    {
        return endpointOf(relay, new RecordingEvents());
    }

    private SimNode endpointOf(final SimNode relay, final RecordingEvents events)
    {
        final SimNode node =
            network.addNode(config -> config.role(LinkRole.ENDPOINT).discovery(false), events);
        node.bootstrapFrom(relay, true);
        return node;
    }
}
