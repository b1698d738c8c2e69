package io.hopwire.wire;

import io.hopwire.spi.RejectCode;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.Random;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Seeded: what goes in comes out, and whatever else comes in has no effect but a code.
 */
@Tag("long")
class TransmissionPropertyTest
{
    private static final int SCALE = Integer.getInteger("hopwire.test.scale", 1);
    private static final int ROUND_TRIPS = 20_000 * SCALE;
    private static final int MUTANTS = 200_000 * SCALE;
    private static final int CAPACITY = 4096;
    private static final int MAX_MESSAGES = 5;
    private static final int[] BETAS = {8, 256, 312, 2160};

    private final TransmissionEncoder encoder = new TransmissionEncoder();
    private final TransmissionParser parser = new TransmissionParser();
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[CAPACITY]);
    private final UnsafeBuffer keys = new UnsafeBuffer(new byte[MAX_MESSAGES * 2 * 270]);
    private final UnsafeBuffer payloads = new UnsafeBuffer(new byte[CAPACITY]);
    private final int[] operations = new int[MAX_MESSAGES];
    private final int[] payloadLengths = new int[MAX_MESSAGES];
    private final boolean[] encrypted = new boolean[MAX_MESSAGES];
    private int messageCount;
    private int beta;

    @Test
    void comesBackAsItWentIn()
    {
        for (long seed = 0; seed < ROUND_TRIPS; seed++)
        {
            final Random random = new Random(seed);
            final int offset = random.nextInt(9);
            final int length = encode(random, offset);
            assertNull(parser.wrap(buffer, offset, length, beta), "seed " + seed);
            for (int i = 0, payloadAt = 0; i < messageCount; i++)
            {
                assertTrue(parser.next(), "seed " + seed);
                assertMessage(i, payloadAt, "seed " + seed);
                payloadAt += payloadLengths[i];
            }
            assertFalse(parser.next(), "seed " + seed);
        }
    }

    @Test
    void answersAnyMutantWithACodeOrWithMessagesThatTileIt()
    {
        int accepted = 0;
        for (long seed = 0; seed < MUTANTS; seed++)
        {
            final Random random = new Random(seed);
            final int length = mutate(random, encode(random, 0));
            // as long as the transmission exactly, so that a look beyond it is noticed
            final UnsafeBuffer exact = new UnsafeBuffer(buffer.byteArray(), 0, length);
            final RejectCode code = parser.wrap(exact, 0, length, beta);
            if (null == code)
            {
                accepted++;
                assertTiled(length, "seed " + seed);
            }
            else
            {
                assertTrue(code == RejectCode.TRANSMISSION || code == RejectCode.COMPRESSION, "seed " + seed);
                assertFalse(parser.hasNext() || parser.next(), "seed " + seed);
            }
        }
        assertTrue(accepted > MUTANTS / 100 && accepted < MUTANTS, "both answers must have occurred, " + accepted);
    }

    /** A bit of the transmission's header is always noticed; one further behind may make a different message. */
    @Test
    void survivesEveryFlippedBit()
    {
        for (long seed = 0; seed < 20; seed++)
        {
            final int length = encode(new Random(seed), 0);
            for (int bit = 0; bit < length * 8; bit++)
            {
                flipBit(bit);
                final RejectCode code = parser.wrap(buffer, 0, length, beta);
                final String at = "seed " + seed + " byte " + (bit >> 3);
                assertTrue(bit >= 48 || null != code, at);
                assertTrue(null != code || isWhollyThere(length), at);
                flipBit(bit);
            }
            assertNull(parser.wrap(buffer, 0, length, beta));
        }
    }

    private boolean isWhollyThere(final int length)
    {
        int end = 0;
        while (parser.next())
        {
            end = parser.payloadOffset() + parser.payloadLength();
        }
        return end == length;
    }

    private void assertTiled(final int length, final String seed)
    {
        int at = TransmissionFlyweight.HEADER_LENGTH;
        while (parser.next())
        {
            assertEquals(at, parser.messageOffset(), seed);
            assertEquals(at, parser.fromOffset(), seed);
            assertTrue(Operation.isValid(parser.operation()), seed);
            assertEquals(0, MessageFlyweight.reserved(buffer, at, beta), seed);
            at += parser.messageLength();
            assertEquals(at, parser.payloadOffset() + parser.payloadLength(), seed);
        }
        assertEquals(length, at, seed);
        assertTrue(at > TransmissionFlyweight.HEADER_LENGTH, seed);
    }

    private void assertMessage(final int i, final int payloadAt, final String seed)
    {
        final int addressLength = beta / 8;
        assertEquals(operations[i], parser.operation(), seed);
        assertEquals(encrypted[i], parser.isEncrypted(), seed);
        assertEquals(payloadLengths[i], parser.payloadLength(), seed);
        assertSame(keys, fromAt(i), buffer, parser.fromOffset(), addressLength, seed);
        assertSame(keys, toAt(i), buffer, parser.toOffset(), addressLength, seed);
        assertSame(payloads, payloadAt, buffer, parser.payloadOffset(), payloadLengths[i], seed);
    }

    private static void assertSame(
        final UnsafeBuffer expected,
        final int expectedAt,
        final UnsafeBuffer actual,
        final int actualAt,
        final int length,
        final String seed)
    {
        assertEquals(
            new UnsafeBuffer(expected, expectedAt, length), new UnsafeBuffer(actual, actualAt, length), seed);
    }

    /** Into a dirty buffer: what the encoder leaves out would be seen. */
    private int encode(final Random random, final int offset)
    {
        beta = BETAS[random.nextInt(BETAS.length)];
        messageCount = 1 + random.nextInt(MAX_MESSAGES);
        buffer.setMemory(0, CAPACITY, (byte)0xa5);
        random.nextBytes(keys.byteArray());
        random.nextBytes(payloads.byteArray());
        encoder.wrap(buffer, offset, CAPACITY - offset, beta);
        for (int i = 0, payloadAt = 0; i < messageCount; i++)
        {
            operations[i] = random.nextInt(16);
            payloadLengths[i] = random.nextInt(3) == 0 ? 0 : random.nextInt(200);
            encrypted[i] = random.nextBoolean();
            final int at = encoder.beginMessage(keys, fromAt(i), keys, toAt(i), operations[i], encrypted[i]);
            buffer.putBytes(at, payloads, payloadAt, payloadLengths[i]);
            assertTrue(encoder.commitMessage(payloadLengths[i]));
            payloadAt += payloadLengths[i];
        }
        return encoder.finish();
    }

    private int mutate(final Random random, final int encodedLength)
    {
        int length = encodedLength;
        for (int i = 0, changes = random.nextInt(4); i < changes; i++)
        {
            switch (random.nextInt(5))
            {
                case 0:
                    flipBit(random.nextInt(length * 8));
                    break;
                case 1:
                    buffer.putByte(random.nextInt(length), (byte)random.nextInt());
                    break;
                case 2:
                    length = 1 + random.nextInt(length);
                    break;
                case 3:
                    length = Math.max(TransmissionFlyweight.HEADER_LENGTH, random.nextInt(length));
                    TransmissionFlyweight.write(buffer, 0, Compression.NONE, length - 6);
                    break;
                default:
                    putHostileLength(random, length);
                    break;
            }
        }
        return length;
    }

    private void flipBit(final int bit)
    {
        buffer.putByte(bit >> 3, (byte)(buffer.getByte(bit >> 3) ^ 1 << (bit & 7)));
    }

    private void putHostileLength(final Random random, final int length)
    {
        final int[] values = {0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, length, length - 6, length - 5, 1};
        final int at = random.nextBoolean() ?
            TransmissionFlyweight.LENGTH_OFFSET : MessageFlyweight.headerLength(beta) + 2;
        buffer.putInt(Math.min(at, CAPACITY - 4), values[random.nextInt(values.length)], BIG_ENDIAN);
    }

    private int fromAt(final int message)
    {
        return 2 * message * 270;
    }

    private int toAt(final int message)
    {
        return (2 * message + 1) * 270;
    }
}
