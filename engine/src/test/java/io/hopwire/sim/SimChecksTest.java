package io.hopwire.sim;

import io.hopwire.crypto.Aead;
import io.hopwire.crypto.Sha256;
import io.hopwire.link.LinkCloseReason;
import io.hopwire.link.LinkRole;
import io.hopwire.routing.RoutingTable;
import io.hopwire.spi.Addresses;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SessionCodes;
import io.hopwire.spi.SystemCounter;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.function.Consumer;

import static io.hopwire.sim.FaultyNetwork.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The standard checks hold in networks with faults; and each of them fails where what it looks for is broken on
 * purpose. {@code -Dhopwire.test.seed=N} runs one seed alone, {@code -Dhopwire.test.seeds=200} that many.
 */
class SimChecksTest
{
    private static final int SEEDS =
        Integer.getInteger("hopwire.test.seeds", 10 * Integer.getInteger("hopwire.test.scale", 1));
    private static final Long ONLY_SEED = Long.getLong("hopwire.test.seed");
    private static final long LONG_NS = 1000 * SECOND;

    @Test
    void holdsInNetworksWithFaults()
    {
        for (long seed = null == ONLY_SEED ? 1 : ONLY_SEED; seed <= (null == ONLY_SEED ? SEEDS : ONLY_SEED); seed++)
        {
            // Every fifth network is larger, another fifth has real cryptography.
            assertNull(new FaultyNetwork(seed, seed % 5 == 0 ? 45 : 30, seed % 5 != 2).run());
        }
    }

    @Test
    void changesNothingByLooking()
    {
        final FaultyNetwork looked = new FaultyNetwork(3, 12, true);
        assertNull(looked.run());
        final FaultyNetwork blind = new FaultyNetwork(3, 12, true);
        blind.checks.clear();
        assertNull(blind.run());
        assertEquals(looked.network.traceHash(), blind.network.traceHash());
    }

    @Test
    void findsAPacketThatIsLost()
    {
        final SimNetwork network = network(3, LONG_NS);
        final DatagramBalance check = new DatagramBalance();
        assertNull(check.check(network));
        network.packets().copy(network.datagram(), 0, 1);
        assertFails("packets in use", check.check(network));
    }

    @Test
    void findsACounterThatIsWrong()
    {
        assertNull(new CounterBalance().check(network(3, LONG_NS)));
        assertFails("links up by its counter", countersAfter(SystemCounter.LINKS_UP));
        assertFails("links opened and not closed", countersAfter(SystemCounter.LINKS_CLOSED));
        assertFails("frames that came", countersAfter(SystemCounter.DATAGRAMS_RECEIVED));
        assertFails("frames opened", countersAfter(SystemCounter.CELLS_FORWARDED));
        assertFails("messages taken", countersAfter(SystemCounter.MESSAGES_SENT));
    }

    @Test
    void findsWhatIsAboveItsLimit()
    {
        final SimNetwork network = network(3, LONG_NS);
        assertNull(new LimitCheck().check(network));
        assertFails("made up: 2, limit 1", new LimitCheck()
        {
            @Override
            void end(final SimNetwork of, final SimNode node)
            {
                level("made up", 2, 1);
            }
        }.check(network));
        assertFails("made up: 2, expected 1", new LimitCheck()
        {
            @Override
            void end(final SimNetwork of, final SimNode node)
            {
                agree("made up", 2, 1);
            }
        }.check(network));
    }

    @Test
    void findsAContactThatIsWrong()
    {
        final SimNetwork network = network(3, LONG_NS);
        final RoutingCheck check = new RoutingCheck();
        assertNull(check.check(network));
        final RoutingTable table = network.node(0).core().routingTable();
        final UnsafeBuffer id = id(network.node(1));
        table.setLink(id, 0, 77);
        assertFails("which is none to it", check.check(network));
        table.setLink(id, 0, RoutingTable.UNKNOWN);
        assertFails("but the one to it is", check.check(network));

        final SimNetwork other = network(3, LONG_NS);
        final UnsafeBuffer address = new UnsafeBuffer(new byte[Addresses.LENGTH]);
        other.addresses().copyTo(2, address, 0);
        final SimNode node = other.node(1);
        other.node(0).core().routingTable().insertVerified(
            node.publicKey(), 0, id(node), 0, address, 0, LinkRole.RELAY, other.nowNs());
        assertFails("address of node 2, which never had its key", new RoutingCheck().check(other));
    }

