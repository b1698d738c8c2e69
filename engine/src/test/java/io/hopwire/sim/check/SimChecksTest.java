package io.hopwire.sim.check;

import io.hopwire.circuit.CircuitSettings;
import io.hopwire.crypto.Aead;
import io.hopwire.crypto.CryptoProvider;
import io.hopwire.crypto.Sha256;
import io.hopwire.link.LinkRole;
import io.hopwire.link.LinkSettings;
import io.hopwire.routing.RoutingTable;
import io.hopwire.sim.RecordingEvents;
import io.hopwire.sim.SimConfig;
import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;
import io.hopwire.sim.TransitFilter;
import io.hopwire.spi.Addresses;
import io.hopwire.spi.SystemCounter;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static io.hopwire.sim.check.FaultyNetwork.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The standard checks hold in networks with faults; and each of them fails where what it looks for is broken on
 * purpose. {@code -Dhopwire.test.seed=N} runs one seed alone, {@code -Dhopwire.test.seeds=200} that many.
 */
@Tag("simulation")
class SimChecksTest
{
    private static final int SEEDS =
        Integer.getInteger("hopwire.test.seeds", 10 * Integer.getInteger("hopwire.test.scale", 1));
    private static final Long ONLY_SEED = Long.getLong("hopwire.test.seed");
    private static final long LONG_NS = 1000 * SECOND;

    @Test
    @Tag("long")
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
        final RoutingTable table = network.node(0).routingTable();
        final UnsafeBuffer id = id(network.node(1));
        table.setLink(id, 0, 77);
        assertFails("which is none to it", check.check(network));
        table.setLink(id, 0, RoutingTable.UNKNOWN);
        assertFails("but the one to it is", check.check(network));

        final SimNetwork other = network(3, LONG_NS);
        final UnsafeBuffer address = new UnsafeBuffer(new byte[Addresses.LENGTH]);
        other.addresses().copyTo(2, address, 0);
        final SimNode node = other.node(1);
        other.node(0).routingTable().insertVerified(
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
            final Aead aead = cryptoOf(network).newAead();
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
        final Aead aead = cryptoOf(network).newAead();
        aead.init(new byte[Aead.KEY_LENGTH], 0);
        aead.seal(7, sealed, 0, 8, sealed, 0);
        for (int i = 0; i < 2; i++)
        {
            assertNull(check.check(network));
            assertEquals(8, aead.open(7, sealed, 0, 8 + Aead.TAG_LENGTH, sealed, 0));
        }
        assertFails("opened number 7 twice", check.check(network));
    }

    private static CryptoProvider cryptoOf(final SimNetwork network)
    {
        final CryptoProvider[] cryptos = new CryptoProvider[1];
        network.wrapCrypto(crypto -> cryptos[0] = crypto);
        return cryptos[0];
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
                    config.set(LinkSettings.LIVENESS_TIMEOUT, timeoutNs);
                    config.set(CircuitSettings.IDLE_TIMEOUT, timeoutNs);
                },
                new RecordingEvents());
            node.listen(true);
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
