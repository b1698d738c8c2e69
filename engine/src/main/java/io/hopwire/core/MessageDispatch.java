package io.hopwire.core;

import io.hopwire.circuit.CircuitTable;
import io.hopwire.component.discovery.DiscoveryComponent;
import io.hopwire.link.Link;
import io.hopwire.spi.Counters;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;
import io.hopwire.wire.MsgPackDecoder;
import io.hopwire.wire.Operation;
import io.hopwire.wire.TransmissionParser;
import org.agrona.DirectBuffer;

/**
 * Gives the messages of a transmission to whoever owns their operation; an ACK or NACK goes to the owner of the
 * operation that it answers, which is the first element of its payload.
 */
final class MessageDispatch
{
    private final int beta;
    private final CircuitTable circuits;
    private final DiscoveryComponent discovery;
    private final Counters counters;
    private final TransmissionParser parser = new TransmissionParser();
    private final MsgPackDecoder payload = new MsgPackDecoder();

    MessageDispatch(
        final int addressLength,
        final CircuitTable circuits,
        final DiscoveryComponent discovery,
        final Counters counters)
    {
        this.beta = Byte.SIZE * addressLength;
        this.circuits = circuits;
        this.discovery = discovery;
        this.counters = counters;
    }

    void onTransmission(
        final Link link, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        counters.increment(SystemCounter.TRANSMISSIONS);
        final RejectCode reject = parser.wrap(buffer, offset, length, beta);
        if (null != reject)
        {
            counters.reject(reject);
            return;
        }
        while (parser.next())
        {
            payload.wrap(buffer, parser.payloadOffset(), parser.payloadLength());
            if (parser.isEncrypted())
            {
                counters.reject(RejectCode.PAYLOAD);
            }
            else
            {
                onMessage(link, buffer, nowNs);
            }
        }
    }

    private void onMessage(final Link link, final DirectBuffer buffer, final long nowNs)
    {
        switch (parser.operation())
        {
            case Operation.ACK:
            case Operation.NACK:
                onAnswer(link, parser.operation() == Operation.ACK, buffer, nowNs);
                break;

            case Operation.PING:
                discovery.onPing(link, nowNs);
                break;

            case Operation.FIND_NODE:
                discovery.onFindNode(link, payload, buffer, nowNs);
                break;

            case Operation.WHISPER:
                circuits.onWhisper(link, buffer, parser.toOffset(), payload, buffer, nowNs);
                break;

            default:
                counters.reject(RejectCode.OPERATION);
                break;
        }
    }

    private void onAnswer(final Link link, final boolean ack, final DirectBuffer buffer, final long nowNs)
    {
        final int fields = payload.readArrayHeader();
        final long operation = payload.readLong();
        if (fields < 1 || payload.failed())
        {
            counters.reject(RejectCode.PAYLOAD);
        }
        else if (operation == Operation.WHISPER)
        {
            circuits.onAnswer(link, ack, payload, fields, buffer, nowNs);
        }
        else if (operation == Operation.FIND_NODE && ack)
        {
            discovery.onFindNodeAnswer(link, payload, fields, buffer, nowNs);
        }
        else
        {
            counters.reject(RejectCode.UNSOLICITED);
        }
    }
}
