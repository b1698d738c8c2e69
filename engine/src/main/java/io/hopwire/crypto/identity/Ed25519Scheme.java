package io.hopwire.crypto.identity;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.bouncycastle.math.ec.rfc7748.X25519Field;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The address is an Ed25519 public key (RFC 8032), the private key is its seed. A certificate is
 * <pre>
 *    0           32                                                        96
 *   +-----------+-----------------------------------------------------------+
 *   |  address  |  signature over "hopwire/1 static key " and the static key |
 *   +-----------+-----------------------------------------------------------+
 * </pre>
 * The prefix keeps what is signed here apart from all else that the key may sign.
 */
class Ed25519Scheme implements IdentityScheme
{
    private static final int ADDRESS_LENGTH = Ed25519.PUBLIC_KEY_SIZE;
    private static final int CERTIFICATE_LENGTH = ADDRESS_LENGTH + Ed25519.SIGNATURE_SIZE;
    private static final byte[] PREFIX = "hopwire/1 static key ".getBytes(StandardCharsets.US_ASCII);

    @Override
    public String name()
    {
        return "ed25519";
    }

    @Override
    public int addressLength()
    {
        return ADDRESS_LENGTH;
    }

    @Override
    public int privateKeyLength()
    {
        return Ed25519.SECRET_KEY_SIZE;
    }

    @Override
    public boolean isAuthenticated()
    {
        return true;
    }

    @Override
    public int certificateLength()
    {
        return CERTIFICATE_LENGTH;
    }

    @Override
    public void address(final byte[] privateKey, final StaticKeyFunction function, final byte[] address)
    {
        Ed25519.generatePublicKey(privateKey, 0, address, 0);
    }

    /**
     * The scalar that the seed stands for (RFC 8032, section 5.1.5); X25519 clamps it as Ed25519 does.
     */
    @Override
    public void staticPrivateKey(final byte[] privateKey, final byte[] staticPrivateKey)
    {
        final byte[] hash = Digests.sha512(privateKey);
        System.arraycopy(hash, 0, staticPrivateKey, 0, STATIC_KEY_LENGTH);
        Arrays.fill(hash, (byte)0);
    }

    /**
     * The point's u-coordinate, (1 + y) / (1 - y) (RFC 7748, section 4.1). Only for canonical encodings of points of
     * the prime-order group, whose y is never 1.
     */
    @Override
    public boolean staticKey(
        final DirectBuffer address, final int offset, final StaticKeyFunction function, final byte[] staticKey)
    {
        final byte[] point = copy(address, offset, ADDRESS_LENGTH);
        if (!isPoint(point))
        {
            return false;
        }
        final int[] y = X25519Field.create();
        final int[] numerator = X25519Field.create();
        final int[] denominator = X25519Field.create();
        X25519Field.decode255(point, y);
        X25519Field.one(denominator);
        X25519Field.add(denominator, y, numerator);
        X25519Field.sub(denominator, y, denominator);
        X25519Field.carry(denominator);
        X25519Field.inv(denominator, denominator);
        X25519Field.carry(numerator);
        X25519Field.mul(numerator, denominator, y);
        X25519Field.normalize(y);
        X25519Field.encode(y, staticKey);
        return true;
    }

    @Override
    public void certify(final byte[] privateKey, final byte[] staticKey, final byte[] certificate)
    {
        final byte[] signed = signed(staticKey);
        Ed25519.generatePublicKey(privateKey, 0, certificate, 0);
        Ed25519.sign(privateKey, 0, signed, 0, signed.length, certificate, ADDRESS_LENGTH);
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
        if (CERTIFICATE_LENGTH != length)
        {
            return false;
        }
        final byte[] address = copy(certificate, offset, ADDRESS_LENGTH);
        final byte[] signature = copy(certificate, offset + ADDRESS_LENGTH, Ed25519.SIGNATURE_SIZE);
        if (!isSigned(address, signed(staticKey), signature))
        {
            return false;
        }
        dst.putBytes(dstOffset, address);
        return true;
    }

    /**
     * Whether a signature is one. Keys that are no point of the prime-order group have none.
     */
    static boolean verify(final byte[] address, final byte[] message, final byte[] signature)
    {
        return Ed25519.validatePublicKeyFull(address, 0) &&
            Ed25519.verify(signature, 0, address, 0, message, 0, message.length);
    }

    /** Fuzzers have others of these two, to get past them. */
    boolean isPoint(final byte[] address)
    {
        return Ed25519.validatePublicKeyFull(address, 0);
    }

    boolean isSigned(final byte[] address, final byte[] message, final byte[] signature)
    {
        return verify(address, message, signature);
    }

    private static byte[] signed(final byte[] staticKey)
    {
        final byte[] signed = Arrays.copyOf(PREFIX, PREFIX.length + STATIC_KEY_LENGTH);
        System.arraycopy(staticKey, 0, signed, PREFIX.length, STATIC_KEY_LENGTH);
        return signed;
    }

    private static byte[] copy(final DirectBuffer buffer, final int offset, final int length)
    {
        final byte[] copy = new byte[length];
        buffer.getBytes(offset, copy);
        return copy;
    }
}
