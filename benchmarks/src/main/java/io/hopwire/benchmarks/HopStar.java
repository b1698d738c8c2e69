package io.hopwire.benchmarks;

import io.hopwire.component.payload.BroadcastSettings;
import io.hopwire.link.LinkRole;
import io.hopwire.spi.Commands;
import io.hopwire.spi.ShoutCommand;
import io.hopwire.wire.MsgPackEncoder;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A node with neighbours, of which one shouts, in one thread, in a time that goes on only where it is told to.
 * <pre>
 *    shout(): speaker.sent ── passOne(): hub ──► hub.sent ── passed(): others
 * </pre>
 */
final class HopStar
{
    private static final long START_NS = 1_600_000_000_000_000_000L;
    private static final long STEP_NS = 1_000_000L;
    private static final long SECOND_NS = 1_000_000_000L;
    private static final int MAX_STEPS = 10_000;
    private static final int MANY = 1_000_000;

    private final HopNode hub;
    private final HopNode speaker;
    private final HopNode[] nodes;
    private final ShoutCommand command;
    private long nowNs = START_NS;

    /**
     * Links the hub to the others.
     *
     * @param neighbours of the hub.
     * @param length     bytes of a message.
     */
    HopStar(final int neighbours, final int length)
    {
        final UnsafeBuffer value = new UnsafeBuffer(new byte[length + 3]);
        final int head = new MsgPackEncoder().wrap(value, 0, value.capacity()).putBinaryHeader(length).length();
        command = new ShoutCommand(new UnsafeBuffer(value, 0, head + length));
        nodes = new HopNode[neighbours + 1];
        for (int i = 0; i < nodes.length; i++)
        {
            nodes[i] = new HopNode(i, LinkRole.RELAY, (config) -> config
                .set(BroadcastSettings.PER_ORIGIN, MANY).set(BroadcastSettings.PER_LINK, MANY)
                .set(BroadcastSettings.LIFETIME, SECOND_NS));
        }
        hub = nodes[0];
        speaker = nodes[1];
        final Commands.Bootstrap bootstrap = new Commands.Bootstrap(0, hub.publicKey).add(hub.addressId);
        for (int i = 1; i < nodes.length; i++)
        {
            nodes[i].command(Commands.BOOTSTRAP, bootstrap, nowNs);
        }
        for (int i = 0; i < MAX_STEPS && hub.core.links().upCount() < neighbours; i++)
        {
            step();
        }
        check(hub.core.links().upCount(), neighbours, "links");
        // Until what comes with a new link has been said.
        for (int i = 0; i < MAX_STEPS; i++)
        {
            step();
        }
    }

    /**
     * Say something to all, again and again, when all that was said before is forgotten; it stays in what was sent.
     *
     * @param count of SHOUTs.
     */
    void shout(final int count)
    {
        nowNs += 3 * SECOND_NS;
        step();
        for (int i = 0; i < count; i++)
        {
            speaker.command(Commands.SHOUT, command, nowNs);
            // A datagram for each.
            flush(speaker);
        }
        check(speaker.sent.size(), count, "datagrams");
    }

    /** The hub takes one of the datagrams that the speaker sent, and passes it on. */
    void passOne(final int index)
    {
        final DatagramLog sent = speaker.sent;
        hub.core.onDatagram(speaker.addressId, sent.buffer(), sent.offset(index), sent.length(index), nowNs);
        flush(hub);
    }

    /** All that was passed on is taken by whom it is for. */
    void passed(final int count)
    {
        check(hub.sent.size(), (long)count * (nodes.length - 2), "datagrams passed on");
        speaker.sent.clear();
        step();
    }

    private void flush(final HopNode node)
    {
        boolean hasMore = true;
        while (hasMore)
        {
            hasMore = node.core.flush(nowNs);
        }
    }

    private void step()
    {
        nowNs += STEP_NS;
        do
        {
            for (final HopNode node : nodes)
            {
                carry(node);
            }
            for (final HopNode node : nodes)
            {
                node.poll(nowNs);
            }
        }
        while (isSomethingSent());
    }

    private boolean isSomethingSent()
    {
        for (final HopNode node : nodes)
        {
            if (node.sent.size() > 0)
            {
                return true;
            }
        }
        return false;
    }

    private void carry(final HopNode from)
    {
        final DatagramLog sent = from.sent;
        for (int i = 0; i < sent.size(); i++)
        {
            nodes[sent.addressId(i)].core.onDatagram(
                from.addressId, sent.buffer(), sent.offset(i), sent.length(i), nowNs);
        }
        sent.clear();
    }

    private static void check(final long found, final long expected, final String what)
    {
        if (found != expected)
        {
            throw new IllegalStateException(found + " instead of " + expected + " " + what);
        }
    }
}
