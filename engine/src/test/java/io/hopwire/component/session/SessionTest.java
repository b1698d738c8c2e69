package io.hopwire.component.session;

import io.hopwire.circuit.RouteReason;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SessionCodes;
import io.hopwire.spi.Settings;
import io.hopwire.spi.SystemCounter;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The ordinary life of a session, its ends, and what time does to it.
 */
class SessionTest
{
    private final SessionNet net = new SessionNet(42);
    private final SessionNode client = net.node(Settings.DEFAULTS);
    private final SessionNode server = net.node(Settings.DEFAULTS);

    SessionTest()
    {
        server.component.listen(true);
    }

    private void open()
    {
        client.connect(1, server, 1, 1);
        net.await(5 * SessionNet.SECOND, () -> client.app.peers.size() == 1 && server.app.peers.size() == 1);
    }

    @Test
    void messagesGoBothWays()
    {
        open();
        assertTrue(server.app.peer().key.equals(client.key));
        assertEquals(3, client.app.peer().hops);
        assertEquals(3, server.app.peer().hops);
        assertEquals(1, client.app.peer().routes);
        for (int i = 0; i < 1000; i++)
        {
            client.app.offerUpTo(client.app.peer(), client.app.peer().out.offered + 3);
            server.app.offerUpTo(server.app.peer(), server.app.peer().out.offered + 2);
            net.run(SessionNet.MILLI);
        }
        net.run(100 * SessionNet.MILLI);
        assertEquals(3000, client.app.peer().out.acked);
        assertEquals(2000, server.app.peer().out.acked);
        assertEquals(0, client.counters.get(SystemCounter.MESSAGES_RETRANSMITTED));
        assertEquals(3000, server.counters.get(SystemCounter.MESSAGES_DELIVERED));
        assertEquals(0, client.counters.rejected());
    }

    @Test
    void anEchoNeedsNoPacketOfItsOwnForTheAcknowledgement()
    {
        open();
        server.app.echo = true;
        net.run(SessionNet.SECOND);
        final int before = server.claims;
        for (int i = 1; i <= 100; i++)
        {
            client.app.offerUpTo(client.app.peer(), i);
            net.run(2 * SessionNet.MILLI + 1);
        }
        assertEquals(100, server.app.peer().out.offered);
        assertEquals(100, server.claims - before);
    }

    /** With a cell's header it is the 112 bytes that a link hashes in one stride. */
    @Test
    void aMessageOf64BytesAndItsAcknowledgementAreACellOf104Bytes()
    {
        open();
        server.app.echo = true;
        client.app.offerUpTo(client.app.peer(), 1);
        net.run(SessionNet.SECOND);
        final UnsafeBuffer message = new UnsafeBuffer(new byte[64]);
        final int[] length = new int[1];
        net.filter = (from, cell) ->
        {
            length[0] = cell.capacity();
            return false;
        };
        assertTrue(client.component.offer(client.app.peer().sessionId, message, 0, 64, net.nowNs) > 0);
        client.flush();
        assertEquals(104, length[0]);
    }

    @Test
    void timersAreNotMovedForEveryPacket()
    {
        open();
        server.app.echo = true;
        net.minDelayNs = 20_000;
        net.maxDelayNs = 20_000;
        final long before = client.timers.operations() + server.timers.operations();
        for (int i = 1; i <= 10_000; i++)
        {
            client.app.offerUpTo(client.app.peer(), i);
            net.run(50_000);
        }
        assertEquals(10_000, client.app.peer().in.delivered);
        final long operations = client.timers.operations() + server.timers.operations() - before;
        assertTrue(operations < 4_000, "operations " + operations);
    }

    @Test
    void aMessageLongerThanAllowedIsRefusedAndSoIsWhatExceedsTheWindow()
    {
        open();
        final int longest = client.component.maxMessageLength();
        assertEquals(16 << 20, longest);
        final UnsafeBuffer message = new UnsafeBuffer(new byte[longest + 1]);
        final int id = client.app.peer().sessionId;
        assertEquals(
            SessionCodes.MAX_MESSAGE_LENGTH_EXCEEDED, client.component.offer(id, message, 0, longest + 1, net.nowNs));
        assertEquals(SessionCodes.CLOSED, client.component.offer(id + 1, message, 0, 1, net.nowNs));
        assertEquals(SessionCodes.CLOSED, client.component.offer(-1, message, 0, 1, net.nowNs));
        client.app.offerUpTo(client.app.peer(), 1_000_000);
        final long offered = client.app.peer().out.offered;
        assertTrue(offered > 1000 && offered < 10_000);
        assertEquals(SessionCodes.BACK_PRESSURED, client.app.offer(client.app.peer()));
        net.run(SessionNet.SECOND);
        assertEquals(offered, client.app.peer().out.acked);
        assertTrue(client.app.offer(client.app.peer()) > 0);
    }

