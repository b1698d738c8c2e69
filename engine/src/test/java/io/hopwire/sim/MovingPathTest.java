package io.hopwire.sim;

import io.hopwire.link.LinkRole;
import io.hopwire.sim.nat.Nat;
import io.hopwire.sim.nat.NatType;
import io.hopwire.spi.Commands;
import io.hopwire.spi.RoutesAnswer;
import io.hopwire.spi.SystemCounter;
import io.hopwire.spi.Transit;
import io.hopwire.test.Figures;
import org.agrona.DirectBuffer;
import org.agrona.collections.LongArrayList;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.BitSet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A network in which, each second, the relay that carries most of a session crashes, or is cut off from all others, or
 * the client itself gets another address. More of it: {@code -Dhopwire.test.path.nodes=10000
 * -Dhopwire.test.path.seconds=600}.
 */
@Tag("simulation")
class MovingPathTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final long MS = 1_000_000L;
    private static final int NODES = Integer.getInteger("hopwire.test.path.nodes", 60);
    private static final int SECONDS = Integer.getInteger("hopwire.test.path.seconds", 60);
    private static final int MAX_HOPS = 6;
    private static final long BETWEEN_NS = 5 * MS;

    private final Counting serverEvents = new Counting();
    private final Asking clientEvents = new Asking();
    private final LongArrayList gaps = new LongArrayList();
    /** What each failure took, in thousandths of the round trip of the slowest route that there was. */
    private final LongArrayList roundTrips = new LongArrayList();
    private SimNetwork network;
    private long[] before;
    private long roundTripNs;
    private SimNode client;
    private SimNode server;
    private Nat nat;
    private SimRandom random;
    private int connects;
    private int session;
    private int ended;
    private int offered;

    /** Failures come faster than dead routes are noticed and replaced, so often there is none; nothing is lost. */
    @ParameterizedTest
    @CsvSource({
        "1," + Transit.DUPLICATE, "2," + Transit.DUPLICATE, "3," + Transit.DUPLICATE, "2," + Transit.FASTEST,
        "3," + Transit.STRIPE})
    void messagesArriveThoughThePathFailsEachSecond(final int routes, final int policy)
    {
        failures(routes, policy, 1, SECONDS);
    }

    /** Of two routes one is there when the other fails: a stream by both does not notice, others time out once. */
    @ParameterizedTest
    @CsvSource({
        "1," + Transit.DUPLICATE, "2," + Transit.DUPLICATE, "3," + Transit.DUPLICATE, "2," + Transit.FASTEST,
        "3," + Transit.STRIPE})
    void oneFailureAtATimeStopsNobodyForLongWhereThereAreTwoRoutes(final int routes, final int policy)
    {
        failures(routes, policy, 20, SECONDS / 5);
        if (routes > 1)
        {
            final long p99 = percentile(roundTrips, 99);
            assertTrue(p99 <= 3_000, "thousandths of a round trip: " + p99);
        }
    }

    private void failures(final int routes, final int policy, final int everySeconds, final int failures)
    {
        build(10 * routes + policy);
        connect(routes, policy);
        talk(5 * SECOND);
        roundTripNs = rttNs();
        serverEvents.takeLongestGap(network.nowNs());
        for (int i = 0; i < failures; i++)
        {
            final long slowestNs = slowestNs();
            fail(i % 3);
            talk(everySeconds * SECOND);
            final long gapNs = serverEvents.takeLongestGap(network.nowNs());
            gaps.addLong(gapNs);
            // Without a failure a message comes each 5 ms.
            roundTrips.addLong(1000 * Math.max(0, gapNs - BETWEEN_NS) / slowestNs);
            if (clientEvents.closed().size() > ended)
            {
                ended++;
                connect(routes, policy);
            }
        }
        network.runUntil(() -> serverEvents.count == offered, 30 * SECOND);
        final double share = (double)serverEvents.count / offered;
        Figures.say("%d nodes, a failure in %d s, %d routes, policy %d: %.3f %% of %d messages came, %d sessions " +
            "ended; longest gap after a failure p50 %.0f, p90 %.0f, p99 %.0f, most %.0f ms; less the 5 ms between " +
            "messages p50 %.1f, p90 %.1f, p99 %.1f, most %.1f round trips of the slowest route; round trip %.0f ms",
            NODES, everySeconds, routes, policy, 100 * share, offered, ended,
            percentile(gaps, 50) / 1e6, percentile(gaps, 90) / 1e6, percentile(gaps, 99) / 1e6,
            percentile(gaps, 100) / 1e6, percentile(roundTrips, 50) / 1e3, percentile(roundTrips, 90) / 1e3,
            percentile(roundTrips, 99) / 1e3, percentile(roundTrips, 100) / 1e3, roundTripNs / 1e6);
        assertTrue(offered > failures * 100, "offered " + offered);
        assertTrue(share >= 0.999, "arrived " + share);
        assertEquals(0, serverEvents.doubled);
    }

    /** {@return the value that so many of a hundred do not exceed} */
    private static long percentile(final LongArrayList values, final int percent)
    {
        final long[] sorted = values.toLongArray();
        Arrays.sort(sorted);
        return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
    }

    /** In turn: a crash, another place of the client's, a relay that is cut off. */
    private void fail(final int kind)
    {
        if (kind == 1)
        {
            nat.reboot();
            return;
        }
        final SimNode relay = busiest();
        if (kind == 0)
        {
            relay.crash();
            network.schedule(2 * SECOND + random.nextLong(4 * SECOND), () -> relay.restart(true));
            return;
        }
        final BitSet inside = new BitSet();
        inside.set(relay.index());
        final Partition partition = network.partition(inside, true);
        network.schedule(2 * SECOND + random.nextLong(2 * SECOND), () -> network.heal(partition));
    }

    /** The relay that has forwarded most since this was asked last. */
    private SimNode busiest()
    {
        SimNode busiest = null;
        long most = -1;
        for (int i = 2; i < network.size(); i++)
        {
            final SimNode node = network.node(i);
            final long forwarded = node.counters().get(SystemCounter.CELLS_FORWARDED);
            if (node.isAlive() && !network.isSplit(i, 0) && forwarded - before[i] > most)
            {
                most = forwarded - before[i];
                busiest = node;
            }
            before[i] = forwarded;
        }
        return busiest;
    }

    /** As the session itself measures it. */
    private long slowestNs()
    {
        client.command(Commands.ROUTES, 0, new Commands.OfSession(session));
        final UnsafeBuffer routes = clientEvents.routesAnswer;
        long slowestNs = 0;
        for (int at = 0; at < routes.capacity(); at += RoutesAnswer.LENGTH)
        {
            slowestNs = Math.max(slowestNs, RoutesAnswer.rttNs(routes, at));
        }
        return 0 == slowestNs ? roundTripNs : slowestNs;
    }

    private long rttNs()
    {
        client.trace(session);
        network.run(SECOND / 10);
        long rttNs = 0;
        for (final RecordingEvents.Hop hop : clientEvents.hops())
        {
            rttNs = hop.last() ? hop.rttNs() : rttNs;
        }
        return rttNs;
    }

    private void build(final long seed)
    {
        random = new SimRandom(seed);
        network = new SimNetwork(SimConfig.of(seed).withNullCrypto(true));
        nat = network.addNat(NatType.FULL_CONE.config());
        client = network.addNode(c -> c.role(LinkRole.ENDPOINT), node -> clientEvents, nat);
        server = network.addNode(c -> c.role(LinkRole.ENDPOINT), serverEvents);
        final SimNode[] relays = new SimNode[NODES];
        for (int i = 0; i < NODES; i++)
        {
            relays[i] = network.addNode(c -> {}, new RecordingEvents());
            for (int j = 0; j < 2 && i > 0; j++)
            {
                relays[i].bootstrapFrom(relays[random.nextInt(i)], true);
            }
            if (i % 100 == 0)
            {
                network.run(SECOND / 10);
            }
        }
        before = new long[network.size()];
        for (int i = 0; i < 4; i++)
        {
            client.bootstrapFrom(relays[random.nextInt(NODES)], true);
            server.bootstrapFrom(relays[random.nextInt(NODES)], true);
        }
        server.listen(true);
        network.run(60 * SECOND);
    }

    private void connect(final int routes, final int policy)
    {
        final int correlationId = ++connects;
        client.command(Commands.CONNECT, correlationId, new Commands.Connect(server.publicKey())
            .transit(Transit.of(MAX_HOPS, 1, routes, policy)).timeoutNs(30 * SECOND));
        assertTrue(network.runUntil(() -> null != clientEvents.outcome(correlationId), 31 * SECOND));
        assertEquals(0, clientEvents.outcome(correlationId).code());
        session = clientEvents.outcome(correlationId).sessionId();
    }

    private void talk(final long durationNs)
    {
        final UnsafeBuffer message = new UnsafeBuffer(new byte[40]);
        for (long atNs = 0; atNs < durationNs; atNs += BETWEEN_NS)
        {
            message.putInt(0, offered);
            offered += client.offer(session, message.byteArray()) > 0 ? 1 : 0;
            network.runUntil(() -> serverEvents.note(network.nowNs()), BETWEEN_NS);
        }
    }

    /** Keeps what is answered of its routes. */
    private static final class Asking extends RecordingEvents
    {
        private UnsafeBuffer routesAnswer;

        @Override
        public void onAnswer(
            final int type,
            final long correlationId,
            final int code,
            final DirectBuffer buffer,
            final int offset,
            final int length)
        {
            if (Commands.ROUTES == type)
            {
                routesAnswer = new UnsafeBuffer(new byte[length]);
                routesAnswer.putBytes(0, buffer, offset, length);
            }
            super.onAnswer(type, correlationId, code, buffer, offset, length);
        }
    }

    /** Looks at each message, and keeps none. */
    private static final class Counting extends RecordingEvents
    {
        private int count;
        private int doubled;
        private int last = -1;
        private int noted;
        private long notedNs;
        private long longestNs;

        @Override
        public void onStream(final int sessionId, final DirectBuffer buffer, final int offset, final int length)
        {
            super.onStream(sessionId, buffer, offset, length);
            for (final byte[] message : messages())
            {
                final int number = new UnsafeBuffer(message).getInt(0);
                doubled += number <= last ? 1 : 0;
                last = Math.max(last, number);
                count++;
            }
            messages().clear();
        }

        private boolean note(final long nowNs)
        {
            if (count > noted)
            {
                noted = count;
                longestNs = Math.max(longestNs, nowNs - notedNs);
                notedNs = nowNs;
            }
            return false;
        }

        private long takeLongestGap(final long nowNs)
        {
            final long gapNs = Math.max(longestNs, nowNs - notedNs);
            longestNs = 0;
            // A gap that goes on belongs to the failure that it began with.
            notedNs = nowNs;
            return gapNs;
        }
    }
}
