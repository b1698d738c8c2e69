package io.hopwire.sim.load;

import io.hopwire.crypto.SealedBoxes;
import io.hopwire.link.Link;
import io.hopwire.link.LinkTable;
import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;
import io.hopwire.wire.Compression;
import io.hopwire.wire.MessageFlyweight;
import io.hopwire.wire.MsgPackEncoder;
import io.hopwire.wire.Operation;
import io.hopwire.wire.TransmissionFlyweight;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Says WHISPERs in the name of others: everything about them is right but that the box is sealed with the key of the
 * one who lies. They go to the destination itself where it is a neighbour, and else by any neighbour.
 */
final class Forger
{
    private static final int MAX_LENGTH = 1168;
    private static final int MICRO_NS = 1000;

    private final SimNetwork network;
    private final int beta;
    private final UnsafeBuffer transmission = new UnsafeBuffer(new byte[MAX_LENGTH]);
    private final UnsafeBuffer payload = new UnsafeBuffer(new byte[MAX_LENGTH]);
    private final UnsafeBuffer secret = new UnsafeBuffer(new byte[16]);

    Forger(final SimNetwork network)
    {
        this.network = network;
        beta = Byte.SIZE * network.space().length();
    }

    /**
     * Say something.
     *
     * @param liar  who has links.
     * @param name  in whose name.
     * @param to    for whom.
     * @param value one value of msgpack.
     * @return false where nobody was there to say it to.
     */
    boolean whisper(final SimNode liar, final DirectBuffer name, final DirectBuffer to, final DirectBuffer value)
    {
        final LinkTable links = liar.links();
        final Link direct = links.byKey(to, 0);
        final Link over = null != direct ? direct : links.upCount() > 0 ? links.upLink(0) : null;
        if (null == over)
        {
            return false;
        }
        final int length = seal(liar, name, to, value);
        links.send(over, transmission, 0, length, liar.nowNs());
        liar.touch();
        return true;
    }

    private int seal(final SimNode liar, final DirectBuffer name, final DirectBuffer to, final DirectBuffer value)
    {
        final MsgPackEncoder encoder = new MsgPackEncoder().wrap(payload, 0, MAX_LENGTH);
        encoder.putArrayHeader(3).putEncoded(value, 0, value.capacity()).putLong(liar.nowNs() / MICRO_NS)
            .putBinary(secret, 0, secret.capacity());
        final SealedBoxes boxes = liar.newBoxes();
        final int header = TransmissionFlyweight.HEADER_LENGTH;
        final int box = header + MessageFlyweight.headerLength(beta);
        final int boxLength = boxes.lengthOf(encoder.length());
        TransmissionFlyweight.write(transmission, 0, Compression.NONE, box - header + boxLength);
        MessageFlyweight.putFrom(transmission, header, beta, name, 0);
        MessageFlyweight.putTo(transmission, header, beta, to, 0);
        MessageFlyweight.putOptions(transmission, header, beta, Operation.WHISPER, true);
        MessageFlyweight.putPayloadLength(transmission, header, beta, boxLength);
        boxes.peer(to, 0);
        boxes.associate(transmission, header, box - header);
        final int sealed = boxes.seal(payload, 0, encoder.length(), transmission, box);
        assert sealed == boxLength : "for a key of the network: " + sealed;
        return box + sealed;
    }
}
