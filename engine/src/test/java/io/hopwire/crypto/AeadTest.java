package io.hopwire.crypto;

import io.hopwire.test.Allocations;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Tag("fallback")
class AeadTest
{
    private static final long SEED = 0x5EED_0001L;

    enum Suite
    {
        AES_GCM
        {
            @Override
            StagedAead newAead()
            {
                return new AesGcm(new CryptoScratch(), GHash.isIntrinsic());
            }
        },
        AES_GCM_WITHOUT_INTRINSIC
        {
            @Override
            StagedAead newAead()
            {
                return new AesGcm(new CryptoScratch(), false);
            }
        },
        CHACHA
        {
            @Override
            StagedAead newAead()
            {
                return new ChaCha20Poly1305(new CryptoScratch());
            }
        };

        abstract StagedAead newAead();

        byte[] oracle(final byte[] key, final long counter, final byte[] ad, final byte[] text) throws Exception
        {
            final boolean chacha = this == CHACHA;
            final byte[] nonce = new byte[12];
            new UnsafeBuffer(nonce).putLong(4, counter, chacha ? LITTLE_ENDIAN : BIG_ENDIAN);
            final Cipher cipher = Cipher.getInstance(chacha ? "ChaCha20-Poly1305" : "AES/GCM/NoPadding");
            cipher.init(
                Cipher.ENCRYPT_MODE,
                new SecretKeySpec(key, chacha ? "ChaCha20" : "AES"),
                chacha ? new IvParameterSpec(nonce) : new GCMParameterSpec(128, nonce));
            cipher.updateAAD(ad);
            return cipher.doFinal(text);
        }
    }

    @Test
    void usesTheIntrinsicWhereItIsOpened()
    {
        final boolean opened = !"false".equals(System.getProperty("hopwire.test.opens"));
        assertEquals(opened, GHash.isIntrinsic(), "--add-opens java.base/com.sun.crypto.provider=ALL-UNNAMED");
        assertEquals(opened, JvmAesCtr.isAvailable(), "the same, for AES in counter mode");
    }

    @ParameterizedTest
    @EnumSource(Suite.class)
    void agreesWithTheJdk(final Suite suite) throws Exception
    {
        final Random random = new Random(SEED);
        final StagedAead aead = suite.newAead();
        for (int i = 0; i < 600; i++)
        {
            final byte[] key = bytes(random, 32);
            final byte[] ad = bytes(random, random.nextInt(i % 3 == 0 ? 200 : 33));
            final byte[] text = bytes(random, i < 70 ? i : random.nextInt(4097));
            final long counter = random.nextLong();
            final byte[] expected = suite.oracle(key, counter, ad, text);
            final String where = "seed " + SEED + " round " + i;

            final byte[] shifted = bytesAt(3, key);
            aead.init(shifted, 3);
            final MutableDirectBuffer buffer = buffer(random, text.length + 64);
            final int offset = random.nextInt(32);
            buffer.putBytes(offset, text);
            final int adOffset = random.nextInt(8);
            final UnsafeBuffer adBuffer = new UnsafeBuffer(bytesAt(adOffset, ad));

            aead.associate(adBuffer, adOffset, ad.length);
            assertEquals(
                expected.length,
                aead.seal(counter, buffer, offset, text.length, buffer, offset), where);
            assertArrayEquals(expected, bytes(buffer, offset, expected.length), where);

            final MutableDirectBuffer opened = buffer(random, text.length + 64);
            aead.associate(adBuffer, adOffset, ad.length);
            assertEquals(
                text.length,
                aead.open(counter, buffer, offset, expected.length, opened, 5), where);
            assertArrayEquals(text, bytes(opened, 5, text.length), where);
            aead.associate(adBuffer, adOffset, ad.length);
            assertEquals(
                text.length,
                aead.open(counter, buffer, offset, expected.length, buffer, offset),
                where);
            assertArrayEquals(text, bytes(buffer, offset, text.length), where);
        }
    }

