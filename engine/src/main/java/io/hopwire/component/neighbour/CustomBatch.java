package io.hopwire.component.neighbour;

import io.hopwire.crypto.OwnAddress;
import io.hopwire.link.Link;
import io.hopwire.link.LinkTable;
import io.hopwire.wire.MessageFlyweight;
import io.hopwire.wire.MsgPackEncoder;
import io.hopwire.wire.Operation;
import io.hopwire.wire.TransmissionEncoder;
import io.hopwire.wire.TransmissionFlyweight;

/**
 * Messages of components as seed 004's CUSTOM, {@code [number of the component, bytes]}: for bare networks, which have
 * no frames.
 */
final class CustomBatch extends MessagesToPeers
{
    /** Header of the array, number, and header of the bytes, of which no message has 2^16. */
    private static final int PREFIX_LENGTH = 1 + 1 + 3;

    private final OwnAddress own;
    private final int beta;
    private final TransmissionEncoder transmission = new TransmissionEncoder();
    private final MsgPackEncoder payload = new MsgPackEncoder();
    private Link to;

    CustomBatch(final LinkTable links, final OwnAddress own)
    {
        super(links);
        this.own = own;
        beta = Byte.SIZE * own.space().length();
    }

    @Override
    int overhead()
    {
        return TransmissionFlyweight.HEADER_LENGTH + MessageFlyweight.headerLength(beta) + PREFIX_LENGTH;
    }

    @Override
    void open(final Link link, final int number, final int maxLength)
    {
        to = link;
        transmission.wrap(frame, 0, maxLength, beta);
    }

    @Override
    boolean hasRoom(final int number, final int messageLength)
    {
        return messageLength <= transmission.payloadCapacity() - PREFIX_LENGTH;
    }

    @Override
    int begin(final int number, final int messageLength)
    {
        final int offset = transmission.beginMessage(
            own.bytes(), 0, to.identity(), Link.ADDRESS_OFFSET, Operation.CUSTOM, false);
        payload.wrap(frame, offset, transmission.payloadCapacity())
            .putArrayHeader(2).putLong(number).putBinaryHeader(messageLength);
        return offset + payload.length();
    }

    @Override
    void end(final int messageLength)
    {
        transmission.commitMessage(payload.length() + messageLength);
    }

    @Override
    void forget()
    {
        transmission.abortMessage();
    }

    @Override
    int finish()
    {
        return 0 == transmission.messageCount() ? 0 : transmission.finish();
    }
}
