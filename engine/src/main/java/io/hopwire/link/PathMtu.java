package io.hopwire.link;

import io.hopwire.spi.AddressKind;
import io.hopwire.spi.Addresses;
import io.hopwire.spi.Counters;
import io.hopwire.spi.Limits;
import io.hopwire.spi.Services;
import io.hopwire.spi.SystemCounter;
import io.hopwire.spi.Timers;
import io.hopwire.wire.FrameTypes;

/**
 * How long a datagram the path to a peer carries, found by probing: Datagram PLPMTUD, RFC 8899. What a router says of
 * it by ICMP is not needed, and not listened to, for often it does not arrive, and anybody can send it.
 * <pre>
 *   LEAST             what every path carries; a link begins with it, and again at each new address of its peer
 *   link.maxPlaintext what a probe has come through with (PLPMTU); nothing else that is longer is ever sent
 *   link.tooLong      shortest that no probe came through with; above link.ceiling where none is known
 *   link.ceiling      what both ends' datagrams have room for (MAX_PLPMTU)
 * </pre>
 * A probe is a frame that is filled up, and its answer tells how long it was when it came. The ceiling is tried first,
 * as most paths carry it: one round trip after the link has come up it is known. Otherwise the middle between what came
 * through and what did not is tried, until they are near each other. A probe is lost when {@link #MAX_PROBES} copies of
 * it are, and says nothing else: neither the round trip nor whether the peer lives depends on it.
 * <p>
 * A path may come to carry less. So while a link is used a probe of the length in use goes along with the pings that
 * measure it, and where that is lost the link begins anew. It also does so every {@link #RAISE_NS}, upwards, where less
 * than the ceiling came through. A link that nobody uses sends nothing. Over TCP there is nothing to find.
 */
final class PathMtu
{
    /** Plaintext that every path carries (BASE_PLPMTU). */
    static final int LEAST = Limits.MIN_MTU - FrameTypes.DATA_OVERHEAD;
    /** Copies of a probe, one after the other, until it counts as lost: one loss in five would be 1 % of the probes. */
    static final int MAX_PROBES = 3;
    /** Bytes that are not worth another probe. */
    static final int NEAR = 8;
    /** Until a longer datagram is tried again (PMTU_RAISE_TIMER). */
    static final long RAISE_NS = 600_000_000_000L;

    private static final int NONE = 0;

    private final int mtu;
    private final long retryNs;
    private final Addresses addresses;
    private final Counters counters;
    private final Timers timers;
    private final LinkSender sender;

    PathMtu(
        final LinkConfig config,
        final Services services,
        final Timers timers,
        final LinkLiveness liveness,
        final LinkSender sender)
    {
        mtu = config.mtu();
        retryNs = liveness.retryNs();
        addresses = services.addresses();
        counters = services.counters();
        this.timers = timers;
        this.sender = sender;
    }

    /**
     * Nothing is known of the peer yet.
     */
    void created(final Link link)
    {
        link.ceiling = mtu - FrameTypes.DATA_OVERHEAD;
        begin(link, Long.MAX_VALUE);
    }

    /**
     * The peer has said how long a datagram it takes.
     */
    void learn(final Link link, final int peerMtu)
    {
        link.ceiling = Math.min(mtu, peerMtu) - FrameTypes.DATA_OVERHEAD;
        link.maxPlaintext = Math.min(link.maxPlaintext, link.ceiling);
        link.tooLong = Math.min(link.tooLong, link.ceiling + 1);
    }

    /**
     * The link has come up: its timer, which is due, sends the first probe.
     */
    void cameUp(final Link link, final long nowNs)
    {
        begin(link, nowNs);
    }

    /**
     * The peer is somewhere else, and has answered there.
     */
    void moved(final Link link, final long nowNs)
    {
        begin(link, nowNs);
        if (link.probeAtNs < timers.deadlineNs(link.timerId()))
        {
            timers.schedule(link.timerId(), link.probeAtNs);
        }
    }

    /**
     * The link is in use and measured.
     */
    void confirm(final Link link, final long nowNs)
    {
        if (NONE == link.probeLength && link.maxPlaintext > LEAST && link.lastPayloadSentNs > link.probedNs)
        {
            probe(link, link.maxPlaintext, nowNs);
        }
    }

