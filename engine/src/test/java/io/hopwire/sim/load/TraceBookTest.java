package io.hopwire.sim.load;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TraceBookTest
{
    @Test
    void findsATraceThatIsWrong()
    {
        final TraceBook good = new TraceBook();
        assertNull(good.onReply(2, 4, false, 0, 6));
        assertNull(good.onReply(3, 6, true, 0, 6));
        assertNull(good.onReply(1, 5, false, 0, 6));
        assertFails("which is in", good.onReply(2, 9, false, 0, 6));
        assertFails("which is in", new TraceBook().onReply(1, 0, false, 0, 6));
        assertFails("the last one of", new TraceBook().onReply(1, 5, true, 0, 6));
        final TraceBook longer = new TraceBook();
        assertNull(longer.onReply(2, 6, true, 0, 6));
        assertFails("the last one of", longer.onReply(3, 5, false, 0, 6));
    }

    private static void assertFails(final String expected, final String found)
    {
        assertNotNull(found, expected);
        assertTrue(found.contains(expected), found);
    }
}
