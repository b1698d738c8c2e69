package io.hopwire.link;

import io.hopwire.crowd.PeerPlaces;
import io.hopwire.spi.Requests;
import io.hopwire.spi.Services;

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
 * Who has proved his address may still begin more handshakes than the worker has time for, or send one that he has
 * recorded again and again: each network has a share of the key agreements, too, while there is load. Not thread-safe.
 */
final class CookieDemands
{
    static final long LOAD_NS = 1_000_000_000L;

    private static final long SECOND_NS = 1_000_000_000L;
    private static final long BURST_NS = SECOND_NS / 16;

    private final int threshold;
    private final Requests requests;
    private final HandshakeSlots handshakes;
    private final PeerPlaces<Link> peers;
    private final NetworkShares answers;
    private final NetworkShares agreements;
    private final long gapNs;
    private long saidNs = Long.MIN_VALUE / 2;
    private long loadUntilNs = Long.MIN_VALUE / 2;
    /** Strangers without a proof, in this second and in the one before. */
    private int demands;
    private int demandsBefore;
    private long countedUntilNs = Long.MIN_VALUE / 2;

    CookieDemands(
        final LinkConfig config,
        final Services services,
        final HandshakeSlots handshakes,
        final PeerPlaces<Link> linksOfPeers)
    {
        threshold = config.get(LinkSettings.COOKIE_THRESHOLD);
        gapNs = SECOND_NS / config.get(LinkSettings.COOKIES_PER_SECOND);
        requests = services.requests();
        this.handshakes = handshakes;
        peers = linksOfPeers;
        answers = new NetworkShares(services.addresses(), peers.hosts(),
            SECOND_NS / config.get(LinkSettings.COOKIES_OF_NETWORK), SECOND_NS);
        final long agreementGapNs = 2 * SECOND_NS / config.get(LinkSettings.HANDSHAKES_OF_NETWORK);
        agreements = new NetworkShares(
            services.addresses(), peers.hosts(), agreementGapNs, Math.max(agreementGapNs, SECOND_NS / 4));
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
        return answers.take(addressId, nowNs);
    }

    /**
     * Whether a key agreement is made under load for whoever has proved that he is at an address. Counts as made.
     */
    boolean isGranted(final int addressId, final long nowNs)
    {
        return agreements.take(addressId, nowNs);
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
}
