package io.hopwire.sim.check;

import io.hopwire.link.LinkRole;
import io.hopwire.sim.NodeSetup;
import io.hopwire.sim.Partition;
import io.hopwire.sim.RecordingEvents;
import io.hopwire.sim.SimConfig;
import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;
import io.hopwire.sim.TransitFilter;
import org.junit.jupiter.api.Test;

import java.util.BitSet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * One side has forgotten a link or its key, and the other has not. What the swarm found (seeds 335 and 2893), made
 * small.
 */
class ForgottenLinkTest
{
    private static final long MS = 1_000_000L;
    private static final long SECOND = 1000 * MS;
    /** A ping or a pong: the frames that tell which state of a link the peer has. */
    private static final int PING_LENGTH = 45;

    @Test
    void followsAPeerThatHasForgottenTheLinkAndCountsFromOneAgain()
    {
        for (long seed = 1; seed <= 4; seed++)
        {
            for (long brokenNs = 4 * SECOND; brokenNs < 17 * SECOND; brokenNs += 250 * MS)
            {
                assertAgreeAfter(brokenNs, seed);
            }
        }
    }

    @Test
    void asksWhoIsThereBesideAnAttemptForAKeyThatIsThereNoMore()
    {
        final SimNetwork network = new SimNetwork(SimConfig.of(4).withNullCrypto(true));
        final SimNode stranger = network.addNode(NodeSetup.DEFAULTS, new RecordingEvents());
        final SimNode node = network.addNode(NodeSetup.DEFAULTS, new RecordingEvents());
        node.bootstrapFrom(stranger, true);
        node.bootstrapFrom(stranger, false);
        network.run(5 * SECOND);
        stranger.crash();
        stranger.restart(false);
        network.run(40 * SECOND);
        assertEquals(1, node.links().upCount());
        assertEquals(1, stranger.links().upCount());
    }

    private static void assertAgreeAfter(final long brokenNs, final long seed)
    {
        final SimNetwork network = new SimNetwork(SimConfig.of(seed).withNullCrypto(true));
        final SimNode left = network.addNode(config -> config.role(LinkRole.RELAY), new RecordingEvents());
        final SimNode right = network.addNode(config -> config.role(LinkRole.RELAY), new RecordingEvents());
        left.bootstrapFrom(right, true);
        right.bootstrapFrom(left, true);
        final boolean[] isUntold = {true};
        network.onTransit((from, to, buffer, length) ->
            isUntold[0] && from == 1 && length == PING_LENGTH ? TransitFilter.DROP : length);
        network.run(2500 * MS);
        final BitSet inside = new BitSet();
        inside.set(1);
        final Partition partition = network.partition(inside, true);
        network.run(brokenNs);
        network.heal(partition);
        isUntold[0] = false;
        final LinkCheck check = new LinkCheck();
        for (int i = 0; i < 60; i++)
        {
            network.run(SECOND);
            assertNull(check.check(network));
        }
        final String where = "seed " + seed + ", broken for " + brokenNs / MS + " ms";
        assertNull(check.checkQuiet(network), where);
        assertTrue(left.links().upCount() == 1 && right.links().upCount() == 1, where);
    }
}
