package io.hopwire.sim;

import io.hopwire.delivery.BlackHole;
import io.hopwire.link.LinkRole;
import io.hopwire.spi.Limits;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;
import io.hopwire.test.Figures;
import io.hopwire.wire.FrameFlyweight;
import io.hopwire.wire.FrameKinds;
import io.hopwire.wire.FrameTypes;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    private final SimNetwork network = new SimNetwork(SimConfig.of(7).withNullCrypto(true));
    private final RecordingEvents client = new RecordingEvents();
    private final RecordingEvents server = new RecordingEvents();
    private final SimNode[] line = new SimNode[NODES];
    private long dropped;

    private interface Loss
    {
        boolean isLost(DirectBuffer buffer, int length);
    }

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
     * What is repeated is short and comes through, long before the link has found out that it carries less: long
     * messages one after the other, messages of two packets, and more than the window has room for.
     */
    @ParameterizedTest
    @CsvSource({
        "1280, 2600, 20", "1252, 2600, 20", "1200, 2600, 20", "1252, 1300, 200", "1252, 1300, 20", "1252, 20000, 20"})
    void aStreamStandsStillForThreeProbeTimeoutsAtMost(final int mtu, final int length, final int everyMs)
    {
        network.conditions(network.conditions().withDelay(10 * MILLI, 0, 0));
        connect(2 * SECOND);
        final int session = client.outcome(1).sessionId();
        talk(session, 10);
        stream(session, length, everyMs, SECOND);
        narrow(mtu);
        final long stallNs = stream(session, length, everyMs, 20 * SECOND);
        assertTrue(dropped > 0, "the path was tried");
        narrow(1200);
        final long againNs = stream(session, length, everyMs, 5 * SECOND);
        Figures.say("path falls from 1,408 to %d, then to 1,200 B under messages of %d B each %d ms, round trip " +
            "60 ms, probe timeout 62: stands still for %d and %d ms",
            mtu, length, everyMs, stallNs / MILLI, againNs / MILLI);
        // Smoothed round trip, granularity of timers, and the time that an acknowledgement may wait.
        final long limitNs = 3 * (2 * (NODES - 1) * 10 * MILLI + 2 * MILLI) + (everyMs > 100 ? everyMs * MILLI : 0);
        assertTrue(stallNs <= limitNs, "stands still for " + stallNs / MILLI + " ms");
        assertTrue(againNs <= limitNs, "stands still again for " + againNs / MILLI + " ms");
        assertTrue(client.closed().isEmpty() && server.closed().isEmpty());
    }

    /** Not even where every other packet is long, so that short ones come through while long ones are lost. */
    @ParameterizedTest
    @ValueSource(ints = {2, 5, 10})
    void lossesOfOtherReasonsDoNotMakePacketsShort(final int percent)
    {
        network.conditions(network.conditions().withDelay(MILLI, 0, 0));
        connect(2 * SECOND);
        final int session = client.outcome(1).sessionId();
        talk(session, 10);
        final SimRandom random = new SimRandom(percent);
        onRelays((buffer, length) -> random.nextInt(100) < percent);
        stream(session, 1_800, 10, 100 * SECOND);
        assertTrue(dropped > 600, "packets were lost: " + dropped);
        assertEquals(0, line[0].counters().get(SystemCounter.BLACK_HOLES));
        assertEquals(0, line[NODES - 1].counters().get(SystemCounter.BLACK_HOLES));
    }

    /** The path carries long packets again before anybody but the session has noticed anything. */
    @Test
    void packetsAreLongAgainSoon()
    {
        connect(2 * SECOND);
        final int session = client.outcome(1).sessionId();
        talk(session, 10);
        onRelays((buffer, length) -> length > 1252 && isCell(buffer));
        stream(session, 20_000, 20, SECOND / 2);
        assertEquals(1, line[0].counters().get(SystemCounter.BLACK_HOLES));
        int[] longest = longestCells();
        stream(session, 20_000, 20, SECOND);
        assertTrue(longest[0] <= 1200, "packets are short: " + longest[0]);
        network.run(BlackHole.RAISE_NS);
        longest = longestCells();
        stream(session, 20_000, 20, SECOND);
        assertEquals(Limits.DEFAULT_MTU, longest[0], "packets are long");
        assertEquals(1, line[0].counters().get(SystemCounter.BLACK_HOLES));
    }

    /** What measures the links comes through: nobody but the session ever knows that its packets do not. */
    @Test
    void longPacketsAreTriedLessAndLessOften()
    {
        connect(2 * SECOND);
        final int session = client.outcome(1).sessionId();
        talk(session, 10);
        onRelays((buffer, length) -> length > 1252 && isCell(buffer));
        stream(session, 20_000, 20, 2 * SECOND);
        assertEquals(1, line[0].counters().get(SystemCounter.BLACK_HOLES));
        dropped = 0;
        stream(session, 20_000, 20, 60 * SECOND);
        assertEquals(1, line[0].counters().get(SystemCounter.BLACK_HOLES), "it is still known");
        assertTrue(dropped >= 3 && dropped <= 5, "tried after 4, 8, 16 and 32 s: " + dropped);
        assertEquals(0, line[1].counters().get(SystemCounter.PATHS_NARROWED));
    }

    /** {@return how long nothing came, of messages of a length} */
    private long stream(final int session, final int length, final int everyMs, final long durationNs)
    {
        final long untilNs = network.nowNs() + durationNs;
        final int first = server.messages().size();
        int offered = 0;
        int came = first;
        long cameNs = network.nowNs();
        long longestNs = 0;
        while (network.nowNs() < untilNs)
        {
            offered += line[0].offer(session, new byte[length]) > 0 ? 1 : 0;
            for (int i = 0; i < everyMs; i++)
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

    private static boolean isCell(final DirectBuffer buffer)
    {
        return FrameFlyweight.frameType(buffer, 0) == FrameTypes.DATA &&
            buffer.getByte(FrameTypes.DATA_HEADER_LENGTH) == FrameKinds.CELL_DATA;
    }

    /** {@return the longest datagram with a cell that goes from relay to relay from now on, and all come through} */
    private int[] longestCells()
    {
        final int[] longest = new int[1];
        onRelays((buffer, length) ->
        {
            longest[0] = Math.max(longest[0], isCell(buffer) ? length : 0);
            return false;
        });
        return longest;
    }

    /** Between the relays only: neither end sees it. */
    private void onRelays(final Loss loss)
    {
        network.onTransit((from, to, buffer, length) ->
        {
            final boolean isLost = (1 == from && 2 == to || 2 == from && 1 == to) && loss.isLost(buffer, length);
            dropped += isLost ? 1 : 0;
            return isLost ? TransitFilter.DROP : length;
        });
    }

    private void narrow(final int mtu)
    {
        onRelays((buffer, length) -> length > mtu);
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
