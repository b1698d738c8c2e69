package io.hopwire.perf;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class StrangersTest
{
    private static final int INPUTS = 20_000;

    @ParameterizedTest
    @EnumSource(StrangersScenario.Kind.class)
    void everyDatagramIsRefusedAndCounted(final StrangersScenario.Kind kind)
    {
        final StrangersScenario.Result result = new StrangersScenario(1, kind).run(INPUTS);
        assertEquals(INPUTS, result.rejected());
        assertEquals(0, result.escaped());
    }
}
