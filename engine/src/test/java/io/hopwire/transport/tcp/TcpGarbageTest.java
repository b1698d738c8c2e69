package io.hopwire.transport.tcp;

import com.sun.management.ThreadMXBean;
import io.hopwire.spi.Outbox;
import io.hopwire.transport.AddressClosedHandler;
import io.hopwire.transport.DatagramHandler;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.management.ManagementFactory;

import static org.junit.jupiter.api.Assertions.assertEquals;

class TcpGarbageTest
{
    private static final ThreadMXBean THREADS = (ThreadMXBean)ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 12;
    private static final AddressClosedHandler IGNORE = (addressId, reason) -> {};

    private final TcpFixture server = new TcpFixture(TcpFixture.listening());
    private final TcpFixture client = new TcpFixture(TcpFixture.dialling());
    private int received;

    @ParameterizedTest
    @ValueSource(ints = {0, 64, 1300})
    void framesThereAndBackCostNoGarbage(final int length)
    {
        try (server; client)
        {
            final byte[] question = TcpFixture.frame(1, length);
            final int id = client.idOf(server);
            client.addresses.retain(id);
            final DatagramHandler count = (addressId, buffer, offset, frameLength) -> received++;
            final DatagramHandler echo = (addressId, buffer, offset, frameLength) ->
            {
                final Outbox outbox = server.transport.outbox();
                final int claimed = outbox.tryClaim(frameLength);
                outbox.buffer().putBytes(claimed, buffer, offset, frameLength);
                outbox.commit(addressId, frameLength);
            };
            long min = Long.MAX_VALUE;
            for (int round = 0; round < ROUNDS; round++)
            {
                final long before = THREADS.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 1000; i++)
                {
                    exchange(id, question, echo, count);
                }
                min = Math.min(min, THREADS.getCurrentThreadAllocatedBytes() - before);
            }
            assertEquals(0, min);
            client.addresses.release(id);
        }
    }

    private void exchange(
        final int id, final byte[] question, final DatagramHandler echo, final DatagramHandler count)
    {
        received = 0;
        client.send(id, question);
        client.send(id, question);
        while (received < 2)
        {
            client.transport.flush();
            server.transport.poll(echo, 16);
            server.transport.pollClosed(IGNORE, 16);
            server.transport.flush();
            client.transport.poll(count, 16);
            client.transport.pollClosed(IGNORE, 16);
        }
    }
}
