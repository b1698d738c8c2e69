package io.hopwire.component.session;

import io.hopwire.circuit.RouteReason;
import io.hopwire.spi.Commands;
import io.hopwire.spi.Limits;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SessionCodes;
import io.hopwire.spi.Settings;
import org.junit.jupiter.api.Test;

import java.util.List;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Whom an endpoint lets in, and how often.
 */
class SessionAcceptTest
{
    private final SessionNet net = new SessionNet(8);
    private final SessionNode client = net.node(Settings.DEFAULTS);
    private final SessionNode other = net.node(Settings.DEFAULTS);
    private final SessionNode server =
        net.node(Settings.DEFAULTS.with(SessionSettings.MAX_SESSIONS_PER_PEER, 2));

    SessionAcceptTest()
    {
        server.component.listen(true);
    }

    @Test
    void theApplicationIsAskedOnceByTheKeyThatItHearsOfAfterwards()
    {
        client.connect(1, server, 1, 2);
        net.run(SessionNet.SECOND);
        assertEquals(List.of(client.key), server.app.asked);
        assertEquals(client.key, server.app.peer().key);
    }

    @Test
    void whoIsNotWantedIsRefusedAndNobodyHearsOfHim()
    {
        server.app.accepting = false;
        client.connect(1, server, 1, 2);
        net.run(SessionNet.SECOND);
        assertEquals(new TestApplication.Failure(SessionCodes.REFUSED, 0, 0), client.app.failure(1));
        assertEquals(1, client.firstMessages.size(), "he does not try again");
        assertEquals(1, server.counters.get(RejectCode.SESSION_NOT_ACCEPTED));
        assertTrue(server.app.peers.isEmpty());
        assertNothingIsLeft();
    }

    @Test
    void aRequestOfWhomIsNotWantedCostsOneKeyAgreementOnly()
    {
        server.app.accepting = false;
        client.connect(1, server, 1, 1);
        net.run(SessionNet.SECOND);
        server.ask(new SessionNode.Pending(other, 0, 2), server.lastGroupId, client.firstMessages.get(0));
        net.run(SessionNet.SECOND);
        assertEquals(RouteReason.REFUSED, server.lastReason);
        assertEquals(1, server.counters.get(RejectCode.SESSION_HANDSHAKE_REPLAY));
        assertEquals(1, server.app.asked.size());
    }

    @Test
    void onePeerHasNoMoreSessionsThanOneMayHave()
    {
        client.connect(1, server, 1, 1);
        client.connect(2, server, 1, 1);
        net.run(SessionNet.SECOND);
        client.connect(3, server, 1, 1);
        other.connect(4, server, 1, 1);
        net.run(SessionNet.SECOND);
        assertNull(client.app.outcomes.get(3L), "it is busy, and that may pass");
        assertTrue(other.app.peer().isOpen(), "another has places of his own");
        assertTrue(server.counters.get(RejectCode.SESSION_PEER_LIMIT) > 0);
        assertEquals(3, server.app.asked.size(), "who has no place is not asked about");
        assertEquals(2, server.component.table().places.keys());

        client.component.close(client.app.peers.get(0).sessionId, net.nowNs);
        net.run(SessionNet.SECOND);
        assertEquals(client.app.peer(), client.app.outcomes.get(3L), "the place of the first is free");
    }

    @Test
    void whoGetsNoPlaceInTimeIsToldThatItIsBusy()
    {
        for (int i = 1; i <= 3; i++)
        {
            client.connect(i, server, 1, 1);
            net.run(SessionNet.SECOND);
        }
        net.run(5 * SessionNet.SECOND);
        assertEquals(new TestApplication.Failure(SessionCodes.BUSY, 0, 0), client.app.failure(3));
        client.app.peers.forEach((peer) -> client.component.close(peer.sessionId, net.nowNs));
        net.run(20 * SessionNet.SECOND);
        assertNothingIsLeft();
    }

    /** When it is asked there is no session yet, and a recording looks the same; when it is told, there is one. */
    @Test
    void whatIsSentAlongIsSeenWithTheQuestionAndToldInFrontOfTheSession()
    {
        connectWith("ticket");
        net.run(SessionNet.SECOND);
        assertEquals(List.of("ticket"), server.app.askedWith);
        assertEquals(List.of("early ticket", "accepted 0"), server.app.log);
        other.connect(2, server, 1, 1);
        net.run(SessionNet.SECOND);
        assertEquals(List.of("ticket", ""), server.app.askedWith);
        assertEquals(List.of("early ticket", "accepted 0", "accepted 1"), server.app.log);
    }

    @Test
    void whoseConfirmationNeverComesHasSentNothingAlongThatCounts()
    {
        connectWith("ticket");
        net.run(SessionNet.SECOND);
        final int groupId = 77;
        server.ask(new SessionNode.Pending(other, 0, 2), groupId, client.firstMessages.get(0));
        net.run(20 * SessionNet.SECOND);
        assertEquals(List.of("early ticket", "accepted 0"), server.app.log);
    }

