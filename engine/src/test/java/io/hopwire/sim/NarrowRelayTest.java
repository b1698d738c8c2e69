package io.hopwire.sim;

import io.hopwire.link.LinkRole;
import io.hopwire.spi.Limits;
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A node whose datagrams are smaller than those of the others, on the way or at an end of it.
 */
class NarrowRelayTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final int NODES = 5;
    /** Fills a packet of the others, in one of the narrow node, and does not fit in it. */
    private static final int LONG = 1300;
    private static final int MANY_PACKETS = 20_000;

    private final SimNetwork network = new SimNetwork(SimConfig.of(5));
    private final RecordingEvents client = new RecordingEvents();
    private final RecordingEvents server = new RecordingEvents();
    private final SimNode[] line = new SimNode[NODES];

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void aSessionWorksFromItsFirstMessageOverANodeOfSmallDatagrams(final int narrow)
    {
        connect(narrow);
        final int session = client.outcome(1).sessionId();
        send(line[0], session, server, LONG);
        send(line[0], session, server, MANY_PACKETS);
        final int accepted = server.accepted().get(0);
        send(line[NODES - 1], accepted, client, LONG);
        send(line[NODES - 1], accepted, client, MANY_PACKETS);
        assertTrue(client.closed().isEmpty() && server.closed().isEmpty());
        for (final SimNode node : line)
        {
            assertEquals(0, node.counters().get(RejectCode.CELL_TOO_LONG), "nothing is sent in vain");
            assertEquals(
                node.counters().get(SystemCounter.MESSAGES_REPEATED_NEEDLESSLY),
                node.counters().get(SystemCounter.MESSAGES_RETRANSMITTED));
        }
    }

    private void connect(final int narrow)
    {
        for (int i = 0; i < NODES; i++)
        {
            final boolean isEnd = 0 == i || NODES - 1 == i;
            final int mtu = i == narrow ? 1280 : Limits.DEFAULT_MTU;
            line[i] = network.addNode(
                config -> config
                    .discovery(false).set(NodeSettings.MTU, mtu).role(isEnd ? LinkRole.ENDPOINT : LinkRole.RELAY),
                0 == i ? client : isEnd ? server : new RecordingEvents());
            if (i > 0)
            {
                line[i].bootstrapFrom(line[i - 1], true);
            }
        }
        line[NODES - 1].listen(true);
        network.run(2 * SECOND);
        line[0].connect(1, line[NODES - 1], NODES - 1, 1, 1, 10 * SECOND);
        assertTrue(network.runUntil(() -> null != client.outcome(1), 20 * SECOND));
        assertEquals(0, client.outcome(1).code());
    }

    private void send(final SimNode from, final int session, final RecordingEvents to, final int length)
    {
        final byte[] message = new byte[length];
        for (int i = 0; i < length; i++)
        {
            message[i] = (byte)(i * 31 + length);
        }
        final int before = to.messages().size();
        assertTrue(from.offer(session, message) > 0);
        assertTrue(network.runUntil(() -> to.messages().size() > before, SECOND), "not delivered");
        assertArrayEquals(message, to.messages().get(before));
    }
}
