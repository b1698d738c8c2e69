package io.hopwire.sim;

import io.hopwire.link.LinkRole;
import io.hopwire.spi.Limits;
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A relay whose datagrams are smaller than those of both ends: neither end can know, and a message that does not fit
 * would be sent again for ever.
 */
class NarrowRelayTest
{
    private static final long SECOND = 1_000_000_000L;
    /** Fills a packet that both ends could send, and not the narrow relay. */
    private static final int LONG = 1300;

    private final SimNetwork network = new SimNetwork(SimConfig.of(5));
    private final RecordingEvents client = new RecordingEvents();
    private final RecordingEvents server = new RecordingEvents();

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aMessageThatDoesNotFitEndsTheSessionAndIsNotLostInSilence(final int narrow)
    {
        final SimNode[] line = new SimNode[5];
        for (int i = 0; i < line.length; i++)
        {
            final boolean end = i == 0 || i == line.length - 1;
            final int mtu = i == narrow ? Limits.MIN_MTU : Limits.DEFAULT_MTU;
            line[i] = network.addNode(
                config -> config
                    .discovery(false).set(NodeSettings.MTU, mtu).role(end ? LinkRole.ENDPOINT : LinkRole.RELAY),
                end ? i == 0 ? client : server : new RecordingEvents());
            if (i > 0)
            {
                line[i].bootstrapFrom(line[i - 1], true);
            }
        }
        line[4].listen(true);
        network.run(2 * SECOND);
        line[0].connect(1, line[4], 4, 1, 1, 10 * SECOND);
        assertTrue(network.runUntil(() -> null != client.outcome(1), 20 * SECOND));
        final int session = client.outcome(1).sessionId();
        assertTrue(line[0].offer(session, new byte[64]) > 0);
        network.run(SECOND);
        assertEquals(1, server.messages().size());
        assertTrue(line[0].offer(session, new byte[LONG]) > 0);
        assertTrue(network.runUntil(() -> !client.closed().isEmpty(), 20 * SECOND), "the writer is told");
        assertEquals(1, client.closed().get(0).unknown());
        assertTrue(network.runUntil(() -> !server.closed().isEmpty(), 20 * SECOND));
        long cells = 0;
        for (final SimNode node : line)
        {
            assertEquals(0, node.counters().get(SystemCounter.CIRCUITS_OPEN));
            cells += node.counters().get(RejectCode.CELL);
        }
        assertEquals(narrow - 1, cells, "the first link is the client's own, which drops nothing");
    }
}
