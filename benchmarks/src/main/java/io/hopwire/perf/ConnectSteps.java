package io.hopwire.perf;

import io.hopwire.crypto.Aead;
import io.hopwire.crypto.CryptoProvider;
import io.hopwire.crypto.HopwireCrypto;

/**
 * When the key calculations of an engine began and ended: they lie at known places of a connect, so its phases can be
 * told from outside, and the engine is the one that everybody has.
 * <p>
 * The engine's worker writes, another thread reads when the connect is over.
 */
final class ConnectSteps
{
    /** Far more than a connect has, those of links beside it included. */
    private static final int MOST = 64;

    private final long[] beginsNs = new long[MOST];
    private final long[] endsNs = new long[MOST];
    private volatile int count;

    /** {@return a provider for one thread of the engine} */
    CryptoProvider provider()
    {
        return new Provider();
    }

    /** Forget all: no handshake is under way. */
    void reset()
    {
        count = 0;
    }

    int count()
    {
        return count;
    }

    long beginNs(final int step)
    {
        return beginsNs[step];
    }

    long endNs(final int step)
    {
        return endsNs[step];
    }

    /** {@return steps that had ended at a time} */
    int countUntil(final long timeNs)
    {
        final int steps = count;
        int until = 0;
        while (until < steps && endsNs[until] - timeNs < 0)
        {
            until++;
        }
        return until;
    }

    private void add(final long beginNs)
    {
        final int step = count;
        if (step < MOST)
        {
            beginsNs[step] = beginNs;
            endsNs[step] = System.nanoTime();
            count = step + 1;
        }
    }

    private final class Provider implements CryptoProvider
    {
        private final CryptoProvider crypto = new HopwireCrypto();

        @Override
        public Aead newAead()
        {
            return crypto.newAead();
        }

        @Override
        public boolean workAhead()
        {
            return crypto.workAhead();
        }

        @Override
        public void publicKey(final byte[] privateKey, final byte[] publicKey)
        {
            final long beginNs = System.nanoTime();
            crypto.publicKey(privateKey, publicKey);
            add(beginNs);
        }

        @Override
        public boolean agree(final byte[] privateKey, final byte[] remotePublic, final byte[] shared)
        {
            final long beginNs = System.nanoTime();
            final boolean isGood = crypto.agree(privateKey, remotePublic, shared);
            add(beginNs);
            return isGood;
        }
    }
}
