package io.hopwire.sim.check;

import io.hopwire.crypto.Aead;
import io.hopwire.crypto.CryptoProvider;
import io.hopwire.sim.NullCrypto;
import io.hopwire.sim.ForwardingAead;
import io.hopwire.sim.SimNetwork;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.collections.LongHashSet;

import java.util.BitSet;

/**
 * No two things are ever sealed under the same key and number, by anybody in the whole network, over crashes and
 * restarts; and nothing is opened twice under the same key. It sits between the nodes and their cryptography, so it
 * must be asked for before there are nodes; it takes 16 bytes for each key that ever sealed, and some 16 bytes for each
 * thing that was opened under a key in use.
 */
public final class NonceCheck implements SimCheck
{
    /** Both ends of a session derive their next key by sealing zeros under this one. */
    private static final long DERIVATION = -1L;
    private static final long NEVER = -1L;

    private final Long2LongHashMap greatest = new Long2LongHashMap(NEVER);
    private String failure;
    /** First bytes of what was opened since {@link #forgetOpened}: a datagram may hold several frames. */
    private final BitSet kinds = new BitSet();
    private boolean hasOpenedFirst;

    private NonceCheck()
    {
    }

    /**
     * Watch a network that has no nodes yet.
     *
     * @param network to watch.
     * @return the check.
     */
    public static NonceCheck of(final SimNetwork network)
    {
        final NonceCheck check = new NonceCheck();
        network.wrapCrypto(check::watch);
        return check;
    }

    @Override
    public String name()
    {
        return "nonces";
    }

    @Override
    public String check(final SimNetwork network)
    {
        return failure;
    }

    /** Begin to look at what is opened. */
    void forgetOpened()
    {
        kinds.clear();
        hasOpenedFirst = false;
    }

    /** Whether something that was opened since then begins with that byte. */
    boolean hasOpened(final int kind)
    {
        return kinds.get(kind);
    }

    /** Whether something that was opened since then is the first under its key. */
    boolean hasOpenedFirst()
    {
        return hasOpenedFirst;
    }

    private CryptoProvider watch(final CryptoProvider crypto)
    {
        return new CryptoProvider()
        {
            public Aead newAead()
            {
                return new Watched(crypto.newAead());
            }

            public boolean workAhead()
            {
                return crypto.workAhead();
            }

            public void publicKey(final byte[] privateKey, final byte[] publicKey)
            {
                crypto.publicKey(privateKey, publicKey);
            }

            public boolean agree(final byte[] privateKey, final byte[] remotePublic, final byte[] shared)
            {
                return crypto.agree(privateKey, remotePublic, shared);
            }
        };
    }

    /** Numbers of one key only go up, so the greatest says whether one was there before. */
    private void onSeal(final long key, final long number)
    {
        if (number == DERIVATION)
        {
            return;
        }
        final long before = greatest.get(key);
        if (number <= before && null == failure)
        {
            failure = "sealed under number " + number + " after " + before + " of the same key";
        }
        greatest.put(key, Math.max(before, number));
    }

    private void onOpen(final LongHashSet opened, final long number)
    {
        if (!opened.add(number) && null == failure)
        {
            failure = "opened number " + number + " twice under one key";
        }
    }

    /**
     * A cipher that is watched.
     */
    private final class Watched extends ForwardingAead
    {
        private LongHashSet opened = new LongHashSet();
        private long key;

        private Watched(final Aead aead)
        {
            super(aead);
        }

        @Override
        public void init(final byte[] bytes, final int offset)
        {
            key = NullCrypto.fold(bytes, offset);
            opened = new LongHashSet();
            super.init(bytes, offset);
        }

        @Override
        public int seal(
            final long counter,
            final DirectBuffer src,
            final int srcOffset,
            final int length,
            final MutableDirectBuffer dst,
            final int dstOffset)
        {
            onSeal(key, counter);
            return super.seal(counter, src, srcOffset, length, dst, dstOffset);
        }

        @Override
        public int open(
            final long counter,
            final DirectBuffer src,
            final int srcOffset,
            final int lengthWithTag,
            final MutableDirectBuffer dst,
            final int dstOffset)
        {
            final int length = super.open(counter, src, srcOffset, lengthWithTag, dst, dstOffset);
            if (length >= 0)
            {
                hasOpenedFirst |= opened.isEmpty();
                onOpen(opened, counter);
                if (length > 0)
                {
                    kinds.set(dst.getByte(dstOffset) & 0xFF);
                }
            }
            return length;
        }
    }
}
