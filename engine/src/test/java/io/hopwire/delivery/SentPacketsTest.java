package io.hopwire.delivery;

import io.hopwire.test.Allocations;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The store of sent packets alone: thresholds, probes, late acknowledgements, lies.
 */
class SentPacketsTest
{
    private static final int LENGTH = 100;
    private static final long NEVER = SentPackets.NEVER;
    private static final int THRESHOLD = SentPackets.PACKET_THRESHOLD;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[512]);
    private final AckCursor cursor = new AckCursor();
    private final Told told = new Told();
    private SentPackets sent = new SentPackets(256, new FixedWindow(128, LENGTH), told, new BlackHole(LENGTH));
    private long next;

    @Test
    void packetThresholdTellsLossFromReordering()
    {
        send(10, 1_000);
        assertEquals(List.of(1L, 2L), ack(1, 2));
        assertEquals(1_050, sent.detectLosses(1_000, 50, THRESHOLD), "two packets later is no loss yet");
        assertEquals(0, told.take());
        assertEquals(List.of(3L), ack(1, 3));
        assertEquals(NEVER, sent.detectLosses(1_000, 50, THRESHOLD));
        assertEquals(List.of(0L), results());
        assertEquals(6, sent.packetsInFlight());
        assertEquals(600, sent.bytesInFlight());
    }

    @Test
    void timeThresholdTellsLossFromDelay()
    {
        send(10, 1_000);
        ack(1, 1);
        assertEquals(1_050, sent.detectLosses(1_049, 50, THRESHOLD));
        assertEquals(0, told.take());
        assertEquals(NEVER, sent.detectLosses(1_050, 50, THRESHOLD));
        assertEquals(List.of(0L), results());
    }

    @Test
    void whatWasSentAfterTheNewestIsNeverLost()
    {
        send(10, 1_000);
        ack(4, 4);
        sent.detectLosses(1_000_000, 50, THRESHOLD);
        assertEquals(List.of(0L, 1L, 2L, 3L), results());
        assertEquals(5, sent.packetsInFlight());
    }

    @Test
    void aSkippedNumberTakesNoPlaceFromThePacketAfterIt()
    {
        send(1, 1_000);
        send(254, 1_000);
        assertTrue(sent.hasRoom());
        sent.onSkipped(next++, 1_000);
        assertTrue(sent.hasRoom(), "the last place");
        send(1, 1_000);
        assertFalse(sent.hasRoom());
        assertEquals(List.of(0L), ack(0, 0), "the oldest is still known");
    }

    @Test
    void aPacketThatCarriesManyGivesAllOfThemBack()
    {
        sent.carry(11);
        sent.carry(12);
        sent.carry(13);
        sent.onSent(next++, LENGTH, 0);
        sent.carry(14);
        sent.onSent(next++, LENGTH, 0);
        sent.onSent(next++, LENGTH, 0);
        assertEquals(List.of(14L), ack(1, 2));
        assertEquals(List.of(11L, 12L, 13L), ack(0, 2));
        assertEquals(List.of(), ack(0, 2));
        assertEquals(0, sent.bytesInFlight());
        assertEquals(0, sent.size());
    }

    @Test
    void aLatePacketIsAcknowledgedThoughItWasLost()
    {
        send(5, 1_000);
        ack(1, 4);
        sent.detectLosses(1_000, 50, THRESHOLD);
        assertEquals(List.of(0L), results());
        send(1, 2_000);
        assertEquals(0, sent.floor(next));
        assertEquals(List.of(0L), ack(0, 4));
        assertEquals(0, told.numbers[0]);
        assertEquals(1, sent.packetsInFlight(), "the repetition");
        assertEquals(5, sent.floor(next));
    }

    @Test
    void whatIsLostForLongIsForgotten()
    {
        send(5, 1_000);
        ack(1, 4);
        sent.detectLosses(1_000, 50, THRESHOLD);
        sent.forgetLost(999);
        assertEquals(0, sent.floor(next));
        sent.forgetLost(1_000);
        assertEquals(5, sent.floor(next));
        assertEquals(List.of(), ack(0, 4));
    }

    @Test
    void aProbeTakesTheOldestForLost()
    {
        send(5, 1_000);
        sent.onProbeTimeout(2, 9_000);
        assertEquals(List.of(0L, 1L), results());
        assertEquals(3, sent.packetsInFlight());
        sent.onProbeTimeout(2, 9_000);
        assertEquals(List.of(2L, 3L), results());
        sent.onProbeTimeout(2, 9_000);
        assertEquals(List.of(4L), results());
        sent.onProbeTimeout(2, 9_000);
        assertEquals(0, told.take());
        assertEquals(0, sent.packetsInFlight());
        assertEquals(5, ack(0, 4).size());
    }

    @Test
    void onlyANewNewestPacketMeasures()
    {
        send(3, 1_000);
        send(3, 2_000);
        ack(4, 4);
        assertTrue(sent.hasSample());
        assertEquals(2_000, sent.sampleSentNs());
        ack(0, 4);
        assertFalse(sent.hasSample(), "only older ones are new");
        ack(0, 5);
        assertTrue(sent.hasSample());
        ack(0, 5);
        assertFalse(sent.hasSample());
    }

    @Test
    void anAcknowledgementThatCouldNotTellAllLosesNothing()
    {
        send(20, 1_000);
        final AckRanges ranges = new AckRanges(64);
        for (long number = 0; number < 20; number += 2)
        {
            ranges.add(number);
        }
        DeliveryHeader.write(buffer, 0, ranges, 0, false);
        sent.onAck(cursor.wrap(buffer, 0, next), 0);
        assertEquals(List.of(18L), results());
        assertEquals(NEVER, sent.detectLosses(1_000_000, 50, THRESHOLD));
        assertEquals(0, told.take());
        DeliveryHeader.write(buffer, 0, ranges, 100, false);
        sent.onAck(cursor.wrap(buffer, 0, next), 0);
        assertEquals(9, told.take());
        sent.detectLosses(1_000, 50, THRESHOLD);
        assertEquals(List.of(1L, 3L, 5L, 7L, 9L, 11L, 13L), results(), "behind the others are less than three");
        assertEquals(0, sent.takeOvertakenNs(1_000), "nobody had said that those were missing");
    }

    /** The first of many that overtake each other is likely to be far ahead. */
    @Test
    void onePacketFarAheadIsNoReasonToTakeAllInFrontOfItForLost()
    {
        send(20, 1_000);
        assertEquals(List.of(15L), ack(15, 15));
        assertEquals(1_050, sent.detectLosses(1_020, 50, THRESHOLD));
        assertEquals(0, told.take());
        assertEquals(List.of(9L), ack(9, 9));
        assertEquals(List.of(12L), ack(12, 12));
        sent.detectLosses(1_020, 50, THRESHOLD);
        assertEquals(List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L), results());
        sent.onProbeTimeout(2, 1_030);
        assertEquals(List.of(10L, 11L), results());
        assertEquals(List.of(16L, 17L), ack(16, 17));
        sent.detectLosses(1_040, 50, THRESHOLD);
        assertEquals(List.of(13L, 14L), results());
    }

    @Test
    void whereTheThresholdIsHighOnlyTimeTells()
    {
        send(20, 1_000);
        ack(1, 19);
        assertEquals(1_050, sent.detectLosses(1_049, 50, Integer.MAX_VALUE));
        assertEquals(0, told.take());
        assertEquals(NEVER, sent.detectLosses(1_050, 50, Integer.MAX_VALUE));
        assertEquals(List.of(0L), results());
    }

    @Test
    void howLongTheSlowestTookThatWasOvertakenIsToldOnce()
    {
        send(2, 1_000);
        send(2, 1_100);
        send(2, 1_200);
        ack(4, 4);
        ack(5, 5);
        assertEquals(0, sent.takeOvertakenNs(1_400), "nobody overtook those");
        ack(3, 3);
        ack(1, 1);
        assertEquals(400, sent.takeOvertakenNs(1_400));
        assertEquals(0, sent.takeOvertakenNs(1_400));
        sent.detectLosses(1_500, 50, THRESHOLD);
        assertEquals(List.of(0L, 2L), results());
        ack(2, 2);
        assertEquals(500, sent.takeOvertakenNs(1_600), "one that was taken for lost counts as well");
        ack(0, 5);
        assertEquals(700, sent.takeOvertakenNs(1_700));
        send(4, 2_000);
        ack(6, 9);
        assertEquals(0, sent.takeOvertakenNs(2_100));
    }

    @Test
    void whatWasNeverSentCanNotBeAcknowledged()
    {
        send(10, 1_000);
        assertFalse(isPossible(3, 10));
        assertFalse(isPossible(5, Integer.MAX_VALUE));
        assertTrue(isPossible(0, 9));
    }

    @Test
    void aRangeBelowZeroAndRangesThatTouchAreLies()
    {
        send(10, 1_000);
        header(5, 7);
        assertFalse(sent.isPossible(cursor.wrap(buffer, 0, next), next), "seven packets up to number 5");
        header(5, 2, 0, 1);
        assertFalse(sent.isPossible(cursor.wrap(buffer, 0, next), next), "no gap");
        header(5, 2, 1, 0);
        assertFalse(sent.isPossible(cursor.wrap(buffer, 0, next), next), "no run");
        header(5, 2, 1, 4);
        assertFalse(sent.isPossible(cursor.wrap(buffer, 0, next), next), "below 0");
        header(5, 0, 1, 1);
        assertFalse(sent.isPossible(cursor.wrap(buffer, 0, next), next), "ranges of nothing");
        header(5, 2, 1, 3);
        assertTrue(sent.isPossible(cursor.wrap(buffer, 0, next), next));
    }

    @Test
    void whoAcknowledgesASkippedNumberMakesAcknowledgementsUp()
    {
        send(3, 1_000);
        sent.onSkipped(next++, 1_000);
        send(3, 1_000);
        assertTrue(isPossible(0, 2));
        assertTrue(isPossible(4, 6));
        assertFalse(isPossible(0, 6));
        assertFalse(isPossible(3, 3));
        assertEquals(3, ack(0, 2).size());
        assertFalse(isPossible(0, 3), "until it is passed over");
        assertEquals(3, ack(4, 6).size());
        assertEquals(0, sent.size());
        assertEquals(NEVER, sent.detectLosses(1_000_000, 50, THRESHOLD));
        assertEquals(0, told.take());
    }

    @Test
    void whereItIsFullTheOldestLostMakesRoomAndInFlightDoesNot()
    {
        sent = new SentPackets(16, new FixedWindow(128, LENGTH), told, new BlackHole(LENGTH));
        send(16, 1_000);
        assertFalse(sent.hasRoom());
        sent.onProbeTimeout(1, 2_000);
        assertTrue(sent.hasRoom());
        send(1, 2_000);
        assertFalse(sent.hasRoom());
        assertEquals(1, sent.floor(next));
        assertEquals(16, ack(0, 16).size());
    }

    /**
     * Acknowledging one packet in 10 ms, always the newest, makes all others look lost: that must not repeat more than
     * what is in flight for each acknowledgement, nor anything at all without one.
     */
    @Test
    void aGreedyReceiverCausesNoMoreThanAWindowOfRepetitionsForEachAcknowledgement()
    {
        final int window = 128;
        send(window, 0);
        for (int round = 1; round <= 100; round++)
        {
            final long nowNs = round * 10_000_000L;
            ack((int)next - 1, (int)next - 1);
            sent.detectLosses(nowNs, 11_000_000, THRESHOLD);
            final int atOnce = told.take();
            sent.detectLosses(nowNs + 9_000_000, 11_000_000, THRESHOLD);
            final int repeated = atOnce + told.take();
            assertTrue(repeated < window, "repeated " + repeated);
            sent.detectLosses(nowNs + 9_000_000, 11_000_000, THRESHOLD);
            assertEquals(0, told.take(), "without another acknowledgement");
            send(window - sent.packetsInFlight(), nowNs);
            assertTrue(sent.size() <= 256);
        }
    }

    /** A lossy path that reorders, against a model that knows everything. */
    @Test
    void agreesWithAModelOnALossyPath()
    {
        for (long seed = 0; seed < 200; seed++)
        {
            final Random random = new Random(seed);
            sent = new SentPackets(1024, new FixedWindow(64, LENGTH), told, new BlackHole(LENGTH));
            next = 0;
            final AckRanges received = new AckRanges(64);
            final TreeMap<Long, Long> outstanding = new TreeMap<>();
            final TreeSet<Long> open = new TreeSet<>();
            for (long content = 0; content < 300; content++)
            {
                open.add(content);
            }
            for (int i = 0; i < 20_000 && !open.isEmpty(); i++)
            {
                final long nowNs = i * 1_000L;
                final Long content = open.stream().filter(c -> !outstanding.containsValue(c)).findFirst().orElse(null);
                if (null != content && sent.maySend() && sent.hasRoom())
                {
                    outstanding.put(next, content);
                    sent.carry(content);
                    sent.onSent(next, LENGTH, nowNs);
                    if (random.nextInt(10) < 7)
                    {
                        received.add(next);
                    }
                    next += 1 + random.nextInt(2);
                }
                if (random.nextInt(3) == 0)
                {
                    acknowledge(received, outstanding, open);
                    sent.detectLosses(nowNs, 20_000, THRESHOLD);
                    lose(outstanding);
                }
                if (random.nextInt(50) == 0)
                {
                    sent.onProbeTimeout(2, nowNs);
                    lose(outstanding);
                }
                sent.forgetLost(nowNs - 100_000);
                received.forgetBelow(sent.floor(next));
                assertEquals(outstanding.size(), sent.packetsInFlight(), "seed " + seed);
            }
            assertTrue(open.isEmpty(), "seed " + seed + " left " + open);
        }
    }

    private void acknowledge(
        final AckRanges received, final TreeMap<Long, Long> outstanding, final TreeSet<Long> open)
    {
        DeliveryHeader.write(buffer, 0, received, 300, false);
        cursor.wrap(buffer, 0, next);
        assertTrue(sent.isPossible(cursor, next));
        sent.onAck(cursor, 0);
        for (int r = 0, count = told.take(); r < count; r++)
        {
            outstanding.remove(told.numbers[r]);
            open.remove(told.contents[r]);
        }
    }

    private void lose(final TreeMap<Long, Long> outstanding)
    {
        for (int r = 0, count = told.take(); r < count; r++)
        {
            assertEquals(told.contents[r], outstanding.remove(told.numbers[r]));
        }
    }

    @Test
    void sendingAndAcknowledgingAllocatesNothing()
    {
        final AckRanges received = new AckRanges(64);
        assertEquals(0, Allocations.minimumPerRound(10_000, () ->
        {
            send(3, next);
            received.add(next - 3);
            received.add(next - 1);
            received.forgetBelow(sent.floor(next));
            DeliveryHeader.write(buffer, 0, received, 300, false);
            cursor.wrap(buffer, 0, next);
            assertTrue(sent.isPossible(cursor, next));
            sent.onAck(cursor, 0);
            sent.detectLosses(next, 1000, THRESHOLD);
            sent.forgetLost(next - 100);
            told.take();
        }));
    }

    /** Packets in a row, each of which carries its own number. */
    private void send(final int count, final long nowNs)
    {
        for (int i = 0; i < count; i++)
        {
            sent.carry(next);
            sent.onSent(next++, LENGTH, nowNs);
        }
    }

    private List<Long> ack(final int first, final int last)
    {
        header(last, last - first + 1);
        cursor.wrap(buffer, 0, next);
        assertTrue(sent.isPossible(cursor, next));
        told.take();
        sent.onAck(cursor, 0);
        return results();
    }

    private boolean isPossible(final int first, final int last)
    {
        header(last, last - first + 1);
        return sent.isPossible(cursor.wrap(buffer, 0, next), next);
    }

    private List<Long> results()
    {
        final List<Long> results = new ArrayList<>();
        for (int i = 0, count = told.take(); i < count; i++)
        {
            results.add(told.contents[i]);
        }
        return results;
    }

    /** A header as anybody may write it: the newest number, its run, and gaps and runs in turn. */
    private void header(final int newest, final int... runs)
    {
        buffer.setMemory(0, 64, (byte)0);
        buffer.putByte(1, (byte)(runs.length / 2));
        buffer.putShort(2, (short)Math.min(runs[0], 0xFFFF));
        buffer.putInt(4, newest);
        for (int i = 1; i < runs.length; i++)
        {
            buffer.putShort(DeliveryHeader.LENGTH + (i - 1) * 2, (short)runs[i]);
        }
    }

    /** What the store has told since it was asked last. */
    private static final class Told implements SentHandler
    {
        private final long[] contents = new long[1024];
        private final long[] numbers = new long[1024];
        private int count;

        @Override
        public void onAcked(final long content, final long packetNumber, final boolean wasLost)
        {
            onLost(content, packetNumber);
        }

        @Override
        public void onLost(final long content, final long packetNumber)
        {
            contents[count] = content;
            numbers[count++] = packetNumber;
        }

        private int take()
        {
            final int taken = count;
            count = 0;
            return taken;
        }
    }
}
