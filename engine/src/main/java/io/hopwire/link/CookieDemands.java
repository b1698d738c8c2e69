package io.hopwire.link;

import io.hopwire.spi.Addresses;
import io.hopwire.spi.HostHash;
import io.hopwire.spi.Requests;
import io.hopwire.spi.Services;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Whether strangers have to prove their address before a key agreement is made for them, and which of them are told so.
 * <p>
 * They have to while the worker or the places for handshakes are busy, and for a second more, as with WireGuard: where
 * load ended with the first result that came back, whoever sends most would get each place in the worker's queue that
 * becomes free, and all who have proved their address would wait behind that. It also lasts as long as more come in a
 * second without a proof than may wait for the worker: each second that it did not, as many of them got there.
 * <p>
 * To tell somebody costs several times what it costs to read what he sent: it is the call that sends. So a flood that a
 * node could read would fill its socket because all of it was answered, and those who are lost then are newcomers like
 * all others. A number of answers a second goes to whoever comes; when it is spent each network has a share of its own,
 * so that who sends from few of them, or in the name of few, leaves the others theirs. A flood in the name of all
 * networks at once takes their shares, too: whoever can send that is answered as often as there is time for it.
 * <p>
 * A network has its share in one of two places of a table, under a secret key, whichever has some left: of 128 networks
 * that spend theirs, all others together have one in sixty both places in common with some. Not thread-safe.
 */
final class CookieDemands
{
    static final long LOAD_NS = 1_000_000_000L;

    private static final long SECOND_NS = 1_000_000_000L;
    private static final long BURST_NS = SECOND_NS / 16;
    private static final int PLACES = 2048;

    private final int threshold;
    private final Requests requests;
    private final HandshakeSlots handshakes;
    private final PeerLinks peers;
    private final Addresses addresses;
    private final HostHash hosts;
    private final UnsafeBuffer address = new UnsafeBuffer(new byte[Addresses.LENGTH]);
    private final long gapNs;
    private final long gapOfNetworkNs;
    /** Until when what each place may say is said; made when it is needed, which it never is at most nodes. */
    private long[] saidOfNetworkNs;
    private long saidNs = Long.MIN_VALUE / 2;
    private long loadUntilNs = Long.MIN_VALUE / 2;
    /** Strangers without a proof, in this second and in the one before. */
    private int demands;
    private int demandsBefore;
    private long countedUntilNs = Long.MIN_VALUE / 2;

    CookieDemands(
        final LinkConfig config, final Services services, final HandshakeSlots handshakes, final PeerLinks linksOfPeers)
    {
        threshold = config.get(LinkSettings.COOKIE_THRESHOLD);
        gapNs = SECOND_NS / config.get(LinkSettings.COOKIES_PER_SECOND);
        gapOfNetworkNs = SECOND_NS / config.get(LinkSettings.COOKIES_OF_NETWORK);
        requests = services.requests();
        addresses = services.addresses();
        this.handshakes = handshakes;
        peers = linksOfPeers;
        hosts = linksOfPeers.hosts();
    }

    /**
     * Whether a proof is demanded of whoever begins a handshake now.
     */
    boolean isUnderLoad(final long nowNs)
    {
        if (requests.inFlight() > threshold || handshakes.isCrowded() || isFlood(nowNs))
        {
            loadUntilNs = nowNs + LOAD_NS;
        }
        return nowNs < loadUntilNs || peers.isCrowded();
    }

    /**
     * Whether whoever is at an address is told now that a proof is demanded. Counts as said.
     */
    boolean isSaid(final int addressId, final long nowNs)
    {
        demands++;
        final long beforeNs = Math.max(saidNs, nowNs - Math.max(gapNs, BURST_NS));
        if (beforeNs + gapNs <= nowNs)
        {
            saidNs = beforeNs + gapNs;
            return true;
        }
        if (null == saidOfNetworkNs)
        {
            saidOfNetworkNs = new long[PLACES];
        }
        addresses.copyTo(addressId, address, 0);
        final long sharer = hosts.sharer(address, 0);
        return isSaidAt((int)sharer & PLACES - 1, nowNs) || isSaidAt((int)(sharer >>> 32) & PLACES - 1, nowNs);
    }

    private boolean isFlood(final long nowNs)
    {
        if (nowNs >= countedUntilNs)
        {
            demandsBefore = nowNs < countedUntilNs + SECOND_NS ? demands : 0;
            demands = 0;
            countedUntilNs = nowNs + SECOND_NS;
        }
        return threshold >= 0 && Math.max(demands, demandsBefore) > threshold;
    }

    private boolean isSaidAt(final int place, final long nowNs)
    {
        // As much as in a second, at once.
        final long beforeNs = Math.max(saidOfNetworkNs[place], nowNs - SECOND_NS);
        final boolean isSaid = beforeNs + gapOfNetworkNs <= nowNs;
        if (isSaid)
        {
            saidOfNetworkNs[place] = beforeNs + gapOfNetworkNs;
        }
        return isSaid;
    }
}
