package io.hopwire.wire;

import io.hopwire.crypto.Aead;
import io.hopwire.crypto.HopwireCrypto;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * Nodes that talk to each other in virtual time, everything that leaves them on record. A datagram takes a
 * millisecond.
 */
final class WireConversation
{
    static final long START_NS = 1_700_000_000_000_000_000L;

    private static final long DELAY_NS = 1_000_000L;

    final List<WireSecrets> secrets = new ArrayList<>();
    final List<Sent> record = new ArrayList<>();

    private final List<WireNode> nodes = new ArrayList<>();
    private final ArrayDeque<Sent> onTheWay = new ArrayDeque<>();
    private BiPredicate<WireNode, Integer> isDropped = (from, to) -> false;
    private long nowNs = START_NS;

    /**
     * A frame on its way.
     *
     * @param from      who sent it.
     * @param to        address id that it goes to.
     * @param bytes     of the frame.
     * @param plaintext of a data frame, null of another.
     * @param secrets   that it is sealed with, null of another.
     * @param dueNs     when it arrives.
     */
    record Sent(WireNode from, int to, byte[] bytes, byte[] plaintext, WireSecrets secrets, long dueNs)
    {
        int type()
        {
            return bytes[0];
        }

        int kind()
        {
            return null == plaintext || 0 == plaintext.length ? -1 : plaintext[0] & 0xFF;
        }
    }

    WireNode add(final WireNode node)
    {
        nodes.add(node);
        return node;
    }

    /** What is lost on its way, by who sent it and to where. */
    void drop(final BiPredicate<WireNode, Integer> which)
    {
        isDropped = which;
    }

    long nowNs()
    {
        return nowNs;
    }

    /** Go on for a while. */
    void run(final long durationNs)
    {
        final long untilNs = nowNs + durationNs;
        collect();
        while (true)
        {
            long nextNs = onTheWay.isEmpty() ? Long.MAX_VALUE : onTheWay.peek().dueNs();
            WireNode due = null;
            for (final WireNode node : nodes)
            {
                final long deadlineNs = node.core.nextDeadlineNs();
                if (deadlineNs < nextNs)
                {
                    nextNs = deadlineNs;
                    due = node;
                }
            }
            if (nextNs > untilNs)
            {
                nowNs = untilNs;
                return;
            }
            nowNs = Math.max(nowNs, nextNs);
            if (null == due)
            {
                deliver(onTheWay.poll());
            }
            else
            {
                due.core.onDeadline(nowNs);
                due.work(nowNs);
            }
            collect();
        }
    }

    private void deliver(final Sent sent)
    {
        for (final WireNode node : nodes)
        {
            if (node.addressId == sent.to() && !isDropped.test(sent.from(), sent.to()))
            {
                node.datagram(sent.from().addressId, sent.bytes(), nowNs);
            }
        }
    }

    private void collect()
    {
        for (final WireNode node : nodes)
        {
            node.core.flush(nowNs);
            for (int i = 0; i < node.outbox().count(); i++)
            {
                note(node, node.outbox().addressId(i), node.outbox().copy(i));
            }
            node.outbox().clear();
        }
    }

    private void note(final WireNode from, final int to, final byte[] bytes)
    {
        WireSecrets found = null;
        byte[] plaintext = null;
        if (FrameTypes.DATA == bytes[0])
        {
            for (int i = secrets.size() - 1; i >= 0 && null == plaintext; i--)
            {
                if (secrets.get(i).node == from)
                {
                    found = secrets.get(i);
                    plaintext = open(found.sendKey, bytes);
                }
            }
            if (null == plaintext)
            {
                throw new AssertionError("a data frame that no key opens");
            }
        }
        final Sent sent = new Sent(from, to, bytes, plaintext, found, nowNs + DELAY_NS);
        record.add(sent);
        onTheWay.add(sent);
    }

    private static byte[] open(final byte[] key, final byte[] frame)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(frame);
        return open(key, FrameFlyweight.counter(buffer, 0), frame, FrameTypes.DATA_HEADER_LENGTH);
    }

    /** What is sealed from an offset to the end, null where another key has sealed it. */
    static byte[] open(final byte[] key, final long counter, final byte[] sealed, final int offset)
    {
        final Aead aead = new HopwireCrypto().newAead();
        aead.init(key, 0);
        final byte[] plaintext = new byte[sealed.length - offset - Aead.TAG_LENGTH];
        final int length = aead.open(
            counter, new UnsafeBuffer(sealed), offset, sealed.length - offset, new UnsafeBuffer(plaintext), 0);
        return length < 0 ? null : plaintext;
    }
}