    @Test
    void findsALinkWithOneEnd()
    {
        // Who looks for neighbours closes the link over which nobody answers.
        final SimNetwork network = network(3, LONG_NS, false);
        final LinkCheck check = new LinkCheck();
        network.node(2).crash();
        assertNull(check.checkQuiet(network), "it may not have been noticed yet");
        network.run(30 * SECOND);
        assertNull(check.check(network));
        assertFails("a link to a node that is not there", check.checkQuiet(network));
    }

    @Test
    void findsACircuitThatWasLeftBehind()
    {
        final SimNetwork network = network(6, LONG_NS);
        final CircuitCheck check = new CircuitCheck();
        network.node(4).connect(1, network.node(5), 8, 1, 1, 5 * SECOND);
        final RecordingEvents client = (RecordingEvents)network.node(4).application();
        assertTrue(network.runUntil(() -> null != client.outcome(1), 6 * SECOND));
        assertEquals(0, client.outcome(1).code());
        assertNull(check.check(network));
        // Nobody hears that it ends.
        network.onTransit((from, to, buffer, length) -> TransitFilter.DROP);
        network.run(SECOND);
        assertNull(check.check(network));
        network.run(20 * SECOND);
        assertNull(check.check(network), "for as long as it may be there");
        network.run(60 * SECOND);
        assertFails("is part of no whole one", check.check(network));
        assertFails("is part of no whole one", new CircuitCheck().checkQuiet(network));
    }

    @Test
    void findsWhatNeverEnds()
    {
        final SimNetwork network = network(3, LONG_NS);
        assertNull(new QuietCheck().checkQuiet(network));
        assertFails("made up overdue by", new QuietCheck()
        {
            @Override
            void end(final SimNetwork of, final SimNode node)
            {
                pending("made up", node.nowNs() - SECOND);
            }
        }.check(network));
        network.addNode(config -> config.role(LinkRole.RELAY), new RecordingEvents());
        assertFails("node 3: in another network than node 0", new QuietCheck().checkQuiet(network));
    }

    @Test
    void findsANodeThatCanNotStopSending()
    {
        final SimNetwork network = network(3, LONG_NS);
        final QuietCheck check = new QuietCheck();
        assertNull(check.check(network));
        network.run(6 * SECOND);
        assertNull(check.check(network));
        network.run(6 * SECOND);
        assertNull(check.checkQuiet(network));
        network.node(1).counters().add(SystemCounter.DATAGRAMS_SENT, 100_000);
        network.run(SECOND);
        assertFails("node 1: sends", check.checkQuiet(network));
    }

