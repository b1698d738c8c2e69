package io.hopwire.link;

import io.hopwire.crypto.CryptoProvider;
import io.hopwire.crypto.identity.IdentitySchemes;
import io.hopwire.spi.Limits;
import io.hopwire.spi.Settings;
import io.hopwire.wire.FrameFlyweight;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Nodes over a channel that delays, loses, copies and reorders datagrams, all from one seed, in virtual time.
 */
public class LinkNet
{
    public static final long START_NS = 1_750_000_000_000_000_000L;
    public static final long MS = 1_000_000L;

    private static final class Event
    {
        long timeNs;
        long order;
        LinkNode target;
        int sourceId;
        int targetId;
        byte[] datagram;
        byte[] request;
        Runnable action;
    }

    /**
     * Sees every datagram that is sent, and may keep it.
     */
    public interface Tap
    {
        boolean passes(LinkNode source, int targetId, byte[] datagram);
    }

    public final TestAddresses addresses = new TestAddresses();
    public final List<LinkNode> nodes = new ArrayList<>();
    public final TestEntropy random;
    public final CryptoProvider crypto;
    public long nowNs = START_NS;
    public int lossPermille;
    public int duplicatePermille;
    public long minDelayNs = MS;
    public long maxDelayNs = MS;
    public long workNs = MS / 10;
    public Tap tap;
    public long datagrams;
    public long timersFired;

    private final UnsafeBuffer datagramBuffer = new UnsafeBuffer(new byte[2 * Limits.DEFAULT_MTU]);
    private final UnsafeBuffer resultBuffer = new UnsafeBuffer(new byte[Limits.MAX_SLOW_WORK_LENGTH]);
    private final PriorityQueue<Event> queue = new PriorityQueue<>(
        (a, b) -> a.timeNs != b.timeNs ? Long.compare(a.timeNs, b.timeNs) : Long.compare(a.order, b.order));
    private long order;

    public LinkNet(final CryptoProvider crypto, final long seed)
    {
        this.crypto = crypto;
        random = new TestEntropy(seed);
    }

    /** Nobody is doubted for being unknown: that is a matter of {@link LinkRestartTest}. */
    static LinkSetup config()
    {
        return new LinkSetup(IdentitySchemes.X25519, LinkRole.RELAY, Settings.DEFAULTS)
            .with(LinkSettings.MAX_LINKS, 16).with(LinkSettings.MAX_HANDSHAKES, 16)
            .with(LinkSettings.CLOCK_SKEW, 0L);
    }

    LinkNode addNode(final LinkSetup setup)
    {
        final byte[] privateKey = new byte[setup.scheme().privateKeyLength()];
        setup.scheme().newPrivateKey(random, privateKey);
        return addNode(setup, privateKey, 100 + nodes.size());
    }

    LinkNode addNode(final LinkSetup setup, final byte[] privateKey, final int addressId)
    {
        final LinkNode node = new LinkNode(crypto, random.nextLong(), privateKey, setup, addresses, addressId);
        nodes.add(node);
        return node;
    }

    /**
     * Open a link from one node to the other, whose key is known or not.
     */
    public int open(final LinkNode from, final LinkNode to, final boolean isKeyKnown)
    {
        final int id = from.table.open(isKeyKnown ? to.publicKeyBuffer : null, 0, to.addressId, nowNs);
        flush(from);
        return id;
    }

    /**
     * Do something at a time.
     */
    public void at(final long timeNs, final Runnable action)
    {
        final Event event = event(timeNs);
        event.action = action;
        queue.add(event);
    }

    /**
     * Let virtual time pass.
     */
    public void run(final long durationNs)
    {
        final long endNs = nowNs + durationNs;
        while (step(endNs))
        {
            continue;
        }
        nowNs = endNs;
    }

    /**
     * Let virtual time pass until nothing is under way any more but timers, at most so long.
     */
    public void settle(final long maxNs)
    {
        final long endNs = nowNs + maxNs;
        while (!queue.isEmpty() && step(endNs))
        {
            continue;
        }
    }

