package io.hopwire.circuit;

import io.hopwire.crypto.Sha256;
import io.hopwire.routing.Distance;
import io.hopwire.sim.HostileMessages;
import io.hopwire.sim.RecordingEvents;
import io.hopwire.sim.SimConfig;
import io.hopwire.sim.SimNode;
import io.hopwire.sim.TransitFilter;
import io.hopwire.spi.Commands;
import io.hopwire.spi.Limits;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;
import io.hopwire.test.HostileNetwork;
import io.hopwire.wire.FrameFlyweight;
import io.hopwire.wire.FrameTypes;
import io.hopwire.wire.MsgPackDecoder;
import io.hopwire.wire.Operation;
import io.hopwire.wire.TransmissionParser;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Random;
import java.util.function.BooleanSupplier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Route requests and answers that a neighbour should not have sent. Three relays in a line between client and server;
 * strangers at the first of them. Without cryptography, so that the tests can read what is on the wire.
 */
class HostileRouteTest
{
    private static final int MAX_SEARCHES = 24;
    /** The rest is for a node's own. */
    private static final int MAX_SEARCHES_OF_OTHERS = 18;
    private static final int BETA = 256;

    private final HostileNetwork net = new HostileNetwork(
        SimConfig.of(12).withNullCrypto(true), 5, config -> config.set(CircuitSettings.MAX_SEARCHES, MAX_SEARCHES));
    private final SimNode relay = net.line[1];
    private final SimNode target = net.line[4];
    private final SimNode stranger = net.addStranger(relay);
    private final TransmissionParser parser = new TransmissionParser();
    private final MsgPackDecoder decoder = new MsgPackDecoder();
    private int session;
    private long nextGroup = 1000;
    private int acks;
    private int nacks;
    private long lastReason;
    /** What the relay asked of somebody else last. */
    private long askedGroup;
    private long askedAttempt;
    private long askedBudget;
    private int requestsOnTheWire;

    @BeforeEach
    void connect()
    {
        session = net.connect();
        net.talk(session);
        net.network.onTransit((from, to, buffer, length) ->
        {
            watch(from, to, buffer, length);
            return length;
        });
    }

    @AfterEach
    void hasLeftTheSessionUnhurt()
    {
        net.network.onTransit((from, to, buffer, length) -> length);
        net.talk(session);
        net.line[0].close(session);
        net.line[0].touch();
        net.assertNothingLeaks();
    }

    @Test
    void refusesABudgetOfNothing()
    {
        expectNack(RouteReason.HOP_LIMIT, new Request());
        assertEquals(1, requestsOnTheWire, "not passed on");
    }

    @Test
    void doesNotSearchFurtherThanTheBudget()
    {
        for (int budget = 0; budget <= 2; budget++)
        {
            requestsOnTheWire = 0;
            final Request request = new Request();
            request.budget = budget;
            expectNack(RouteReason.HOP_LIMIT, request);
            // The stranger's own, and one for each link behind the relay that the budget pays for: the last link of a
            // budget only leads to the target itself.
            assertEquals(1 + Math.max(0, budget - 1), requestsOnTheWire, "budget " + budget);
        }
    }

    @Test
    void dropsBudgetsAndHopsThatNoRouteHas()
    {
        for (final int[] pair : new int[][]{{33, 0}, {255, 0}, {0, 33}, {0, 255}, {16, 17}, {255, 255}, {256, 0},
            {0, 256}, {-1, 0}, {0, -1}, {Integer.MAX_VALUE, 0}, {0, Integer.MIN_VALUE}})
        {
            final Request request = new Request();
            request.budget = pair[0];
            request.hops = pair[1];
            expectReject(RejectCode.PAYLOAD, request);
        }
    }

