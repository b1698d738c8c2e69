package io.hopwire.sim;

import io.hopwire.circuit.CircuitSettings;
import io.hopwire.link.LinkRole;
import io.hopwire.spi.Inspector;
import io.hopwire.spi.SystemCounter;
import io.hopwire.test.Figures;
import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.TreeMap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The sniper of Jansen et al. (NDSS 2014): circuits through a relay to an end that does not read, filled by whoever
 * opened them, so that the relay's memory fills up until it falls. A relay here keeps no cell: what the next link does
 * not take is lost, and counted. So there is nothing to fill, and honest circuits beside those go on.
 */
class SniperTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final int CIRCUITS = 1_000;
    private static final int ATTACKERS = 4;
    private static final int HONEST = 20;
    private static final int ROUNDS = 100;
    private static final int MAX_CIRCUITS = 1_500;

    private final SimNetwork network = new SimNetwork(SimConfig.of(9).withNullCrypto(true));
    private final SimNode relay = network.addNode(
        config -> config.set(CircuitSettings.MAX_CIRCUITS, MAX_CIRCUITS), new RecordingEvents());
    private final RecordingEvents serverEvents = new RecordingEvents();
    private final RecordingEvents clientEvents = new RecordingEvents();
    private final SimNode server = endpoint(serverEvents);
    private final SimNode client = endpoint(clientEvents);
    private final SimNode sink = endpoint(new NeverReads());
    private final SimNode[] attackers = new SimNode[ATTACKERS];

    @Test
    void circuitsThatNobodyReadsCostTheRelayNothingButTheirPlaces()
    {
        for (int i = 0; i < ATTACKERS; i++)
        {
            attackers[i] = endpoint(new RecordingEvents());
        }
        server.listen(true);
        sink.listen(true);
        network.run(3 * SECOND);
        connect(client, server, HONEST);
        assertEquals(HONEST, relay.counters().get(SystemCounter.CIRCUITS_OPEN));
        for (final SimNode attacker : attackers)
        {
            connect(attacker, sink, CIRCUITS / ATTACKERS);
        }
        assertEquals(HONEST + CIRCUITS, relay.counters().get(SystemCounter.CIRCUITS_OPEN));
        long offered = 0;
        for (int round = 0; round < ROUNDS; round++)
        {
            fill();
            for (int session = 0; session < HONEST; session++)
            {
                final int id = clientEvents.outcome(session).sessionId();
                offered += client.offer(id, new byte[200]) > 0 ? 1 : 0;
            }
            network.run(SECOND / 10);
            checkRelay();
        }
        network.run(5 * SECOND);
        Figures.say("%d circuits to an end that never reads: the relay keeps 0 B of them, %d of %d honest circuits " +
            "lost, %d of %d honest messages came",
            CIRCUITS, clientEvents.closed().size(), HONEST, serverEvents.messages().size(), offered);
        assertEquals(HONEST * ROUNDS, offered);
        assertEquals(offered, serverEvents.messages().size());
        assertEquals(0, clientEvents.closed().size());
        assertEquals(HONEST + CIRCUITS, relay.counters().get(SystemCounter.CIRCUITS_OPEN));
    }

    /** As much as each session takes. */
    private void fill()
    {
        for (final SimNode attacker : attackers)
        {
            final RecordingEvents events = (RecordingEvents)attacker.application();
            for (int i = 0; i < CIRCUITS / ATTACKERS; i++)
            {
                while (attacker.offer(events.outcome(i).sessionId(), new byte[1_000]) > 0)
                {
                    // until its window is full
                }
            }
        }
    }

    private void checkRelay()
    {
        final Map<String, Long> levels = levels(relay);
        assertEquals(0, levels.get("memory of messages"));
        assertEquals(0, levels.get("sessions"));
        assertTrue(network.packetsInUse() < 10_000, () -> "packets under way: " + network.packetsInUse());
    }

    private static Map<String, Long> levels(final SimNode node)
    {
        final Map<String, Long> levels = new TreeMap<>();
        node.core().inspect(new Inspector()
        {
            @Override
            public void level(final String what, final long value, final long limit)
            {
                levels.merge(what, value, Math::max);
                assertTrue(value <= limit, what);
            }
        });
        return levels;
    }

    private void connect(final SimNode from, final SimNode to, final int sessions)
    {
        final RecordingEvents events = (RecordingEvents)from.application();
        for (int i = 0; i < sessions; i++)
        {
            final int correlationId = i;
            from.connect(i, to, 3, 1, 1, 10 * SECOND);
            assertTrue(network.runUntil(() -> null != events.outcome(correlationId), 11 * SECOND));
            assertNotNull(events.outcome(i));
            assertEquals(0, events.outcome(i).code());
        }
    }

    private SimNode endpoint(final RecordingEvents events)
    {
        final SimNode node = network.addNode(config -> config.role(LinkRole.ENDPOINT), events);
        node.bootstrapFrom(relay, true);
        return node;
    }

    /** Has no room for anything, and stays. */
    private static final class NeverReads extends RecordingEvents
    {
        @Override
        public int receiveWindow(final int sessionId)
        {
            return 0;
        }
    }
}
