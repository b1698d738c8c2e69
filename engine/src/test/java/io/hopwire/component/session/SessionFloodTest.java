package io.hopwire.component.session;

import io.hopwire.delivery.SendCredit;
import io.hopwire.delivery.SentPackets;
import io.hopwire.delivery.StreamPool;
import io.hopwire.spi.Limits;
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.SessionCodes;
import io.hopwire.spi.Settings;
import io.hopwire.spi.Transit;
import io.hopwire.test.Figures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A peer that has the keys and wants to cost as much as it can: with frames that demand answers, acknowledgements that
 * are lies, holes, and silence. What it gets is bounded, and nothing waits in a queue for it.
 */
class SessionFloodTest
{
    private static final int FLOOD = 10_000;
    private static final int MANY_SESSIONS = 100;
    private static final int BLOCK = 8192;
    private static final int WINDOW = 1 << 18;
    private static final int BLOCKS = WINDOW / BLOCK + 2;

    private final SessionNet net = new SessionNet(77);
    private final SessionNode client = net.node(Settings.DEFAULTS.with(NodeSettings.SESSION_WINDOW, WINDOW));
    private final SessionNode server = net.node(Settings.DEFAULTS.with(NodeSettings.SESSION_WINDOW, WINDOW));
    private final EvilPeer evilClient = new EvilPeer(client, server);
    private final EvilPeer evilServer = new EvilPeer(server, client);

    SessionFloodTest()
    {
        server.component.listen(true);
        client.connect(1, server, 1, 1);
        net.run(SessionNet.SECOND);
    }

    private SessionEntry session(final SessionNode node)
    {
        return node.component.table().bySlot(0);
    }

    /**
     * The attacker acknowledges nothing and gives no credit, so the victim's window is closed, and the link in front of
     * it takes nothing: whatever waited for it would pile up.
     */
    @ParameterizedTest
    @ValueSource(ints = {
        SessionPacket.PING, SessionPacket.PONG, SessionPacket.TUNE, SessionPacket.TUNED, SessionPacket.STREAM})
    void nothingThatDemandsAnAnswerIsKeptWhereNoneCanLeave(final int type)
    {
        net.filter = (from, cell) -> false;
        server.app.offerUpTo(server.app.peer(), 10_000);
        server.outboxFull = true;
        final long borrowed = server.component.table().pool.borrowed();
        final int claims = server.claims;
        flood(type);
        assertTrue(server.claims - claims <= 2 * FLOOD, "tries to answer once each, and once more for what came");
        server.outboxFull = false;
        final int before = server.claims;
        net.run(10 * SessionNet.MILLI);
        assertTrue(server.claims - before <= 16, () -> "answers were kept: " + (server.claims - before));
        assertTrue(server.component.table().pool.borrowed() <= borrowed + 1);
        assertTrue(session(server).acks.count() <= Limits.MAX_ACK_RANGES);
        assertTrue(session(server).receive.kept() <= 1);
        Figures.say("%d frames of type %d while nothing can leave: answers kept 0, packets afterwards %d",
            FLOOD, type, server.claims - before);
    }

    private void flood(final int type)
    {
        for (int i = 1; i <= FLOOD && server.app.peer().isOpen(); i++)
        {
            if (SessionPacket.TUNE == type)
            {
                tune(evilClient, 2 * i + 1, Transit.of(5, 1, 1 + i % 8, i % 3));
            }
            else if (SessionPacket.STREAM == type)
            {
                // Behind a hole, and no further: acknowledged at once, each time.
                evilClient.send(type, 10, 5);
            }
            else
            {
                evilClient.send(type, i, 0);
            }
        }
    }

    private static void tune(final EvilPeer evil, final int version, final int transit)
    {
        evil.frame.putByte(0, (byte)SessionPacket.TUNE);
        evil.frame.putInt(1, version);
        evil.frame.putInt(5, transit);
        evil.send(0, 0, 0, 9);
    }

    /** Who connected looks for routes when the peer wants more of them. */
    @Test
    void aPeerThatWantsOtherRoutesAllTheTimeCausesFewSearches()
    {
        net.run(10 * SessionNet.SECOND);
        final int before = client.firstMessages.size();
        for (int i = 1; i <= 1_000 && client.app.peer().isOpen(); i++)
        {
            tune(evilServer, 2 * i, Transit.of(5, 1, 1 + i % 8, i % 3));
            net.run(SessionNet.MILLI);
        }
        final int searches = client.firstMessages.size() - before;
        Figures.say("1,000 changes of what a session demands, in a second: %d searches for a route", searches);
        assertTrue(searches <= 20, "searches " + searches);
    }

    /**
     * It answers pings and acknowledges nothing: the session lives, and holds what its window has, the same packets
     * again and again, ever more slowly.
     */
    @Test
    void aReceiverThatNeverAcknowledgesHoldsNoMoreThanTheWindow()
    {
        net.filter = (from, cell) -> from == server;
        final long before = server.claims;
        for (int i = 1; i <= 3_600; i++)
        {
            server.app.offerUpTo(server.app.peer(), 1_000_000);
            evilClient.send(SessionPacket.PING, i, 0);
            net.run(SessionNet.SECOND);
        }
        assertTrue(server.app.peer().isOpen());
        final long blocks = server.component.table().pool.borrowed();
        final long packets = server.claims - before;
        Figures.say("a peer that acknowledges nothing for an hour: %d KiB held, window %d KiB, %d packets sent to it",
            blocks * BLOCK >> 10, WINDOW >> 10, packets);
        assertTrue(blocks <= BLOCKS, "blocks " + blocks);
        assertTrue(session(server).sent.size() <= 512);
        assertTrue(packets < 256 + 4 * 3_600, "packets " + packets);
    }