    /**
     * Several contexts of one provider, made ahead or not, with packets of any length and in any order, under keys that
     * change.
     */
    @Test
    void doesTheSameWithAKeyStreamMadeAhead() throws Exception
    {
        final Random random = new Random(SEED);
        final HopwireCrypto crypto = new HopwireCrypto();
        final Aead[] aeads = new Aead[6];
        final byte[][] keys = new byte[aeads.length][];
        final long[] counters = new long[aeads.length];
        int ahead = 0;
        for (int i = 0; i < 20_000; i++)
        {
            final int which = random.nextInt(aeads.length);
            if (null == keys[which] || 0 == random.nextInt(50))
            {
                aeads[which] = null == keys[which] ? crypto.newAead() : aeads[which];
                keys[which] = bytes(random, 32);
                if (random.nextBoolean())
                {
                    aeads[which].clear();
                }
                ahead += crypto.workAhead() ? 1 : 0;
                aeads[which].init(keys[which], 0);
            }
            final long counter = counters[which] + (0 == random.nextInt(10) ? random.nextInt(3) - 1 : 0);
            final byte[] text = bytes(random, random.nextInt(0 == random.nextInt(4) ? 400 : 170));
            final byte[] expected = Suite.AES_GCM.oracle(keys[which], counter, new byte[0], text);
            final UnsafeBuffer buffer = new UnsafeBuffer(new byte[text.length + 16]);
            final String where = "seed " + SEED + " round " + i;
            if (random.nextBoolean())
            {
                buffer.putBytes(0, text);
                aeads[which].seal(counter, buffer, 0, text.length, buffer, 0);
                assertArrayEquals(expected, buffer.byteArray(), where);
            }
            else
            {
                buffer.putBytes(0, expected);
                assertEquals(
                    text.length, aeads[which].open(counter, buffer, 0, expected.length, buffer, 0),
                    where);
                assertArrayEquals(text, bytes(buffer, 0, text.length), where);
                buffer.putBytes(0, expected);
                buffer.putByte(random.nextInt(expected.length), (byte)random.nextInt());
                final boolean same = Arrays.equals(expected, buffer.byteArray());
                assertEquals(
                    same ? text.length : Aead.AUTHENTICATION_FAILED,
                    aeads[which].open(counter, buffer, 0, expected.length, buffer, 0), where);
            }
            counters[which] = counter + 1;
            ahead += random.nextBoolean() && crypto.workAhead() ? 1 : 0;
        }
        assertTrue(ahead > 5_000, "made ahead: " + ahead);
    }

