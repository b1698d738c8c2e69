package io.hopwire.libp2p.identify;

import io.hopwire.libp2p.address.Multiaddr;
import io.hopwire.libp2p.wire.Libp2pLimits;
import io.hopwire.test.FuzzTarget;
import org.agrona.concurrent.UnsafeBuffer;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Messages of identify, and records of addresses: what is taken lies within them, and is no more than is kept.
 */
public final class IdentifyFuzzTarget
{
    private IdentifyFuzzTarget()
    {
    }

    /**
     * Reads as the engine does, with objects that are there already.
     *
     * @return which.
     */
    public static FuzzTarget.Reader newReader()
    {
        final IdentifyMessage message = new IdentifyMessage();
        final PeerRecord record = new PeerRecord();
        return (input, length) ->
            IdentifyError.NONE == message.wrap(input, 0, length) | IdentifyError.NONE == record.wrap(input, 0, length);
    }

    /**
     * Try one input.
     *
     * @param data of a fuzzer.
     */
    public static void fuzzerTestOneInput(final byte[] data)
    {
        final UnsafeBuffer input = new UnsafeBuffer(data);
        assertTrue(IdentifyMessage.prefixedLength(input, 0, data.length) <= Libp2pLimits.MAX_IDENTIFY_LENGTH);
        tryMessage(input, data.length);
        tryRecord(input, data.length);
    }

    private static void tryMessage(final UnsafeBuffer input, final int length)
    {
        final IdentifyMessage message = new IdentifyMessage();
        if (IdentifyError.NONE != message.wrap(input, 0, length))
        {
            return;
        }
        assertTrue(
            message.listenAddresses() + message.unreadableAddresses() <= Libp2pLimits.MAX_LISTEN_ADDRESSES);
        for (int i = 0; i < message.listenAddresses(); i++)
        {
            assertNotNull(Multiaddr.of(input, message.listenAddressOffset(i), message.listenAddressLength(i)));
        }
        if (IdentifyMessage.NONE != message.observedAddressOffset())
        {
            assertNotNull(Multiaddr.of(input, message.observedAddressOffset(), message.observedAddressLength()));
        }
        for (int i = 0; i < message.protocols(); i++)
        {
            assertTrue(message.protocolOffset(i) + message.protocolLength(i) <= length);
        }
        assertTrue(message.publicKeyOffset() + message.publicKeyLength() <= length);
        assertTrue(message.agentVersionOffset() + message.agentVersionLength() <= length);
        assertTrue(message.protocolVersionOffset() + message.protocolVersionLength() <= length);
        assertTrue(message.signedPeerRecordOffset() + message.signedPeerRecordLength() <= length);
    }

    private static void tryRecord(final UnsafeBuffer input, final int length)
    {
        final PeerRecord record = new PeerRecord();
        if (IdentifyError.NONE == record.wrap(input, 0, length))
        {
            assertTrue(record.addresses() + record.unreadableAddresses() <= Libp2pLimits.MAX_LISTEN_ADDRESSES);
            for (int i = 0; i < record.addresses(); i++)
            {
                assertNotNull(Multiaddr.of(input, record.addressOffset(i), record.addressLength(i)));
            }
        }
    }
}
