package io.hopwire.crypto;

import io.hopwire.spi.Limits;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.Random;

import static io.hopwire.crypto.HandshakePayload.CERTIFICATE;
import static io.hopwire.crypto.HandshakePayload.HELLO;
import static io.hopwire.crypto.HandshakePayload.NONE;
import static io.hopwire.crypto.HandshakePayload.OPTIONAL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class HandshakePayloadTest
{
    private static final int OFFSET = 5;
    private static final int PUZZLE = 0x83;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[OFFSET + 2 * Limits.MAX_HANDSHAKE_PAYLOAD]);
    private int length;

    @Test
    void findsEachFieldByItsType()
    {
        field(HELLO, 24);
        field(CERTIFICATE, 96);
        field(PUZZLE, 0);
        assertTrue(isValid());
        assertEquals(OFFSET + 3, find(HELLO));
        assertEquals(24, HandshakePayload.valueLength(buffer, find(HELLO)));
        assertEquals(OFFSET + 27 + 3, find(CERTIFICATE));
        assertEquals(96, HandshakePayload.valueLength(buffer, find(CERTIFICATE)));
        assertEquals(NONE, find(0x84));
    }

    @Test
    void passesOverOptionalFieldsThatNobodyKnows()
    {
        field(HELLO, 24);
        field(OPTIONAL | 0x55, 200);
        assertTrue(isValid());
        assertEquals(NONE, find(CERTIFICATE));
    }

    @Test
    void refusesFieldsThatMustBeKnown()
    {
        field(HELLO, 24);
        field(0x55, 200);
        assertFalse(isValid());
    }

    @Test
    void refusesWhatIsOutOfOrderOrThereTwice()
    {
        field(CERTIFICATE, 96);
        assertFalse(isValid(), "no hello");
        field(HELLO, 24);
        assertFalse(isValid(), "hello is not first");
        length = 0;
        field(HELLO, 24);
        field(HELLO, 24);
        assertFalse(isValid(), "twice");
        length = 0;
        field(HELLO, 24);
        field(PUZZLE, 4);
        field(CERTIFICATE, 96);
        assertFalse(isValid(), "out of order");
        length = 0;
        assertFalse(isValid(), "nothing");
        field(OPTIONAL, 0);
        assertFalse(isValid(), "no number");
    }

    @Test
    void refusesLengthsThatAreAbsurd()
    {
        field(HELLO, 24);
        final int whole = length;
        for (length = 1; length < whole; length++)
        {
            assertFalse(isValid(), "cut at " + length);
        }
        length = whole + 1;
        assertFalse(isValid(), "a byte behind it");
        length = whole + 2;
        assertFalse(isValid(), "two bytes behind it");
        length = 0;
        field(HELLO, 24);
        field(OPTIONAL | 9, 100);
        buffer.putShort(OFFSET + 27 + 1, (short)0xFFFF);
        assertFalse(isValid(), "longer than there is");
        length = 0;
        field(HELLO, Limits.MAX_HANDSHAKE_PAYLOAD - 3);
        assertTrue(isValid(), "the longest");
        length = 0;
        field(HELLO, Limits.MAX_HANDSHAKE_PAYLOAD - 3);
        field(OPTIONAL | 9, 0);
        assertFalse(isValid(), "too long");
    }

    @Test
    void neverReadsBehindItsEnd()
    {
        final Random random = new Random(7);
        int valid = 0;
        for (int i = 0; i < 100_000; i++)
        {
            // Nothing lies behind it: a byte too far would raise an exception.
            final UnsafeBuffer exact = new UnsafeBuffer(new byte[1 + random.nextInt(12)]);
            random.nextBytes(exact.byteArray());
            exact.putByte(0, random.nextInt(4) == 0 ? exact.getByte(0) : (byte)HELLO);
            for (int at = 1; at < exact.capacity(); at++)
            {
                exact.putByte(at, (byte)(random.nextInt(3) == 0 ? random.nextInt(0x90) : random.nextInt(4)));
            }
            if (HandshakePayload.isValid(exact, 0, exact.capacity()))
            {
                valid++;
                final int found = HandshakePayload.find(exact, 0, exact.capacity(), CERTIFICATE);
                assertTrue(found == NONE || found + HandshakePayload.valueLength(exact, found) <= exact.capacity());
            }
        }
        assertTrue(valid > 100, "valid ones: " + valid);
    }

    private void field(final int type, final int valueLength)
    {
        HandshakePayload.putField(buffer, OFFSET + length, type, valueLength);
        length += HandshakePayload.fieldLength(valueLength);
    }

    private boolean isValid()
    {
        return HandshakePayload.isValid(buffer, OFFSET, length);
    }

    private int find(final int type)
    {
        return HandshakePayload.find(buffer, OFFSET, length, type);
    }
}
