package io.hopwire.sim;

import io.hopwire.crypto.identity.IdentityScheme;
import io.hopwire.crypto.identity.IdentitySchemes;

import java.util.BitSet;

/**
 * Private keys of a simulated network. To make one of RSA takes a hundred milliseconds and more, so those come from a
 * few that all simulations of a process share: each is made when it is drawn first, always the same, and a network
 * draws from its seed which it has, none twice. One that needs more of them makes its own.
 */
final class SimKeys
{
    /** Keys that are shared: more nodes than most networks have, in all their lives. */
    static final int SHARED = 64;

    private static final long POOL_SEED = 0x5348_4152_4544L;
    /** By all threads that simulate. */
    private static final byte[][] MADE = new byte[SHARED][];

    private final IdentityScheme scheme;
    private final SimRandom random;
    private final int most;
    private final BitSet drawn = new BitSet();

    /**
     * None is drawn yet.
     *
     * @param scheme of the network.
     * @param random which of the shared ones it has.
     */
    SimKeys(final IdentityScheme scheme, final SimRandom random)
    {
        this(scheme, random, SHARED);
    }

    SimKeys(final IdentityScheme scheme, final SimRandom random, final int most)
    {
        this.scheme = scheme;
        this.random = random;
        this.most = most;
    }

    /**
     * A key that no other node of the network has.
     *
     * @param luck of the node; not used where the key is a shared one.
     * @return to keep.
     */
    byte[] next(final SimRandom luck)
    {
        if (IdentitySchemes.RSA_2048 != scheme || drawn.cardinality() == most)
        {
            return made(scheme, luck);
        }
        int index = random.nextInt(most);
        while (drawn.get(index))
        {
            index = (index + 1) % most;
        }
        drawn.set(index);
        return shared(index).clone();
    }

    private static byte[] shared(final int index)
    {
        synchronized (MADE)
        {
            if (null == MADE[index])
            {
                MADE[index] = made(IdentitySchemes.RSA_2048, new SimRandom(POOL_SEED).fork(index));
            }
            return MADE[index];
        }
    }

    private static byte[] made(final IdentityScheme scheme, final SimRandom random)
    {
        final byte[] key = new byte[scheme.privateKeyLength()];
        scheme.newPrivateKey(random, key);
        return key;
    }
}
