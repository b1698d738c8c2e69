package io.hopwire.libp2p.wire;

import io.hopwire.test.FuzzTarget;
import org.agrona.concurrent.UnsafeBuffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Protobuf and varints of libp2p: fields lie within the message, one behind the other; what is canonical is sound, and
 * comes out the same when it is written again.
 */
public final class ProtobufFuzzTarget
{
    private static final int MAX_FIELDS = 64;

    private ProtobufFuzzTarget()
    {
    }

    /**
     * Reads as the engine does, with objects that are there already.
     *
     * @return which.
     */
    public static FuzzTarget.Reader newReader()
    {
        final ProtobufReader reader = new ProtobufReader();
        return (input, length) ->
        {
            reader.wrap(input, 0, length, MAX_FIELDS);
            while (reader.next())
            {
                reader.varint();
            }
            return ProtobufError.NONE == reader.error();
        };
    }

    /**
     * Try one input.
     *
     * @param data of a fuzzer.
     */
    public static void fuzzerTestOneInput(final byte[] data)
    {
        final UnsafeBuffer input = new UnsafeBuffer(data);
        final long number = UnsignedVarint.get(input, 0, data.length);
        assertTrue(number < 0 || UnsignedVarint.length(number) <= data.length);
        final ProtobufReader reader = new ProtobufReader().wrap(input, 0, data.length, MAX_FIELDS);
        int end = 0;
        while (reader.next())
        {
            assertTrue(reader.field() > 0 && reader.valueOffset() > end);
            end = reader.valueOffset() + reader.valueLength();
            assertTrue(end <= data.length);
        }
        assertTrue(ProtobufError.NONE != reader.error() || end == data.length);
        assertFalse(reader.next());
        final ProtobufError loose = reader.error();
        if (isCanonical(input, data.length))
        {
            assertEquals(ProtobufError.NONE, loose);
        }
    }

    private static boolean isCanonical(final UnsafeBuffer input, final int length)
    {
        final ProtobufReader reader = new ProtobufReader().wrapCanonical(input, 0, length, MAX_FIELDS);
        final UnsafeBuffer again = new UnsafeBuffer(new byte[length]);
        final ProtobufWriter writer = new ProtobufWriter().wrap(again, 0, length);
        boolean isSimple = true;
        while (reader.next())
        {
            if (ProtobufReader.BYTES == reader.wireType())
            {
                writer.putBytes(reader.field(), input, reader.valueOffset(), reader.valueLength());
            }
            else if (ProtobufReader.VARINT == reader.wireType() && reader.varint() >= 0)
            {
                writer.putNumber(reader.field(), reader.varint());
            }
            else
            {
                isSimple = false;
            }
        }
        final boolean isSound = ProtobufError.NONE == reader.error();
        if (isSound && isSimple)
        {
            assertFalse(writer.failed());
            assertEquals(length, writer.length());
            assertEquals(input, again);
        }
        return isSound;
    }
}
