package io.hopwire.component.session;

import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.SessionCodes;
import io.hopwire.spi.Settings;
import io.hopwire.spi.SystemCounter;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Messages that need not wait for others, beside the stream, over bad networks. {@link TestApplication} checks that
 * each is whole and comes once at most, and that nothing undelivered is acknowledged.
 */
class SessionAsideTest
{
    private static final int SEEDS = Integer.getInteger("hopwire.session.seeds", 30);
    private static final double[] LOSS = {0, 0.05, 0.3};

    private SessionNet net;
    private SessionNode client;
    private SessionNode server;

    private void open(final long seed, final Settings config)
    {
        net = new SessionNet(seed);
        client = net.node(config);
        server = net.node(config);
        server.component.listen(true);
        client.connect(1, server, 1, 1);
        net.await(5 * SessionNet.SECOND, () -> client.app.peers.size() == 1 && server.app.peers.size() == 1);
    }

    @Test
    void unorderedMessagesArriveOnceBesideTheStreamWhateverIsLostRepeatedOrReordered()
    {
        for (final double loss : LOSS)
        {
            for (long seed = 0; seed < SEEDS; seed++)
            {
                try
                {
                    exchange(seed, loss, new Random(seed * 1_000_003 + (long)(loss * 1000)));
                }
                catch (final AssertionError error)
                {
                    throw new AssertionError("seed " + seed + " loss " + loss, error);
                }
            }
        }
    }

    private void exchange(final long seed, final double loss, final Random random)
    {
        open(seed, Settings.DEFAULTS.with(NodeSettings.SESSION_WINDOW, 4 << 10 << random.nextInt(5)));
        net.loss = loss;
        net.duplicate = random.nextDouble() / 2;
        net.inOrder = random.nextBoolean();
        net.maxDelayNs = net.minDelayNs + random.nextInt(50) * SessionNet.MILLI;
        final int ordered = random.nextInt(300);
        final int unordered = 100 + random.nextInt(300);
        final int datagrams = random.nextInt(100);
        final TestApplication.Peer peer = client.app.peer();
        final long[] offered = new long[2];
        net.await(600 * SessionNet.SECOND, () ->
        {
            client.app.offerUpTo(peer, ordered);
            for (int kind = 0; kind < 2; kind++)
            {
                final long total = kind == 0 ? datagrams : unordered;
                while (offered[kind] < total && client.app.offerAside(peer, kind == 1, offered[kind]))
                {
                    offered[kind]++;
                }
            }
            return !peer.isOpen() || peer.out.acked == ordered + unordered;
        });
        assertTrue(peer.isOpen());
        assertEquals(unordered, server.app.unordered.size());
        assertEquals(datagrams, client.counters.get(SystemCounter.SESSION_DATAGRAMS_SENT));
        assertEquals(
            server.app.datagrams.size(), server.counters.get(SystemCounter.SESSION_DATAGRAMS_DELIVERED));
        client.component.close(peer.sessionId, net.nowNs);
        net.await(30 * SessionNet.SECOND, () -> !peer.isOpen());
        assertEquals(0, peer.unknown);
    }

    @Test
    void whatIsLostHoldsUpOnlyItself()
    {
        open(1, Settings.DEFAULTS);
        final boolean[] isFirst = {true};
        net.filter = (from, cell) ->
        {
            final boolean pass = from != client || !isFirst[0];
            isFirst[0] &= from != client;
            return pass;
        };
        for (long number = 0; number < 20; number++)
        {
            assertTrue(client.app.offerAside(client.app.peer(), true, number));
        }
        net.await(10 * SessionNet.SECOND, () -> server.app.unordered.size() == 20);
        final List<Long> came = new ArrayList<>(server.app.unordered);
        assertEquals(1L, came.get(0), "the first was lost, and the second did not wait for it");
        assertNotEquals(came, new ArrayList<>(new TreeSet<>(came)));
    }

    @Test
    void aDatagramIsNeverSentAgain()
    {
        open(2, Settings.DEFAULTS);
        net.loss = 0.5;
        for (long number = 0; number < 200; number++)
        {
            assertTrue(client.app.offerAside(client.app.peer(), false, number));
            net.run(5 * SessionNet.MILLI);
        }
        net.loss = 0;
        net.run(5 * SessionNet.SECOND);
        final int came = server.app.datagrams.size();
        assertTrue(came > 50 && came < 150, "came " + came);
        assertEquals(0, client.counters.get(SystemCounter.MESSAGES_RETRANSMITTED));
        assertTrue(client.app.peer().isOpen());
    }

    @Test
    void aLongStreamDoesNotHoldUpWhatNeedsNoOrder()
    {
        open(3, Settings.DEFAULTS);
        client.app.offerUpTo(client.app.peer(), 1_000);
        assertTrue(client.app.offerAside(client.app.peer(), true, 7));
        net.await(10 * SessionNet.SECOND, () -> server.app.unordered.contains(7L));
        assertTrue(client.app.peer().out.delivered < 500, "delivered " + client.app.peer().out.delivered);
        net.await(10 * SessionNet.SECOND, () -> client.app.peer().out.acked == 1_001);
    }

    @Test
    void aPeerThatDoesNotReadTakesNoMoreThanItsCredit()
    {
        open(4, Settings.DEFAULTS);
        final TestApplication.Peer peer = client.app.peer();
        server.app.consuming = false;
        long number = 0;
        for (int i = 0; i < 100; i++)
        {
            while (number < 2_000 && client.app.offerAside(peer, true, number))
            {
                number++;
            }
            net.run(10 * SessionNet.MILLI);
        }
        final int came = server.app.unordered.size();
        assertTrue(peer.isOpen());
        assertTrue(came > 100 && came < 1_000, "as if there was no credit, or none came: " + came);
        server.app.consuming = true;
        server.app.consume(server.app.peer());
        final long offered = number;
        net.await(60 * SessionNet.SECOND, () -> peer.out.acked == offered);
        assertEquals(offered, server.app.unordered.size());
    }

    @Test
    void refusesWhatIsTooLongAndWhatComesAfterTheEnd()
    {
        open(5, Settings.DEFAULTS);
        final int sessionId = client.app.peer().sessionId;
        final UnsafeBuffer message = new UnsafeBuffer(new byte[2000]);
        assertEquals(
            SessionCodes.MAX_MESSAGE_LENGTH_EXCEEDED, client.component.offerAside(sessionId, false, message, 0, 1025));
        client.component.abort(sessionId, net.nowNs);
        assertEquals(SessionCodes.CLOSED, client.component.offerAside(sessionId, true, message, 0, 10));
    }
}
