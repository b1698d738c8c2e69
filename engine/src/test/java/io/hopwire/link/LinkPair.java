package io.hopwire.link;

import io.hopwire.crypto.CryptoProvider;

/**
 * Two nodes over one channel.
 */
public final class LinkPair extends LinkNet
{
    public final LinkNode a;
    public final LinkNode b;

    public LinkPair(final CryptoProvider crypto, final long seed)
    {
        this(crypto, seed, config(), config());
    }

    LinkPair(final CryptoProvider crypto, final long seed, final LinkSetup ofA, final LinkSetup ofB)
    {
        super(crypto, seed);
        a = addNode(ofA);
        b = addNode(ofB);
    }

    /**
     * Open a link from a to b and let it come up.
     */
    public LinkPair up()
    {
        open(a, b, true);
        run(50 * MS);
        a.link();
        b.link();
        return this;
    }
}
