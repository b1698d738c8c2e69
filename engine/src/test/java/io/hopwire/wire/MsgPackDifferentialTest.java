package io.hopwire.wire;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Against msgpack-core, the implementation of the format's own project.
 */
class MsgPackDifferentialTest
{
    private static final int CAPACITY = 1 << 22;
    private static final int SCALE = Integer.getInteger("hopwire.test.scale", 1);
    private static final int TREES = 3_000 * SCALE;
    private static final int MUTANTS = 200_000 * SCALE;
    private static final int MAX_TREE_DEPTH = 6;

    private final MsgPackEncoder encoder = new MsgPackEncoder();
    private final MsgPackDecoder decoder = new MsgPackDecoder();
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[CAPACITY]);

    @Test
    void writesTheSameBytesAndReadTheSameValues() throws IOException
    {
        for (long seed = 0; seed < TREES; seed++)
        {
            final Object tree = MsgPackTrees.random(new Random(seed), (int)(seed % MAX_TREE_DEPTH));
            final byte[] theirs = theirBytes(tree);
            final byte[] ours = ourBytes(tree);
            assertArrayEquals(theirs, ours, "seed " + seed);
            decoder.wrap(buffer, 0, ours.length);
            assertNull(decoder.validate(true), "seed " + seed);
            assertTrue(MsgPackTrees.areEqual(tree, MsgPackTrees.decode(buffer, decoder)), "seed " + seed);
            assertTrue(decoder.isComplete(), "seed " + seed);
            decoder.wrap(buffer, 0, ours.length);
            assertTrue(decoder.skip() && decoder.isComplete(), "seed " + seed);
        }
    }

    @Test
    void acceptsTheSameMutants()
    {
        final Random random = new Random(4);
        int accepted = 0;
        for (int i = 0; i < MUTANTS; i++)
        {
            final byte[] bytes = mutant(random);
            decoder.wrap(new UnsafeBuffer(bytes), 0, bytes.length);
            final boolean isOurs = null == decoder.validate(false);
            if (decoder.error() != MsgPackError.DEPTH)
            {
                assertEquals(isTheirs(bytes), isOurs,
                    () -> decoder.error() + " " + HexFormat.of().formatHex(bytes, 0, Math.min(200, bytes.length)));
            }
            accepted += isOurs ? 1 : 0;
        }
        assertTrue(accepted > MUTANTS / 100 && accepted < MUTANTS, "both answers must have occurred, " + accepted);
    }

    private byte[] mutant(final Random random)
    {
        if (random.nextInt(10) == 0)
        {
            final byte[] noise = new byte[random.nextInt(12)];
            random.nextBytes(noise);
            return noise;
        }
        byte[] bytes = ourBytes(MsgPackTrees.random(random, 3));
        bytes = bytes.length > 2_000 ? Arrays.copyOf(bytes, 2_000) : bytes;
        for (int i = 0, changes = random.nextInt(3); i < changes && bytes.length > 0; i++)
        {
            bytes[random.nextInt(Math.min(bytes.length, 64))] = (byte)random.nextInt();
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 2)) : bytes;
    }

    private byte[] ourBytes(final Object tree)
    {
        MsgPackTrees.encode(tree, encoder.wrap(buffer, 0, CAPACITY));
        assertFalse(encoder.overflowed());
        final byte[] bytes = new byte[encoder.length()];
        buffer.getBytes(0, bytes);
        return bytes;
    }

    private static boolean isTheirs(final byte[] bytes)
    {
        try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(bytes))
        {
            skip(unpacker);
            return unpacker.getTotalReadBytes() == bytes.length;
        }
        catch (final MessagePackException | IOException ex)
        {
            return false;
        }
    }

    /** Container by container: msgpack-core's own skipValue() takes a map of 2^30 pairs or more for an empty one. */
    private static void skip(final MessageUnpacker unpacker) throws IOException
    {
        switch (unpacker.getNextFormat().getValueType())
        {
            case ARRAY:
                skip(unpacker, unpacker.unpackArrayHeader());
                break;
            case MAP:
                skip(unpacker, 2L * unpacker.unpackMapHeader());
                break;
            default:
                unpacker.skipValue();
                break;
        }
    }

    private static void skip(final MessageUnpacker unpacker, final long values) throws IOException
    {
        for (long i = 0; i < values; i++)
        {
            skip(unpacker);
        }
    }

    private static byte[] theirBytes(final Object tree) throws IOException
    {
        try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker())
        {
            pack(tree, packer);
            return packer.toByteArray();
        }
    }

    private static void pack(final Object tree, final MessageBufferPacker packer) throws IOException
    {
        if (null == tree)
        {
            packer.packNil();
        }
        else if (tree instanceof Boolean)
        {
            packer.packBoolean((Boolean)tree);
        }
        else if (tree instanceof Long)
        {
            packer.packLong((Long)tree);
        }
        else if (tree instanceof BigInteger)
        {
            packer.packBigInteger((BigInteger)tree);
        }
        else if (tree instanceof Double)
        {
            packer.packDouble((Double)tree);
        }
        else if (tree instanceof String)
        {
            packer.packString((String)tree);
        }
        else if (tree instanceof byte[])
        {
            packer.packBinaryHeader(((byte[])tree).length).addPayload((byte[])tree);
        }
        else
        {
            packContainer(tree, packer);
        }
    }

    private static void packContainer(final Object tree, final MessageBufferPacker packer) throws IOException
    {
        if (tree instanceof List)
        {
            packer.packArrayHeader(((List<?>)tree).size());
            for (final Object value : (List<?>)tree)
            {
                pack(value, packer);
            }
            return;
        }
        packer.packMapHeader(((Map<?, ?>)tree).size());
        for (final Map.Entry<?, ?> entry : ((Map<?, ?>)tree).entrySet())
        {
            pack(entry.getKey(), packer);
            pack(entry.getValue(), packer);
        }
    }
}
