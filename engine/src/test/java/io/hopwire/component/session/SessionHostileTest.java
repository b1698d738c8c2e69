package io.hopwire.component.session;

import io.hopwire.codec.SessionHeaderEncoder;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SessionCodes;
import io.hopwire.spi.Settings;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Packets that nobody honest sends: changed or repeated on the way, and authentic nonsense of a peer that has the keys.
 */
class SessionHostileTest
{
    private final SessionNet net = new SessionNet(99);
    private final SessionNode client = net.node(Settings.DEFAULTS);
    private final SessionNode server = net.node(Settings.DEFAULTS);
    private final List<UnsafeBuffer> recorded = new ArrayList<>();

    SessionHostileTest()
    {
        server.component.listen(true);
        client.connect(1, server, 1, 1);
        net.run(SessionNet.SECOND);
    }

    private SessionEntry session(final SessionNode node)
    {
        return node.component.table().bySlot(0);
    }

    private void inject(final SessionNode to, final UnsafeBuffer packet, final int length)
    {
        final UnsafeBuffer copy = new UnsafeBuffer(new byte[length]);
        copy.putBytes(0, packet, 0, length);
        to.component.onCell(session(to).routes.circuitIds[0], copy, 0, length, net.nowNs);
    }

    private void record()
    {
        net.filter = (from, cell) ->
        {
            final UnsafeBuffer copy = new UnsafeBuffer(new byte[cell.capacity()]);
            copy.putBytes(0, cell, 0, cell.capacity());
            if (from == client)
            {
                recorded.add(copy);
            }
            return true;
        };
    }

    /** The client seals whatever the test wants. */
    private void nonsense(
        final int kind, final int window, final long sequence, final long ackNext, final long ackBits, final int length)
    {
        final SessionEntry evil = session(client);
        final UnsafeBuffer packet = new UnsafeBuffer(new byte[SessionPacket.OVERHEAD + length]);
        final long number = evil.nextPacketNumber++;
        final int sealed = SessionPacket.SEALED_OFFSET;
        packet.putInt(0, (int)number);
        new SessionHeaderEncoder().wrap(packet, sealed).kind((short)kind).flags((short)0).window(window)
            .sequence(sequence & 0xFFFF_FFFFL).ackNext(ackNext & 0xFFFF_FFFFL).ackBits(ackBits);
        evil.sendKeys.forSealing(number).seal(
            number, packet, sealed, SessionPacket.HEADER_LENGTH + length, packet, sealed);
        inject(server, packet, packet.capacity());
    }

    private void closesWithProtocol()
    {
        assertEquals(SessionCodes.PROTOCOL, server.app.peer().reason);
        assertEquals(server.app.peer().out.offered - server.app.peer().out.acked, server.app.peer().unknown);
        assertEquals(0, server.component.table().pool.borrowed());
        net.run(SessionNet.SECOND);
        assertEquals(SessionCodes.CLOSED_BY_PEER, client.app.peer().reason);
    }

    private void serverHasInFlight(final int count)
    {
        server.app.offerUpTo(server.app.peer(), 10);
        net.run(100 * SessionNet.MILLI);
        assertEquals(10, server.app.peer().out.acked);
        net.filter = (from, cell) -> from == client;
        server.app.offerUpTo(server.app.peer(), 10 + count);
        net.filter = (from, cell) -> true;
    }

    @Test
    void everyRepeatedPacketIsCountedAndChangesNothing()
    {
        record();
        client.app.offerUpTo(client.app.peer(), 100);
        net.run(SessionNet.SECOND);
        final long before = server.counters.get(RejectCode.SESSION_REPLAY);
        for (final UnsafeBuffer packet : recorded)
        {
            inject(server, packet, packet.capacity());
        }
        assertEquals(recorded.size(), server.counters.get(RejectCode.SESSION_REPLAY) - before);
        assertEquals(100, server.app.peer().in.delivered);
    }

    @Test
    void everyBitOfAPacketIsProtected()
    {
        net.filter = (from, cell) ->
        {
            recorded.add(cell);
            return false;
        };
        client.app.offer(client.app.peer());
        final UnsafeBuffer packet = recorded.get(0);
        net.filter = (from, cell) -> true;
        for (int bit = 0; bit < packet.capacity() * 8; bit++)
        {
            final byte old = packet.getByte(bit / 8);
            packet.putByte(bit / 8, (byte)(old ^ 1 << bit % 8));
            inject(server, packet, packet.capacity());
            packet.putByte(bit / 8, old);
        }
        assertEquals(packet.capacity() * 8L, server.counters.rejected());
        for (int length = 0; length < packet.capacity(); length++)
        {
            inject(server, packet, length);
        }
        assertEquals(packet.capacity() * 9L, server.counters.rejected());
        assertEquals(SessionPacket.OVERHEAD, server.counters.get(RejectCode.SESSION_FRAME));
        inject(server, packet, packet.capacity());
        net.run(SessionNet.SECOND);
        assertEquals(1, server.app.peer().in.delivered);
        assertEquals(1, client.app.peer().out.acked);
    }

    @Test
    void randomCellsAreCountedOneByOne()
    {
        final Random random = new Random(5);
        final UnsafeBuffer packet = new UnsafeBuffer(new byte[SessionNet.MAX_CELL]);
        for (int i = 0; i < 20_000; i++)
        {
            random.nextBytes(packet.byteArray());
            if (random.nextBoolean())
            {
                packet.putLong(0, random.nextInt(1 << 24));
            }
            inject(server, packet, random.nextInt(SessionNet.MAX_CELL));
        }
        assertEquals(20_000, server.counters.rejected());
        client.app.offerUpTo(client.app.peer(), 50);
        net.run(SessionNet.SECOND);
        assertEquals(50, client.app.peer().out.acked);
    }

