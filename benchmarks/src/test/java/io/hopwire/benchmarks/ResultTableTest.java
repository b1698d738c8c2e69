package io.hopwire.benchmarks;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The table that results are read from.
 */
class ResultTableTest
{
    private static final String AES_64 = "cipher=AES-GCM length=64";
    private static final String AES_1200 = "cipher=AES-GCM length=1200";

    @Test
    void comparesWithTheSameParametersOnly()
    {
        final String[] lines = new ResultTable(List.of(
            row("sealHopwire", AES_64, 50), row("sealHopwire", AES_1200, 300),
            row("sealSunJce", AES_64, 100), row("sealSunJce", AES_1200, 200))).toString().split("\n");

        assertEquals(5, lines.length);
        assertTrue(lines[1].matches(".*sealHopwire .*length=64 .* 50\\.0 ns/op .* 0\\.50 +sealSunJce +0\\.60 reached"));
        assertTrue(lines[2].matches(".*sealSunJce .*length=64 .* 100\\.0 ns/op .*-"), lines[2]);
        assertTrue(lines[3].matches(".*sealHopwire .*length=1200 .* 1\\.50 +sealSunJce +0\\.95 missed"), lines[3]);
        assertTrue(lines[4].matches(".*sealSunJce .*length=1200 .*"), lines[4]);
    }

    @Test
    void doesNotInventWhatWasNotMeasured()
    {
        final String[] lines = new ResultTable(List.of(row("sealHopwire", AES_64, 50))).toString().split("\n");

        assertTrue(lines[1].matches(".* ± 1\\.0 +0\\.00 +- +sealSunJce +0\\.60"), lines[1]);
    }

    @Test
    void takesTheFirstGoalThatApplies()
    {
        final String[] goals = {"cipher=AES-GCM length=64: 0.60", "length=1200: 0.95", "2.00"};

        assertEquals(0.60, ComparedToReader.goal(goals, AES_64));
        assertEquals(0.95, ComparedToReader.goal(goals, AES_1200));
        assertEquals(2.00, ComparedToReader.goal(goals, "cipher=AES-GCM length=640"));
        assertEquals(Double.NaN, ComparedToReader.goal(new String[0], AES_64));
    }

    @Test
    void findsWhatABenchmarkIsComparedTo()
    {
        final String rings = RingBenchmark.class.getName();

        assertEquals("jcToolsMpscPair", ComparedToReader.of(rings, "manyToOnePair").value());
        assertNull(ComparedToReader.of(rings, "manyToOneRead"));
        assertEquals("openAndSeal", ComparedToReader.of(HopBenchmark.class.getName(), "hop").value());
    }

    private static ResultRow row(final String methodName, final String parameters, final double score)
    {
        return new ResultRow(AeadBenchmark.class.getName(), methodName, parameters, score, 1, "ns/op", 0);
    }
}
