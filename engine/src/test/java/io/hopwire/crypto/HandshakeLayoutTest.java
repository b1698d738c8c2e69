package io.hopwire.crypto;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.Arrays;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class HandshakeLayoutTest
{
    private static final int OFFSET = 16;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[512]);
    private final UnsafeBuffer data = new UnsafeBuffer("prologuepayloadmessage".getBytes());
    private final byte[] out = new byte[32];

    @Test
    void laysOutARequest()
    {
        buffer.setMemory(0, buffer.capacity(), (byte)0xFF);
        final HandshakeRequest request = new HandshakeRequest().wrapForWrite(buffer, OFFSET)
            .header(HandshakeRequest.ADVANCE, 1, HandshakeRequest.PATTERN_XX, -7, 1L << 40)
            .remoteAddress(new UnsafeBuffer(filled(0x51)), 0, 32)
            .prologue(data, 0, 8)
            .payload(data, 8, 7)
            .message(data, 15, 7);

        assertEquals(24 + 32 + 22, request.length());
        assertEquals(request.length(), HandshakeRequest.length(32, 8, 7, 7));
        assertEquals(0x01_03_01_00, buffer.getInt(OFFSET, LITTLE_ENDIAN));
        assertEquals(-7, buffer.getInt(OFFSET + 4, LITTLE_ENDIAN));
        assertEquals(1L << 40, buffer.getLong(OFFSET + 8, LITTLE_ENDIAN));
        assertEquals(0x0007_0007_0008_0020L, buffer.getLong(OFFSET + 16, LITTLE_ENDIAN));
        assertEquals("prologuepayloadmessage", buffer.getStringWithoutLengthUtf8(OFFSET + 56, 22));

        buffer.getBytes(request.wrap(buffer, OFFSET).addressOffset(), out);
        assertArrayEquals(filled(0x51), out);
        assertEquals(HandshakeRequest.ADVANCE, request.op());
        assertEquals(1, request.owner());
        assertEquals(HandshakeRequest.PATTERN_XX, request.pattern());
        assertEquals(-7, request.handshakeId());
        assertEquals(1L << 40, request.correlation());
        assertEquals(OFFSET + 56, request.prologueOffset());
        assertEquals(OFFSET + 56 + 8, request.payloadOffset());
        assertEquals(OFFSET + 56 + 15, request.messageOffset());
    }

    @Test
    void laysOutAResult()
    {
        buffer.setMemory(0, buffer.capacity(), (byte)0xFF);
        final HandshakeResult result = new HandshakeResult().wrapForWrite(buffer, OFFSET)
            .header(HandshakeRequest.RESPOND, 0, HandshakeResult.OK, 3, 9, -2)
            .keys(filled(1), filled(2), filled(3))
            .addressLength(33)
            .payloadLength(40_000)
            .messageLength(5);

        assertEquals(120 + 33 + 40_005, result.length());
        assertEquals(result.length(), HandshakeResult.length(33, 40_000, 5));
        assertEquals(0x00_02_00_00, buffer.getInt(OFFSET, LITTLE_ENDIAN));
        assertEquals(3, buffer.getShort(OFFSET + 118, LITTLE_ENDIAN));
        assertEquals(9, buffer.getInt(OFFSET + 4, LITTLE_ENDIAN));
        assertEquals(-2, buffer.getLong(OFFSET + 8, LITTLE_ENDIAN));
        for (int i = 0; i < 3; i++)
        {
            buffer.getBytes(OFFSET + 16 + 32 * i, out);
            assertArrayEquals(filled(i + 1), out);
        }
        assertEquals(OFFSET + 120, result.wrap(buffer, OFFSET).addressOffset());
        assertEquals(OFFSET + 153, result.payloadOffset());
        assertEquals(OFFSET + 153 + 40_000, result.messageOffset());
        assertTrue(result.isFinished());
        assertTrue(result.hasRemoteAddress());
        assertFalse(result.wrapForWrite(buffer, OFFSET).isFinished());
    }

    private static byte[] filled(final int value)
    {
        final byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte)value);
        return bytes;
    }
}
