package io.hopwire.perf;

import io.hopwire.delivery.SessionReaders;
import io.hopwire.link.LinkRole;
import io.hopwire.sim.PathConditions;
import io.hopwire.sim.RecordingEvents;
import io.hopwire.sim.SimConfig;
import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;
import io.hopwire.spi.Commands;
import io.hopwire.spi.Transit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.Arrays;

/**
 * One session over so many routes of one relay each, in virtual time: the link between client and relay loses the same
 * share in both directions, each route for itself. A message of 64 bytes leaves every millisecond, on all routes.
 */
final class RoutesScenario
{
    private static final long SECOND = 1_000_000_000L;
    private static final long INTERVAL_NS = 1_000_000L;
    private static final int MESSAGE_LENGTH = 64;
    private static final int HOPS = 2;
    private static final double MILLIS = 1e6;
    /** Two fifths of a millisecond a hop at least, and jitter. */
    private static final PathConditions PATH = PathConditions.QUIET.withDelay(400_000, 600_000, 100_000);

    /**
     * What came of it.
     *
     * @param routes  that the session had.
     * @param loss    share that each loses.
     * @param sent    messages.
     * @param lost    of them that did not arrive.
     * @param latency of the others, nanoseconds of virtual time, sorted.
     */
    record Result(int routes, double loss, int sent, int lost, long[] latency)
    {
        /** {@return milliseconds that so large a share of the messages took at most} */
        double millis(final double share)
        {
            final int last = latency.length - 1;
            return latency[(int)Math.min(last, Math.ceil(share * latency.length) - 1)] / MILLIS;
        }
    }

    private final int routes;
    private final double loss;
    private final boolean isReliable;
    private final SimNetwork network;
    private final RecordingEvents clientEvents = new RecordingEvents();
    private final Arrivals arrivals = new Arrivals();
    private final SimNode client;
    private final SimNode server;

    RoutesScenario(final long seed, final int routes, final double loss, final boolean isReliable)
    {
        this.routes = routes;
        this.loss = loss;
        this.isReliable = isReliable;
        network = new SimNetwork(SimConfig.of(seed).withNullCrypto(true));
        client = network.addNode(c -> c.role(LinkRole.ENDPOINT).discovery(false), clientEvents);
        server = network.addNode(c -> c.role(LinkRole.ENDPOINT).discovery(false), arrivals);
        server.listen(true);
    }

    Result run(final int messages)
    {
        arrivals.latency = new long[messages];
        final int session = connect();
        network.conditions(PATH);
        for (int i = 0; i < routes; i++)
        {
            final int relay = server.index() + 1 + i;
            network.conditions(client.index(), relay, PATH.withLoss(loss));
            network.conditions(relay, client.index(), PATH.withLoss(loss));
        }
        final UnsafeBuffer message = new UnsafeBuffer(new byte[MESSAGE_LENGTH]);
        for (int i = 0; i < messages; i++)
        {
            send(session, message);
            network.run(INTERVAL_NS);
        }
        network.runUntil(() -> arrivals.count == messages, 10 * SECOND);
        if (!clientEvents.closed().isEmpty())
        {
            throw new IllegalStateException("the session has ended: " + clientEvents.closed());
        }
        final long[] latency = Arrays.copyOf(arrivals.latency, arrivals.count);
        Arrays.sort(latency);
        return new Result(routes, loss, messages, messages - arrivals.count, latency);
    }

    private int connect()
    {
        for (int i = 0; i < routes; i++)
        {
            final SimNode relay = network.addNode(c -> c.discovery(false), new RecordingEvents());
            client.bootstrapFrom(relay, true);
            server.bootstrapFrom(relay, true);
            network.run(SECOND);
        }
        client.command(Commands.CONNECT, 1, new Commands.Connect(server.publicKey())
            .transit(Transit.of(HOPS, routes, routes, Transit.DUPLICATE)).timeoutNs(20 * SECOND));
        network.runUntil(() -> null != clientEvents.outcome(1), 21 * SECOND);
        if (null == clientEvents.outcome(1) || routes != clientEvents.outcome(1).routes())
        {
            throw new IllegalStateException("no session over " + routes + " routes: " + clientEvents.outcome(1));
        }
        return clientEvents.outcome(1).sessionId();
    }

    private void send(final int session, final UnsafeBuffer message)
    {
        message.putLong(0, network.nowNs());
        final long position = isReliable ?
            client.offer(session, message, 0, MESSAGE_LENGTH) :
            client.core().offerAside(session, false, message, 0, MESSAGE_LENGTH, client.nowNs());
        client.touch();
        if (position < 0)
        {
            throw new IllegalStateException("a message was refused: " + position);
        }
    }

    /** The server's application: when each message came. */
    private final class Arrivals extends RecordingEvents
    {
        private final SessionReaders readers = new SessionReaders();
        private long[] latency;
        private int count;

        @Override
        public void onStream(final int sessionId, final DirectBuffer buffer, final int offset, final int length)
        {
            readers.read(sessionId, buffer, offset, length, this::onMessage);
        }

        @Override
        public boolean onMessages(
            final int sessionId,
            final boolean isReliableOne,
            final DirectBuffer buffer,
            final int offset,
            final int length)
        {
            readers.read(sessionId, buffer, offset, length, this::onMessage);
            return true;
        }

        private void onMessage(final DirectBuffer buffer, final int offset, final int length)
        {
            latency[count++] = network.nowNs() - buffer.getLong(offset);
        }
    }
}