    @Test
    void aConsumerThatStopsStopsItsSenderAndNothingIsLost()
    {
        open();
        server.app.consuming = false;
        final TestApplication.Peer peer = client.app.peer();
        for (int i = 0; i < 6_000; i++)
        {
            client.app.offerUpTo(peer, 1_000);
            net.run(10 * SessionNet.MILLI);
        }
        final int queued = server.app.peer().queued;
        assertTrue(queued > TestApplication.CAPACITY - SessionNet.MAX_CELL, "queued " + queued);
        assertTrue(peer.out.delivered < 400);
        assertEquals(1_000, peer.out.offered);
        final int probes = server.claims;
        net.run(10 * SessionNet.SECOND);
        assertTrue(server.claims - probes < 40, "answers to probes " + (server.claims - probes));
        server.app.consuming = true;
        server.app.consume(server.app.peer());
        final long from = net.nowNs;
        net.await(SessionNet.SECOND, () ->
        {
            client.app.offerUpTo(peer, 1_000);
            return peer.out.acked == 1_000;
        });
        assertTrue(net.nowNs - from < 200 * SessionNet.MILLI);
    }

    @Test
    void aSlowConsumerThatReadsInPiecesIsKeptSupplied()
    {
        open();
        server.app.consuming = false;
        final TestApplication.Peer peer = client.app.peer();
        final long from = net.nowNs;
        while (peer.out.acked < 20_000)
        {
            client.app.offerUpTo(peer, 20_000);
            net.run(5 * SessionNet.MILLI);
            server.app.consume(server.app.peer());
        }
        assertTrue(net.nowNs - from < 2 * SessionNet.SECOND, "took " + (net.nowNs - from) / SessionNet.MILLI);
    }

    /** What left with a packet of a peer that is behind, repeated: it is counted, and the peer's word is final. */
    @Test
    void whatWasRepeatedThoughItHadArrivedIsCounted()
    {
        open();
        net.minDelayNs = 10 * SessionNet.MILLI;
        net.maxDelayNs = 10 * SessionNet.MILLI;
        for (int i = 0; i < 100; i++)
        {
            client.app.offerUpTo(client.app.peer(), client.app.peer().out.offered + 1);
            net.run(SessionNet.MILLI);
        }
        // The path has become ten times slower: two probe timeouts of two packets pass before that is measured.
        final long probes = client.counters.get(SystemCounter.MESSAGES_REPEATED_NEEDLESSLY);
        assertTrue(probes <= 4, "needless " + probes);
        net.minDelayNs = 200 * SessionNet.MILLI;
        net.maxDelayNs = 200 * SessionNet.MILLI;
        client.app.offerUpTo(client.app.peer(), client.app.peer().out.offered + 1);
        net.run(2 * SessionNet.SECOND);
        assertEquals(client.app.peer().out.offered, client.app.peer().out.acked);
        final long repeated = client.counters.get(SystemCounter.MESSAGES_RETRANSMITTED);
        assertTrue(repeated > 0);
        assertTrue(client.counters.get(SystemCounter.MESSAGES_REPEATED_NEEDLESSLY) > probes);
        // A packet of a repetition may carry what has left in two.
        assertTrue(client.counters.get(SystemCounter.MESSAGES_REPEATED_NEEDLESSLY) <= 2 * repeated);
    }

    @Test
    void aSessionForgetsWhichPacketsArrivedOnceTheirSenderKnows()
    {
        open();
        net.loss = 0.2;
        net.inOrder = false;
        server.app.echo = true;
        net.await(60 * SessionNet.SECOND, () ->
        {
            client.app.offerUpTo(client.app.peer(), Math.min(2_000, client.app.peer().out.acked + 20));
            return client.app.peer().out.acked == 2_000 && server.app.peer().out.acked == 2_000;
        });
        net.loss = 0;
        net.inOrder = true;
        for (int i = 1; i <= 20; i++)
        {
            client.app.offerUpTo(client.app.peer(), 2_000 + i);
            net.run(SessionNet.SECOND / 10);
        }
        for (final SessionNode node : net.nodes.subList(0, 2))
        {
            final SessionEntry session = node.component.table().bySlot(0);
            assertTrue(session.sent.size() <= 1, "remembered " + session.sent.size());
            assertTrue(session.acks.count() <= 1, "ranges " + session.acks.count());
            assertEquals(0, session.sent.bytesInFlight());
        }
    }

