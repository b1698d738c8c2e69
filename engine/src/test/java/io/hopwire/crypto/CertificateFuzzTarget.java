package io.hopwire.crypto;

import io.hopwire.crypto.identity.IdentityScheme;
import io.hopwire.crypto.identity.IdentitySchemes;
import io.hopwire.crypto.identity.StaticKeyFunction;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Certificates and addresses of the scheme that the first byte chooses. Nothing is written where nothing is proved.
 */
public final class CertificateFuzzTarget
{
    private static final IdentityScheme[] SCHEMES = {
        IdentitySchemes.X25519, IdentitySchemes.ED25519, IdentitySchemes.RSA_2048, IdentitySchemes.STRING};
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
        if (0 == data.length)
        {
            return;
        }
        final IdentityScheme scheme = SCHEMES[(data[0] & 0xFF) % SCHEMES.length];
        final UnsafeBuffer input = new UnsafeBuffer(data, 1, data.length - 1);
        final StaticKeyFunction function = (secret, key) -> System.arraycopy(secret, 0, key, 0, secret.length);
        final byte[] address = new byte[scheme.addressLength() + 1];
        Arrays.fill(address, CANARY);
        final byte[] staticKey = new byte[IdentityScheme.STATIC_KEY_LENGTH];
        final boolean isProved =
            scheme.identify(input, 0, input.capacity(), staticKey, function, new UnsafeBuffer(address), 0);
        assertEquals(CANARY, address[scheme.addressLength()], "beyond the address");
        for (int i = 0; !isProved && i < address.length; i++)
        {
            assertEquals(CANARY, address[i], "nothing was proved");
        }
        if (input.capacity() >= scheme.addressLength())
        {
            final boolean isAddress = scheme.isAddress(input, 0, function);
            assertTrue(isAddress || !scheme.staticKey(input, 0, function, staticKey), "who has a key has an address");
        }
    }
}
