package io.hopwire.wire;

import io.hopwire.spi.Limits;
import io.hopwire.spi.RejectCode;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class MsgPackDecoderTest
{
    private static final int OFFSET = 5;

    private final MsgPackDecoder decoder = new MsgPackDecoder();
    private UnsafeBuffer backing;

    @Test
    void knowsTheTypeOfEveryLeadByte()
    {
        for (int lead = 0; lead < 256; lead++)
        {
            assertEquals(typeOf(lead), over(String.format("%02x", lead)).peek(), "lead " + lead);
        }
        assertEquals(MsgPackType.NONE, over("").peek());
    }

    @Test
    void readsIntegersOfEveryWidth()
    {
        assertEquals(127, over("7f").readLong());
        assertEquals(-32, over("e0").readLong());
        assertEquals(255, over("ccff").readLong());
        assertEquals(0xffff, over("cdffff").readLong());
        assertEquals(0xffff_ffffL, over("ceffffffff").readLong());
        assertEquals(Long.MAX_VALUE, over("cf7fffffffffffffff").readLong());
        assertEquals(-1, over("d0ff").readLong());
        assertEquals(-2, over("d1fffe").readLong());
        assertEquals(-3, over("d2fffffffd").readLong());
        assertEquals(Long.MIN_VALUE, over("d38000000000000000").readLong());
        assertEquals(5, over("d30000000000000005").readUnsignedLong());
        assertEquals(-1, over("cfffffffffffffffff").readUnsignedLong());
        assertTrue(decoder.isComplete());
    }

    @Test
    void readsIntegersWhateverComesBehind()
    {
        final String[] integers =
        {
            "00", "7f", "e0", "ff", "cc00", "ccff", "cd0102", "cdffff", "ce01020304", "ceffffffff",
            "cf0102030405060708", "d000", "d080", "d10102", "d18000", "d201020304", "d280000000", "d38000000000000000"
        };
        final long[] values =
        {
            0, 127, -32, -1, 0, 255, 0x102, 0xffff, 0x1020304, 0xffff_ffffL,
            0x102030405060708L, 0, -128, 0x102, Short.MIN_VALUE, 0x1020304, Integer.MIN_VALUE, Long.MIN_VALUE
        };
        for (int i = 0; i < values.length; i++)
        {
            final int length = integers[i].length() / 2;
            for (int behind = 0; behind < 12; behind++)
            {
                over(integers[i] + "c3".repeat(behind));
                assertEquals(values[i], decoder.readLong(), integers[i] + " and " + behind);
                assertEquals(OFFSET + length, decoder.position());
                assertEquals(behind, decoder.remaining());
            }
            for (int present = 0; present < length; present++)
            {
                assertEquals(0, over(integers[i].substring(0, 2 * present)).readLong());
                assertEquals(MsgPackError.TRUNCATED, decoder.error());
                assertEquals(present, decoder.remaining());
            }
        }
    }

    @Test
    void refusesIntegersOutOfRange()
    {
        assertEquals(0, over("cf8000000000000000").readLong());
        assertEquals(MsgPackError.RANGE, decoder.error());
        assertEquals(0, over("ff").readUnsignedLong());
        assertEquals(MsgPackError.RANGE, decoder.error());
        assertEquals(0, over("d38000000000000000").readUnsignedLong());
        assertEquals(MsgPackError.RANGE, decoder.error());
        assertEquals(RejectCode.PAYLOAD, decoder.rejectCode());
    }

    @Test
    void readsNumbersAsDoublesWhereTheyAreExact()
    {
        assertEquals(0.5, over("ca3f000000").readDouble());
        assertEquals(-0.5, over("cbbfe0000000000000").readDouble());
        assertTrue(Double.isNaN(over("cb7ff8000000000000").readDouble()));
        assertTrue(Double.isNaN(over("ca7fc00000").readDouble()));
        assertEquals(Double.NEGATIVE_INFINITY, over("caff800000").readDouble());
        assertEquals(-7.0, over("f9").readDouble());
        assertEquals(0x1p53, over("cf0020000000000000").readDouble());
        assertEquals(-0x1p63, over("d38000000000000000").readDouble());
        assertEquals(0x1p63, over("cf8000000000000000").readDouble());
        assertEquals(0x1.fffffffffffffp63, over("cffffffffffffff800").readDouble());
        assertFalse(decoder.failed());
        for (final String inexact : new String[]
            {"cf0020000000000001", "cf7fffffffffffffff", "cfffffffffffffffff", "cf8000000000000400",
                "d38000000000000001"})
        {
            assertEquals(0, over(inexact).readDouble(), inexact);
            assertEquals(MsgPackError.RANGE, decoder.error(), inexact);
        }
    }

    @Test
    void readsScalarsAndViews()
    {
        over("97 c0 c3 c2 a3616263 c40201ff d60548494a4b 80");
        assertEquals(7, decoder.readArrayHeader());
        assertTrue(decoder.readNil());
        assertTrue(decoder.readBoolean());
        assertFalse(decoder.readBoolean());
        assertEquals(3, decoder.readString());
        assertEquals("abc", view(3));
        assertEquals(2, decoder.readBinary());
        assertEquals("\u0001\u00ff", view(2));
        assertEquals(4, decoder.readExtension());
        assertEquals(5, decoder.extensionType());
        assertEquals("HIJK", view(4));
        assertEquals(0, decoder.readMapHeader());
        assertTrue(decoder.isComplete());
        assertNull(decoder.rejectCode());
        assertEquals(3, over("c70380070809").readExtension());
        assertEquals(-128, decoder.extensionType());
    }

    @Test
    void staysFailedUntilWrappedAgain()
    {
        over("c0 01 a0 90 80 c400");
        assertFalse(decoder.readBoolean());
        assertEquals(MsgPackError.TYPE, decoder.error());
        assertEquals(OFFSET, decoder.position());
        assertFalse(decoder.readNil());
        assertEquals(0, decoder.readLong());
        assertEquals(0, decoder.readUnsignedLong());
        assertEquals(0, decoder.readDouble());
        assertEquals(MsgPackDecoder.FAILED, decoder.readString());
        assertEquals(MsgPackDecoder.FAILED, decoder.readBinary());
        assertEquals(MsgPackDecoder.FAILED, decoder.readExtension());
        assertEquals(MsgPackDecoder.FAILED, decoder.readArrayHeader());
        assertEquals(MsgPackDecoder.FAILED, decoder.readMapHeader());
        assertFalse(decoder.skip());
        assertEquals(MsgPackType.NONE, decoder.peek());
        assertFalse(decoder.isComplete());
        assertEquals(MsgPackError.TYPE, decoder.error());
        assertEquals(OFFSET, decoder.position());
        assertFalse(over("c0").failed());
    }

    @Test
    void refusesWhatTheBytesDoNotBack()
    {
        assertError(MsgPackError.TRUNCATED, "", "cc", "cd00", "ce000000", "cf00000000000000", "ca000000", "d9", "da00");
        assertError(MsgPackError.TRUNCATED, "db000000", "dc00", "dd000000", "df000000", "d4", "c701", "c80000",
            "c900000000");
        assertError(MsgPackError.LENGTH, "a1", "bf61", "d901", "daffff00", "dbffffffff", "db7fffffff00", "db80000000");
        assertError(MsgPackError.LENGTH, "c401", "c5ffff", "c6ffffffff", "c67fffffff", "c9ffffffff01", "d400",
            "d80000");
        assertError(MsgPackError.COUNT, "91", "9f00", "dc000201", "ddffffffff00", "dd7fffffff", "dd8000000000",
            "dd00989680");
        assertError(MsgPackError.COUNT, "81", "81a0", "82a001a0", "deffffa000", "dfffffffff", "df7fffffff00",
            "df80000000");
        assertError(MsgPackError.COUNT, "929101", "9291", "81a09200");
        assertError(MsgPackError.TYPE, "c1", "91c1");
    }

    @Test
    void asksForExactlyOneValue()
    {
        assertNull(over("93010203").validate(true));
        assertEquals(OFFSET, decoder.position(), "ready to be read");
        assertEquals(3, decoder.readArrayHeader());
        assertEquals(RejectCode.PAYLOAD, over("0102").validate(false));
        assertEquals(MsgPackError.TRAILING, decoder.error());
        assertEquals(RejectCode.PAYLOAD, over("").validate(false));
        assertEquals(MsgPackError.TRUNCATED, decoder.error());
    }

    @Test
    void validatesAllOfItWhateverHasBeenRead()
    {
        over("9201c3").readArrayHeader();
        decoder.readString();
        assertTrue(decoder.failed());
        assertNull(decoder.validate(true));
        assertEquals(2, decoder.readArrayHeader());
    }

    @Test
    void applysTheLimitsOfSeed004WhereStrict()
    {
        assertStrictOnly(MsgPackError.EXTENSION, "d40100", "91d6ff5a4af6a5", "81a161c70006");
        assertStrictOnly(MsgPackError.KEY, "810102", "81c0c0", "8190c0", "82a1610101a0", "91818080",
            "81a16181c4010101");
        for (final String allowed : new String[]
            {"c0", "ca3f000000", "81a16101", "82 a161 81a16201 a163 920102", "81 a161 81 a0 01", "80", "928090"})
        {
            assertNull(over(allowed).validate(true), allowed);
        }
    }

    @Test
    void followsNestingToTheLimitAndNoFurther()
    {
        final int max = Limits.MSGPACK_MAX_DEPTH;
        assertNull(over("91".repeat(max) + "c0").validate(true));
        assertNull(over("91".repeat(max - 1) + "90").validate(true));
        assertNull(over("81a0".repeat(max) + "c0").validate(true));
        assertError(MsgPackError.DEPTH,
            "91".repeat(max) + "90", "91".repeat(max + 1) + "c0", "91".repeat(100_000) + "c0");
        assertError(MsgPackError.DEPTH, "81a0".repeat(100_000) + "c0", "92c0".repeat(max + 1) + "c0".repeat(max + 2));
        assertTrue(over("91".repeat(max) + "c0").skip());
        final String deep = "91".repeat(max - 1) + "c0";
        assertTrue(over("92" + deep + deep).skip(), "depth comes down again");
    }

    @Test
    void passesOverWholeValues()
    {
        over("82 a161 93 01 c0 81a17a90 a162 d501aabb  c3");
        assertTrue(decoder.skip());
        assertTrue(decoder.readBoolean());
        assertTrue(decoder.isComplete());
        assertFalse(decoder.skip());
        assertEquals(MsgPackError.TRUNCATED, decoder.error());
    }

    private void assertStrictOnly(final MsgPackError expected, final String... inputs)
    {
        for (final String input : inputs)
        {
            assertNull(over(input).validate(false), input);
            assertEquals(RejectCode.PAYLOAD, over(input).validate(true), input);
            assertEquals(expected, decoder.error(), input);
        }
    }

    private void assertError(final MsgPackError expected, final String... inputs)
    {
        for (final String input : inputs)
        {
            final String name = input.substring(0, Math.min(20, input.length()));
            assertEquals(RejectCode.PAYLOAD, over(input).validate(false), name);
            assertEquals(expected, decoder.error(), name);
            assertFalse(over(input).skip(), name);
            assertEquals(expected, decoder.error(), name);
        }
    }

    private String view(final int length)
    {
        final byte[] bytes = new byte[length];
        backing.getBytes(decoder.valueOffset(), bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private MsgPackDecoder over(final String hex)
    {
        final byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        backing = new UnsafeBuffer(new byte[OFFSET + bytes.length]);
        backing.putBytes(OFFSET, bytes);
        return decoder.wrap(backing, OFFSET, bytes.length);
    }

    private static MsgPackType typeOf(final int lead)
    {
        if (lead < 0x80 || lead >= 0xe0 || lead >= 0xcc && lead <= 0xd3)
        {
            return MsgPackType.INTEGER;
        }
        if (lead < 0x90 || lead == 0xde || lead == 0xdf)
        {
            return MsgPackType.MAP;
        }
        if (lead < 0xa0 || lead == 0xdc || lead == 0xdd)
        {
            return MsgPackType.ARRAY;
        }
        if (lead < 0xc0 || lead >= 0xd9)
        {
            return MsgPackType.STRING;
        }
        final MsgPackType[] rest =
        {
            MsgPackType.NIL, MsgPackType.INVALID, MsgPackType.BOOLEAN, MsgPackType.BOOLEAN, MsgPackType.BINARY,
            MsgPackType.BINARY, MsgPackType.BINARY, MsgPackType.EXTENSION, MsgPackType.EXTENSION, MsgPackType.EXTENSION,
            MsgPackType.FLOAT, MsgPackType.FLOAT
        };
        return lead >= 0xd4 ? MsgPackType.EXTENSION : rest[lead - 0xc0];
    }
}
