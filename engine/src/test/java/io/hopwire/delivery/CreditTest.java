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
    void aMessageCostsItsRecord()
    {
        assertEquals(8, ReceiveCredit.cost(0));
        assertEquals(16, ReceiveCredit.cost(1));
        assertEquals(16, ReceiveCredit.cost(8));
        assertEquals(72, ReceiveCredit.cost(64));
        assertEquals(80, ReceiveCredit.cost(65));
    }

    @Test
    void aPromiseIsNeverTakenBack()
    {
        final ReceiveCredit credit = new ReceiveCredit(1_600, 12_800);
        assertEquals(1_600, credit.left());
        assertEquals(10_000, credit.promise(10_000));
        assertEquals(10_000, credit.promise(300));
        assertEquals(10_000, credit.promise(-5));
        assertEquals(12_800, credit.promise(Integer.MAX_VALUE));
        credit.take(800);
        assertEquals(12_000, credit.promise(Integer.MAX_VALUE), "what was not handed on takes its part of the room");
        credit.onDelivered(800);
        assertEquals(12_000, credit.promise(0));
        assertEquals(12_800, credit.promise(Integer.MAX_VALUE));
    }

    @Test
    void whatWasNotPromisedIsNotCovered()
    {
        final ReceiveCredit credit = new ReceiveCredit(100, 1_000);
        assertTrue(credit.covers(100));
        assertFalse(credit.covers(101));
        credit.take(60);
        assertTrue(credit.covers(40));
        assertFalse(credit.covers(41));
    }

    @Test
    void anOldLimitTakesNothingBack()
    {
        final SendCredit credit = new SendCredit(100);
        assertTrue(credit.onLimit(200));
        assertFalse(credit.onLimit(150));
        assertFalse(credit.onLimit(200));
        assertEquals(200, credit.limit());
        credit.spend(200);
        assertFalse(credit.covers(1));
    }

    /** Whatever is told, told late or lost, the sender never spends what the receiver does not cover. */
    @Test
    void bothEndsAgreeAlsoWhereTheLowHalfWraps()
    {
        for (long seed = 0; seed < 50; seed++)
        {
            final Random random = new Random(seed);
            final int most = 1 << 28;
            final ReceiveCredit receive = new ReceiveCredit(most, most);
            final SendCredit send = new SendCredit(most);
            long told = receive.limit();
            for (int i = 0; i < 2_000; i++)
            {
                final int cost = ReceiveCredit.cost(random.nextInt(1 << 24));
                if (send.covers(cost))
                {
                    send.spend(cost);
                    assertTrue(receive.covers(cost));
                    receive.take(cost);
                    receive.onDelivered(cost);
                }
                receive.promise(random.nextInt(most));
                if (random.nextInt(3) > 0)
                {
                    send.onLimit((int)told);
                }
                told = random.nextBoolean() ? receive.limit() : told;
                assertTrue(send.limit() <= receive.limit());
                assertEquals(send.spent(), receive.received());
            }
            assertTrue(send.spent() > 1L << 32, "seed " + seed + " " + send.spent());
        }
    }
}