    @Test
    void dropsOtherFieldsOutOfRange()
    {
        for (final long value : new long[]{-1, 256, Long.MAX_VALUE, Long.MIN_VALUE})
        {
            final Request tokens = new Request();
            tokens.tokens = value;
            expectReject(RejectCode.PAYLOAD, tokens);
        }
        for (final long value : new long[]{-1, RouteRequest.MAX_ATTEMPT + 1L, Long.MAX_VALUE, Long.MIN_VALUE})
        {
            final Request attempt = new Request();
            attempt.attempt = value;
            expectReject(RejectCode.PAYLOAD, attempt);
        }
        for (final int length : new int[]{513, 600, 1100})
        {
            final Request handshake = new Request();
            handshake.handshakeLength = length;
            expectReject(RejectCode.PAYLOAD, handshake);
        }
        for (final long value : new long[]{-1, CircuitRooms.LEAST - 1, Limits.MAX_MTU + 1L, Long.MIN_VALUE})
        {
            final Request room = new Request();
            room.room = value;
            expectReject(RejectCode.PAYLOAD, room);
        }
        final Request last = new Request();
        last.attempt = RouteRequest.MAX_ATTEMPT;
        expectNack(RouteReason.HOP_LIMIT, last);
        final Request fields = new Request();
        fields.fields = 8;
        expectReject(RejectCode.PAYLOAD, fields);
        fields.fields = 10;
        expectReject(RejectCode.PAYLOAD, fields);
        final Request circuitWithoutLabel = new Request();
        circuitWithoutLabel.label = 0;
        expectReject(RejectCode.PAYLOAD, circuitWithoutLabel);
        final Request labelWithoutCircuit = new Request();
        labelWithoutCircuit.probe = true;
        expectReject(RejectCode.PAYLOAD, labelWithoutCircuit);
    }

    @Test
    void spendsNoTokenThatIsNotThere()
    {
        final Request none = new Request();
        none.budget = 9;
        none.tokens = 0;
        expectNack(RouteReason.NO_ROUTE, none);
        assertEquals(1, requestsOnTheWire);
        final Request many = new Request();
        many.budget = 9;
        many.tokens = 255;
        many.target = unknownKey();
        expectNack(RouteReason.NO_ROUTE, many);
        // The whole network is four relays, and each takes part once.
        assertTrue(requestsOnTheWire <= 1 + 1 + 4, "requests " + requestsOnTheWire);
    }

    @Test
    void doesNotRouteBackToWhoAsked()
    {
        final Request loop = new Request();
        loop.budget = 9;
        loop.target = stranger.publicKey();
        expectNack(RouteReason.NO_ROUTE, loop);
        assertEquals(1, relay.counters().get(SystemCounter.CIRCUITS_OPEN), "only the honest circuit");
    }

    @Test
    void takesPartInAGroupOnceWhoeverAsks()
    {
        final SimNode second = net.addStranger(relay);
        final Request first = new Request();
        first.budget = 9;
        first.target = unknownKey();
        expectNack(RouteReason.NO_ROUTE, first);
        for (int attempt = 0; attempt < 2; attempt++)
        {
            requestsOnTheWire = 0;
            final int before = nacks;
            net.send(second, relay, first.encode(second));
            assertTrue(until(() -> nacks > before));
            assertEquals(RouteReason.DUPLICATE, lastReason);
            assertEquals(1, requestsOnTheWire, "not passed on");
        }
    }

    /** What does not fit is refused and counted; when the searches are forgotten, as many fit again. */
    @Test
    void refusesMoreRequestsThanTheTableHolds()
    {
        for (int round = 0; round < 2; round++)
        {
            net.network.run(15 * HostileNetwork.SECOND);
            final long[] before = net.rejects();
            // Nobody answers the relay, so all that it has begun is under way.
            net.network.onTransit((from, to, buffer, length) ->
            {
                watch(from, to, buffer, length);
                return from == relay.index() && to == net.line[2].index() ? TransitFilter.DROP : length;
            });
            for (int i = 0; i < MAX_SEARCHES_OF_OTHERS + 10; i++)
            {
                final Request request = new Request();
                request.budget = 3;
                request.target = unknownKey();
                final int answers = nacks;
                net.send(stranger, relay, request.encode(stranger));
                if (i < MAX_SEARCHES_OF_OTHERS)
                {
                    net.network.run(HostileNetwork.SECOND / 100);
                    assertEquals(answers, nacks);
                }
                else
                {
                    assertTrue(until(() -> nacks > answers));
                    assertEquals(RouteReason.LIMIT, lastReason);
                }
            }
            final RejectCode[] expected = new RejectCode[10];
            Arrays.fill(expected, RejectCode.CIRCUIT_LIMIT);
            net.assertRejected(before, expected);
            net.network.onTransit((from, to, buffer, length) -> length);
            net.talk(session);
        }
    }

    @Test
    void aSearchThatHasEndedGivesItsPlaceUp()
    {
        final long[] before = net.rejects();
        for (int i = 0; i < 10 * MAX_SEARCHES_OF_OTHERS; i++)
        {
            final Request request = new Request();
            request.budget = 1;
            request.target = unknownKey();
            final int answers = nacks;
            net.send(stranger, relay, request.encode(stranger));
            assertTrue(until(() -> nacks > answers));
            assertEquals(RouteReason.HOP_LIMIT, lastReason);
        }
        net.assertRejected(before);
    }

