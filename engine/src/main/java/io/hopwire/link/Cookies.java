package io.hopwire.link;

import io.hopwire.spi.Addresses;
import io.hopwire.spi.EntropySource;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Proofs of address, demanded under load: a keyed hash of the source address under a secret of ours that changes every
 * two minutes, the one before staying valid. Whoever returns it receives what is sent to that address. Nothing is
 * stored.
 * <p>
 * They prove time as well, demanded of whom we may have forgotten: what carries a cookie inside, where only its author
 * can have put it, was made after the secret, which no message is that was recorded before we were started.
 */
final class Cookies
{
    /** How long a cookie is valid at least, nanoseconds; at most twice as long. */
    static final long VALID_NS = 120_000_000_000L;

    private final EntropySource entropy;
    private final Addresses addresses;
    private final HandshakeMacs macs;
    private final MacKey secret = new MacKey();
    private final MacKey previous = new MacKey();
    private final UnsafeBuffer address = new UnsafeBuffer(new byte[Addresses.LENGTH]);
    private final UnsafeBuffer cookie = new UnsafeBuffer(new byte[HandshakeMacs.LENGTH]);
    private boolean hasSecret;
    private long madeNs;

    Cookies(final EntropySource entropy, final Addresses addresses, final HandshakeMacs macs)
    {
        this.entropy = entropy;
        this.addresses = addresses;
        this.macs = macs;
    }

    /**
     * Write the cookie of an address.
     */
    void put(final int addressId, final MutableDirectBuffer dst, final int offset, final long nowNs)
    {
        rotate(nowNs);
        addresses.copyTo(addressId, address, 0);
        macs.put(secret, address, 0, Addresses.LENGTH, dst, offset);
    }

    /**
     * Whether the second MAC of a frame was made with a cookie of its source address.
     */
    boolean isProved(
        final int addressId, final DirectBuffer buffer, final int offset, final int mac2Offset, final long nowNs)
    {
        rotate(nowNs);
        addresses.copyTo(addressId, address, 0);
        return isProved(secret, buffer, offset, mac2Offset) || isProved(previous, buffer, offset, mac2Offset);
    }

    /**
     * Whether these are the bytes of a cookie of an address.
     */
    boolean isOurs(final int addressId, final DirectBuffer buffer, final int offset, final long nowNs)
    {
        rotate(nowNs);
        addresses.copyTo(addressId, address, 0);
        return isOurs(secret, buffer, offset) || isOurs(previous, buffer, offset);
    }

    private boolean isOurs(final MacKey key, final DirectBuffer buffer, final int offset)
    {
        macs.put(key, address, 0, Addresses.LENGTH, cookie, 0);
        return HandshakeMacs.isEqual(cookie, 0, buffer, offset);
    }

    /**
     * Forget the secrets: what was made under them proves nothing any more.
     */
    void forget()
    {
        secret.set(0, 0);
        previous.set(0, 0);
        cookie.setMemory(0, cookie.capacity(), (byte)0);
        hasSecret = false;
    }

    private boolean isProved(final MacKey key, final DirectBuffer buffer, final int offset, final int mac2Offset)
    {
        macs.put(key, address, 0, Addresses.LENGTH, cookie, 0);
        return macs.verify(cookie, 0, buffer, offset, mac2Offset - offset, mac2Offset);
    }

    private void rotate(final long nowNs)
    {
        if (!hasSecret || nowNs - madeNs >= VALID_NS)
        {
            final boolean isPreviousValid = hasSecret && nowNs - madeNs < 2 * VALID_NS;
            previous.set(
                isPreviousValid ? secret.k0 : entropy.nextLong(), isPreviousValid ? secret.k1 : entropy.nextLong());
            secret.set(entropy.nextLong(), entropy.nextLong());
            hasSecret = true;
            madeNs = nowNs;
        }
    }
}