    @Test
    void anAcknowledgementOfWhatWasNeverSentEndsTheSession()
    {
        serverHasInFlight(5);
        nonsense(SessionPacket.PONG, 100, 0, 16, 0, 0);
        closesWithProtocol();
    }

    @Test
    void anAcknowledgementBeyondInTheBitsEndsTheSession()
    {
        serverHasInFlight(5);
        nonsense(SessionPacket.PONG, 100, 0, 10, 1L << 4, 0);
        closesWithProtocol();
    }

    @Test
    void theHighestBitsAreNoOverflow()
    {
        serverHasInFlight(5);
        nonsense(SessionPacket.PONG, 100, 0, 10, -1L, 0);
        closesWithProtocol();
    }

    @Test
    void bitsOfWhatWasSentAreTakenAndAreNoAcknowledgementToTheApplication()
    {
        serverHasInFlight(5);
        nonsense(SessionPacket.PONG, 100, 0, 10, 0xF, 0);
        assertTrue(server.app.peer().isOpen());
        assertEquals(10, server.app.peer().out.acked);
        assertEquals(1, session(server).send.inFlight());
    }

    @Test
    void anAcknowledgementThatShrinksEndsTheSession()
    {
        serverHasInFlight(5);
        nonsense(SessionPacket.PONG, 100, 0, 9, 0, 0);
        closesWithProtocol();
    }

    @Test
    void anAcknowledgementOfFarAwayEndsTheSession()
    {
        serverHasInFlight(5);
        nonsense(SessionPacket.PONG, 100, 0, 10 + Integer.MAX_VALUE, 0, 0);
        closesWithProtocol();
    }

    @Test
    void aPacketNumberThatWasNeverSentEndsTheSession()
    {
        nonsense(SessionPacket.ACK, 100, session(server).nextPacketNumber, 0, 0, 0);
        closesWithProtocol();
    }

    @Test
    void forgedCreditGivesNoMoreThanTheWindow()
    {
        nonsense(SessionPacket.PONG, 0xFFFF, 0, 0, 0, 0);
        net.filter = (from, cell) -> false;
        server.app.offerUpTo(server.app.peer(), 10_000);
        assertEquals(128, server.app.peer().out.offered);
        assertEquals(128, session(server).send.inFlight());
        nonsense(SessionPacket.PONG, 0, 0, 0, 0, 0);
        assertTrue(server.app.peer().isOpen());
    }

    @Test
    void aMessageBeyondTheCreditEndsTheSession()
    {
        final long limit = session(server).receive.limit();
        nonsense(SessionPacket.MESSAGE, 100, limit - 1, 0, 0, 5);
        assertTrue(server.app.peer().isOpen());
        nonsense(SessionPacket.MESSAGE, 100, session(server).receive.limit(), 0, 0, 5);
        assertEquals(1, server.counters.get(RejectCode.SESSION_WINDOW));
        closesWithProtocol();
    }

    @Test
    void aMessageFromBeforeTheFirstIsADuplicate()
    {
        nonsense(SessionPacket.MESSAGE, 100, -1, 0, 0, 5);
        nonsense(SessionPacket.MESSAGE, 100, Integer.MIN_VALUE, 0, 0, 5);
        assertTrue(server.app.peer().isOpen());
        assertEquals(null, server.app.peer().in);
    }

    @Test
    void anUnknownKindEndsTheSession()
    {
        nonsense(77, 100, 0, 0, 0, 0);
        assertEquals(1, server.counters.get(RejectCode.SESSION_FRAME));
        closesWithProtocol();
    }

    @Test
    void aFloodOfPingsIsAnsweredOneByOneAndKeepsNothing()
    {
        final int before = server.claims;
        for (int i = 0; i < 10_000; i++)
        {
            nonsense(SessionPacket.PING, 100, i, 0, 0, 0);
        }
        assertEquals(10_000, server.claims - before);
        assertEquals(0, server.component.table().pool.borrowed());
    }

    @Test
    void holesThatAreNeverFilledHoldNoMoreThanTheWindow()
    {
        final long limit = session(server).receive.limit();
        for (long message = 1; message < limit; message++)
        {
            nonsense(SessionPacket.MESSAGE, 100, message, 0, 0, 5);
        }
        assertTrue(server.component.table().pool.borrowed() <= 9);
        assertTrue(server.app.peer().isOpen());
        server.component.onClose(net.nowNs);
        assertEquals(0, server.component.table().pool.borrowed());
    }

    @Test
    void messageNumbersWrapOnTheWireWithoutNotice()
    {
        final long first = (1L << 32) - 300;
        renumber(client, server, first);
        client.app.peer().out.offered = first;
        client.app.peer().out.delivered = first;
        client.app.peer().out.acked = first;
        net.loss = 0.1;
        net.inOrder = false;
        net.maxDelayNs = 5 * SessionNet.MILLI;
        net.await(60 * SessionNet.SECOND, () ->
        {
            client.app.offerUpTo(client.app.peer(), first + 1_000);
            return client.app.peer().out.acked == first + 1_000;
        });
    }

    private void renumber(final SessionNode from, final SessionNode to, final long first)
    {
        final SessionEntry sending = session(from);
        final SessionEntry receiving = session(to);
        sending.send = new SendWindow(128, from.component.table().pool, first);
        sending.peerLimit = first + 16;
        sending.newestAckNext = first;
        receiving.receive = new ReceiveWindow(128, 16, to.component.table().pool, first);
    }
}
