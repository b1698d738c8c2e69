package io.hopwire.perf;

import io.hopwire.link.LinkSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

    /** Memory is measured in real time, in a process of its own: that is {@code ListenerMemoryTest}'s. */
    @ParameterizedTest
    @EnumSource(value = Attack.class, names = "MEMORY", mode = EnumSource.Mode.EXCLUDE)
    void eachAttackHasALineAndDoesNoMoreThanItMay(final Attack attack)
    {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final boolean isGood = Strangers.isGood(attack, 1, attack.mostFactor(), new PrintStream(out, true, UTF_8));
        final String line = out.toString(UTF_8).strip();
        assertTrue(line.matches("attack kind=" + attack.label() + " factor=\\d+\\.\\d honest_ok=[01]\\.\\d\\d"), line);
        assertTrue(isGood, line);
    }

    /** A node that takes every clock for right believes what was recorded before it was started anew. */
    @Test
    void aDefenceThatIsGoneIsSeen()
    {
        final Attack.Result result = RestartAttack.run(1, (config) -> config.set(LinkSettings.CLOCK_SKEW, 0L));
        assertFalse(Attack.RESTART.isGood(result, Attack.RESTART.mostFactor()), Attack.RESTART.line(result));
    }

    @Test
    void whatIsBeyondTheBoundIsNotGood()
    {
        final PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, UTF_8);
        assertTrue(Strangers.isGood(Attack.CLOCK, 1, Attack.CLOCK.mostFactor(), nowhere));
        assertFalse(Strangers.isGood(Attack.CLOCK, 1, 1, nowhere), "three tries by IK take longer");
        for (final Attack attack : Attack.values())
        {
            assertTrue(attack.isGood(new Attack.Result(attack.mostFactor(), 1), attack.mostFactor()));
            assertFalse(attack.isGood(new Attack.Result(attack.mostFactor() + 0.01, 1), attack.mostFactor()));
            assertFalse(attack.isGood(new Attack.Result(0, 0.94), attack.mostFactor()), "honest nodes hurt");
        }
    }
}