    /**
     * Hand a datagram to a node now.
     */
    public void deliver(final LinkNode target, final int sourceId, final byte[] datagram)
    {
        datagramBuffer.putBytes(0, datagram);
        target.framesFed += countFrames(datagram);
        target.table.onDatagram(sourceId, datagramBuffer, 0, datagram.length, nowNs);
        flush(target);
    }

    /**
     * Give what a node sent to the channel, and what it asked for to its worker.
     */
    public void flush(final LinkNode node)
    {
        for (int i = 0; i < node.outbox.count(); i++)
        {
            transmit(node, node.outbox.addressId(i), node.outbox.copy(i));
        }
        node.outbox.clear();
        for (byte[] request = node.requests.poll(); null != request; request = node.requests.poll())
        {
            final Event event = event(nowNs + (node.workNs < 0 ? workNs : node.workNs));
            event.target = node;
            event.request = request;
            queue.add(event);
        }
    }

    private boolean step(final long endNs)
    {
        LinkNode timerNode = null;
        long timerNs = Long.MAX_VALUE;
        for (final LinkNode node : nodes)
        {
            final int timerId = node.timers.next();
            if (timerId >= 0 && node.timers.deadlineNs(timerId) < timerNs)
            {
                timerNode = node;
                timerNs = node.timers.deadlineNs(timerId);
            }
        }
        final long eventNs = queue.isEmpty() ? Long.MAX_VALUE : queue.peek().timeNs;
        if (Math.min(timerNs, eventNs) > endNs)
        {
            return false;
        }
        if (eventNs <= timerNs)
        {
            nowNs = Math.max(nowNs, eventNs);
            onEvent(queue.poll());
        }
        else
        {
            nowNs = Math.max(nowNs, timerNs);
            final int timerId = timerNode.timers.next();
            timerNode.timers.cancel(timerId);
            timersFired++;
            timerNode.onTimer.onTimer(timerId, nowNs);
            flush(timerNode);
        }
        return true;
    }

    private void onEvent(final Event event)
    {
        if (null != event.action)
        {
            event.action.run();
        }
        else if (null != event.request)
        {
            if (nodes.contains(event.target))
            {
                work(event.target, event.request);
            }
        }
        else
        {
            for (int i = 0; i < nodes.size(); i++)
            {
                if (nodes.get(i).addressId == event.targetId)
                {
                    deliver(nodes.get(i), event.sourceId, event.datagram);
                }
            }
        }
    }

    private void work(final LinkNode node, final byte[] request)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(request);
        final int length = node.worker.execute(buffer, 0, request.length, resultBuffer, 0);
        if (length > 0)
        {
            node.requests.answered();
            node.results.onResult(resultBuffer, 0, length, nowNs);
            flush(node);
        }
    }

    private void transmit(final LinkNode source, final int targetId, final byte[] datagram)
    {
        datagrams++;
        if (null != tap && !tap.passes(source, targetId, datagram))
        {
            return;
        }
        int copies = random.permille(lossPermille) ? 0 : 1;
        copies += random.permille(duplicatePermille) ? 1 : 0;
        for (int i = 0; i < copies; i++)
        {
            final Event event = event(nowNs + minDelayNs + random.below(maxDelayNs - minDelayNs + 1));
            event.sourceId = source.addressId;
            event.targetId = targetId;
            event.datagram = datagram;
            queue.add(event);
        }
    }

    private Event event(final long timeNs)
    {
        final Event event = new Event();
        event.timeNs = timeNs;
        event.order = order++;
        return event;
    }

    /**
     * Frames that a table sees in a datagram: a malformed one ends it.
     */
    private static int countFrames(final byte[] datagram)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(datagram);
        int count = 0;
        int position = 0;
        do
        {
            count++;
            if (null != FrameFlyweight.validate(buffer, position, datagram.length - position))
            {
                return count;
            }
            position += FrameFlyweight.frameLength(buffer, position);
        }
        while (position < datagram.length);
        return count;
    }
}
