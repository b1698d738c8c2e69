package io.hopwire.wire;

import io.hopwire.spi.RejectCode;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.HexFormat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TransmissionTest
{
    private static final int OFFSET = 7;
    private static final byte CANARY = (byte)0xa5;

    private final TransmissionEncoder encoder = new TransmissionEncoder();
    private final TransmissionParser parser = new TransmissionParser();

    /** Written by hand from the tables: WHISPER (6), encrypted, payload c3. */
    @Test
    void writesTheTablesOfTheSpecificationWhereBetaIs256()
    {
        final String expected =
            "0000" + "00000047" +
            "11".repeat(32) + "22".repeat(32) + "6001" + "00000001" + "c3";
        assertEquals(expected, encodeOne(256, 0x11, 0x22, Operation.WHISPER, true, "c3"));
        assertEquals(70, MessageFlyweight.headerLength(256));
        assertEquals(70, NetworkConstants.DEFAULTS.messageHeaderLength());
    }

    /** Written by hand from the tables: CUSTOM (15), in the clear, payload c404000001ff. */
    @Test
    void writesTheTablesOfTheSpecificationWhereBetaIs2160()
    {
        final String expected =
            "0000" + "00000228" +
            "aa".repeat(270) + "55".repeat(270) + "f000" + "00000006" + "c404000001ff";
        assertEquals(expected, encodeOne(2160, 0xaa, 0x55, Operation.CUSTOM, false, "c404000001ff"));
        assertEquals(546, MessageFlyweight.headerLength(2160));
    }

    @Test
    void readsWhatTheTablesSay()
    {
        final String text = "0000" + "00000094" +
            "11".repeat(32) + "22".repeat(32) + "9000" + "00000002" + "9101" +
            "33".repeat(32) + "44".repeat(32) + "0001" + "00000006" + "c404000001ff";
        assertNull(parse(text, 256));
        assertTrue(parser.hasNext());
        assertTrue(parser.next());
        assertEquals(OFFSET + 6, parser.fromOffset());
        assertEquals(OFFSET + 38, parser.toOffset());
        assertEquals(Operation.STORE, parser.operation());
        assertFalse(parser.isEncrypted());
        assertEquals(OFFSET + 76, parser.payloadOffset());
        assertEquals(2, parser.payloadLength());
        assertEquals(OFFSET + 6, parser.messageOffset());
        assertEquals(72, parser.messageLength());
        assertTrue(parser.next());
        assertEquals(Operation.ACK, parser.operation());
        assertTrue(parser.isEncrypted());
        assertEquals(OFFSET + 148, parser.payloadOffset());
        assertEquals(6, parser.payloadLength());
        assertFalse(parser.hasNext());
        assertFalse(parser.next());
    }

    @Test
    void refusesEveryReservedBit()
    {
        final String sound = encodeOne(256, 0x11, 0x22, Operation.PING, false, "c0");
        for (int bit = 0; bit < 13; bit++)
        {
            assertEquals(RejectCode.TRANSMISSION, parse(flip(sound, bit), 256), "transmission bit " + bit);
        }
        for (int bit = 516; bit < 527; bit++)
        {
            assertEquals(RejectCode.TRANSMISSION, parse(flip(sound, 48 + bit), 256), "message bit " + bit);
        }
        assertNull(parse(flip(sound, 48 + 515), 256), "operation");
        assertNull(parse(flip(sound, 48 + 527), 256), "encrypted");
        assertNull(parse(sound, 256));
    }

    @Test
    void refusesCompressionThatIsNotDecoded()
    {
        final String sound = encodeOne(256, 0x11, 0x22, Operation.PING, false, "c0");
        for (int setting = 1; setting <= Compression.MAX; setting++)
        {
            final String compressed = "000" + setting + sound.substring(4);
            assertEquals(RejectCode.COMPRESSION, parse(compressed, 256));
            assertFalse(parser.next());
        }
    }

    @Test
    void refusesHostileLengths()
    {
        final String head = "11".repeat(64) + "2000";
        for (final String length : new String[]
            {"00000000", "00000046", "00000048", "7fffffff", "80000000", "ffffffff", "ffffffb9"})
        {
            assertEquals(RejectCode.TRANSMISSION, parse("0000" + length + head + "00000001" + "c0", 256), length);
            assertFalse(parser.hasNext());
        }
        for (final String length : new String[]{"00000000", "00000002", "7fffffff", "80000000", "ffffffff"})
        {
            assertEquals(RejectCode.TRANSMISSION, parse("000000000047" + head + length + "c0", 256), length);
            assertFalse(parser.hasNext());
        }
        assertEquals(RejectCode.TRANSMISSION, parse("000000000000", 256), "at least one message");
        assertEquals(RejectCode.TRANSMISSION, parse("", 256));
        assertNull(parse("000000000046" + head + "00000000", 256), "a payload may be empty");
    }

    @Test
    void findsHowLongOneOfAStreamIs()
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[100]);
        TransmissionFlyweight.write(buffer, OFFSET, Compression.LZ4, 20);
        assertEquals(26, TransmissionFlyweight.wholeLength(buffer, OFFSET, 26));
        assertEquals(26, TransmissionFlyweight.wholeLength(buffer, OFFSET, 93));
        for (int remaining = 0; remaining < 26; remaining++)
        {
            assertEquals(0, TransmissionFlyweight.wholeLength(buffer, OFFSET, remaining), remaining + " bytes");
        }
        buffer.putByte(OFFSET, (byte)0x80);
        assertEquals(0, TransmissionFlyweight.wholeLength(buffer, OFFSET, 93), "a bit that nobody uses");
        TransmissionFlyweight.write(buffer, OFFSET, Compression.NONE, 0xffff_ffffL);
        assertEquals(0, TransmissionFlyweight.wholeLength(buffer, OFFSET, Integer.MAX_VALUE));
    }

    @Test
    void refusesATransmissionCutAnywhere()
    {
        final UnsafeBuffer address = address(256, 0x11);
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[512]);
        encoder.wrap(buffer, 0, 512, 256);
        for (int i = 0; i < 3; i++)
        {
            final int at = encoder.beginMessage(address, 0, address, 0, i, false);
            buffer.setMemory(at, i, CANARY);
            assertTrue(encoder.commitMessage(i));
        }
        final int length = encoder.finish();
        assertNull(parser.wrap(buffer, 0, length, 256));
        for (int cut = 0; cut < length; cut++)
        {
            assertEquals(RejectCode.TRANSMISSION, parser.wrap(buffer, 0, cut, 256), "cut at " + cut);
            TransmissionFlyweight.write(buffer, 0, Compression.NONE, Math.max(0, cut - 6));
            final boolean isBetweenMessages = cut == 6 + 70 || cut == 6 + 70 + 71;
            assertEquals(isBetweenMessages, null == parser.wrap(buffer, 0, cut, 256), "cut and mended at " + cut);
            TransmissionFlyweight.write(buffer, 0, Compression.NONE, length - 6);
        }
        assertEquals(RejectCode.TRANSMISSION, parser.wrap(buffer, 0, length + 1, 256), "one byte more");
    }

    @Test
    void batchesWhatFitsAndRefuseTheRest()
    {
        final UnsafeBuffer address = address(256, 0x11);
        final int capacity = 6 + 70 + 10 + 70 + 4;
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[256]);
        buffer.setMemory(0, 256, CANARY);
        encoder.wrap(buffer, OFFSET, capacity, 256);
        assertEquals(TransmissionEncoder.REFUSED, encoder.finish(), "no message yet");
        assertFalse(encoder.commitMessage(0), "none is open");
        assertEquals(OFFSET + 76, encoder.beginMessage(address, 0, address, 0, 2, false));
        assertEquals(84, encoder.payloadCapacity());
        assertFalse(encoder.commitMessage(85));
        assertFalse(encoder.commitMessage(-1));
        assertEquals(TransmissionEncoder.REFUSED, encoder.finish(), "one is open");
        assertEquals(TransmissionEncoder.REFUSED, encoder.beginMessage(address, 0, address, 0, 2, false));
        assertTrue(encoder.commitMessage(10));
        assertEquals(86, encoder.finish());
        assertEquals(TransmissionEncoder.REFUSED, encoder.beginMessage(address, 0, address, 0, 16, false));
        assertEquals(TransmissionEncoder.REFUSED, encoder.beginMessage(address, 0, address, 0, -1, false));
        assertEquals(4, encoder.payloadCapacity());
        assertEquals(OFFSET + 86 + 70, encoder.beginMessage(address, 0, address, 0, 3, false));
        encoder.abortMessage();
        assertEquals(86, encoder.finish());
        assertEquals(OFFSET + 86 + 70, encoder.beginMessage(address, 0, address, 0, 3, false));
        assertTrue(encoder.commitMessage(4));
        assertEquals(2, encoder.messageCount());
        assertEquals(TransmissionEncoder.REFUSED, encoder.beginMessage(address, 0, address, 0, 2, false));
        assertEquals(capacity, encoder.finish());
        assertNull(parser.wrap(buffer, OFFSET, capacity, 256));
        assertEquals(CANARY, buffer.getByte(OFFSET - 1));
        assertEquals(CANARY, buffer.getByte(OFFSET + capacity));
    }

    @Test
    void writesNothingWhereNoHeaderFits()
    {
        final UnsafeBuffer address = address(256, 0x11);
        for (int capacity = 0; capacity < 76; capacity++)
        {
            final UnsafeBuffer buffer = new UnsafeBuffer(new byte[capacity]);
            buffer.setMemory(0, capacity, CANARY);
            encoder.wrap(buffer, 0, capacity, 256);
            assertEquals(TransmissionEncoder.REFUSED, encoder.beginMessage(address, 0, address, 0, 2, false));
            assertEquals(TransmissionEncoder.REFUSED, encoder.finish());
            for (int i = 0; i < capacity; i++)
            {
                assertEquals(CANARY, buffer.getByte(i));
            }
        }
    }

    private String encodeOne(
        final int beta,
        final int from,
        final int to,
        final int operation,
        final boolean isEncrypted,
        final String payload)
    {
        final byte[] body = HexFormat.of().parseHex(payload);
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[2048]);
        buffer.setMemory(0, 2048, CANARY);
        encoder.wrap(buffer, OFFSET, 2000, beta);
        final int at = encoder.beginMessage(address(beta, from), 0, address(beta, to), 0, operation, isEncrypted);
        buffer.putBytes(at, body);
        assertTrue(encoder.commitMessage(body.length));
        final byte[] bytes = new byte[encoder.finish()];
        buffer.getBytes(OFFSET, bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private RejectCode parse(final String hex, final int beta)
    {
        final byte[] bytes = HexFormat.of().parseHex(hex);
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[OFFSET + bytes.length]);
        buffer.putBytes(OFFSET, bytes);
        return parser.wrap(buffer, OFFSET, bytes.length, beta);
    }

    /** Bits are numbered as in the specification: 0 is the most significant of the first byte. */
    private static String flip(final String hex, final int bit)
    {
        final byte[] bytes = HexFormat.of().parseHex(hex);
        bytes[bit / 8] ^= (byte)(0x80 >>> bit % 8);
        return HexFormat.of().formatHex(bytes);
    }

    private static UnsafeBuffer address(final int beta, final int fill)
    {
        final UnsafeBuffer address = new UnsafeBuffer(new byte[beta / 8]);
        address.setMemory(0, beta / 8, (byte)fill);
        return address;
    }
}
