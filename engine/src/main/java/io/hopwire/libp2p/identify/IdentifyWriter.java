package io.hopwire.libp2p.identify;

import io.hopwire.libp2p.address.Multiaddr;
import io.hopwire.libp2p.wire.ProtobufWriter;
import io.hopwire.libp2p.wire.UnsignedVarint;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Writes what we say of ourselves, behind its length. Fields stand in the order of the calls; the specification's,
 * which others keep too: versions, key, listen addresses, observed address, protocols, record.
 * <p>
 * Where the room does not suffice, {@link #finish()} tells so. Allocates nothing. Not thread-safe.
 */
public final class IdentifyWriter
{
    /** Bytes that are left for the length; as many as it takes for any message that is not too long. */
    private static final int PREFIX_LENGTH = 2;

    private final ProtobufWriter writer = new ProtobufWriter();
    private MutableDirectBuffer buffer;
    private int start;

    /**
     * Over no memory: {@link #wrap} it.
     */
    public IdentifyWriter()
    {
    }

    /**
     * Begin.
     *
     * @param dst      to write to.
     * @param offset   first byte.
     * @param capacity bytes that there is room for, at most 16,385 of which are made use of.
     * @return this.
     */
    public IdentifyWriter wrap(final MutableDirectBuffer dst, final int offset, final int capacity)
    {
        buffer = dst;
        start = offset;
        final int room = Math.min(capacity - PREFIX_LENGTH, (1 << 7 * PREFIX_LENGTH) - 1);
        writer.wrap(dst, offset + PREFIX_LENGTH, Math.max(0, room));
        return this;
    }

    /**
     * Which family of protocols.
     *
     * @param text of it, in UTF-8.
     * @return this.
     */
    public IdentifyWriter protocolVersion(final byte[] text)
    {
        writer.putBytes(IdentifyMessage.PROTOCOL_VERSION, text);
        return this;
    }

    /**
     * Name and version of the program.
     *
     * @param text of it, in UTF-8.
     * @return this.
     */
    public IdentifyWriter agentVersion(final byte[] text)
    {
        writer.putBytes(IdentifyMessage.AGENT_VERSION, text);
        return this;
    }

    /**
     * Our own key.
     *
     * @param key its protobuf.
     * @return this.
     */
    public IdentifyWriter publicKey(final byte[] key)
    {
        writer.putBytes(IdentifyMessage.PUBLIC_KEY, key);
        return this;
    }

    /**
     * An address we listen on.
     *
     * @param address one of them.
     * @return this.
     */
    public IdentifyWriter listenAddress(final Multiaddr address)
    {
        return address(IdentifyMessage.LISTEN_ADDRESS, address);
    }

    /**
     * Where we see the peer.
     *
     * @param address of the other end of the connection.
     * @return this.
     */
    public IdentifyWriter observedAddress(final Multiaddr address)
    {
        return address(IdentifyMessage.OBSERVED_ADDRESS, address);
    }

    /**
     * A protocol that streams to us may speak.
     *
     * @param name of it, in UTF-8.
     * @return this.
     */
    public IdentifyWriter protocol(final byte[] name)
    {
        writer.putBytes(IdentifyMessage.PROTOCOL_NAME, name);
        return this;
    }

    /**
     * Our addresses, signed.
     *
     * @param src    holds the envelope.
     * @param offset its first byte.
     * @param length its bytes.
     * @return this.
     */
    public IdentifyWriter signedPeerRecord(final DirectBuffer src, final int offset, final int length)
    {
        writer.putBytes(IdentifyMessage.SIGNED_PEER_RECORD, src, offset, length);
        return this;
    }

    /**
     * Put the length in front.
     *
     * @return bytes of the length and the message, which begin at the offset; -1 where the room did not suffice.
     */
    public int finish()
    {
        if (writer.failed())
        {
            return -1;
        }
        final int prefix = UnsignedVarint.length(writer.length());
        if (PREFIX_LENGTH != prefix)
        {
            buffer.putBytes(start + prefix, buffer, start + PREFIX_LENGTH, writer.length());
        }
        return UnsignedVarint.put(buffer, start, writer.length()) + writer.length();
    }

    private IdentifyWriter address(final int field, final Multiaddr address)
    {
        final int at = writer.claim(field, address.length());
        if (at >= 0)
        {
            address.put(buffer, at);
        }
        return this;
    }
}
