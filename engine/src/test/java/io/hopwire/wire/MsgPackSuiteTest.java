package io.hopwire.wire;

import io.hopwire.test.VectorJson;
import io.hopwire.test.Vectors;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The whole of msgpack-test-suite: every encoding of a value decodes to it, and ours is the shortest of those listed.
 */
class MsgPackSuiteTest
{
    private static final int CASES = 85;

    private final MsgPackEncoder encoder = new MsgPackEncoder();
    private final MsgPackDecoder decoder = new MsgPackDecoder();

    @Test
    void passesTheWholeSuite()
    {
        int cases = 0;
        for (final Map.Entry<String, Object> group : Vectors.load("msgpack-test-suite.json").entrySet())
        {
            for (final Object value : VectorJson.array(group.getValue()))
            {
                final Map<String, Object> test = VectorJson.object(value);
                for (final Object encoding : VectorJson.array(test.get("msgpack")))
                {
                    assertDecodes(test, (String)encoding);
                }
                assertEncodes(test);
                cases++;
            }
        }
        assertEquals(CASES, cases, "cases of the suite");
    }

    private void assertDecodes(final Map<String, Object> test, final String encoding)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(bytes(encoding));
        decoder.wrap(buffer, 0, buffer.capacity());
        assertNull(decoder.validate(false), encoding);
        assertEquals(isExtension(test), null != decoder.validate(true), encoding);
        decoder.wrap(buffer, 0, buffer.capacity());
        if (test.containsKey("number") || test.containsKey("bignum"))
        {
            assertNumber(number(test), encoding);
        }
        else if (isExtension(test))
        {
            assertExtension(test, buffer);
        }
        else
        {
            final Object actual = MsgPackTrees.decode(buffer, decoder);
            assertTrue(MsgPackTrees.areEqual(tree(test), actual), encoding + " is not " + actual);
        }
        assertTrue(decoder.isComplete(), encoding);
    }

    private void assertNumber(final BigDecimal expected, final String encoding)
    {
        if (decoder.peek() == MsgPackType.FLOAT)
        {
            assertEquals(0, expected.compareTo(new BigDecimal(decoder.readDouble())), encoding);
        }
        else if (expected.signum() >= 0)
        {
            final BigInteger actual = MsgPackTrees.unsigned(decoder.readUnsignedLong());
            assertEquals(expected.toBigIntegerExact(), actual, encoding);
        }
        else
        {
            assertEquals(expected.longValueExact(), decoder.readLong(), encoding);
        }
    }

    private void assertExtension(final Map<String, Object> test, final UnsafeBuffer buffer)
    {
        if (test.containsKey("ext"))
        {
            final byte[] expected = bytes((String)VectorJson.array(test.get("ext")).get(1));
            assertEquals(expected.length, decoder.readExtension());
            assertEquals((Long)VectorJson.array(test.get("ext")).get(0), decoder.extensionType());
            assertEquals(0, new UnsafeBuffer(expected).compareTo(
                new UnsafeBuffer(buffer, decoder.valueOffset(), expected.length)));
            return;
        }
        final int length = decoder.readExtension();
        assertEquals(-1, decoder.extensionType());
        final int at = decoder.valueOffset();
        final List<Object> timestamp = VectorJson.array(test.get("timestamp"));
        assertEquals((Long)timestamp.get(0), seconds(buffer, at, length));
        assertEquals((Long)timestamp.get(1), nanoseconds(buffer, at, length));
    }

    private void assertEncodes(final Map<String, Object> test)
    {
        if (isExtension(test))
        {
            return;
        }
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[256]);
        encoder.wrap(buffer, 0, 256);
        if (test.containsKey("number") || test.containsKey("bignum"))
        {
            encodeNumber(number(test));
        }
        else
        {
            MsgPackTrees.encode(tree(test), encoder);
        }
        assertFalse(encoder.overflowed());
        final byte[] ours = new byte[encoder.length()];
        buffer.getBytes(0, ours);
        assertTrue(isListed(test, ours), "ours is not listed for " + test);
        for (final Object encoding : VectorJson.array(test.get("msgpack")))
        {
            // seed 004 has doubles only, so a float of 32 bits is shorter but none of ours
            assertTrue(((String)encoding).startsWith("ca") || ours.length <= bytes((String)encoding).length);
        }
    }

    private void encodeNumber(final BigDecimal number)
    {
        if (number.stripTrailingZeros().scale() > 0)
        {
            encoder.putDouble(number.doubleValue());
        }
        else if (number.signum() < 0)
        {
            encoder.putLong(number.longValueExact());
        }
        else
        {
            encoder.putUnsignedLong(number.toBigIntegerExact().longValue());
        }
    }

    private static boolean isListed(final Map<String, Object> test, final byte[] ours)
    {
        return VectorJson.array(test.get("msgpack")).stream().anyMatch(
            encoding -> new UnsafeBuffer(ours).compareTo(new UnsafeBuffer(bytes((String)encoding))) == 0);
    }

    private static boolean isExtension(final Map<String, Object> test)
    {
        return test.containsKey("ext") || test.containsKey("timestamp");
    }

    private static Object tree(final Map<String, Object> test)
    {
        if (test.containsKey("binary"))
        {
            return bytes((String)test.get("binary"));
        }
        final String kind = test.keySet().stream().filter(key -> !"msgpack".equals(key)).findFirst().orElse(null);
        assertNotNull(kind, test.toString());
        return test.get(kind);
    }

    private static BigDecimal number(final Map<String, Object> test)
    {
        final Object text = test.containsKey("bignum") ? test.get("bignum") : test.get("number");
        return new BigDecimal(text.toString());
    }

    private static long seconds(final UnsafeBuffer buffer, final int at, final int length)
    {
        return length == 4 ? buffer.getInt(at, BIG_ENDIAN) & 0xffff_ffffL :
            length == 8 ? buffer.getLong(at, BIG_ENDIAN) & 0x3_ffff_ffffL : buffer.getLong(at + 4, BIG_ENDIAN);
    }

    private static long nanoseconds(final UnsafeBuffer buffer, final int at, final int length)
    {
        return length == 4 ? 0 :
            length == 8 ? buffer.getLong(at, BIG_ENDIAN) >>> 34 : buffer.getInt(at, BIG_ENDIAN) & 0xffff_ffffL;
    }

    private static byte[] bytes(final String hexWithDashes)
    {
        return Vectors.hex(hexWithDashes.replace("-", ""));
    }
}
