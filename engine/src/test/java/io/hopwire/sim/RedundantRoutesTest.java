package io.hopwire.sim;

import io.hopwire.link.LinkRole;
import io.hopwire.spi.Commands;
import io.hopwire.spi.RoutesAnswer;
import io.hopwire.spi.SessionCodes;
import io.hopwire.spi.SystemCounter;
import io.hopwire.spi.Transit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Sessions over several routes that share no relay, in topologies laid by hand: so many chains of relays between client
 * and server, and nothing else.
 */
class RedundantRoutesTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLI = 1_000_000L;

    @Test
    void opensAsManyRoutesAsThereAre()
    {
        for (int chains = 2; chains <= 3; chains++)
        {
            for (int relays = 1; relays <= 3; relays++)
            {
                final Chains net = new Chains(SimConfig.of(chains * 10 + relays), chains, relays);
                final RecordingEvents.Outcome outcome = net.connect(12, 2, 3);
                assertEquals(0, outcome.code(), SessionCodes.name(outcome.code()));
                assertEquals(chains, outcome.routes());
                assertEquals(relays + 1, outcome.hops());
                for (int chain = 0; chain < chains; chain++)
                {
                    for (int i = 0; i < relays; i++)
                    {
                        assertEquals(1, net.relay(chain, i).counters().get(SystemCounter.CIRCUITS_OPEN));
                    }
                }
                net.exchange(20);
            }
        }
    }

    @Test
    void opensNoMoreRoutesThanAskedFor()
    {
        final Chains net = new Chains(SimConfig.of(5), 3, 1);
        assertEquals(2, net.connect(12, 1, 2).routes());
        net.exchange(5);
    }

    @Test
    void saysHowManyRoutesItFoundWhereTheyAreTooFew()
    {
        final Chains net = new Chains(SimConfig.of(6), 2, 2);
        final RecordingEvents.Outcome outcome = net.connect(12, 3, 3);
        assertEquals(SessionCodes.TOO_FEW_ROUTES, outcome.code(), SessionCodes.name(outcome.code()));
        assertEquals(2, outcome.routes());
        assertEquals(3, outcome.hops());
        net.network.run(75 * SECOND);
        assertEquals(0, net.circuitsOpen());
        assertTrue(net.serverEvents.accepted().isEmpty(), "the server's application was told of a session that is not");
    }

    /** Of two routes, or three, any one relay may die while messages are under way: all arrive, none twice. */
    @Test
    void losesNothingWhenARelayDies()
    {
        for (int chains = 2; chains <= 3; chains++)
        {
            for (int victim = 0; victim < 2 * chains; victim++)
            {
                final Chains net = new Chains(SimConfig.of(100 + victim), chains, 2);
                assertEquals(chains, net.connect(12, 2, 3).routes());
                net.exchange(10);
                net.offerAll(20);
                net.relay(victim / 2, victim % 2).crash();
                net.offerAll(20);
                assertTrue(net.arrived(2 * SECOND), "not before the dead relay was noticed");
                net.network.run(40 * SECOND);
                net.exchange(10);
                net.assertEachOnce();
                assertTrue(net.clientEvents.closed().isEmpty());
                assertTrue(net.serverEvents.closed().isEmpty());
            }
        }
    }

    /** When the last of three routes is gone, and only then, both ends are told. */
    @Test
    void endsWhenTheLastRouteIsGone()
    {
        final Chains net = new Chains(SimConfig.of(7), 3, 1);
        assertEquals(3, net.connect(12, 2, 3).routes());
        for (int chain = 0; chain < 3; chain++)
        {
            net.exchange(5);
            assertTrue(net.clientEvents.closed().isEmpty());
            net.relay(chain, 0).crash();
            net.network.run(30 * SECOND);
        }
        assertEquals(1, net.clientEvents.closed().size());
        assertEquals(1, net.serverEvents.closed().size());
        net.assertEachOnce();
    }

    /** A relay that was replaced while the session lives: its route is found again, by itself. */
    @Test
    void findsANewRouteForOneThatBroke()
    {
        final Chains net = new Chains(SimConfig.of(8), 2, 1);
        assertEquals(2, net.connect(12, 2, 2).routes());
        net.exchange(1);
        net.relay(0, 0).crash();
        net.network.run(15 * SECOND);
        assertEquals(List.of(new RecordingEvents.Routes(0, 1, 2)), net.clientEvents.routes(), "too few, and goes on");
        assertEquals(
            List.of(new RecordingEvents.Routes(0, 2, 2), new RecordingEvents.Routes(0, 1, 2)),
            net.serverEvents.routes());
        final SimNode spare = net.addChain(1);
        assertTrue(net.network.runUntil(
            () -> spare.counters().get(SystemCounter.CIRCUITS_OPEN) == 1, 60 * SECOND), "no replacement");
        net.network.run(SECOND);
        assertEquals(new RecordingEvents.Routes(0, 2, 2), net.clientEvents.routes().get(1));
        assertEquals(new RecordingEvents.Routes(0, 2, 2), net.serverEvents.routes().get(2));
        net.relay(1, 0).crash();
        net.exchange(20);
        net.assertEachOnce();
    }

    /** Of three chains two are in use: where one of those loses half of what it carries, the third takes its place. */
    @Test
    void replacesARouteThatLosesMuch()
    {
        final Chains net = new Chains(SimConfig.of(11), 3, 1);
        assertEquals(2, net.connect(12, 2, 2).routes());
        int victim = 0;
        while (0 == net.relay(victim, 0).counters().get(SystemCounter.CIRCUITS_OPEN))
        {
            victim++;
        }
        net.network.conditions(net.client.index(), net.relay(victim, 0).index(), PathConditions.QUIET.withLoss(0.6));
        final SimNode bad = net.relay(victim, 0);
        for (int i = 0; i < 40 && bad.counters().get(SystemCounter.CIRCUITS_OPEN) > 0; i++)
        {
            net.exchange(1);
            net.network.run(SECOND);
        }
        assertEquals(0, bad.counters().get(SystemCounter.CIRCUITS_OPEN), "still in use");
        assertEquals(2, net.client.counters().get(SystemCounter.CIRCUITS_OPEN));
        net.exchange(20);
        net.assertEachOnce();
        assertEquals(RoutesAnswer.LIVE, RoutesAnswer.state(net.routes(net.client), 0));
        assertEquals(RoutesAnswer.LIVE, RoutesAnswer.state(net.routes(net.client), RoutesAnswer.LENGTH));
    }

    /** As long as no other route is there, one that loses much is better than none, and is told of. */
    @Test
    void keepsARouteThatLosesMuchWhereThereIsNoOther()
    {
        final Chains net = new Chains(SimConfig.of(12), 2, 1);
        assertEquals(2, net.connect(12, 2, 2).routes());
        final PathConditions lossy = PathConditions.QUIET.withLoss(0.6);
        net.network.conditions(net.client.index(), net.relay(0, 0).index(), lossy);
        boolean wasDegraded = false;
        for (int i = 0; i < 60; i++)
        {
            net.network.run(SECOND);
            final UnsafeBuffer routes = net.routes(net.client);
            for (int at = 0; at < routes.capacity(); at += RoutesAnswer.LENGTH)
            {
                wasDegraded |= RoutesAnswer.DEGRADED == RoutesAnswer.state(routes, at);
            }
        }
        assertTrue(wasDegraded);
        net.network.conditions(net.client.index(), net.relay(0, 0).index(), null);
        net.network.run(60 * SECOND);
        assertEquals(2, net.client.counters().get(SystemCounter.CIRCUITS_OPEN));
        net.exchange(10);
    }

    @Test
    void endsWhereItStaysBelowItsLeastRoutesIfThatIsDemanded()
    {
        final Chains net = new Chains(SimConfig.of(13).with(path -> path.withDelay(5 * MILLI, 0, 0)), 2, 1);
        net.connect(Transit.ends(Transit.of(12, 2, 2, Transit.DUPLICATE), true));
        net.exchange(1);
        net.relay(0, 0).crash();
        assertTrue(net.network.runUntil(() -> !net.clientEvents.routes().isEmpty(), 15 * SECOND));
        assertEquals(new RecordingEvents.Routes(0, 1, 2), net.clientEvents.routes().get(0), "is told at once");
        net.exchange(10);
        net.network.run(14 * SECOND);
        assertTrue(net.clientEvents.closed().isEmpty(), "another one may be found");
        net.network.run(2 * SECOND);
        assertEquals(SessionCodes.TOO_FEW_ROUTES, net.clientEvents.closed().get(0).reason());
        assertEquals(SessionCodes.ABORTED_BY_PEER, net.serverEvents.closed().get(0).reason());
        net.assertEachOnce();
    }

    @Test
    void goesOnWhereAnotherRouteIsFoundInTime()
    {
        final Chains net = new Chains(SimConfig.of(14), 2, 1);
        net.connect(Transit.ends(Transit.of(12, 2, 2, Transit.DUPLICATE), true));
        net.relay(0, 0).crash();
        assertTrue(net.network.runUntil(() -> !net.clientEvents.routes().isEmpty(), 15 * SECOND));
        net.addChain(1);
        net.network.run(60 * SECOND);
        assertTrue(net.clientEvents.closed().isEmpty());
        net.exchange(10);
        net.assertEachOnce();
    }

    /** A message every millisecond, and whichever relay dies: they come on time but for one round trip at most. */
    @Test
    void aRelayThatDiesPausesNothingLongerThanARoundTrip()
    {
        final long hopNs = 5 * MILLI;
        for (int victim = 0; victim < 4; victim++)
        {
            final Chains net = new Chains(SimConfig.of(40 + victim).with(path -> path.withDelay(hopNs, 0, 0)), 2, 2);
            assertEquals(2, net.connect(12, 2, 2).routes());
            net.network.run(5 * SECOND);
            long lastNs = net.network.nowNs();
            long pauseNs = 0;
            for (int i = 0; i < 20_000; i++)
            {
                if (i == 2000)
                {
                    net.relay(victim / 2, victim % 2).crash();
                }
                final int before = net.serverEvents.messages().size();
                net.offerAll(1);
                net.network.run(MILLI);
                if (net.serverEvents.messages().size() > before)
                {
                    pauseNs = i > 1000 ? Math.max(pauseNs, net.network.nowNs() - lastNs) : 0;
                    lastNs = net.network.nowNs();
                }
            }
            assertTrue(net.arrived(SECOND));
            net.assertEachOnce();
            assertTrue(pauseNs <= 2 * 3 * hopNs, "relay " + victim + ": pause of " + pauseNs);
        }
    }

    /** Each chain has a delay and a loss of its own, and messages go over both all the time. */
    @Test
    void bothEndsCanReadWhatTheirRoutesAreLike()
    {
        final Chains net = new Chains(SimConfig.of(9).with(path -> path.withDelay(5 * MILLI, 0, 0)), 2, 1);
        assertEquals(2, net.connect(12, 2, 2).routes());
        final int lossy = net.relay(1, 0).index();
        net.network.conditions(
            net.client.index(), lossy, PathConditions.QUIET.withDelay(40 * MILLI, 0, 0).withLoss(0.3));
        for (int i = 0; i < 1200; i++)
        {
            net.offerAll(1);
            net.network.run(100 * MILLI);
        }
        for (final SimNode node : new SimNode[]{net.client, net.server})
        {
            final UnsafeBuffer routes = net.routes(node);
            assertEquals(2 * RoutesAnswer.LENGTH, routes.capacity());
            // Which chain was found first is the seed's choice: the faster one is clean.
            final boolean isFirst = RoutesAnswer.rttNs(routes, 0) < RoutesAnswer.rttNs(routes, RoutesAnswer.LENGTH);
            final int clean = isFirst ? 0 : RoutesAnswer.LENGTH;
            final int bad = RoutesAnswer.LENGTH - clean;
            assertEquals(2, RoutesAnswer.hops(routes, clean));
            assertEquals(2, RoutesAnswer.hops(routes, bad));
            assertEquals(RoutesAnswer.LIVE, RoutesAnswer.state(routes, clean));
            final long rate = RoutesAnswer.bytesPerSecond(routes, clean);
            assertEquals(node == net.client ? 1000 : 0, rate, 900, "ten packets of some 90 bytes a second");
            assertTrue(node == net.server || rate > 500, "rate " + rate);
            assertEquals(0, RoutesAnswer.loss(routes, clean));
            assertEquals(20, RoutesAnswer.rttNs(routes, clean) / MILLI);
            assertEquals(55, RoutesAnswer.rttNs(routes, bad) / MILLI, 1);
            final int loss = RoutesAnswer.loss(routes, bad);
            assertTrue(loss > 100_000 && loss < 600_000, "loss in ppm " + loss);
        }
        net.relay(1, 0).crash();
        net.network.run(4 * SECOND);
        final UnsafeBuffer routes = net.routes(net.client);
        final int states = 1 << RoutesAnswer.state(routes, 0) | 1 << RoutesAnswer.state(routes, RoutesAnswer.LENGTH);
        assertEquals(1 << RoutesAnswer.LIVE | 1 << RoutesAnswer.SILENT, states);
    }

    /** Loss p on each of r routes is loss p^r to the session: fewer messages must be sent again. */
    @Test
    void sendsLessAgainOverMoreRoutes()
    {
        final StringBuilder table =
            new StringBuilder("retransmissions of 400 messages at 20 % loss: seed, 1, 2, 3 routes");
        final long[] sums = new long[4];
        for (long seed = 1; seed <= 5; seed++)
        {
            table.append(System.lineSeparator()).append("  ").append(seed);
            for (int routes = 1; routes <= 3; routes++)
            {
                final long count = retransmissions(seed, routes);
                assertEquals(count, retransmissions(seed, routes), "seed " + seed + " is not the same twice");
                sums[routes] += count;
                table.append(", ").append(count);
            }
        }
        System.out.println(table);
        assertTrue(sums[2] < sums[1], table.toString());
        assertTrue(sums[3] < sums[2], table.toString());
    }

    private static long retransmissions(final long seed, final int routes)
    {
        final Chains net = new Chains(SimConfig.of(seed), 3, 1);
        assertEquals(routes, net.connect(12, routes, routes).routes());
        final SimRandom random = new SimRandom(seed);
        net.network.onTransit(
            (from, to, buffer, length) -> random.nextDouble() < 0.2 ? TransitFilter.DROP : length);
        for (int i = 0; i < 400; i++)
        {
            net.offerAll(1);
            net.network.run(5 * MILLI);
        }
        assertTrue(net.arrived(30 * SECOND), "seed " + seed + ", " + routes + " routes");
        net.assertEachOnce();
        return net.client.counters().get(SystemCounter.MESSAGES_RETRANSMITTED);
    }

    /** Keeps the answer to the question for routes. */
    private static final class Told extends RecordingEvents
    {
        private UnsafeBuffer answer;

        @Override
        public void onAnswer(
            final int type,
            final long correlationId,
            final int code,
            final DirectBuffer buffer,
            final int offset,
            final int length)
        {
            super.onAnswer(type, correlationId, code, buffer, offset, length);
            if (Commands.ROUTES == type)
            {
                answer = new UnsafeBuffer(new byte[length]);
                answer.putBytes(0, buffer, offset, length);
            }
        }
    }

    /** Client and server, and between them chains of relays. */
    private static final class Chains
    {
        private final SimNetwork network;
        private final Told clientEvents = new Told();
        private final Told serverEvents = new Told();
        private final SimNode client;
        private final SimNode server;
        private final int relays;
        private final int first;
        private int offered;

        private Chains(final SimConfig config, final int chains, final int relays)
        {
            network = new SimNetwork(config);
            this.relays = relays;
            client = network.addNode(c -> c.role(LinkRole.ENDPOINT).discovery(false), clientEvents);
            server = network.addNode(c -> c.role(LinkRole.ENDPOINT).discovery(false), serverEvents);
            server.listen(true);
            first = network.size();
            for (int i = 0; i < chains; i++)
            {
                addChain(relays);
            }
        }

        private SimNode addChain(final int length)
        {
            SimNode before = client;
            SimNode relay = null;
            for (int i = 0; i < length; i++)
            {
                relay = network.addNode(c -> c.discovery(false), new RecordingEvents());
                before.bootstrapFrom(relay, true);
                before = relay;
            }
            server.bootstrapFrom(relay, true);
            network.run(SECOND);
            return relay;
        }

        private SimNode relay(final int chain, final int index)
        {
            return network.node(first + chain * relays + index);
        }

        private UnsafeBuffer routes(final SimNode node)
        {
            final Told events = node == client ? clientEvents : serverEvents;
            final int session = node == client ? clientEvents.outcome(1).sessionId() : serverEvents.accepted().get(0);
            node.command(Commands.ROUTES, 77, new Commands.OfSession(session));
            return events.answer;
        }

        private long circuitsOpen()
        {
            long sum = 0;
            for (int i = 0; i < network.size(); i++)
            {
                sum += network.node(i).counters().get(SystemCounter.CIRCUITS_OPEN);
            }
            return sum;
        }

        private RecordingEvents.Outcome connect(final int maxHops, final int minRoutes, final int maxRoutes)
        {
            return connect(Transit.of(maxHops, minRoutes, maxRoutes, Transit.DUPLICATE));
        }

        private RecordingEvents.Outcome connect(final int transit)
        {
            client.command(
                Commands.CONNECT, 1, new Commands.Connect(server.publicKey()).transit(transit).timeoutNs(20 * SECOND));
            assertTrue(network.runUntil(() -> null != clientEvents.outcome(1), 21 * SECOND));
            return clientEvents.outcome(1);
        }

        private void exchange(final int count)
        {
            offerAll(count);
            assertTrue(arrived(10 * SECOND), "arrived " + serverEvents.messages().size() + " of " + offered);
        }

        private void offerAll(final int count)
        {
            for (int i = 0; i < count; i++)
            {
                final UnsafeBuffer message = new UnsafeBuffer(new byte[40]);
                message.putInt(0, offered);
                final int session = clientEvents.outcome(1).sessionId();
                assertTrue(network.runUntil(() -> client.offer(session, message.byteArray()) > 0, 30 * SECOND));
                offered++;
            }
        }

        private boolean arrived(final long maxNs)
        {
            return network.runUntil(() -> serverEvents.messages().size() >= offered, maxNs);
        }

        private void assertEachOnce()
        {
            assertEquals(offered, serverEvents.messages().size());
            for (int i = 0; i < offered; i++)
            {
                assertEquals(i, new UnsafeBuffer(serverEvents.messages().get(i)).getInt(0));
            }
        }
    }
}