    @Test
    void dropsAnswersToNothing()
    {
        final Random random = new Random(3);
        for (int i = 0; i < 50; i++)
        {
            expectReject(RejectCode.UNSOLICITED, ack(random.nextLong(), i, 77, random.nextInt(256)));
            expectReject(
                RejectCode.UNSOLICITED, nack(random.nextLong(), i, 1 + random.nextInt(255), random.nextInt(256)));
        }
        expectReject(RejectCode.PAYLOAD, ack(1, 0, 77, 256));
        expectReject(RejectCode.PAYLOAD, ack(1, RouteRequest.MAX_ATTEMPT + 1L, 77, 0));
        expectReject(RejectCode.PAYLOAD, nack(1, 0, 1, -1));
        expectReject(RejectCode.PAYLOAD, nack(1, 0, 256, 0));
    }

    /** The relay waits for its neighbour's answer; a stranger who knows the question can not give it. */
    @Test
    void doesNotTakeAnAnswerFromSomebodyElse()
    {
        holdBack(net.line[2].index());
        net.line[0].connect(50, target, 4, 1, 1, 20 * HostileNetwork.SECOND);
        final long known = askedGroup;
        assertTrue(until(() -> askedGroup != known));
        for (int hops = 0; hops <= 255; hops += 51)
        {
            expectReject(RejectCode.UNSOLICITED, ack(askedGroup, askedAttempt, 5, hops));
            expectReject(RejectCode.UNSOLICITED, nack(askedGroup, askedAttempt, RouteReason.REFUSED, 255));
        }
        net.network.onTransit((from, to, buffer, length) -> length);
        assertTrue(net.network.runUntil(() -> null != net.client.outcome(50), 20 * HostileNetwork.SECOND));
        assertEquals(0, net.client.outcome(50).code());
        net.line[0].close(net.client.outcome(50).sessionId());
        net.line[0].touch();
        net.network.run(HostileNetwork.SECOND);
    }

    /** The neighbour that was asked lies about the way: its answer ends the attempt, and nothing is left behind. */
    @Test
    void survivesLiesOfTheNeighbourThatWasAsked()
    {
        final int[][] lies = {{5, 255}, {5, 32}, {0, 0}, {-1, 1}};
        for (int i = 0; i < lies.length; i++)
        {
            final int[] lie = lies[i];
            final long correlation = 60 + i;
            final DirectBuffer phantom = keyOnlyReachedBy(stranger);
            holdBack(stranger.index());
            final long known = askedGroup;
            net.line[0].command(
                Commands.CONNECT,
                correlation,
                new Commands.Connect(phantom).hops(9).timeoutNs(3 * HostileNetwork.SECOND));
            assertTrue(until(() -> askedGroup != known));
            net.network.run(HostileNetwork.SECOND / 20);
            final byte[] answer = ack(askedGroup, askedAttempt, lie[0], lie[1]);
            net.network.onTransit((from, to, buffer, length) -> length);
            net.send(stranger, relay, answer);
            assertTrue(net.network.runUntil(
                () -> null != net.client.outcome(correlation), 10 * HostileNetwork.SECOND));
            assertTrue(net.client.outcome(correlation).code() < 0);
            net.talk(session);
        }
    }

    /**
     * An answer that there is no circuit is none to who wants one: it is that to another question of the same group.
     * Taken for one, the circuit would end at a label that nobody has given, or that of another circuit.
     */
    @Test
    void whoWantsACircuitTakesNoAnswerWithoutOne()
    {
        final DirectBuffer phantom = keyOnlyReachedBy(stranger);
        holdBack(stranger.index());
        final long known = askedGroup;
        net.line[0].command(
            Commands.CONNECT, 80, new Commands.Connect(phantom).hops(9).timeoutNs(3 * HostileNetwork.SECOND));
        assertTrue(until(() -> askedGroup != known));
        net.network.run(HostileNetwork.SECOND / 20);
        final byte[] answer = ack(askedGroup, askedAttempt, 0, 0);
        net.network.onTransit((from, to, buffer, length) -> length);
        final long circuits = relay.counters().get(SystemCounter.CIRCUITS_OPEN);
        final long[] before = net.rejects();
        net.send(stranger, relay, answer);
        net.network.run(HostileNetwork.SECOND / 100);
        net.assertRejected(before, RejectCode.UNSOLICITED);
        assertEquals(circuits, relay.counters().get(SystemCounter.CIRCUITS_OPEN));
        assertTrue(net.network.runUntil(() -> null != net.client.outcome(80), 10 * HostileNetwork.SECOND));
        assertTrue(net.client.outcome(80).code() < 0);
    }

