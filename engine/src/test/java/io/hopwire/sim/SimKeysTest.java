package io.hopwire.sim;

import io.hopwire.crypto.identity.IdentityScheme;
import io.hopwire.crypto.identity.IdentitySchemes;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

class SimKeysTest
{
    private static final int FEW = 4;

    @Test
    void aNetworkHasTheSameKeysOfRsaAgainAndNoneTwice()
    {
        final Set<String> drawn = new HashSet<>();
        final SimKeys keys = keys(IdentitySchemes.RSA_2048, 7);
        final SimKeys again = keys(IdentitySchemes.RSA_2048, 7);
        for (int i = 0; i < FEW; i++)
        {
            final byte[] key = keys.next(new SimRandom(i));
            assertArrayEquals(key, again.next(new SimRandom(1000 + i)));
            drawn.add(Arrays.toString(key));
            Arrays.fill(key, (byte)0);
        }
        assertEquals(FEW, drawn.size());
    }

    @Test
    void whoNeedsMoreMakesItsOwn()
    {
        final Set<String> shared = new HashSet<>();
        final SimKeys keys = keys(IdentitySchemes.RSA_2048, 1);
        for (int i = 0; i <= FEW; i++)
        {
            shared.add(Arrays.toString(keys.next(new SimRandom(5))));
        }
        assertEquals(FEW + 1, shared.size());
        final SimKeys others = keys(IdentitySchemes.RSA_2048, 2);
        for (int i = 0; i < FEW; i++)
        {
            shared.add(Arrays.toString(others.next(new SimRandom(6))));
        }
        assertEquals(FEW + 1, shared.size(), "what is shared is the same for all");
    }

    @Test
    void otherKeysFollowFromTheLuckOfTheirNode()
    {
        final byte[] expected = new byte[IdentitySchemes.X25519.privateKeyLength()];
        IdentitySchemes.X25519.newPrivateKey(new SimRandom(3), expected);
        assertArrayEquals(expected, keys(IdentitySchemes.X25519, 7).next(new SimRandom(3)));
    }

    private static SimKeys keys(final IdentityScheme scheme, final long seed)
    {
        return new SimKeys(scheme, new SimRandom(seed), FEW);
    }
}
