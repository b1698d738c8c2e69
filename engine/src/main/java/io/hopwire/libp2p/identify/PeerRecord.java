package io.hopwire.libp2p.identify;

import io.hopwire.libp2p.address.Multiaddr;
import io.hopwire.libp2p.identity.IdentityError;
import io.hopwire.libp2p.identity.PeerId;
import io.hopwire.libp2p.wire.Libp2pLimits;
import io.hopwire.libp2p.wire.ProtobufError;
import io.hopwire.libp2p.wire.ProtobufReader;
import io.hopwire.libp2p.wire.ProtobufWriter;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The addresses of a peer as it signs them itself: the payload of a
 * {@link io.hopwire.libp2p.identity.SignedEnvelope} of the domain {@link #domain()} and the type
 * {@link #payloadType()}. Of two records of a peer the one with the greater number is newer; it is no time.
 * <p>
 * Reading allocates nothing. Not thread-safe.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/RFC/0003-routing-records.md">RFC 0003</a>
 */
public final class PeerRecord
{
    private static final byte[] DOMAIN = "libp2p-peer-record".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PAYLOAD_TYPE = {0x03, 0x01};
    private static final int PEER_ID = 1;
    private static final int SEQUENCE = 2;
    private static final int ADDRESSES = 3;
    private static final int MULTIADDR = 1;
    private static final int MAX_ADDRESS_FIELDS = 8;
    private static final int NONE = -1;

    private final ProtobufReader reader = new ProtobufReader();
    private final ProtobufReader inner = new ProtobufReader();
    private final AddressList addresses = new AddressList();
    private DirectBuffer buffer;
    private int idOffset;
    private int idLength;
    private long sequence;

    /**
     * Of nobody yet: {@link #wrap} it.
     */
    public PeerRecord()
    {
    }

    /** {@return what signatures of records are for} */
    public static byte[] domain()
    {
        return DOMAIN.clone();
    }

    /** {@return what the payload of such an envelope is} */
    public static byte[] payloadType()
    {
        return PAYLOAD_TYPE.clone();
    }

    /**
     * A record, to be signed. Allocates.
     *
     * @param id        of the peer.
     * @param sequence  greater than that of all records before.
     * @param addresses of the peer.
     * @return its bytes.
     */
    public static byte[] encode(final PeerId id, final long sequence, final List<Multiaddr> addresses)
    {
        int length = ProtobufWriter.bytesLength(PEER_ID, id.length()) +
            (0 == sequence ? 0 : ProtobufWriter.numberLength(SEQUENCE, sequence));
        for (final Multiaddr address : addresses)
        {
            length += ProtobufWriter.bytesLength(
                ADDRESSES, ProtobufWriter.bytesLength(MULTIADDR, address.length()));
        }
        final byte[] record = new byte[length];
        final ProtobufWriter writer = new ProtobufWriter().wrap(new UnsafeBuffer(record), 0, length);
        writer.putBytes(PEER_ID, id.bytes());
        if (0 != sequence)
        {
            writer.putNumber(SEQUENCE, sequence);
        }
        for (final Multiaddr address : addresses)
        {
            writer.putMessage(ADDRESSES, ProtobufWriter.bytesLength(MULTIADDR, address.length()))
                .putBytes(MULTIADDR, address.bytes());
        }
        return record;
    }

    /**
     * Look at a record.
     *
     * @param src    holds it.
     * @param offset its first byte.
     * @param length its bytes.
     * @return {@link IdentifyError#NONE}, or what is wrong.
     */
    public IdentifyError wrap(final DirectBuffer src, final int offset, final int length)
    {
        buffer = src;
        idOffset = NONE;
        idLength = 0;
        sequence = 0;
        addresses.clear();
        reader.wrap(src, offset, length, Libp2pLimits.MAX_IDENTIFY_FIELDS);
        while (reader.next())
        {
            final IdentifyError error = readField();
            if (IdentifyError.NONE != error)
            {
                return error;
            }
        }
        if (ProtobufError.NONE != reader.error())
        {
            return IdentifyError.PROTOBUF;
        }
        final boolean isOfPeer = NONE != idOffset && IdentityError.NONE == PeerId.check(src, idOffset, idLength);
        return isOfPeer ? IdentifyError.NONE : IdentifyError.RECORD;
    }

    /**
     * Is it of whoever signed the envelope? A record of somebody else's addresses proves nothing.
     *
     * @param signer of the envelope.
     * @return {@link IdentifyError#NONE} or {@link IdentifyError#RECORD}.
     */
    public IdentifyError checkSigner(final PeerId signer)
    {
        return signer.isSame(buffer, idOffset, idLength) ? IdentifyError.NONE : IdentifyError.RECORD;
    }

    /** {@return its number, without a sign} */
    public long sequence()
    {
        return sequence;
    }

    /** {@return how many addresses can be read} */
    public int addresses()
    {
        return addresses.count();
    }

    /** {@return how many addresses can not be read, and are left out} */
    public int unreadableAddresses()
    {
        return addresses.unreadable();
    }

    /**
     * An address.
     *
     * @param index from 0 on.
     * @return its first byte.
     */
    public int addressOffset(final int index)
    {
        return addresses.offset(index);
    }

    /**
     * An address.
     *
     * @param index from 0 on.
     * @return its bytes.
     */
    public int addressLength(final int index)
    {
        return addresses.length(index);
    }

    private IdentifyError readField()
    {
        switch (reader.field())
        {
            case PEER_ID:
                if (reader.isBytes())
                {
                    idOffset = reader.valueOffset();
                    idLength = reader.valueLength();
                }
                return IdentifyError.NONE;

            case SEQUENCE:
                sequence = reader.varint();
                return IdentifyError.NONE;

            case ADDRESSES:
                return reader.isBytes() ? readAddress() : IdentifyError.NONE;

            default:
                return IdentifyError.NONE;
        }
    }

    private IdentifyError readAddress()
    {
        inner.wrap(buffer, reader.valueOffset(), reader.valueLength(), MAX_ADDRESS_FIELDS);
        int offset = reader.valueOffset();
        int length = 0;
        while (inner.next())
        {
            if (MULTIADDR == inner.field() && inner.isBytes())
            {
                offset = inner.valueOffset();
                length = inner.valueLength();
            }
        }
        if (ProtobufError.NONE != inner.error())
        {
            return IdentifyError.PROTOBUF;
        }
        return addresses.add(buffer, offset, length) ? IdentifyError.NONE : IdentifyError.TOO_MANY;
    }
}
