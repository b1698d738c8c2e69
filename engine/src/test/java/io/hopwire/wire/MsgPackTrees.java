package io.hopwire.wire;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertFalse;

/**
 * Values as trees of Java objects, for tests: null, Boolean, Long, BigInteger (2^63 and more), Double, String, byte[],
 * List and Map.
 */
final class MsgPackTrees
{
    private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(64);
    private static final String TEXT = "az\u0000\u007f\u00e4\u07ff\u20ac\uffff";

    private MsgPackTrees()
    {
    }

    static Object random(final Random random, final int depth)
    {
        switch (random.nextInt(depth > 0 ? 9 : 7))
        {
            case 0:
                return null;
            case 1:
                return random.nextBoolean();
            case 2:
                return random.nextLong() >> random.nextInt(64);
            case 3:
                return unsigned(random.nextLong() | Long.MIN_VALUE);
            case 4:
                return random.nextBoolean() ? Double.longBitsToDouble(random.nextLong()) : random.nextInt(1000) / 8.0;
            case 5:
                return randomText(random);
            case 6:
                final byte[] bytes = new byte[randomSize(random)];
                random.nextBytes(bytes);
                return bytes;
            case 7:
                return randomList(random, depth);
            default:
                return randomMap(random, depth);
        }
    }

    static void encode(final Object tree, final MsgPackEncoder encoder)
    {
        if (null == tree)
        {
            encoder.putNil();
        }
        else if (tree instanceof Boolean)
        {
            encoder.putBoolean((Boolean)tree);
        }
        else if (tree instanceof Long)
        {
            encoder.putLong((Long)tree);
        }
        else if (tree instanceof BigInteger)
        {
            encoder.putUnsignedLong(((BigInteger)tree).longValue());
        }
        else if (tree instanceof Double)
        {
            encoder.putDouble((Double)tree);
        }
        else if (tree instanceof String)
        {
            encoder.putString((String)tree);
        }
        else if (tree instanceof byte[])
        {
            encoder.putBinary(new UnsafeBuffer((byte[])tree), 0, ((byte[])tree).length);
        }
        else if (tree instanceof List)
        {
            encoder.putArrayHeader(((List<?>)tree).size());
            ((List<?>)tree).forEach(value -> encode(value, encoder));
        }
        else
        {
            encoder.putMapHeader(((Map<?, ?>)tree).size());
            ((Map<?, ?>)tree).forEach((key, value) ->
            {
                encode(key, encoder);
                encode(value, encoder);
            });
        }
    }

    static Object decode(final DirectBuffer buffer, final MsgPackDecoder decoder)
    {
        final Object tree = decodeValue(buffer, decoder);
        assertFalse(decoder.failed(), () -> decoder.error().toString());
        return tree;
    }

    static boolean areEqual(final Object left, final Object right)
    {
        if (left instanceof byte[] && right instanceof byte[])
        {
            return Arrays.equals((byte[])left, (byte[])right);
        }
        if (left instanceof List && right instanceof List)
        {
            return areAllEqual((List<?>)left, (List<?>)right);
        }
        if (left instanceof Map && right instanceof Map)
        {
            return areAllEqual(flatten((Map<?, ?>)left), flatten((Map<?, ?>)right));
        }
        return Objects.equals(left, right);
    }

    static BigInteger unsigned(final long bits)
    {
        final BigInteger value = BigInteger.valueOf(bits);
        return bits < 0 ? value.add(TWO_TO_64) : value;
    }

    private static Object decodeValue(final DirectBuffer buffer, final MsgPackDecoder decoder)
    {
        switch (decoder.peek())
        {
            case NIL:
                decoder.readNil();
                return null;
            case BOOLEAN:
                return decoder.readBoolean();
            case INTEGER:
                return decodeInteger(buffer, decoder);
            case FLOAT:
                return decoder.readDouble();
            case STRING:
                return new String(bytes(buffer, decoder, decoder.readString()), StandardCharsets.UTF_8);
            case BINARY:
                return bytes(buffer, decoder, decoder.readBinary());
            case ARRAY:
                return decodeList(buffer, decoder);
            case MAP:
                return decodeMap(buffer, decoder);
            default:
                throw new AssertionError(decoder.peek() + " at " + decoder.position());
        }
    }