    @Test
    void closeDrainsThenBothEndsHearOfIt()
    {
        open();
        client.app.offerUpTo(client.app.peer(), 128);
        client.component.close(client.app.peer().sessionId, net.nowNs);
        assertEquals(SessionCodes.CLOSED, client.app.offer(client.app.peer()));
        net.run(SessionNet.SECOND);
        assertEquals(SessionCodes.CLOSED_BY_US, client.app.peer().reason);
        assertEquals(0, client.app.peer().unknown);
        assertEquals(128, server.app.peer().in.delivered);
        assertEquals(SessionCodes.CLOSED_BY_PEER, server.app.peer().reason);
        assertEquals(0, client.counters.get(SystemCounter.SESSIONS_OPEN));
        assertEquals(0, server.counters.get(SystemCounter.SESSIONS_OPEN));
        assertEquals(Long.MAX_VALUE, client.timers.nextNs());
        assertEquals(Long.MAX_VALUE, server.timers.nextNs());
    }

    @Test
    void whoIsBrokenOffKnowsThatThereMayHaveBeenMore()
    {
        open();
        client.app.offerUpTo(client.app.peer(), 10);
        net.run(SessionNet.SECOND);
        assertEquals(10, client.app.peer().out.acked);
        client.component.abort(client.app.peer().sessionId, net.nowNs);
        net.run(SessionNet.SECOND);
        assertEquals(SessionCodes.CLOSED_BY_US, client.app.peer().reason);
        assertEquals(SessionCodes.ABORTED_BY_PEER, server.app.peer().reason);
    }

    @Test
    void aCloseThatCouldNotDeliverAllIsNoEnd()
    {
        open();
        net.filter = (from, cell) -> from == client;
        client.app.offerUpTo(client.app.peer(), 10);
        client.component.close(client.app.peer().sessionId, net.nowNs);
        net.run(5 * SessionNet.SECOND);
        assertEquals(10, client.app.peer().unknown);
        assertEquals(SessionCodes.ABORTED_BY_PEER, server.app.peer().reason);
    }

    @Test
    void closeWithinADeliveryKeepsWhatWasDeliveredApart()
    {
        open();
        server.app.closeOnMessage = true;
        client.app.offerUpTo(client.app.peer(), 20);
        net.run(5 * SessionNet.SECOND);
        assertEquals(SessionCodes.CLOSED_BY_PEER, client.app.peer().reason);
        assertEquals(SessionCodes.CLOSED_BY_US, server.app.peer().reason);
        assertEquals(1, server.app.peer().in.delivered);
        assertEquals(19, client.app.peer().unknown);
    }

    @Test
    void closeOfAStuckSessionEndsAfterLingering()
    {
        open();
        net.wires.get(0).broken = true;
        client.app.offerUpTo(client.app.peer(), 5);
        client.component.close(client.app.peer().sessionId, net.nowNs);
        net.run(2 * SessionNet.SECOND);
        assertEquals(SessionCodes.CLOSED_BY_US, client.app.peer().reason);
        assertEquals(5, client.app.peer().unknown);
        assertEquals(5, client.counters.get(SystemCounter.MESSAGES_FAILED));
    }

    @Test
    void theDeathOfThePeerIsNoticedInTime()
    {
        open();
        net.run(3 * SessionNet.SECOND);
        server.kill();
        client.app.offerUpTo(client.app.peer(), 7);
        net.run(24 * SessionNet.SECOND);
        assertTrue(client.app.peer().isOpen(), "looks for another route");
        net.run(3 * SessionNet.SECOND);
        assertEquals(SessionCodes.TIMEOUT, client.app.peer().reason);
        assertEquals(7, client.app.peer().unknown);
    }

    @Test
    void anIdleSessionLivesAndCostsLittle()
    {
        open();
        net.loss = 0.05;
        final int before = client.claims + server.claims;
        net.run(3_600 * SessionNet.SECOND);
        assertTrue(client.app.peer().isOpen());
        assertTrue(server.app.peer().isOpen());
        assertTrue(client.claims + server.claims - before < 3_600 * 2);
    }

    @Test
    void aBrokenRouteEndsTheSessionWhereNoOtherIsFound()
    {
        open();
        net.search = SessionNet.Search.NO_ROUTE;
        client.app.offerUpTo(client.app.peer(), 3);
        net.breakWire(net.wires.get(0));
        net.run(14 * SessionNet.SECOND);
        assertTrue(client.app.peer().isOpen());
        assertTrue(server.app.peer().isOpen());
        net.run(SessionNet.SECOND + 1);
        assertEquals(SessionCodes.ROUTE_LOST, client.app.peer().reason);
        assertEquals(3, client.app.peer().unknown);
        assertEquals(SessionCodes.ROUTE_LOST, server.app.peer().reason);
    }

