package io.hopwire.examples;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The example of a simulation does what it says, and the same twice.
 */
class SimulatedRumourTest
{
    @Test
    void endsWellAndTheSameTwice()
    {
        final String first = run("1");
        assertTrue(first.startsWith("seed 1: all as it should be"), first);
        assertEquals(first, run("1"));
    }

    private static String run(final String seed)
    {
        final PrintStream before = System.out;
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try
        {
            SimulatedRumour.main(new String[] {seed});
        }
        finally
        {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
