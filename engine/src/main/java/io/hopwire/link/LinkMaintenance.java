package io.hopwire.link;

import io.hopwire.spi.Timers;

/**
 * What a link needs when time passes: keepalive, measurement, liveness, new keys. Each link has one timer; sending and
 * receiving never touch it. When it fires too early because something happened since, it is set anew.
 */
final class LinkMaintenance
{
    private final LinkConfig config;
    private final Timers timers;
    private final LinkLife life;
    private final LinkSender sender;
    private final LinkInitiator initiator;

    LinkMaintenance(
        final LinkConfig config,
        final LinkServices services,
        final LinkLife life,
        final LinkSender sender,
        final LinkInitiator initiator)
    {
        this.config = config;
        this.timers = services.timers();
        this.life = life;
        this.sender = sender;
        this.initiator = initiator;
    }

    void onTimer(final Link link, final long nowNs)
    {
        if (link.isUp())
        {
            onTimerUp(link, nowNs);
        }
        else if (nowNs < link.deadlineNs)
        {
            timers.schedule(link.slot, link.deadlineNs);
        }
        else if (null == link.attempt)
        {
            life.fail(link, LinkCloseReason.TIMEOUT, nowNs);
        }
    }

    private void onTimerUp(final Link link, final long nowNs)
    {
        if (nowNs - link.lastReceivedNs >= config.livenessTimeoutNs())
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
            link.rekeyAtNs = nowNs + config.handshakeRetryNs();
        }
        if (nowNs - link.lastPingNs >= config.pingIntervalNs())
        {
            sender.sendPing(link, nowNs);
        }
        if (nowNs - link.lastSentNs >= config.keepaliveIntervalNs())
        {
            sender.sendKeepalive(link, nowNs);
            link.lastSentNs = nowNs;
        }
        timers.schedule(link.slot, next(link, nowNs));
    }

    private long next(final Link link, final long nowNs)
    {
        long nextNs = Math.min(link.lastReceivedNs + config.livenessTimeoutNs(), link.current.rejectNs);
        nextNs = Math.min(nextNs, link.lastPingNs + config.pingIntervalNs());
        nextNs = Math.min(nextNs, link.lastSentNs + config.keepaliveIntervalNs());
        nextNs = Math.min(nextNs, life.freeUnused(link, nowNs));
        if (null == link.attempt)
        {
            nextNs = Math.min(nextNs, link.rekeyAtNs);
        }
        return Math.max(nextNs, nowNs + 1);
    }
}