    @Test
    void findsANumberUsedTwice()
    {
        final SimNetwork network = new SimNetwork(SimConfig.of(1).withNullCrypto(true));
        final NonceCheck check = NonceCheck.of(network);
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[64]);
        for (int i = 0; i < 2; i++)
        {
            final Aead aead = network.crypto.newAead();
            aead.init(new byte[Aead.KEY_LENGTH], 0);
            aead.seal(7, buffer, 0, 8, buffer, 0);
            assertEquals(i == 0, null == check.check(network));
        }
        assertFails("sealed under number 7 after 7", check.check(network));
    }

    @Test
    void findsWhatIsOpenedTwice()
    {
        final SimNetwork network = new SimNetwork(SimConfig.of(1).withNullCrypto(true));
        final NonceCheck check = NonceCheck.of(network);
        final UnsafeBuffer sealed = new UnsafeBuffer(new byte[64]);
        final Aead aead = network.crypto.newAead();
        aead.init(new byte[Aead.KEY_LENGTH], 0);
        aead.seal(7, sealed, 0, 8, sealed, 0);
        for (int i = 0; i < 2; i++)
        {
            assertNull(check.check(network));
            assertEquals(8, aead.open(7, sealed, 0, 8 + Aead.TAG_LENGTH, sealed, 0));
        }
        assertFails("opened number 7 twice", check.check(network));
    }

    @Test
    void findsWhatHonestNodesNeverDo()
    {
        final SimNetwork network = network(3, LONG_NS);
        final OutcomeCheck check = new OutcomeCheck(network, false);
        check.onSessionClosed(network.node(0), SessionCodes.ROUTE_LOST);
        check.onConnectFailed(network.node(0), SessionCodes.TIMEOUT);
        assertNull(check.check(network));
        network.node(1).counters().reject(RejectCode.HOP_LIMIT);
        assertFails("node 1: circuit: hop limit counted 1 times", check.check(network));
        final OutcomeCheck ended = new OutcomeCheck(network(3, LONG_NS), false);
        ended.onSessionClosed(network.node(0), SessionCodes.PROTOCOL);
        assertFails("a session ended: protocol violation", ended.check(network));
        final SimNetwork copies = network(3, LONG_NS);
        copies.node(2).counters().reject(RejectCode.REPLAY);
        assertFails("1 frames were taken for copies", new OutcomeCheck(copies, false).check(copies));
    }

    @Test
    void findsWhatDoesNotHappenInCalm()
    {
        final SimNetwork network = network(3, LONG_NS);
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

    @Test
    void findsATraceThatIsWrong()
    {
        final TraceBook good = new TraceBook();
        assertNull(good.onReply(2, 4, false, 0, 6));
        assertNull(good.onReply(3, 6, true, 0, 6));
        assertNull(good.onReply(1, 5, false, 0, 6));
        assertFails("which is in", good.onReply(2, 9, false, 0, 6));
        assertFails("which is in", new TraceBook().onReply(1, 0, false, 0, 6));
        assertFails("the last one of", new TraceBook().onReply(1, 5, true, 0, 6));
        final TraceBook longer = new TraceBook();
        assertNull(longer.onReply(2, 6, true, 0, 6));
        assertFails("the last one of", longer.onReply(3, 5, false, 0, 6));
    }

    private static void assertCalm(final String expected, final Consumer<OutcomeCheck> event)
    {
        final SimNetwork network = new SimNetwork(SimConfig.of(7).withNullCrypto(true));
        final OutcomeCheck check = new OutcomeCheck(network, true);
        event.accept(check);
        assertFails(expected, check.check(network));
    }

    private static String countersAfter(final SystemCounter counter)
    {
        final SimNetwork network = network(3, LONG_NS);
        network.node(1).counters().increment(counter);
        return new CounterBalance().check(network);
    }

    private static UnsafeBuffer id(final SimNode node)
    {
        final UnsafeBuffer id = new UnsafeBuffer(new byte[32]);
        new Sha256().nodeId(node.publicKey(), 0, 32, id, 0);
        return id;
    }

    private static SimNetwork network(final int nodes, final long timeoutNs)
    {
        return network(nodes, timeoutNs, true);
    }

    private static SimNetwork network(final int nodes, final long timeoutNs, final boolean discovers)
    {
        final SimNetwork network = new SimNetwork(SimConfig.of(7).withNullCrypto(true));
        for (int i = 0; i < nodes; i++)
        {
            final byte role = i < 3 ? LinkRole.RELAY : LinkRole.ENDPOINT;
            final SimNode node = network.addNode(
                config ->
                {
                    config.role(role).discovery(discovers);
                    config.livenessTimeoutNs(timeoutNs);
                    config.circuit().idleTimeoutNs(timeoutNs);
                },
                new RecordingEvents());
            node.core().listen(true);
            if (i > 0)
            {
                node.bootstrapFrom(network.node(0), true);
            }
        }
        network.run(5 * SECOND);
        return network;
    }

    private static void assertFails(final String expected, final String found)
    {
        assertNotNull(found, expected);
        assertTrue(found.contains(expected), found);
    }
}
