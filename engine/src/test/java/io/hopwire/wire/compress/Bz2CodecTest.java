package io.hopwire.wire.compress;

import io.hopwire.sim.SimRandom;
import io.hopwire.spi.Limits;
import io.hopwire.test.Allocations;
import io.hopwire.test.Mutator;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Of bzip2 all is read that others may send, and nothing that holds the node up: a guard looks at the tables of the one
 * block that there may be before the library does.
 */
class Bz2CodecTest
{
    private static final long SEED = Long.getLong("hopwire.test.seed", 1);
    private static final double SCALE = Double.parseDouble(System.getProperty("hopwire.test.scale", "1"));
    private static final int MOST = Limits.MAX_COMPRESSED_TRANSMISSION;
    /** Has symbols of no bits: 900,000 of them are read before there is none left that could be in a block. */
    private static final String NO_BITS =
        "425a6839314159265359931d92fd0000025860f810480040003000400000082000500000008000000000a29c644343030343" +
        "0380e9087196c6c6";
    private static final int HEADER_BITS = 32;
    /** Of a block, from its beginning: where its CRC is, and what makes the library call it randomised. */
    private static final int CRC_BIT = 48;
    private static final int RANDOMISED_BIT = 80;
    private static final int ORIGIN_BIT = 81;
    private static final int USED_BIT = 105;
    private static final int TRAILER_BITS = 80;

    private final Codec codec = new Bz2Codec();
    private final SimRandom random = new SimRandom(SEED);
    private final byte[] unpacked = new byte[MOST];

    @Test
    void readsWhatTheLibraryWritesWhateverItsLevel() throws IOException
    {
        for (int i = 0; i < 300 * SCALE; i++)
        {
            final byte[] plain = plain(1 + random.nextInt(MOST));
            final byte[] packed = compress(plain, 1 + i % 9);
            assertEquals(plain.length, decompress(packed, plain.length), "seed " + SEED + ", " + i);
            assertArrayEquals(plain, Arrays.copyOf(unpacked, plain.length), "seed " + SEED + ", " + i);
            assertEquals(Codec.TOO_LONG, decompress(packed, plain.length - 1), "seed " + SEED + ", " + i);
        }
    }

    /** Of five bytes of a block four come out, where each of these has three like it and no more. */
    @Test
    void readsTheLongestBlockThatMayBeNeeded() throws IOException
    {
        final byte[] plain = new byte[MOST];
        for (int i = 0; i < MOST; i++)
        {
            plain[i] = (byte)(i / 4);
        }
        assertEquals(MOST, decompress(compress(plain, 1), MOST));
        assertArrayEquals(plain, unpacked);
    }

