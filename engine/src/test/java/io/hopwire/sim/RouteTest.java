package io.hopwire.sim;

import io.hopwire.link.LinkRole;
import io.hopwire.spi.SessionCodes;
import io.hopwire.spi.SystemCounter;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Routes over topologies that are laid by hand: discovery is off, so the configured links are all there is.
 */
class RouteTest
{
    private static final long SECOND = 1_000_000_000L;

    private final SimNetwork network = new SimNetwork(SimConfig.of(1));
    private final RecordingEvents client = new RecordingEvents();
    private final RecordingEvents server = new RecordingEvents();

    @Test
    void reachesAnEndpointOverAChainOfRelays()
    {
        final SimNode[] line = line(4);
        line[0].connect(1, line[3], 3, 1, 1, 10 * SECOND);
        assertTrue(network.runUntil(() -> null != client.outcome(1), 20 * SECOND));
        final RecordingEvents.Outcome outcome = client.outcome(1);
        assertEquals(0, outcome.code(), SessionCodes.name(outcome.code()));
        assertEquals(3, outcome.hops());
        assertEquals(1, outcome.routes());

        final byte[] message = "hello".getBytes(StandardCharsets.US_ASCII);
        assertEquals(1, line[0].offer(outcome.sessionId(), message));
        assertTrue(network.runUntil(() -> !server.messages().isEmpty(), SECOND));
        assertArrayEquals(message, server.messages().get(0));
        assertEquals(1, line[3].offer(server.accepted().get(0), message));
        assertTrue(network.runUntil(() -> !client.messages().isEmpty(), SECOND));
        assertTrue(line[1].counters().get(SystemCounter.CELLS_FORWARDED) > 0);
    }

    @Test
    void refusesARouteOfOneHopTooMany()
    {
        final SimNode[] line = line(4);
        line[0].connect(1, line[3], 2, 1, 1, 10 * SECOND);
        assertTrue(network.runUntil(() -> null != client.outcome(1), 20 * SECOND));
        assertEquals(SessionCodes.MAX_HOPS_EXCEEDED, client.outcome(1).code());
        assertEquals(3, client.outcome(1).hops());
        assertEquals(0, server.accepted().size());
    }

    @Test
    void saysThatAnEndpointIsOffline()
    {
        final SimNode[] line = line(4);
        line[3].crash();
        network.run(10 * SECOND);
        line[0].connect(1, line[3], 12, 1, 1, 3 * SECOND);
        assertTrue(network.runUntil(() -> null != client.outcome(1), 4 * SECOND));
        assertEquals(SessionCodes.NO_ROUTE, client.outcome(1).code());
    }

    @Test
    void tracesEveryHop()
    {
        final SimNode[] line = line(5);
        line[0].connect(1, line[4], 4, 1, 1, 10 * SECOND);
        assertTrue(network.runUntil(() -> null != client.outcome(1), 20 * SECOND));
        line[0].trace(client.outcome(1).sessionId());
        line[0].touch();
        assertTrue(network.runUntil(() -> client.hops().size() == 4, 2 * SECOND));
        for (int hop = 1; hop <= 4; hop++)
        {
            final int wanted = hop;
            final RecordingEvents.Hop answer =
                client.hops().stream().filter(h -> h.hop() == wanted).findFirst().orElseThrow();
            assertTrue(answer.rttNs() >= 2_000_000L * hop, answer::toString);
            assertEquals(hop == 4, answer.last());
        }
    }

    @Test
    void tellsTheWriterWhenARelayDies()
    {
        final SimNode[] line = line(4);
        line[0].connect(1, line[3], 3, 1, 1, 10 * SECOND);
        assertTrue(network.runUntil(() -> null != client.outcome(1), 20 * SECOND));
        assertTrue(network.runUntil(() -> !server.accepted().isEmpty(), SECOND));
        line[2].crash();
        assertTrue(line[0].offer(client.outcome(1).sessionId(), new byte[8]) > 0);
        assertTrue(network.runUntil(() -> !client.closed().isEmpty(), 30 * SECOND));
        assertEquals(1, client.closed().get(0).unknown());
        assertTrue(network.runUntil(() -> !server.closed().isEmpty(), 30 * SECOND));
        assertEquals(
            SessionCodes.CLOSED, line[0].offer(client.outcome(1).sessionId(), new byte[8]));
        network.run(60 * SECOND);
        assertEquals(0, line[1].counters().get(SystemCounter.CIRCUITS_OPEN));
    }

    @Test
    void triesAnotherNeighbourWhereTheClosestHasNoWay()
    {
        // Four relays know the client; only one of them, whichever it is, leads to the server.
        for (int lucky = 0; lucky < 4; lucky++)
        {
            final SimNetwork star = new SimNetwork(SimConfig.of(lucky));
            final RecordingEvents events = new RecordingEvents();
            final RecordingEvents serverEvents = new RecordingEvents();
            final SimNode from = star.addNode(config -> config.role(LinkRole.ENDPOINT).discovery(false), events);
            final SimNode to = star.addNode(config -> config.role(LinkRole.ENDPOINT).discovery(false), serverEvents);
            to.listen(true);
            for (int i = 0; i < 4; i++)
            {
                final SimNode relay = star.addNode(config -> config.discovery(false), new RecordingEvents());
                from.bootstrapFrom(relay, true);
                if (i == lucky)
                {
                    to.bootstrapFrom(relay, true);
                }
            }
            star.run(SECOND);
            from.connect(1, to, 2, 1, 1, 5 * SECOND);
            assertTrue(star.runUntil(() -> null != events.outcome(1), 6 * SECOND));
            assertEquals(0, events.outcome(1).code(), "lucky relay " + lucky);
            assertEquals(2, events.outcome(1).hops());
        }
    }

    @Test
    void sendsAnEndpointsDatagramsToItsRelaysOnly()
    {
        final SimNode[] line = line(3);
        line[0].connect(1, line[2], 2, 1, 1, 10 * SECOND);
        assertTrue(network.runUntil(() -> null != client.outcome(1), 20 * SECOND));
        assertFalse(client.outcome(1).sessionId() < 0);
        assertEquals(1, line[0].links().upCount());
        assertEquals(1, line[2].links().upCount());
    }

    /** Node 0 is the client, the last one the server, those between are relays, each linked to the next. */
    private SimNode[] line(final int length)
    {
        final SimNode[] nodes = new SimNode[length];
        for (int i = 0; i < length; i++)
        {
            final boolean end = i == 0 || i == length - 1;
            final RecordingEvents events = i == 0 ? client : end ? server : new RecordingEvents();
            nodes[i] = network.addNode(
                config -> config.role(end ? LinkRole.ENDPOINT : LinkRole.RELAY).discovery(false), events);
            if (i > 0)
            {
                final boolean relayBehind = i == length - 1;
                final SimNode dialer = relayBehind ? nodes[i] : nodes[i - 1];
                final SimNode dialed = relayBehind ? nodes[i - 1] : nodes[i];
                dialer.bootstrapFrom(dialed, (i & 1) == 0);
            }
        }
        nodes[length - 1].listen(true);
        network.run(SECOND);
        return nodes;
    }
}
