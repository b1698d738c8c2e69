package io.hopwire.sim;

import io.hopwire.link.LinkRole;
import io.hopwire.link.LinkSettings;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;
import io.hopwire.test.Figures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Sessions over paths that drop what is longer than they carry. Nobody is told.
 */
class PathMtuTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLI = 1_000_000L;
    private static final int NODES = 4;
    private static final int MESSAGES = 128;
    /** What an application took for short enough when it was told that messages may have 1,328 bytes. */
    private static final int LONG = 1328;

    private final SimNetwork network = new SimNetwork(SimConfig.of(7));
    private final RecordingEvents client = new RecordingEvents();
    private final RecordingEvents server = new RecordingEvents();
    private final SimNode[] line = new SimNode[NODES];
    private int narrowed = Integer.MAX_VALUE;
    private long dropped;

    @ParameterizedTest
    @ValueSource(ints = {1200, 1232, 1252, 1400})
    void aSessionWorksFromItsFirstMessage(final int mtu)
    {
        narrow(mtu);
        connect(0);
        final int session = client.outcome(1).sessionId();
        for (int i = 0; i < MESSAGES; i++)
        {
            send(line[0], session, server, LONG);
            send(line[NODES - 1], server.accepted().get(0), client, LONG);
        }
        send(line[0], session, server, 100_000);
        assertNothingIsLost();
    }

    @ParameterizedTest
    @ValueSource(ints = {1200, 1252, 1400})
    void aSessionUsesWhatItsPathsTurnOutToCarry(final int mtu)
    {
        narrow(mtu);
        connect(0);
        final int session = client.outcome(1).sessionId();
        talk(session, 30);
        final long before = line[0].counters().get(SystemCounter.BYTES_SENT);
        send(line[0], session, server, 100_000);
        final long packets = 100_000 / (mtu - 120) + 20;
        final long sent = line[0].counters().get(SystemCounter.BYTES_SENT) - before;
        assertTrue(sent < 100_000 + packets * 90, "packets are full: " + sent);
        assertNothingIsLost();
    }

    @Test
    void aSessionSurvivesAPathThatBecomesNarrower()
    {
        connect(2 * SECOND);
        final int session = client.outcome(1).sessionId();
        talk(session, 10);
        narrow(1252);
        for (int i = 0; i < 20; i++)
        {
            send(line[0], session, server, 10_000);
            network.run(500 * MILLI);
        }
        assertTrue(dropped > 0, "the path was tried");
        assertTrue(line[1].counters().get(SystemCounter.PATHS_NARROWED) > 0);
        dropped = 0;
        final long tooLong = sum(RejectCode.CELL_TOO_LONG);
        for (int i = 0; i < 20; i++)
        {
            send(line[0], session, server, 10_000);
        }
        assertEquals(0, dropped, "by now it is known");
        assertEquals(tooLong, sum(RejectCode.CELL_TOO_LONG));
        assertTrue(client.closed().isEmpty() && server.closed().isEmpty());
    }

    @Test
    void aPathThatBecomesNarrowerStopsNobodyForLong()
    {
        connect(2 * SECOND);
        final int session = client.outcome(1).sessionId();
        talk(session, 10);
        narrow(1252);
        final long sinceNs = network.nowNs();
        for (int i = 0; i < 20; i++)
        {
            send(line[0], session, server, 1300);
        }
        assertTrue(
            0 == line[1].counters().get(SystemCounter.PATHS_NARROWED), "messages come through before that is noticed");
        assertTrue(network.nowNs() - sinceNs < 4 * SECOND);
    }

    /**
     * A stream of packets as long as the path carries them, of which each third one is short and still arrives. They
     * are repeated as long as they were until the link has found out: a ping interval, and three probes.
     */
    @ParameterizedTest
    @ValueSource(ints = {1280, 1252, 1200})
    void aStreamOfFullPacketsStandsStillUntilTheLinkKnows(final int mtu)
    {
        network.conditions(network.conditions().withDelay(10 * MILLI, 0, 0));
        final long rttNs = 2 * (NODES - 1) * 10 * MILLI;
        connect(2 * SECOND);
        final int session = client.outcome(1).sessionId();
        talk(session, 10);
        stream(session, SECOND);
        narrow(mtu);
        final long stallNs = stream(session, 5 * SECOND);
        assertTrue(dropped > 0, "the path was tried");
        narrow(Math.min(mtu, 1200));
        final long againNs = 1200 < mtu ? stream(session, 5 * SECOND) : 0;
        Figures.say("path falls from 1,408 to %d, then to 1,200 B, round trip 60 ms: stands still for %d and %d ms",
            mtu, stallNs / MILLI, againNs / MILLI);
        final long limitNs = LinkSettings.PING.defaultValue() + 10 * rttNs;
        assertTrue(stallNs <= limitNs, "stands still for " + stallNs / MILLI + " ms");
        assertTrue(againNs <= limitNs, "stands still again for " + againNs / MILLI + " ms");
        assertTrue(client.closed().isEmpty() && server.closed().isEmpty());
    }

    /** {@return how long nothing came, of a message of two packets each 20 ms} */
    private long stream(final int session, final long durationNs)
    {
        final long untilNs = network.nowNs() + durationNs;
        final int first = server.messages().size();
        int offered = 0;
        int came = first;
        long cameNs = network.nowNs();
        long longestNs = 0;
        while (network.nowNs() < untilNs)
        {
            offered += line[0].offer(session, new byte[2_600]) > 0 ? 1 : 0;
            for (int i = 0; i < 20; i++)
            {
                network.run(MILLI);
                if (server.messages().size() > came)
                {
                    came = server.messages().size();
                    longestNs = Math.max(longestNs, network.nowNs() - cameNs);
                    cameNs = network.nowNs();
                }
            }
        }
        final int total = first + offered;
        assertTrue(network.runUntil(() -> server.messages().size() == total, 5 * SECOND), "lost");
        return longestNs;
    }

    /** Between the relays only: neither end sees it. */
    private void narrow(final int mtu)
    {
        narrowed = mtu;
        network.onTransit((from, to, buffer, length) ->
        {
            final boolean isBetween = 1 == from && 2 == to || 2 == from && 1 == to;
            final boolean isTooLong = isBetween && length > narrowed;
            dropped += isTooLong ? 1 : 0;
            return isTooLong ? TransitFilter.DROP : length;
        });
    }

    private void connect(final long afterNs)
    {
        for (int i = 0; i < NODES; i++)
        {
            final boolean isEnd = 0 == i || NODES - 1 == i;
            line[i] = network.addNode(
                config -> config.discovery(false).role(isEnd ? LinkRole.ENDPOINT : LinkRole.RELAY),
                0 == i ? client : isEnd ? server : new RecordingEvents());
            if (i > 0)
            {
                line[i].bootstrapFrom(line[i - 1], true);
            }
        }
        line[NODES - 1].listen(true);
        network.run(afterNs);
        line[0].connect(1, line[NODES - 1], NODES - 1, 1, 1, 10 * SECOND);
        assertTrue(network.runUntil(() -> null != client.outcome(1), 20 * SECOND));
        assertEquals(0, client.outcome(1).code());
        assertTrue(network.runUntil(() -> !server.accepted().isEmpty(), SECOND));
    }

    private void talk(final int session, final int seconds)
    {
        for (int i = 0; i < 10 * seconds; i++)
        {
            send(line[0], session, server, 10);
            network.run(SECOND / 10);
        }
    }

    private void send(final SimNode from, final int session, final RecordingEvents to, final int length)
    {
        final byte[] message = new byte[length];
        for (int i = 0; i < length; i++)
        {
            message[i] = (byte)(i * 31 + length);
        }
        final int before = to.messages().size();
        assertTrue(from.offer(session, message) > 0);
        assertTrue(network.runUntil(() -> to.messages().size() > before, 5 * SECOND), "not delivered");
        assertArrayEquals(message, to.messages().get(before));
    }

    private void assertNothingIsLost()
    {
        assertEquals(0, sum(RejectCode.CELL_TOO_LONG), "nothing is sent in vain");
        for (final SimNode node : line)
        {
            assertEquals(
                node.counters().get(SystemCounter.MESSAGES_REPEATED_NEEDLESSLY),
                node.counters().get(SystemCounter.MESSAGES_RETRANSMITTED));
        }
        assertTrue(client.closed().isEmpty() && server.closed().isEmpty());
    }

    private long sum(final RejectCode code)
    {
        long sum = 0;
        for (final SimNode node : line)
        {
            sum += node.counters().get(code);
        }
        return sum;
    }
}
