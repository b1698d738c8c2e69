package io.hopwire.core;

import io.hopwire.component.discovery.LookupMemory;
import io.hopwire.crypto.CryptoProvider;
import io.hopwire.crypto.HandshakeMemory;
import io.hopwire.link.LinkMemory;
import io.hopwire.routing.RoutingMemory;
import io.hopwire.wire.compress.Codecs;

/**
 * What a node needs only for a while: handshakes and look-ups under way, keys that were replaced, messages on their way
 * out. An idle node needs none of it, so that the nodes of one thread, as those of a simulation, lend it to each other.
 * What is shared carries nothing from one node to the next: whoever takes something writes it before he reads it.
 * <p>
 * Not thread-safe.
 */
public final class CoreMemory
{
    private final LinkMemory links;
    private final LookupMemory lookups;
    private final HandshakeMemory handshakes;
    private final RoutingMemory routing = new RoutingMemory();

    /**
     * Memory for nodes that use the same cryptography.
     *
     * @param crypto  of all of them.
     * @param maxKept how many of each kind are kept to be used again.
     * @param codecs  that compress transmissions.
     */
    public CoreMemory(final CryptoProvider crypto, final int maxKept, final Codecs codecs)
    {
        links = new LinkMemory(crypto, maxKept, codecs);
        lookups = new LookupMemory(maxKept);
        handshakes = new HandshakeMemory(crypto, maxKept);
    }

    /**
     * For the workers that do the nodes' slow work, where they are of the same thread.
     *
     * @return memory of handshakes.
     */
    public HandshakeMemory handshakes()
    {
        return handshakes;
    }

    LinkMemory links()
    {
        return links;
    }

    LookupMemory lookups()
    {
        return lookups;
    }

    RoutingMemory routing()
    {
        return routing;
    }
}
