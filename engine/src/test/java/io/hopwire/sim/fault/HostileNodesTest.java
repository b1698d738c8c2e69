package io.hopwire.sim.fault;

import io.hopwire.sim.NetworkDrop;
import io.hopwire.sim.RecordingEvents;
import io.hopwire.sim.SimConfig;
import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;
import io.hopwire.sim.SimRandom;
import io.hopwire.sim.Victim;
import io.hopwire.sim.check.VictimCheck;
import io.hopwire.spi.SystemCounter;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Each kind of hostile node does what its item says, from when until when it says, and is honest again.
 */
class HostileNodesTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final int NODES = 12;
    private static final int HOSTILE = 5;

    private final List<RecordingEvents> events = new ArrayList<>();
    private SimNetwork network;
    private FaultDriver driver;

    private void build(final String plan, final long seed, final boolean isReal)
    {
        events.clear();
        network = new SimNetwork(SimConfig.of(seed).withNullCrypto(!isReal));
        driver = new FaultDriver(network, FaultPlan.parse("delay 1ms; " + plan), seed);
        for (int i = 0; i < NODES; i++)
        {
            events.add(new RecordingEvents());
            final SimNode node = driver.addNode(config -> {}, events.get(i));
            node.listen(true);
            if (i > 0)
            {
                node.bootstrapFrom(network.node(0), true);
            }
        }
        network.run(5 * SECOND);
        driver.start();
    }

    private long sum(final SystemCounter counter)
    {
        long sum = 0;
        for (int i = 0; i < NODES; i++)
        {
            sum += i == HOSTILE ? 0 : network.node(i).counters().get(counter);
        }
        return sum;
    }

    private void assertHonestAgain()
    {
        assertFalse(network.node(HOSTILE).isHostile());
        assertTrue(network.node(HOSTILE).hostility().wasEver());
        assertTrue(network.node(HOSTILE).hostility().bytesSent() > 0);
        assertTrue(network.node(HOSTILE).isAlive());
        assertSame(events.get(HOSTILE), network.node(HOSTILE).application());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void attackersAskForRoutesToNobody(final boolean isReal)
    {
        build("2s..6s attackers node 5 whisper 50/s", 1, isReal);
        network.run(2 * SECOND - 1);
        assertFalse(network.node(HOSTILE).isHostile());
        final long quiet = network.sent();
        network.run(SECOND);
        assertTrue(network.node(HOSTILE).isHostile());
        network.run(3 * SECOND + 1);
        assertTrue(network.sent() - quiet > 400, "datagrams: " + (network.sent() - quiet));
        assertHonestAgain();
        network.run(15 * SECOND);
        final long after = network.sent();
        network.run(4 * SECOND);
        assertTrue(network.sent() - after < 400, "datagrams: " + (network.sent() - after));
    }

    @Test
    void attackersHaveSomethingToSayToEverybody()
    {
        build("0s..4s attackers node 5 shout 20/s", 1, false);
        network.run(5 * SECOND);
        assertTrue(sum(SystemCounter.SHOUTS_TAKEN) > 40 * (NODES - 1), "heard " + sum(SystemCounter.SHOUTS_TAKEN));
        assertHonestAgain();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void liarsNameAVictim(final boolean isReal)
    {
        build("0s..60s liars node 5; stop 90s", 2, isReal);
        final VictimCheck check = new VictimCheck();
        final SimRandom random = new SimRandom(2);
        final UnsafeBuffer key = new UnsafeBuffer(new byte[32]);
        int asked = 0;
        for (int second = 0; second < 60; second++)
        {
            for (int i = 0; i < NODES; i++)
            {
                random.nextBytes(key.byteArray(), 0, 32);
                network.node(i).find(++asked, key);
            }
            network.run(SECOND);
            assertNull(check.check(network));
        }
        assertTrue(network.victim().bytes() > 0, "nobody has believed it");
        assertTrue(network.dropped(NetworkDrop.NOBODY) > 0);
        network.run(SECOND);
        assertHonestAgain();
    }

    @Test
    void hoardersOpenSessionsUnderManyKeys()
    {
        build("0s..20s hoarders node 5", 3, false);
        final UnsafeBuffer key = new UnsafeBuffer(new byte[32]);
        key.putBytes(0, network.node(HOSTILE).publicKey(), 0, 32);
        network.run(4 * SECOND);
        assertTrue(sum(SystemCounter.SESSIONS_OPEN) > 20, "sessions: " + sum(SystemCounter.SESSIONS_OPEN));
        network.run(15 * SECOND);
        assertTrue(network.node(HOSTILE).incarnation() >= 5, "lives: " + network.node(HOSTILE).incarnation());
        assertNotEquals(key, network.node(HOSTILE).publicKey());
        network.run(2 * SECOND);
        assertHonestAgain();
        network.run(60 * SECOND);
        assertEquals(0, sum(SystemCounter.SESSIONS_OPEN), "nobody keeps them");
    }

    @Test
    void unconfirmedSessionsAreNone()
    {
        build("0s..10s unconfirmed node 5 20/s", 4, false);
        network.run(9 * SECOND);
        assertEquals(0, sum(SystemCounter.SESSIONS_OPEN));
        assertTrue(events.stream().allMatch(of -> of.accepted().isEmpty()));
        assertTrue(network.dropped(NetworkDrop.FILTERED) > 100, "held back " + network.dropped(NetworkDrop.FILTERED));
        network.run(2 * SECOND);
        assertHonestAgain();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void greedyReceiversHaveTheSameSentAgain(final boolean isReal)
    {
        build("0s..20s greedy node 5", 5, isReal);
        network.node(1).connect(1, network.node(HOSTILE), 3, 1, 1, 5 * SECOND);
        network.run(2 * SECOND);
        assertEquals(0, events.get(1).outcome(1).code());
        int offered = 0;
        for (int i = 0; i < 1000; i++)
        {
            offered += network.node(1).offer(events.get(1).outcome(1).sessionId(), new byte[500]) > 0 ? 1 : 0;
            network.run(SECOND / 100);
        }
        assertTrue(sum(SystemCounter.MESSAGES_RETRANSMITTED) > 100, "" + sum(SystemCounter.MESSAGES_RETRANSMITTED));
        network.run(15 * SECOND);
        assertHonestAgain();
        assertEquals(offered, events.get(HOSTILE).messages().size(), "each once, however often it was sent");
        assertEquals(offered, network.node(1).counters().get(SystemCounter.MESSAGES_ACKED));
    }

    @Test
    void aShareIsOfThoseWhoAreThereAndOfThoseWhoComeLater()
    {
        build("liars 0.25; spare nodes 0..3", 6, false);
        assertEquals(2, hostile(0, NODES));
        for (int i = NODES; i < 100; i++)
        {
            driver.addNode(config -> {}, new RecordingEvents());
        }
        final int later = hostile(NODES, 100);
        assertTrue(later > 10 && later < 35, "hostile: " + later);
        driver.stop();
        assertEquals(0, hostile(0, 100));
    }

    private int hostile(final int from, final int to)
    {
        int count = 0;
        for (int i = from; i < to; i++)
        {
            count += network.node(i).isHostile() ? 1 : 0;
        }
        return count;
    }

    /** Whoever crashes meanwhile comes back hostile; and nobody is hostile twice. */
    @Test
    void aCrashMakesNobodyHonest()
    {
        build("1s..30s hoarders node 5; 2s crash node 5 for 2s; 6s crash node 5 for 30s; " +
            "3s.. greedy nodes 4..5", 7, false);
        network.run(5 * SECOND);
        assertTrue(network.node(HOSTILE).isAlive() && network.node(HOSTILE).isHostile());
        assertNotEquals(events.get(HOSTILE), network.node(HOSTILE).application());
        network.run(26 * SECOND);
        assertFalse(network.node(HOSTILE).isAlive() || network.node(HOSTILE).isHostile());
        assertTrue(network.node(4).isHostile());
        network.run(10 * SECOND);
        assertHonestAgain();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "attackers 0.2 whisper 10/s", "attackers 0.2 shout 10/s", "liars 0.2", "hoarders 0.2", "greedy 0.2",
        "unconfirmed 0.2 10/s"})
    void theSameSeedDoesTheSame(final String plan)
    {
        final long[] hashes = new long[3];
        for (int i = 0; i < 3; i++)
        {
            build(plan, 8 + i / 2, false);
            network.node(0).connect(1, network.node(2), 3, 1, 1, SECOND);
            network.run(8 * SECOND);
            hashes[i] = network.traceHash();
        }
        assertEquals(hashes[0], hashes[1]);
        assertNotEquals(hashes[0], hashes[2]);
    }

    @Test
    void aNetworkThatHasNodesCanNotHaveHostileOnes()
    {
        final SimNetwork other = new SimNetwork(SimConfig.of(1));
        other.addNode(config -> {}, new RecordingEvents());
        assertThrows(
            IllegalStateException.class, () -> new FaultDriver(other, FaultPlan.parse("liars 0.1"), 1));
        assertTrue(Victim.HOST > NODES);
    }
}