    @Test
    void readsOfMutantsWhatTheLibraryReads() throws IOException
    {
        final Mutator mutator = new Mutator(random);
        for (int i = 0; i < 50; i++)
        {
            final byte[] packed = compress(plain(1 + random.nextInt(600)), 1);
            mutator.remember(new UnsafeBuffer(packed), 0, packed.length);
        }
        int read = 0;
        int refused = 0;
        for (int i = 0; i < 5_000 * SCALE; i++)
        {
            final byte[] packed = Arrays.copyOf(mutator.mutant.byteArray(), mutator.mutate());
            final byte[] byLibrary = byLibraryOrNull(packed);
            final int length = decompress(packed, MOST);
            if (length >= 0)
            {
                read++;
                assertArrayEquals(
                    byLibrary, Arrays.copyOf(unpacked, length),
                    "seed " + SEED + ", " + HexFormat.of().formatHex(packed));
            }
            refused += length < 0 && null != byLibrary ? 1 : 0;
        }
        assertTrue(read > 100, "hardly any could be read: " + read);
        // Such as are called randomised, or have codes of a length that is not used.
        assertTrue(refused < read / 10, "refuses " + refused + ", reads " + read);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9})
    void refusesWhatWasCutOffOrAddedTo(final int level) throws IOException
    {
        for (int i = 0; i < 20 * SCALE; i++)
        {
            final byte[] packed = compress(plain(1 + random.nextInt(1_000)), level);
            for (int length = 0; length < packed.length; length++)
            {
                assertEquals(
                    Codec.MALFORMED, codec.decompress(packed, 0, length, unpacked, 0, MOST), "cut to " + length);
            }
            for (int more = 1; more < 20; more++)
            {
                final byte[] longer = Arrays.copyOf(packed, packed.length + more);
                assertEquals(Codec.MALFORMED, decompress(longer, MOST), more + " more");
            }
        }
    }

    @Test
    void refusesEachBitThatIsFlippedOrDoesNotMindIt() throws IOException
    {
        final byte[] plain = plain(700);
        final byte[] packed = compress(plain, 1);
        int read = 0;
        for (int bit = 0; bit < packed.length * Byte.SIZE; bit++)
        {
            packed[bit >>> 3] ^= (byte)(0x80 >>> (bit & 7));
            final int length = decompress(packed, MOST);
            if (length >= 0)
            {
                read++;
                assertArrayEquals(plain, Arrays.copyOf(unpacked, length), "bit " + bit);
            }
            packed[bit >>> 3] ^= (byte)(0x80 >>> (bit & 7));
        }
        // Three of the level, which says 3, 5 or 9 then, and those behind the end.
        assertTrue(read >= 3 && read < 3 + Byte.SIZE + 16, read + " of them read");
    }

    /** The library takes 6 ms for these fifty-eight bytes, and 100 KB at the least for whatever it is given. */
    @Test
    void refusesSymbolsWithoutBits()
    {
        assertRefusedByGuard(HexFormat.of().parseHex(NO_BITS), "symbols without bits");
    }

    @Test
    void refusesWhatNoBlockHasBeforeTheLibraryDoes() throws IOException
    {
        final byte[] sound = compress("a sound stream, of a few bytes".getBytes(), 1);
        final int tables = HEADER_BITS + USED_BIT + 16 + 16 * Long.bitCount(bits(sound, HEADER_BITS + USED_BIT, 16));
        final int selectors = tables + 3;
        assertTrue(decompress(sound, MOST) > 0);
        assertRefusedByGuard(new byte[0], "nothing");
        assertRefusedByGuard(with(sound, 0, 8, 'b'), "another signature");
        assertRefusedByGuard(with(sound, 24, 8, '0'), "level 0");
        assertRefusedByGuard(with(sound, 24, 8, '9' + 1), "a level beyond 9");
        assertRefusedByGuard(with(sound, HEADER_BITS, 24, 0x177245), "no block");
        assertRefusedByGuard(with(sound, HEADER_BITS + 24, 24, 0x265358), "half of a block's beginning");
        assertRefusedByGuard(compress(new byte[0], 1), "a stream of nothing");
        assertRefusedByGuard(with(sound, HEADER_BITS + RANDOMISED_BIT, 1, 1), "randomised");
        assertRefusedByGuard(with(sound, HEADER_BITS + ORIGIN_BIT, 24, Bz2Guard.MAX_BLOCK), "begins behind the block");
        assertRefusedByGuard(with(sound, HEADER_BITS + USED_BIT, 16, 0), "no bytes");
        for (final int count : new int[]{0, 1, 7})
        {
            assertRefusedByGuard(with(sound, tables, 3, count), count + " tables");
        }
        assertRefusedByGuard(with(sound, selectors, 15, 0), "no selectors");
        assertRefusedByGuard(with(sound, selectors, 15, 18_003), "too many selectors");
        assertRefusedByGuard(with(sound, selectors, 15, 18_002), "more selectors than bits");
        assertRefusedByGuard(with(sound, selectors + 15, 6, 0x3f), "a selector of no table");
        assertRefusedByGuard(Arrays.copyOf(sound, (selectors + 15) / 8 + 3), "cut off within the tables");
    }

    @Test
    void refusesCodesOfLengthsThatNoneHas() throws IOException
    {
        final byte[] sound = compress("a sound stream, of a few bytes".getBytes(), 1);
        final int tables = HEADER_BITS + USED_BIT + 16 + 16 * Long.bitCount(bits(sound, HEADER_BITS + USED_BIT, 16));
        // There is one selector, of the first table.
        final int lengths = tables + 3 + 15 + 1;
        assertEquals(1, bits(sound, tables + 3, 15));
        for (final int first : new int[]{0, 21, 31})
        {
            assertRefusedByGuard(with(sound, lengths, 5, first), "begins with " + first);
        }
        // 11 makes a length one less, 10 one more.
        assertRefusedByGuard(with(sound, lengths, 7, 1 << 2 | 0b11), "one that becomes 0");
        assertRefusedByGuard(with(sound, lengths, 7, 20 << 2 | 0b10), "one that becomes 21");
        // Back to one that is good, which is no way to write it.
        assertRefusedByGuard(with(sound, lengths, 9, 1 << 4 | 0b1110), "one that was 0 meanwhile");
    }

    @Test
    void takesOneBlockAndNoSecondOne() throws IOException
    {
        final byte[] one = compress(plain(300), 1);
        final byte[] two = compress(plain(300), 1);
        final byte[] joined = join(one, two);
        assertEquals(600, byLibraryOrNull(joined).length, "is a sound stream of two blocks");
        assertEquals(Codec.MALFORMED, decompress(joined, MOST));
        final byte[] first = join(one, HexFormat.of().parseHex(NO_BITS));
        assertEquals(Codec.MALFORMED, decompress(first, MOST), "without bits behind the first");
        final byte[] long2 = compress(longPlain(), 1);
        assertTrue(new BZip2CompressorInputStream(new ByteArrayInputStream(long2)).readAllBytes().length > 100_000);
        assertEquals(Codec.MALFORMED, codec.decompress(long2, 0, long2.length, new byte[300_000], 0, 300_000));
    }

    @Test
    void readsNoLongerBlockThanMayBeNeeded() throws IOException
    {
        // Becomes a block of 100,000 bytes and more, of which the symbols are some bytes.
        final byte[] bomb = compress(new byte[10_000_000], 9);
        assertTrue(bomb.length < 60, "is short: " + bomb.length);
        assertEquals(Codec.MALFORMED, decompress(bomb, MOST));
        for (final int length : new int[]{MOST + 1, 1_000_000, 5_000_000})
        {
            final byte[] packed = compress(new byte[length], 9);
            assertEquals(Codec.TOO_LONG, decompress(packed, MOST), length + " zeros");
        }
    }

    private int decompress(final byte[] packed, final int room)
    {
        return codec.decompress(packed, 0, packed.length, unpacked, 0, room);
    }

    private void assertRefusedByGuard(final byte[] packed, final String what)
    {
        assertFalse(new Bz2Guard().passes(packed, 0, packed.length), what);
        assertEquals(0, Allocations.minimumPerRound(
            10, () -> assertEquals(Codec.MALFORMED, decompress(packed, MOST), what)), what);
    }

    /** Runs of all lengths, of few values or of many. */
    private byte[] plain(final int length)
    {
        final byte[] plain = new byte[length];
        final int values = 1 + random.nextInt(random.nextInt(2) == 0 ? 3 : 256);
        final int most = 1 + random.nextInt(random.nextInt(2) == 0 ? 6 : 600);
        for (int i = 0; i < length; )
        {
            final int end = Math.min(length, i + 1 + random.nextInt(most));
            Arrays.fill(plain, i, end, (byte)random.nextInt(values));
            i = end;
        }
        return plain;
    }

    /** Takes more than one block of 100,000, and few bytes. */
    private static byte[] longPlain()
    {
        final byte[] plain = new byte[150_000];
        for (int i = 0; i < plain.length; i++)
        {
            plain[i] = (byte)("abc".charAt(i % 3));
        }
        return plain;
    }

    /** The block of another stream behind that of the first, and a trailer for both. */
    private static byte[] join(final byte[] one, final byte[] two)
    {
        final int first = blockBits(one);
        final int second = blockBits(two);
        final byte[] joined = new byte[one.length + two.length];
        System.arraycopy(one, 0, joined, 0, one.length);
        int at = HEADER_BITS + first;
        copy(two, HEADER_BITS, joined, at, second);
        at += second;
        final int crc = Integer.rotateLeft((int)bits(one, HEADER_BITS + CRC_BIT, 32), 1) ^
            (int)bits(two, HEADER_BITS + CRC_BIT, 32);
        put(joined, at, 48, 0x177245385090L);
        put(joined, at + 48, 32, crc & 0xffff_ffffL);
        return Arrays.copyOf(joined, (at + TRAILER_BITS + 7) / 8);
    }

    /** {@return how long the one block is, behind which the trailer is found; all there is, where there is none} */
    private static int blockBits(final byte[] packed)
    {
        for (int at = packed.length * 8 - TRAILER_BITS; at >= packed.length * 8 - TRAILER_BITS - 7; at--)
        {
            if (0x177245385090L == bits(packed, at, 48))
            {
                return at - HEADER_BITS;
            }
        }
        return packed.length * 8 - HEADER_BITS;
    }

    private static byte[] with(final byte[] packed, final int bit, final int count, final long value)
    {
        final byte[] changed = packed.clone();
        put(changed, bit, count, value);
        return changed;
    }

    private static void copy(final byte[] from, final int fromBit, final byte[] to, final int toBit, final int count)
    {
        for (int i = 0; i < count; i++)
        {
            put(to, toBit + i, 1, bits(from, fromBit + i, 1));
        }
    }

    private static void put(final byte[] bytes, final int bit, final int count, final long value)
    {
        for (int i = 0; i < count; i++)
        {
            final int mask = 0x80 >>> (bit + i & 7);
            final int at = bit + i >>> 3;
            bytes[at] = (byte)(0 != (value >>> count - 1 - i & 1) ? bytes[at] | mask : bytes[at] & ~mask);
        }
    }

    private static long bits(final byte[] bytes, final int bit, final int count)
    {
        long value = 0;
        for (int i = bit; i < bit + count; i++)
        {
            value = value << 1 | bytes[i >>> 3] >>> 7 - (i & 7) & 1;
        }
        return value;
    }

    private static byte[] compress(final byte[] plain, final int level) throws IOException
    {
        final ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (BZip2CompressorOutputStream stream = new BZip2CompressorOutputStream(packed, level))
        {
            stream.write(plain);
        }
        return packed.toByteArray();
    }

    private static byte[] byLibraryOrNull(final byte[] packed)
    {
        final ByteArrayInputStream from = new ByteArrayInputStream(packed);
        try (InputStream stream = new BZip2CompressorInputStream(from, false))
        {
            final byte[] read = stream.readNBytes(MOST + 1);
            return read.length > MOST || from.available() > 0 ? null : read;
        }
        catch (final IOException | RuntimeException ex)
        {
            return null;
        }
    }
}
