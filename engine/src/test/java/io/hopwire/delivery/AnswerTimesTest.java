package io.hopwire.delivery;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Who is late, by what was seen of others.
 */
class AnswerTimesTest
{
    private static final long MS = 1_000_000L;
    private static final long LEAST_NS = 10 * MS;
    private static final long SECOND_ANSWER_NS = 140 * MS;

    private final AnswerTimes times = new AnswerTimes(LEAST_NS);

    @Test
    void isPatientWhereAllAnswer()
    {
        assertFalse(times.isMeasured());
        answerManyTimes();
        assertTrue(times.isMeasured());
        assertFalse(times.isAnySilent());
        assertEquals(40 * MS, times.againNs(), MS);
        assertEquals(160 * MS, times.lateNs(), 4 * MS);
    }

    @Test
    void doesNotWaitForTheDead()
    {
        answerManyTimes();
        times.onSilence();
        assertTrue(times.lateNs() > times.againNs(), "one may only be slow");
        beSilent();
        assertFalse(times.isAnyLost());
        assertEquals(times.againNs(), times.lateNs());
        assertTrue(times.lateAtLastNs() > SECOND_ANSWER_NS, "whom the look-up is for is waited for");
    }

    @Test
    void waitsForThoseOfWhomDatagramsAreLost()
    {
        answerManyTimes();
        loseMany();
        assertTrue(times.isAnyLost());
        assertEquals(80 * MS, times.lateNs(), 2 * MS);
    }

    @Test
    void forgetsThatDatagramsWereLost()
    {
        answerManyTimes();
        loseMany();
        answerManyTimes();
        times.onSilence();
        assertTrue(times.lateNs() > times.againNs(), "one may only be slow");
        beSilent();
        assertFalse(times.isAnyLost());
        assertEquals(times.againNs(), times.lateNs());
    }

    @Test
    void waitsUntilItIsSeenThatNothingIsLost()
    {
        times.onAnswer(40 * MS);
        times.onSilence();
        assertTrue(times.isAnyLost());
        assertTrue(times.lateNs() > times.againNs());
    }

    @Test
    void waitsWhereNothingWasMeasured()
    {
        for (int i = 0; i < 100; i++)
        {
            times.onSilence();
        }
        assertTrue(times.lateNs() >= 1000 * MS);
    }

    /** Some in a row. */
    private void beSilent()
    {
        for (int i = 0; i < 8; i++)
        {
            times.onSilence();
        }
    }

    /** One of ten answers is to the second question. */
    private void loseMany()
    {
        for (int i = 0; i < 1000; i++)
        {
            times.onAnswer(40 * MS);
            if (i % 10 == 0)
            {
                times.onSilence();
                times.onSecondAnswer();
            }
        }
    }

    /** 40 ms each. */
    private void answerManyTimes()
    {
        for (int i = 0; i < 200; i++)
        {
            times.onAnswer(40 * MS);
        }
    }
}
