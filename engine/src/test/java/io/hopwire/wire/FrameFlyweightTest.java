package io.hopwire.wire;

import io.hopwire.codec.CookieFrameEncoder;
import io.hopwire.codec.DataHeaderDecoder;
import io.hopwire.codec.HandshakeHeaderDecoder;
import io.hopwire.spi.RejectCode;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.HexFormat;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FrameFlyweightTest
{
    private static final int OFFSET = 3;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[70_000]);

    @Test
    void hasTheLengthsOfTheSchema()
    {
        assertEquals(8, FrameTypes.FRAME_HEADER_LENGTH);
        assertEquals(16, FrameTypes.HANDSHAKE_HEADER_LENGTH);
        assertEquals(40, FrameTypes.COOKIE_FRAME_LENGTH);
        assertEquals(16, FrameTypes.DATA_HEADER_LENGTH);
        assertEquals(144, FrameTypes.minFrameLength(FrameTypes.INITIATION_IK));
        assertEquals(96, FrameTypes.minFrameLength(FrameTypes.RESPONSE_IK));
        assertEquals(80, FrameTypes.minFrameLength(FrameTypes.XX_1));
        assertEquals(144, FrameTypes.minFrameLength(FrameTypes.XX_2));
        assertEquals(112, FrameTypes.minFrameLength(FrameTypes.XX_3));
        assertEquals(40, FrameTypes.minFrameLength(FrameTypes.COOKIE));
        assertEquals(32, FrameTypes.minFrameLength(FrameTypes.DATA));
    }

    @Test
    void writesADataHeaderAsTheGeneratedCodecReadsIt()
    {
        assertEquals(32 + 5, FrameFlyweight.putDataHeader(buffer, OFFSET, 0xdeadbeef, 0x8102030405060708L, 5));
        assertEquals("07012500efbeadde0807060504030281", hex(16));
        final DataHeaderDecoder decoder = new DataHeaderDecoder().wrap(buffer, OFFSET, 16, 1);
        assertEquals(FrameTypes.DATA, decoder.frameType());
        assertEquals(FrameTypes.VERSION, decoder.version());
        assertEquals(37, decoder.frameLength());
        assertEquals(0xdeadbeefL, decoder.receiverIndex());
        assertEquals(0x8102030405060708L, decoder.counter());
        assertEquals(0xdeadbeef, FrameFlyweight.receiverIndex(buffer, OFFSET));
        assertEquals(0x8102030405060708L, FrameFlyweight.counter(buffer, OFFSET));
        assertNull(FrameFlyweight.validate(buffer, OFFSET, 37));
    }

    @Test
    void writesAHandshakeHeaderAsTheGeneratedCodecReadsIt()
    {
        buffer.setMemory(0, 64, (byte)0xa5);
        assertEquals(48 + 100,
            FrameFlyweight.putHandshakeHeader(buffer, OFFSET, FrameTypes.INITIATION_IK, 0x01020304, 0xfffefdfc, 100));
        assertEquals("0101940004030201fcfdfeff64000000", hex(16));
        final HandshakeHeaderDecoder decoder = new HandshakeHeaderDecoder().wrap(buffer, OFFSET, 16, 1);
        assertEquals(0x01020304, decoder.receiverIndex());
        assertEquals(0xfffefdfcL, decoder.senderIndex());
        assertEquals(100, decoder.noiseLength());
        assertEquals(0, decoder.reserved());
        assertEquals(0xfffefdfc, FrameFlyweight.senderIndex(buffer, OFFSET));
        assertEquals(100, FrameFlyweight.noiseLength(buffer, OFFSET));
        assertEquals(OFFSET + 116, FrameFlyweight.mac1Offset(OFFSET, 100));
        assertNull(FrameFlyweight.validate(buffer, OFFSET, 148));
        assertNull(FrameFlyweight.validate(buffer, OFFSET, 1000), "another frame may follow");
    }

    @Test
    void knowsWhereACookieFrameHasItsFields()
    {
        FrameFlyweight.putFrameHeader(buffer, OFFSET, FrameTypes.COOKIE, 40, 9);
        final CookieFrameEncoder encoder = new CookieFrameEncoder().wrap(buffer, OFFSET);
        encoder.cookie(0, (short)0x11).mac(0, (short)0x22);
        assertEquals(0x11, buffer.getByte(FrameFlyweight.cookieOffset(OFFSET)));
        assertEquals(0x22, buffer.getByte(FrameFlyweight.cookieMacOffset(OFFSET)));
        assertNull(FrameFlyweight.validate(buffer, OFFSET, 40));
        FrameFlyweight.putFrameHeader(buffer, OFFSET, FrameTypes.COOKIE, 41, 9);
        assertEquals(RejectCode.FRAME_LENGTH, FrameFlyweight.validate(buffer, OFFSET, 41));
    }

    @Test
    void refusesEveryTypeAndVersionThatIsNotOurs()
    {
        for (int type = 0; type < 256; type++)
        {
            FrameFlyweight.putFrameHeader(buffer, OFFSET, type, 200, 0);
            buffer.putShort(OFFSET + 12, (short)(200 - 48), LITTLE_ENDIAN);
            final RejectCode expected = type == FrameTypes.COOKIE ? RejectCode.FRAME_LENGTH :
                type >= 1 && type <= 7 ? null : RejectCode.FRAME_TYPE;
            assertEquals(expected, FrameFlyweight.validate(buffer, OFFSET, 200), "type " + type);
            assertEquals(type >= 1 && type <= 7, FrameTypes.isKnown(type));
            assertEquals(type >= 1 && type <= 5, FrameTypes.isHandshake(type));
            assertEquals(FrameTypes.isKnown(type), !"UNKNOWN".equals(FrameTypes.name(type)));
        }
        for (int version = 0; version < 256; version++)
        {
            FrameFlyweight.putDataHeader(buffer, OFFSET, 0, 0, 0);
            buffer.putByte(OFFSET + 1, (byte)version);
            assertEquals(version == 1 ? null : RejectCode.FRAME_VERSION, FrameFlyweight.validate(buffer, OFFSET, 32));
        }
    }

    @Test
    void refusesLengthsThatDoNotFit()
    {
        for (int type = 1; type <= 7; type++)
        {
            final int min = FrameTypes.minFrameLength(type);
            if (FrameTypes.isHandshake(type))
            {
                FrameFlyweight.putHandshakeHeader(buffer, OFFSET, type, 0, 0, min - FrameTypes.HANDSHAKE_OVERHEAD);
            }
            else
            {
                FrameFlyweight.putFrameHeader(buffer, OFFSET, type, min, 0);
            }
            assertNull(FrameFlyweight.validate(buffer, OFFSET, min));
            for (int length = 0; length < min; length++)
            {
                assertEquals(RejectCode.FRAME_LENGTH, FrameFlyweight.validate(buffer, OFFSET, length));
            }
            FrameFlyweight.putFrameHeader(buffer, OFFSET, type, min - 1, 0);
            assertEquals(RejectCode.FRAME_LENGTH, FrameFlyweight.validate(buffer, OFFSET, min));
            FrameFlyweight.putFrameHeader(buffer, OFFSET, type, 0, 0);
            assertEquals(RejectCode.FRAME_LENGTH, FrameFlyweight.validate(buffer, OFFSET, min));
        }
        FrameFlyweight.putDataHeader(buffer, OFFSET, 0, 0, FrameTypes.MAX_FRAME_LENGTH - FrameTypes.DATA_OVERHEAD);
        assertNull(FrameFlyweight.validate(buffer, OFFSET, FrameTypes.MAX_FRAME_LENGTH));
        FrameFlyweight.putHandshakeHeader(buffer, OFFSET, FrameTypes.XX_1, 0, 0, 100);
        buffer.putShort(OFFSET + 12, (short)99, LITTLE_ENDIAN);
        assertEquals(RejectCode.FRAME_LENGTH, FrameFlyweight.validate(buffer, OFFSET, 148), "a gap in front of mac1");
    }

    @Test
    void tellsCellsFromTransmissions()
    {
        TransmissionFlyweight.write(buffer, OFFSET, Compression.RESERVED, 0xffff_ffffL);
        assertEquals("0007ffffffff", hex(6));
        assertEquals(FrameKinds.TRANSMISSION, buffer.getByte(OFFSET));
        assertEquals(0xffff_ffffL, TransmissionFlyweight.remainingLength(buffer, OFFSET));
        assertTrue(FrameKinds.CELL_DATA != 0 && FrameKinds.CELL_CLOSE != 0);
        assertTrue(FrameKinds.CELL_TRACE != 0 && FrameKinds.CELL_TRACE_REPLY != 0);
        assertFalse(FrameKinds.LINK_CLOSE == 0);
    }

    private String hex(final int length)
    {
        final byte[] bytes = new byte[length];
        buffer.getBytes(OFFSET, bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
