package io.hopwire.crypto.identity;

import org.agrona.DirectBuffer;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;

/**
 * Signatures of RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, section 8.2), by addresses of 2,048 bits and by the keys of
 * any size that libp2p has. Not PSS: this one needs
 * no randomness, so the same text has the same signature in every run, and is what certificates of links have already.
 * To sign takes a millisecond, to check one some thirty microseconds. Allocates some kilobytes. Not thread-safe.
 */
public class RsaSignatures
{
    /** Bytes of a signature by a key of 2,048 bits. */
    public static final int LENGTH = RsaKeys.MODULUS_LENGTH;

    private static final int STAGING = 512;

    private final Signature signature;
    private final KeyFactory keys;
    private final PrivateKey keyOrNull;
    private final byte[] staging = new byte[STAGING];

    /**
     * Nothing is signed or checked yet.
     *
     * @param keyOrNull to sign with, or null to check only.
     */
    public RsaSignatures(final PrivateKey keyOrNull)
    {
        this.keyOrNull = keyOrNull;
        try
        {
            signature = Signature.getInstance("SHA256withRSA");
            keys = KeyFactory.getInstance("RSA");
        }
        catch (final GeneralSecurityException ex)
        {
            throw missing(ex);
        }
    }

    /** {@return whether there is a key to sign with} */
    public boolean canSign()
    {
        return null != keyOrNull;
    }

    /** A text begins that is to be signed. */
    public void signing()
    {
        try
        {
            signature.initSign(keyOrNull);
        }
        catch (final GeneralSecurityException ex)
        {
            throw missing(ex);
        }
    }

    /**
     * A text begins whose signature is to be checked.
     *
     * @param modulus of who is said to have signed it.
     * @return false where nobody signs with that.
     */
    public boolean verifying(final BigInteger modulus)
    {
        return verifying(modulus, RsaKeys.EXPONENT);
    }

    /**
     * A text begins whose signature is to be checked.
     *
     * @param modulus  of who is said to have signed it.
     * @param exponent of the same.
     * @return false where nobody signs with that.
     */
    public boolean verifying(final BigInteger modulus, final BigInteger exponent)
    {
        try
        {
            signature.initVerify(keys.generatePublic(new RSAPublicKeySpec(modulus, exponent)));
            return true;
        }
        catch (final GeneralSecurityException ex)
        {
            return false;
        }
    }

    /**
     * More of the text.
     *
     * @param src    holds it.
     * @param offset first byte.
     * @param length bytes.
     */
    public void update(final byte[] src, final int offset, final int length)
    {
        try
        {
            signature.update(src, offset, length);
        }
        catch (final GeneralSecurityException ex)
        {
            throw missing(ex);
        }
    }

    /**
     * More of the text.
     *
     * @param src    holds it.
     * @param offset first byte.
     * @param length bytes.
     */
    public void update(final DirectBuffer src, final int offset, final int length)
    {
        for (int done = 0; done < length; done += STAGING)
        {
            final int count = Math.min(STAGING, length - done);
            src.getBytes(offset + done, staging, 0, count);
            update(staging, 0, count);
        }
    }

    /**
     * The text is whole: sign it.
     *
     * @param dst    where the signature goes.
     * @param offset first of {@link #LENGTH} bytes.
     */
    public void sign(final byte[] dst, final int offset)
    {
        try
        {
            signature.sign(dst, offset, LENGTH);
        }
        catch (final GeneralSecurityException ex)
        {
            throw missing(ex);
        }
    }

    /**
     * The text is whole: sign it.
     *
     * @return the signature, as long as the key's modulus.
     */
    public byte[] sign()
    {
        try
        {
            return signature.sign();
        }
        catch (final GeneralSecurityException ex)
        {
            throw missing(ex);
        }
    }

    /**
     * The text is whole: is that its signature?
     *
     * @param signed from anybody; one of a wrong length is none.
     * @return true if so.
     */
    public boolean isGood(final byte[] signed)
    {
        try
        {
            return signature.verify(signed);
        }
        catch (final GeneralSecurityException ex)
        {
            return false;
        }
    }

    private static IllegalStateException missing(final GeneralSecurityException ex)
    {
        return new IllegalStateException("every JVM must have RSA", ex);
    }
}
