package io.hopwire.libp2p.address;

import io.hopwire.libp2p.wire.Libp2pLimits;
import io.hopwire.test.FuzzTarget;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.charset.StandardCharsets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Multiaddrs, as bytes and as text: what is one has a text, and comes back from it.
 */
public final class MultiaddrFuzzTarget
{
    private MultiaddrFuzzTarget()
    {
    }

    /**
     * Reads as the engine does, with objects that are there already.
     *
     * @return which.
     */
    public static FuzzTarget.Reader newReader()
    {
        final MultiaddrReader reader = new MultiaddrReader();
        return (input, length) -> AddressError.NONE == reader.check(input, 0, length);
    }

    /**
     * Try one input.
     *
     * @param data of a fuzzer.
     */
    public static void fuzzerTestOneInput(final byte[] data)
    {
        final UnsafeBuffer input = new UnsafeBuffer(data);
        final MultiaddrReader reader = new MultiaddrReader().wrap(input, 0, data.length);
        int end = 0;
        while (reader.next())
        {
            assertTrue(reader.valueOffset() > end);
            end = reader.valueOffset() + reader.valueLength();
            assertTrue(end <= data.length);
        }
        assertFalse(reader.next());
        final Multiaddr address = Multiaddr.of(input, 0, data.length);
        assertEquals(AddressError.NONE == reader.error(), null != address);
        if (null != address)
        {
            assertEquals(data.length, end);
            comesBack(address);
        }
        final Multiaddr parsed = Multiaddr.tryParse(new String(data, StandardCharsets.UTF_8));
        if (null != parsed)
        {
            comesBack(parsed);
        }
    }

    private static void comesBack(final Multiaddr address)
    {
        assertTrue(address.components() <= Libp2pLimits.MAX_MULTIADDR_COMPONENTS);
        final Multiaddr again = Multiaddr.tryParse(address.toString());
        // The path of HTTP gets its slash, and may then be too long.
        if (address.indexOf(AddressProtocol.HTTP_PATH) < 0)
        {
            assertEquals(address, again);
        }
        else if (null != again)
        {
            assertEquals(again, Multiaddr.parse(again.toString()));
        }
        assertNotNull(new UnsafeBuffer(address.bytes()));
        address.peerId();
        address.isTcp();
    }
}
