package io.hopwire.delivery;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What losses by length say of a path.
 */
class BlackHoleTest
{
    private static final int SURE = 1_000;
    private static final int LONG = 1_001;
    private static final int MEASURED = 1_300;
    private static final long NOW_NS = Long.MAX_VALUE - 5;

    private final BlackHole hole = new BlackHole(SURE);

    @Test
    void longPacketsLostInARowAndAShortOneThatComesShowIt()
    {
        lose(BlackHole.LOSSES);
        assertFalse(hole.decide(NOW_NS), "nothing comes through at all, for all that is known");
        assertTrue(hole.isDoubtful());
        hole.onArrived(SURE);
        assertEquals(MEASURED, hole.length(MEASURED));
        assertTrue(hole.decide(NOW_NS));
        assertFalse(hole.decide(NOW_NS), "told once");
        assertEquals(SURE, hole.length(MEASURED));
        assertEquals(SURE - 1, hole.length(SURE - 1));
    }

    @Test
    void onceIsNotEnough()
    {
        hole.onLost(LONG);
        hole.onArrived(SURE);
        lose(BlackHole.LOSSES - 2);
        assertFalse(hole.decide(NOW_NS));
        assertTrue(hole.isDoubtful(), "but what is repeated is short");
        lose(1);
        assertTrue(hole.decide(NOW_NS));
    }

    @Test
    void aLongPacketThatComesShowsThatItIsNotSo()
    {
        lose(BlackHole.LOSSES - 1);
        hole.onArrived(SURE);
        hole.onArrived(LONG);
        assertFalse(hole.isDoubtful());
        lose(1);
        hole.onArrived(SURE);
        assertFalse(hole.decide(NOW_NS));
    }

    @Test
    void whereAShortOneIsLostTooItIsNotForTheLength()
    {
        lose(BlackHole.LOSSES);
        hole.onLost(SURE);
        hole.onArrived(SURE);
        assertFalse(hole.decide(NOW_NS));
        assertTrue(hole.isDoubtful());
        lose(BlackHole.LOSSES - 1);
        assertTrue(hole.decide(NOW_NS), "one of before counts");
    }

    @Test
    void whatArrivedBeforeTheFirstLossSaysNothing()
    {
        hole.onArrived(SURE);
        lose(BlackHole.LOSSES);
        assertFalse(hole.decide(NOW_NS));
    }

    @Test
    void oneLongPacketIsTriedAndThenAllAreLong()
    {
        find();
        hole.decide(NOW_NS + BlackHole.RAISE_NS - 1);
        assertEquals(SURE, hole.length(MEASURED));
        hole.decide(NOW_NS + BlackHole.RAISE_NS);
        assertEquals(MEASURED, hole.length(MEASURED));
        hole.onSent(SURE, NOW_NS + BlackHole.RAISE_NS);
        assertEquals(MEASURED, hole.length(MEASURED), "it was short");
        hole.onSent(LONG, NOW_NS + BlackHole.RAISE_NS);
        assertEquals(SURE, hole.length(MEASURED), "only one");
        hole.onArrived(SURE);
        assertEquals(SURE, hole.length(MEASURED));
        hole.onArrived(LONG);
        assertEquals(MEASURED, hole.length(MEASURED));
    }

    @Test
    void oneThatIsLostIsTriedAgainLater()
    {
        find();
        long nowNs = NOW_NS;
        for (int i = 0; i < 12; i++)
        {
            final long pauseNs = BlackHole.RAISE_NS << Math.min(i, 7);
            hole.decide(nowNs + pauseNs - 1);
            assertEquals(SURE, hole.length(MEASURED));
            nowNs += pauseNs;
            assertFalse(hole.decide(nowNs), "it is known already");
            assertEquals(MEASURED, hole.length(MEASURED));
            hole.onSent(LONG, nowNs);
            hole.onLost(LONG);
            hole.onArrived(SURE);
        }
    }

    @Test
    void nothingIsKnownOfAnotherPath()
    {
        find();
        hole.onLost(LONG);
        hole.clear();
        assertFalse(hole.isDoubtful());
        assertEquals(MEASURED, hole.length(MEASURED));
        lose(BlackHole.LOSSES);
        assertFalse(hole.decide(NOW_NS));
    }

    private void find()
    {
        lose(BlackHole.LOSSES);
        hole.onArrived(SURE);
        assertTrue(hole.decide(NOW_NS));
    }

    private void lose(final int packets)
    {
        for (int i = 0; i < packets; i++)
        {
            hole.onLost(LONG);
        }
    }
}
