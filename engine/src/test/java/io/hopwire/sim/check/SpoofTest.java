package io.hopwire.sim.check;

import io.hopwire.crypto.Sha256;
import io.hopwire.routing.ContactRecord;
import io.hopwire.routing.RoutingTable;
import io.hopwire.sim.NodeSetup;
import io.hopwire.sim.RecordingEvents;
import io.hopwire.sim.SimConfig;
import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;
import io.hopwire.spi.SystemCounter;
import io.hopwire.wire.FrameTypes;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.BitSet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Copies of datagrams that come from false addresses.
 */
class SpoofTest
{
    private static final int NETWORKS = 8;
    private static final long SECOND = 1_000_000_000L;
    private static final int KEY_LENGTH = 32;
    private static final int ELSEWHERE = 2;

    /**
     * Whoever copies the frame by which a link comes up, and is faster, must not become the address of a contact: the
     * node would name it to others.
     */
    @Test
    void knowsContactsByTheAddressThatTheyHaveShown()
    {
        for (final boolean withKey : new boolean[]{ true, false })
        {
            final SimNetwork network = new SimNetwork(SimConfig.of(withKey ? 1 : 2));
            for (int i = 0; i < 3; i++)
            {
                network.addNode(config -> config.discovery(false), new RecordingEvents());
            }
            overtakeFirstOfEachKind(network);
            network.node(0).bootstrapFrom(network.node(1), withKey);
            network.run(SECOND);
            assertEquals(withKey ? 1 : 2, network.injected());
            assertEquals(1, network.node(1).links().upCount());
            assertEquals(0, addressOfContact(network.node(1), network.node(0), network));
            assertEquals(1, addressOfContact(network.node(0), network.node(1), network));
            network.run(30 * SECOND);
            assertEquals(0, network.node(1).links().upLink(0).addressId(), "the peer was not heard again");
        }
    }

    /** Every kind of frame of node 0, once, but the first, to which the answer must come. */
    private static void overtakeFirstOfEachKind(final SimNetwork network)
    {
        final BitSet kinds = new BitSet();
        kinds.set(FrameTypes.INITIATION_IK);
        kinds.set(FrameTypes.XX_1);
        network.onTransit((from, to, buffer, length) ->
        {
            final int kind = buffer.getByte(0);
            if (from == 0 && !kinds.get(kind))
            {
                kinds.set(kind);
                network.inject(ELSEWHERE, to, buffer, 0, length, 0);
            }
            return length;
        });
    }

    private static int addressOfContact(final SimNode of, final SimNode contact, final SimNetwork network)
    {
        final UnsafeBuffer id = new UnsafeBuffer(new byte[KEY_LENGTH]);
        new Sha256().nodeId(contact.publicKey(), 0, KEY_LENGTH, id, 0);
        final RoutingTable table = of.routingTable();
        final int record = table.closest(id, 0);
        assertNotEquals(RoutingTable.UNKNOWN, record);
        return network.addresses().intern(table.memory(), record + ContactRecord.ADDRESS_OFFSET);
    }

    @Test
    void followsNobodyButThePeer()
    {
        // In some networks no copy is faster than the frame that it is of.
        long challenged = 0;
        for (int seed = 1; seed <= NETWORKS; seed++)
        {
            final Watched watched = network(new SimNetwork(SimConfig.of(seed).withNullCrypto(true).with(
                path -> path.withLoss(0.1).withSpoofing(0.2, SECOND))));
            final SimNetwork network = watched.network;
            assertNull(watched.check.check(network), "seed " + seed);
            assertTrue(network.injected() > 100, "seed " + seed + ", copies: " + network.injected());
            assertNull(new DatagramBalance().check(network), "seed " + seed);
            assertEquals(0, count(network, SystemCounter.ROAMED), "seed " + seed);
            challenged += count(network, SystemCounter.ADDRESSES_CHALLENGED);
        }
        assertTrue(challenged > 0, "none of the copies was the first");
    }

    @Test
    void findsALinkThatFollowsAnyFrame()
    {
        final Watched watched = network(new SimNetwork(SimConfig.of(3).withNullCrypto(true)));
        assertNull(watched.check.check(watched.network));
        final SimNode node = watched.network.node(1);
        final RoamCheck check = watched.check;
        check.before(node);
        check.after(node);
        assertNull(check.check(watched.network));
        check.before(node);
        node.counters().increment(SystemCounter.ROAMED);
        check.after(node);
        assertTrue(check.check(watched.network).contains("node 1"), check.check(watched.network));
    }

    private record Watched(SimNetwork network, RoamCheck check)
    {
    }

    private static Watched network(final SimNetwork network)
    {
        final RoamCheck check = RoamCheck.of(network, NonceCheck.of(network));
        for (int i = 0; i < 5; i++)
        {
            final SimNode node = network.addNode(NodeSetup.DEFAULTS, new RecordingEvents());
            if (i > 0)
            {
                node.bootstrapFrom(network.node(0), true);
            }
        }
        network.run(60 * SECOND);
        return new Watched(network, check);
    }

    private static long count(final SimNetwork network, final SystemCounter counter)
    {
        long count = 0;
        for (int i = 0; i < network.size(); i++)
        {
            count += network.node(i).counters().get(counter);
        }
        return count;
    }
}
