package io.hopwire.sim;

import io.hopwire.component.discovery.DiscoverySettings;
import io.hopwire.link.LinkSettings;
import io.hopwire.spi.Commands;
import io.hopwire.spi.FindAnswer;
import io.hopwire.spi.FindCodes;
import io.hopwire.spi.FoundContact;
import io.hopwire.spi.SystemCounter;
import io.hopwire.test.Figures;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Far more nodes know one and the same node than that has places for: all of them join by it.
 * <pre>
 *   -Dhopwire.test.crowd=10000 -Dhopwire.test.crowd.links=1024
 * </pre>
 */
@Tag("long")
class BootstrapCrowdTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final int NODES = Integer.getInteger("hopwire.test.crowd", 150);
    private static final int LINKS = Integer.getInteger("hopwire.test.crowd.links", 64);
    private static final int LOOKUPS = 100;
    private static final int KEY_LENGTH = 32;
    private static final long JOIN_NS = Math.max(10, NODES / 100) * SECOND;

    private final SimNetwork network = new SimNetwork(SimConfig.of(9).withNullCrypto(true));
    private final Finder finder = new Finder();

    @Test
    void allJoinByOneNode()
    {
        network.conditions(PathConditions.QUIET.withDelay(10_000_000L, 40_000_000L, 5_000_000L));
        for (int i = 0; i < NODES; i++)
        {
            final boolean isFirst = 0 == i;
            final SimNode node = network.addNode(
                config ->
                {
                    if (isFirst)
                    {
                        config.set(LinkSettings.MAX_LINKS, LINKS)
                            .set(DiscoverySettings.MAX_OUTGOING_LINKS, Math.min(64, LINKS / 4));
                    }
                },
                finder);
            if (!isFirst)
            {
                node.bootstrapFrom(network.node(0), true);
            }
            network.run(JOIN_NS / NODES);
        }
        network.run(20 * SECOND);
        final long before = network.node(0).counters().get(SystemCounter.LINKS_DISPLACED);
        network.run(60 * SECOND);
        final long displaced = network.node(0).counters().get(SystemCounter.LINKS_DISPLACED) - before;
        int alone = 0;
        for (int i = 0; i < NODES; i++)
        {
            alone += 0 == network.node(i).links().upCount() ? 1 : 0;
        }
        final SimRandom random = new SimRandom(9).fork(41);
        for (int i = 0; i < LOOKUPS; i++)
        {
            final int from = random.nextInt(NODES);
            finder.find(i, network.node(from), network.node((from + 1 + random.nextInt(NODES - 1)) % NODES));
            network.run(SECOND / 20);
        }
        network.run(20 * SECOND);
        Figures.say("%d nodes that know one with %d places: without a link %d, look-ups that found their node " +
            "%d of %d, links displaced %d, in a minute afterwards %d",
            NODES, LINKS, alone, finder.found, LOOKUPS, before, displaced);
        assertEquals(0, alone);
        assertTrue(finder.found >= LOOKUPS * 0.99, "found " + finder.found);
        assertTrue(displaced < NODES, "they do not insist");
    }

    /** Looks for nodes, each of which should be the one closest to its own key. */
    private static final class Finder extends RecordingEvents
    {
        private final List<DirectBuffer> sought = new ArrayList<>();
        private int found;

        private void find(final int number, final SimNode from, final SimNode whom)
        {
            sought.add(new UnsafeBuffer(whom.publicKey(), 0, KEY_LENGTH));
            from.find(number, whom.publicKey());
        }

        @Override
        public void onAnswer(
            final int type,
            final long correlationId,
            final int code,
            final DirectBuffer buffer,
            final int offset,
            final int length)
        {
            if (Commands.FIND == type && FindCodes.OK == code)
            {
                final UnsafeBuffer first = new UnsafeBuffer(
                    buffer, offset + FindAnswer.CONTACTS_OFFSET + FoundContact.KEY_OFFSET, KEY_LENGTH);
                found += first.equals(sought.get((int)correlationId)) ? 1 : 0;
            }
        }
    }
}
