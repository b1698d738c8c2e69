package io.hopwire.component.dht;

import io.hopwire.test.FuzzTarget;
import io.hopwire.wire.MsgPackDecoder;
import io.hopwire.wire.MsgPackEncoder;
import org.agrona.concurrent.UnsafeBuffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Records as they come in messages and as they lie on a disk, and patches of maps: what one makes of two maps is a map
 * that can be read, and patching it once more by the same changes nothing.
 */
public final class RecordFuzzTarget
{
    private static final int MAX_PATCHED = 4096;

    private RecordFuzzTarget()
    {
    }

    /**
     * Reads as the engine does, with objects that are there already.
     *
     * @return which.
     */
    public static FuzzTarget.Reader newReader()
    {
        final Record record = new Record();
        final DiskRecord disk = new DiskRecord();
        final UnsafeBuffer whole = new UnsafeBuffer();
        return (input, length) ->
        {
            whole.wrap(input, 0, length);
            return record.isWellFormed(whole, length) | disk.wrap(whole);
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
        final Record record = new Record();
        if (record.isWellFormed(input, data.length))
        {
            assertTrue(record.version() > 0);
            assertTrue(record.offset() + record.length() == data.length);
        }
        final DiskRecord disk = new DiskRecord();
        if (disk.wrap(input))
        {
            assertTrue(disk.keyOffset() + disk.keyLength() <= data.length);
        }
        if (data.length > 2)
        {
            final int base = Math.min(data[0] & 0xFF, data.length - 2);
            patch(input, 1, base, 1 + base, data.length - 1 - base);
        }
    }

    /** Only of what is sound and a map is anything merged. */
    private static void patch(
        final UnsafeBuffer input, final int base, final int baseLength, final int by, final int byLength)
    {
        final MsgPackDecoder decoder = new MsgPackDecoder();
        if (!isMap(decoder, input, by, byLength) || baseLength > 0 && !isMap(decoder, input, base, baseLength))
        {
            return;
        }
        final UnsafeBuffer merged = new UnsafeBuffer(new byte[MAX_PATCHED]);
        final MsgPackEncoder encoder = new MsgPackEncoder();
        new MapPatch().merge(encoder.wrap(merged, 0, MAX_PATCHED), input, base, baseLength, input, by, byLength);
        final int length = encoder.length();
        assertTrue(!encoder.overflowed() && isMap(decoder, merged, 0, length), "what is merged is a map");
        final UnsafeBuffer again = new UnsafeBuffer(new byte[MAX_PATCHED]);
        new MapPatch().merge(encoder.wrap(again, 0, MAX_PATCHED), merged, 0, length, input, by, byLength);
        assertEquals(new UnsafeBuffer(merged, 0, length).capacity(), encoder.length(), "patched twice by the same");
    }

    private static boolean isMap(
        final MsgPackDecoder decoder, final UnsafeBuffer buffer, final int offset, final int length)
    {
        return null == decoder.wrap(buffer, offset, length).validate(true) &&
            MapPatch.isMap(decoder, buffer, offset, length);
    }
}