    @Test
    void closeAllEndsSessionsAndConnects()
    {
        open();
        client.app.offerUpTo(client.app.peer(), 3);
        net.search = SessionNet.Search.SILENT;
        client.connect(2, server, 1, 1);
        net.run(10 * SessionNet.MILLI);
        client.component.onClose(net.nowNs);
        assertEquals(SessionCodes.CLOSED, client.app.failure(2).reason());
        assertEquals(SessionCodes.CLOSED_BY_US, client.app.peer().reason);
        net.run(SessionNet.SECOND);
        assertEquals(SessionCodes.ABORTED_BY_PEER, server.app.peer().reason);
        assertEquals(Long.MAX_VALUE, client.timers.nextNs());
    }

    @Test
    void keysChangeWithoutAWordAndLateOnesStillOpen()
    {
        final Settings config = Settings.DEFAULTS.with(SessionSettings.REKEY_AFTER_PACKETS, 16L);
        final SessionNode a = net.node(config);
        final SessionNode b = net.node(config);
        b.component.listen(true);
        net.loss = 0.1;
        net.inOrder = false;
        net.maxDelayNs = 3 * SessionNet.MILLI;
        a.connect(9, b, 1, 1);
        net.await(5 * SessionNet.SECOND, () -> a.app.peers.size() == 1);
        net.await(60 * SessionNet.SECOND, () ->
        {
            a.app.offerUpTo(a.app.peer(), Math.min(20_000, a.app.peer().out.acked + 8));
            return a.app.peer().out.acked == 20_000;
        });
        assertEquals(0, b.counters.get(RejectCode.SESSION_AUTHENTICATION), "too late is not forged");
    }

    @Test
    void whatComesWhenItsKeyIsGoneIsLateAndNotForged()
    {
        final Settings config = Settings.DEFAULTS.with(SessionSettings.REKEY_AFTER_PACKETS, 16L);
        final SessionNode a = net.node(config);
        final SessionNode b = net.node(config);
        b.component.listen(true);
        a.connect(9, b, 1, 1);
        net.run(SessionNet.SECOND);
        final List<UnsafeBuffer> held = new ArrayList<>();
        net.filter = (from, cell) -> from != a || !held.isEmpty() || !held.add(copyOf(cell));
        net.await(60 * SessionNet.SECOND, () ->
        {
            a.app.offerUpTo(a.app.peer(), Math.min(100, a.app.peer().out.acked + 8));
            return a.app.peer().out.acked == 100;
        });
        final long late = b.counters.get(RejectCode.SESSION_REPLAY);
        EvilPeer.inject(b, 0, held.get(0), held.get(0).capacity());
        assertEquals(late + 1, b.counters.get(RejectCode.SESSION_REPLAY));
        assertEquals(0, b.counters.get(RejectCode.SESSION_AUTHENTICATION));
    }

    private static UnsafeBuffer copyOf(final DirectBuffer cell)
    {
        final UnsafeBuffer copy = new UnsafeBuffer(new byte[cell.capacity()]);
        copy.putBytes(0, cell, 0, cell.capacity());
        return copy;
    }

    @Test
    void theLowHalfOfPacketNumbersWraps()
    {
        final Settings config = Settings.DEFAULTS.with(SessionSettings.REKEY_AFTER_PACKETS, 1L << 40);
        final SessionNode a = net.node(config);
        final SessionNode b = net.node(config);
        b.component.listen(true);
        a.connect(9, b, 1, 1);
        net.await(5 * SessionNet.SECOND, () -> a.app.peers.size() == 1);
        net.run(SessionNet.SECOND);
        final long wrap = 1L << 32;
        a.component.table().bySlot(0).nextPacketNumber = wrap - 20;
        b.component.table().bySlot(0).replay.accept(wrap - 21);
        net.loss = 0.1;
        net.inOrder = false;
        net.await(60 * SessionNet.SECOND, () ->
        {
            a.app.offerUpTo(a.app.peer(), Math.min(100, a.app.peer().out.acked + 8));
            return a.app.peer().out.acked == 100;
        });
        assertTrue(b.component.table().bySlot(0).replay.highest() > wrap);
        assertEquals(0, b.counters.get(RejectCode.SESSION_AUTHENTICATION));
        assertEquals(0, b.counters.get(RejectCode.SESSION_REPLAY));
    }

