package io.hopwire.delivery;

import org.junit.jupiter.api.Test;

import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Credit in bytes, both ends.
 */
class CreditTest
{
    @Test
    void aPromiseIsNeverTakenBack()
    {
        final ReceiveCredit credit = new ReceiveCredit(1_600, 12_800, 0);
        assertEquals(1_600, credit.left());
        assertEquals(10_000, credit.promise(10_000));
        assertEquals(10_000, credit.promise(300));
        assertEquals(10_000, credit.promise(-5));
        assertEquals(12_800, credit.promise(Integer.MAX_VALUE));
        credit.onReceived(800);
        assertEquals(12_000, credit.promise(Integer.MAX_VALUE), "what was not handed on takes its part of the room");
        credit.onHandedOn(800);
        assertEquals(12_000, credit.promise(0));
        assertEquals(12_800, credit.promise(Integer.MAX_VALUE));
    }

    @Test
    void whatWasNotPromisedIsNotCovered()
    {
        final ReceiveCredit credit = new ReceiveCredit(100, 1_000, 7);
        assertTrue(credit.covers(107));
        assertFalse(credit.covers(108));
        credit.onReceived(60);
        assertTrue(credit.covers(107), "what came in front of others costs nothing twice");
        assertFalse(credit.covers(108));
    }

    @Test
    void anOldLimitTakesNothingBack()
    {
        final SendCredit credit = new SendCredit(100);
        assertTrue(credit.onLimit(200));
        assertFalse(credit.onLimit(150));
        assertFalse(credit.onLimit(200));
        assertEquals(200, credit.limit());
        assertEquals(50, credit.room(150));
        assertEquals(0, credit.room(200));
        assertEquals(0, credit.room(201));
    }

    /** Whatever is told, told late or lost, the sender never sends what the receiver does not cover. */
    @Test
    void bothEndsAgreeAlsoWhereTheLowHalfWraps()
    {
        for (long seed = 0; seed < 50; seed++)
        {
            final Random random = new Random(seed);
            final int most = 1 << 28;
            final ReceiveCredit receive = new ReceiveCredit(most, most, 0);
            final SendCredit send = new SendCredit(most);
            long told = receive.limit();
            long sent = 0;
            for (int i = 0; i < 2_000; i++)
            {
                final int cost = Math.min(1 + random.nextInt(1 << 24), send.room(sent));
                if (cost > 0)
                {
                    sent += cost;
                    assertTrue(receive.covers(sent));
                    receive.onReceived(sent);
                    receive.onHandedOn(sent);
                }
                receive.promise(random.nextInt(most));
                if (random.nextInt(3) > 0)
                {
                    send.onLimit((int)told);
                }
                told = random.nextBoolean() ? receive.limit() : told;
                assertTrue(send.limit() <= receive.limit());
            }
            assertTrue(sent > 1L << 32, "seed " + seed + " " + sent);
        }
    }
}
