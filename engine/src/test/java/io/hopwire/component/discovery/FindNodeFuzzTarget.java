package io.hopwire.component.discovery;

import io.hopwire.spi.Addresses;
import io.hopwire.test.FuzzTarget;
import io.hopwire.wire.MsgPackDecoder;
import io.hopwire.wire.NetworkConstants;
import org.agrona.concurrent.UnsafeBuffer;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Answers to FIND_NODE, behind their operation; the first byte chooses how many elements they are said to have.
 */
public final class FindNodeFuzzTarget
{
    private static final int ADDRESS_LENGTH = 32;

    private FindNodeFuzzTarget()
    {
    }

    /**
     * Reads as the engine does, with objects that are there already.
     *
     * @return which.
     */
    public static FuzzTarget.Reader newReader()
    {
        final NodeMessages.Answer answer = new NodeMessages.Answer(2 * NetworkConstants.DEFAULT_K, ADDRESS_LENGTH);
        final MsgPackDecoder decoder = new MsgPackDecoder();
        final UnsafeBuffer message = new UnsafeBuffer();
        return (input, length) ->
        {
            if (length < 2)
            {
                return false;
            }
            message.wrap(input, 2, length - 2);
            return answer.decode(decoder.wrap(message, 0, length - 2), input.getByte(0) & 0xFF, message);
        };
    }

    /**
     * Try one input.
     *
     * @param data of a fuzzer.
     */
    public static void fuzzerTestOneInput(final byte[] data)
    {
        if (data.length < 2)
        {
            return;
        }
        final int capacity = 2 * NetworkConstants.DEFAULT_K;
        final NodeMessages.Answer answer = new NodeMessages.Answer(capacity, ADDRESS_LENGTH);
        final UnsafeBuffer input = new UnsafeBuffer(data, 2, data.length - 2);
        answer.namer().setMemory(0, Addresses.LENGTH, data[1]);
        final MsgPackDecoder decoder = new MsgPackDecoder().wrap(input, 0, input.capacity());
        if (answer.decode(decoder, data[0] & 0xFF, input))
        {
            final UnsafeBuffer address = new UnsafeBuffer(new byte[Addresses.LENGTH]);
            assertTrue(answer.targetOffset + ADDRESS_LENGTH <= input.capacity());
            assertTrue(answer.count + answer.unknownKinds + answer.outOfScope <= capacity);
            for (int i = 0; i < answer.count; i++)
            {
                assertTrue(answer.keyOffsets[i] + ADDRESS_LENGTH <= input.capacity());
                answer.copyAddress(input, i, address);
            }
        }
    }
}