    /** Their answers may be a long time on the way. */
    @Test
    void whoWaitsForHisInitiatorKeepsNobodyFromTheWorker()
    {
        final SessionNode large = net.node(Settings.DEFAULTS);
        large.component.listen(true);
        net.filter = (from, cell) -> false;
        final int many = 2 * Limits.MAX_KEY_AGREEMENTS;
        net.maxRoutes = many;
        for (int i = 0; i < many; i++)
        {
            client.connect(i, large, 1, 1);
            net.run(SessionNet.SECOND / many);
        }
        net.run(SessionNet.SECOND);
        assertEquals(0, large.counters.get(RejectCode.SESSION_HANDSHAKE_LIMIT));
        assertEquals(many, large.app.asked.size());
    }

    @Test
    void noMoreWaitForTheWorkerThanItHasSoonDone()
    {
        client.connect(1, server, 1, 1);
        net.run(SessionNet.SECOND);
        final int waiting = server.component.table().config.maxQueued();
        for (int i = 0; i < 2 * Limits.MAX_KEY_AGREEMENTS + waiting; i++)
        {
            server.ask(new SessionNode.Pending(other, i, 2), 1000 + i, client.firstMessages.get(0));
        }
        assertEquals(Limits.MAX_KEY_AGREEMENTS, server.counters.get(RejectCode.SESSION_HANDSHAKE_LIMIT));
        net.run(20 * SessionNet.SECOND);
        server.ask(new SessionNode.Pending(other, 1, 2), 1, client.firstMessages.get(0));
        assertEquals(Limits.MAX_KEY_AGREEMENTS, server.counters.get(RejectCode.SESSION_HANDSHAKE_LIMIT));
    }

    @Test
    void aCrowdBeginsAsFastAsTheSettingSaysAndAllAreLetIn()
    {
        final SessionNode paced = paced(100);
        final int many = 31;
        for (int i = 0; i < many; i++)
        {
            client.connect(i, paced, 1, 1);
        }
        net.run(SessionNet.SECOND / 10);
        final int asked = paced.app.asked.size();
        assertTrue(asked >= 9 && asked <= 12, "asked after 100 ms: " + asked);
        net.run(SessionNet.SECOND / 2);
        assertEquals(many, paced.app.asked.size());
        assertEquals(many, paced.app.peers.size());
        assertEquals(0, paced.counters.get(RejectCode.SESSION_HANDSHAKE_LIMIT));
    }

    @Test
    void whoWouldWaitTooLongIsToldThatItIsBusy()
    {
        final SessionNode paced = paced(10);
        client.connect(1, paced, 1, 1);
        net.run(SessionNet.SECOND);
        final int many = 40;
        for (int i = 0; i < many; i++)
        {
            paced.ask(new SessionNode.Pending(other, i, 2), 1000 + i, client.firstMessages.get(0));
        }
        final int waiting = 1 + (int)(AcceptPace.MAX_WAIT_NS / (SessionNet.SECOND / 10));
        assertEquals(many - waiting, paced.counters.get(RejectCode.SESSION_HANDSHAKE_LIMIT));
        assertEquals(RouteReason.BUSY, paced.lastReason);
        net.run(AcceptPace.MAX_WAIT_NS + SessionNet.SECOND);
        assertEquals(waiting, paced.counters.get(RejectCode.SESSION_HANDSHAKE), "the worker saw that they are copies");
        net.run(20 * SessionNet.SECOND);
        assertEquals(1, paced.component.table().groupsMapped(), "none of them was confirmed");
    }

    @Test
    void whatWaitedForItsTurnLeavesNothing()
    {
        final SessionNode paced = paced(4);
        for (int i = 0; i < 3; i++)
        {
            client.connect(i, paced, 1, 1);
        }
        net.run(SessionNet.SECOND / 10);
        assertEquals(3, paced.component.table().groupsMapped());
        net.run(30 * SessionNet.SECOND);
        client.app.peers.forEach((peer) -> client.component.close(peer.sessionId, net.nowNs));
        net.run(20 * SessionNet.SECOND);
        assertEquals(0, paced.component.table().groupsMapped());
        assertEquals(Long.MAX_VALUE, paced.timers.nextNs());
    }

    @Test
    void whoWaitsWhenTheEndpointStopsListeningIsRefused()
    {
        final SessionNode paced = paced(4);
        for (int i = 0; i < 3; i++)
        {
            client.connect(i, paced, 1, 1);
        }
        net.run(SessionNet.SECOND / 10);
        assertEquals(1, paced.app.asked.size());
        paced.component.listen(false);
        net.run(2 * SessionNet.SECOND);
        assertEquals(1, paced.app.asked.size());
        assertEquals(1, paced.component.table().groupsMapped());
        assertEquals(RouteReason.REFUSED, paced.lastReason);
    }

    private SessionNode paced(final int perSecond)
    {
        final SessionNode paced =
            net.node(Settings.DEFAULTS.with(SessionSettings.ACCEPTS_PER_SECOND, perSecond));
        paced.component.listen(true);
        net.maxRoutes = 64;
        return paced;
    }

    private void connectWith(final String early)
    {
        final Commands.Connect command = new Commands.Connect(server.key, early.getBytes(US_ASCII));
        command.hops(3).timeoutNs(SessionNet.SECOND).correlationId(1);
        client.component.connect(command, net.nowNs);
    }

    private void assertNothingIsLeft()
    {
        assertEquals(0, server.component.table().groupsMapped());
        assertEquals(0, server.component.table().places.keys());
        assertEquals(Long.MAX_VALUE, server.timers.nextNs());
    }
}
