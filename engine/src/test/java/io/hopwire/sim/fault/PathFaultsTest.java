package io.hopwire.sim.fault;

import io.hopwire.sim.PathConditions;
import io.hopwire.sim.SimRandom;
import io.hopwire.sim.nat.SimAddress;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

class PathFaultsTest
{
    private static final PathConditions BEFORE = PathConditions.QUIET;

    private final PathFaults faults = new PathFaults(BEFORE);
    private int items;

    @Test
    void aShareOfPathsIsAsLargeAsAskedAndInOneDirection()
    {
        begin("loss 1 on 0.2");
        int hit = 0;
        int both = 0;
        for (int from = 0; from < 200; from++)
        {
            for (int to = 0; to < 200; to++)
            {
                final boolean isHit = isHit(from, to);
                hit += isHit ? 1 : 0;
                both += isHit && isHit(to, from) && from != to ? 1 : 0;
            }
        }
        assertEquals(0.2 * 40_000, hit, 300);
        assertEquals(0.04 * 40_000, both, 200);
    }

    @Test
    void pathsToOneHostShareAFateWhateverThePort()
    {
        begin("loss 1 on 0.5");
        for (int from = 0; from < 100; from++)
        {
            assertEquals(isHit(from, SimAddress.of(7, 0)), isHit(from, SimAddress.of(7, 9)));
        }
    }

    @Test
    void theLaterOneInThePlanHoldsHoweverTheyBegan()
    {
        final PathFaults.Place second = place(1, "loss 0.5 on 3 -> 5");
        final PathFaults.Place first = place(0, "loss 0.1");
        final PathFaults.Place third = place(2, "loss 0.9 on 3 -> 5");
        faults.begin(third);
        faults.begin(first);
        faults.begin(second);
        assertEquals(BEFORE.withLoss(0.1), faults.everywhere());
        assertEquals(BEFORE.withLoss(0.9), at(3, 5));
        assertSame(faults.everywhere().getClass(), at(5, 3).getClass());
        assertEquals(BEFORE.withLoss(0.1), at(5, 3));
        faults.end(third);
        assertEquals(BEFORE.withLoss(0.5), at(3, 5));
        faults.begin(place(3, "loss 0"));
        assertEquals(BEFORE, at(3, 5), "for all paths, but later in the plan");
        faults.endAll();
        assertEquals(BEFORE, at(3, 5));
    }

    @Test
    void differentKindsAddUp()
    {
        begin("loss 0.1 on 3 -> 5");
        begin("mtu 1200 on 3 -> 5");
        begin("flip 0.2");
        begin("reorder 0.1 by 5ms on 3 -> 6");
        begin("burst 0.1 for 9");
        begin("rate 1mbit queue 1kB");
        begin("spoof 0.3 within 2s");
        assertEquals(
            BEFORE.withLoss(0.1).withMtu(1200).withFlips(0.2).withBursts(0.1, 9).withRate(1_000_000, 1000)
                .withSpoofing(0.3, 2_000_000_000L),
            at(3, 5));
        assertSame(at(3, 5), at(3, 5), "made once");
        final PathConditions everywhere = faults.everywhere();
        assertSame(everywhere, faults.conditions(4, 5, everywhere));
    }

    @Test
    void clogsEnd()
    {
        begin("1s..2s clog 3 -> 5");
        begin("1s..3s clog 3 -> 5");
        begin("1s..9s clog 3 -> 6");
        assertEquals(3_000_000_000L, faults.cloggedUntilNs(3, 5));
        assertEquals(Long.MIN_VALUE, faults.cloggedUntilNs(5, 3));
        faults.endAll();
        assertEquals(Long.MIN_VALUE, faults.cloggedUntilNs(3, 5));
    }

    @Test
    void tooManyAtOnceAreRefused()
    {
        for (int i = 0; i < PathFaults.MAX_LOCAL; i++)
        {
            begin("loss 0.1 on 3 -> " + i);
        }
        assertThrows(IllegalStateException.class, () -> begin("loss 0.1 on 4 -> 4"));
    }

    private boolean isHit(final int from, final int to)
    {
        return at(from, to) != faults.everywhere();
    }

    private PathConditions at(final int from, final int to)
    {
        return faults.conditions(from, to, faults.everywhere());
    }

    private void begin(final String item)
    {
        faults.begin(place(items++, item));
    }

    private static PathFaults.Place place(final int item, final String text)
    {
        final Fault fault = FaultPlan.parse(text).faults().get(0);
        final boolean isClog = fault instanceof Fault.Clog;
        final Fault.Paths paths = isClog ? ((Fault.Clog)fault).paths() : ((FaultCondition)fault).paths();
        final long untilNs = isClog ? ((Fault.Clog)fault).window().untilNs() : Fault.FOREVER;
        return new PathFaults.Place(item, fault, paths, paths.to(), SimRandom.mix(item + 1), untilNs);
    }
}
