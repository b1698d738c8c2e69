package io.hopwire.transport;

import io.hopwire.spi.Limits;
import io.hopwire.spi.Outbox;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

class UdpTransportGarbageTest
{
    private static final DatagramHandler IGNORE = (addressId, buffer, offset, length) -> {};

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void alternatingSendersCostNoGarbage(final String host)
    {
        TransportFixture.assumeRaw(host.contains(":"));
        for (final int senders : new int[]{ 1, 64, 1000 })
        {
            try (TransportFixture node = new TransportFixture(TransportFixture.configuration(host, true)))
            {
                final List<TransportFixture> peers = new ArrayList<>();
                try
                {
                    for (int i = 0; i < senders; i++)
                    {
                        peers.add(new TransportFixture(TransportFixture.configuration(host, true)
                            .with(TransportSettings.OUTBOX_SLOTS, Limits.MAX_DATAGRAMS_PER_INPUT)
                            .with(TransportSettings.MAX_ADDRESSES, 8)));
                    }
                    assertEquals(0, echoGarbage(node, peers), senders + " senders");
                }
                finally
                {
                    peers.forEach(TransportFixture::close);
                }
            }
        }
    }

    private static long echoGarbage(final TransportFixture node, final List<TransportFixture> peers)
    {
        final byte[] question = new byte[64];
        final int[] ids = new int[peers.size()];
        for (int i = 0; i < ids.length; i++)
        {
            ids[i] = peers.get(i).idOf(node);
            peers.get(i).transport.addresses().retain(ids[i]);
        }
        final DatagramHandler echo = (addressId, buffer, offset, length) ->
        {
            final Outbox outbox = node.transport.outbox();
            final int claimed = outbox.tryClaim(length);
            outbox.buffer().putBytes(claimed, buffer, offset, length);
            outbox.commit(addressId, length);
        };
        return TransportFixture.minAllocatedBytes(
            () ->
            {
                for (int i = 0; i < 3000; i++)
                {
                    final TransportFixture peer = peers.get(i % ids.length);
                    peer.commit(ids[i % ids.length], question);
                    peer.transport.flush();
                    while (0 == node.transport.poll(echo, 1))
                    {
                        Thread.onSpinWait();
                    }
                    node.transport.flush();
                    while (0 == peer.transport.poll(IGNORE, 1))
                    {
                        Thread.onSpinWait();
                    }
                }
            });
    }
}
