package io.hopwire;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Keys and values that somebody chose so that they have one hash code in every JVM: a neighbour may name any keys in
 * its answers, and what is stored may be any value. In a table of an application they must not lie in one place. What
 * is counted is how many a look-up has to pass, not how long it takes.
 */
class ChosenCollisionsTest
{
    private static final int COUNT = 100_000;
    private static final int PAIRS = 9;
    private static final int PLACES = 1 << 18;
    /** Of 100,000 that fall at random into 262,144 places: one of ten million such tables has more in one. */
    private static final int MOST = 12;

    @Test
    void keysDoNotLieInOnePlace()
    {
        final List<PublicKey> keys = collidingBytes(32).map(PublicKey::new).toList();
        assertTrue(longest(keys, Object::hashCode) <= MOST, "keys in one place: " + longest(keys, Object::hashCode));
        assertEquals(COUNT, longest(keys, (key) -> Arrays.hashCode(key.toBytes())), "as the JDK hashes them");
    }

    @Test
    void valuesDoNotLieInOnePlace()
    {
        final List<StoredValue> values = collidingBytes(40).map(StoredValue::of).toList();
        assertTrue(longest(values, Object::hashCode) <= MOST, "values in one place");
    }

    @Test
    void equalOnesHaveOneHashCode()
    {
        for (int length = 8; length < 60; length++)
        {
            final byte[] bytes = new byte[length];
            Arrays.fill(bytes, (byte)length);
            assertEquals(KeyedHash.of(bytes), KeyedHash.of(bytes.clone()));
            for (int i = 0; i < length; i++)
            {
                final byte[] other = bytes.clone();
                other[i] ^= 1;
                assertNotEquals(KeyedHash.of(bytes), KeyedHash.of(other), "length " + length + " byte " + i);
            }
        }
    }

    /** Of two bytes the first counts 31 times as much as the second for {@link Arrays#hashCode(byte[])}. */
    private static Stream<byte[]> collidingBytes(final int length)
    {
        return IntStream.range(0, COUNT).mapToObj((number) ->
        {
            final byte[] bytes = new byte[length];
            for (int pair = 0; pair < PAIRS; pair++)
            {
                final int value = number >>> 2 * pair & 3;
                bytes[2 * pair] = (byte)value;
                bytes[2 * pair + 1] = (byte)(31 * (3 - value));
            }
            return bytes;
        });
    }

    private static <T> int longest(final List<T> values, final ToIntFunction<T> hashCode)
    {
        final int[] places = new int[PLACES];
        int longest = 0;
        for (final T value : values)
        {
            final int hash = hashCode.applyAsInt(value);
            longest = Math.max(longest, ++places[(hash ^ hash >>> 16) & PLACES - 1]);
        }
        return longest;
    }
}
