package io.hopwire.sim;

import io.hopwire.component.session.SessionSettings;
import io.hopwire.link.LinkRole;
import io.hopwire.spi.SessionCodes;
import io.hopwire.spi.SystemCounter;
import io.hopwire.test.Figures;
import org.agrona.MutableDirectBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Endpoints with good keys that take the places of a listener: by connects that they never confirm, and by sessions
 * that they never use. Whoever means it gets in beside them, from a relay of its own, and from one that they use too.
 */
@Tag("long")
@Tag("simulation")
class ListenerFloodTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final long TIMEOUT = 5 * SECOND;
    private static final int ATTACKERS = 10;
    private static final int HONEST = 20;
    private static final int PLACES = 1024;

    /** Behind which relays they are. */
    private enum Place
    {
        EACH_ITS_OWN, ALL_BEHIND_ONE, HONEST_BEHIND_THE_SAME
    }

    private final SimNetwork network = new SimNetwork(SimConfig.of(16).withNullCrypto(true));
    private final List<SimNode> relays = new ArrayList<>();
    private final List<SimNode> attackers = new ArrayList<>();
    private final List<RecordingEvents> attackersEvents = new ArrayList<>();
    private final RecordingEvents honestEvents = new RecordingEvents();
    private final RecordingEvents serverEvents = new RecordingEvents();
    private SimNode honest;
    private SimNode server;
    private long connects;
    private long honestConnects;

    @ParameterizedTest
    @CsvSource({
        "EACH_ITS_OWN, 50, 1000000", "ALL_BEHIND_ONE, 50, 1000000", "HONEST_BEHIND_THE_SAME, 50, 1000000",
        "EACH_ITS_OWN, 10, 100", "EACH_ITS_OWN, 50, 100", "ALL_BEHIND_ONE, 50, 100"})
    void whoNeverConfirmsKeepsNobodyOut(final Place place, final int perSecond, final int acceptsPerSecond)
    {
        grow(place, config -> config.set(SessionSettings.ACCEPTS_PER_SECOND, acceptsPerSecond));
        mute();
        for (int i = 0; i < ATTACKERS; i++)
        {
            connectAgain(i, SECOND / perSecond, network.nowNs() + 12 * SECOND + HONEST * SECOND / 2);
        }
        network.run(12 * SECOND);
        final Map<String, Integer> outcomes = connectHonest(SECOND / 2);
        Figures.say("%d endpoints with %d connects a second each that they never confirm, %s, %d accepts a second: %s",
            ATTACKERS, perSecond, place, acceptsPerSecond, outcomes);
        assertEquals(Map.of("ok", HONEST), outcomes);
        assertTrue(honestEvents.closed().isEmpty());
        assertEquals(HONEST, serverEvents.accepted().size(), "nobody hears of those who have not confirmed");
    }

    /** Ten endpoints have all places, and take each again that becomes free. */
    @ParameterizedTest
    @EnumSource(Place.class)
    void whoNeverUsesItsSessionsKeepsNobodyOut(final Place place)
    {
        grow(place, config -> config.set(SessionSettings.MAX_SESSIONS, PLACES));
        fillPlaces();
        assertEquals(PLACES, server.counters().get(SystemCounter.SESSIONS_OPEN));
        assertEquals(Map.of("ok", HONEST), connectHonest(SECOND / 10));
        network.run(60 * SECOND);
        honestConnects = 1000;
        final Map<String, Integer> outcomes = connectHonest(SECOND / 10);
        Figures.say("%d idle sessions of ten endpoints, %s: %s; displaced: %d never used, %d idle", PLACES, place,
            outcomes, server.counters().get(SystemCounter.SESSIONS_DISPLACED_UNUSED),
            server.counters().get(SystemCounter.SESSIONS_DISPLACED_IDLE));
        assertEquals(Map.of("ok", HONEST), outcomes);
        assertTrue(honestEvents.closed().isEmpty(), "who means it stays");
        assertTrue(attackersEvents.stream().anyMatch(events -> !events.closed().isEmpty()));
        for (final RecordingEvents events : attackersEvents)
        {
            events.closed().forEach(closed -> assertEquals(SessionCodes.DISPLACED, closed.reason()));
        }
        assertEquals(0, server.counters().get(SystemCounter.SESSIONS_DISPLACED_IDLE));
    }

    /** The node that is full of them may want to connect itself. */
    @Test
    void whoNeverUsesItsSessionsKeepsNobodyFromConnecting()
    {
        grow(Place.EACH_ITS_OWN, config -> config.set(SessionSettings.MAX_SESSIONS, PLACES));
        honest.listen(true);
        fillPlaces();
        assertEquals(PLACES, server.counters().get(SystemCounter.SESSIONS_OPEN));
        for (int i = 0; i < HONEST; i++)
        {
            server.connect(i, honest, 3, 1, 1, TIMEOUT);
            network.run(TIMEOUT / 10);
            assertEquals("ok", SessionCodes.name(serverEvents.outcome(i).code()));
        }
        assertEquals(HONEST, server.counters().get(SystemCounter.SESSIONS_DISPLACED_UNUSED));
    }

    /** Each has said something once, so none was never used. */
    @Test
    void whoHasManyIdleSessionsGivesSomeUp()
    {
        grow(Place.ALL_BEHIND_ONE, config -> config.set(SessionSettings.MAX_SESSIONS, PLACES));
        fillPlaces();
        for (int i = 0; i < PLACES; i++)
        {
            final int attacker = i % ATTACKERS;
            attackers.get(attacker).offer(attackersEvents.get(attacker).outcome(1 + i).sessionId(), new byte[1]);
        }
        network.run(30 * SECOND);
        final Map<String, Integer> outcomes = connectHonest(SECOND / 10);
        Figures.say("%d idle sessions of ten endpoints that have said something: %s", PLACES, outcomes);
        assertEquals(Map.of("ok", HONEST), outcomes);
        assertEquals(HONEST, server.counters().get(SystemCounter.SESSIONS_DISPLACED_IDLE));
    }

    private void fillPlaces()
    {
        for (int i = 0; i < PLACES; i++)
        {
            attackers.get(i % ATTACKERS).connect(++connects, server, 3, 1, 1, TIMEOUT);
            network.run(SECOND / 100);
        }
        network.run(SECOND);
    }

    private void connectAgain(final int attacker, final long everyNs, final long untilNs)
    {
        if (network.nowNs() < untilNs)
        {
            attackers.get(attacker).connect(++connects, server, 3, 1, 1, TIMEOUT);
            network.schedule(everyNs, () -> connectAgain(attacker, everyNs, untilNs));
        }
    }

    private Map<String, Integer> connectHonest(final long everyNs)
    {
        for (int i = 0; i < HONEST; i++)
        {
            honest.connect(honestConnects + i, server, 3, 1, 1, TIMEOUT);
            network.run(everyNs);
            sayHello(honestConnects + i);
        }
        network.run(TIMEOUT);
        final Map<String, Integer> outcomes = new TreeMap<>();
        for (int i = 0; i < HONEST; i++)
        {
            final RecordingEvents.Outcome outcome = honestEvents.outcome(honestConnects + i);
            outcomes.merge(null == outcome ? "under way" : SessionCodes.name(outcome.code()), 1, Integer::sum);
        }
        return outcomes;
    }

    private void sayHello(final long connect)
    {
        final RecordingEvents.Outcome outcome = honestEvents.outcome(connect);
        if (null != outcome && 0 == outcome.code())
        {
            honest.offer(outcome.sessionId(), new byte[1]);
        }
    }

    private void grow(final Place place, final NodeSetup setup)
    {
        network.allowTampering();
        for (int i = 0; i <= ATTACKERS; i++)
        {
            relays.add(network.addNode(config -> config.discovery(false), new RecordingEvents()));
        }
        server = network.addNode(
            config ->
            {
                config.role(LinkRole.ENDPOINT).discovery(false);
                setup.configure(config);
            },
            serverEvents);
        server.listen(true);
        for (final SimNode relay : relays)
        {
            server.bootstrapFrom(relay, true);
        }
        for (int i = 0; i < ATTACKERS; i++)
        {
            attackersEvents.add(new RecordingEvents());
            attackers.add(endpoint(relays.get(Place.ALL_BEHIND_ONE == place ? 0 : i), attackersEvents.get(i)));
        }
        honest = endpoint(
            relays.get(Place.HONEST_BEHIND_THE_SAME == place ? 0 : ATTACKERS), honestEvents);
        network.run(3 * SECOND);
    }

    /** Not a packet of any of their sessions leaves. */
    private void mute()
    {
        for (final SimNode attacker : attackers)
        {
            attacker.hostility().begin(new Tampering()
            {
                @Override
                public boolean onPacket(final MutableDirectBuffer plaintext, final int offset, final int length)
                {
                    return false;
                }
            });
        }
    }

    private SimNode endpoint(final SimNode relay, final RecordingEvents events)
    {
        final SimNode node = network.addNode(config -> config.role(LinkRole.ENDPOINT).discovery(false), events);
        node.bootstrapFrom(relay, true);
        return node;
    }
}
