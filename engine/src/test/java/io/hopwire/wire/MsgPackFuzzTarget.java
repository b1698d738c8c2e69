package io.hopwire.wire;

import io.hopwire.test.FuzzTarget;
import org.agrona.concurrent.UnsafeBuffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Values of msgpack: what is taken strictly is taken, what is passed over ends where it was seen to end, and no read
 * goes beyond the end, whatever was announced.
 */
public final class MsgPackFuzzTarget
{
    private MsgPackFuzzTarget()
    {
    }

    /**
     * Reads as the engine does, with objects that are there already.
     *
     * @return which.
     */
    public static FuzzTarget.Reader newReader()
    {
        final MsgPackDecoder decoder = new MsgPackDecoder();
        return (input, length) -> null == decoder.wrap(input, 0, length).validate(true);
    }

    /**
     * Try one input.
     *
     * @param data of a fuzzer.
     */
    public static void fuzzerTestOneInput(final byte[] data)
    {
        final UnsafeBuffer input = new UnsafeBuffer(data);
        final MsgPackDecoder decoder = new MsgPackDecoder();
        final boolean isStrict = null == decoder.wrap(input, 0, data.length).validate(true);
        final boolean isSound = null == decoder.wrap(input, 0, data.length).validate(false);
        assertTrue(isSound || !isStrict, "strictly is not looser");
        decoder.wrap(input, 0, data.length);
        final boolean isPassed = decoder.skip() && decoder.isComplete();
        assertTrue(isPassed || !isSound, "what is sound can be passed over");
        readAll(decoder.wrap(input, 0, data.length), data.length);
    }

    private static void readAll(final MsgPackDecoder decoder, final int length)
    {
        while (!decoder.failed() && decoder.remaining() > 0)
        {
            final int before = decoder.position();
            read(decoder, length);
            assertTrue(decoder.failed() || decoder.position() > before, "each value has bytes");
            assertTrue(decoder.position() <= length);
        }
        if (decoder.failed())
        {
            assertEquals(MsgPackDecoder.FAILED, decoder.readBinary(), "who has failed goes on failing");
            assertFalse(decoder.isComplete());
        }
    }

    private static void read(final MsgPackDecoder decoder, final int length)
    {
        switch (decoder.peek())
        {
            case NIL -> decoder.readNil();
            case BOOLEAN -> decoder.readBoolean();
            case INTEGER -> decoder.readLong();
            case FLOAT -> decoder.readDouble();
            case STRING -> inside(decoder, decoder.readString(), length);
            case BINARY -> inside(decoder, decoder.readBinary(), length);
            case EXTENSION -> inside(decoder, decoder.readExtension(), length);
            case ARRAY -> decoder.readArrayHeader();
            case MAP -> decoder.readMapHeader();
            default -> decoder.skip();
        }
    }

    private static void inside(final MsgPackDecoder decoder, final int bytes, final int length)
    {
        assertTrue(bytes < 0 || decoder.valueOffset() + bytes <= length);
    }
}
