package io.hopwire.crypto;

import io.hopwire.crypto.identity.FuzzSchemes;
import io.hopwire.crypto.identity.IdentityScheme;
import io.hopwire.crypto.identity.IdentitySchemes;
import io.hopwire.crypto.identity.StaticKeyFunction;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Certificates and addresses of the scheme that the first byte chooses. Nothing is written where nothing is proved. A
 * fuzzer can not sign: it tries schemes whose signatures are good if a bit of them is.
 */
public final class CertificateFuzzTarget
{
    private static final IdentityScheme[] SCHEMES = {
        IdentitySchemes.X25519, FuzzSchemes.ED25519, FuzzSchemes.RSA_2048, IdentitySchemes.STRING};
    private static final IdentityScheme[] REAL_SCHEMES = {
        IdentitySchemes.X25519, IdentitySchemes.ED25519, IdentitySchemes.RSA_2048, IdentitySchemes.STRING};
    /** In the first byte: the static key is that of the address, if it has one. */
    private static final int OWN_KEY = 4;
    private static final byte CANARY = 0x5A;

    private CertificateFuzzTarget()
    {
    }

    /**
     * Try one input.
     *
     * @param data of a fuzzer.
     */
    public static void fuzzerTestOneInput(final byte[] data)
    {
        tryInput(data, SCHEMES);
    }

    /**
     * Try one input, with the signatures that nodes have.
     *
     * @param data of a fuzzer.
     */
    public static void tryInputForReal(final byte[] data)
    {
        tryInput(data, REAL_SCHEMES);
    }

    private static void tryInput(final byte[] data, final IdentityScheme[] schemes)
    {
        if (0 == data.length)
        {
            return;
        }
        final IdentityScheme scheme = schemes[(data[0] & 0xFF) % schemes.length];
        final UnsafeBuffer input = new UnsafeBuffer(data, 1, data.length - 1);
        final StaticKeyFunction function = (secret, key) -> System.arraycopy(secret, 0, key, 0, secret.length);
        final byte[] staticKey = new byte[IdentityScheme.STATIC_KEY_LENGTH];
        if (input.capacity() >= scheme.addressLength())
        {
            final boolean isAddress = scheme.isAddress(input, 0, function);
            final byte[] key = new byte[IdentityScheme.STATIC_KEY_LENGTH];
            final boolean hasKey = scheme.staticKey(input, 0, function, key);
            assertTrue(isAddress || !hasKey, "who has a key has an address");
            if (hasKey && 0 != (data[0] & OWN_KEY))
            {
                System.arraycopy(key, 0, staticKey, 0, key.length);
            }
        }
        final byte[] address = new byte[scheme.addressLength() + 1];
        Arrays.fill(address, CANARY);
        final boolean isProved =
            scheme.identify(input, 0, input.capacity(), staticKey, function, new UnsafeBuffer(address), 0);
        assertEquals(CANARY, address[scheme.addressLength()], "beyond the address");
        if (!isProved)
        {
            assertUntouched(address, "nothing was proved");
        }
        else
        {
            assertTrue(scheme.isAddress(new UnsafeBuffer(address), 0, function), "what is proved is an address");
        }
    }

    static void assertUntouched(final byte[] bytes, final String why)
    {
        boolean isUntouched = true;
        for (final byte left : bytes)
        {
            isUntouched &= CANARY == left;
        }
        assertTrue(isUntouched, why);
    }
}
