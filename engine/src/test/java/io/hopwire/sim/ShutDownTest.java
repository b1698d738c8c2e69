package io.hopwire.sim;

import io.hopwire.spi.Component;
import io.hopwire.spi.ComponentServices;
import io.hopwire.spi.Limits;
import io.hopwire.spi.Peer;
import io.hopwire.spi.SystemCounter;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A node with more to say at its end than the outputs of one input carry. The bound itself is asserted by
 * {@link SimInputs}, which reserves what one input may cause and no more.
 */
class ShutDownTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final int NEIGHBOURS = 3 * Limits.MAX_DATAGRAMS_PER_INPUT;
    private static final int SESSIONS = 40;
    private static final int COMPONENT = 3;

    private final SimNetwork network = new SimNetwork(SimConfig.of(21).with(path -> path.withDelay(1_000_000L, 0, 0)));
    private final RecordingEvents hubEvents = new RecordingEvents();
    private final Farewell farewell = new Farewell();
    private final List<SimNode> nodes = new ArrayList<>();
    private final List<RecordingEvents> events = new ArrayList<>();
    private final List<Farewell> listeners = new ArrayList<>();
    private SimNode hub;

    @Test
    void hasAWordForEachOfMoreNeighboursThanOneInputReaches()
    {
        star();
        final long before = hub.counters().get(SystemCounter.DATAGRAMS_SENT);
        hub.shutDown();
        assertFalse(hub.isAlive());
        assertTrue(hub.counters().get(SystemCounter.DATAGRAMS_SENT) - before >= 2L * NEIGHBOURS + SESSIONS);
        // Whoever is not told takes many seconds to find out.
        network.run(SECOND / 10);
        for (int i = 0; i < NEIGHBOURS; i++)
        {
            assertEquals(0, nodes.get(i).links().upCount(), "node " + i);
            assertEquals(1, listeners.get(i).heard, "node " + i);
        }
        assertEquals(SESSIONS, hubEvents.closed().size());
        for (int i = 0; i < SESSIONS; i++)
        {
            assertEquals(1, events.get(i).closed().size(), "node " + i);
        }
        assertTrue(farewell.turns > 1, "what found no room was said in another turn");
    }

    @Test
    void aRelayThatCloses()
    {
        star();
        // The neighbours talk to each other through the hub, which ends none of these sessions itself.
        for (int i = 0; i < SESSIONS; i++)
        {
            nodes.get(2 * i + SESSIONS).connect(1, nodes.get(2 * i + SESSIONS + 1), 2, 1, 1, 5 * SECOND);
        }
        network.run(5 * SECOND);
        hub.shutDown();
        network.run(SECOND / 10);
        for (int i = SESSIONS; i < 3 * SESSIONS; i++)
        {
            assertEquals(0, nodes.get(i).counters().get(SystemCounter.CIRCUITS_OPEN), "node " + i);
        }
        network.run(20 * SECOND);
        for (int i = SESSIONS; i < 3 * SESSIONS; i++)
        {
            assertEquals(1, events.get(i).closed().size(), "node " + i);
        }
    }

    private void star()
    {
        hub = network.addNode(
            config -> config.discovery(false).component(COMPONENT, () -> farewell), hubEvents);
        hub.listen(true);
        for (int i = 0; i < NEIGHBOURS; i++)
        {
            final Farewell listener = new Farewell();
            final RecordingEvents recording = new RecordingEvents();
            final SimNode node = network.addNode(
                config -> config.discovery(false).component(COMPONENT, () -> listener), recording);
            node.listen(true);
            node.bootstrapFrom(hub, true);
            nodes.add(node);
            events.add(recording);
            listeners.add(listener);
        }
        network.run(10 * SECOND);
        assertEquals(NEIGHBOURS, hub.links().upCount());
        for (int i = 0; i < SESSIONS; i++)
        {
            nodes.get(i).connect(1, hub, 1, 1, 1, 5 * SECOND);
        }
        network.run(5 * SECOND);
        assertEquals(SESSIONS, hubEvents.accepted().size());
    }

    /** Says goodbye to everybody that it knows, as often as it is let. */
    private static final class Farewell implements Component
    {
        private final List<Peer> peers = new ArrayList<>();
        private final UnsafeBuffer word = new UnsafeBuffer(new byte[]{1});
        private ComponentServices services;
        private int told;
        private int turns;
        private int heard;

        @Override
        public void onStart(final ComponentServices lent)
        {
            services = lent;
        }

        @Override
        public void onPeerConnect(final Peer peer, final long nowNs)
        {
            peers.add(peer);
        }

        @Override
        public void onPeerDisconnect(final Peer peer, final long nowNs)
        {
            // Whom it still knows, it may still talk to.
        }

        @Override
        public void onMessage(
            final Peer from, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
        {
            heard++;
        }

        @Override
        public boolean onClose(final long nowNs)
        {
            turns++;
            while (told < peers.size() && 0 == services.offer(peers.get(told), word, 0, 1))
            {
                told++;
            }
            return told < peers.size();
        }
    }
}
