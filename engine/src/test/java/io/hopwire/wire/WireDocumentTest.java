package io.hopwire.wire;

import io.hopwire.circuit.RouteReason;
import io.hopwire.component.session.SessionPackets;
import io.hopwire.crypto.BoxKind;
import io.hopwire.crypto.HandshakePayload;
import io.hopwire.link.LinkRole;
import io.hopwire.spi.AddressKind;
import io.hopwire.spi.Transit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/**
 * The document of the wire says what the code does: each block of bytes in it is made again, and each table of numbers
 * has all of them. {@code -Dhopwire.wire.write=true} writes the bytes of today into the document.
 */
class WireDocumentTest
{
    private static final Path PATH = Path.of("WIRE.md");

    private static Map<String, WireExample> examples;
    private static WireDocument document;

    @BeforeAll
    static void make() throws IOException
    {
        examples = new WireExamples().all();
        document = WireDocument.read(PATH);
        if (Boolean.getBoolean("hopwire.wire.write"))
        {
            document = document.with(examples);
            Files.write(PATH, document.lines());
        }
    }

    @Test
    void eachBlockIsWhatTheCodeMakes()
    {
        assertEquals(examples.keySet(), document.blocks().keySet(), "blocks of bytes in the document");
        document.blocks().forEach((name, lines) -> assertEquals(
            String.join("\n", examples.get(name).lines()), String.join("\n", lines),
            () -> name + " in WIRE.md; -Dhopwire.wire.write=true writes the bytes of today"));
    }

    @Test
    void tablesHaveAllNumbers()
    {
        check("frame types", FrameTypes.class, Set.of("VERSION"), FrameTypes::isKnown);
        check("plaintext kinds", FrameKinds.class, Set.of(), number -> true);
        check("operations", Operation.class, Set.of("FIRST_RESERVED", "LAST_RESERVED", "MAX"), number -> true);
        check("compression", Compression.class, Set.of("OPTION", "OPTION_PREFERRED", "MAX"), number -> true);
        check("route reasons", RouteReason.class, Set.of(), number -> true);
        check("address kinds", AddressKind.class, Set.of(), number -> true);
        check("roles", LinkRole.class, Set.of(), number -> true);
        check("handshake fields", HandshakePayload.class,
            Set.of("OPTIONAL", "FIELD_HEADER_LENGTH", "NONE"), number -> true);
        check("session frames", SessionPackets.frameTypes(), Set.of("ACK", "FLAG_ANSWER", "FLAG_END",
            "FLAG_DISPLACED", "SEALED_OFFSET", "MIN_LENGTH", "FRAME_HEADER_LENGTH", "OVERHEAD", "MAX_RANGES_BESIDE"),
            number -> true);
        check("policies", Transit.class, Set.of(), number -> true);
    }

    @Test
    void kindsOfSealedBoxesAreThoseOfTheSources()
    {
        final Map<Integer, String> kinds = new TreeMap<>();
        for (final BoxKind kind : BoxKind.values())
        {
            kinds.put(kind.id(), kind.name());
        }
        assertEquals(kinds, document.numbers("box kinds"));
    }

    @Test
    void constantsAreThoseOfTheSources() throws ReflectiveOperationException
    {
        final Map<String, String> constants = document.values("constants");
        assertFalse(constants.isEmpty());
        for (final Map.Entry<String, String> constant : constants.entrySet())
        {
            final int dot = constant.getKey().lastIndexOf('.');
            final Field field = Class.forName("io.hopwire." + constant.getKey().substring(0, dot))
                .getDeclaredField(constant.getKey().substring(dot + 1));
            field.setAccessible(true);
            assertEquals(String.valueOf(field.get(null)), constant.getValue(), constant.getKey());
        }
    }

    /** That table is one that another test compares with the sources. */
    @Test
    void settingsAreThoseOfTheirTable() throws IOException
    {
        final Map<String, String> settings = new HashMap<>();
        for (final String line : Files.readAllLines(Path.of("SETTINGS.md")))
        {
            final String[] cells = line.replace("`", "").split("\\|");
            if (cells.length > 2)
            {
                settings.put(cells[1].strip(), cells[2].strip());
            }
        }
        final Map<String, String> told = document.values("settings");
        assertFalse(told.isEmpty());
        told.forEach((name, value) -> assertEquals(settings.get(name), value, name));
    }

    private static void check(
        final String table, final Class<?> type, final Set<String> others, final IntPredicate is)
    {
        final Map<Integer, String> numbers = new TreeMap<>();
        for (final Field field : type.getDeclaredFields())
        {
            final boolean isConstant = Modifier.isStatic(field.getModifiers()) &&
                !Modifier.isPrivate(field.getModifiers()) && !others.contains(field.getName());
            if (isConstant && (field.getType() == int.class || field.getType() == byte.class))
            {
                note(numbers, field, is);
            }
        }
        assertEquals(numbers, document.numbers(table), "table of " + table + " in WIRE.md");
    }

    private static void note(
        final Map<Integer, String> numbers, final Field field, final IntPredicate is)
    {
        try
        {
            field.setAccessible(true);
            final int number = ((Number)field.get(null)).intValue();
            if (is.test(number))
            {
                final String before = numbers.put(number, field.getName());
                assertEquals(null, before, field.getName());
            }
        }
        catch (final IllegalAccessException ex)
        {
            throw new AssertionError(ex);
        }
    }
}
