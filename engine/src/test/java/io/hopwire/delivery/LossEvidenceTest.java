package io.hopwire.delivery;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What the store of sent packets tells a congestion control, and when.
 */
class LossEvidenceTest
{
    private static final int LENGTH = 100;
    private static final long PERSISTENT_NS = 1_000;
    private static final int THRESHOLD = SentPackets.PACKET_THRESHOLD;

    private final List<String> told = new ArrayList<>();
    private final SentPackets sent = new SentPackets(64, new Recorder(), new Nobody(), new BlackHole(LENGTH));
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[64]);
    private final AckCursor cursor = new AckCursor();
    private long next;

    @Test
    void allPacketsOfAnAcknowledgementWereInFlightTogether()
    {
        send(0, 1, 2, 3);
        assertEquals("[sent at 0 with 0, sent at 1 with 100, sent at 2 with 200, sent at 3 with 300]", told.toString());
        told.clear();
        ack(10, 1, 3);
        assertEquals(List.of("acked 1 of 400", "acked 2 of 400", "acked 3 of 400", "lost 0"), told);
    }

    @Test
    void aTimeoutIsNoLossUntilALaterPacketArrives()
    {
        send(0, 10);
        told.clear();
        timeOut(100);
        assertEquals(List.of("timeout"), told);
        send(100);
        timeOut(300);
        send(300);
        told.clear();
        ack(400, 3, 3);
        assertEquals(List.of("acked 300 of 100", "lost 100"), told, "once, and as of the newest");
        told.clear();
        detect(500);
        assertEquals(List.of(), told);
    }

    @Test
    void whatWasOnlyLateIsNoLoss()
    {
        send(0, 10);
        timeOut(100);
        send(100);
        told.clear();
        ack(120, 0, 1);
        ack(200, 0, 2);
        assertEquals(List.of("acked 100 of 100"), told);
    }

    @Test
    void allThatIsSentForLongIsLost()
    {
        send(0, 10, 20);
        ack(100, 0, 0);
        timeOut(200);
        send(200, 900);
        timeOut(1_100);
        send(1_100);
        timeOut(1_300);
        send(1_300);
        told.clear();
        ack(1_400, 6, 6);
        assertTrue(told.contains("lost 1100"), told.toString());
        assertEquals("persistent", told.get(told.size() - 1));
        told.clear();
        detect(1_500);
        assertEquals(List.of(), told, "told once");
    }

    @Test
    void onePacketThatArrivesBetweenThemIsEnough()
    {
        send(0, 10, 500, 600, 700, 1_200);
        ack(1_300, 2, 2);
        send(1_400);
        ack(1_500, 6, 6);
        assertTrue(told.containsAll(List.of("lost 0", "lost 10", "lost 600", "lost 1200")), told.toString());
        assertFalse(told.contains("persistent"), told.toString());
    }

    @Test
    void silenceIsNoEvidence()
    {
        send(0, 10);
        for (int i = 1; i < 10; i++)
        {
            timeOut(i * 1_000);
            send(i * 1_000);
        }
        assertFalse(told.contains("persistent"));
        told.clear();
        ack(10_000, 0, (int)next - 1);
        assertTrue(told.stream().noneMatch((event) -> event.startsWith("lost") || event.equals("persistent")),
            "acknowledgements were late, all of them: " + told);
    }

    @Test
    void whatWasLostOnAnotherPathIsForgotten()
    {
        send(0, 10);
        timeOut(2_000);
        send(2_000);
        timeOut(4_000);
        sent.onNewPath(4_000);
        send(4_000);
        told.clear();
        ack(4_100, 3, 3);
        assertEquals(List.of("acked 4000 of 100"), told);
    }

    private void send(final long... times)
    {
        for (final long nowNs : times)
        {
            sent.onSent(next++, LENGTH, nowNs);
        }
    }

    private void timeOut(final long nowNs)
    {
        sent.onProbeTimeout(2, nowNs);
    }

    private void ack(final long nowNs, final int first, final int last)
    {
        buffer.setMemory(0, buffer.capacity(), (byte)0);
        final AckRanges ranges = new AckRanges(16);
        for (int i = first; i <= last; i++)
        {
            ranges.add(i);
        }
        DeliveryHeader.write(buffer, 0, ranges, 16, false);
        sent.onAck(cursor.wrap(buffer, 0, next), nowNs);
        detect(nowNs);
    }

    private void detect(final long nowNs)
    {
        sent.detectLosses(nowNs, 50, THRESHOLD);
        sent.detectCongestion(PERSISTENT_NS, nowNs);
    }

    private final class Recorder implements CongestionControl
    {
        @Override
        public boolean maySend(final int packets, final long bytes)
        {
            return true;
        }

        @Override
        public void onSent(final long inFlight, final long nowNs)
        {
            told.add("sent at " + nowNs + " with " + inFlight);
        }

        @Override
        public void onAcked(final int length, final long sentNs, final long inFlight, final long nowNs)
        {
            told.add("acked " + sentNs + " of " + inFlight);
        }

        @Override
        public void onLost(final long sentNs, final long nowNs)
        {
            told.add("lost " + sentNs);
        }

        @Override
        public void onProbeTimeout(final long nowNs)
        {
            told.add("timeout");
        }

        @Override
        public void onPersistentCongestion(final long nowNs)
        {
            told.add("persistent");
        }

        @Override
        public void onNewPath(final long nowNs)
        {
            told.add("new path");
        }

        @Override
        public long window()
        {
            return Long.MAX_VALUE;
        }
    }

    private static final class Nobody implements SentHandler
    {
        @Override
        public void onAcked(final long content, final long packetNumber, final boolean wasLost)
        {
            throw new AssertionError("nothing is carried");
        }

        @Override
        public void onLost(final long content, final long packetNumber)
        {
            throw new AssertionError("nothing is carried");
        }
    }
}
