package io.hopwire.crypto.identity;

/**
 * Schemes whose keys and signatures are good if a bit of them is zero, so that a fuzzer gets past them.
 */
public final class FuzzSchemes
{
    /** Keys whose last byte is even are points. */
    public static final IdentityScheme ED25519 = new Ed25519Scheme()
    {
        @Override
        boolean isPoint(final byte[] address)
        {
            return 0 == (address[address.length - 1] & 1);
        }

        @Override
        boolean isSigned(final byte[] address, final byte[] message, final byte[] signature)
        {
            return isPoint(address) && FuzzSignatures.isEven(signature);
        }
    };

    private static final RsaSignatures SIGNATURES = new FuzzSignatures();

    /** Signatures as {@link FuzzSignatures} has them. */
    public static final IdentityScheme RSA_2048 = new RsaScheme()
    {
        @Override
        RsaSignatures newVerifier()
        {
            return SIGNATURES;
        }
    };

    private FuzzSchemes()
    {
    }
}
