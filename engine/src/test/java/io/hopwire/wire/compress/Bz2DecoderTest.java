package io.hopwire.wire.compress;

import io.hopwire.sim.SimRandom;
import io.hopwire.test.Allocations;
import io.hopwire.test.Mutator;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What is read of bzip2 is what Apache Commons Compress reads of it.
 */
class Bz2DecoderTest
{
    private static final long SEED = Long.getLong("hopwire.test.seed", 1);
    private static final double SCALE = Double.parseDouble(System.getProperty("hopwire.test.scale", "1"));
    private static final int MOST = 16_384;
    /** Has symbols of no bits: 900,000 of them are read before there is none left that could be in a block. */
    private static final String NO_BITS =
        "425a6839314159265359931d92fd0000025860f810480040003000400000082000500000008000000000a29c644343030343" +
        "0380e9087196c6c6";

    private final Bz2Decoder decoder = new Bz2Decoder();
    private final SimRandom random = new SimRandom(SEED);

    @Test
    void readsWhatTheLibraryWrites() throws IOException
    {
        for (int i = 0; i < 300 * SCALE; i++)
        {
            final byte[] plain = plain(random.nextInt(i % 50 == 0 ? 300_000 : 20_000));
            final byte[] packed = compress(plain, 1 + random.nextInt(9));
            final byte[] unpacked = new byte[plain.length];
            final int length = decoder.decode(packed, 0, packed.length, unpacked, 0, unpacked.length);
            assertEquals(plain.length, length, "seed " + SEED + ", " + i);
            assertArrayEquals(plain, unpacked, "seed " + SEED + ", " + i);
            if (plain.length > 0)
            {
                assertEquals(
                    Codec.TOO_LONG, decoder.decode(packed, 0, packed.length, unpacked, 0, unpacked.length - 1));
            }
        }
    }

    @Test
    void readsOfMutantsWhatTheLibraryReads() throws IOException
    {
        final Mutator mutator = new Mutator(random);
        for (int i = 0; i < 50; i++)
        {
            final byte[] packed = compress(plain(random.nextInt(600)), 1);
            mutator.remember(new UnsafeBuffer(packed), 0, packed.length);
        }
        final byte[] unpacked = new byte[MOST];
        int read = 0;
        int refused = 0;
        for (int i = 0; i < 10_000 * SCALE; i++)
        {
            final byte[] packed = Arrays.copyOf(mutator.mutant.byteArray(), mutator.mutate());
            final byte[] byLibrary = byLibraryOrNull(packed);
            // The library takes bytes ahead, and does not see what of these follows the end.
            int length = decoder.decode(packed, 0, packed.length, unpacked, 0, MOST);
            for (int more = 1; more < Long.BYTES && length < 0 && null != byLibrary; more++)
            {
                length = decoder.decode(packed, 0, packed.length - more, unpacked, 0, MOST);
            }
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
        // Such as are called randomised, or have more symbols than there are codes.
        assertTrue(refused < read / 10, "refuses " + refused + ", reads " + read);
    }

    @Test
    void refusesSymbolsWithoutBits()
    {
        final byte[] packed = HexFormat.of().parseHex(NO_BITS);
        assertEquals(Codec.MALFORMED, decoder.decode(packed, 0, packed.length, new byte[MOST], 0, MOST));
    }

    @Test
    void readsNoLongerBlockThanMayComeOut() throws IOException
    {
        final byte[] bomb = compress(new byte[890_000], 9);
        assertTrue(bomb.length < 50, "is short: " + bomb.length);
        final byte[] unpacked = new byte[MOST];
        assertEquals(Codec.TOO_LONG, decoder.decode(bomb, 0, bomb.length, unpacked, 0, MOST));
        assertEquals(0, Allocations.minimumPerRound(
            10, () -> decoder.decode(bomb, 0, bomb.length, unpacked, 0, MOST)), "there is room for a block already");
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
