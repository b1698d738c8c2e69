package io.hopwire.libp2p.identity;

import io.hopwire.libp2p.wire.Libp2pLimits;
import io.hopwire.test.VectorJson;
import io.hopwire.test.Vectors;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;

import static io.hopwire.test.Vectors.hex;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class MultibaseTest
{
    @Test
    void decodesAndEncodesTheVectors()
    {
        int count = 0;
        int encoded = 0;
        for (final Object entry : VectorJson.array(Vectors.load("multibase.json").get("vectors")))
        {
            final Map<String, Object> vector = VectorJson.object(entry);
            final String text = (String)vector.get("text");
            final byte[] bytes = hex(vector.get("hex"));
            assertEquals(vector.get("hex"), hex(Multibase.decode(text)), vector::toString);
            if (!"case_insensitivity".equals(vector.get("case")))
            {
                assertEquals(text, base((String)vector.get("encoding")).encode(bytes), vector::toString);
                encoded++;
            }
            count++;
        }
        assertEquals(81, count);
        assertEquals(69, encoded);
    }

    @Test
    void decodesAndEncodesSamples()
    {
        final byte[] bytes = "yes mani !".getBytes(StandardCharsets.US_ASCII);
        assertEquals("z7paNL19xttacUY", Multibase.BASE58_BTC.encode(bytes));
        assertEquals("bpfsxgidnmfxgsibb", Multibase.BASE32.encode(bytes));
        assertEquals("f796573206d616e692021", Multibase.BASE16.encode(bytes));
        assertEquals("UeWVzIG1hbmkgIQ==", Multibase.BASE64_URL_PAD.encode(bytes));
        assertArrayEquals(bytes, Multibase.decode("z7paNL19xttacUY"));
        assertArrayEquals(new byte[0], Multibase.decode("z"));
    }

    @Test
    void refusesWhatIsNone()
    {
        for (final String text : new String[]{
            "", "1", "xyz", "Q00", "z0", "zO", "zI", "zl", "f0", "f0g", "b1", "ba", "baa=", "bpg", "caa", "caa=",
            "caa=======", "M=", "MeWVzIG1hbmkgIQ=", "MeWVzIG1hbmkgIQ===", "mY", "mYQ==", "02", "00000000\u0131",
            "k\u212a", "7777", "9a", "\ud83d\ude80a"})
        {
            assertNull(Multibase.decode(text), text);
        }
        // Bits that are left over must be zero: 'g' is 6, "aa" ends in a zero bit too many, "ab" in a one.
        assertNotNull(Multibase.decode("baa"));
        assertNull(Multibase.decode("bab"));
        assertNotNull(Multibase.decode("mYQ"));
        assertNull(Multibase.decode("mYR"));
    }

    @Test
    void refusesTextsThatTakeLong()
    {
        assertNotNull(Multibase.decode("z" + "2".repeat(Libp2pLimits.MAX_MULTIBASE_LENGTH)));
        assertNull(Multibase.decode("z" + "2".repeat(Libp2pLimits.MAX_MULTIBASE_LENGTH + 1)));
    }

    @Test
    void bytesComeBackInEachBase()
    {
        final Random random = new Random(20);
        for (final Multibase base : Multibase.values())
        {
            for (int i = 0; i < 500; i++)
            {
                final byte[] bytes = new byte[random.nextInt(40)];
                random.nextBytes(bytes);
                for (int j = random.nextInt(4); j > 0 && j < bytes.length; j--)
                {
                    bytes[j - 1] = 0;
                }
                final String text = base.encode(bytes);
                assertArrayEquals(bytes, Multibase.decode(text), text);
                assertArrayEquals(bytes, base.decodeBare(base.encodeBare(bytes)), text);
            }
        }
    }

    /** Strict: a text that decodes is the one that its bytes encode to, but for its case. */
    @Test
    void bytesHaveOneText()
    {
        final Random random = new Random(21);
        int decoded = 0;
        for (int i = 0; i < 100_000; i++)
        {
            final Multibase base = Multibase.values()[random.nextInt(Multibase.values().length - 1)];
            final byte[] bytes = new byte[random.nextInt(12)];
            random.nextBytes(bytes);
            final StringBuilder text = new StringBuilder(base.encodeBare(bytes));
            if (text.length() > 0)
            {
                text.setCharAt(random.nextInt(text.length()), "01234567abz=ABZ-_+/".charAt(random.nextInt(19)));
            }
            final byte[] other = base.decodeBare(text.toString());
            if (null != other)
            {
                final String again = base.encodeBare(other);
                final boolean isCaseless = base.name().matches("BASE(16|32|36).*");
                assertTrue(isCaseless ? again.equalsIgnoreCase(text.toString()) : again.contentEquals(text),
                    base + ": " + text);
                decoded++;
            }
        }
        assertTrue(decoded > 20_000 && decoded < 90_000, "both must have occurred: " + decoded);
    }

    private static Multibase base(final String name)
    {
        for (final Multibase base : Multibase.values())
        {
            if (base.name().replace("_", "").equalsIgnoreCase(name))
            {
                return base;
            }
        }
        throw new AssertionError("no base " + name);
    }
}
