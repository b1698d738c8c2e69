package io.hopwire.transport;

import io.hopwire.spi.Counters;
import io.hopwire.spi.SystemCounter;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.nio.ByteBuffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * When a hot peer goes back to the first socket, against sockets of our own.
 */
class DemotionTest
{
    private final Counters counters = new Counters(new UnsafeBuffer(ByteBuffer.allocateDirect(Counters.LENGTH)));
    private final AddressTable addresses = new AddressTable(8, false, 1, 2);
    private final int peer = addresses.intern(new InetSocketAddress(TransportFixture.address("127.0.0.1"), 4000));
    private final Socket first = new Socket();
    private Socket connected;
    private IOException refusal;
    private long nowNs;
    private final PromotingDatagramIo io =
        new PromotingDatagramIo(first, this::promote, addresses, counters, () -> nowNs);

    @BeforeEach
    void retain()
    {
        // Once for the link, once for who configured the address and keeps it for good.
        addresses.retain(peer);
        addresses.retain(peer);
    }

    @Test
    void failedSendGoesThroughTheFirstSocketAndTheConnectedOneIsGivenUp() throws IOException
    {
        talk(PromotingDatagramIo.PROMOTE_AT);
        assertEquals(100, io.send(peer, 0, 100));
        assertEquals(1, connected.sent);
        connected.failure = new SocketException("Invalid argument");
        assertEquals(100, io.send(peer, 0, 100));
        assertEquals(1, first.sent);
        assertTrue(connected.closed);
        assertEquals(2, addresses.retains(peer));
    }

    @Test
    void failedReadGivesTheConnectedSocketUp() throws IOException
    {
        talk(PromotingDatagramIo.PROMOTE_AT);
        connected.failure = new SocketException("Network is down");
        readNothing(100);
        assertTrue(connected.closed);
        io.send(peer, 0, 100);
        assertEquals(1, first.sent);
    }

    @Test
    void closedPortOfThePeerIsNoReason() throws IOException
    {
        talk(PromotingDatagramIo.PROMOTE_AT);
        connected.failure = new PortUnreachableException();
        readNothing(100);
        assertThrows(PortUnreachableException.class, () -> io.send(peer, 0, 100));
        connected.failure = null;
        io.send(peer, 0, 100);
        assertEquals(1, connected.sent);
    }

    @Test
    void refusedCuttingIsTriedWithoutBeforeTheSocketIsGivenUp() throws IOException
    {
        talk(PromotingDatagramIo.PROMOTE_AT);
        io.segmentLength(50);
        connected.failure = new SocketException("Invalid argument");
        assertThrows(SocketException.class, () -> io.send(peer, 0, 100));
        connected.failure = null;
        io.segmentLength(0);
        io.send(peer, 0, 100);
        assertEquals(1, connected.sent);
    }

    @Test
    void sendsThatNothingAnswersGoThroughTheFirstSocketSoon() throws IOException
    {
        talk(PromotingDatagramIo.PROMOTE_AT);
        readNothing(100);
        io.send(peer, 0, 100);
        nowNs += PromotingDatagramIo.UNANSWERED_NS - 1;
        io.send(peer, 0, 100);
        assertEquals(2, connected.sent);
        nowNs++;
        io.send(peer, 0, 100);
        assertEquals(2, connected.sent);
        assertEquals(1, first.sent);
        assertTrue(connected.closed);
    }

    @Test
    void answerStartsTheWaitAnew() throws IOException
    {
        talk(PromotingDatagramIo.PROMOTE_AT);
        for (int i = 0; i < 10; i++)
        {
            readNothing(100);
            io.send(peer, 0, 100);
            nowNs += PromotingDatagramIo.UNANSWERED_NS - 1;
            connected.waiting = 1;
            for (int read = 0; read < 100 && connected.waiting > 0; read++)
            {
                io.receive();
            }
            assertEquals(0, connected.waiting);
        }
        assertEquals(10, connected.sent);
    }

    @Test
    void peerThatNobodyElseRetainsIsDemotedThoughAllAreSilent() throws IOException
    {
        talk(PromotingDatagramIo.PROMOTE_AT);
        addresses.release(peer);
        addresses.release(peer);
        readNothing(200);
        assertTrue(connected.closed);
        assertEquals(0, addresses.retains(peer));
    }

    @Test
    void refusedPromotionIsTriedAgainEverMoreSeldom() throws IOException
    {
        refusal = new IOException("Too many open files");
        // Elections 1, 3, 6, 11, 20 and 37 are tried; what lies between is skipped.
        talk(37 * PromotingDatagramIo.PROMOTE_AT);
        assertEquals(6, counters.get(SystemCounter.PROMOTIONS_REFUSED));
        refusal = null;
        talk(33 * PromotingDatagramIo.PROMOTE_AT);
        assertEquals(1, counters.get(SystemCounter.PEERS_PROMOTED));
    }

    private PromotingDatagramIo.Connected promote(final int addressId) throws IOException
    {
        if (null != refusal)
        {
            throw refusal;
        }
        connected = new Socket();
        return connected;
    }

    private void talk(final int datagrams) throws IOException
    {
        first.waiting = datagrams;
        for (int i = 0; i < datagrams; i++)
        {
            assertEquals(10, io.receive());
            io.internSource();
        }
    }

    private void readNothing(final int times) throws IOException
    {
        for (int i = 0; i < times; i++)
        {
            assertEquals(DatagramIo.UNAVAILABLE, io.receive());
        }
    }

    /**
     * Counts what leaves, and fails as told.
     */
    private final class Socket implements PromotingDatagramIo.Connected
    {
        private IOException failure;
        private int waiting;
        private int sent;
        private boolean closed;

        @Override
        public int receive() throws IOException
        {
            fail();
            return waiting-- > 0 ? 10 : none();
        }

        @Override
        public int internSource()
        {
            return peer;
        }

        @Override
        public int send(final int addressId, final int offset, final int length) throws IOException
        {
            fail();
            sent++;
            return length;
        }

        @Override
        public void segmentLength(final int length)
        {
        }

        @Override
        public void ttl(final int hops)
        {
        }

        @Override
        public void close()
        {
            closed = true;
        }

        private int none()
        {
            waiting = 0;
            return UNAVAILABLE;
        }

        private void fail() throws IOException
        {
            if (null != failure)
            {
                throw failure;
            }
        }
    }
}
