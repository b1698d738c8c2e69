package io.hopwire.routing;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DistanceTest
{
    private final UnsafeBuffer a = new UnsafeBuffer(new byte[40]);
    private final UnsafeBuffer b = new UnsafeBuffer(new byte[40]);
    private final UnsafeBuffer target = new UnsafeBuffer(new byte[40]);

    @Test
    void countsEveryLengthOfCommonPrefix()
    {
        assertEquals(Distance.ID_BITS, Distance.commonPrefixLength(a, 1, b, 3));
        for (int bit = Distance.ID_BITS - 1; bit >= 0; bit--)
        {
            a.putByte(1 + bit / 8, (byte)(a.getByte(1 + bit / 8) | 0x80 >>> bit % 8));
            assertEquals(bit, Distance.commonPrefixLength(a, 1, b, 3));
            assertEquals(bit, Distance.commonPrefixLength(b, 3, a, 1));
        }
    }

    @Test
    void comparesUnsigned()
    {
        a.putByte(0, (byte)0x80);
        b.putByte(0, (byte)0x7F);
        assertFalse(Distance.closer(a, 0, b, 0, target, 0));
        assertTrue(Distance.closer(b, 0, a, 0, target, 0));
        assertTrue(Distance.compareIds(a, 0, b, 0) > 0);
        target.putByte(0, (byte)0x80);
        assertTrue(Distance.closer(a, 0, b, 0, target, 0));
        assertFalse(Distance.closer(a, 0, a, 0, target, 0));
        assertEquals(0, Distance.compare(a, 0, a, 0, target, 0));
    }

    @Test
    void agreesWithBigIntegers()
    {
        final Random random = new Random(7);
        for (int i = 0; i < 20_000; i++)
        {
            final int shared = random.nextInt(33);
            final BigInteger x = fill(a, 5, random, 0);
            b.putBytes(2, a, 5, 32);
            target.putBytes(7, a, 5, 32);
            final BigInteger y = fill(b, 2, random, shared);
            final BigInteger t = fill(target, 7, random, random.nextInt(33));
            final int expected = x.xor(t).compareTo(y.xor(t));
            assertEquals(expected, Integer.signum(Distance.compare(a, 5, b, 2, target, 7)), "round " + i);
            assertEquals(expected < 0, Distance.closer(a, 5, b, 2, target, 7), "round " + i);
            assertEquals(x.compareTo(y), Integer.signum(Distance.compareIds(a, 5, b, 2)), "round " + i);
            assertEquals(256 - x.xor(y).bitLength(), Distance.commonPrefixLength(a, 5, b, 2), "round " + i);
        }
    }

    private static BigInteger fill(final UnsafeBuffer buffer, final int offset, final Random random, final int keep)
    {
        final byte[] bytes = new byte[32];
        buffer.getBytes(offset, bytes);
        for (int i = keep; i < bytes.length; i++)
        {
            bytes[i] = (byte)random.nextInt();
        }
        buffer.putBytes(offset, bytes);
        return new BigInteger(1, bytes);
    }
}
