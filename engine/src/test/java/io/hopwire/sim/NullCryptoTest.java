package io.hopwire.sim;

import io.hopwire.crypto.Aead;
import io.hopwire.test.Allocations;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class NullCryptoTest
{
    private static final long SEED = 5;

    private final Random random = new Random(SEED);
    private final NullCrypto crypto = new NullCrypto();

    @Test
    void agreesFromBothSides()
    {
        final Set<String> seen = new HashSet<>();
        for (int i = 0; i < 500; i++)
        {
            final byte[] a = key();
            final byte[] b = key();
            final byte[] ab = agree(a, publicKey(b));
            assertArrayEquals(ab, agree(b, publicKey(a)), "seed " + SEED + " round " + i);
            assertTrue(seen.add(Arrays.toString(ab)));
            assertTrue(seen.add(Arrays.toString(publicKey(a))));
        }
        assertFalse(crypto.agree(key(), new byte[32], new byte[32]));
    }

    @Test
    void noticesEveryFlippedBit()
    {
        final byte[] key = key();
        final UnsafeBuffer ad = new UnsafeBuffer(Arrays.copyOf(key(), 13));
        for (final int length : new int[]{0, 5, 8, 61})
        {
            final UnsafeBuffer packet = new UnsafeBuffer(new byte[length + Aead.TAG_LENGTH]);
            random.nextBytes(packet.byteArray());
            final byte[] text = Arrays.copyOf(packet.byteArray(), length);
            final Aead aead = crypto.newAead();
            aead.init(key, 0);
            aead.associate(ad, 0, 13);
            assertEquals(length + 16, aead.seal(4, packet, 0, length, packet, 0));
            final UnsafeBuffer opened = new UnsafeBuffer(new byte[length]);
            for (int bit = 0; bit < 8 * (packet.capacity() + 13 + 32); bit++)
            {
                final byte[] damagedKey = key.clone();
                flip(bit, packet.byteArray(), ad.byteArray(), damagedKey);
                aead.init(damagedKey, 0);
                aead.associate(ad, 0, 13);
                assertEquals(-1, aead.open(4, packet, 0, length + 16, opened, 0), "bit " + bit);
                flip(bit, packet.byteArray(), ad.byteArray(), damagedKey);
            }
            aead.init(key, 0);
            aead.associate(ad, 0, 13);
            assertEquals(-1, aead.open(5, packet, 0, length + 16, opened, 0));
            aead.associate(ad, 0, 12);
            assertEquals(-1, aead.open(4, packet, 0, length + 16, opened, 0));
            aead.associate(ad, 0, 13);
            assertEquals(-1, aead.open(4, packet, 0, length + 15, opened, 0));
            aead.associate(ad, 0, 13);
            assertEquals(-1, aead.open(4, packet, 0, 15, opened, 0));
            assertArrayEquals(new byte[length], opened.byteArray());
            aead.associate(ad, 0, 13);
            assertEquals(length, aead.open(4, packet, 0, length + 16, opened, 0));
            assertArrayEquals(text, opened.byteArray());
        }
    }

    @Test
    void failsWithoutAKey()
    {
        final Aead aead = crypto.newAead();
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[32]);
        assertThrows(IllegalStateException.class, () -> aead.seal(0, buffer, 0, 1, buffer, 0));
        aead.init(new byte[32], 0);
        aead.clear();
        assertThrows(IllegalStateException.class, () -> aead.open(0, buffer, 0, 17, buffer, 0));
    }

    @Test
    void doesNotAllocate()
    {
        final Aead aead = crypto.newAead();
        final byte[] key = key();
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[1408]);
        assertEquals(0, Allocations.minimumPerRound(2_000, () ->
        {
            aead.init(key, 0);
            aead.associate(buffer, 0, 16);
            aead.seal(1, buffer, 16, 1200, buffer, 16);
            aead.associate(buffer, 0, 16);
            aead.open(1, buffer, 16, 1216, buffer, 16);
        }));
    }

    private static void flip(final int bit, final byte[]... arrays)
    {
        int index = bit / 8;
        for (final byte[] array : arrays)
        {
            if (index < array.length)
            {
                array[index] ^= (byte)(1 << (bit & 7));
                return;
            }
            index -= array.length;
        }
    }

    private byte[] key()
    {
        final byte[] key = new byte[32];
        random.nextBytes(key);
        return key;
    }

    private byte[] publicKey(final byte[] privateKey)
    {
        final byte[] publicKey = new byte[32];
        crypto.publicKey(privateKey, publicKey);
        return publicKey;
    }

    private byte[] agree(final byte[] privateKey, final byte[] publicKey)
    {
        final byte[] shared = new byte[32];
        assertTrue(crypto.agree(privateKey, publicKey, shared));
        return shared;
    }
}
