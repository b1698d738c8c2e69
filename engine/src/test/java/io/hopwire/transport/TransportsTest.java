package io.hopwire.transport;

import io.hopwire.spi.AddressKind;
import io.hopwire.spi.Outbox;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Several behind one, and decorators in front: over transports that only write down.
 */
class TransportsTest
{
    private static final int TCP = 1 << AddressKind.TCP | 1 << AddressKind.TCP_ACCEPTED;

    private final AddressTable addresses = new AddressTable(8, true, 1, 2).kinds(-1);
    private final InetSocketAddress address = new InetSocketAddress(TransportFixture.address("192.0.2.1"), 4000);
    private final Recorder udp = new Recorder();
    private final Recorder tcp = new Recorder();
    private final Transports both = new Transports(udp, new Transports.Served(tcp, TCP));
    private final List<Integer> handled = new ArrayList<>();
    private final DatagramHandler handler = (addressId, buffer, offset, length) -> handled.add(length);
    private int udpId;
    private int tcpId;

    @BeforeEach
    void know()
    {
        udpId = addresses.intern(address);
        tcpId = addresses.intern(AddressKind.TCP, address);
    }

    @Test
    void kindOfTheAddressPicksTheTransport()
    {
        commit(both, udpId, 10);
        commit(both, tcpId, 11);
        commit(both, addresses.path(udpId, 3), 12);
        commit(both, addresses.intern(AddressKind.TCP_ACCEPTED, address), 13);
        assertEquals(List.of(udpId + ":10", addresses.path(udpId, 3) + ":12"), udp.sent);
        assertEquals(List.of(
            tcpId + ":11", addresses.intern(AddressKind.TCP_ACCEPTED, address) + ":13"), tcp.sent);
        assertEquals(2, udp.aborted, "the memory of what goes elsewhere is given back");
    }

    @Test
    void whoHasSomethingReadAlreadyTakesTurns()
    {
        udp.waiting = 100;
        tcp.waiting = 100;
        tcp.isPending = true;
        assertEquals(10, both.poll(handler, 10));
        assertEquals(95, udp.waiting);
        assertEquals(95, tcp.waiting);
    }

    @Test
    void busyFirstKeepsNobodyWaitingForLong()
    {
        udp.waiting = 1000;
        tcp.waiting = 3;
        both.poll(handler, 60);
        assertEquals(0, tcp.waiting);
        assertTrue(tcp.polls < 15, "and asks the others seldom: " + tcp.polls);
    }

    @Test
    void silentFirstHasTheOthersAskedAtOnce()
    {
        tcp.waiting = 5;
        assertEquals(5, both.poll(handler, 10));
    }

    @Test
    void failureOfOneIsToldAndDoesNotStopTheOther()
    {
        udp.failure = new TransportException(TransportException.Reason.IO, "broken", null);
        tcp.waiting = 10;
        assertSame(udp.failure, assertThrows(TransportException.class, () -> both.poll(handler, 1)));
        assertEquals(10, both.poll(handler, 10));
        assertEquals(0, both.poll(handler, 10), "it is left alone for a while");
        udp.failure = null;
        udp.waiting = 1;
        for (int i = 0; i < 2000; i++)
        {
            both.poll(handler, 1);
        }
        assertEquals(0, udp.waiting, "and asked again");
    }

    @Test
    void flushOfAllGoesOnThoughOneFails()
    {
        udp.failure = new TransportException(TransportException.Reason.IO, "broken", null);
        assertThrows(TransportException.class, both::flush);
        assertEquals(1, tcp.flushes);
    }

    @Test
    void roomIsThatOfTheFullest()
    {
        udp.free = 17;
        assertEquals(17, both.free());
        tcp.free = 3;
        assertEquals(3, both.free());
    }

    @Test
    void endOfConnectionsIsPassedOn()
    {
        tcp.closed = 2;
        final List<Integer> told = new ArrayList<>();
        assertEquals(1, both.pollClosed((addressId, reason) -> told.add(reason), 1));
        assertEquals(1, both.pollClosed((addressId, reason) -> told.add(reason), 5));
        assertEquals(List.of(2, 1), told);
    }

    @Test
    void lossIsDrawnFromTheSeedBothWays()
    {
        final List<String> first = lossyRun(7);
        assertEquals(first, lossyRun(7));
        assertTrue(!first.equals(lossyRun(8)));
    }

    @Test
    void wallStopsOneKindOnly()
    {
        final LossyTransport wall = new LossyTransport(both, 1, 1, 1 << AddressKind.UDP);
        commit(wall, udpId, 10);
        commit(wall, addresses.path(udpId, 2), 10);
        commit(wall, tcpId, 11);
        assertEquals(List.of(), udp.sent);
        assertEquals(List.of(tcpId + ":11"), tcp.sent);
        udp.waiting = 3;
        assertEquals(3, wall.poll(handler, 10), "they were read, and lost");
        assertEquals(List.of(), handled);
        assertEquals(5, wall.lost());
    }

