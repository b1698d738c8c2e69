package io.hopwire.perf;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class RatiosTest
{
    @Test
    void lineHasMediansThenSpread()
    {
        final Ratios ratios = new Ratios("hopwire-link/aeron", 64)
            .add("p50", new double[]{9, 1, 20}, new double[]{10, 2, 10})
            .add("p99", new double[]{1, 3, 2}, new double[]{4, 4, 4});

        assertEquals(
            "ratio hopwire-link/aeron size=64 p50=0.90 p99=0.50  (rounds p50 0.50..2.00 p99 0.25..0.75)",
            ratios.toString());
    }

    @Test
    void medianOfEvenNumberIsBetweenTheTwoInTheMiddle()
    {
        assertEquals(2.5, Ratios.median(new double[]{1, 2, 3, 40}));
        assertEquals(7, Ratios.median(new double[]{7}));
    }

    @Test
    void roundsThatDoNotMatchAreNotCompared()
    {
        final Ratios ratios = new Ratios("a/b", 64);
        assertThrows(IllegalArgumentException.class, () -> ratios.add("p50", new double[2], new double[3]));
        assertThrows(IllegalArgumentException.class, () -> ratios.add("p50", new double[0], new double[0]));
    }
}
