package io.hopwire.libp2p.identity;

import io.hopwire.libp2p.wire.Libp2pLimits;
import io.hopwire.test.FuzzTarget;
import org.agrona.concurrent.UnsafeBuffer;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Payloads inside of libp2p's Noise handshakes: what is taken lies within them, and nobody vouches for a static key
 * that nobody has.
 */
public final class NoisePayloadFuzzTarget
{
    private NoisePayloadFuzzTarget()
    {
    }

    /**
     * Reads as the engine does, with objects that are there already.
     *
     * @return which.
     */
    public static FuzzTarget.Reader newReader()
    {
        final NoisePayload payload = new NoisePayload();
        return (input, length) -> IdentityError.NONE == payload.wrap(input, 0, length);
    }

    /**
     * Try one input.
     *
     * @param data of a fuzzer.
     */
    public static void fuzzerTestOneInput(final byte[] data)
    {
        final NoisePayload payload = new NoisePayload();
        if (IdentityError.NONE == payload.wrap(new UnsafeBuffer(data), 0, data.length))
        {
            assertTrue(payload.muxerCount() <= Libp2pLimits.MAX_EARLY_MUXERS);
            for (int i = 0; i < payload.muxerCount(); i++)
            {
                assertTrue(payload.muxerOffset(i) + payload.muxerLength(i) <= data.length);
                assertTrue(payload.muxerLength(i) <= Libp2pLimits.MAX_PROTOCOL_LENGTH);
            }
            assertNotEquals(IdentityError.NONE, payload.verify(new byte[32], null));
            assertNull(payload.peerKey());
        }
    }
}
