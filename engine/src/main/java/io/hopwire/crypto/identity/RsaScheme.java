package io.hopwire.crypto.identity;

import io.hopwire.spi.EntropySource;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The address is seed 004's, a public key of RSA of 2,048 bits ({@link RsaKeys}). A certificate is
 * <pre>
 *    0           270                                                       526
 *   +-----------+-----------------------------------------------------------+
 *   |  address  |  signature over "hopwire/1 static key " and the static key |
 *   +-----------+-----------------------------------------------------------+
 * </pre>
 * a signature of RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, section 8.2), which needs no randomness. The static key is
 * made of the private key, so nobody else can tell it from the address: handshakes are of the pattern XX only.
 */
class RsaScheme implements IdentityScheme
{
    private static final int CERTIFICATE_LENGTH = RsaKeys.ADDRESS_LENGTH + RsaKeys.MODULUS_LENGTH;
    private static final byte[] PREFIX = "hopwire/1 static key ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SECRET_PREFIX = "hopwire/1 static key of rsa2048 ".getBytes(StandardCharsets.US_ASCII);

    @Override
    public String name()
    {
        return "rsa2048";
    }

    @Override
    public int addressLength()
    {
        return RsaKeys.ADDRESS_LENGTH;
    }

    @Override
    public int privateKeyLength()
    {
        return RsaKeys.PRIVATE_LENGTH;
    }

    @Override
    public void newPrivateKey(final EntropySource entropy, final byte[] privateKey)
    {
        RsaKeys.generate(entropy, privateKey);
    }

    @Override
    public boolean isAuthenticated()
    {
        return true;
    }

    @Override
    public boolean tellsStaticKey()
    {
        return false;
    }

    @Override
    public int certificateLength()
    {
        return CERTIFICATE_LENGTH;
    }

    @Override
    public void address(final byte[] privateKey, final StaticKeyFunction function, final byte[] address)
    {
        RsaKeys.address(RsaKeys.prime(privateKey, true).multiply(RsaKeys.prime(privateKey, false)), address);
    }

    @Override
    public void staticPrivateKey(final byte[] privateKey, final byte[] staticPrivateKey)
    {
        final byte[] secret = Arrays.copyOf(SECRET_PREFIX, SECRET_PREFIX.length + privateKey.length);
        System.arraycopy(privateKey, 0, secret, SECRET_PREFIX.length, privateKey.length);
        final byte[] hash = Digests.sha256(secret);
        System.arraycopy(hash, 0, staticPrivateKey, 0, STATIC_KEY_LENGTH);
        Arrays.fill(secret, (byte)0);
        Arrays.fill(hash, (byte)0);
    }

    @Override
    public boolean staticKey(
        final DirectBuffer address, final int offset, final StaticKeyFunction function, final byte[] staticKey)
    {
        return false;
    }

    @Override
    public boolean isAddress(final DirectBuffer address, final int offset, final StaticKeyFunction function)
    {
        return null != RsaKeys.modulus(address, offset);
    }

    @Override
    public void certify(final byte[] privateKey, final byte[] staticKey, final byte[] certificate)
    {
        RsaKeys.address(RsaKeys.prime(privateKey, true).multiply(RsaKeys.prime(privateKey, false)), certificate);
        final RsaSignatures signatures = new RsaSignatures(RsaKeys.privateKey(privateKey));
        signatures.signing();
        signatures.update(PREFIX, 0, PREFIX.length);
        signatures.update(staticKey, 0, STATIC_KEY_LENGTH);
        signatures.sign(certificate, RsaKeys.ADDRESS_LENGTH);
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
        final BigInteger modulus = CERTIFICATE_LENGTH == length ? RsaKeys.modulus(certificate, offset) : null;
        if (null == modulus)
        {
            return false;
        }
        final byte[] signed = new byte[RsaKeys.MODULUS_LENGTH];
        certificate.getBytes(offset + RsaKeys.ADDRESS_LENGTH, signed);
        final RsaSignatures signatures = newVerifier();
        if (!signatures.verifying(modulus))
        {
            return false;
        }
        signatures.update(PREFIX, 0, PREFIX.length);
        signatures.update(staticKey, 0, STATIC_KEY_LENGTH);
        if (!signatures.isGood(signed))
        {
            return false;
        }
        dst.putBytes(dstOffset, certificate, offset, RsaKeys.ADDRESS_LENGTH);
        return true;
    }

    /** Of somebody else's signatures; fuzzers have another, to get past it. */
    RsaSignatures newVerifier()
    {
        return new RsaSignatures(null);
    }
}
