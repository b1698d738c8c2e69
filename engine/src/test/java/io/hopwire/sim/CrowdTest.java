package io.hopwire.sim;

import io.hopwire.circuit.CircuitSettings;
import io.hopwire.component.session.SessionSettings;
import io.hopwire.link.LinkRole;
import io.hopwire.spi.SessionCodes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;
import java.util.TreeMap;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * More connects at once than an endpoint, or the relays towards it, have room for at a time.
 */
@Tag("simulation")
class CrowdTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final long TIMEOUT = 5 * SECOND;
    private static final int CONNECTS = 200;
    /** Fewer than connects: a relay must not keep what has ended in the way of what comes. */
    private static final int MAX_SEARCHES = 128;

    private static final int MANY = 10_000;
    private static final int AT_ONCE = 8;

    private final SimNetwork network = new SimNetwork(SimConfig.of(6).withNullCrypto(true));
    private SimNode[] relays;
    private SimNode[] clients;
    private RecordingEvents[] events;

    @ParameterizedTest
    @CsvSource({"1, 1", "20, 1", "200, 1", "1, 3", "20, 3"})
    void allConnectInTime(final int clientCount, final int relayCount)
    {
        grow(clientCount, relayCount);
        final SimNode server = endpoint(config -> {}, new RecordingEvents());
        server.listen(true);
        network.run(3 * SECOND);
        assertEquals(Map.of("ok", CONNECTS), connect(server, CONNECTS));
        for (final RecordingEvents one : events)
        {
            assertEquals(0, one.closed().size(), "sessions that ended");
        }
    }

    /**
     * Far more than the tables of the relay and of the server hold, but never many at a time.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void noneOfManyInTurnFails(final int clientCount)
    {
        grow(clientCount, 1);
        final SimNode server = endpoint(config -> {}, new RecordingEvents());
        server.listen(true);
        network.run(3 * SECOND);
        final Map<String, Integer> outcomes = new TreeMap<>();
        for (int first = 0; first < MANY; first += AT_ONCE)
        {
            for (int i = first; i < first + AT_ONCE; i++)
            {
                clients[i % clientCount].connect(i, server, 3, 1, 1, TIMEOUT);
            }
            for (int i = first; i < first + AT_ONCE; i++)
            {
                final RecordingEvents.Outcome outcome = await(events[i % clientCount], i);
                outcomes.merge(SessionCodes.name(outcome.code()), 1, Integer::sum);
                clients[i % clientCount].close(outcome.sessionId());
            }
        }
        assertEquals(Map.of("ok", MANY), outcomes);
    }

    /**
     * All of them come back at once. An answer takes the server's worker 300 µs, so 3 s is the least.
     */
    @Test
    void aStormIsOverInHardlyMoreThanTheTimeOfItsKeyAgreements()
    {
        relays = new SimNode[] {network.addNode(config -> {}, new RecordingEvents())};
        addClients(20);
        final SimNode server = endpoint(
            config -> config.set(SessionSettings.MAX_SESSIONS, 2 * MANY), new RecordingEvents());
        server.listen(true);
        network.run(3 * SECOND);
        for (int i = 0; i < MANY; i++)
        {
            clients[i % clients.length].connect(i, server, 3, 1, 1, 60 * SECOND);
        }
        network.run(4 * SECOND);
        assertEquals(Map.of("ok", MANY), outcomes(MANY));
    }

    @Test
    void whoFindsNoRoomIsToldSo()
    {
        grow(1, 1);
        final SimNode server =
            endpoint(config -> config.set(SessionSettings.MAX_SESSIONS, 3), new RecordingEvents());
        server.listen(true);
        network.run(3 * SECOND);
        assertEquals(Map.of("ok", 3, SessionCodes.name(SessionCodes.BUSY), 2), connect(server, 5));
    }

    @Test
    void whoFindsNoRoomOnTheWayIsToldSo()
    {
        relays = new SimNode[] {
            network.addNode(config -> config.set(CircuitSettings.MAX_CIRCUITS, 4), new RecordingEvents()) };
        addClients(1);
        final SimNode server = endpoint(config -> {}, new RecordingEvents());
        server.listen(true);
        network.run(3 * SECOND);
        assertEquals(Map.of("ok", 3, SessionCodes.name(SessionCodes.BUSY), 2), connect(server, 5));
    }

    @Test
    void whoWaitsForTheSilentHoldsNobodyUp()
    {
        grow(1, 1);
        final SimNode silent = endpoint(config -> {}, new RecordingEvents());
        final SimNode server = endpoint(config -> {}, new RecordingEvents());
        silent.listen(true);
        server.listen(true);
        network.run(3 * SECOND);
        silent.crash();
        for (int i = 0; i < CONNECTS; i++)
        {
            clients[0].connect(1000 + i, silent, 3, 1, 1, 2 * TIMEOUT);
        }
        network.run(SECOND / 100);
        assertEquals(Map.of("ok", 1), connect(server, 1));
    }

    private RecordingEvents.Outcome await(final RecordingEvents recording, final long correlationId)
    {
        while (null == recording.outcome(correlationId))
        {
            network.run(SECOND / 1000);
        }
        return recording.outcome(correlationId);
    }

    private Map<String, Integer> connect(final SimNode server, final int connects)
    {
        for (int i = 0; i < connects; i++)
        {
            clients[i % clients.length].connect(i, server, 3, 1, 1, TIMEOUT);
        }
        network.run(TIMEOUT + SECOND);
        return outcomes(connects);
    }

    private Map<String, Integer> outcomes(final int connects)
    {
        final Map<String, Integer> outcomes = new TreeMap<>();
        for (int i = 0; i < connects; i++)
        {
            final RecordingEvents.Outcome outcome = events[i % clients.length].outcome(i);
            outcomes.merge(null == outcome ? "under way" : SessionCodes.name(outcome.code()), 1, Integer::sum);
        }
        return outcomes;
    }

    private void grow(final int clientCount, final int relayCount)
    {
        relays = new SimNode[relayCount];
        for (int i = 0; i < relayCount; i++)
        {
            relays[i] = network.addNode(
                config -> config.set(CircuitSettings.MAX_SEARCHES, MAX_SEARCHES), new RecordingEvents());
            if (i > 0)
            {
                relays[i].bootstrapFrom(relays[0], true);
            }
        }
        addClients(clientCount);
    }

    private void addClients(final int count)
    {
        events = new RecordingEvents[count];
        clients = new SimNode[count];
        for (int i = 0; i < count; i++)
        {
            events[i] = new RecordingEvents();
            clients[i] = endpoint(config -> {}, events[i]);
        }
    }

    private SimNode endpoint(final NodeSetup setup, final RecordingEvents recording)
    {
        final SimNode node = network.addNode(
            config ->
            {
                config.role(LinkRole.ENDPOINT);
                setup.configure(config);
            },
            recording);
        node.bootstrapFrom(relays[network.size() % relays.length], true);
        return node;
    }
}
