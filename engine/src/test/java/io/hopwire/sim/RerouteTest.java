package io.hopwire.sim;

import io.hopwire.core.CoreConfig;
import io.hopwire.link.LinkRole;
import io.hopwire.link.LinkSettings;
import io.hopwire.spi.Commands;
import io.hopwire.spi.SessionCodes;
import io.hopwire.spi.SystemCounter;
import io.hopwire.spi.Transit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Sessions that lose their last route and find another: nothing that was handed over is lost, or comes twice.
 */
class RerouteTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final long MS = 1_000_000L;

    private static final int SEEDS = Integer.getInteger("hopwire.test.reroute.seeds", 2);
    private static final int SECONDS = Integer.getInteger("hopwire.test.reroute.seconds", 60);

    private final RecordingEvents clientEvents = new RecordingEvents();
    private final RecordingEvents serverEvents = new RecordingEvents();
    private long seed = 3;
    private int policy = Transit.DUPLICATE;
    private SimNetwork network;
    private SimNode client;
    private SimNode server;
    private SimNode[] relays;
    private int forth;
    private int back;

    /** Each relay is down for three seconds, one after the other, twice. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aSessionOutlivesTheRollingRestartOfItsRelays(final int routes)
    {
        build(4);
        connect(routes, routes);
        for (int i = 0; i < 2 * relays.length; i++)
        {
            final SimNode relay = relays[i % relays.length];
            relay.crash();
            talk(3 * SECOND);
            relay.restart(true);
            talk(20 * SECOND);
        }
        assertEachArrives();
        assertEquals(routes, client.counters().get(SystemCounter.CIRCUITS_OPEN), "routes were not replaced");
    }

    /** Each comes back after two to six seconds, and it takes its neighbours some more to notice. */
    @ParameterizedTest
    @CsvSource({
        "1," + Transit.DUPLICATE, "2," + Transit.DUPLICATE, "3," + Transit.DUPLICATE,
        "2," + Transit.FASTEST, "3," + Transit.FASTEST, "2," + Transit.STRIPE, "3," + Transit.STRIPE})
    void nothingIsLostWhileARandomRelayIsKilledEverySecond(final int routes, final int usedBy)
    {
        for (int i = 1; i <= SEEDS; i++)
        {
            final RerouteTest test = new RerouteTest();
            test.seed = 10_000L * (3 * routes + usedBy) + i;
            test.policy = usedBy;
            try
            {
                test.killRelays(routes, new SimRandom(test.seed));
            }
            catch (final AssertionError error)
            {
                throw new AssertionError("seed " + test.seed, error);
            }
        }
    }

    private void killRelays(final int routes, final SimRandom random)
    {
        build(16);
        connect(1, routes);
        for (int i = 0; i < SECONDS; i++)
        {
            final SimNode relay = relays[random.nextInt(relays.length)];
            if (relay.isAlive())
            {
                relay.crash();
                network.schedule(2 * SECOND + random.nextLong(4 * SECOND), () -> relay.restart(true));
            }
            talk(SECOND);
        }
        network.run(6 * SECOND);
        assertEachArrives();
        assertEquals(0, client.counters().get(SystemCounter.MESSAGES_FAILED));
    }

    @Test
    void aSessionWaitsForItsOnlyRelay()
    {
        build(1);
        connect(1, 1);
        for (final long seconds : new long[]{1, 5, 9})
        {
            relays[0].crash();
            talk(seconds * SECOND);
            relays[0].restart(true);
            talk(15 * SECOND);
            assertEachArrives();
        }
    }

    @Test
    void aSessionEndsAtBothEndsWhereNoRouteIsFoundInTime()
    {
        build(1);
        connect(1, 1);
        relays[0].crash();
        network.run(15 * SECOND);
        assertTrue(clientEvents.closed().isEmpty());
        assertTrue(serverEvents.closed().isEmpty());
        assertTrue(client.offer(clientEvents.outcome(1).sessionId(), new byte[8]) > 0, "takes messages meanwhile");
        network.run(25 * SECOND);
        assertEquals(1, clientEvents.closed().size());
        assertEquals(1, serverEvents.closed().size());
        assertEquals(1, clientEvents.closed().get(0).unknown());
    }

    /** A peer that was started again knows nothing of the session: its word ends the search. */
    @Test
    void aSessionEndsSoonWhereThePeerDoesNotKnowItAnyMore()
    {
        build(2);
        connect(1, 1);
        server.crash();
        network.run(SECOND);
        server.restart(true);
        server.listen(true);
        assertTrue(network.runUntil(() -> !clientEvents.closed().isEmpty(), 15 * SECOND));
        assertEquals(SessionCodes.ROUTE_LOST, clientEvents.closed().get(0).reason());
        network.run(15 * SECOND);
        assertEquals(1, serverEvents.accepted().size(), "the application is told of no new session");
    }

    /** The responder sends nothing over a route until something authentic has come by it. */
    @Test
    void aSessionThatIsClosedWhileItLooksForARouteEnds()
    {
        build(1);
        connect(1, 1);
        relays[0].crash();
        network.run(12 * SECOND);
        client.offer(clientEvents.outcome(1).sessionId(), new byte[8]);
        client.close(clientEvents.outcome(1).sessionId());
        network.run(5 * SECOND);
        assertEquals(1, clientEvents.closed().size());
        assertEquals(1, clientEvents.closed().get(0).unknown());
    }

    /** Notices that an idle neighbour is gone before it might be needed. */
    private static CoreConfig eager(final CoreConfig config)
    {
        return config.discovery(false).set(LinkSettings.IDLE_PING, 2 * SECOND);
    }

    private void build(final int count)
    {
        network = new SimNetwork(SimConfig.of(seed).withNullCrypto(true));
        client = network.addNode(c -> eager(c).role(LinkRole.ENDPOINT), clientEvents);
        server = network.addNode(c -> eager(c).role(LinkRole.ENDPOINT), serverEvents);
        relays = new SimNode[count];
        for (int i = 0; i < count; i++)
        {
            relays[i] = network.addNode(c -> eager(c), new RecordingEvents());
            client.bootstrapFrom(relays[i], true);
            server.bootstrapFrom(relays[i], true);
            for (int other = 0; other < i; other++)
            {
                relays[i].bootstrapFrom(relays[other], true);
            }
        }
        server.listen(true);
        network.run(2 * SECOND);
    }

    private void connect(final int minRoutes, final int maxRoutes)
    {
        client.command(Commands.CONNECT, 1, new Commands.Connect(server.publicKey())
            .transit(Transit.of(4, minRoutes, maxRoutes, policy)).timeoutNs(10 * SECOND));
        assertTrue(network.runUntil(() -> !serverEvents.accepted().isEmpty(), 11 * SECOND));
        assertEquals(0, clientEvents.outcome(1).code());
    }

    /** Both ends write, unless they are held back. */
    private void talk(final long durationNs)
    {
        final long untilNs = network.nowNs() + durationNs;
        while (network.nowNs() < untilNs)
        {
            assertOpen();
            forth += offer(client, clientEvents.outcome(1).sessionId(), forth);
            back += offer(server, serverEvents.accepted().get(0), back);
            network.run(20 * MS);
        }
    }

    private static int offer(final SimNode node, final int session, final int number)
    {
        final UnsafeBuffer message = new UnsafeBuffer(new byte[40]);
        message.putInt(0, number);
        return node.offer(session, message.byteArray()) > 0 ? 1 : 0;
    }

    private void assertEachArrives()
    {
        network.runUntil(
            () -> serverEvents.messages().size() >= forth && clientEvents.messages().size() >= back, 20 * SECOND);
        assertOpen();
        assertEachOnce(forth, serverEvents.messages());
        assertEachOnce(back, clientEvents.messages());
    }

    private void assertOpen()
    {
        assertTrue(clientEvents.closed().isEmpty(), () -> "client: " + clientEvents.closed());
        assertTrue(serverEvents.closed().isEmpty(), () -> "server: " + serverEvents.closed());
    }

    private static void assertEachOnce(final int offered, final List<byte[]> messages)
    {
        assertEquals(offered, messages.size());
        for (int i = 0; i < offered; i++)
        {
            assertEquals(i, new UnsafeBuffer(messages.get(i)).getInt(0));
        }
    }
}
