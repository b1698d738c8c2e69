package io.hopwire.libp2p;

import io.hopwire.libp2p.address.Multiaddr;
import io.hopwire.libp2p.identify.IdentifyError;
import io.hopwire.libp2p.identify.IdentifyMessage;
import io.hopwire.libp2p.wire.Libp2pLimits;
import io.hopwire.libp2p.wire.UnsignedVarint;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a peer says of itself on one stream, put together: some say it in several messages, up to the end of the stream.
 * Memory grows with what has come.
 */
final class IdentifyReader
{
    private static final int FIRST_LENGTH = 1024;
    private static final int MAX_LENGTH =
        Libp2pLimits.MAX_IDENTIFY_LENGTH + UnsignedVarint.length(Libp2pLimits.MAX_IDENTIFY_LENGTH);
    private static final int MAX_MESSAGES = 8;
    private static final byte[] NOTHING = new byte[0];

    /** Number that its timer has. */
    final int index;
    final List<Multiaddr> addresses = new ArrayList<>();
    final List<String> protocols = new ArrayList<>();
    NetStream stream;
    boolean isPush;
    String agentVersion;
    String protocolVersion;
    Multiaddr observedAddress;
    byte[] signedRecord;

    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    private byte[] bytes = NOTHING;
    private int length;
    private int messages;

    IdentifyReader(final int index)
    {
        this.index = index;
    }

    void begin(final NetStream newStream, final boolean push)
    {
        stream = newStream;
        isPush = push;
        messages = 0;
    }

    /** {@return whether nothing is wrong} */
    boolean onData(
        final DirectBuffer src, final int offset, final int count, final IdentifyMessage message)
    {
        int done = 0;
        while (done < count)
        {
            final int part = Math.min(count - done, MAX_LENGTH - length);
            append(src, offset + done, part);
            done += part;
            if (!readMessages(message) || done < count && MAX_LENGTH == length)
            {
                return false;
            }
        }
        return true;
    }

    /** {@return whether at least one message came, and none was cut} */
    boolean isWhole()
    {
        return messages > 0 && 0 == length;
    }

    void clear()
    {
        stream = null;
        bytes = NOTHING;
        length = 0;
        addresses.clear();
        protocols.clear();
        agentVersion = null;
        protocolVersion = null;
        observedAddress = null;
        signedRecord = null;
    }

    private boolean readMessages(final IdentifyMessage message)
    {
        int at = 0;
        while (at < length)
        {
            final int prefixed = IdentifyMessage.prefixedLength(buffer, at, length - at);
            if (IdentifyMessage.INCOMPLETE == prefixed)
            {
                break;
            }
            if (prefixed < 0)
            {
                return false;
            }
            final int whole = UnsignedVarint.length(prefixed) + prefixed;
            if (whole > length - at)
            {
                break;
            }
            if (!readMessage(message, at + whole - prefixed, prefixed))
            {
                return false;
            }
            at += whole;
        }
        System.arraycopy(bytes, at, bytes, 0, length - at);
        length -= at;
        return true;
    }

    private boolean readMessage(final IdentifyMessage message, final int offset, final int count)
    {
        final NetConnection connection = stream.connection();
        if (++messages > MAX_MESSAGES ||
            IdentifyError.NONE != message.wrap(buffer, offset, count) ||
            IdentifyError.NONE != message.checkKey(connection.publicKey))
        {
            return false;
        }
        for (int i = 0; i < message.listenAddresses() && addresses.size() < Libp2pLimits.MAX_LISTEN_ADDRESSES; i++)
        {
            addresses.add(Multiaddr.of(buffer, message.listenAddressOffset(i), message.listenAddressLength(i)));
        }
        for (int i = 0; i < message.protocols() && protocols.size() < Libp2pLimits.MAX_PROTOCOLS; i++)
        {
            protocols.add(text(message.protocolOffset(i), message.protocolLength(i)));
        }
        agentVersion = text(message.agentVersionOffset(), message.agentVersionLength(), agentVersion);
        protocolVersion = text(message.protocolVersionOffset(), message.protocolVersionLength(), protocolVersion);
        if (IdentifyMessage.NONE != message.observedAddressOffset())
        {
            observedAddress =
                Multiaddr.of(buffer, message.observedAddressOffset(), message.observedAddressLength());
        }
        if (IdentifyMessage.NONE != message.signedPeerRecordOffset())
        {
            signedRecord = new byte[message.signedPeerRecordLength()];
            buffer.getBytes(message.signedPeerRecordOffset(), signedRecord);
        }
        return true;
    }

    private String text(final int offset, final int count, final String before)
    {
        return IdentifyMessage.NONE == offset ? before : text(offset, count);
    }

    private String text(final int offset, final int count)
    {
        return new String(
            bytes, offset, Math.min(count, Libp2pLimits.MAX_PROTOCOL_LENGTH), StandardCharsets.UTF_8);
    }

    private void append(final DirectBuffer src, final int offset, final int count)
    {
        if (length + count > bytes.length)
        {
            bytes = Arrays.copyOf(
                bytes, Math.min(MAX_LENGTH, Math.max(FIRST_LENGTH, 2 * (length + count))));
            buffer.wrap(bytes);
        }
        src.getBytes(offset, bytes, length, count);
        length += count;
    }
}