    private static Object decodeInteger(final DirectBuffer buffer, final MsgPackDecoder decoder)
    {
        final boolean isBeyondLong = (buffer.getByte(decoder.position()) & 0xff) == 0xcf &&
            buffer.getByte(decoder.position() + 1) < 0;
        return isBeyondLong ? (Object)unsigned(decoder.readUnsignedLong()) : (Object)decoder.readLong();
    }

    private static List<Object> decodeList(final DirectBuffer buffer, final MsgPackDecoder decoder)
    {
        final List<Object> list = new ArrayList<>();
        for (int i = 0, count = decoder.readArrayHeader(); i < count; i++)
        {
            list.add(decodeValue(buffer, decoder));
        }
        return list;
    }

    private static Map<Object, Object> decodeMap(final DirectBuffer buffer, final MsgPackDecoder decoder)
    {
        final Map<Object, Object> map = new LinkedHashMap<>();
        for (int i = 0, count = decoder.readMapHeader(); i < count; i++)
        {
            final Object key = decodeValue(buffer, decoder);
            map.put(key, decodeValue(buffer, decoder));
        }
        return map;
    }

    private static byte[] bytes(final DirectBuffer buffer, final MsgPackDecoder decoder, final int length)
    {
        final byte[] bytes = new byte[length];
        buffer.getBytes(decoder.valueOffset(), bytes);
        return bytes;
    }

    private static List<Object> randomList(final Random random, final int depth)
    {
        final List<Object> list = new ArrayList<>();
        for (int i = 0, count = random.nextInt(random.nextInt(8) == 0 ? 40 : 5); i < count; i++)
        {
            list.add(random(random, depth - 1));
        }
        return list;
    }

    private static Map<Object, Object> randomMap(final Random random, final int depth)
    {
        final Map<Object, Object> map = new LinkedHashMap<>();
        for (int i = 0, count = random.nextInt(random.nextInt(8) == 0 ? 40 : 5); i < count; i++)
        {
            map.put(randomText(random), random(random, depth - 1));
        }
        return map;
    }

    private static String randomText(final Random random)
    {
        final StringBuilder text = new StringBuilder();
        for (int i = 0, count = randomSize(random); i < count; i++)
        {
            if (random.nextInt(20) == 0)
            {
                text.appendCodePoint(0x10000 + random.nextInt(0x100000));
            }
            else
            {
                text.append(TEXT.charAt(random.nextInt(random.nextInt(4) == 0 ? TEXT.length() : 2)));
            }
        }
        return text.toString();
    }

    /** Mostly short, sometimes around 31, 255 and 65,535, where forms change. */
    private static int randomSize(final Random random)
    {
        switch (random.nextInt(400))
        {
            case 0:
                return 65_530 + random.nextInt(12);
            case 1: case 2: case 3: case 4: case 5: case 6: case 7: case 8:
                return 250 + random.nextInt(12);
            default:
                return random.nextInt(random.nextInt(4) == 0 ? 40 : 8);
        }
    }

    private static boolean areAllEqual(final List<?> left, final List<?> right)
    {
        boolean isEqual = left.size() == right.size();
        for (int i = 0; isEqual && i < left.size(); i++)
        {
            isEqual = areEqual(left.get(i), right.get(i));
        }
        return isEqual;
    }

    private static List<Object> flatten(final Map<?, ?> map)
    {
        final List<Object> flat = new ArrayList<>();
        map.forEach((key, value) ->
        {
            flat.add(key);
            flat.add(value);
        });
        return flat;
    }
}
