package io.hopwire.sim;

import io.hopwire.component.session.SessionSettings;
import io.hopwire.link.LinkRole;
import io.hopwire.link.LinkSettings;
import io.hopwire.spi.Inspector;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;
import io.hopwire.test.Figures;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Hours and days of a small network, in virtual time: who lives is never taken for dead, who is dead is found in time,
 * clocks may be wrong, processes may stand still, and what a node keeps does not grow. A day instead of two hours:
 * {@code -Dhopwire.test.soak.hours=24}.
 */
class EnduranceTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final long MS = 1_000_000L;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final int HOURS = Integer.getInteger("hopwire.test.soak.hours", 2);
    private static final int SEEDS = 20 * Integer.getInteger("hopwire.test.scale", 1);
    private static final int CLIENTS = 8;
    /** Of a level that happens to be looked at in its peak; what leaks, leaks with each of the sessions. */
    private static final int SLACK = 3;

    private final CountingEvents clientEvents = new CountingEvents();
    private final CountingEvents serverEvents = new CountingEvents();
    private SimNetwork network;
    private SimNode client;
    private SimNode server;
    private SimNode[] relays;
    private long forth;
    private long back;

    /** A twentieth is lost, and each minute another process stands still for half a second. */
    @Test
    void anHourOfLossesAndPausesEndsNeitherLinksNorSessions()
    {
        build(1, 0.05);
        for (int minute = 0; minute < 60; minute++)
        {
            talk(MINUTE / 2);
            network.node(minute % network.size()).pause(SECOND / 2);
            talk(MINUTE / 2);
        }
        network.run(10 * SECOND);
        Figures.say("an hour with 5 %% loss and pauses of 500 ms: %d links and %d sessions taken for dead",
            linksDown(), clientEvents.closed().size() + serverEvents.closed().size());
        assertAllCame();
        assertEquals(0, linksDown());
        assertEquals(0, clientEvents.routes().size() + serverEvents.routes().size(), "routes given up");
    }

    /** As after kill -9: nobody says a word. */
    @Test
    void whoIsGoneIsFoundInTime()
    {
        final long[] links = new long[SEEDS];
        final long[] sessions = new long[SEEDS];
        for (int seed = 0; seed < SEEDS; seed++)
        {
            final EnduranceTest test = new EnduranceTest();
            test.build(seed, 0);
            final SimRandom random = new SimRandom(seed);
            test.talk(random.nextLong(10 * SECOND));
            test.network.run(0 == seed % 2 ? random.nextLong(30 * SECOND) : 0);
            test.server.crash();
            final long fromNs = test.network.nowNs();
            final int before = test.linksDown();
            assertTrue(test.network.runUntil(() -> test.linksDown() > before, MINUTE), "links");
            links[seed] = test.network.nowNs() - fromNs;
            assertTrue(test.network.runUntil(() -> !test.clientEvents.closed().isEmpty(), MINUTE), "session");
            sessions[seed] = test.network.nowNs() - fromNs;
        }
        Arrays.sort(links);
        Arrays.sort(sessions);
        Figures.say("a peer that is gone: its relay knows after p50 %.1f, most %.1f s, its client %.1f and %.1f s",
            links[SEEDS / 2] / 1e9, links[SEEDS - 1] / 1e9, sessions[SEEDS / 2] / 1e9, sessions[SEEDS - 1] / 1e9);
        // No link is idle that has a session, which asks after the peer every two seconds.
        assertTrue(links[SEEDS - 1] <= LinkSettings.PING.defaultValue() +
            LinkSettings.LIVENESS_TIMEOUT.defaultValue() + LinkSettings.KEEPALIVE.defaultValue(), "links");
        assertTrue(sessions[SEEDS - 1] <= links[SEEDS - 1] +
            SessionSettings.REROUTE_TIMEOUT.defaultValue() + SessionSettings.KEEPALIVE.defaultValue(), "sessions");
    }

    /** What is longer than any time-out: links end, the session finds them again or both ends know that it is over. */
    @ParameterizedTest
    @CsvSource({"0, 4", "0, 12", "0, 30", "1, 4", "1, 12", "1, 30", "2, 4", "2, 12", "2, 30"})
    void aProcessThatStandsStillIsResumedOrGone(final int which, final int seconds)
    {
        build(5, 0);
        talk(5 * SECOND);
        network.node(which).pause(seconds * SECOND);
        talk(seconds * SECOND);
        talk(MINUTE);
        network.run(MINUTE);
        final boolean isOver = !clientEvents.closed().isEmpty();
        Figures.say("node %d (0 client, 1 server, 2 the only relay) stands still for %d s: %s",
            which, seconds, isOver ? "the session is over at both ends" : "the session goes on");
        assertEquals(isOver, !serverEvents.closed().isEmpty(), "one end does not know");
        if (!isOver)
        {
            assertAllCame();
        }
        assertTrue(serverEvents.messages <= forth && clientEvents.messages <= back, "doubled");
        assertReconnects();
    }

    /** A virtual machine that was put to sleep, or a clock that was corrected while the process was down. */
    @ParameterizedTest
    @CsvSource({
        "1, 3600, false", "1, 3600, true", "2, 3600, false", "2, 3600, true", "1, -3600, true", "2, -3600, true"})
    void aClockThatIsAnHourWrongKeepsNobodyApart(final int which, final long seconds, final boolean isRestarted)
    {
        build(6, 0);
        talk(5 * SECOND);
        final SimNode node = network.node(which);
        if (isRestarted)
        {
            node.crash();
            network.run(SECOND);
        }
        node.skew(seconds * SECOND, 0);
        if (isRestarted)
        {
            node.restart(true);
            server.listen(true);
        }
        network.run(MINUTE);
        assertReconnects();
    }

    /**
     * The one thing that a clock decides: a first message older than the last one of the same key is a recording, and
     * gets nothing. Its owner is back within seconds nevertheless, by the handshake that needs no clock, and stays.
     */
    @Test
    void whoseClockWentBackIsBackWithinSeconds()
    {
        build(6, 0);
        talk(5 * SECOND);
        server.crash();
        network.run(SECOND);
        server.skew(-HOUR, 0);
        server.restart(true);
        server.listen(true);
        final long fromNs = network.nowNs();
        assertTrue(network.runUntil(() -> 1 == server.links().upCount(), MINUTE), "no link");
        final long seconds = (network.nowNs() - fromNs) / SECOND;
        Figures.say("a clock that is an hour earlier after a restart: linked again after %d s", seconds);
        assertTrue(network.nowNs() - fromNs <= LinkSettings.HANDSHAKE_TIMEOUT.defaultValue(), seconds + " s");
        assertTrue(relays[0].counters().get(RejectCode.HANDSHAKE_REPLAY) > 0, "its clock did not matter");
        // The relay sees that its old link is over when the new one is used.
        network.run(10 * SECOND);
        final int before = linksDown();
        network.run(HOUR);
        assertEquals(before, linksDown(), "its keys are renewed all that hour");
        assertReconnects();
    }

    /** Sessions come and go, nodes as well; in the last three eighths nothing is more than it was in those before. */
    @Test
    void whatIsKeptDoesNotGrow()
    {
        build(7, 0.01);
        final SimNode[] clients = new SimNode[CLIENTS];
        for (int i = 0; i < CLIENTS; i++)
        {
            clients[i] = network.addNode(c -> c.role(LinkRole.ENDPOINT), new CountingEvents());
            clients[i].bootstrapFrom(relays[0], true);
        }
        final SimRandom random = new SimRandom(7);
        final Levels first = new Levels();
        final Levels second = new Levels();
        final int minutes = HOURS * 60;
        for (int minute = 0; minute < minutes; minute++)
        {
            final SimNode one = clients[minute % CLIENTS];
            final CountingEvents events = (CountingEvents)one.application();
            one.connect(minute, server, 4, 1, 2, 10 * SECOND);
            talk(MINUTE / 2);
            final RecordingEvents.Outcome outcome = events.outcome(minute);
            assertNotNull(outcome);
            assertEquals(0, outcome.code());
            assertTrue(one.offer(outcome.sessionId(), new byte[1_000]) > 0);
            network.run(SECOND);
            one.close(outcome.sessionId());
            if (0 == random.nextInt(10))
            {
                one.crash();
                network.run(SECOND);
                one.restart(true);
            }
            talk(MINUTE / 2);
            if (minute >= minutes / 4)
            {
                (minute < minutes * 5 / 8 ? first : second).look(network);
            }
        }
        assertAllCame();
        final String grown = second.above(first);
        Figures.say("%d virtual hours, %d sessions, %d messages: %s", HOURS, minutes, forth + back,
            grown.isEmpty() ? "no level has grown" : grown);
        assertEquals("", grown);
    }

    private void build(final long seed, final double loss)
    {
        network = new SimNetwork(SimConfig.of(seed).withNullCrypto(true).with(path -> path.withLoss(loss)));
        client = network.addNode(c -> c.role(LinkRole.ENDPOINT), clientEvents);
        server = network.addNode(c -> c.role(LinkRole.ENDPOINT), serverEvents);
        relays = new SimNode[] {network.addNode(c -> {}, new CountingEvents())};
        client.bootstrapFrom(relays[0], true);
        server.bootstrapFrom(relays[0], true);
        server.listen(true);
        network.run(3 * SECOND);
        connect(1);
    }

    private void connect(final long correlationId)
    {
        final int before = serverEvents.accepted().size();
        client.connect(correlationId, server, 4, 1, 1, 20 * SECOND);
        assertTrue(network.runUntil(() -> null != clientEvents.outcome(correlationId), 21 * SECOND));
        assertEquals(0, clientEvents.outcome(correlationId).code());
        assertTrue(network.runUntil(() -> serverEvents.accepted().size() > before, SECOND));
    }

    /** A message each second in both directions. */
    private void talk(final long durationNs)
    {
        final long untilNs = network.nowNs() + durationNs;
        while (network.nowNs() < untilNs)
        {
            if (clientEvents.closed().isEmpty() && client.isAlive() && !client.isPaused())
            {
                forth += client.offer(clientEvents.outcome(1).sessionId(), new byte[40]) > 0 ? 1 : 0;
            }
            if (serverEvents.closed().isEmpty() && server.isAlive() && !server.isPaused())
            {
                back += server.offer(serverEvents.accepted().get(0), new byte[40]) > 0 ? 1 : 0;
            }
            network.run(Math.min(SECOND, untilNs - network.nowNs()));
        }
    }

    private void assertAllCame()
    {
        assertTrue(clientEvents.closed().isEmpty(), () -> "client: " + clientEvents.closed());
        assertEquals(back, clientEvents.messages);
        assertTrue(serverEvents.messages >= forth, serverEvents.messages + " of " + forth);
    }

    private void assertReconnects()
    {
        final int before = serverEvents.messages;
        connect(99);
        assertTrue(client.offer(clientEvents.outcome(99).sessionId(), new byte[40]) > 0);
        assertTrue(network.runUntil(() -> serverEvents.messages > before, 10 * SECOND));
    }

    private int linksDown()
    {
        int sum = 0;
        for (int i = 0; i < network.size(); i++)
        {
            sum += ((CountingEvents)network.node(i).application()).linksDown;
        }
        return sum;
    }

    /** What nodes hold, the most of it at any of several times. */
    private static final class Levels implements Inspector
    {
        private final Map<String, Long> most = new TreeMap<>();
        private int node;

        private void look(final SimNetwork network)
        {
            for (node = 0; node < network.size(); node++)
            {
                network.node(node).core().inspect(this);
                note("handshakes at the worker", network.node(node).handshakesAtWorker());
            }
            node = -1;
            note("packets", network.packetsInUse());
        }

        @Override
        public void level(final String what, final long value, final long limit)
        {
            // It ends with each key, whenever that is.
            if (!what.startsWith("frames under one key"))
            {
                note(what, value);
            }
        }

        @Override
        public void agree(final String what, final long found, final long expected)
        {
            if (found < Long.MAX_VALUE && !what.startsWith("timer"))
            {
                note(what, Math.max(found, expected));
            }
        }

        @Override
        public void gauge(final SystemCounter counter, final long value)
        {
            note(counter.name(), value);
        }

        private void note(final String what, final long value)
        {
            most.merge(what + " of node " + node, value, Math::max);
        }

        private String above(final Levels earlier)
        {
            final StringBuilder above = new StringBuilder();
            most.forEach((what, value) ->
            {
                final long before = earlier.most.getOrDefault(what, 0L);
                if (value > before + before / 10 + SLACK)
                {
                    above.append(what).append(": ").append(value).append(" after ").append(before).append("; ");
                }
            });
            return above.toString();
        }
    }

    /** Keeps no messages. */
    private static final class CountingEvents extends RecordingEvents
    {
        private int messages;
        private int linksDown;

        @Override
        public void onStream(final int sessionId, final DirectBuffer buffer, final int offset, final int length)
        {
            super.onStream(sessionId, buffer, offset, length);
            messages += messages().size();
            messages().clear();
        }

        @Override
        public void onLinkDown(final DirectBuffer key, final int keyOffset, final int reason)
        {
            super.onLinkDown(key, keyOffset, reason);
            linksDown++;
        }
    }
}
