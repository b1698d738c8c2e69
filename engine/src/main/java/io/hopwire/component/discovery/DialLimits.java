package io.hopwire.component.discovery;

import io.hopwire.spi.HostHash;
import org.agrona.DirectBuffer;

/**
 * How often nodes may be sought where nobody has answered us, on the word of others.
 * <p>
 * Whoever names an address may mean to have it flooded. So a host, whatever the port and whatever the key, is tried as
 * seldom as the word for it is worth; and so is its network, /24 of IPv4 and /48 of IPv6, in which somebody may have no
 * end of hosts. {@link Tries} remembers.
 * <pre>
 *   word of                            a host, tries in vain       a network, tries in vain
 *   one neighbour                      1, the next after a minute  4, the next after a minute
 *   two, who are not of one host       2, the next after a second  16, the next after a second
 * </pre>
 * Each wait is twice as long as the one before, up to the interval that is set. Whoever answers takes its host and its
 * network off the list. Not thread-safe.
 */
final class DialLimits
{
    static final int NOW = 0;
    /** It may be tried soon. */
    static final int LATER = 1;
    /** Not on the word of one. */
    static final int DOUBTED = 2;
    static final int NEVER = 3;

    private static final long ALONE_WAIT_NS = 60_000_000_000L;
    private static final long FIRST_WAIT_NS = 1_000_000_000L;
    /** Waits that are worth to be waited for; and for so long a try may be answered. */
    private static final long SHORT_NS = 2_000_000_000L;
    private static final int MAX_DOUBLINGS = 20;
    private static final int HOST_TRIES_ALONE = 1;
    private static final int HOST_TRIES = 2;
    private static final int NETWORK_TRIES_ALONE = 4;
    private static final int NETWORK_TRIES = 16;

    private final HostHash hash;
    private final long mostNs;
    private final Tries hosts = new Tries();
    private final Tries networks = new Tries();

    /**
     * Nothing was tried yet.
     *
     * @param hash   tells hosts apart.
     * @param mostNs longest wait.
     */
    DialLimits(final HostHash hash, final long mostNs)
    {
        this.hash = hash;
        this.mostNs = mostNs;
    }

    /**
     * Whether an address may be tried.
     *
     * @param isConfirmed whether two neighbours that are not of one host have named it.
     * @return {@link #NOW}, {@link #LATER}, {@link #DOUBTED} or {@link #NEVER}.
     */
    int check(final DirectBuffer address, final int offset, final boolean isConfirmed, final long nowNs)
    {
        final long host = hash.host(address, offset);
        final long network = hash.network(address, offset);
        return isConfirmed ? checkConfirmed(host, network, nowNs) : checkDoubtful(host, network, nowNs);
    }

    private int checkConfirmed(final long host, final long network, final long nowNs)
    {
        final long waitNs = Math.max(
            waitNs(hosts, host, HOST_TRIES, FIRST_WAIT_NS, nowNs),
            waitNs(networks, network, NETWORK_TRIES, FIRST_WAIT_NS, nowNs));
        return waitNs <= 0 ? NOW : waitNs <= SHORT_NS ? LATER : NEVER;
    }

    /** Nodes that share a host are tried one after the other, each when the last has answered. */
    private int checkDoubtful(final long host, final long network, final long nowNs)
    {
        if (waitNs(hosts, host, HOST_TRIES_ALONE, ALONE_WAIT_NS, nowNs) <= 0 &&
            waitNs(networks, network, NETWORK_TRIES_ALONE, ALONE_WAIT_NS, nowNs) <= 0 &&
            hosts.hasRoom(nowNs) && networks.hasRoom(nowNs))
        {
            return NOW;
        }
        final int entry = hosts.find(host);
        return 1 == hosts.count(entry) && nowNs - hosts.lastNs(entry) < SHORT_NS ? LATER : DOUBTED;
    }

    /** An address is tried. */
    void note(final DirectBuffer address, final int offset, final long nowNs)
    {
        hosts.note(hash.host(address, offset), nowNs);
        networks.note(hash.network(address, offset), nowNs);
    }

    /** Somebody answered from there. */
    void forget(final DirectBuffer address, final int offset)
    {
        hosts.forget(hash.host(address, offset));
        networks.forget(hash.network(address, offset));
    }

    /** How long one is not to be tried that was tried so often in vain. */
    private long waitNs(
        final Tries tries, final long of, final int most, final long firstNs, final long nowNs)
    {
        final int entry = tries.find(of);
        final int beyond = tries.count(entry) - most;
        return beyond < 0 ? 0 :
            tries.lastNs(entry) + Math.min(mostNs, firstNs << Math.min(MAX_DOUBLINGS, beyond)) - nowNs;
    }
}
