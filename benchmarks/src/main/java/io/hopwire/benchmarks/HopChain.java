package io.hopwire.benchmarks;

import io.hopwire.link.LinkRole;
import io.hopwire.spi.Commands;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Client, relay and server in one thread, in a time that goes on only where {@link #settle()} says so, with a session
 * from end to end.
 * <pre>
 *    offer(): client.sent ── relayOne(): relay ──► relay.sent ── settle(): server, and acknowledgements back
 * </pre>
 */
final class HopChain
{
    private static final long START_NS = 1_600_000_000_000_000_000L;
    private static final long STEP_NS = 1_000_000L;
    private static final long CONNECT_TIMEOUT_NS = 5_000_000_000L;
    private static final int MAX_STEPS = 10_000;

    private final HopNode client = new HopNode(0, LinkRole.ENDPOINT);
    private final HopNode relay = new HopNode(1, LinkRole.RELAY);
    private final HopNode server = new HopNode(2, LinkRole.ENDPOINT);
    private final HopNode[] nodes = {client, relay, server};
    private final UnsafeBuffer message;
    private long offered;
    private long nowNs = START_NS;

    /**
     * Connects client and server by way of the relay.
     *
     * @param messageLength bytes of every message.
     */
    HopChain(final int messageLength)
    {
        message = new UnsafeBuffer(new byte[messageLength]);
        server.command(Commands.LISTEN, new Commands.Listen(true), nowNs);
        final Commands.Bootstrap bootstrap = new Commands.Bootstrap(0, relay.publicKey).add(relay.addressId);
        client.command(Commands.BOOTSTRAP, bootstrap, nowNs);
        server.command(Commands.BOOTSTRAP, bootstrap, nowNs);
        for (int i = 0; i < MAX_STEPS && relay.core.links().upCount() < 2; i++)
        {
            step();
        }
        client.command(
            Commands.CONNECT, new Commands.Connect(server.publicKey).hops(2).timeoutNs(CONNECT_TIMEOUT_NS), nowNs);
        for (int i = 0; i < MAX_STEPS && (client.sessionId < 0 || server.sessionId < 0); i++)
        {
            step();
        }
        // The server's whole window is known to the client as soon as it has answered.
        for (int i = 0; i < 10; i++)
        {
            offer(1);
            settle();
        }
    }

    /**
     * The client seals messages, which stay in what it sent.
     *
     * @param count of messages.
     * @return bytes of each datagram.
     */
    int offer(final int count)
    {
        final int before = client.sent.size();
        for (int i = 0; i < count; i++)
        {
            if (client.core.offer(client.sessionId, message, 0, message.capacity(), nowNs) < 0)
            {
                throw new IllegalStateException("message " + i + " of " + count + " is refused");
            }
            // A datagram for each.
            client.core.flush(nowNs);
        }
        offered += count;
        final int length = client.sent.length(before);
        for (int i = before; i < client.sent.size(); i++)
        {
            check(client.sent.length(i), length, "bytes of a datagram");
        }
        check(client.sent.size() - before, count, "datagrams");
        return length;
    }

    /**
     * The relay takes one of the datagrams that the client sent, and sends it on: the hop.
     *
     * @param index of the datagram.
     */
    void relayOne(final int index)
    {
        final DatagramLog sent = client.sent;
        relay.core.onDatagram(client.addressId, sent.buffer(), sent.offset(index), sent.length(index), nowNs);
    }

    /**
     * Everything that the client sent went through {@link #relayOne}.
     */
    void relayed()
    {
        check(relay.sent.size(), client.sent.size(), "datagrams relayed");
        client.sent.clear();
    }

    /**
     * Carry everything to its end: every message must arrive, and be acknowledged.
     */
    void settle()
    {
        for (int i = 0; i < MAX_STEPS && client.acked < offered; i++)
        {
            step();
        }
        check(server.messages, offered, "messages received");
        check(client.acked, offered, "messages acknowledged");
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
        while (client.sent.size() + relay.sent.size() + server.sent.size() > 0);
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
