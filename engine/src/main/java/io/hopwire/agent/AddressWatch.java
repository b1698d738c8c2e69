package io.hopwire.agent;

import java.net.InetAddress;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Looks which addresses this host has, for sockets that serve them all. Until an address that is new is noticed, the
 * socket for all receives what comes to it.
 */
final class AddressWatch implements Lookout.Sight
{
    /** From one look to the next. */
    static final long INTERVAL_NS = 10_000_000_000L;

    private final Supplier<List<InetAddress>> host;
    private final Consumer<List<InetAddress>> sockets;
    private boolean hasLooked;
    private long lookedNs;

    /**
     * @param host    has these addresses.
     * @param sockets told of them after each look, also where they are the same: some may have been refused before.
     */
    AddressWatch(final Supplier<List<InetAddress>> host, final Consumer<List<InetAddress>> sockets)
    {
        this.host = host;
        this.sockets = sockets;
    }

    @Override
    public void look(final long nowNs)
    {
        if (!hasLooked || nowNs - lookedNs >= INTERVAL_NS)
        {
            hasLooked = true;
            lookedNs = nowNs;
            sockets.accept(host.get());
        }
    }

    @Override
    public void close()
    {
        // The transport takes what it is told also when it is closed, and does nothing then.
    }
}
