package io.hopwire.link;

import io.hopwire.spi.Timers;

/**
 * What a link needs when time passes: keepalive, measurement, liveness, new keys. Each link has one timer; sending and
 * receiving touch it only where they end a silence. When it fires too early because something happened since, it is
 * set anew.
 */
final class LinkMaintenance
{
    private final long handshakeRetryNs;
    private final Timers timers;
    private final LinkLife life;
    private final LinkSender sender;
    private final LinkLiveness liveness;
    private final LinkInitiator initiator;
    private final PathMtu pathMtu;

    LinkMaintenance(
        final LinkStores stores,
        final LinkLife life,
        final LinkSender sender,
        final LinkLiveness liveness,
        final LinkInitiator initiator,
        final PathMtu pathMtu)
    {
        handshakeRetryNs = stores.config().get(LinkSettings.HANDSHAKE_RETRY);
        timers = stores.timers();
        this.life = life;
        this.sender = sender;
        this.liveness = liveness;
        this.initiator = initiator;
        this.pathMtu = pathMtu;
    }

    void onTimer(final Link link, final long nowNs)
    {
        if (link.isUp())
        {
            onTimerUp(link, nowNs);
        }
        else if (nowNs < link.deadlineNs)
        {
            timers.schedule(link.timerId(), link.deadlineNs);
        }
        else if (null == link.attempt)
        {
            life.fail(link, LinkCloseReason.TIMEOUT, nowNs);
        }
    }

    /**
     * A ping of a link that nobody uses, or the answer to one: nothing is to be done before the next one is due. The
     * timer need not find that out, which it would on every link again and again.
     */
    void onIdleSign(final Link link, final long nowNs)
    {
        if (link.isUp())
        {
            final boolean wasQuiet = link.isQuiet;
            liveness.onTick(link, nowNs);
            if (wasQuiet || link.isQuiet)
            {
                timers.schedule(link.timerId(), next(link, nowNs));
            }
        }
    }

    private void onTimerUp(final Link link, final long nowNs)
    {
        if (liveness.isDead(link, nowNs))
        {
            life.down(link, LinkCloseReason.TIMEOUT, nowNs);
            return;
        }
        if (nowNs >= link.current.rejectNs)
        {
            life.down(link, LinkCloseReason.KEY_EXHAUSTED, nowNs);
            return;
        }
        if (nowNs >= link.rekeyAtNs && null == link.attempt && !initiator.rekey(link, nowNs))
        {
            link.rekeyAtNs = nowNs + handshakeRetryNs;
        }
        if (liveness.isPingDue(link, nowNs))
        {
            sender.sendPing(link, nowNs);
            pathMtu.confirm(link, nowNs);
        }
        pathMtu.onTimer(link, nowNs);
        if (liveness.isKeepaliveDue(link, nowNs))
        {
            sender.sendKeepalive(link, nowNs);
        }
        liveness.onTick(link, nowNs);
        timers.schedule(link.timerId(), next(link, nowNs));
    }

    private long next(final Link link, final long nowNs)
    {
        long nextNs = Math.min(liveness.nextNs(link, nowNs), link.current.rejectNs);
        nextNs = Math.min(nextNs, life.freeUnused(link, nowNs));
        nextNs = Math.min(nextNs, link.probeAtNs);
        if (null == link.attempt)
        {
            nextNs = Math.min(nextNs, link.rekeyAtNs);
        }
        return Math.max(nextNs, nowNs + 1);
    }
}
