package io.hopwire.circuit;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CircuitTest
{
    private static final int GENERATIONS = 1 << Integer.SIZE - Circuit.INDEX_BITS - 1;

    /** Whatever the generation is that a place begins with, and however often it is used again. */
    @Test
    void noLabelIsTheOneThatSaysThatThereIsNone()
    {
        for (int index = 0; index < 3; index++)
        {
            for (int first = -1; first <= 1; first++)
            {
                final Circuit circuit = new Circuit(index, first * GENERATIONS);
                for (int i = 0; i < 3 * GENERATIONS; i++)
                {
                    final int up = circuit.label(Circuit.UP);
                    assertNotEquals(0, up);
                    assertNotEquals(0, circuit.label(Circuit.DOWN));
                    assertTrue(circuit.owns(up));
                    circuit.release();
                    assertFalse(circuit.owns(up), "a label of a circuit that is gone");
                }
            }
        }
    }
}
