package io.hopwire.libp2p.wire;

import io.hopwire.test.Allocations;
import io.hopwire.test.VectorJson;
import io.hopwire.test.Vectors;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;

import static io.hopwire.test.Vectors.hex;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ProtobufTest
{
    private static final int MANY = 1_000;

    private final ProtobufReader reader = new ProtobufReader();
    private final ProtobufWriter writer = new ProtobufWriter();
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[4_096]);

    @Test
    void readsWhatEachWireTypeHolds()
    {
        wrap("0896011205616263646519010000000000008025ffffffff");
        assertTrue(reader.next());
        assertEquals(1, reader.field());
        assertEquals(150, reader.varint());
        assertTrue(reader.next());
        assertEquals(2, reader.field());
        assertTrue(reader.isBytes());
        assertEquals("abcde", buffer.getStringWithoutLengthAscii(reader.valueOffset(), reader.valueLength()));
        assertTrue(reader.next());
        assertEquals(Long.MIN_VALUE + 1, reader.fixed());
        assertTrue(reader.next());
        assertEquals(4, reader.field());
        assertEquals(0xFFFF_FFFFL, reader.fixed());
        assertFalse(reader.next());
        assertEquals(ProtobufError.NONE, reader.error());
    }

    @Test
    void saysWhatIsWrong()
    {
        assertEquals(ProtobufError.NONE, readAll(""));
        assertEquals(ProtobufError.TRUNCATED, readAll("08"));
        assertEquals(ProtobufError.TRUNCATED, readAll("0880"));
        assertEquals(ProtobufError.TRUNCATED, readAll("12"));
        assertEquals(ProtobufError.TRUNCATED, readAll("0d000000"));
        assertEquals(ProtobufError.TRUNCATED, readAll("0900000000000000"));
        assertEquals(ProtobufError.LENGTH, readAll("1201"));
        assertEquals(ProtobufError.LENGTH, readAll("12ffffffff0f00"));
        assertEquals(ProtobufError.LENGTH, readAll("12ffffffffffffffffff0100"));
        assertEquals(ProtobufError.VARINT, readAll("08ffffffffffffffffff02"));
        assertEquals(ProtobufError.VARINT, readAll("08808080808080808080800100"));
        assertEquals(ProtobufError.FIELD_NUMBER, readAll("0000"));
        assertEquals(ProtobufError.FIELD_NUMBER, readAll("8080808010" + "00"));
        assertEquals(ProtobufError.FIELD_NUMBER, readAll("ffffffffffffffffff01" + "00"));
        assertEquals(ProtobufError.WIRE_TYPE, readAll("0b0c"));
        assertEquals(ProtobufError.WIRE_TYPE, readAll("0c"));
        assertEquals(ProtobufError.WIRE_TYPE, readAll("0e00"));
        assertEquals(ProtobufError.WIRE_TYPE, readAll("0f00"));
    }

    @Test
    void takesNumbersThatAreLongerThanNeedBeUnlessTheMessageIsCanonical()
    {
        wrap("088100");
        assertTrue(reader.next());
        assertEquals(1, reader.varint());
        reader.wrapCanonical(buffer, 0, 3, MANY);
        assertFalse(reader.next());
        assertEquals(ProtobufError.VARINT, reader.error());

        assertEquals(ProtobufError.NONE, readAll("12000800"));
        reader.wrapCanonical(buffer, 0, 4, MANY);
        assertTrue(reader.next());
        assertFalse(reader.next());
        assertEquals(ProtobufError.ORDER, reader.error());
    }

    @Test
    void aFieldOfAnotherTypeThanAskedForIsAnError()
    {
        wrap("0801");
        assertTrue(reader.next());
        assertFalse(reader.isBytes());
        assertFalse(reader.next());
        assertEquals(ProtobufError.WIRE_TYPE, reader.error());
        wrap("0a0108");
        assertTrue(reader.next());
        assertEquals(0, reader.varint());
        assertEquals(ProtobufError.WIRE_TYPE, reader.error());
        wrap("0d78563412" + "098877665544332211" + "1001");
        assertTrue(reader.next());
        assertEquals(0x1234_5678, reader.fixed());
        assertTrue(reader.next());
        assertEquals(0x1122_3344_5566_7788L, reader.fixed());
        assertTrue(reader.next());
        assertEquals(0, reader.fixed());
        // What was wrong first is told, whatever else is asked for.
        assertFalse(reader.isBytes());
        assertFalse(reader.next());
        assertEquals(ProtobufError.WIRE_TYPE, reader.error());
    }

    /** As in js-libp2p's floodsub, where one frame held millions of entries (CVE-2026-86040). */
    @Test
    void countsFieldsAndNotOnlyBytes()
    {
        final byte[] flood = new byte[2_000];
        for (int i = 0; i < flood.length; i += 2)
        {
            flood[i] = 0x0a;
        }
        buffer.putBytes(0, flood);
        reader.wrap(buffer, 0, flood.length, 64);
        int count = 0;
        while (reader.next())
        {
            count++;
        }
        assertEquals(64, count);
        assertEquals(ProtobufError.TOO_MANY_FIELDS, reader.error());
        reader.wrap(buffer, 0, 128, 64);
        while (reader.next())
        {
            count++;
        }
        assertEquals(128, count);
        assertEquals(ProtobufError.NONE, reader.error());
    }

    @Test
    void readsAllMessagesOfTheVectorsAndWritesThemAgain()
    {
        final Map<String, Object> vectors = Vectors.load("libp2p-wire.json");
        final int[] count = new int[1];
        for (final String group : new String[]{"kad", "gossipsub", "relay", "dcutr"})
        {
            for (final Object entry : VectorJson.array(vectors.get(group)))
            {
                VectorJson.object(entry).forEach((key, value) ->
                {
                    if ("message rpc hop stop".contains(key))
                    {
                        assertSameAgain((String)value);
                        count[0]++;
                    }
                });
            }
        }
        assertSameAgain((String)VectorJson.object(vectors.get("identify")).get("message"));
        assertSameAgain((String)VectorJson.object(vectors.get("signedPeerRecord")).get("envelope"));
        assertEquals(18, count[0]);
    }

    @Test
    void writesNothingWhereThereIsNoRoom()
    {
        final byte[] value = {1, 2, 3};
        for (int room = 0; room < 10; room++)
        {
            buffer.setMemory(0, 20, (byte)0x55);
            writer.wrap(buffer, 1, room).putNumber(1, 300).putBytes(2, value).putNumber(3, 0);
            assertTrue(writer.failed());
            assertTrue(writer.length() <= room);
            assertEquals(0x55, buffer.getByte(1 + room));
        }
        writer.wrap(buffer, 1, 10).putNumber(1, 300).putBytes(2, value).putNumber(3, 0);
        assertFalse(writer.failed());
        assertEquals(10, writer.length());
        assertEquals(-1, writer.claim(4, 0));
        assertTrue(writer.failed());
    }

    @Test
    void anyBytesEndInFieldsThatLieWithinThemOrInAnError()
    {
        final Random random = new Random(19);
        int sound = 0;
        for (int i = 0; i < 200_000; i++)
        {
            final int length = random.nextInt(24);
            for (int j = 0; j < length; j++)
            {
                buffer.putByte(7 + j, (byte)(random.nextInt(3) == 0 ? random.nextInt() : random.nextInt(32)));
            }
            reader.wrap(buffer, 7, length, 8);
            int end = 7;
            while (reader.next())
            {
                assertTrue(reader.field() > 0);
                assertTrue(reader.valueOffset() > end);
                end = reader.valueOffset() + reader.valueLength();
                assertTrue(end <= 7 + length);
            }
            sound += ProtobufError.NONE == reader.error() ? 1 : 0;
            assertTrue(ProtobufError.NONE != reader.error() || 7 + length == end);
            assertFalse(reader.next());
        }
        assertTrue(sound > 10_000 && sound < 190_000, "both ends must have occurred: " + sound);
    }

    @Test
    void aMessageThatIsCutIsWrongOrEndsBetweenFields()
    {
        final byte[] whole = hex("0896011205616263646519010000000000008025ffffffff");
        for (int cut = 0; cut < whole.length; cut++)
        {
            final ProtobufError error = readAll(hex(Arrays.copyOf(whole, cut)));
            if (0 == cut || 3 == cut || 10 == cut || 19 == cut)
            {
                assertEquals(ProtobufError.NONE, error);
            }
            else
            {
                assertNotEquals(ProtobufError.NONE, error);
            }
        }
    }

    @Test
    void allocatesNothing()
    {
        final byte[] value = {1, 2, 3};
        assertEquals(0, Allocations.minimumPerRound(1_000, () ->
        {
            writer.wrap(buffer, 0, 100).putNumber(1, 300).putBytes(2, value).putMessage(3, 2).putNumber(1, 7);
            reader.wrap(buffer, 0, writer.length(), 3);
            while (reader.next())
            {
                if (reader.field() > 3)
                {
                    throw new AssertionError();
                }
            }
        }));
    }

    private void assertSameAgain(final String hex)
    {
        final UnsafeBuffer message = new UnsafeBuffer(hex(hex));
        reader.wrap(message, 0, message.capacity(), MANY);
        writer.wrap(buffer, 0, buffer.capacity());
        while (reader.next())
        {
            if (ProtobufReader.VARINT == reader.wireType())
            {
                writer.putNumber(reader.field(), reader.varint());
            }
            else
            {
                assertTrue(reader.isBytes());
                writer.putBytes(reader.field(), message, reader.valueOffset(), reader.valueLength());
            }
        }
        assertEquals(ProtobufError.NONE, reader.error(), hex);
        final byte[] again = new byte[writer.length()];
        buffer.getBytes(0, again);
        assertArrayEquals(message.byteArray(), again);
    }

    private ProtobufError readAll(final String hex)
    {
        wrap(hex);
        while (reader.next())
        {
            assertTrue(reader.field() > 0);
        }
        return reader.error();
    }

    private void wrap(final String hex)
    {
        final byte[] bytes = hex(hex);
        buffer.putBytes(0, bytes);
        reader.wrap(buffer, 0, bytes.length, MANY);
    }
}
