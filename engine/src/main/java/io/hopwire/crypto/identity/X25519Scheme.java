package io.hopwire.crypto.identity;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The static key is the address.
 */
final class X25519Scheme implements IdentityScheme
{
    @Override
    public String name()
    {
        return "x25519";
    }

    @Override
    public int addressLength()
    {
        return STATIC_KEY_LENGTH;
    }

    @Override
    public int privateKeyLength()
    {
        return STATIC_KEY_LENGTH;
    }

    @Override
    public boolean isAuthenticated()
    {
        return true;
    }

    @Override
    public int certificateLength()
    {
        return 0;
    }

    @Override
    public void address(final byte[] privateKey, final StaticKeyFunction function, final byte[] address)
    {
        function.publicKey(privateKey, address);
    }

    @Override
    public void staticPrivateKey(final byte[] privateKey, final byte[] staticPrivateKey)
    {
        System.arraycopy(privateKey, 0, staticPrivateKey, 0, STATIC_KEY_LENGTH);
    }

    @Override
    public boolean staticKey(
        final DirectBuffer address, final int offset, final StaticKeyFunction function, final byte[] staticKey)
    {
        address.getBytes(offset, staticKey, 0, STATIC_KEY_LENGTH);
        return true;
    }

    @Override
    public void certify(final byte[] privateKey, final byte[] staticKey, final byte[] certificate)
    {
        assert 0 == certificate.length;
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
        if (0 != length)
        {
            return false;
        }
        dst.putBytes(dstOffset, staticKey, 0, STATIC_KEY_LENGTH);
        return true;
    }
}
