package io.hopwire.libp2p.identify;

import io.hopwire.libp2p.identity.IdentityError;
import io.hopwire.libp2p.identity.PeerKey;
import io.hopwire.libp2p.wire.Libp2pLimits;
import io.hopwire.libp2p.wire.ProtobufError;
import io.hopwire.libp2p.wire.ProtobufReader;
import io.hopwire.libp2p.wire.UnsignedVarint;
import org.agrona.DirectBuffer;

/**
 * What a peer says of itself, where it lies. Fields that are not there have an offset of {@link #NONE}; a push holds
 * only what has changed. Texts are bytes that nobody has looked at: whoever shows them to people decodes them.
 * <p>
 * Allocates nothing. Not thread-safe.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/identify/README.md">Identify</a>
 */
public final class IdentifyMessage
{
    /** Protocol of the question. */
    public static final String PROTOCOL = "/ipfs/id/1.0.0";
    /** Protocol of what is told unasked. */
    public static final String PUSH_PROTOCOL = "/ipfs/id/push/1.0.0";

    /** Offset of a field that is not there. */
    public static final int NONE = -1;

    /** {@link #prefixedLength}: the length is not there yet. */
    public static final int INCOMPLETE = UnsignedVarint.INCOMPLETE;

    static final int PUBLIC_KEY = 1;
    static final int LISTEN_ADDRESS = 2;
    static final int PROTOCOL_NAME = 3;
    static final int OBSERVED_ADDRESS = 4;
    static final int PROTOCOL_VERSION = 5;
    static final int AGENT_VERSION = 6;
    static final int SIGNED_PEER_RECORD = 8;
    private static final int FIELDS = SIGNED_PEER_RECORD + 1;

    private final ProtobufReader reader = new ProtobufReader();
    private final AddressList addresses = new AddressList();
    private final int[] offsets = new int[FIELDS];
    private final int[] lengths = new int[FIELDS];
    private final int[] protocolOffsets = new int[Libp2pLimits.MAX_PROTOCOLS];
    private final int[] protocolLengths = new int[Libp2pLimits.MAX_PROTOCOLS];
    private DirectBuffer buffer;
    private int protocols;

    /**
     * Of nobody yet: {@link #wrap} it.
     */
    public IdentifyMessage()
    {
    }

    /**
     * The length in front of a message on a stream.
     *
     * @param buffer    holds it.
     * @param offset    its first byte.
     * @param available bytes that have come so far.
     * @return bytes of the message, which begins {@link UnsignedVarint#length} of it behind the offset;
     *     {@link #INCOMPLETE}, or another negative number where there is no length, or one of more than
     *     {@link Libp2pLimits#MAX_IDENTIFY_LENGTH} bytes.
     */
    public static int prefixedLength(final DirectBuffer buffer, final int offset, final int available)
    {
        final long length = UnsignedVarint.get(buffer, offset, available);
        return length > Libp2pLimits.MAX_IDENTIFY_LENGTH ? UnsignedVarint.TOO_LONG : (int)length;
    }

    /**
     * Look at a message.
     *
     * @param src    holds it.
     * @param offset its first byte, behind its length.
     * @param length its bytes.
     * @return {@link IdentifyError#NONE}, or what is wrong.
     */
    public IdentifyError wrap(final DirectBuffer src, final int offset, final int length)
    {
        buffer = src;
        protocols = 0;
        addresses.clear();
        for (int i = 0; i < FIELDS; i++)
        {
            offsets[i] = NONE;
            lengths[i] = 0;
        }
        if (length > Libp2pLimits.MAX_IDENTIFY_LENGTH)
        {
            return IdentifyError.TOO_LONG;
        }
        reader.wrap(src, offset, length, Libp2pLimits.MAX_IDENTIFY_FIELDS);
        while (reader.next())
        {
            final IdentifyError error = readField();
            if (IdentifyError.NONE != error)
            {
                return error;
            }
        }
        switch (reader.error())
        {
            case NONE:
                return checkFields();

            case TOO_MANY_FIELDS:
                return IdentifyError.TOO_MANY;

            default:
                return IdentifyError.PROTOBUF;
        }
    }

    /**
     * Is the public key that of the peer? It need not be there: the handshake has proved it already.
     *
     * @param key of the peer, from the handshake: its protobuf.
     * @return {@link IdentifyError#NONE} or {@link IdentifyError#KEY}.
     */
    public IdentifyError checkKey(final byte[] key)
    {
        boolean isSame = NONE == offsets[PUBLIC_KEY] || key.length == lengths[PUBLIC_KEY];
        for (int i = 0; isSame && i < lengths[PUBLIC_KEY]; i++)
        {
            isSame = key[i] == buffer.getByte(offsets[PUBLIC_KEY] + i);
        }
        return isSame ? IdentifyError.NONE : IdentifyError.KEY;
    }

