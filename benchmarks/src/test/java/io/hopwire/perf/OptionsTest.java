package io.hopwire.perf;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class OptionsTest
{
    private static final List<String> SYSTEMS = List.of("one", "two");

    @Test
    void readsWhatIsGivenAndCompletesTheRest()
    {
        final Options options = parse("--systems", "two", "--sizes", "64,256", "--rounds", "7", "--quick");

        assertEquals(List.of("two"), options.systems());
        assertEquals(List.of(64, 256), options.sizes());
        assertEquals(7, options.rounds());
        assertTrue(options.millis() > 0);
        assertTrue(options.javaFeature() >= 17);
    }

    @Test
    void refusesWhatItDoesNotKnow()
    {
        assertThrows(IllegalArgumentException.class, () -> parse("--systems", "three"));
        assertThrows(IllegalArgumentException.class, () -> parse("--rounds"));
        assertThrows(IllegalArgumentException.class, () -> parse("--rounds", "many"));
        assertThrows(IllegalArgumentException.class, () -> parse("--faster", "1"));
        assertThrows(IllegalArgumentException.class, () -> parse("--java", "/nowhere"));
        assertThrows(IllegalArgumentException.class, () -> parse("--sizes", "64,1048577"));
    }

    @Test
    void onlyWhatCutsMessagesIntoPartsIsAskedForLongOnes()
    {
        assertTrue(Ends.takes("nio-udp", 64 * 1024));
        assertFalse(Ends.takes("nio-udp", 64 * 1024 + 1));
        assertFalse(Ends.takes("hopwire-link", 1 << 20));
        assertTrue(Ends.takes("hopwire-session-2-routes@before", 1 << 20));
        assertTrue(Ends.takes("netty-tls", 1 << 20));
        assertEquals(List.of(64, 1 << 20), parse("--sizes", "64,1048576").sizes());
        assertEquals(Options.SHORT_SIZES, parse().sizes());
    }

    @Test
    void coresAreListedAsTheKernelDoes()
    {
        assertEquals(List.of("0", "2", "3", "4"), Machine.cpuList("0,2-4\n"));
        assertEquals(List.of(), Machine.cpuList(""));
    }

    @Test
    void fieldsTravelAsWords()
    {
        final Fields fields = Fields.parse("run " + new Fields().put("size", 64).put("text", "a=b"));

        assertEquals(64, fields.number("size"));
        assertEquals("a=b", fields.text("text"));
        assertThrows(IllegalArgumentException.class, () -> fields.text("millis"));
        assertThrows(IllegalArgumentException.class, () -> fields.put("text", "two words"));
    }

    private static Options parse(final String... args)
    {
        return Options.parse(args, SYSTEMS, Options.SHORT_SIZES);
    }
}
