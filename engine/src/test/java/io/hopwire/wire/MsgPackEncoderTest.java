package io.hopwire.wire;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class MsgPackEncoderTest
{
    private static final int OFFSET = 3;
    private static final byte CANARY = (byte)0xa5;

    private final MsgPackEncoder encoder = new MsgPackEncoder();

    @Test
    void writesEachIntegerInItsShortestForm()
    {
        assertEquals("00", encode(e -> e.putLong(0)));
        assertEquals("7f", encode(e -> e.putLong(127)));
        assertEquals("cc80", encode(e -> e.putLong(128)));
        assertEquals("ccff", encode(e -> e.putLong(255)));
        assertEquals("cd0100", encode(e -> e.putLong(256)));
        assertEquals("cdffff", encode(e -> e.putLong(65_535)));
        assertEquals("ce00010000", encode(e -> e.putLong(65_536)));
        assertEquals("ceffffffff", encode(e -> e.putLong(0xffff_ffffL)));
        assertEquals("cf0000000100000000", encode(e -> e.putLong(0x1_0000_0000L)));
        assertEquals("cf7fffffffffffffff", encode(e -> e.putLong(Long.MAX_VALUE)));
        assertEquals("cf8000000000000000", encode(e -> e.putUnsignedLong(Long.MIN_VALUE)));
        assertEquals("cfffffffffffffffff", encode(e -> e.putUnsignedLong(-1)));
        assertEquals("ff", encode(e -> e.putLong(-1)));
        assertEquals("e0", encode(e -> e.putLong(-32)));
        assertEquals("d0df", encode(e -> e.putLong(-33)));
        assertEquals("d080", encode(e -> e.putLong(-128)));
        assertEquals("d1ff7f", encode(e -> e.putLong(-129)));
        assertEquals("d18000", encode(e -> e.putLong(-32_768)));
        assertEquals("d2ffff7fff", encode(e -> e.putLong(-32_769)));
        assertEquals("d280000000", encode(e -> e.putLong(Integer.MIN_VALUE)));
        assertEquals("d3ffffffff7fffffff", encode(e -> e.putLong(Integer.MIN_VALUE - 1L)));
        assertEquals("d38000000000000000", encode(e -> e.putLong(Long.MIN_VALUE)));
    }

    @Test
    void writesScalars()
    {
        assertEquals("c0", encode(MsgPackEncoder::putNil));
        assertEquals("c2", encode(e -> e.putBoolean(false)));
        assertEquals("c3", encode(e -> e.putBoolean(true)));
        assertEquals("cb3fe0000000000000", encode(e -> e.putDouble(0.5)));
        assertEquals("cb7ff8000000000000", encode(e -> e.putDouble(Double.NaN)));
        assertEquals("cb7ff0000000000000", encode(e -> e.putDouble(Double.POSITIVE_INFINITY)));
        assertEquals("cbfff0000000000000", encode(e -> e.putDouble(Double.NEGATIVE_INFINITY)));
        assertEquals("cb8000000000000000", encode(e -> e.putDouble(-0.0)));
    }

    @Test
    void writesTheExampleOfTheSpecification()
    {
        final UnsafeBuffer bytes = new UnsafeBuffer(new byte[]{0, 0, 1, -1});
        assertEquals("c404000001ff", encode(e -> e.putBinary(bytes, 0, 4)));
        assertEquals("c40101", encode(e -> e.putBinary(bytes, 2, 1)));
        assertEquals("a101", encode(e -> e.putString(bytes, 2, 1)));
    }

    @Test
    void writesHeadersUpToTheirLargestSizes()
    {
        assertEquals("a0 bf d920 d9ff da0100 daffff db00010000 dbffffffff", headers(MsgPackEncoder::putStringHeader,
            0, 31, 32, 255, 256, 65_535, 65_536, 0xffff_ffffL));
        assertEquals("c400 c4ff c50100 c5ffff c600010000 c6ffffffff", headers(MsgPackEncoder::putBinaryHeader,
            0, 255, 256, 65_535, 65_536, 0xffff_ffffL));
        assertEquals("90 9f dc0010 dcffff dd00010000 ddffffffff", headers(MsgPackEncoder::putArrayHeader,
            0, 15, 16, 65_535, 65_536, 0xffff_ffffL));
        assertEquals("80 8f de0010 deffff df00010000 dfffffffff", headers(MsgPackEncoder::putMapHeader,
            0, 15, 16, 65_535, 65_536, 0xffff_ffffL));
    }

    @Test
    void treatsSizesThatMsgPackCanNotSayAsOverflow()
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[64]);
        for (final long size : new long[]{-1, Long.MIN_VALUE, 0x1_0000_0000L, Long.MAX_VALUE})
        {
            assertTrue(encoder.wrap(buffer, 0, 64).putStringHeader(size).overflowed());
            assertTrue(encoder.wrap(buffer, 0, 64).putBinaryHeader(size).overflowed());
            assertTrue(encoder.wrap(buffer, 0, 64).putArrayHeader(size).overflowed());
            assertTrue(encoder.wrap(buffer, 0, 64).putMapHeader(size).overflowed());
            assertEquals(0, encoder.length());
        }
        assertTrue(encoder.wrap(buffer, 0, 64).putString(buffer, 0, -1).overflowed());
        assertTrue(encoder.wrap(buffer, 0, 64).putBinary(buffer, 0, Integer.MIN_VALUE).overflowed());
        assertEquals(MsgPackEncoder.INSUFFICIENT_CAPACITY, encoder.wrap(buffer, 0, 64).claim(-1));
    }

    @Test
    void writesTextsAsJavaDoes()
    {
        final String[] texts =
        {
            "", "a", "1234567890123456789012345678901", "12345678901234567890123456789012",
            "\u007f\u0080\u07ff\u0800\uffff",
            "\u041a\u0438\u0440\u0438\u043b\u043b\u0438\u0446\u0430", "\ud83c\udf7a", "\ud800", "\udc00", "a\ud800b",
            "\udc00\ud800", "\ud800\ud800\udc00", "\ud83c", "x".repeat(255), "\u00e4".repeat(128), "y".repeat(65_536)
        };
        for (final String text : texts)
        {
            final byte[] expected = text.getBytes(StandardCharsets.UTF_8);
            final String header = encode(e -> e.putStringHeader(expected.length));
            assertEquals(header + HexFormat.of().formatHex(expected), encode(e -> e.putString(text)), text);
        }
    }

    @Test
    void lendsRoomForABodyInPlace()
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[8]);
        encoder.wrap(buffer, 1, 6).putBinaryHeader(3);
        final int at = encoder.claim(3);
        assertEquals(3, at);
        assertEquals(5, encoder.length());
        assertEquals(1, encoder.remaining());
        assertEquals(6, encoder.position());
        assertEquals(MsgPackEncoder.INSUFFICIENT_CAPACITY, encoder.claim(2));
        assertTrue(encoder.overflowed());
        assertEquals(MsgPackEncoder.INSUFFICIENT_CAPACITY, encoder.claim(0), "overflow must stick");
    }

    @Test
    void neverWritesBeyondCapacity()
    {
        final UnsafeBuffer source = new UnsafeBuffer(new byte[40]);
        final int whole = writeOneOfEach(encoder.wrap(new UnsafeBuffer(new byte[512]), OFFSET, 400), source);
        assertFalse(encoder.overflowed());
        for (int capacity = 0; capacity <= whole; capacity++)
        {
            final UnsafeBuffer buffer = new UnsafeBuffer(new byte[512]);
            buffer.setMemory(0, 512, CANARY);
            final int written = writeOneOfEach(encoder.wrap(buffer, OFFSET, capacity), source);
            assertEquals(capacity < whole, encoder.overflowed());
            assertTrue(written <= capacity);
            assertUntouched(buffer, 0, OFFSET);
            assertUntouched(buffer, OFFSET + written, 512);
        }
    }

    @Test
    void writesShortTextsWithoutAByteMore()
    {
        for (int length = 0; length <= 2 * Long.BYTES; length++)
        {
            for (int special = 0; special <= length; special++)
            {
                // Where special is the length, all of it is ASCII.
                final StringBuilder text = new StringBuilder("abcdefghijklmnop".substring(0, length));
                if (special < length)
                {
                    text.setCharAt(special, '\u00e4');
                }
                final byte[] expected = text.toString().getBytes(StandardCharsets.UTF_8);
                final UnsafeBuffer buffer = new UnsafeBuffer(new byte[64]);
                buffer.setMemory(0, 64, CANARY);
                encoder.wrap(buffer, OFFSET, 40).putString(text);
                assertEquals(1 + expected.length, encoder.length());
                assertEquals((byte)(0xa0 | expected.length), buffer.getByte(OFFSET));
                for (int i = 0; i < expected.length; i++)
                {
                    assertEquals(expected[i], buffer.getByte(OFFSET + 1 + i), text.toString());
                }
                assertUntouched(buffer, 0, OFFSET);
                assertUntouched(buffer, OFFSET + 1 + expected.length, 64);
            }
        }
    }

    @Test
    void takesABodyFromTheSameMemory()
    {
        for (int length = 0; length <= 5 * Long.BYTES; length++)
        {
            for (int distance = 0; distance <= length; distance++)
            {
                final UnsafeBuffer buffer = new UnsafeBuffer(new byte[128]);
                for (int i = 0; i < 128; i++)
                {
                    buffer.putByte(i, (byte)(i + 1));
                }
                final int body = OFFSET + 2;
                encoder.wrap(buffer, OFFSET, 2 + length).putBinary(buffer, body + distance, length);
                assertFalse(encoder.overflowed());
                for (int i = 0; i < length; i++)
                {
                    assertEquals((byte)(body + distance + i + 1), buffer.getByte(body + i), length + " " + distance);
                }
                assertEquals((byte)(body + length + 1), buffer.getByte(body + length));
            }
        }
    }

    private static int writeOneOfEach(final MsgPackEncoder encoder, final MutableDirectBuffer source)
    {
        encoder.putMapHeader(1).putString("\u00e4\ud83c\udf7a key").putArrayHeader(300).putNil().putBoolean(true)
            .putLong(-1).putLong(-100).putLong(-1_000).putLong(-100_000).putLong(Long.MIN_VALUE).putUnsignedLong(1)
            .putUnsignedLong(200).putUnsignedLong(60_000).putUnsignedLong(70_000).putUnsignedLong(-1).putDouble(1.5)
            .putBinary(source, 0, 40).putString(source, 0, 40).putString(source, 1, 3).putMapHeader(70_000)
            .putStringHeader(256).putBinaryHeader(70_000).putString("end");
        return encoder.length();
    }

    private static void assertUntouched(final UnsafeBuffer buffer, final int from, final int to)
    {
        for (int i = from; i < to; i++)
        {
            assertEquals(CANARY, buffer.getByte(i), "at " + i);
        }
    }

    private String headers(final SizeWriter writer, final long... sizes)
    {
        final StringBuilder all = new StringBuilder();
        for (final long size : sizes)
        {
            all.append(encode(e -> writer.write(e, size))).append(' ');
        }
        return all.toString().trim();
    }

    private String encode(final Consumer<MsgPackEncoder> writer)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[70_000]);
        writer.accept(encoder.wrap(buffer, OFFSET, 69_000));
        assertFalse(encoder.overflowed());
        final byte[] bytes = new byte[encoder.length()];
        buffer.getBytes(OFFSET, bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private interface SizeWriter
    {
        void write(MsgPackEncoder encoder, long size);
    }
}
