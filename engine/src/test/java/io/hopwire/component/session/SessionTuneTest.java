package io.hopwire.component.session;

import io.hopwire.spi.Commands;
import io.hopwire.spi.SessionCodes;
import io.hopwire.spi.Settings;
import io.hopwire.spi.Transit;
import org.junit.jupiter.api.Test;

import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What a session demands of its routes is changed while it is open, by either end and with messages under way:
 * {@link TestApplication} sees that each arrives once and in order.
 */
class SessionTuneTest
{
    private SessionNet net;
    private SessionNode client;
    private SessionNode server;

    @Test
    void eitherEndCanHaveMoreRoutes()
    {
        for (int i = 0; i < 2; i++)
        {
            open(i, 1, Transit.DUPLICATE);
            tune(i == 0 ? client : server, Transit.of(5, 2, 3, Transit.DUPLICATE));
            exchange(200);
            net.run(SessionNet.SECOND);
            assertEquals(3, openWires());
            assertAgreed(Transit.of(5, 2, 3, Transit.DUPLICATE));
        }
    }

    @Test
    void eitherEndCanHaveFewerRoutesAndTheFastestStays()
    {
        for (int i = 0; i < 2; i++)
        {
            open(10 + i, 3, Transit.DUPLICATE);
            net.wires.get(0).delayNs = 9 * SessionNet.MILLI;
            net.wires.get(1).delayNs = 3 * SessionNet.MILLI;
            net.wires.get(2).delayNs = 6 * SessionNet.MILLI;
            net.run(60 * SessionNet.SECOND);
            client.app.offerUpTo(client.app.peer(), 100);
            tune(i == 0 ? client : server, Transit.of(5, 1, 1, Transit.DUPLICATE));
            exchange(200);
            assertEquals(1, openWires());
            assertTrue(net.wires.get(1).open[0], "another one than the fastest was kept");
            assertAgreed(Transit.of(5, 1, 1, Transit.DUPLICATE));
        }
    }

    @Test
    void anotherPolicyCountsForBothEnds()
    {
        open(20, 2, Transit.DUPLICATE);
        net.wires.get(0).delayNs = 2 * SessionNet.MILLI;
        net.wires.get(1).delayNs = 4 * SessionNet.MILLI;
        net.run(30 * SessionNet.SECOND);
        tune(server, Transit.of(5, 2, 2, Transit.FASTEST));
        exchange(100);
        final long before = net.wires.get(1).cells[0];
        exchange(300);
        assertTrue(net.wires.get(1).cells[0] - before < 10, "packets by the slower route");
    }

    /** A route of three hops is given up once one of two was found. */
    @Test
    void aLowerHopLimitReplacesRoutesThatAreTooLong()
    {
        open(30, 2, Transit.DUPLICATE);
        exchange(50);
        net.hops = 2;
        tune(client, Transit.of(2, 2, 2, Transit.DUPLICATE));
        exchange(150);
        net.run(5 * SessionNet.SECOND);
        assertEquals(2, openWires());
        assertTrue(net.wires.stream().filter((wire) -> wire.open[0]).allMatch((wire) -> 2 == wire.hops));
    }

    @Test
    void routesThatAreTooLongCarryTheSessionUntilOthersAreFound()
    {
        open(31, 2, Transit.DUPLICATE);
        net.search = SessionNet.Search.HOP_LIMIT;
        tune(client, Transit.of(2, 1, 2, Transit.DUPLICATE));
        net.run(30 * SessionNet.SECOND);
        exchange(50);
        net.hops = 2;
        net.search = SessionNet.Search.FOUND;
        net.run(60 * SessionNet.SECOND);
        exchange(100);
        assertTrue(net.wires.stream().filter((wire) -> wire.open[0]).allMatch((wire) -> 2 == wire.hops));
    }

    @Test
    void ofTwoChangesAtOnceOneCountsAtBothEnds()
    {
        open(40, 1, Transit.DUPLICATE);
        tune(client, Transit.of(5, 1, 2, Transit.STRIPE));
        tune(server, Transit.of(4, 1, 3, Transit.FASTEST));
        exchange(100);
        net.run(SessionNet.SECOND);
        assertAgreed(Transit.of(5, 1, 2, Transit.STRIPE));
        tune(server, Transit.of(4, 1, 3, Transit.FASTEST));
        net.run(SessionNet.SECOND);
        assertAgreed(Transit.of(4, 1, 3, Transit.FASTEST));
    }