    /** Wherever the answer was lost, the repeated question walks down the path that is there and fetches it again. */
    @Test
    void asksAgainForAnAnswerThatWasLost()
    {
        for (int hop = 1; hop < net.line.length; hop++)
        {
            final int sender = hop;
            final int known = acks;
            final long[] lost = {0};
            net.network.onTransit((from, to, buffer, length) ->
            {
                final int before = acks;
                watch(from, to, buffer, length);
                final boolean isFirstAnswer = acks > before && from == net.line[sender].index() && lost[0]++ == 0;
                return isFirstAnswer ? TransitFilter.DROP : length;
            });
            final long correlation = 70 + hop;
            net.line[0].connect(correlation, target, 4, 1, 1, 20 * HostileNetwork.SECOND);
            assertTrue(
                net.network.runUntil(() -> null != net.client.outcome(correlation), HostileNetwork.SECOND),
                "lost on its way from node " + hop);
            assertEquals(0, net.client.outcome(correlation).code());
            assertTrue(acks > known);
            net.line[0].close(net.client.outcome(correlation).sessionId());
            net.line[0].touch();
            net.network.run(HostileNetwork.SECOND);
        }
    }

    /** A relay whose own question comes round to it does not become a hop of its own route. */
    @Test
    void doesNotRelayItsOwnRequest()
    {
        final RecordingEvents events = new RecordingEvents();
        final SimNode origin = net.network.addNode(config -> config.discovery(false), events);
        origin.bootstrapFrom(relay, true);
        net.network.run(HostileNetwork.SECOND);
        requestsOnTheWire = 0;
        origin.command(
            Commands.CONNECT, 1, new Commands.Connect(unknownKey()).hops(9).timeoutNs(HostileNetwork.SECOND));
        assertTrue(until(() -> requestsOnTheWire > 0));
        final long[] before = net.rejects();
        final Request echo = new Request();
        echo.group = askedGroup;
        echo.attempt = askedAttempt;
        echo.budget = 5;
        echo.target = unknownKey();
        final int answers = nacks;
        net.send(relay, origin, echo.encode(relay));
        assertTrue(until(() -> nacks > answers && lastReason == RouteReason.DUPLICATE));
        net.network.run(2 * HostileNetwork.SECOND);
        // The answer to the echo, which the relay never asked for.
        net.assertRejected(before, RejectCode.UNSOLICITED);
        assertEquals(0, origin.counters().get(SystemCounter.CIRCUITS_OPEN));
    }

    private void expectNack(final int reason, final Request request)
    {
        final long[] before = net.rejects();
        final int known = nacks;
        net.send(stranger, relay, request.encode(stranger));
        assertTrue(until(() -> nacks > known && lastReason == reason), "no such answer, last " + lastReason);
        net.network.run(HostileNetwork.SECOND / 10);
        net.assertRejected(before);
    }

    private void expectReject(final RejectCode code, final Request request)
    {
        expectReject(code, request.encode(stranger));
    }

    private void expectReject(final RejectCode code, final byte[] plaintext)
    {
        final long[] before = net.rejects();
        final int answers = acks + nacks;
        net.send(stranger, relay, plaintext);
        net.network.run(HostileNetwork.SECOND / 100);
        net.assertRejected(before, code);
        assertEquals(answers, acks + nacks - ackedByUs(plaintext), "answered");
    }

    /** The stranger's own forgery passes the same wire tap. */
    private int ackedByUs(final byte[] plaintext)
    {
        parser.wrap(new UnsafeBuffer(plaintext), 0, plaintext.length, BETA);
        parser.next();
        return parser.operation() == Operation.ACK || parser.operation() == Operation.NACK ? 1 : 0;
    }

    private boolean until(final BooleanSupplier condition)
    {
        return net.network.runUntil(condition, 2 * HostileNetwork.SECOND);
    }

    private void holdBack(final int silenced)
    {
        net.network.onTransit((from, to, buffer, length) ->
        {
            watch(from, to, buffer, length);
            return from == silenced ? TransitFilter.DROP : length;
        });
    }

