package io.hopwire.sim.load;

import io.hopwire.link.LinkCloseReason;
import io.hopwire.link.LinkRole;
import io.hopwire.sim.RecordingEvents;
import io.hopwire.sim.SimConfig;
import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SessionCodes;
import io.hopwire.spi.SystemCounter;
import org.junit.jupiter.api.Test;

import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The check of outcomes fails where what it looks for is broken on purpose.
 */
class OutcomeCheckTest
{
    @Test
    void findsWhatHonestNodesNeverDo()
    {
        final SimNetwork network = network();
        final OutcomeCheck check = new OutcomeCheck(network, false);
        check.onSessionClosed(network.node(0), SessionCodes.ROUTE_LOST);
        check.onConnectFailed(network.node(0), SessionCodes.TIMEOUT);
        assertNull(check.check(network));
        network.node(1).counters().reject(RejectCode.HOP_LIMIT);
        assertFails("node 1: circuit: hop limit counted 1 times", check.check(network));
        final OutcomeCheck ended = new OutcomeCheck(network(), false);
        ended.onSessionClosed(network.node(0), SessionCodes.PROTOCOL);
        assertFails("a session ended: protocol violation", ended.check(network));
        final SimNetwork copies = network();
        copies.node(2).counters().reject(RejectCode.REPLAY);
        assertFails("1 frames were taken for copies", new OutcomeCheck(copies, false).check(copies));
    }

    @Test
    void findsWhatDoesNotHappenInCalm()
    {
        final SimNetwork network = network();
        assertNull(new OutcomeCheck(network, true).check(network));
        assertCalm("a link timed out", check -> check.onLinkDown(network.node(0), 7, LinkCloseReason.TIMEOUT));
        assertCalm("21 links were closed and opened again", check ->
        {
            closeAndOpen(check, network.node(0));
            check.onLoadEnd();
            closeAndOpen(check, network.node(0));
        });
        assertCalm("a connect failed", check -> check.onConnectFailed(network.node(0), SessionCodes.TIMEOUT));
        assertCalm("did not find", check -> check.onLookup(network.node(0), false));
        assertCalm("a session ended", check -> check.onSessionClosed(network.node(0), SessionCodes.ROUTE_LOST));
        network.node(1).counters().increment(SystemCounter.HANDSHAKES_TIMED_OUT);
        assertFails("1 handshakes timed out", new OutcomeCheck(network, true).check(network));
    }

    private static void closeAndOpen(final OutcomeCheck check, final SimNode node)
    {
        for (int i = 0; i < 21; i++)
        {
            check.onLinkUp(node, i);
            check.onLinkDown(node, i, LinkCloseReason.LOCAL);
            check.onLinkUp(node, i);
        }
    }

    private static void assertCalm(final String expected, final Consumer<OutcomeCheck> event)
    {
        final SimNetwork network = new SimNetwork(SimConfig.of(7).withNullCrypto(true));
        final OutcomeCheck check = new OutcomeCheck(network, true);
        event.accept(check);
        assertFails(expected, check.check(network));
    }

    private static SimNetwork network()
    {
        final SimNetwork network = new SimNetwork(SimConfig.of(7).withNullCrypto(true));
        for (int i = 0; i < 3; i++)
        {
            network.addNode(config -> config.role(LinkRole.RELAY), new RecordingEvents());
        }
        return network;
    }

    private static void assertFails(final String expected, final String found)
    {
        assertNotNull(found, expected);
        assertTrue(found.contains(expected), found);
    }
}