    @Test
    void aChangeThatIsLostIsRepeatedAndThenNotAnyMore()
    {
        open(50, 1, Transit.DUPLICATE);
        net.loss = 1;
        tune(client, Transit.of(5, 1, 2, Transit.STRIPE));
        net.search = SessionNet.Search.SILENT;
        net.run(3 * SessionNet.SECOND);
        assertTrue(client.claims < 100, "floods");
        net.loss = 0;
        net.run(2 * SessionNet.SECOND);
        assertAgreed(Transit.of(5, 1, 2, Transit.STRIPE));
        assertEquals(SessionEntry.NEVER, session(client).tuneAtNs);
    }

    @Test
    void aChangeThatNoPeerMakesEndsTheSession()
    {
        final long[] values = {
            1L << 32 | 3, (long)Transit.of(5, 1, 2, Transit.STRIPE) << 32 | 2,
            (long)Transit.of(5, 1, 2, Transit.STRIPE) << 32, 3L << 56 | 0x020105L << 32 | 3};
        for (final long value : values)
        {
            open(60, 1, Transit.DUPLICATE);
            new SessionSender(client.component.table()).sendControl(
                session(client), SessionPacket.TUNE, value, SessionSender.ALL_ROUTES, net.nowNs);
            net.run(SessionNet.SECOND);
            assertEquals(SessionCodes.PROTOCOL, server.app.peer().reason);
        }
    }

    @Test
    void aSessionThatIsNotOpenIsNotTuned()
    {
        open(70, 1, Transit.DUPLICATE);
        assertEquals(SessionCodes.CLOSED, client.component.tune(7, Transit.of(5, 1, 2, Transit.STRIPE), net.nowNs));
        client.component.close(client.app.peer().sessionId, net.nowNs);
        assertEquals(
            SessionCodes.CLOSED,
            client.component.tune(client.app.peer().sessionId, Transit.of(5, 1, 2, Transit.STRIPE), net.nowNs));
    }

    /** Both ends change their minds all the time, on a network that loses, doubles and reorders. */
    @Test
    void nothingIsLostOrDoubledWhateverIsTuned()
    {
        for (int seed = 0; seed < 25; seed++)
        {
            final Random random = new Random(seed);
            open(1000 + seed, 1 + random.nextInt(3), random.nextInt(3));
            net.inOrder = false;
            net.loss = 0.1 * random.nextDouble();
            net.duplicate = 0.05;
            net.reordering = 0.1;
            net.reorderNs = 5 * SessionNet.MILLI;
            net.maxDelayNs = 4 * SessionNet.MILLI;
            for (int i = 0; i < 40; i++)
            {
                net.hops = 2 + random.nextInt(3);
                final int min = 1 + random.nextInt(3);
                tune(
                    random.nextBoolean() ? client : server,
                    Transit.of(2 + random.nextInt(4), min, min + random.nextInt(3), random.nextInt(3)));
                client.app.offerUpTo(client.app.peer(), client.app.peer().out.offered + random.nextInt(40));
                server.app.offerUpTo(server.app.peer(), server.app.peer().out.offered + random.nextInt(40));
                net.run(random.nextInt(200) * SessionNet.MILLI);
            }
            net.loss = 0;
            exchange(0);
            net.run(5 * SessionNet.SECOND);
            assertEquals(session(client).transit(), session(server).transit(), "seed " + seed);
        }
    }

    private void tune(final SessionNode node, final int transit)
    {
        assertEquals(
            Commands.OK, node.component.tune(session(node).slot, transit, net.nowNs), node::toString);
    }

    private void assertAgreed(final int transit)
    {
        assertEquals(transit, session(client).transit());
        assertEquals(transit, session(server).transit());
        assertEquals(transit, client.app.transit);
        assertEquals(transit, server.app.transit);
    }

    private static SessionEntry session(final SessionNode node)
    {
        return node.component.table().bySlot(node.app.peer().sessionId);
    }

    private long openWires()
    {
        return net.wires.stream().filter((wire) -> wire.open[0] && wire.open[1]).count();
    }

    private void open(final long seed, final int routes, final int policy)
    {
        net = new SessionNet(seed);
        client = net.node(Settings.DEFAULTS);
        server = net.node(Settings.DEFAULTS);
        server.component.listen(true);
        client.connect(1, server, routes, routes, policy);
        net.await(SessionNet.SECOND, () -> client.app.outcomes.containsKey(1L) && !server.app.peers.isEmpty());
        net.run(SessionNet.SECOND / 2);
    }

    /** Messages in both directions, up to that many or what was offered; all are acknowledged. */
    private void exchange(final long total)
    {
        final TestApplication.Peer forth = client.app.peer();
        final TestApplication.Peer back = server.app.peer();
        net.await(60 * SessionNet.SECOND, () ->
        {
            client.app.offerUpTo(forth, total);
            server.app.offerUpTo(back, total);
            return forth.out.acked >= Math.max(total, forth.out.offered) &&
                back.out.acked >= Math.max(total, back.out.offered);
        });
    }
}
