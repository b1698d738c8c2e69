package io.hopwire.sim;

import io.hopwire.circuit.CircuitSettings;
import io.hopwire.link.LinkRole;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SessionCodes;
import io.hopwire.spi.SystemCounter;
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

    private final SimNetwork network = new SimNetwork(SimConfig.of(6));

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

    private SimNode endpointOf(final SimNode relay)
    {
        final SimNode node =
            network.addNode(config -> config.role(LinkRole.ENDPOINT).discovery(false), new RecordingEvents());
        node.bootstrapFrom(relay, true);
        return node;
    }
}
