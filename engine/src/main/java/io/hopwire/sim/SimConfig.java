package io.hopwire.sim;

import io.hopwire.crypto.identity.IdentityScheme;
import io.hopwire.crypto.identity.IdentitySchemes;

import java.util.function.UnaryOperator;

/**
 * A network in virtual time.
 *
 * @param seed       of everything: keys, delays, losses.
 * @param conditions of all paths at first.
 * @param slowWorkNs how long one piece of slow work (a handshake message) takes its node.
 * @param nullCrypto true: no cryptography, but every length and message as with it; for large networks.
 * @param scheme     what addresses are. Ed25519's are real, and so is all cryptography then.
 */
public record SimConfig(
    long seed, PathConditions conditions, long slowWorkNs, boolean nullCrypto, IdentityScheme scheme)
{
    /**
     * {@return a quiet network: 1 to 3 ms, no loss, real cryptography}
     *
     * @param seed of everything.
     */
    public static SimConfig of(final long seed)
    {
        return new SimConfig(seed, PathConditions.QUIET, 300_000L, false, IdentitySchemes.X25519);
    }

    /**
     * {@return the same with other conditions}
     *
     * @param change of those of all paths at first, as in {@code with(path -> path.withLoss(0.05))}.
     */
    public SimConfig with(final UnaryOperator<PathConditions> change)
    {
        return new SimConfig(seed, change.apply(conditions), slowWorkNs, nullCrypto, scheme);
    }

    /**
     * {@return the same with or without cryptography}
     *
     * @param value true for none.
     */
    public SimConfig withNullCrypto(final boolean value)
    {
        return new SimConfig(seed, conditions, slowWorkNs, value, scheme);
    }

    /**
     * {@return the same with other addresses}
     *
     * @param value of the whole network.
     */
    public SimConfig withScheme(final IdentityScheme value)
    {
        return new SimConfig(seed, conditions, slowWorkNs, nullCrypto, value);
    }
}
