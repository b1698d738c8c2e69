package io.hopwire.wire;

import io.hopwire.spi.RejectCode;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Seeded: any bytes, read in any way, end in values that lie within them or in an error.
 */
@Tag("long")
class MsgPackFuzzTest
{
    private static final int SCALE = Integer.getInteger("hopwire.test.scale", 1);
    private static final int INPUTS = 400_000 * SCALE;
    private static final int SEQUENCES = 100_000 * SCALE;
    private static final int TREES = 2_000 * SCALE;
    private static final int CAPACITY = 1 << 20;
    private static final byte CANARY = (byte)0xa5;

    private final MsgPackEncoder encoder = new MsgPackEncoder();
    private final MsgPackDecoder decoder = new MsgPackDecoder();
    private final UnsafeBuffer target = new UnsafeBuffer(new byte[256]);
    private final UnsafeBuffer scratch = new UnsafeBuffer(new byte[CAPACITY]);

    @Test
    void readsAnyBytesInAnyWay()
    {
        byte[] tree = {};
        int completed = 0;
        for (long seed = 0; seed < INPUTS; seed++)
        {
            final Random random = new Random(seed);
            if (seed % 16 == 0)
            {
                tree = encode(random);
            }
            final byte[] bytes = mutate(random, tree);
            completed += readAll(random, bytes, "seed " + seed) ? 1 : 0;
        }
        assertTrue(completed > INPUTS / 100 && completed < INPUTS, "both ends must have occurred, " + completed);
    }

    @Test
    void writesAgainWhatItFoundValid()
    {
        int valid = 0;
        for (long seed = 0; seed < INPUTS / 4; seed++)
        {
            final Random random = new Random(seed);
            final UnsafeBuffer input = new UnsafeBuffer(mutate(random, encode(random)));
            decoder.wrap(input, 0, input.capacity());
            if (null == decoder.validate(true))
            {
                valid++;
                final Object tree = MsgPackTrees.decode(input, decoder);
                MsgPackTrees.encode(tree, encoder.wrap(scratch, 0, CAPACITY));
                decoder.wrap(scratch, 0, encoder.length());
                assertNull(decoder.validate(true), "seed " + seed);
                assertTrue(MsgPackTrees.areEqual(tree, MsgPackTrees.decode(scratch, decoder)), "seed " + seed);
            }
        }
        assertTrue(valid > 1_000, "only " + valid);
    }

    /** No value is the beginning of another one. */
    @Test
    void refusesEveryPrefixAndEverySuffix()
    {
        for (long seed = 0; seed < TREES; seed++)
        {
            MsgPackTrees.encode(MsgPackTrees.random(new Random(seed), 3), encoder.wrap(scratch, 0, CAPACITY));
            final int length = encoder.length();
            scratch.putByte(length, (byte)0xc0);
            assertEquals(RejectCode.PAYLOAD, decoder.wrap(scratch, 0, length + 1).validate(false));
            assertEquals(MsgPackError.TRAILING, decoder.error(), "seed " + seed);
            for (int cut = 0; cut < length; cut += cut < 300 ? 1 : 1 + length / 50)
            {
                final String at = "seed " + seed + " cut at " + cut;
                assertEquals(RejectCode.PAYLOAD, decoder.wrap(scratch, 0, cut).validate(false), at);
                assertTrue(isShort(decoder.error()), at);
            }
        }
    }

    @Test
    void writesAnySequenceWithinAnyCapacity()
    {
        for (long seed = 0; seed < SEQUENCES; seed++)
        {
            final Random random = new Random(seed);
            final int offset = random.nextInt(20);
            final int capacity = random.nextInt(200);
            target.setMemory(0, 256, CANARY);
            encoder.wrap(target, offset, capacity);
            for (int i = 0; i < 20; i++)
            {
                writeOne(random);
            }
            assertTrue(encoder.length() <= capacity, "seed " + seed);
            for (int i = 0; i < 256; i++)
            {
                final boolean isOurs = i >= offset && i < offset + encoder.length();
                assertTrue(isOurs || target.getByte(i) == CANARY, "seed " + seed + " at " + i);
            }
        }
    }

    private static boolean isShort(final MsgPackError error)
    {
        return error == MsgPackError.TRUNCATED || error == MsgPackError.LENGTH || error == MsgPackError.COUNT;
    }