    /**
     * The link's timer fired, perhaps for this.
     */
    void onTimer(final Link link, final long nowNs)
    {
        if (nowNs < link.probeAtNs)
        {
            return;
        }
        if (NONE == link.probeLength && isUnused(link))
        {
            link.probeAtNs = nowNs + RAISE_NS;
        }
        else if (NONE == link.probeLength)
        {
            link.tooLong = link.ceiling + 1;
            probe(link, link.ceiling, nowNs);
        }
        else if (++link.probesLost < MAX_PROBES)
        {
            send(link, nowNs);
        }
        else if (link.probeLength <= link.maxPlaintext)
        {
            counters.increment(SystemCounter.PATHS_NARROWED);
            begin(link, nowNs);
            probe(link, link.ceiling, nowNs);
        }
        else
        {
            link.tooLong = link.probeLength;
            search(link, nowNs);
        }
    }

    /**
     * Whether a probe of that number and length may have been sent.
     *
     * @param number of the probe.
     * @param length of its plaintext.
     */
    boolean isAnswer(final Link link, final int number, final int length)
    {
        return isOfAnother(link, number) || length <= link.ceiling;
    }

    /**
     * A probe has come through. Those do not count that went elsewhere.
     */
    void onAnswer(final Link link, final int number, final int length, final long nowNs)
    {
        if (isOfAnother(link, number))
        {
            return;
        }
        final boolean isConfirmed = link.probeLength <= link.maxPlaintext;
        link.maxPlaintext = Math.max(link.maxPlaintext, length);
        link.tooLong = Math.max(link.tooLong, length + 1);
        if (NONE != link.probeLength && length >= link.probeLength)
        {
            if (isConfirmed)
            {
                rest(link);
            }
            else
            {
                search(link, nowNs);
            }
            timers.schedule(link.timerId(), Math.min(timers.deadlineNs(link.timerId()), link.probeAtNs));
        }
    }

    /**
     * Whether a probe went elsewhere; or was the link's before we closed and opened it again, which the peer, to whom
     * it is the same link with new keys, need not know when a late probe comes.
     */
    private static boolean isOfAnother(final Link link, final int number)
    {
        return number - link.firstProbe < 0 || number - link.probeNumber > 0;
    }

    private static boolean isUnused(final Link link)
    {
        return link.firstProbe <= link.probeNumber && link.lastPayloadSentNs <= link.probedNs;
    }

    private void begin(final Link link, final long probeAtNs)
    {
        final boolean isStream = AddressKind.UDP != addresses.kind(link.addressId);
        link.maxPlaintext = isStream ? link.ceiling : Math.min(LEAST, link.ceiling);
        link.tooLong = link.ceiling + 1;
        link.firstProbe = link.probeNumber + 1;
        link.probeLength = NONE;
        link.probeAtNs = link.maxPlaintext < link.ceiling ? probeAtNs : Long.MAX_VALUE;
    }

    private void search(final Link link, final long nowNs)
    {
        if (link.tooLong - link.maxPlaintext > NEAR)
        {
            probe(
                link,
                link.tooLong > link.ceiling ? link.ceiling : link.maxPlaintext + link.tooLong >> 1,
                nowNs);
        }
        else
        {
            link.raiseAtNs = link.maxPlaintext < link.ceiling ? nowNs + RAISE_NS : Long.MAX_VALUE;
            rest(link);
        }
    }

    private static void rest(final Link link)
    {
        link.probeLength = NONE;
        link.probeAtNs = link.raiseAtNs;
    }

    private void probe(final Link link, final int length, final long nowNs)
    {
        assert length <= link.ceiling : "both ends have room for it";
        link.probeLength = length;
        link.probesLost = 0;
        send(link, nowNs);
    }

    private void send(final Link link, final long nowNs)
    {
        link.probeNumber++;
        link.probedNs = nowNs;
        link.probeAtNs = nowNs + Math.max(retryNs, 2 * link.rttNs);
        sender.sendProbe(link, link.probeNumber, link.probeLength, nowNs);
    }
}
