package io.hopwire.wire;

import io.hopwire.test.Allocations;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.Random;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class WireAllocationTest
{
    private static final int OPERATIONS = 10_000;
    private static final int BETA = 256;
    private static final int CAPACITY = 1408;
    private static final int HOSTILE_PER_ROUND = 100_000;

    private final UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(CAPACITY));
    private final UnsafeBuffer address = new UnsafeBuffer(new byte[BETA / 8]);
    private final MsgPackEncoder msgPackEncoder = new MsgPackEncoder();
    private final MsgPackDecoder msgPackDecoder = new MsgPackDecoder();
    private final TransmissionEncoder encoder = new TransmissionEncoder();
    private final TransmissionParser parser = new TransmissionParser();
    private long sum;

    @Test
    void doesNotAllocateOnTheWayThereAndBack()
    {
        assertEquals(0, Allocations.minimumPerRound(OPERATIONS, this::thereAndBack));
        assertTrue(sum != 0);
    }

    @Test
    void doesNotAllocateForFrames()
    {
        assertEquals(0, Allocations.minimumPerRound(OPERATIONS, () ->
        {
            FrameFlyweight.putDataHeader(buffer, 0, 7, sum, 100);
            assertNull(FrameFlyweight.validate(buffer, 0, CAPACITY));
            sum += FrameFlyweight.counter(buffer, 0) + FrameFlyweight.receiverIndex(buffer, 0);
            buffer.putByte(0, (byte)sum);
            sum += null == FrameFlyweight.validate(buffer, 0, CAPACITY) ? 1 : 2;
        }));
    }

    /** A million lies about lengths and counts: refused, and for nothing. */
    @Test
    void refusesHostileLengthsAndCountsWithoutAllocation()
    {
        final Random random = new Random(7);
        final int[] sizes = {-1, Integer.MAX_VALUE, Integer.MIN_VALUE, 10_000_000, 1 << 30, CAPACITY, 0x5555_5556};
        final int[] leads = {0xc6, 0xc9, 0xdb, 0xdd, 0xdf};
        buffer.setMemory(0, CAPACITY, (byte)0xc0);
        assertEquals(0, Allocations.minimumPerRound(0, 10, 1, () ->
        {
            for (int i = 0; i < HOSTILE_PER_ROUND; i++)
            {
                final int lead = leads[random.nextInt(leads.length)];
                buffer.putByte(1, (byte)lead);
                buffer.putInt(2, sizes[random.nextInt(sizes.length)], BIG_ENDIAN);
                buffer.putByte(0, (byte)0x91);
                refuse(msgPackDecoder.wrap(buffer, 0, 1 + random.nextInt(CAPACITY)), lead);
            }
        }));
    }

    @Test
    void refusesDeepNestingWithoutAllocation()
    {
        final UnsafeBuffer deep = new UnsafeBuffer(new byte[100_000]);
        deep.setMemory(0, 100_000, (byte)0x91);
        assertEquals(0, Allocations.minimumPerRound(OPERATIONS, () ->
        {
            sum += null == msgPackDecoder.wrap(deep, 0, 100_000).validate(true) ? 1 : 0;
        }));
        assertEquals(0, sum);
        assertEquals(MsgPackError.DEPTH, msgPackDecoder.error());
    }

    @Test
    void walksTenMillionEmptyElementsWithoutAllocation()
    {
        final int count = 10_000_000;
        final UnsafeBuffer empty = new UnsafeBuffer(new byte[5 + count]);
        empty.setMemory(0, 5 + count, (byte)0x90);
        empty.putByte(0, (byte)0xdd);
        empty.putInt(1, count, BIG_ENDIAN);
        assertEquals(0, Allocations.minimumPerRound(0, 10, 1, () ->
        {
            assertNull(msgPackDecoder.wrap(empty, 0, 5 + count).validate(true));
        }));
        assertEquals(count, msgPackDecoder.readArrayHeader());
    }

    private static void refuse(final MsgPackDecoder decoder, final int lead)
    {
        if (null == decoder.validate(true) || decoder.error() == MsgPackError.NONE)
        {
            throw new AssertionError("accepted, lead " + lead);
        }
    }

    private void thereAndBack()
    {
        encoder.wrap(buffer, 0, CAPACITY, BETA);
        for (int i = 0; i < 3; i++)
        {
            final int at = encoder.beginMessage(address, 0, address, 0, Operation.WHISPER, false);
            msgPackEncoder.wrap(buffer, at, encoder.payloadCapacity());
            msgPackEncoder.putMapHeader(2).putString("\u00e4\ud83c\udf7a").putArrayHeader(4).putNil().putBoolean(true)
                .putLong(-70_000).putDouble(0.25).putString("key").putBinary(address, 0, 32);
            encoder.commitMessage(msgPackEncoder.length());
        }
        assertNull(parser.wrap(buffer, 0, encoder.finish(), BETA));
        while (parser.next())
        {
            msgPackDecoder.wrap(buffer, parser.payloadOffset(), parser.payloadLength());
            assertNull(msgPackDecoder.validate(true));
            read();
            assertTrue(msgPackDecoder.isComplete());
        }
    }

    private void read()
    {
        sum += msgPackDecoder.readMapHeader() + msgPackDecoder.readString() + msgPackDecoder.readArrayHeader();
        sum += msgPackDecoder.readNil() && msgPackDecoder.readBoolean() ? 1 : 0;
        sum += msgPackDecoder.readLong() + (long)msgPackDecoder.readDouble();
        sum += msgPackDecoder.skip() ? 1 : 0;
        sum += msgPackDecoder.readBinary() + msgPackDecoder.valueOffset();
    }
}
