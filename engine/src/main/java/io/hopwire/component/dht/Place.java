package io.hopwire.component.dht;

import io.hopwire.crypto.AddressSpace;
import io.hopwire.crypto.Sha256;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Where a key is stored: at the nodes closest to an address that is computed from it, so that nobody can choose it. The
 * address begins with the SHA-256 of the key; where it is longer than that, the next 32 bytes are the SHA-256 of the 32
 * before them, and so on. Not thread-safe.
 */
final class Place
{
    private final int length;
    private final Sha256 sha256 = new Sha256();
    private final byte[] bytes;
    private final UnsafeBuffer address;

    Place(final AddressSpace space)
    {
        length = space.length();
        bytes = new byte[(length + Sha256.LENGTH - 1) / Sha256.LENGTH * Sha256.LENGTH];
        address = new UnsafeBuffer(bytes);
    }

    /**
     * Of a key.
     *
     * @return the address, until the next call.
     */
    DirectBuffer of(final DirectBuffer key, final int offset, final int keyLength)
    {
        sha256.update(key, offset, keyLength);
        sha256.digest(bytes, 0);
        for (int i = Sha256.LENGTH; i < length; i += Sha256.LENGTH)
        {
            sha256.update(bytes, i - Sha256.LENGTH, Sha256.LENGTH);
            sha256.digest(bytes, i);
        }
        return address;
    }

    /** Whether an address is that of a key. */
    boolean isOf(
        final DirectBuffer claimed,
        final int claimedOffset,
        final DirectBuffer key,
        final int offset,
        final int keyLength)
    {
        of(key, offset, keyLength);
        for (int i = 0; i < length; i++)
        {
            if (address.getByte(i) != claimed.getByte(claimedOffset + i))
            {
                return false;
            }
        }
        return true;
    }
}
