package io.hopwire.delivery;

import io.hopwire.spi.Timers;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Requests that are answered, late, twice, by somebody else and not at all.
 */
class RequestTableTest
{
    private static final int TIMER = 3;
    private static final int PLACES = 4;
    private static final int TRIES = 3;
    private static final long LEAST = 100;
    private static final long MOST = 300;
    private static final long PEER = 0x5eed;

    private final List<String> told = new ArrayList<>();
    private final OneTimer timer = new OneTimer();
    private final RequestTable table = new RequestTable(
        PLACES, TRIES, new AnswerTimes(LEAST), MOST, new Telling(), timer, TIMER);

    @Test
    void asksAgainAfterTwiceTheTimeAndGivesUp()
    {
        final long id = table.begin(7, 1, PEER, 0);
        fireUntil(10_000);
        assertEquals(List.of(
            "again " + id + " of 7.1 at 100", "again " + id + " of 7.1 at 300", "silence of 7.1 at 600"), told);
        assertEquals(0, table.open());
        assertFalse(table.onAnswer(id, PEER, 700), "it has ended");
    }

    @Test
    void takesTheAnswerOfWhomWasAskedOnce()
    {
        final long id = table.begin(7, 5, PEER, 0);
        assertFalse(table.onAnswer(id, PEER + 1, 10), "of somebody else");
        assertFalse(table.onAnswer(id + 1, PEER, 10), "to another question");
        assertFalse(table.onAnswer(-1, PEER, 10));
        assertFalse(table.onAnswer(Long.MAX_VALUE, PEER, 10));
        assertTrue(table.onAnswer(id, PEER, 10));
        assertEquals(7, table.owner());
        assertEquals(5, table.item());
        assertFalse(table.onAnswer(id, PEER, 10), "twice");
        fireUntil(10_000);
        assertEquals(List.of(), told);
    }

    /** A late answer to the last request of a place is none to the next. */
    @Test
    void tellsALateAnswerFromOneThatIsAwaited()
    {
        final List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 10 * PLACES; i++)
        {
            final long id = table.begin(i, 0, PEER, 0);
            assertFalse(ids.contains(id));
            ids.add(id);
            assertTrue(table.onAnswer(id, PEER, 1));
        }
        final long last = table.begin(0, 0, PEER, 0);
        for (final long id : ids)
        {
            assertFalse(table.onAnswer(id, PEER, 1));
        }
        assertTrue(table.onAnswer(last, PEER, 1));
    }

    @Test
    void hasRoomForSoManyAndForgetsThoseOfOneOwner()
    {
        for (int i = 0; i < PLACES; i++)
        {
            assertNotEquals(RequestTable.FULL, table.begin(i % 2, i, PEER, 0));
        }
        assertEquals(RequestTable.FULL, table.begin(9, 9, PEER, 0));
        table.endAll(1);
        assertEquals(PLACES / 2, table.open());
        assertNotEquals(RequestTable.FULL, table.begin(9, 9, PEER, 0));
        fireUntil(10_000);
        assertEquals(List.of("silence of 0.0 at 600", "silence of 0.2 at 600", "silence of 9.9 at 600"),
            told.stream().filter(s -> s.startsWith("silence")).sorted().toList());
    }

    /** What was asked twice may be answered to either question, so it is not measured. */
    @Test
    void waitsAsLongAsAnswersTakeThatWereAskedForOnce()
    {
        assertTrue(table.onAnswer(table.begin(0, 0, PEER, 0), PEER, 80));
        fireUntil(999);
        final long id = table.begin(0, 0, PEER, 1000);
        assertEquals(1000 + 80 + 4 * 40, timer.deadlineNs(TIMER), "smoothed, and four times half of it");
        fireUntil(1300);
        assertTrue(table.onAnswer(id, PEER, 1_000_000));
        fireUntil(1_999_999);
        table.begin(0, 0, PEER, 2_000_000);
        assertEquals(2_000_000 + 80 + 4 * 40, timer.deadlineNs(TIMER));
    }

    private void fireUntil(final long endNs)
    {
        while (timer.deadlineNs <= endNs)
        {
            final long nowNs = timer.deadlineNs;
            timer.deadlineNs = Long.MAX_VALUE;
            table.onTimer(nowNs);
        }
    }

    private final class Telling implements RequestTable.Handler
    {
        @Override
        public void onAgain(final long id, final int owner, final int item, final long nowNs)
        {
            told.add("again " + id + " of " + owner + "." + item + " at " + nowNs);
        }

        @Override
        public void onSilence(final int owner, final int item, final long nowNs)
        {
            told.add("silence of " + owner + "." + item + " at " + nowNs);
        }
    }

    private static final class OneTimer implements Timers
    {
        private long deadlineNs = Long.MAX_VALUE;

        @Override
        public void schedule(final int timerId, final long atNs)
        {
            assertEquals(TIMER, timerId);
            deadlineNs = atNs;
        }

        @Override
        public void cancel(final int timerId)
        {
            deadlineNs = Long.MAX_VALUE;
        }

        @Override
        public long deadlineNs(final int timerId)
        {
            return deadlineNs;
        }
    }
}
