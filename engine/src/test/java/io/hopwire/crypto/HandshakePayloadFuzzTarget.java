package io.hopwire.crypto;

import io.hopwire.test.FuzzTarget;
import org.agrona.concurrent.UnsafeBuffer;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Fields of the payload inside a handshake, as whoever knows our key can send them.
 */
public final class HandshakePayloadFuzzTarget
{
    private HandshakePayloadFuzzTarget()
    {
    }

    /**
     * Reads as the engine does, with objects that are there already.
     *
     * @return which.
     */
    public static FuzzTarget.Reader newReader()
    {
        return (input, length) -> HandshakePayload.isValid(input, 0, length);
    }

    /**
     * Try one input.
     *
     * @param data of a fuzzer.
     */
    public static void fuzzerTestOneInput(final byte[] data)
    {
        final UnsafeBuffer input = new UnsafeBuffer(data);
        if (HandshakePayload.isValid(input, 0, data.length))
        {
            for (int type = 0; type <= 0xFF; type++)
            {
                final int value = HandshakePayload.find(input, 0, data.length, type);
                assertTrue(
                    HandshakePayload.NONE == value ||
                    value + HandshakePayload.valueLength(input, value) <= data.length);
            }
            assertTrue(HandshakePayload.NONE != HandshakePayload.find(input, 0, data.length, HandshakePayload.HELLO));
        }
    }
}
