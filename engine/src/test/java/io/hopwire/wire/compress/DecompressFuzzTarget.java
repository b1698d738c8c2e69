package io.hopwire.wire.compress;

import io.hopwire.test.FuzzTarget;
import io.hopwire.sim.TransitFilter;
import io.hopwire.wire.Compression;
import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What is to be decompressed, by the codec that the first byte chooses, into room that the second one bounds. Done
 * twice over memory that held something else: nothing of that is in the result, and nothing beyond the limit changes.
 */
public final class DecompressFuzzTarget
{
    private static final int BEYOND = 32;
    private static final int STEP = 64;
    private static final Codecs CODECS = new Codecs(false);
    private static final Codecs PORTABLE = new Codecs(true);

    private DecompressFuzzTarget()
    {
    }

    /**
     * Reads as the engine does, with objects that are there already.
     *
     * @return which.
     */
    public static FuzzTarget.Reader newReader()
    {
        final Codec codec = CODECS.get(Compression.LZ4);
        final byte[] from = new byte[TransitFilter.MAX_LENGTH];
        final byte[] to = new byte[STEP];
        return (input, length) ->
        {
            input.getBytes(0, from, 0, length);
            return codec.decompress(from, 0, length, to, 0, to.length) >= 0;
        };
    }

    /**
     * Try one input.
     *
     * @param data of a fuzzer.
     */
    public static void fuzzerTestOneInput(final byte[] data)
    {
        if (data.length < 3)
        {
            return;
        }
        final int compression = 1 + (data[0] & 0xFF) % (Codecs.names().length - 1);
        final int most = STEP * (1 + (data[1] & 0xFF));
        final byte[] one = decompress(CODECS.get(compression), data, most, (byte)0x55);
        assertArrayEquals(one, decompress(CODECS.get(compression), data, most, (byte)0xAA), "bytes of others");
        assertArrayEquals(one, decompress(PORTABLE.get(compression), data, most, (byte)0x33), "on all machines");
    }

    private static byte[] decompress(final Codec codec, final byte[] data, final int most, final byte dirt)
    {
        final byte[] to = new byte[BEYOND + most + BEYOND];
        Arrays.fill(to, dirt);
        final int made = codec.decompress(data, 2, data.length - 2, to, BEYOND, most);
        assertTrue(made <= most);
        for (int i = 0; i < BEYOND; i++)
        {
            assertEquals(dirt, to[i], "before");
            assertEquals(dirt, to[BEYOND + most + i], "behind");
        }
        return made < 0 ? new byte[]{(byte)made} : Arrays.copyOfRange(to, BEYOND, BEYOND + made);
    }
}
