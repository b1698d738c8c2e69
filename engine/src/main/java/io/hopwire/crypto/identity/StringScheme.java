package io.hopwire.crypto.identity;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * <b>No authentication at all:</b> an address is a text, and the secret of its static key is a hash of that text, which
 * everybody can make. What a peer calls itself is checked against the static key that it speaks with, so that an
 * honest network is consistent; a liar only has to calculate one hash.
 */
final class StringScheme implements IdentityScheme
{
    private static final byte[] PREFIX = "hopwire string identity".getBytes(StandardCharsets.US_ASCII);

    private final int addressLength;

    StringScheme(final int addressLength)
    {
        if (addressLength < IdentitySchemes.MIN_ADDRESS_LENGTH || addressLength > IdentitySchemes.MAX_ADDRESS_LENGTH)
        {
            throw new IllegalArgumentException("an address of " + addressLength + " bytes");
        }
        this.addressLength = addressLength;
    }

    @Override
    public String name()
    {
        return "string";
    }

    @Override
    public int addressLength()
    {
        return addressLength;
    }

    @Override
    public int privateKeyLength()
    {
        return addressLength;
    }

    @Override
    public boolean isAuthenticated()
    {
        return false;
    }

    @Override
    public int certificateLength()
    {
        return addressLength;
    }

    @Override
    public void address(final byte[] privateKey, final StaticKeyFunction function, final byte[] address)
    {
        System.arraycopy(privateKey, 0, address, 0, addressLength);
    }

    @Override
    public void staticPrivateKey(final byte[] privateKey, final byte[] staticPrivateKey)
    {
        final byte[] text = Arrays.copyOf(PREFIX, PREFIX.length + addressLength);
        System.arraycopy(privateKey, 0, text, PREFIX.length, addressLength);
        System.arraycopy(Digests.sha256(text), 0, staticPrivateKey, 0, STATIC_KEY_LENGTH);
    }

    @Override
    public boolean staticKey(
        final DirectBuffer address, final int offset, final StaticKeyFunction function, final byte[] staticKey)
    {
        final byte[] text = new byte[addressLength];
        address.getBytes(offset, text);
        final byte[] staticPrivateKey = new byte[STATIC_KEY_LENGTH];
        staticPrivateKey(text, staticPrivateKey);
        function.publicKey(staticPrivateKey, staticKey);
        return true;
    }

    @Override
    public void certify(final byte[] privateKey, final byte[] staticKey, final byte[] certificate)
    {
        System.arraycopy(privateKey, 0, certificate, 0, addressLength);
    }

    @Override
    public boolean identify(
        final DirectBuffer certificate,
        final int offset,
        final int length,
        final byte[] staticKey,
        final StaticKeyFunction function,
        final MutableDirectBuffer dst,
        final int dstOffset)
    {
        if (addressLength != length)
        {
            return false;
        }
        final byte[] expected = new byte[STATIC_KEY_LENGTH];
        staticKey(certificate, offset, function, expected);
        if (!Arrays.equals(expected, staticKey))
        {
            return false;
        }
        dst.putBytes(dstOffset, certificate, offset, addressLength);
        return true;
    }
}
