package io.hopwire.libp2p;

import io.hopwire.libp2p.address.Multiaddr;
import io.hopwire.libp2p.identify.IdentifyWriter;
import io.hopwire.libp2p.identify.PeerRecord;
import io.hopwire.libp2p.wire.Libp2pLimits;
import io.hopwire.spi.Limits;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * What this host says of itself. Its addresses are signed by the worker; until that is done they are said without.
 */
final class SelfDescription
{
    /** The longest message that implementations take, and its length. */
    private static final int MAX_LENGTH = Libp2pLimits.MAX_IDENTIFY_LENGTH + 2;

    private final HostContext host;
    private final IdentifyWriter writer = new IdentifyWriter();
    private final byte[] publicKey;
    private final UnsafeBuffer scratch = new UnsafeBuffer(new byte[MAX_LENGTH]);
    /** The envelope, or null. */
    private UnsafeBuffer signed;
    /** What the last request was for: an older one is of addresses that are not ours any more. */
    private long version;
    private long sequence;
    private boolean isDue;
    private boolean isWaiting;

    SelfDescription(final HostContext host)
    {
        this.host = host;
        publicKey = host.config.key().publicKey().encoded();
        isDue = !host.listenAddresses.isEmpty();
    }

    void onAddressesChanged()
    {
        signed = null;
        isDue = !host.listenAddresses.isEmpty();
    }

    /** {@return whether the worker has our addresses} */
    boolean isWaiting()
    {
        return isWaiting;
    }

    /** Have the addresses signed, if they are not. */
    void flush()
    {
        if (!isDue || isWaiting)
        {
            return;
        }
        isDue = false;
        // Grows from one run to the next, too.
        sequence = Math.max(sequence + 1, host.nowNs);
        final byte[] record = PeerRecord.encode(host.self, sequence, host.listenAddresses);
        final int length = UpgradeWork.BODY_OFFSET + record.length;
        final int offset = length > Limits.MAX_SLOW_WORK_LENGTH ? -1 : host.upgrader.claim(length);
        if (offset >= 0)
        {
            isWaiting = true;
            host.upgrader.put(
                host.services.requests().buffer(), offset, UpgradeWork.SIGN_RECORD, 0, ++version);
            host.services.requests().buffer().putBytes(offset + UpgradeWork.BODY_OFFSET, record);
            host.services.requests().commit();
        }
    }

    void onSigned(final DirectBuffer buffer, final int offset, final int length)
    {
        isWaiting = false;
        if (null == UpgradeWork.fault(buffer, offset) && !isDue)
        {
            final byte[] envelope = new byte[length - UpgradeWork.BODY_OFFSET];
            buffer.getBytes(offset + UpgradeWork.BODY_OFFSET, envelope);
            signed = new UnsafeBuffer(envelope);
        }
    }

    /**
     * {@return all of it behind its length; what is too long is left out}
     *
     * @param observed where the peer is seen.
     */
    byte[] message(final Multiaddr observed)
    {
        int length = write(observed, host.streams.protocols(), signed);
        length = length < 0 ? write(observed, host.streams.protocols(), null) : length;
        length = length < 0 ? write(observed, List.of(), null) : length;
        return Arrays.copyOf(scratch.byteArray(), Math.max(0, length));
    }

    private int write(final Multiaddr observed, final List<String> protocols, final UnsafeBuffer envelope)
    {
        writer.wrap(scratch, 0, MAX_LENGTH)
            .protocolVersion(bytes(host.config.protocolVersion()))
            .agentVersion(bytes(host.config.agentVersion()))
            .publicKey(publicKey);
        for (final Multiaddr address : host.listenAddresses)
        {
            writer.listenAddress(address);
        }
        writer.observedAddress(observed);
        for (final String protocol : protocols)
        {
            writer.protocol(bytes(protocol));
        }
        if (null != envelope)
        {
            writer.signedPeerRecord(envelope, 0, envelope.capacity());
        }
        return writer.finish();
    }

    private static byte[] bytes(final String text)
    {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
