package io.hopwire.spi;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SettingTest
{
    enum Colour
    {
        RED, GREEN
    }

    private final SettingGroup group = new SettingGroup("Test");
    private final Setting<Integer> doors = group.count("doors", 3, -1, 10, "doors", "doors of a house");
    private final Setting<Integer> slots = group.powerOfTwo("slots", 8, 4, 64, "slots", "places");
    private final Setting<Long> knock = group.duration("knock", "250ms", "1us", "2h", "from knock to knock");
    private final Setting<Long> patience = group.duration("patience", "90s", "0s", "2h", "when to go");
    private final Setting<Integer> ring = group.size("ring", "2m", "1k", "1g", "memory");
    private final Setting<Colour> colour = group.choice("colour", Colour.values(), Colour.GREEN, "of the door");
    private final Setting<Boolean> open = group.flag("open", false, "to everybody");
    private final Setting<String> name = group.optionalName("name", "the street's", 5, "on the door");

    @Test
    void rangesAreWrittenAsAPersonReadsThem()
    {
        assertEquals(List.of("-1 to 10 doors", "a power of two, 4 to 64 slots", "1us to 2h", "0s to 2h",
            "1k to 1g bytes", "red or green", "true or false", "1 to 5 letters, digits, '.', '-' or '_'"),
            group.settings().stream().map(Setting::range).toList());
        assertEquals(List.of("3", "8", "250ms", "90s", "2m", "green", "false", "the street's"),
            group.settings().stream().map(Setting::defaultText).toList());
    }

    @Test
    void valuesAreReadAsTheyAreWritten()
    {
        for (final long value : new long[]{ 1_000, 1_500, 1_000_000_000, 60_000_000_000L, 7_200_000_000_000L })
        {
            assertEquals(value, knock.parse(knock.format(value)));
        }
        assertEquals(0, patience.parse("0"));
        assertEquals(0, patience.parse("0s"));
        assertEquals("0s", patience.format(0L));
        assertEquals(1_500_000_000L, patience.parse(" 1500 ms "));
        assertEquals(65_536, ring.parse("64K"));
        assertEquals(1025, ring.parse("1025"));
        assertEquals("1025", ring.format(1025));
        assertEquals(Colour.RED, colour.parse("Red"));
        assertTrue(open.parse("TRUE"));
    }

    @Test
    void whatIsOutOfRangeIsRefusedWithNameRangeAndValue()
    {
        assertRefused(doors, "11", "doors must be -1 to 10 doors, found '11'");
        assertRefused(doors, "-2", "doors must be -1 to 10 doors, found '-2'");
        assertRefused(doors, "4294967297", "doors must be -1 to 10 doors, found '4294967297'");
        assertRefused(doors, "3x", "doors must be -1 to 10 doors, found '3x'");
        assertRefused(slots, "12", "slots must be a power of two, 4 to 64 slots, found '12'");
        assertRefused(slots, "128", "slots must be a power of two, 4 to 64 slots, found '128'");
        assertRefused(knock, "0s", "knock must be 1us to 2h, found '0s'");
        assertRefused(knock, "1", "knock must be 1us to 2h, found '1'");
        assertRefused(knock, "9223372036854775807d", "knock must be 1us to 2h, found '9223372036854775807d'");
        assertRefused(patience, "0x", "patience must be 0s to 2h, found '0x'");
        assertRefused(ring, "k", "ring must be 1k to 1g bytes, found 'k'");
        assertRefused(colour, "blue", "colour must be red or green, found 'blue'");
        assertRefused(open, "", "open must be true or false, found ''");
        assertRefused(name, "", "name must be 1 to 5 letters, digits, '.', '-' or '_', found ''");
        assertRefused(name, "a/b", "name must be 1 to 5 letters, digits, '.', '-' or '_', found 'a/b'");
        assertEquals("slots must be a power of two, 4 to 64 slots, found '0'",
            assertThrows(IllegalArgumentException.class, () -> Settings.DEFAULTS.with(slots, 0)).getMessage());
        assertThrows(IllegalArgumentException.class, () -> Settings.DEFAULTS.with(colour, null));
    }

    @Test
    void settingsKeepWhatIsSetAndAnswerTheDefaultOtherwise()
    {
        final Settings one = Settings.DEFAULTS.with(doors, 5).withText(open, "true");
        final Settings two = one.with(doors, 6);
        assertEquals(3, Settings.DEFAULTS.get(doors));
        assertEquals(5, one.get(doors));
        assertEquals(6, two.get(doors));
        assertTrue(two.get(open));
        assertNull(two.get(name));
        assertTrue(two.isSet(doors));
        assertFalse(two.isSet(slots));
        assertSame(Colour.GREEN, two.get(colour));
    }

    @Test
    void settingsThatDependOnEachOtherAreComparedAndBothNamed()
    {
        group.exceeds(patience, knock);
        group.reaches(slots, doors);
        group.check(Settings.DEFAULTS);
        assertEquals("0s to 2h, more than knock", group.range(patience));
        assertEquals("a power of two, 4 to 64 slots, at least doors", group.range(slots));
        assertEquals("1us to 2h", group.range(knock));
        assertEquals("patience must be more than knock, which is 90s, found '90s'", refusal(knock, 90_000_000_000L));
        assertEquals("slots must be at least doors, which is 9, found '8'", refusal(doors, 9));
        group.check(Settings.DEFAULTS.with(doors, 8));
    }

    private <T> String refusal(final Setting<T> setting, final T value)
    {
        return assertThrows(
            IllegalArgumentException.class, () -> group.check(Settings.DEFAULTS.with(setting, value))).getMessage();
    }

    private static void assertRefused(final Setting<?> setting, final String text, final String message)
    {
        assertEquals(
            message, assertThrows(IllegalArgumentException.class, () -> setting.parse(text)).getMessage());
    }
}