    private void watch(final int from, final int to, final DirectBuffer buffer, final int length)
    {
        final int offset = FrameTypes.DATA_HEADER_LENGTH;
        final boolean isTransmission = FrameFlyweight.frameType(buffer, 0) == FrameTypes.DATA &&
            length > FrameTypes.DATA_OVERHEAD && buffer.getByte(offset) == 0 &&
            null == parser.wrap(buffer, offset, length - FrameTypes.DATA_OVERHEAD, BETA);
        while (isTransmission && parser.next())
        {
            decoder.wrap(buffer, parser.payloadOffset(), parser.payloadLength());
            decoder.readArrayHeader();
            if (parser.operation() == Operation.ROUTE)
            {
                requestsOnTheWire++;
                askedGroup = decoder.readLong();
                askedAttempt = decoder.readLong();
                decoder.readBoolean();
                askedBudget = decoder.readLong();
                assertTrue(askedBudget <= Limits.MAX_HOPS || from == stranger.index(), "budget " + askedBudget);
            }
            else if (parser.operation() == Operation.ACK)
            {
                acks++;
            }
            else if (parser.operation() == Operation.NACK)
            {
                decoder.readLong();
                decoder.readLong();
                decoder.readLong();
                final long reason = decoder.readLong();
                if (reason != RouteReason.SEARCHING)
                {
                    nacks++;
                    lastReason = reason;
                }
            }
        }
    }

    private DirectBuffer unknownKey()
    {
        final UnsafeBuffer key = new UnsafeBuffer(new byte[32]);
        new Random(nextGroup++).nextBytes(key.byteArray());
        return key;
    }

    /** A key whose id the stranger is closer to than the relay's other neighbours: it is asked first. */
    private DirectBuffer keyOnlyReachedBy(final SimNode wanted)
    {
        final UnsafeBuffer id = new UnsafeBuffer(new byte[32]);
        while (true)
        {
            final DirectBuffer key = unknownKey();
            new Sha256().nodeId(key, 0, 32, id, 0);
            if (isCloser(wanted, net.line[2], id))
            {
                return key;
            }
        }
    }

    private static boolean isCloser(final SimNode a, final SimNode b, final DirectBuffer id)
    {
        final UnsafeBuffer ids = new UnsafeBuffer(new byte[64]);
        final Sha256 sha256 = new Sha256();
        sha256.nodeId(a.publicKey(), 0, 32, ids, 0);
        sha256.nodeId(b.publicKey(), 0, 32, ids, 32);
        return Distance.closer(ids, 0, ids, 32, id, 0);
    }

    private byte[] ack(final long group, final long attempt, final long label, final int hops)
    {
        return HostileMessages.message(stranger, relay.publicKey(), Operation.ACK, encoder -> encoder
            .putArrayHeader(7)
            .putLong(Operation.ROUTE)
            .putLong(group)
            .putLong(attempt)
            .putLong(label & 0xFFFF_FFFFL)
            .putLong(hops)
            .putLong(CircuitRooms.LEAST)
            .putBinary(new UnsafeBuffer(new byte[96]), 0, 96));
    }

    private byte[] nack(final long group, final long attempt, final int reason, final int tokens)
    {
        return HostileMessages.message(stranger, relay.publicKey(), Operation.NACK, encoder -> encoder
            .putArrayHeader(5)
            .putLong(Operation.ROUTE)
            .putLong(group)
            .putLong(attempt)
            .putLong(reason)
            .putLong(tokens));
    }

    /** A request for the server, with nothing wrong but what the test changes, and a budget of 0. */
    private final class Request
    {
        private int fields = 9;
        private long group = nextGroup++;
        private long attempt;
        private int budget;
        private int hops;
        private boolean probe;
        private long label = 4711;
        private long tokens = 64;
        private long room = CircuitRooms.LEAST;
        private int handshakeLength = 96;
        private DirectBuffer target = HostileRouteTest.this.target.publicKey();

        private byte[] encode(final SimNode from)
        {
            return HostileMessages.message(from, target, Operation.ROUTE, encoder -> encoder
                .putArrayHeader(fields)
                .putLong(group)
                .putLong(attempt)
                .putBoolean(probe)
                .putLong(budget)
                .putLong(hops)
                .putLong(tokens)
                .putLong(label)
                .putLong(room)
                .putBinary(new UnsafeBuffer(new byte[handshakeLength]), 0, handshakeLength));
        }
    }
}
