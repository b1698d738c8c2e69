package io.hopwire.sim;

import io.hopwire.component.session.SessionSettings;
import io.hopwire.link.LinkRole;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.junit.jupiter.api.Test;

import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * All clients of a server come back at once, and a session that was open before has to live with that. The time that
 * the thread of each node takes for a datagram is part of the simulation: what is read behind others waits for them.
 * So is the worker, which takes 300 &#181;s for a key agreement.
 */
class StormTest
{
    private static final long MICRO = 1_000L;
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000_000_000L;
    private static final int CONNECTS = Integer.getInteger("hopwire.test.storm", 2_000);
    private static final int CLIENTS = 20;
    /** What a node of our own takes for a frame of a handshake, and more than it takes for others. */
    private static final long DATAGRAM_NS = 10 * MICRO;
    private static final long PATH_NS = MILLI;
    /** All clients begin at the same moment, each as many connects as it has under way at a time. */
    private static final long BURST_NS = CLIENTS * 64 * DATAGRAM_NS;
    private static final int ECHOES = 500;
    private static final byte[] MESSAGE = new byte[64];

    private final SimNetwork network = new SimNetwork(SimConfig.of(14).withNullCrypto(true));
    private final long[] freeAtNs = new long[CLIENTS + 3];
    private final Echoing echoing = new Echoing();
    private final RecordingEvents[] events = new RecordingEvents[CLIENTS + 1];
    private final SimNode[] clients = new SimNode[CLIENTS + 1];
    private SimNode server;
    private int acceptsPerSecond = 1_000_000;

    /** Sends back what comes. */
    private final class Echoing extends RecordingEvents
    {
        private int waiting;
        private int from;

        @Override
        public void onStream(final int sessionId, final DirectBuffer buffer, final int offset, final int length)
        {
            final int before = messages().size();
            super.onStream(sessionId, buffer, offset, length);
            waiting += messages().size() - before;
            from = sessionId;
        }

        /** Not from within the event. */
        void answer()
        {
            for (; waiting > 0; waiting--)
            {
                assertTrue(server.offer(from, MESSAGE) >= 0);
            }
        }
    }

    @Test
    void anOpenSessionHardlyNoticesAStorm()
    {
        launch();
        final SimNode prober = clients[CLIENTS];
        prober.connect(-1, server, 3, 1, 1, SECOND);
        network.run(SECOND);
        final int session = events[CLIENTS].outcome(-1).sessionId();
        final long before = p99(echoes(session, 0));
        for (int i = 0; i < CONNECTS; i++)
        {
            clients[i % CLIENTS].connect(i, server, 3, 1, 1, 60 * SECOND);
        }
        final long[] during = echoes(session, CONNECTS);
        for (int i = 0; i < CONNECTS; i++)
        {
            assertEquals(0, events[i % CLIENTS].outcome(i).code(), "connect " + i);
        }
        assertTrue(during.length >= ECHOES, "echoes " + during.length);
        final long after = p99(during);
        assertTrue(after <= before + MILLI, "p99 " + before + " ns before, " + after + " ns in the storm");
        final long longest = Arrays.stream(during).max().orElseThrow();
        assertTrue(longest <= before + BURST_NS, "longest " + longest + " ns");
    }

    /**
     * More come than may begin, by far: all are let in, as fast as the setting says. Whoever was let in after its relay
     * had given it up was so in vain, and all stood still for the ten seconds of a search.
     */
    @Test
    void aStormThatIsHeldBackGoesOnAsItBegan()
    {
        acceptsPerSecond = CONNECTS / 20;
        launch();
        for (int i = 0; i < CONNECTS; i++)
        {
            clients[i % CLIENTS].connect(i, server, 3, 1, 1, 60 * SECOND);
        }
        network.run(22 * SECOND);
        for (int i = 0; i < CONNECTS; i++)
        {
            assertNotNull(events[i % CLIENTS].outcome(i), "connect " + i + " has not ended");
            assertEquals(0, events[i % CLIENTS].outcome(i).code(), "connect " + i);
        }
    }

    /**
     * One echo after the other.
     *
     * @param connects to wait for; 0 for a number of echoes instead.
     */
    private long[] echoes(final int session, final int connects)
    {
        final long[] rtts = new long[100 * ECHOES];
        int count = 0;
        while (count < ECHOES || isUnderWay(connects))
        {
            assertTrue(count < rtts.length, "the storm does not end");
            final int seen = events[CLIENTS].messages().size();
            final long startNs = network.nowNs();
            assertTrue(clients[CLIENTS].offer(session, MESSAGE) >= 0);
            while (events[CLIENTS].messages().size() == seen)
            {
                network.run(DATAGRAM_NS);
                echoing.answer();
                assertTrue(network.nowNs() - startNs < 10 * SECOND, "no answer");
            }
            rtts[count++] = network.nowNs() - startNs;
        }
        return Arrays.copyOf(rtts, count);
    }

    private boolean isUnderWay(final int connects)
    {
        for (int i = connects - 1; i >= 0; i--)
        {
            if (null == events[i % CLIENTS].outcome(i))
            {
                return true;
            }
        }
        return false;
    }

    private static long p99(final long[] rtts)
    {
        final long[] sorted = rtts.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length * 99 / 100];
    }

    private void launch()
    {
        network.onTransit(this::carry);
        final SimNode relay = network.addNode(config -> {}, new RecordingEvents());
        server = endpoint(relay, echoing);
        for (int i = 0; i <= CLIENTS; i++)
        {
            events[i] = new RecordingEvents();
            clients[i] = endpoint(relay, events[i]);
        }
        server.listen(true);
        network.run(3 * SECOND);
    }

    private SimNode endpoint(final SimNode relay, final RecordingEvents recording)
    {
        final SimNode node = network.addNode(
            config -> config.role(LinkRole.ENDPOINT).set(SessionSettings.MAX_SESSIONS, 2 * CONNECTS)
                .set(SessionSettings.ACCEPTS_PER_SECOND, acceptsPerSecond),
            recording);
        node.bootstrapFrom(relay, true);
        return node;
    }

    /** All paths take the same time, so datagrams come in the order in which they left, and are read one by one. */
    private int carry(final int from, final int to, final MutableDirectBuffer buffer, final int length)
    {
        final long arrivesNs = network.nowNs() + PATH_NS;
        freeAtNs[to] = Math.max(arrivesNs, freeAtNs[to]) + DATAGRAM_NS;
        network.inject(from, to, buffer, 0, length, freeAtNs[to] - network.nowNs());
        return TransitFilter.DROP;
    }
}
