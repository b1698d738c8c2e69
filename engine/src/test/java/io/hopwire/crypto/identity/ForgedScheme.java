package io.hopwire.crypto.identity;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import java.util.Arrays;

/**
 * Ed25519 as a liar has it: it says of itself what is wrong, and believes everybody else.
 */
public final class ForgedScheme implements IdentityScheme
{
    /** What is wrong with the certificate. */
    public enum Lie
    {
        NONE, MISSING, CUT, TOO_LONG, BIT_CHANGED, ADDRESS_OF_ANOTHER, FOR_ANOTHER_STATIC_KEY, SIGNED_BY_ANOTHER
    }

    private static final IdentityScheme TRUTH = IdentitySchemes.ED25519;
    private static final byte[] ANOTHER = new byte[32];

    private final Lie lie;
    private final boolean tellsStaticKey;

    public ForgedScheme(final Lie lie)
    {
        this(lie, true);
    }

    private ForgedScheme(final Lie lie, final boolean tellsStaticKey)
    {
        this.lie = lie;
        this.tellsStaticKey = tellsStaticKey;
    }

    /** No lie, but as with RSA nobody can tell a static key who knows an address, so that links begin by XX. */
    public static ForgedScheme silent()
    {
        return new ForgedScheme(Lie.NONE, false);
    }

    @Override
    public boolean tellsStaticKey()
    {
        return tellsStaticKey;
    }

    /** Who signs in the place of the liar. */
    public static byte[] anothersAddress()
    {
        final byte[] address = new byte[32];
        TRUTH.address(ANOTHER, null, address);
        return address;
    }

    @Override
    public String name()
    {
        return TRUTH.name();
    }

    @Override
    public int addressLength()
    {
        return TRUTH.addressLength();
    }

    @Override
    public int privateKeyLength()
    {
        return TRUTH.privateKeyLength();
    }

    @Override
    public boolean isAuthenticated()
    {
        return true;
    }

    @Override
    public int certificateLength()
    {
        final int length = TRUTH.certificateLength();
        return Lie.MISSING == lie ? 0 : Lie.CUT == lie ? length - 1 : Lie.TOO_LONG == lie ? length + 1 : length;
    }

    @Override
    public void address(final byte[] privateKey, final StaticKeyFunction function, final byte[] address)
    {
        TRUTH.address(privateKey, function, address);
    }

    @Override
    public void staticPrivateKey(final byte[] privateKey, final byte[] staticPrivateKey)
    {
        TRUTH.staticPrivateKey(privateKey, staticPrivateKey);
    }

    @Override
    public boolean staticKey(
        final DirectBuffer address, final int offset, final StaticKeyFunction function, final byte[] staticKey)
    {
        return TRUTH.staticKey(address, offset, function, staticKey);
    }

    @Override
    public void certify(final byte[] privateKey, final byte[] staticKey, final byte[] certificate)
    {
        final byte[] whole = new byte[TRUTH.certificateLength()];
        final byte[] key = staticKey.clone();
        key[0] ^= (byte)(Lie.FOR_ANOTHER_STATIC_KEY == lie ? 1 : 0);
        TRUTH.certify(Lie.SIGNED_BY_ANOTHER == lie ? ANOTHER : privateKey, key, whole);
        whole[50] ^= (byte)(Lie.BIT_CHANGED == lie ? 4 : 0);
        if (Lie.ADDRESS_OF_ANOTHER == lie)
        {
            System.arraycopy(anothersAddress(), 0, whole, 0, TRUTH.addressLength());
        }
        System.arraycopy(Arrays.copyOf(whole, certificate.length), 0, certificate, 0, certificate.length);
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
        return TRUTH.identify(certificate, offset, length, staticKey, function, dst, dstOffset);
    }
}
