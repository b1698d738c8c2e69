package io.hopwire.link;

import io.hopwire.spi.Timers;

/**
 * When a link gives a sign of life, asks for one, and is given up. Nothing is sent by the clock alone; a frame is owed
 * by whoever was sent something, as WireGuard's passive keepalives are (whitepaper, section 6.5), so that a link which
 * nobody uses costs next to nothing and one that is used finds out fast.
 * <pre>
 *   obliges the peer     a frame with payload, and a ping; not a keepalive, not a pong
 *   owes                 who got payload and sent nothing for the keepalive interval sends a keepalive
 *   waits                who obliged the peer and did not hear from it since: after a keepalive had its time it pings,
 *                        twice each keepalive interval, and gives the link up after the liveness timeout
 *   active               payload for longer than a ping interval, until a liveness timeout after the last of it: both
 *                        sides ping each ping interval, which measures the round trip, and never stop waiting long;
 *                        so do they until they heard each other under the keys that they seal with, since handshakes
 *                        may have crossed, and a key that was agreed on and not used is forgotten
 *   idle                 silence for the idle interval: who made the keys pings; who answered them waits a ping
 *                        interval longer, and does where nothing came, so that an idle link costs two frames
 *                        and fires one timer
 * </pre>
 * A question with its answer therefore costs one keepalive; a dead peer is noticed within the liveness timeout by who
 * sends to it, and within the idle interval and the liveness timeout by who does not.
 * <p>
 * Waiting begins when the peer was last heard, or where the link was quiet until then, when the silence ended: what is
 * remembered of a link is the last frame of each kind, not the first without an answer, which every packet would have
 * to look for. The link is <i>quiet</i> while its timer is not going to fire before a keepalive may be owed; then, and
 * only then, a packet touches the timer.
 * <p>
 * One loss must not end a link: there are 7 pings before it is given up, so even where every fifth datagram is lost one
 * in some thousand of such waits ends wrongly, at one in fifty one in some 10^10.
 */
final class LinkLiveness
{
    private final Timers timers;
    private final long keepaliveNs;
    private final long pingNs;
    private final long idlePingNs;
    private final long timeoutNs;
    private final long doubtNs;
    private final long retryNs;
    private final long patienceNs;

    LinkLiveness(final LinkConfig config, final Timers timers)
    {
        this.timers = timers;
        keepaliveNs = config.get(LinkSettings.KEEPALIVE);
        pingNs = config.get(LinkSettings.PING);
        idlePingNs = config.get(LinkSettings.IDLE_PING);
        timeoutNs = config.get(LinkSettings.LIVENESS_TIMEOUT);
        doubtNs = Math.min(keepaliveNs + keepaliveNs / 2, timeoutNs / 2);
        retryNs = Math.min(keepaliveNs / 2, timeoutNs / 8);
        patienceNs = Math.min(pingNs, timeoutNs / 2);
    }

    /**
     * Time between two pings of who waits, where the round trip is not longer.
     */
    long retryNs()
    {
        return retryNs;
    }

    /**
     * Whether the peer was not heard under a keypair for half of the time in which a link is given up.
     */
    boolean isUnheard(final Keypair keypair, final long nowNs)
    {
        return nowNs - keypair.lastUsedNs >= timeoutNs / 2;
    }

    /**
     * Payload after silence: from now on the timer watches. To be called before the payload's time is noted.
     */
    void wake(final Link link, final long nowNs)
    {
        if (nowNs - lastPayloadNs(link) >= timeoutNs)
        {
            link.activeSinceNs = nowNs;
        }
        watch(link, nowNs);
        timers.schedule(link.timerId(), Math.min(timers.deadlineNs(link.timerId()), nowNs + keepaliveNs));
    }

    boolean isDead(final Link link, final long nowNs)
    {
        return !link.isQuiet && link.isAnswerOwed() && nowNs - silentSinceNs(link) >= timeoutNs;
    }

    boolean isPingDue(final Link link, final long nowNs)
    {
        if (!link.isQuiet)
        {
            return nowNs >= pingDueNs(link, nowNs);
        }
        final boolean isDue = nowNs >= idlePingDueNs(link);
        if (isDue)
        {
            watch(link, nowNs - idlePatienceNs(link));
        }
        return isDue;
    }

    boolean isKeepaliveDue(final Link link, final long nowNs)
    {
        return !link.isQuiet && isOwing(link) && nowNs >= keepaliveDueNs(link);
    }

    /**
     * What was due has been done: go on watching, or not.
     */
    void onTick(final Link link, final long nowNs)
    {
        if (link.isAnswerOwed())
        {
            if (link.isQuiet)
            {
                // New keys were tried with a ping.
                watch(link, nowNs);
            }
        }
        else
        {
            link.isQuiet =
                !isOwing(link) && !isActive(link, nowNs) && nowNs - lastPayloadNs(link) >= keepaliveNs / 2;
        }
    }

    /**
     * When to look again.
     */
    long nextNs(final Link link, final long nowNs)
    {
        if (link.isQuiet)
        {
            return idlePingDueNs(link);
        }
        final long keepaliveDueNs = keepaliveDueNs(link);
        // Payload may come at any time and be owed an answer: it does not touch the timer now.
        final long nextNs = Math.min(
            keepaliveDueNs > nowNs ? keepaliveDueNs : nowNs + keepaliveNs, pingDueNs(link, nowNs));
        return link.isAnswerOwed() ? Math.min(nextNs, silentSinceNs(link) + timeoutNs) : nextNs;
    }

    private static void watch(final Link link, final long sinceNs)
    {
        link.isQuiet = false;
        link.wokenNs = sinceNs;
    }

    private static boolean isOwing(final Link link)
    {
        return link.lastPayloadReceivedNs > lastSentNs(link);
    }

    private boolean isActive(final Link link, final long nowNs)
    {
        final long lastPayloadNs = lastPayloadNs(link);
        return !link.current.heard ||
            lastPayloadNs - link.activeSinceNs >= pingNs && nowNs - lastPayloadNs < timeoutNs;
    }

    private long pingDueNs(final Link link, final long nowNs)
    {
        final long measureNs = isActive(link, nowNs) ? link.lastPingNs + pingNs : Long.MAX_VALUE;
        if (!link.isAnswerOwed())
        {
            return measureNs;
        }
        final long againNs = link.lastPingNs + Math.max(retryNs, Math.min(2 * link.rttNs, timeoutNs / 2));
        return Math.min(measureNs, Math.max(againNs, silentSinceNs(link) + doubtNs));
    }

    private long keepaliveDueNs(final Link link)
    {
        return Math.max(lastSentNs(link), link.wokenNs) + keepaliveNs;
    }

    private long idlePingDueNs(final Link link)
    {
        return link.lastReceivedNs + idlePingNs + idlePatienceNs(link);
    }

    private long idlePatienceNs(final Link link)
    {
        return link.current.initiator ? 0 : patienceNs;
    }

    private static long silentSinceNs(final Link link)
    {
        return Math.max(link.lastReceivedNs, link.wokenNs);
    }

    private static long lastPayloadNs(final Link link)
    {
        return Math.max(link.lastPayloadSentNs, link.lastPayloadReceivedNs);
    }

    private static long lastSentNs(final Link link)
    {
        return Math.max(link.lastPayloadSentNs, link.lastControlSentNs);
    }
}
