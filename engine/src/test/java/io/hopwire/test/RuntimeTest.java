package io.hopwire.test;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

/**
 * What a run of the tests claims about itself: the Java it was meant for, the assertions that hold the invariants, and
 * the openings it has or has not.
 */
class RuntimeTest
{
    @Test
    @Tag("fallback")
    void runsOnTheJavaItWasMeantFor()
    {
        final String expected = System.getProperty("hopwire.test.jdk", "");
        assumeFalse(expected.isEmpty(), "any Java will do");
        assertEquals(expected, String.valueOf(Runtime.version().feature()));
    }

    @Test
    @Tag("fallback")
    void assertionsAreOn()
    {
        assertTrue(RuntimeTest.class.desiredAssertionStatus());
    }

    @Test
    @Tag("fallback")
    void hasTheOpeningsThatItsRunIsAbout()
    {
        final boolean open = Boolean.getBoolean("hopwire.test.opens");
        final Module base = Object.class.getModule();
        final Module ours = RuntimeTest.class.getModule();

        assertTrue(base.isOpen("jdk.internal.misc", ours));
        assertEquals(open, base.isOpen("sun.nio.ch", ours));
        assertEquals(open, base.isOpen("com.sun.crypto.provider", ours));
    }
}