    @Test
    void delayKeepsOrderAndAddressWithoutJitter()
    {
        final long[] nowNs = {Long.MAX_VALUE - 50};
        final DelayTransport slow =
            new DelayTransport(udp, new DelayTransport.Delay(100, 0, 3), 64, () -> nowNs[0], 1);
        udp.waiting = 4;
        assertEquals(0, slow.poll(handler, 10));
        assertEquals(3, slow.held());
        assertEquals(1, slow.lost(), "there is room for three");
        assertEquals(3, addresses.retains(udpId));
        nowNs[0] += 99;
        assertEquals(0, slow.poll(handler, 10));
        nowNs[0]++;
        assertEquals(2, slow.poll(handler, 2));
        assertEquals(1, slow.poll(handler, 2));
        assertEquals(List.of(4, 3, 2), handled);
        assertEquals(0, addresses.retains(udpId));
    }

    @Test
    void jitterReordersAsTheSeedSays()
    {
        assertEquals(jitterRun(3), jitterRun(3));
        final List<Integer> run = jitterRun(3);
        assertEquals(20, run.size());
        assertTrue(!run.equals(run.stream().sorted((a, b) -> b - a).toList()), "some overtake others");
    }

    private List<Integer> jitterRun(final long seed)
    {
        handled.clear();
        final long[] nowNs = {0};
        final DelayTransport slow =
            new DelayTransport(udp, new DelayTransport.Delay(10, 1000, 64), 64, () -> nowNs[0], seed);
        udp.waiting = 20;
        slow.poll(handler, 32);
        while (slow.held() > 0)
        {
            nowNs[0]++;
            slow.poll(handler, 1);
        }
        return List.copyOf(handled);
    }

    private List<String> lossyRun(final long seed)
    {
        udp.sent.clear();
        handled.clear();
        final LossyTransport lossy = new LossyTransport(udp, 0.5, seed);
        for (int i = 0; i < 50; i++)
        {
            commit(lossy, udpId, i);
        }
        udp.waiting = 50;
        lossy.poll(handler, 50);
        assertEquals(100, udp.sent.size() + handled.size() + lossy.lost());
        final List<String> run = new ArrayList<>(udp.sent);
        handled.forEach((length) -> run.add(String.valueOf(length)));
        return run;
    }

    private static void commit(final DatagramTransport transport, final int pathId, final int length)
    {
        final int offset = transport.outbox().tryClaim(length);
        transport.outbox().buffer().setMemory(offset, length, (byte)length);
        transport.outbox().commit(pathId, length);
    }

    /**
     * Has so many datagrams waiting, each as long as there are.
     */
    private final class Recorder implements DatagramTransport, Outbox
    {
        private final List<String> sent = new ArrayList<>();
        private final UnsafeBuffer memory = new UnsafeBuffer(new byte[256]);
        private int waiting;
        private int closed;
        private int polls;
        private int flushes;
        private int aborted;
        private int free = 64;
        private boolean isPending;
        private TransportException failure;

        @Override
        public int poll(final DatagramHandler told, final int limit)
        {
            polls++;
            if (null != failure)
            {
                throw failure;
            }
            int read = 0;
            while (read < limit && waiting > 0)
            {
                read++;
                told.onDatagram(this == udp ? udpId : tcpId, memory, 0, Math.min(60, waiting--));
            }
            return read;
        }

        @Override
        public int pollClosed(final AddressClosedHandler told, final int limit)
        {
            int count = 0;
            while (count < limit && closed > 0)
            {
                count++;
                told.onAddressClosed(tcpId, closed--);
            }
            return count;
        }

        @Override
        public boolean isPending()
        {
            return isPending;
        }

        @Override
        public Outbox outbox()
        {
            return this;
        }

        @Override
        public int free()
        {
            return free;
        }

        @Override
        public int flush()
        {
            flushes++;
            if (null != failure)
            {
                throw failure;
            }
            return 0;
        }

        @Override
        public boolean isBlocked()
        {
            return false;
        }

        @Override
        public void watch(final ChannelWatch watch)
        {
            // has no channel
        }

        @Override
        public AddressTable addresses()
        {
            return addresses;
        }

        @Override
        public InetSocketAddress localAddress()
        {
            return address;
        }

        @Override
        public void close()
        {
            // nothing to give back
        }

        @Override
        public int tryClaim(final int maxLength)
        {
            return 5;
        }

        @Override
        public MutableDirectBuffer buffer()
        {
            return memory;
        }

        @Override
        public void commit(final int pathId, final int length)
        {
            for (int i = 0; i < length; i++)
            {
                assertEquals((byte)length, memory.getByte(5 + i));
            }
            sent.add(pathId + ":" + length);
        }

        @Override
        public void abort()
        {
            aborted++;
        }
    }
}
