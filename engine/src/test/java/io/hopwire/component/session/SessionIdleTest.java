package io.hopwire.component.session;

import io.hopwire.spi.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Sessions that have nothing to say: what it costs to keep them, and that they still notice when their route is gone.
 */
class SessionIdleTest
{
    private static final int SESSIONS = 200;
    private static final int PERIODS = 60;
    private static final long PERIOD_NS = 5 * SessionNet.SECOND;
    private static final long TIMEOUT_NS = 10 * SessionNet.SECOND;

    private final SessionNet net = new SessionNet(23);
    private final SessionNode client = net.node(Settings.DEFAULTS);
    private final SessionNode server = net.node(Settings.DEFAULTS);

    @Test
    void oneEndAsksAndTheOtherAnswers()
    {
        open(1, 1);
        net.run(TIMEOUT_NS + PERIOD_NS);
        final long asked = cells(0);
        final long answered = cells(1);
        net.run(PERIODS * PERIOD_NS);
        final long pings = cells(0) - asked;
        assertTrue(pings >= PERIODS - 1 && pings <= PERIODS * 8 / 7 + 1, pings + " pings in " + PERIODS + " periods");
        assertEquals(pings, cells(1) - answered, 1, "the other end only answers");
    }

    @Test
    void sessionsThatBeganTogetherDoNotAskTogetherForEver()
    {
        open(SESSIONS, 1);
        net.run(PERIODS * PERIOD_NS);
        final int slices = 100;
        long most = 0;
        long all = 0;
        for (int i = 0; i < slices; i++)
        {
            final long before = cells(0);
            net.run(PERIOD_NS / slices);
            most = Math.max(most, cells(0) - before);
            all += cells(0) - before;
        }
        assertTrue(all >= SESSIONS, all + " pings of " + SESSIONS + " sessions");
        assertTrue(most < SESSIONS / 10, most + " of " + all + " pings in a hundredth of the time");
    }

    /**
     * The route dies right after its last sign of life, or right before the next ping.
     */
    @ParameterizedTest
    @ValueSource(longs = {10, 4_300, 4_900})
    void aRouteThatIsSilentIsGivenUpInTimeByBothEnds(final long quietMs)
    {
        open(1, 1);
        net.run(TIMEOUT_NS + PERIOD_NS);
        final SessionNet.Wire wire = net.wires.get(0);
        final long before = wire.cells[0];
        net.await(2 * PERIOD_NS, () -> wire.cells[0] > before);
        net.run(quietMs * SessionNet.MILLI);
        wire.silent = true;
        net.run(400 * SessionNet.MILLI);
        assertTrue(wire.open[0] && wire.open[1], "nobody may despair so soon");
        net.await(TIMEOUT_NS, () -> !wire.open[0] && !wire.open[1]);
        net.await(SessionNet.SECOND, () -> 1 == net.wires.stream().filter((one) -> one.open[0] && one.open[1]).count());
    }

    @Test
    void eachOfSeveralRoutesIsMeasuredMoreOften()
    {
        open(1, 2);
        final long[] before = new long[2];
        for (int i = 0; i < before.length; i++)
        {
            before[i] = net.wires.get(i).cells[0];
        }
        net.run(PERIODS * PERIOD_NS);
        for (int i = 0; i < before.length; i++)
        {
            assertTrue(net.wires.get(i).cells[0] - before[i] >= 2 * PERIODS, "route " + i);
        }
    }

    /**
     * Once it has something to say, silence is noticed as soon as ever: another route is looked for.
     */
    @Test
    void whoHasSomethingToSayIsInAHurry()
    {
        open(1, 1);
        net.run(TIMEOUT_NS + 2 * PERIOD_NS);
        final TestApplication.Peer peer = client.app.peer();
        client.app.offerUpTo(peer, 10);
        net.run(SessionNet.SECOND);
        assertEquals(10, peer.out.acked);
        final SessionNet.Wire wire = net.wires.get(0);
        wire.silent = true;
        client.app.offerUpTo(peer, 20);
        net.await(4 * SessionNet.SECOND, () -> 20 == peer.out.acked);
        assertEquals(2, net.wires.size());
    }

    /**
     * One that begins to speak after a long silence was not asked lately: that its route has not answered says nothing.
     */
    @Test
    void whoSpeaksAfterALongSilenceDoesNotDoubtItsRoute()
    {
        open(1, 1);
        net.run(TIMEOUT_NS + PERIOD_NS);
        final long before = cells(0);
        net.await(2 * PERIOD_NS, () -> cells(0) > before);
        net.run(PERIOD_NS * 3 / 4);
        final int searches = client.attempts.size();
        client.app.offerUpTo(client.app.peer(), 1);
        net.run(SessionNet.SECOND / 2);
        assertEquals(1, client.app.peer().out.acked);
        assertEquals(searches, client.attempts.size());
    }

    private void open(final int sessions, final int routes)
    {
        server.component.listen(true);
        net.maxRoutes = SESSIONS + 1;
        for (int i = 0; i < sessions; i++)
        {
            client.connect(i, server, routes, routes);
        }
        net.await(10 * SessionNet.SECOND, () -> sessions == server.app.peers.size() &&
            sessions == client.app.outcomes.size());
    }

    private long cells(final int end)
    {
        return net.wires.stream().mapToLong((wire) -> wire.cells[end]).sum();
    }
}
