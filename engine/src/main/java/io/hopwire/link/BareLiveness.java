package io.hopwire.link;

import io.hopwire.spi.Inspector;
import io.hopwire.spi.Outbox;
import io.hopwire.spi.Timers;
import io.hopwire.wire.MsgPackEncoder;
import io.hopwire.wire.Operation;
import io.hopwire.wire.TransmissionEncoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * PINGs of a bare network: until a peer answers for the first time, and whenever it was silent since it was sent
 * something, or for long. As {@link LinkLiveness}, but for what frames have and the bare format has not: nobody owes a
 * keepalive, so who was sent something that asks for no answer is asked by PING.
 */
final class BareLiveness
{
    /** Most bytes of a transmission of one PING or NACK PING, beside the two addresses of its header. */
    private static final int LENGTH = 32;

    private final BareLinks table;
    private final Timers timers;
    private final Outbox outbox;
    private final DirectBuffer ownAddress;
    private final DirectBuffer nobody;
    private final TransmissionEncoder transmission = new TransmissionEncoder();
    private final MsgPackEncoder payload = new MsgPackEncoder();
    private final long retryNs;
    private final long keepaliveNs;
    private final long idlePingNs;
    private final long timeoutNs;

    BareLiveness(
        final LinkConfig config, final BareLinks table, final Timers timers, final DirectBuffer ownAddress)
    {
        this.table = table;
        this.timers = timers;
        this.ownAddress = ownAddress;
        outbox = table.outbox;
        nobody = new UnsafeBuffer(new byte[ownAddress.capacity()]);
        retryNs = config.get(LinkSettings.HANDSHAKE_RETRY);
        keepaliveNs = config.get(LinkSettings.KEEPALIVE);
        idlePingNs = config.get(LinkSettings.IDLE_PING);
        timeoutNs = config.get(LinkSettings.LIVENESS_TIMEOUT);
    }

    /** Whether a peer was asked and has said nothing for half of the time in which it is given up. */
    boolean isSilent(final Link link, final long nowNs)
    {
        return link.isAnswerOwed() && nowNs - silentSinceNs(link) >= timeoutNs / 2;
    }

    void open(final Link link, final long nowNs)
    {
        ping(link, nowNs);
        timers.schedule(link.timerId(), nowNs + retryNs);
    }

    void cameUp(final Link link, final long nowNs)
    {
        link.isQuiet = false;
        link.wokenNs = nowNs;
        ping(link, nowNs);
        timers.schedule(link.timerId(), nowNs + keepaliveNs);
    }

    void forget(final Link link)
    {
        timers.cancel(link.timerId());
    }

    /** To be called before something is sent: where that ends a silence, the timer watches from now on. */
    void onPayload(final Link link, final long nowNs)
    {
        if (link.isQuiet)
        {
            link.isQuiet = false;
            link.wokenNs = nowNs;
            timers.schedule(link.timerId(), Math.min(timers.deadlineNs(link.timerId()), nowNs + keepaliveNs));
        }
        link.lastPayloadSentNs = nowNs;
    }

    void onPong(final Link link, final long nowNs)
    {
        if (link.pingOutstanding)
        {
            final long sampleNs = nowNs - link.lastPingNs;
            link.pingOutstanding = false;
            link.rttNs = link.rttMeasured ? link.rttNs + (sampleNs - link.rttNs >> LinkReceiver.RTT_SHIFT) : sampleNs;
            link.rttMeasured = true;
        }
    }

    /** The peer has closed the link. The messages behind that one still find it. */
    void onPeerClosed(final Link link, final long nowNs)
    {
        link.isClosedByPeer = true;
        timers.schedule(link.timerId(), nowNs);
    }

    void sayClosed(final Link link)
    {
        say(link, Operation.NACK);
    }

