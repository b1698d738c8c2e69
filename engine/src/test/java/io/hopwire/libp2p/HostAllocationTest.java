package io.hopwire.libp2p;

import io.hopwire.libp2p.identity.KeyType;
import io.hopwire.libp2p.mux.Mplex;
import io.hopwire.libp2p.mux.Yamux;
import io.hopwire.test.Allocations;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Bytes of a stream, there and back, cost no allocation.
 */
class HostAllocationTest
{
    private static final int LENGTH = 3000;
    private static final String ECHO = "/echo/1.0.0";

    @ParameterizedTest
    @ValueSource(strings = {Yamux.PROTOCOL, Mplex.PROTOCOL})
    void allocatesNothingForBytesOfStreams(final String muxer)
    {
        final HostNetwork network = new HostNetwork(5);
        final TestHost near = network.add(KeyType.ED25519, (config) -> config.muxers(List.of(muxer)));
        final TestHost far = network.add(KeyType.ED25519);
        far.core.setStreamHandler(ECHO, new TestStreams.Echo());
        near.core.connect(far.address(), new TestStreams.Connect());
        network.run();
        final Count count = new Count();
        near.core.newStream(far.id(), List.of(ECHO), count);
        network.run();
        final UnsafeBuffer bytes = new UnsafeBuffer(new byte[LENGTH]);
        final long[] sent = new long[1];
        final long allocated = Allocations.minimumPerRound(300, () ->
        {
            sent[0] += count.stream.write(bytes, 0, LENGTH);
            near.carryFirst();
            far.carryFirst();
        });
        for (int i = 0; i < 100; i++)
        {
            near.carryFirst();
            far.carryFirst();
        }
        assertEquals(sent[0], count.received);
        assertTrue(sent[0] > 1000L * LENGTH);
        assertEquals(0, allocated);
    }

    private static final class Count implements StreamHandler
    {
        NetStream stream;
        long received;

        @Override
        public void onOpened(final NetStream opened)
        {
            stream = opened;
        }

        @Override
        public int onData(
            final NetStream from, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
        {
            received += length;
            return length;
        }
    }
}