    @Test
    void exhaustedPacketNumbersEndTheSession()
    {
        final SessionNode a = net.node(Settings.DEFAULTS.with(SessionSettings.MAX_PACKETS, 100L));
        a.connect(9, server, 1, 1);
        net.await(5 * SessionNet.SECOND, () -> a.app.peers.size() == 1);
        for (int i = 0; i < 1000 && a.app.peer().isOpen(); i++)
        {
            a.app.offer(a.app.peer());
            net.run(SessionNet.MILLI);
        }
        assertEquals(SessionCodes.EXHAUSTED, a.app.peer().reason);
        assertTrue(a.app.peer().out.acked > 80);
        net.run(SessionNet.SECOND);
        assertEquals(SessionCodes.ABORTED_BY_PEER, server.app.peer().reason);
    }

    /** RFC 9001, section 6.6: who may try without end will be lucky once. */
    @Test
    void aSessionWithstandsSoManyForgeries()
    {
        final int most = 100;
        final SessionNode listener = net.node(Settings.DEFAULTS.with(SessionSettings.MAX_FORGERIES, (long)most));
        listener.component.listen(true);
        client.connect(9, listener, 1, 1);
        net.await(5 * SessionNet.SECOND, () -> listener.app.peers.size() == 1);
        client.app.offer(client.app.peer());
        net.run(SessionNet.SECOND);
        assertTrue(listener.app.peer().isOpen());
        final UnsafeBuffer[] packet = new UnsafeBuffer[1];
        net.filter = (from, cell) ->
        {
            packet[0] = cell;
            return false;
        };
        client.app.offer(client.app.peer());
        net.filter = (from, cell) -> true;
        for (int i = 1; i <= most; i++)
        {
            assertTrue(listener.app.peer().isOpen(), "after " + (i - 1));
            final UnsafeBuffer forged = new UnsafeBuffer(new byte[packet[0].capacity()]);
            forged.putBytes(0, packet[0], 0, forged.capacity());
            forged.putByte(forged.capacity() - 1, (byte)~forged.getByte(forged.capacity() - 1));
            EvilPeer.inject(listener, 0, forged, forged.capacity());
            assertEquals(i, listener.counters.get(RejectCode.SESSION_AUTHENTICATION));
        }
        assertEquals(SessionCodes.EXHAUSTED, listener.app.peer().reason);
        net.run(SessionNet.SECOND);
        assertEquals(SessionCodes.ABORTED_BY_PEER, client.app.peer().reason);
    }

    @Test
    void aTraceMeasuresEveryHopAlsoWhenSomeAnswersAreLost()
    {
        open();
        net.loss = 0.3;
        client.component.trace(client.app.peer().sessionId, net.nowNs);
        net.run(5 * SessionNet.SECOND);
        assertEquals(3, client.app.hops.size());
        for (final TestApplication.Hop hop : client.app.hops)
        {
            assertEquals(2L * hop.hop() * SessionNet.MILLI, hop.rttNs());
            assertEquals(hop.hop() == 3, hop.last());
            assertEquals(hop.hop(), hop.key());
        }
        client.component.onTraceReply(net.wires.get(0).ids[0], 12345, client.key, 0, true, net.nowNs);
        assertEquals(1, client.counters.get(RejectCode.UNSOLICITED));
        assertEquals(3, client.app.hops.size());
    }

    @Test
    void aFullOutboxIsLikeALossyNetwork()
    {
        open();
        client.outboxFull = true;
        client.app.offerUpTo(client.app.peer(), 10);
        net.run(5 * SessionNet.MILLI);
        assertEquals(10, client.app.peer().out.offered);
        client.outboxFull = false;
        net.run(100 * SessionNet.MILLI);
        assertEquals(10, client.app.peer().out.acked);
    }

    @Test
    void sessionIdsAreNotUsedAgainAtOnce()
    {
        open();
        final int id = client.app.peer().sessionId;
        client.component.close(id, net.nowNs);
        net.run(SessionNet.SECOND);
        client.connect(2, server, 1, 1);
        net.await(SessionNet.SECOND, () -> client.app.peers.size() == 2);
        assertTrue(client.app.peer().sessionId != id);
        final UnsafeBuffer message = new UnsafeBuffer(new byte[1]);
        assertEquals(SessionCodes.CLOSED, client.component.offer(id, message, 0, 1, net.nowNs));
        client.component.onCircuitClosed(99, RouteReason.CLOSED, net.nowNs);
        assertNull(client.app.outcomes.get(3L));
    }
}
