package io.hopwire.test;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class AllocationsTest
{
    private static final int OPERATIONS = 1_000;

    private byte[] sink = new byte[1];
    private int sum;

    @Test
    void seesAnAllocationPerCall()
    {
        final long bytes = Allocations.minimumPerRound(OPERATIONS, () -> sink = new byte[sink.length]);
        assertTrue(bytes >= OPERATIONS * 16L, "saw only " + bytes);
    }

    @Test
    void seesNothingWhereNothingIsAllocated()
    {
        assertEquals(0, Allocations.minimumPerRound(OPERATIONS, () -> sum += sink.length));
        assertTrue(sum > 0);
    }
}