    private boolean readAll(final Random random, final byte[] bytes, final String seed)
    {
        // exactly as long as the input, so that a look beyond it is noticed
        decoder.wrap(new UnsafeBuffer(bytes), 0, bytes.length);
        while (!decoder.failed() && !decoder.isComplete())
        {
            final int before = decoder.position();
            readOne(random, seed);
            final boolean isConsumed = decoder.position() > before && decoder.position() <= bytes.length;
            assertTrue(decoder.failed() ? decoder.position() == before : isConsumed, seed);
        }
        return decoder.isComplete();
    }

    private void readOne(final Random random, final String seed)
    {
        if (random.nextInt(8) == 0)
        {
            readWrongly(random);
            return;
        }
        switch (decoder.peek())
        {
            case NIL:
                decoder.readNil();
                break;
            case BOOLEAN:
                decoder.readBoolean();
                break;
            case INTEGER:
                readNumber(random);
                break;
            case FLOAT:
                decoder.readDouble();
                break;
            case STRING:
                assertView(decoder.readString(), seed);
                break;
            case BINARY:
                assertView(decoder.readBinary(), seed);
                break;
            case EXTENSION:
                assertView(decoder.readExtension(), seed);
                break;
            case ARRAY:
                assertTrue(decoder.readArrayHeader() <= decoder.remaining(), seed);
                break;
            case MAP:
                assertTrue(decoder.readMapHeader() <= decoder.remaining() / 2, seed);
                break;
            default:
                decoder.skip();
                break;
        }
    }

    private void readWrongly(final Random random)
    {
        switch (random.nextInt(4))
        {
            case 0:
                decoder.readArrayHeader();
                break;
            case 1:
                decoder.readString();
                break;
            default:
                decoder.skip();
                break;
        }
    }

    private void readNumber(final Random random)
    {
        switch (random.nextInt(3))
        {
            case 0:
                decoder.readLong();
                break;
            case 1:
                decoder.readUnsignedLong();
                break;
            default:
                decoder.readDouble();
                break;
        }
    }

    private void assertView(final int length, final String seed)
    {
        if (length == MsgPackDecoder.FAILED)
        {
            assertTrue(decoder.failed(), seed);
        }
        else
        {
            assertTrue(length >= 0, seed);
            assertEquals(decoder.position(), decoder.valueOffset() + length, seed);
        }
    }

    private void writeOne(final Random random)
    {
        switch (random.nextInt(9))
        {
            case 0:
                encoder.putLong(random.nextLong() >> random.nextInt(64));
                break;
            case 1:
                encoder.putUnsignedLong(random.nextLong() >>> random.nextInt(64));
                break;
            case 2:
                encoder.putDouble(random.nextDouble());
                break;
            case 3:
                encoder.putString("\u00e4\ud83c\udf7a\ud83c".substring(random.nextInt(5)));
                break;
            case 4:
                encoder.putString(scratch, 0, random.nextInt(50) - 1);
                break;
            case 5:
                encoder.putBinary(scratch, 0, random.nextInt(50) - 1);
                break;
            case 6:
                encoder.putArrayHeader(random.nextLong() >> random.nextInt(64));
                break;
            case 7:
                encoder.putStringHeader(random.nextLong() >> random.nextInt(64));
                break;
            default:
                fillClaim(random);
                break;
        }
    }

    private void fillClaim(final Random random)
    {
        final int length = random.nextInt(20) - 1;
        final int at = encoder.claim(length);
        if (at >= 0)
        {
            target.setMemory(at, length, (byte)1);
        }
    }

    private byte[] encode(final Random random)
    {
        MsgPackTrees.encode(MsgPackTrees.random(random, 4), encoder.wrap(scratch, 0, CAPACITY));
        final byte[] bytes = new byte[Math.min(encoder.length(), 1_000)];
        scratch.getBytes(0, bytes);
        return bytes;
    }

    private static byte[] mutate(final Random random, final byte[] original)
    {
        byte[] bytes = original.clone();
        for (int i = 0, changes = random.nextInt(4); i < changes && bytes.length > 0; i++)
        {
            final int at = random.nextInt(bytes.length);
            switch (random.nextInt(4))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.nextInt(8));
                    break;
                case 1:
                    bytes[at] = (byte)(0xc0 + random.nextInt(32));
                    break;
                case 2:
                    Arrays.fill(bytes, at, Math.min(bytes.length, at + 4), (byte)random.nextInt());
                    break;
                default:
                    bytes = Arrays.copyOf(bytes, at + random.nextInt(8));
                    break;
            }
        }
        return bytes;
    }
}