    /** All that one peer may open, each with as many holes as are kept, while an honest one talks and is talked to. */
    @Test
    void holesInManySessionsLeaveTheOthersTheirMemory()
    {
        final int limit = 2 << 20;
        final SessionNode target = net.node(
            Settings.DEFAULTS.with(SessionSettings.MAX_BUFFERED, (long)limit)
                .with(SessionSettings.MAX_SESSIONS_PER_PEER, MANY_SESSIONS));
        target.component.listen(true);
        final SessionNode attacker = net.node(Settings.DEFAULTS);
        final EvilPeer evil = new EvilPeer(attacker, target);
        net.maxRoutes = 2 * MANY_SESSIONS;
        for (int i = 0; i < MANY_SESSIONS + 10; i++)
        {
            attacker.connect(100 + i, target, 1, 1);
            net.run(SessionNet.SECOND / 10);
        }
        assertEquals(MANY_SESSIONS, target.app.peers.size(), "no more than one peer may have");
        for (evil.slot = 0; evil.slot < MANY_SESSIONS; evil.slot++)
        {
            final int left = target.component.table().bySlot(evil.slot).receiveCredit.left();
            for (int offset = 10; offset < left - 5; offset += 100)
            {
                evil.send(SessionPacket.STREAM, offset, 5);
            }
        }
        final StreamPool pool = target.component.table().pool;
        Figures.say("holes in %d sessions of one peer: %d KiB of %d KiB held", MANY_SESSIONS,
            pool.borrowed() * BLOCK >> 10, limit >> 10);
        assertTrue(pool.borrowedForReceiving() <= limit / BLOCK / 2, "blocks " + pool.borrowedForReceiving());
        server.connect(99, target, 1, 1);
        net.await(SessionNet.SECOND, () -> target.app.peers.size() == MANY_SESSIONS + 1);
        final TestApplication.Peer forth = server.app.peer();
        final TestApplication.Peer back = target.app.peer();
        net.loss = 0.1;
        net.await(60 * SessionNet.SECOND, () ->
        {
            server.app.offerUpTo(forth, 2_000);
            target.app.offerUpTo(back, 2_000);
            return forth.out.acked == 2_000 && back.out.acked == 2_000;
        });
    }

    /** Whoever acknowledges all that was sent, not what has come, soon acknowledges a number that was left out. */
    @Test
    void whoAcknowledgesWhatHasNotComeIsFoundOut()
    {
        final SessionEntry victim = session(server);
        server.app.peer().out.isLiedAbout = true;
        net.filter = (from, cell) -> false;
        long most = 0;
        for (int i = 0; i < 1_000 && server.app.peer().isOpen(); i++)
        {
            server.app.offerUpTo(server.app.peer(), server.app.peer().out.offered + 10);
            most = Math.max(most, victim.sent.packetsInFlight());
            final long newest = victim.nextPacketNumber - 1;
            evilClient.send(newest, (int)Math.min(newest + 1, 64), victim.sendCredit.limit() + WINDOW, 0);
        }
        Figures.say("a peer that acknowledges what has not come: found out after %d packets", victim.nextPacketNumber);
        assertEquals(SessionCodes.PROTOCOL, server.app.peer().reason);
        assertTrue(most <= 256, "in flight " + most);
    }

    /** A limit travels as its low half; wherever the stream is, none of them gives more than the window. */
    @ParameterizedTest
    @ValueSource(longs = {0, (1L << 31) - 100, (1L << 32) - 100, (1L << 62) - (1L << 31) - 100})
    void noCreditGivesMoreThanTheWindow(final long first)
    {
        final int[] limits = {
            0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, Integer.MIN_VALUE + 1, (int)first - 1, (int)first + WINDOW,
            (int)first + Integer.MAX_VALUE, (int)first + Integer.MIN_VALUE};
        for (final int limit : limits)
        {
            final SendCredit credit = new SendCredit(first + 1_000);
            long highest = credit.limit();
            for (int i = 0; i < 100; i++)
            {
                credit.onLimit(limit + i * (i & 1) * 0x1000_0000);
                assertTrue(credit.limit() >= highest, "shrinks");
                highest = credit.limit();
                assertTrue(credit.room(first) >= 1_000, "room " + credit.room(first));
                assertTrue(credit.room(highest + 1) == 0 && credit.room(Long.MAX_VALUE) == 0);
            }
        }
        net.filter = (from, cell) -> false;
        for (int i = 0; i < 20; i++)
        {
            evilClient.send(0, 0, Integer.MAX_VALUE - i, 0);
            evilClient.send(0, 0, session(server).sendCredit.limit() + Integer.MAX_VALUE, 0);
            server.app.offerUpTo(server.app.peer(), 10_000);
        }
        assertTrue(session(server).sendCredit.limit() > 1L << 32, "it is told of much");
        final SentPackets sent = session(server).sent;
        assertTrue(sent.bytesInFlight() > 0 && sent.bytesInFlight() <= sent.window());
        assertTrue(session(server).send.end() - session(server).send.base() <= WINDOW);
        assertTrue(server.component.table().pool.borrowed() <= BLOCKS);
    }
}
