package io.hopwire.component.payload;

import io.hopwire.test.FuzzTarget;
import io.hopwire.wire.MsgPackDecoder;
import org.agrona.concurrent.UnsafeBuffer;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Payloads of SHOUT and of WHISPER and its answers. They are read when their form has been found sound, and so here.
 */
public final class PayloadFuzzTarget
{
    private PayloadFuzzTarget()
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
        final ShoutMessage shout = new ShoutMessage();
        final WhisperMessage whisper = new WhisperMessage();
        final WhisperMessage.Answer answer = new WhisperMessage.Answer();
        return (input, length) ->
        {
            boolean isRead = shout.decode(decoder.wrap(input, 0, length));
            isRead |= whisper.decode(decoder.wrap(input, 0, length));
            for (int i = 0; i < 2; i++)
            {
                decoder.wrap(input, 0, length);
                final int fields = decoder.readArrayHeader();
                decoder.readLong();
                isRead |= answer.decode(decoder, fields, 0 == i);
            }
            return isRead;
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
        final MsgPackDecoder decoder = new MsgPackDecoder();
        final boolean isSound = null == decoder.wrap(input, 0, data.length).validate(true);
        final ShoutMessage shout = new ShoutMessage();
        if (shout.decode(decoder.wrap(input, 0, data.length)) && isSound)
        {
            assertTrue(shout.number() >= 0);
            assertTrue(shout.valueOffset() + shout.valueLength() < data.length);
        }
        final WhisperMessage whisper = new WhisperMessage();
        if (whisper.decode(decoder.wrap(input, 0, data.length)) && isSound)
        {
            assertTrue(whisper.number() >= 0);
            assertTrue(whisper.valueOffset() + whisper.valueLength() < data.length);
            assertTrue(whisper.secretOffset() + WhisperMessage.SECRET_LENGTH <= data.length);
        }
        answer(decoder.wrap(input, 0, data.length), true, data.length);
        answer(decoder.wrap(input, 0, data.length), false, data.length);
    }

    private static void answer(final MsgPackDecoder decoder, final boolean isAck, final int length)
    {
        final WhisperMessage.Answer answer = new WhisperMessage.Answer();
        final int fields = decoder.readArrayHeader();
        decoder.readLong();
        if (answer.decode(decoder, fields, isAck))
        {
            assertTrue(answer.hashOffset + WhisperPaths.HASH_LENGTH <= length);
            assertTrue(!isAck || answer.secretOffset + WhisperMessage.SECRET_LENGTH <= length);
            assertTrue(answer.reason >= 0);
        }
    }
}
