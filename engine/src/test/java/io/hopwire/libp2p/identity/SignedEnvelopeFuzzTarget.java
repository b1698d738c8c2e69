package io.hopwire.libp2p.identity;

import io.hopwire.test.FuzzTarget;
import org.agrona.concurrent.UnsafeBuffer;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Signed envelopes: what is taken lies within them, and nobody signs for a domain that nobody signs for.
 */
public final class SignedEnvelopeFuzzTarget
{
    private static final byte[] NO_DOMAIN = {'n', 'o', 'n', 'e'};
    private static final byte[] TYPE = {3, 1};

    private SignedEnvelopeFuzzTarget()
    {
    }

    /**
     * Reads as the engine does, with objects that are there already.
     *
     * @return which.
     */
    public static FuzzTarget.Reader newReader()
    {
        final SignedEnvelope envelope = new SignedEnvelope();
        return (input, length) -> IdentityError.NONE == envelope.wrap(input, 0, length);
    }

    /**
     * Try one input.
     *
     * @param data of a fuzzer.
     */
    public static void fuzzerTestOneInput(final byte[] data)
    {
        final SignedEnvelope envelope = new SignedEnvelope();
        if (IdentityError.NONE == envelope.wrap(new UnsafeBuffer(data), 0, data.length))
        {
            assertTrue(envelope.payloadOffset() + envelope.payloadLength() <= data.length);
            assertNotEquals(IdentityError.NONE, envelope.verify(NO_DOMAIN, TYPE));
            assertNull(envelope.peerKey());
        }
    }
}
