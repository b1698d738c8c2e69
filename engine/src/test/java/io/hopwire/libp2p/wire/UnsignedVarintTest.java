package io.hopwire.libp2p.wire;

import io.hopwire.test.Allocations;
import io.hopwire.test.VectorJson;
import io.hopwire.test.Vectors;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.Random;

import static io.hopwire.libp2p.wire.UnsignedVarint.INCOMPLETE;
import static io.hopwire.libp2p.wire.UnsignedVarint.MAX_LENGTH;
import static io.hopwire.libp2p.wire.UnsignedVarint.NOT_MINIMAL;
import static io.hopwire.libp2p.wire.UnsignedVarint.TOO_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class UnsignedVarintTest
{
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[64]);

    @Test
    void readsAndWritesTheVectors()
    {
        final Map<String, Object> vectors = Vectors.load("unsigned-varint.json");
        int count = 0;
        for (final Object entry : VectorJson.array(vectors.get("valid")))
        {
            final Map<String, Object> vector = VectorJson.object(entry);
            assertBoth(Long.parseLong((String)vector.get("value")), (String)vector.get("hex"));
            count++;
        }
        assertEquals(20, count);
        for (final Object entry : VectorJson.array(vectors.get("invalid")))
        {
            final Map<String, Object> vector = VectorJson.object(entry);
            assertTrue(read((String)vector.get("hex")) < 0, () -> vector.toString());
            count++;
        }
        assertEquals(32, count);
    }

    @Test
    void readsAndWritesSamples()
    {
        assertBoth(0, "00");
        assertBoth(127, "7f");
        assertBoth(128, "8001");
        assertBoth(300, "ac02");
        assertBoth(16_384, "808001");
        assertBoth(Long.MAX_VALUE, "ffffffffffffffff7f");
    }

    @Test
    void saysWhyItIsNone()
    {
        assertEquals(INCOMPLETE, read(""));
        assertEquals(INCOMPLETE, read("80"));
        assertEquals(INCOMPLETE, read("ffffffffffffffff"));
        assertEquals(NOT_MINIMAL, read("8000"));
        assertEquals(NOT_MINIMAL, read("808080808080808000"));
        assertEquals(TOO_LONG, read("ffffffffffffffffff"));
        assertEquals(TOO_LONG, read("80808080808080808001"));
    }

    @Test
    void refusesToWriteWhatIsNegative()
    {
        assertThrows(IllegalArgumentException.class, () -> UnsignedVarint.put(buffer, 0, -1));
    }

    @Test
    void comesBackAndIsIncompleteWhereverItIsCut()
    {
        final Random random = new Random(17);
        for (int i = 0; i < 100_000; i++)
        {
            final long value = random.nextLong() >>> 1 + random.nextInt(63);
            final int offset = random.nextInt(20);
            final int length = UnsignedVarint.put(buffer, offset, value);
            assertEquals(UnsignedVarint.length(value), length);
            assertEquals(value, UnsignedVarint.get(buffer, offset, length));
            assertEquals(value, UnsignedVarint.get(buffer, offset, 40));
            for (int cut = 0; cut < length; cut++)
            {
                assertEquals(INCOMPLETE, UnsignedVarint.get(buffer, offset, cut));
            }
        }
    }

    @Test
    void whateverIsReadIsWhatWouldBeWritten()
    {
        final Random random = new Random(18);
        final UnsafeBuffer other = new UnsafeBuffer(new byte[MAX_LENGTH]);
        for (int i = 0; i < 100_000; i++)
        {
            for (int j = 0; j < 12; j++)
            {
                buffer.putByte(j, (byte)(random.nextInt(4) == 0 ? random.nextInt(3) : random.nextInt()));
            }
            final int available = random.nextInt(12);
            final long value = UnsignedVarint.get(buffer, 0, available);
            if (value >= 0)
            {
                final int length = UnsignedVarint.put(other, 0, value);
                assertTrue(length <= available);
                for (int j = 0; j < length; j++)
                {
                    assertEquals(other.getByte(j), buffer.getByte(j));
                }
            }
        }
    }

    @Test
    void allocatesNothing()
    {
        assertEquals(0, Allocations.minimumPerRound(1_000, () ->
        {
            final int length = UnsignedVarint.put(buffer, 3, 1L << 40);
            if (UnsignedVarint.get(buffer, 3, length) != 1L << 40)
            {
                throw new AssertionError();
            }
        }));
    }

    private void assertBoth(final long value, final String hex)
    {
        assertEquals(value, read(hex), hex);
        final byte[] written = new byte[UnsignedVarint.put(buffer, 5, value)];
        buffer.getBytes(5, written);
        assertEquals(hex, Vectors.hex(written));
    }

    private long read(final String hex)
    {
        final byte[] bytes = Vectors.hex(hex);
        buffer.putBytes(1, bytes);
        return UnsignedVarint.get(buffer, 1, bytes.length);
    }
}
