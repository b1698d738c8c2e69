package io.hopwire.libp2p.identity;

import io.hopwire.test.FuzzTarget;
import org.agrona.concurrent.UnsafeBuffer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Public keys as peers send them, and their ids: what is a key has one encoding, this one, and signs nothing that
 * nobody signed.
 */
public final class PeerKeyFuzzTarget
{
    private static final byte[] MESSAGE = {1, 2, 3};

    private PeerKeyFuzzTarget()
    {
    }

    /**
     * Reads as the engine does, with objects that are there already.
     *
     * @return which.
     */
    public static FuzzTarget.Reader newReader()
    {
        return (input, length) ->
            IdentityError.NONE == PeerKey.check(input, 0, length) ||
            IdentityError.NONE == PeerId.check(input, 0, length);
    }

    /**
     * Try one input.
     *
     * @param data of a fuzzer.
     */
    public static void fuzzerTestOneInput(final byte[] data)
    {
        final UnsafeBuffer input = new UnsafeBuffer(data);
        final PeerId id = PeerId.of(input, 0, data.length);
        if (null != id)
        {
            assertEquals(id, PeerId.parse(id.toString()));
            id.inlinedKey();
        }
        final PeerKey key = PeerKey.decode(input, 0, data.length);
        if (null != key)
        {
            assertEquals(IdentityError.NONE, PeerKey.check(input, 0, data.length));
            assertArrayEquals(data, key.encoded());
            assertTrue(key.peerId().length() <= PeerId.MAX_LENGTH);
            assertFalse(key.verify(MESSAGE, data));
            assertFalse(key.verify(MESSAGE, new byte[64]));
        }
        try
        {
            assertNotNull(HostKey.decode(data).peerId());
        }
        catch (final IllegalArgumentException ex)
        {
            assertNotNull(ex.getMessage());
        }
    }
}
