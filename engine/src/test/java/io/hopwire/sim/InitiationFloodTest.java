package io.hopwire.sim;

import io.hopwire.link.LinkRole;
import io.hopwire.sim.nat.SimAddress;
import io.hopwire.spi.RejectCode;
import io.hopwire.test.Figures;
import io.hopwire.wire.FrameFlyweight;
import io.hopwire.wire.FrameTypes;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A node that is sent more first messages of handshakes than it could answer, all with a right MAC, by 128 hosts that
 * answer no cookie. It has a socket with as much room as a real one, and reading and sending take it time, on a machine
 * that is not fast. Newcomers get their links and sessions meanwhile.
 */
class InitiationFloodTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLI = 1_000_000L;
    /** To read a datagram and refuse it, and to send one, on a machine that has much else to do. */
    private static final long READ_NS = 8_000;
    private static final long SEND_NS = 16_000;
    /** Short ones, in the 2 MiB that the kernel is asked for and doubles: 768 bytes each. */
    private static final int SOCKET = 5_400;
    private static final int PER_SECOND = 80_000;
    private static final int HOSTS = 128;
    private static final int FIRST_HOST = 10_000;
    private static final int MESSAGES = 256;
    private static final int NEWCOMERS = 20;
    private static final long NEWCOMER_NS = 2 * SECOND;

    private final SimNetwork network = new SimNetwork(SimConfig.of(16).withNullCrypto(true));
    private final RecordingEvents newcomersEvents = new RecordingEvents();
    private final List<UnsafeBuffer> messages = new ArrayList<>();
    private final SimNode server;
    private final Socket socket = new Socket();
    private long flooded;

    InitiationFloodTest()
    {
        server = network.addNode(config -> config.role(LinkRole.ENDPOINT).discovery(false), new RecordingEvents());
        server.listen(true);
        makeMessages();
    }

    @Test
    void newcomersGetIn()
    {
        network.onTransit(this::onTransit);
        flood(network.nowNs());
        network.run(SECOND);
        for (int i = 0; i < NEWCOMERS; i++)
        {
            final SimNode newcomer = network.addNode(
                config -> config.role(LinkRole.ENDPOINT).discovery(false), newcomersEvents);
            newcomer.bootstrapFrom(server, true);
            newcomer.connect(i, server, 1, 1, 1, NEWCOMER_NS);
            network.run(SECOND / 10);
        }
        network.run(NEWCOMER_NS);
        int ok = 0;
        for (int i = 0; i < NEWCOMERS; i++)
        {
            final RecordingEvents.Outcome outcome = newcomersEvents.outcome(i);
            ok += null != outcome && 0 == outcome.code() ? 1 : 0;
        }
        final long told = server.counters().get(RejectCode.HANDSHAKE_COOKIE);
        final long untold = server.counters().get(RejectCode.HANDSHAKE_UNANSWERED);
        Figures.say("%d first messages in %.1f s by %d hosts: %d lost at the socket, %d told to prove their address, " +
            "%d not even told; %d of %d newcomers with a session",
            flooded, flooded / (double)PER_SECOND, HOSTS, socket.lost, told, untold, ok, NEWCOMERS);
        assertEquals(NEWCOMERS, ok);
        assertTrue(flooded >= 3L * PER_SECOND, "flooded " + flooded);
    }

    /** Of nodes that never get an answer, so each tries several times. */
    private void makeMessages()
    {
        network.onTransit((from, to, buffer, length) ->
        {
            if (FrameTypes.INITIATION_IK == FrameFlyweight.frameType(buffer, 0))
            {
                final UnsafeBuffer copy = new UnsafeBuffer(new byte[length]);
                copy.putBytes(0, buffer, 0, length);
                messages.add(copy);
            }
            return TransitFilter.DROP;
        });
        while (messages.size() < MESSAGES)
        {
            final SimNode node = network.addNode(config -> config.discovery(false), new RecordingEvents());
            node.links().open(server.publicKey(), 0, server.index(), node.nowNs());
            node.touch();
            network.run(MILLI);
            node.crash();
        }
    }

    private int onTransit(final int from, final int to, final DirectBuffer buffer, final int length)
    {
        if (from == server.index())
        {
            socket.sent++;
            return length;
        }
        if (to != server.index())
        {
            return length;
        }
        final UnsafeBuffer copy = new UnsafeBuffer(new byte[length]);
        copy.putBytes(0, buffer, 0, length);
        network.schedule(MILLI, () -> socket.arrive(from, copy));
        return TransitFilter.DROP;
    }

    private void flood(final long beganNs)
    {
        final long due = (network.nowNs() - beganNs) * PER_SECOND / SECOND;
        while (flooded < due)
        {
            final int host = FIRST_HOST + (int)(flooded % HOSTS);
            socket.arrive(SimAddress.of(host, 0), messages.get((int)(flooded % MESSAGES)));
            flooded++;
        }
        network.schedule(SECOND / PER_SECOND, () -> flood(beganNs));
    }

    /** What the server has not read yet. Its thread reads a datagram, and sends what comes of it. */
    private final class Socket
    {
        private final ArrayDeque<UnsafeBuffer> datagrams = new ArrayDeque<>();
        private final ArrayDeque<Integer> sources = new ArrayDeque<>();
        private boolean isBusy;
        private long sent;
        private long charged;
        private long lost;

        void arrive(final int source, final UnsafeBuffer datagram)
        {
            if (datagrams.size() >= SOCKET)
            {
                lost++;
                return;
            }
            datagrams.add(datagram);
            sources.add(source);
            if (!isBusy)
            {
                read();
            }
        }

        private void read()
        {
            isBusy = !datagrams.isEmpty();
            if (isBusy)
            {
                final UnsafeBuffer datagram = datagrams.remove();
                network.inject(sources.remove(), server.index(), datagram, 0, datagram.capacity(), 0);
                // After that what came of it, and of timers and results meanwhile, is known.
                network.schedule(READ_NS, this::send);
            }
        }

        private void send()
        {
            final long more = sent - charged;
            charged = sent;
            network.schedule(more * SEND_NS, this::read);
        }
    }
}
