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
    private static final long SECOND_NS = HopNetwork.SECOND_NS;
    private static final int MANY = 1_000_000;

    private final HopNode hub;
    private final HopNode speaker;
    private final HopNode[] nodes;
    private final ShoutCommand command;
    private final HopNetwork network;

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
        network = new HopNetwork(nodes);
        for (int i = 1; i < nodes.length; i++)
        {
            network.link(nodes[i], hub);
        }
        network.runUntil(() -> hub.core.links().upCount() == neighbours);
        HopNetwork.check(hub.core.links().upCount(), neighbours, "links");
        // Until what comes with a new link has been said.
        network.runUntil(() -> false);
    }

    /**
     * Say something to all, again and again, when all that was said before is forgotten; it stays in what was sent.
     *
     * @param count of SHOUTs.
     */
    void shout(final int count)
    {
        network.skip(3 * SECOND_NS);
        network.step();
        for (int i = 0; i < count; i++)
        {
            speaker.command(Commands.SHOUT, command, network.nowNs());
            // A datagram for each.
            flush(speaker);
        }
        HopNetwork.check(speaker.sent.size(), count, "datagrams");
    }

    /** The hub takes one of the datagrams that the speaker sent, and passes it on. */
    void passOne(final int index)
    {
        final DatagramLog sent = speaker.sent;
        hub.core.onDatagram(speaker.addressId, sent.buffer(), sent.offset(index), sent.length(index), network.nowNs());
        flush(hub);
    }

    /** All that was passed on is taken by whom it is for. */
    void passed(final int count)
    {
        HopNetwork.check(hub.sent.size(), (long)count * (nodes.length - 2), "datagrams passed on");
        speaker.sent.clear();
        network.step();
    }

    private void flush(final HopNode node)
    {
        boolean hasMore = true;
        while (hasMore)
        {
            hasMore = node.core.flush(network.nowNs());
        }
    }
}
