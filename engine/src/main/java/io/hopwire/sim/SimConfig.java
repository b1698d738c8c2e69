package io.hopwire.sim;

import io.hopwire.crypto.identity.IdentityScheme;
import io.hopwire.crypto.identity.IdentitySchemes;

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
     * A quiet network: 1 to 3 ms, no loss, real cryptography.
     *
     * @param seed of everything.
     * @return a configuration.
     */
    public static SimConfig of(final long seed)
    {
        return new SimConfig(seed, PathConditions.QUIET, 300_000L, false, IdentitySchemes.X25519);
    }

    /**
     * The same with other conditions.
     *
     * @param value of all paths at first.
     * @return a copy.
     */
    public SimConfig withConditions(final PathConditions value)
    {
        return new SimConfig(seed, value, slowWorkNs, nullCrypto, scheme);
    }

    /**
     * The same with loss.
     *
     * @param value share of datagrams that are lost, 0 to 1.
     * @return a copy.
     */
    public SimConfig withLoss(final double value)
    {
        return withConditions(conditions.withLoss(value));
    }

    /**
     * The same with duplication.
     *
     * @param value share of datagrams that arrive twice, 0 to 1.
     * @return a copy.
     */
    public SimConfig withDuplication(final double value)
    {
        return withConditions(conditions.withDuplication(value));
    }

    /**
     * The same with other delays.
     *
     * @param minNs    least time a datagram takes.
     * @param jitter   most that it takes longer, in nanoseconds.
     * @return a copy.
     */
    public SimConfig withDelay(final long minNs, final long jitter)
    {
        return withConditions(conditions.withDelay(minNs, 0, jitter));
    }

    /**
     * The same with or without cryptography.
     *
     * @param value true for none.
     * @return a copy.
     */
    public SimConfig withNullCrypto(final boolean value)
    {
        return new SimConfig(seed, conditions, slowWorkNs, value, scheme);
    }

    /**
     * The same with other addresses.
     *
     * @param value of the whole network.
     * @return a copy.
     */
    public SimConfig withScheme(final IdentityScheme value)
    {
        return new SimConfig(seed, conditions, slowWorkNs, nullCrypto, value);
    }
}