    /** {@return first byte of the public key's protobuf} */
    public int publicKeyOffset()
    {
        return offsets[PUBLIC_KEY];
    }

    /** {@return bytes of the public key's protobuf} */
    public int publicKeyLength()
    {
        return lengths[PUBLIC_KEY];
    }

    /** {@return first byte of the version of the protocols, a text} */
    public int protocolVersionOffset()
    {
        return offsets[PROTOCOL_VERSION];
    }

    /** {@return bytes of the version of the protocols} */
    public int protocolVersionLength()
    {
        return lengths[PROTOCOL_VERSION];
    }

    /** {@return first byte of the name and version of the peer's program, a text} */
    public int agentVersionOffset()
    {
        return offsets[AGENT_VERSION];
    }

    /** {@return bytes of the name and version of the peer's program} */
    public int agentVersionLength()
    {
        return lengths[AGENT_VERSION];
    }

    /** {@return first byte of the address that the peer sees us at; not there where it can not be read} */
    public int observedAddressOffset()
    {
        return offsets[OBSERVED_ADDRESS];
    }

    /** {@return bytes of the address that the peer sees us at} */
    public int observedAddressLength()
    {
        return lengths[OBSERVED_ADDRESS];
    }

    /** {@return first byte of the envelope around a {@link PeerRecord}} */
    public int signedPeerRecordOffset()
    {
        return offsets[SIGNED_PEER_RECORD];
    }

    /** {@return bytes of the envelope} */
    public int signedPeerRecordLength()
    {
        return lengths[SIGNED_PEER_RECORD];
    }

    /** {@return how many addresses the peer listens on that can be read} */
    public int listenAddresses()
    {
        return addresses.count();
    }

    /** {@return how many addresses can not be read, and are left out} */
    public int unreadableAddresses()
    {
        return addresses.unreadable();
    }

    /**
     * An address the peer listens on.
     *
     * @param index from 0 on.
     * @return its first byte.
     */
    public int listenAddressOffset(final int index)
    {
        return addresses.offset(index);
    }

    /**
     * An address the peer listens on.
     *
     * @param index from 0 on.
     * @return its bytes.
     */
    public int listenAddressLength(final int index)
    {
        return addresses.length(index);
    }

    /** {@return how many protocols the peer names} */
    public int protocols()
    {
        return protocols;
    }

    /**
     * Name of a protocol.
     *
     * @param index from 0 on.
     * @return its first byte.
     */
    public int protocolOffset(final int index)
    {
        return protocolOffsets[index];
    }

    /**
     * Name of a protocol.
     *
     * @param index from 0 on.
     * @return its bytes.
     */
    public int protocolLength(final int index)
    {
        return protocolLengths[index];
    }

    private IdentifyError readField()
    {
        final int field = reader.field();
        switch (field)
        {
            case LISTEN_ADDRESS:
                return !reader.isBytes() || addresses.add(buffer, reader.valueOffset(), reader.valueLength()) ?
                    IdentifyError.NONE : IdentifyError.TOO_MANY;

            case PROTOCOL_NAME:
                return reader.isBytes() ? addProtocol() : IdentifyError.NONE;

            case PUBLIC_KEY:
            case OBSERVED_ADDRESS:
            case PROTOCOL_VERSION:
            case AGENT_VERSION:
            case SIGNED_PEER_RECORD:
                if (reader.isBytes())
                {
                    // Of two the last counts, as protobuf has it.
                    offsets[field] = reader.valueOffset();
                    lengths[field] = reader.valueLength();
                }
                return IdentifyError.NONE;

            default:
                return IdentifyError.NONE;
        }
    }

    private IdentifyError addProtocol()
    {
        if (0 == reader.valueLength() || reader.valueLength() > Libp2pLimits.MAX_PROTOCOL_LENGTH)
        {
            return IdentifyError.PROTOCOL;
        }
        if (Libp2pLimits.MAX_PROTOCOLS == protocols)
        {
            return IdentifyError.TOO_MANY;
        }
        protocolOffsets[protocols] = reader.valueOffset();
        protocolLengths[protocols++] = reader.valueLength();
        return IdentifyError.NONE;
    }

    private IdentifyError checkFields()
    {
        assert ProtobufError.NONE == reader.error();
        if (NONE != offsets[OBSERVED_ADDRESS] &&
            !addresses.isReadable(buffer, offsets[OBSERVED_ADDRESS], lengths[OBSERVED_ADDRESS]))
        {
            offsets[OBSERVED_ADDRESS] = NONE;
            lengths[OBSERVED_ADDRESS] = 0;
        }
        final boolean isKey = NONE == offsets[PUBLIC_KEY] ||
            IdentityError.NONE == PeerKey.check(buffer, offsets[PUBLIC_KEY], lengths[PUBLIC_KEY]);
        return isKey ? IdentifyError.NONE : IdentifyError.KEY;
    }
}