    void onTimer(final Link link, final long nowNs)
    {
        if (link.isClosedByPeer)
        {
            table.end(link, LinkCloseReason.PEER, nowNs);
        }
        else if (!link.isUp())
        {
            onTimerOpening(link, nowNs);
        }
        else if (!link.isAnswerOwed())
        {
            onTimerAtRest(link, nowNs);
        }
        else if (nowNs - silentSinceNs(link) >= timeoutNs)
        {
            table.end(link, LinkCloseReason.TIMEOUT, nowNs);
        }
        else
        {
            if (nowNs - silentSinceNs(link) >= keepaliveNs && nowNs - link.lastPingNs >= keepaliveNs / 2)
            {
                ping(link, nowNs);
            }
            timers.schedule(link.timerId(), Math.min(nowNs + keepaliveNs / 2, silentSinceNs(link) + timeoutNs));
        }
    }

    private void onTimerOpening(final Link link, final long nowNs)
    {
        if (nowNs >= link.deadlineNs)
        {
            table.end(link, LinkCloseReason.TIMEOUT, nowNs);
            return;
        }
        if (null != link.choice)
        {
            table.seek(link, link.choice.next(link.addressId));
        }
        if (1 == link.framesSent)
        {
            table.openTimes.onSilence();
        }
        // Each wait is as long as all before it together.
        final long waitNs = Math.max(retryNs, nowNs - (link.deadlineNs - table.openTimeoutNs()));
        if (!link.isProbe)
        {
            ping(link, nowNs);
        }
        timers.schedule(link.timerId(), Math.min(nowNs + waitNs, link.deadlineNs));
    }

    /** A peer that was asked has answered for the first time: most likely to the last PING. */
    void onAnswer(final Link link, final long nowNs)
    {
        table.openTimes.onAnswer(nowNs - link.lastPingNs);
        if (2 == link.framesSent)
        {
            table.openTimes.onSecondAnswer();
        }
    }

    private void onTimerAtRest(final Link link, final long nowNs)
    {
        link.isQuiet = true;
        if (nowNs - link.lastReceivedNs < idlePingNs)
        {
            timers.schedule(link.timerId(), link.lastReceivedNs + idlePingNs);
            return;
        }
        link.isQuiet = false;
        link.wokenNs = nowNs;
        ping(link, nowNs);
        timers.schedule(link.timerId(), nowNs + keepaliveNs);
    }

    private void ping(final Link link, final long nowNs)
    {
        link.pingOutstanding = !link.isAnswerOwed();
        link.lastPingNs = nowNs;
        say(link, Operation.PING);
    }

    /** Say PING, or that it is refused. Where the outbox is full nothing is said: it will be asked again. */
    private void say(final Link link, final int operation)
    {
        final int length = LENGTH + 2 * ownAddress.capacity();
        final int claim = outbox.tryClaim(length);
        if (claim < 0)
        {
            return;
        }
        transmission.wrap(outbox.buffer(), claim, length, Byte.SIZE * ownAddress.capacity());
        final DirectBuffer to = link.keyKnown ? link.identity : nobody;
        final int offset = transmission.beginMessage(
            ownAddress, 0, to, link.keyKnown ? Link.ADDRESS_OFFSET : 0, operation, false);
        payload.wrap(outbox.buffer(), offset, transmission.payloadCapacity());
        if (Operation.PING == operation)
        {
            payload.putArrayHeader(0);
        }
        else
        {
            payload.putArrayHeader(1).putLong(Operation.PING);
        }
        transmission.commitMessage(payload.length());
        outbox.commit(link.addressId, transmission.finish());
        link.framesSent++;
    }

    void inspect(final Link link, final Inspector inspector)
    {
        final long deadlineNs = timers.deadlineNs(link.timerId());
        inspector.pending("look after a link", deadlineNs);
        inspector.agree("timer of a link", deadlineNs < Long.MAX_VALUE ? 1 : 0, 1);
    }

    private static long silentSinceNs(final Link link)
    {
        return Math.max(link.lastReceivedNs, link.wokenNs);
    }
}
