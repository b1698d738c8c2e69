package io.hopwire.component.session;

import io.hopwire.circuit.Circuits;
import io.hopwire.circuit.RouteRequest;
import io.hopwire.crypto.AddressSpace;
import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.crypto.OwnAddress;
import io.hopwire.spi.Commands;
import io.hopwire.spi.Counters;
import io.hopwire.spi.EntropySource;
import io.hopwire.spi.Events;
import io.hopwire.spi.Requests;
import io.hopwire.spi.Services;
import io.hopwire.spi.Settings;
import io.hopwire.spi.Transit;
import io.hopwire.test.Allocations;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The steady path of a session allocates nothing, in both directions, with the cipher of production: two components
 * over a circuit that is a method call.
 */
class SessionAllocationTest
{
    private static final int CIRCUIT = 7;
    private static final int OPERATIONS = 2_000;

    private final End client = new End(1);
    private final End server = new End(2);
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[64]);
    private long nowNs = SessionNet.EPOCH;
    private int session = -1;
    private int circuits;

    SessionAllocationTest()
    {
        client.peer = server;
        server.peer = client;
        client.component = component(client);
        server.component = component(server);
        server.component.listen(true);
        connect(1, Transit.DUPLICATE);
    }

    private void connect(final int routes, final int policy)
    {
        client.component.connect(
            new Commands.Connect(server.key).hops(3).routes(routes, routes).policy(policy).timeoutNs(SessionNet.SECOND),
            nowNs);
        pump();
        session++;
    }

    private static SessionComponent component(final End end)
    {
        return new SessionComponent(
            Settings.DEFAULTS,
            new HopwireCrypto(),
            new OwnAddress(end.key, new AddressSpace(32)),
            end.services,
            end);
    }

    @Test
    void anEchoAllocatesNothing()
    {
        server.echo = true;
        assertEquals(0, Allocations.minimumPerRound(OPERATIONS, this::echo));
        assertEquals(20L * OPERATIONS, client.delivered);
    }

    @Test
    void messagesBesideTheStreamAllocateNothing()
    {
        server.echo = true;
        for (final boolean isReliable : new boolean[]{true, false})
        {
            client.delivered = 0;
            assertEquals(0, Allocations.minimumPerRound(OPERATIONS, () ->
            {
                nowNs += 10_000;
                assertTrue(client.component.offerAside(session, isReliable, message, 0, 64) > 0);
                pump();
            }));
            assertEquals(20L * OPERATIONS, client.delivered);
        }
    }

    @Test
    void aStreamAllocatesNothing()
    {
        assertEquals(0, Allocations.minimumPerRound(OPERATIONS, this::burst));
        assertEquals(20L * OPERATIONS * 32, server.delivered);
        assertEquals(server.delivered, client.acked);
    }

    /** Where a round trip takes longer than a millisecond, the window is spread over it. */
    @Test
    void aStreamThatIsPacedAllocatesNothing()
    {
        final SessionEntry entry = client.component.table().bySlot(session);
        assertEquals(0, Allocations.minimumPerRound(OPERATIONS, () ->
        {
            nowNs += 10_000_000;
            entry.rtt.onSample(5_000_000);
            burst();
        }));
        assertTrue(entry.rtt.smoothedNs() > 1_000_000);
        assertEquals(20L * OPERATIONS * 32, server.delivered);
    }

    @Test
    void severalRoutesAllocateNothingWhateverThePolicy()
    {
        server.echo = true;
        for (int policy = Transit.DUPLICATE; policy <= Transit.STRIPE; policy++)
        {
            connect(3, policy);
            client.delivered = 0;
            assertEquals(0, Allocations.minimumPerRound(OPERATIONS, this::echo));
            assertEquals(20L * OPERATIONS, client.delivered);
        }
        assertEquals(10, circuits);
    }

    @Test
    void rejectedPacketsAllocateNothing()
    {
        final UnsafeBuffer junk = new UnsafeBuffer(new byte[100]);
        assertEquals(0, Allocations.minimumPerRound(OPERATIONS, () ->
        {
            junk.putLong(0, nowNs & 0xFFFF);
            nowNs++;
            server.component.onCell(CIRCUIT, junk, 0, 100, nowNs);
            server.component.onCell(CIRCUIT, junk, 0, 20, nowNs);
            server.component.onCell(CIRCUIT + circuits, junk, 0, 100, nowNs);
        }));
        assertEquals(20L * OPERATIONS * 3, server.counters.rejected());
    }

    private void echo()
    {
        nowNs += 10_000;
        assertTrue(client.component.offer(session, message, 0, 64, nowNs) > 0);
        pump();
    }

    private void burst()
    {
        nowNs += 10_000;
        for (int i = 0; i < 32; i++)
        {
            client.component.offer(session, message, 0, 64, nowNs);
        }
        pump();
    }

    private void pump()
    {
        client.flush();
        while (client.take() | server.take() | client.fire() | server.fire())
        {
            client.flush();
            server.flush();
            nowNs += 1_000;
        }
    }

    /** One end: what it is given, and a queue of cells to the other. */
    private final class End implements Circuits, Requests, EntropySource, Events
    {
        private static final int CELLS = 128;
        private static final int CELL = 1200;
        /** A message and its header. */
        private static final int RECORD = 65;

        final UnsafeBuffer key;
        final VirtualTimers timers = new VirtualTimers();
        final Services services;
        final Counters counters = new Counters(new UnsafeBuffer(new byte[Counters.LENGTH]));
        final TestWorker worker;
        SessionComponent component;
        End peer;
        boolean echo;
        long delivered;
        long acked;
        private final UnsafeBuffer queue = new UnsafeBuffer(new byte[CELLS * CELL]);
        private final int[] lengths = new int[CELLS];
        private final int[] ids = new int[CELLS];
        private long drawn;
        private long head;
        private long tail;
        private UnsafeBuffer request;
        private UnsafeBuffer opened;

        End(final int number)
        {
            final byte[] bytes = {(byte)number};
            key = new UnsafeBuffer(Arrays.copyOf(bytes, 32));
            worker = new TestWorker(key.byteArray(), 1);
            services = new Services(null, this, this, this, null, counters).with(timers);
        }

        boolean take()
        {
            final boolean work = tail < head;
            while (tail < head)
            {
                final int index = (int)(tail++ % CELLS);
                peer.component.onCell(ids[index], queue, index * CELL, lengths[index], nowNs);
            }
            if (null != opened)
            {
                final UnsafeBuffer answer = opened;
                opened = null;
                component.onRouteOpened(0, CIRCUIT + circuits - 1, 1, answer, 0, answer.capacity(), nowNs);
                return true;
            }
            return work;
        }

        void flush()
        {
            assertFalse(component.flush(nowNs));
        }

        boolean fire()
        {
            if (timers.runActions())
            {
                return true;
            }
            final boolean due = timers.nextNs() <= nowNs;
            if (due)
            {
                timers.fire(nowNs);
            }
            return due;
        }

        @Override
        public int request(final RouteRequest request, final long now)
        {
            peer.component.onRouteRequested(
                0,
                request.groupId(),
                request.handshake(),
                request.handshakeOffset(),
                request.handshakeLength(),
                1,
                now);
            return 0;
        }

        @Override
        public void accept(
            final int token, final DirectBuffer handshake, final int offset, final int length, final long now)
        {
            component.onRouteAccepted(token, CIRCUIT + circuits++, now);
            peer.opened = new UnsafeBuffer(new byte[length]);
            peer.opened.putBytes(0, handshake, offset, length);
        }

        @Override
        public int tryClaim(final int circuitId, final int maxLength)
        {
            return (int)(head % CELLS) * CELL;
        }

        @Override
        public void commit(final int circuitId, final int length, final long now)
        {
            assertTrue(head - tail < CELLS);
            ids[(int)(head % CELLS)] = circuitId;
            lengths[(int)(head++ % CELLS)] = length;
        }

        @Override
        public MutableDirectBuffer claimBuffer()
        {
            return queue;
        }

        @Override
        public int lastHop(final int token)
        {
            return 0;
        }

        @Override
        public int maxCell()
        {
            return CELL;
        }

        @Override
        public int maxCell(final int circuitId)
        {
            return CELL;
        }

        @Override
        public int hops(final int circuitId)
        {
            return 1;
        }

        @Override
        public void cancel(final int requestId, final long now)
        {
        }

        @Override
        public void refuse(final int token, final int reason, final long now)
        {
        }

        @Override
        public void close(final int circuitId, final int reason, final long now)
        {
        }

        @Override
        public void trace(final int circuitId, final int hop, final long token, final long now)
        {
        }

        @Override
        public int tryClaim(final int length)
        {
            request = new UnsafeBuffer(new byte[length]);
            return 0;
        }

        @Override
        public MutableDirectBuffer buffer()
        {
            return request;
        }

        @Override
        public void commit()
        {
            final UnsafeBuffer result = new UnsafeBuffer(new byte[2048]);
            final UnsafeBuffer taken = request;
            timers.later(() -> services.results().onResult(result, 0, worker.execute(taken, result), nowNs));
        }

        @Override
        public void abort()
        {
        }

        @Override
        public int inFlight()
        {
            return 0;
        }

        @Override
        public void nextBytes(final byte[] dst, final int offset, final int length)
        {
        }

        @Override
        public long nextLong()
        {
            return ++drawn;
        }

        @Override
        public int receiveWindow(final int sessionId)
        {
            return 128 * CELL;
        }

        @Override
        public void onStream(final int sessionId, final DirectBuffer buffer, final int offset, final int length)
        {
            delivered += length / RECORD;
            if (echo)
            {
                component.offer(sessionId, buffer, offset + 1, length - 1, nowNs);
            }
        }

        @Override
        public boolean onMessages(
            final int sessionId,
            final boolean isReliable,
            final DirectBuffer buffer,
            final int offset,
            final int length)
        {
            delivered += length / RECORD;
            if (echo)
            {
                component.offerAside(sessionId, isReliable, buffer, offset + 1, length - 1);
            }
            return true;
        }

        @Override
        public void onAcked(final int sessionId, final long position, final long bytes)
        {
            acked = position;
        }

        @Override
        public void onAnswer(
            final int type,
            final long correlationId,
            final int code,
            final DirectBuffer buffer,
            final int offset,
            final int length)
        {
            assertEquals(Commands.OK, code);
        }

        @Override
        public void onAccepted(final int sessionId, final DirectBuffer peerKey, final int keyOffset, final int hops)
        {
        }

        @Override
        public void onClosed(final int sessionId, final int reason, final long unknown)
        {
            throw new AssertionError(reason);
        }

        @Override
        public void onTrace(
            final int sessionId,
            final int hop,
            final DirectBuffer hopKey,
            final int keyOffset,
            final long rttNs,
            final boolean last)
        {
        }

        @Override
        public void onLinkUp(
            final DirectBuffer linkKey, final int keyOffset, final int addressId, final int role, final long rttNs)
        {
        }

        @Override
        public void onLinkDown(final DirectBuffer linkKey, final int keyOffset, final int reason)
        {
        }
    }
}
