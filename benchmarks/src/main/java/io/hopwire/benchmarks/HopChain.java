package io.hopwire.benchmarks;

import io.hopwire.link.LinkRole;
import io.hopwire.spi.Commands;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.function.BooleanSupplier;

/**
 * Client, relay and server in one thread, in a time that goes on only where {@link #settle()} says so, with a session
 * from end to end.
 * <pre>
 *    offer(): client.sent ── relayOne(): relay ──► relay.sent ── settle(): server, and acknowledgements back
 * </pre>
 */
final class HopChain
{
    private static final long CONNECT_TIMEOUT_NS = 5_000_000_000L;

    private final HopNode client = new HopNode(0, LinkRole.ENDPOINT);
    private final HopNode relay = new HopNode(1, LinkRole.RELAY);
    private final HopNode server = new HopNode(2, LinkRole.ENDPOINT);
    private final HopNetwork network = new HopNetwork(client, relay, server);
    private final UnsafeBuffer message;
    private final BooleanSupplier isAcknowledged = this::isAcknowledged;
    private long offered;

    /**
     * Connects client and server by way of the relay.
     *
     * @param messageLength bytes of every message.
     */
    HopChain(final int messageLength)
    {
        message = new UnsafeBuffer(new byte[messageLength]);
        server.command(Commands.LISTEN, new Commands.Listen(true), network.nowNs());
        network.link(client, relay);
        network.link(server, relay);
        network.runUntil(() -> 2 == relay.core.links().upCount());
        client.command(
            Commands.CONNECT,
            new Commands.Connect(server.publicKey).hops(2).timeoutNs(CONNECT_TIMEOUT_NS),
            network.nowNs());
        network.runUntil(() -> client.sessionId >= 0 && server.sessionId >= 0);
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
            if (client.core.offer(client.sessionId, message, 0, message.capacity(), network.nowNs()) < 0)
            {
                throw new IllegalStateException("message " + i + " of " + count + " is refused");
            }
            // A datagram for each.
            client.core.flush(network.nowNs());
        }
        offered += count;
        final int length = client.sent.length(before);
        for (int i = before; i < client.sent.size(); i++)
        {
            HopNetwork.check(client.sent.length(i), length, "bytes of a datagram");
        }
        HopNetwork.check(client.sent.size() - before, count, "datagrams");
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
        relay.core.onDatagram(client.addressId, sent.buffer(), sent.offset(index), sent.length(index), network.nowNs());
    }

    /**
     * Everything that the client sent went through {@link #relayOne}.
     */
    void relayed()
    {
        HopNetwork.check(relay.sent.size(), client.sent.size(), "datagrams relayed");
        client.sent.clear();
    }

    /**
     * Carry everything to its end: every message must arrive, and be acknowledged.
     */
    void settle()
    {
        network.runUntil(isAcknowledged);
        HopNetwork.check(server.messages, offered, "messages received");
        HopNetwork.check(client.acked, offered, "messages acknowledged");
    }

    private boolean isAcknowledged()
    {
        return client.acked >= offered;
    }
}
