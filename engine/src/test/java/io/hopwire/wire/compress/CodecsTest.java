package io.hopwire.wire.compress;

import io.hopwire.test.Allocations;
import io.hopwire.wire.Compression;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CodecsTest
{
    private static final String TEXT = "hopwire hopwire hopwire hopwire, over and over and over";
    private static final int GUARD = 16;
    private static final byte UNTOUCHED = 0x5a;

    private final Codecs codecs = new Codecs(false);
    private final Random random = new Random(11);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void givesBackWhatItWasGiven(final int compression)
    {
        final Codec codec = codecs.get(compression);
        for (final int length : new int[]{1, 2, 3, 12, 13, 14, 100, 1370, 4096, 16_378})
        {
            for (final byte[] plain : new byte[][]{new byte[length], noise(length), repetitive(length)})
            {
                final byte[] packed = compress(codec, plain);
                final byte[] unpacked = guarded(length);
                assertEquals(length, codec.decompress(packed, 0, packed.length, unpacked, GUARD, length));
                assertArrayEquals(plain, Arrays.copyOfRange(unpacked, GUARD, GUARD + length));
                assertGuards(unpacked);
            }
        }
    }

    /** Made by another implementation: Python's of the first four, by hand from the format of the others. */
    @ParameterizedTest
    @CsvSource({
        "4, 78dacbc82f28cf2c4a55c8c04eeb28e497a5162924e6a5a03200526e14bf",
        "2, 1f8b0800000000000203cbc82f28cf2c4a55c8c04eeb28e497a5162924e6a5a032004de710d137000000",
        "2, 1f8b081c0000000002030300414243686f7077697265007365656400" +
            "cbc82f28cf2c4a55c8c04eeb28e497a5162924e6a5a032004de710d137000000",
        "1, 425a6839314159265359bd48da7e00000a118040042661d18020003100d000552353d47a8f49f2a269be96a323531c2de93185" +
            "b0d6e387e2ee48a70a1217a91b4fc0",
        "3, 5d00008000ffffffffffffffff00341bca686021999916d0d7d65a29f786a4a80dc09bd37bfc2ec7ffffe4e58000",
        "5, 371c686f7077697265205a08005c2c206f76657220616e64206f76657220616e64206f766572",
        "6, 8f686f707769726520080004f0092c206f76657220616e64206f76657220616e64206f766572"})
    void readsWhatOthersWrite(final int compression, final String hex)
    {
        final byte[] packed = HexFormat.of().parseHex(hex);
        final byte[] unpacked = new byte[1000];
        final int length = codecs.get(compression).decompress(packed, 0, packed.length, unpacked, 0, 1000);
        assertEquals(TEXT, length < 0 ? "" + length : new String(unpacked, 0, length, StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void refusesWhatBecomesLongerThanItMay(final int compression)
    {
        final Codec codec = codecs.get(compression);
        final byte[] bomb = compress(codec, new byte[1 << 20]);
        assertTrue(bomb.length < 64 << 10, "it is one: " + bomb.length);
        for (final int limit : new int[]{0, 1, 100, 16_378, (1 << 20) - 1})
        {
            final byte[] unpacked = guarded(limit);
            final int made = codec.decompress(bomb, 0, bomb.length, unpacked, GUARD, limit);
            // Blocks of bzip2 are not read where they are longer than anybody needs.
            assertEquals(Compression.BZ2 == compression && made == Codec.MALFORMED ? made : Codec.TOO_LONG, made);
            assertGuards(unpacked);
        }
        final byte[] fair = compress(codec, new byte[5000]);
        assertEquals(Codec.TOO_LONG, codec.decompress(fair, 0, fair.length, guarded(4999), GUARD, 4999));
        assertEquals(5000, codec.decompress(fair, 0, fair.length, guarded(5000), GUARD, 5000));
    }

    @Test
    void refusesZlibThatWantsADictionary()
    {
        final byte[] packed = HexFormat.of().parseHex("78bb00000001" + "cbc82f0000");
        for (final int limit : new int[]{0, 1, 100})
        {
            final byte[] unpacked = guarded(limit);
            assertEquals(
                Codec.MALFORMED,
                codecs.get(Compression.ZLIB).decompress(packed, 0, packed.length, unpacked, GUARD, limit));
            assertGuards(unpacked);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ffffffff07", "8080808008", "ffffffff0f", "ffffffffff01"})
    void refusesSnappyThatClaimsMoreThanAnArrayHas(final String claim)
    {
        final byte[] packed = HexFormat.of().parseHex(claim + "00ff");
        final byte[] unpacked = guarded(100);
        assertTrue(codecs.get(Compression.SNAPPY).decompress(packed, 0, packed.length, unpacked, GUARD, 100) < 0);
        assertGuards(unpacked);
    }

    @Test
    void makesNoTablesOfLiteralsThatNobodyNeeds()
    {
        final Codec codec = codecs.get(Compression.LZMA);
        final byte[] packed = compress(codec, repetitive(1000));
        final byte[] unpacked = new byte[1000];
        assertEquals(1000, codec.decompress(packed, 0, packed.length, unpacked, 0, 1000));
        // Eight bits of the byte before, and four of the position.
        packed[0] = 45 + 4 * 9 + 8;
        final long allocated = Allocations.minimumPerRound(1, () ->
            assertEquals(Codec.MALFORMED, codec.decompress(packed, 0, packed.length, unpacked, 0, 1000)));
        assertTrue(allocated < 10_000, allocated + " bytes");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void refusesWhatWasCutOffOrAddedTo(final int compression)
    {
        final Codec codec = codecs.get(compression);
        final byte[] packed = compress(codec, repetitive(1000));
        for (int length = 0; length < packed.length; length++)
        {
            final int made = codec.decompress(packed, 0, length, guarded(1000), GUARD, 1000);
            // Of a bare block without its last literals nobody can tell: it is one of fewer bytes.
            assertTrue(made < 0 || Compression.LZ4 == compression && made < 1000, "cut to " + length + ": " + made);
        }
        final byte[] longer = Arrays.copyOf(packed, packed.length + 1);
        final int made = codec.decompress(longer, 0, longer.length, guarded(1100), GUARD, 1100);
        assertTrue(made < 0, "with a byte more: " + made);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void survivesAnything(final int compression)
    {
        final Codec codec = codecs.get(compression);
        final byte[] sound = compress(codec, repetitive(700));
        for (int round = 0; round < 2000; round++)
        {
            final byte[] packed = 0 == round % 4 ? noise(1 + random.nextInt(200)) : sound.clone();
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--)
            {
                packed[random.nextInt(packed.length)] ^= (byte)(1 << random.nextInt(8));
            }
            final byte[] unpacked = guarded(800);
            final int made = codec.decompress(packed, 0, packed.length, unpacked, GUARD, 800);
            assertTrue(made >= Codec.MALFORMED && made <= 800, "made " + made);
            assertGuards(unpacked);
        }
    }

    /** The look at an LZ4 block and the library agree: what the one passes, the other does not mind. */
    @Test
    void looksAtBlocksOfLz4AsTheLibraryDoes()
    {
        final Codec codec = codecs.get(Compression.LZ4);
        for (int round = 0; round < 20_000; round++)
        {
            final byte[] packed = compress(codec, repetitive(20 + random.nextInt(300)));
            packed[random.nextInt(packed.length)] += (byte)random.nextInt(3);
            final int seen = Lz4Block.decompressedLength(packed, 0, packed.length, 2000);
            final byte[] unpacked = guarded(2000);
            final int made = codec.decompress(packed, 0, packed.length, unpacked, GUARD, 2000);
            assertTrue(made == seen || Codec.MALFORMED == made, seen + " and " + made);
        }
        for (final String hex : new String[]{"", "ff", "f0ff", "10", "1041", "104101", "10410000", "1f410100ff", "1041"
            + "0200"})
        {
            final byte[] bad = HexFormat.of().parseHex(hex);
            final boolean isWhole = "1041".equals(hex);
            assertEquals(isWhole ? 1 : Codec.MALFORMED, Lz4Block.decompressedLength(bad, 0, bad.length, 100), hex);
        }
    }

    @Test
    void compressesTheSameInTheSameWayWhateverCameBefore()
    {
        for (final int compression : new int[]{Compression.LZ4, Compression.ZLIB, Compression.SNAPPY})
        {
            final byte[] plain = repetitive(3000);
            final byte[] first = compress(codecs.get(compression), plain);
            for (int i = 0; i < 100; i++)
            {
                compress(codecs.get(compression), repetitive(1 + random.nextInt(16_000)));
                assertArrayEquals(first, compress(codecs.get(compression), plain));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 6})
    void allocatesNothing(final int compression)
    {
        final Codec codec = codecs.get(compression);
        final byte[] plain = repetitive(1370);
        final byte[] packed = new byte[codec.maxCompressedLength(plain.length)];
        final byte[] unpacked = new byte[plain.length];
        assertEquals(0, Allocations.minimumPerRound(2000, () ->
        {
            final int length = codec.compress(plain, 0, plain.length, packed, 0);
            if (plain.length != codec.decompress(packed, 0, length, unpacked, 0, unpacked.length))
            {
                throw new AssertionError();
            }
        }));
    }

    @Test
    void namesWhatThereIs()
    {
        assertEquals(1 | 1 << 6 | 1 << 4 | 1 << 2, Codecs.byNames(Codecs.DEFAULT));
        assertEquals(0x7f, Codecs.byNames("none, bz2,gzip,LZMA,zlib,snappy,lz4"));
        assertEquals(1, Codecs.byNames("none"));
        for (final String wrong : new String[]{"", "reserved", "zstd", "lz4,,zlib"})
        {
            assertTrue(
                assertThrows(IllegalArgumentException.class, () -> Codecs.byNames(wrong)).getMessage()
                    .contains("no compression is named"));
        }
    }

    /** As for who has the engine's jar and what it needs, and nothing else. */
    @Test
    void saysWhichLibraryIsMissing() throws Exception
    {
        final Class<?> alone = new WithoutLibraries().loadClass(Codecs.class.getName());
        final Method byNames = alone.getMethod("byNames", String.class);
        assertEquals(1 | 1 << 4 | 1 << 2, byNames.invoke(null, "zlib,gzip"));
        for (final String name : new String[]{"bz2", "lzma", "snappy", "lz4"})
        {
            final Throwable cause =
                assertThrows(InvocationTargetException.class, () -> byNames.invoke(null, name)).getCause();
            assertEquals(IllegalArgumentException.class, cause.getClass());
            assertTrue(cause.getMessage().startsWith("compression " + name + " needs "), cause.getMessage());
        }
    }

    private static byte[] compress(final Codec codec, final byte[] plain)
    {
        final byte[] packed = new byte[codec.maxCompressedLength(plain.length)];
        return Arrays.copyOf(packed, codec.compress(plain, 0, plain.length, packed, 0));
    }

    private byte[] noise(final int length)
    {
        final byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] repetitive(final int length)
    {
        final byte[] words = noise(64);
        final byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
        {
            bytes[i] = 0 == random.nextInt(50) ? (byte)random.nextInt() : words[i % words.length];
        }
        return bytes;
    }

    private static byte[] guarded(final int length)
    {
        final byte[] bytes = new byte[GUARD + length + GUARD];
        Arrays.fill(bytes, UNTOUCHED);
        return bytes;
    }

    private static void assertGuards(final byte[] bytes)
    {
        for (int i = 0; i < GUARD; i++)
        {
            assertEquals(UNTOUCHED, bytes[i]);
            assertEquals(UNTOUCHED, bytes[bytes.length - 1 - i]);
        }
    }

    /** Knows our classes anew, and none of those that compress. */
    private static final class WithoutLibraries extends ClassLoader
    {
        WithoutLibraries()
        {
            super(CodecsTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(final String name, final boolean resolve) throws ClassNotFoundException
        {
            if (name.startsWith("org.apache.") || name.startsWith("org.tukaani.") ||
                name.startsWith("org.xerial.") || name.startsWith("net.jpountz."))
            {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith(Codecs.class.getPackageName()))
            {
                return super.loadClass(name, resolve);
            }
            final Class<?> loaded = findLoadedClass(name);
            try (InputStream bytes = getParent().getResourceAsStream(name.replace('.', '/') + ".class"))
            {
                final byte[] code = bytes.readAllBytes();
                return null != loaded ? loaded : defineClass(name, code, 0, code.length);
            }
            catch (final IOException ex)
            {
                throw new ClassNotFoundException(name, ex);
            }
        }
    }
}
