package io.hopwire.circuit;

import io.hopwire.crypto.OwnAddress;
import io.hopwire.link.Link;
import io.hopwire.link.MessageBatch;
import io.hopwire.wire.MsgPackEncoder;
import io.hopwire.wire.Operation;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes route messages into the batch for a neighbour. A message that finds no room is lost, as the network might have
 * lost it: the origin asks again.
 */
final class RouteSender
{
    private final DirectBuffer nobody;
    private final DirectBuffer publicKey;
    private final MessageBatch messages;

    RouteSender(final OwnAddress own, final MessageBatch messages)
    {
        this.nobody = new UnsafeBuffer(new byte[own.space().length()]);
        this.publicKey = own.bytes();
        this.messages = messages;
    }

    void request(final Link link, final RouteSearch search, final long nowNs)
    {
        final MsgPackEncoder encoder =
            messages.begin(link, nobody, 0, search.targetKey, 0, Operation.ROUTE, nowNs);
        if (null != encoder)
        {
            RouteMessage.encodeRequest(encoder, search, Math.min(search.room, CircuitRooms.of(link)));
            messages.end();
        }
    }

    void ack(final Link link, final RouteSearch search, final long nowNs)
    {
        passAck(link, search, search.handshake, 0, search.handshakeLength, nowNs);
    }

    void passAck(
        final Link link,
        final RouteSearch search,
        final DirectBuffer handshake,
        final int offset,
        final int length,
        final long nowNs)
    {
        final MsgPackEncoder encoder =
            messages.begin(link, publicKey, 0, link.identity(), Link.ADDRESS_OFFSET, Operation.ACK, nowNs);
        if (null != encoder)
        {
            RouteMessage.encodeAck(encoder, search, handshake, offset, length);
            messages.end();
        }
    }

    void ackProbe(final Link link, final long groupId, final int attempt, final long nowNs)
    {
        final MsgPackEncoder encoder =
            messages.begin(link, publicKey, 0, link.identity(), Link.ADDRESS_OFFSET, Operation.ACK, nowNs);
        if (null != encoder)
        {
            RouteMessage.encodeProbeAck(encoder, groupId, attempt, nobody);
            messages.end();
        }
    }

    void nack(
        final Link link, final long groupId, final int attempt, final int reason, final int tokens, final long nowNs)
    {
        final MsgPackEncoder encoder =
            messages.begin(link, publicKey, 0, link.identity(), Link.ADDRESS_OFFSET, Operation.NACK, nowNs);
        if (null != encoder)
        {
            RouteMessage.encodeNack(encoder, groupId, attempt, reason, Math.max(0, tokens));
            messages.end();
        }
    }
}