    @ParameterizedTest
    @EnumSource(Suite.class)
    void sealsTheLargestPacket(final Suite suite) throws Exception
    {
        final Random random = new Random(SEED);
        final byte[] key = bytes(random, 32);
        final byte[] text = bytes(random, Aead.MAX_LENGTH);
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[text.length + Aead.TAG_LENGTH]);
        final StagedAead aead = suite.newAead();
        aead.init(key, 0);
        buffer.putBytes(0, text);
        aead.seal(1, buffer, 0, text.length, buffer, 0);
        assertArrayEquals(suite.oracle(key, 1, new byte[0], text), buffer.byteArray());
        assertThrows(
            IllegalArgumentException.class,
            () -> aead.seal(2, buffer, 0, Aead.MAX_LENGTH + 1, buffer, 0));
    }

    @ParameterizedTest
    @EnumSource(Suite.class)
    void refusesEveryFlippedBitAndWriteNothing(final Suite suite)
    {
        final Random random = new Random(SEED);
        final byte[] key = bytes(random, 32);
        final UnsafeBuffer ad = new UnsafeBuffer(bytes(random, 13));
        final UnsafeBuffer sealed = new UnsafeBuffer(new byte[37 + Aead.TAG_LENGTH]);
        final StagedAead aead = suite.newAead();
        aead.init(key, 0);
        aead.associate(ad, 0, 13);
        aead.seal(9, sealed, 0, 37, sealed, 0);
        final UnsafeBuffer opened = new UnsafeBuffer(new byte[37]);
        for (int bit = 0; bit < (sealed.capacity() + 13) * 8; bit++)
        {
            final UnsafeBuffer target = bit < sealed.capacity() * 8 ? sealed : ad;
            final int index = (target == ad ? bit - sealed.capacity() * 8 : bit) / 8;
            target.putByte(index, (byte)(target.getByte(index) ^ 1 << (bit & 7)));
            aead.associate(ad, 0, 13);
            assertEquals(Aead.AUTHENTICATION_FAILED, aead.open(9, sealed, 0, sealed.capacity(), opened, 0));
            target.putByte(index, (byte)(target.getByte(index) ^ 1 << (bit & 7)));
        }
        aead.associate(ad, 0, 13);
        assertEquals(-1, aead.open(10, sealed, 0, sealed.capacity(), opened, 0));
        aead.associate(ad, 0, 12);
        assertEquals(-1, aead.open(9, sealed, 0, sealed.capacity(), opened, 0));
        aead.associate(ad, 0, 13);
        assertEquals(-1, aead.open(9, sealed, 0, sealed.capacity() - 1, opened, 0));
        aead.associate(ad, 0, 13);
        assertEquals(-1, aead.open(9, sealed, 0, Aead.TAG_LENGTH - 1, opened, 0));
        assertArrayEquals(new byte[37], opened.byteArray());
        final int next = aead.open(9, sealed, 0, sealed.capacity(), opened, 0);
        assertEquals(-1, next, "those of a packet are not the next one's");
        aead.associate(ad, 0, 13);
        assertEquals(37, aead.open(9, sealed, 0, sealed.capacity(), opened, 0));
    }

    @ParameterizedTest
    @EnumSource(Suite.class)
    void failsWithoutAKey(final Suite suite)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[64]);
        final StagedAead aead = suite.newAead();
        assertThrows(IllegalStateException.class, () -> aead.seal(0, buffer, 0, 1, buffer, 0));
        aead.init(new byte[32], 0);
        aead.seal(0, buffer, 0, 1, buffer, 0);
        aead.clear();
        assertThrows(IllegalStateException.class, () -> aead.open(0, buffer, 0, 17, buffer, 0));
    }

    @ParameterizedTest
    @EnumSource(Suite.class)
    void doesNotAllocate(final Suite suite)
    {
        final byte[] key = bytes(new Random(SEED), 32);
        final StagedAead aead = suite.newAead();
        aead.init(key, 0);
        final UnsafeBuffer packet = new UnsafeBuffer(ByteBuffer.allocateDirect(1408));
        final long[] counter = {0};
        for (final int length : new int[]{64, 1200})
        {
            final long bytes = Allocations.minimumPerRound(2_000, () ->
            {
                counter[0]++;
                aead.associate(packet, 0, 16);
                aead.seal(counter[0], packet, 16, length, packet, 16);
                aead.associate(packet, 0, 16);
                if (aead.open(counter[0], packet, 16, length + 16, packet, 16) != length)
                {
                    throw new AssertionError("must open");
                }
            });
            assertEquals(0, bytes, "bytes in 2000 packets of " + length);
        }
    }

    private static MutableDirectBuffer buffer(final Random random, final int length)
    {
        return random.nextBoolean() ?
            new UnsafeBuffer(new byte[length]) : new UnsafeBuffer(ByteBuffer.allocateDirect(length));
    }

    private static byte[] bytes(final Random random, final int length)
    {
        final byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] bytes(final MutableDirectBuffer buffer, final int offset, final int length)
    {
        final byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        return bytes;
    }

    private static byte[] bytesAt(final int offset, final byte[] bytes)
    {
        final byte[] shifted = new byte[offset + bytes.length];
        System.arraycopy(bytes, 0, shifted, offset, bytes.length);
        return shifted;
    }
}
