package io.hopwire.component.session;

import io.hopwire.delivery.DeliveryHeader;
import io.hopwire.delivery.FixedWindow;
import io.hopwire.delivery.MessageHeader;
import io.hopwire.delivery.ReceiveCredit;
import io.hopwire.delivery.ReceiveStream;
import io.hopwire.delivery.SendCredit;
import io.hopwire.delivery.SendStream;
import io.hopwire.delivery.SentPackets;
import io.hopwire.spi.Limits;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SessionCodes;
import io.hopwire.spi.Settings;
import io.hopwire.spi.Transit;
import io.hopwire.spi.SystemCounter;
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
    /** Sent before the first round trip is measured. */
    private static final int PROBES = 4;

    private final SessionNet net = new SessionNet(99);
    private final SessionNode client = net.node(Settings.DEFAULTS);
    private final SessionNode server = net.node(Settings.DEFAULTS);
    private final List<UnsafeBuffer> recorded = new ArrayList<>();
    private final EvilPeer evil = new EvilPeer(client, server);
    private final UnsafeBuffer frame = evil.frame;

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
        EvilPeer.inject(to, 0, packet, length);
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

    private void nonsense(final int type, final long value, final int length)
    {
        evil.send(type, value, length);
    }

    private void nonsense(final long newest, final int run, final long credit, final int frameLength)
    {
        evil.send(newest, run, credit, frameLength);
    }

    private void acknowledge(final long newest, final int run, final int... further)
    {
        evil.acknowledge(newest, run, further);
    }

    private void closesWithProtocol()
    {
        assertEquals(SessionCodes.PROTOCOL, server.app.peer().reason);
        assertEquals(server.app.peer().out.offered - server.app.peer().out.acked, server.app.peer().unknown);
        assertEquals(0, server.component.table().pool.borrowed());
        net.run(SessionNet.SECOND);
        assertEquals(SessionCodes.ABORTED_BY_PEER, client.app.peer().reason);
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
        assertEquals(SessionPacket.MIN_LENGTH, server.counters.get(RejectCode.SESSION_FRAME));
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
        acknowledge(session(server).nextPacketNumber, 1);
        closesWithProtocol();
    }

    @Test
    void anAcknowledgementOfFarAwayEndsTheSession()
    {
        serverHasInFlight(5);
        acknowledge(session(server).nextPacketNumber + Integer.MAX_VALUE, 1);
        closesWithProtocol();
    }

    @Test
    void anAcknowledgementFromBeforeTheFirstPacketEndsTheSession()
    {
        serverHasInFlight(5);
        acknowledge(session(server).nextPacketNumber - 1, 0xFFFF);
        closesWithProtocol();
    }

    @Test
    void rangesThatDoNotDescendEndTheSession()
    {
        serverHasInFlight(5);
        acknowledge(session(server).nextPacketNumber - 1, 1, 0, 1);
        closesWithProtocol();
    }

    @Test
    void aHeaderThatPromisesMoreRangesThanItHasEndsTheSession()
    {
        serverHasInFlight(5);
        final UnsafeBuffer plaintext = new UnsafeBuffer(new byte[DeliveryHeader.LENGTH + 4]);
        plaintext.putByte(1, (byte)2);
        plaintext.putShort(2, (short)1);
        evil.seal(plaintext);
        assertEquals(1, server.counters.get(RejectCode.SESSION_FRAME));
        closesWithProtocol();
    }

    @Test
    void anAcknowledgementThatShrinksEndsTheSession()
    {
        serverHasInFlight(5);
        acknowledge(session(server).newestAcked - 1, 1);
        closesWithProtocol();
    }

    @Test
    void whoAcknowledgesANumberThatWasLeftOutEndsTheSession()
    {
        serverHasInFlight(2);
        final SessionEntry session = session(server);
        session.skipAt = session.nextPacketNumber;
        net.filter = (from, cell) -> from == client;
        server.app.offerUpTo(server.app.peer(), 15);
        net.filter = (from, cell) -> true;
        assertTrue(session.skipAt > session.nextPacketNumber);
        final long newest = session.nextPacketNumber - 1;
        acknowledge(newest, 1);
        assertTrue(server.app.peer().isOpen());
        acknowledge(newest, 4);
        closesWithProtocol();
    }

    @Test
    void rangesOfWhatWasSentAreTakenAndAreNoAcknowledgementToTheApplication()
    {
        serverHasInFlight(6);
        acknowledge(session(server).nextPacketNumber - 1, 2, 1, 1);
        assertTrue(server.app.peer().isOpen());
        assertEquals(10, server.app.peer().out.acked);
        assertEquals(2, session(server).sent.packetsInFlight(), "the last but two, and those that were lost, again");
        assertEquals(1, server.counters.get(SystemCounter.MESSAGES_RETRANSMITTED));
    }

    /**
     * Acknowledging one packet in 10 ms, always the newest: everything in front of it looks lost, every time. No more
     * than a window is repeated for it, and nothing beside.
     */
    @Test
    void aGreedyReceiverCausesNoMoreThanAWindowOfRepetitionsForEachAcknowledgement()
    {
        net.filter = (from, cell) -> false;
        for (int i = 1; i <= 120; i++)
        {
            server.app.offerUpTo(server.app.peer(), 10_000);
            acknowledge(session(server).nextPacketNumber - 1, 1);
            net.run(10 * SessionNet.MILLI);
            assertTrue(server.app.peer().isOpen());
            final long repeated = server.counters.get(SystemCounter.MESSAGES_RETRANSMITTED);
            assertTrue(repeated <= 256L * i + PROBES, "repeated " + repeated + " after " + i);
            assertTrue(session(server).sent.size() <= 512);
        }
    }

    @Test
    void forgedCreditGivesNoMoreThanTheWindow()
    {
        nonsense(0, 0, Integer.MAX_VALUE, 0);
        net.filter = (from, cell) -> false;
        server.app.offerUpTo(server.app.peer(), 10_000);
        final SentPackets sent = session(server).sent;
        assertTrue(sent.bytesInFlight() > 0 && sent.bytesInFlight() <= sent.window());
        assertTrue(session(server).send.end() <= 1 << 18);
        nonsense(0, 0, 0, 0);
        assertTrue(server.app.peer().isOpen());
    }

    @Test
    void whatLiesBeyondTheCreditEndsTheSession()
    {
        final int left = session(server).receiveCredit.left();
        nonsense(SessionPacket.STREAM, left - 5, 5);
        assertTrue(server.app.peer().isOpen());
        session(server).receiveCredit.promise(0);
        nonsense(SessionPacket.STREAM, left - 4, 5);
        assertEquals(1, server.counters.get(RejectCode.SESSION_WINDOW));
        closesWithProtocol();
    }

    @Test
    void aMessageThatIsLongerThanAllowedEndsTheSession()
    {
        frame.putByte(0, (byte)SessionPacket.STREAM);
        frame.putInt(1, 0);
        MessageHeader.write(frame, 5, session(server).maxMessageLength + 1);
        nonsense(0, 0, 0, 5 + MessageHeader.MAX_LENGTH);
        assertEquals(1, server.counters.get(RejectCode.SESSION_FRAME));
        closesWithProtocol();
    }

    @Test
    void aHeaderThatNeverEndsEndsTheSession()
    {
        frame.setMemory(0, frame.capacity(), (byte)-1);
        frame.putByte(0, (byte)SessionPacket.STREAM);
        frame.putInt(1, 0);
        nonsense(0, 0, 0, 5 + MessageHeader.MAX_LENGTH + 1);
        assertEquals(1, server.counters.get(RejectCode.SESSION_FRAME));
        closesWithProtocol();
    }

    @Test
    void aRangeWithoutBytesEndsTheSession()
    {
        nonsense(SessionPacket.STREAM, 10, 0);
        assertEquals(1, server.counters.get(RejectCode.SESSION_FRAME));
        closesWithProtocol();
    }

    @Test
    void whatLiesInFrontOfTheBeginningEndsTheSession()
    {
        nonsense(SessionPacket.STREAM, -1, 5);
        assertEquals(1, server.counters.get(RejectCode.SESSION_WINDOW));
        closesWithProtocol();
    }

    @Test
    void aFrameOfUnknownTypeEndsTheSession()
    {
        nonsense(77, 0, 0);
        assertEquals(1, server.counters.get(RejectCode.SESSION_FRAME));
        closesWithProtocol();
    }

    @Test
    void aFrameThatIsCutOffEndsTheSession()
    {
        nonsense(SessionPacket.PING, 1, -1);
        assertEquals(1, server.counters.get(RejectCode.SESSION_FRAME));
        closesWithProtocol();
    }

    @Test
    void aMessageLongerThanItsPacketEndsTheSession()
    {
        frame.putByte(0, (byte)SessionPacket.STREAM_OF_LENGTH);
        frame.putInt(1, 0);
        frame.putShort(5, (short)6);
        nonsense(0, 0, 0, 7 + 5);
        assertEquals(1, server.counters.get(RejectCode.SESSION_FRAME));
        closesWithProtocol();
    }

    @Test
    void severalFramesOfAPacketAreTakenInOrder()
    {
        final int left = session(server).receiveCredit.left();
        final int claims = server.claims;
        int at = 0;
        for (int i = 5; i > 0; i--)
        {
            frame.putByte(at, (byte)SessionPacket.STREAM_OF_LENGTH);
            frame.putInt(at + 1, 10 * i);
            frame.putShort(at + 5, (short)i);
            at += 7 + i;
        }
        frame.putByte(at, (byte)SessionPacket.PING);
        nonsense(0, 0, 0, at + 5);
        assertEquals(5, session(server).receive.kept());
        assertEquals(55, left - session(server).receiveCredit.left());
        assertEquals(session(client).nextPacketNumber - 1, session(server).acks.last(session(server).acks.count() - 1));
        assertEquals(2, server.claims - claims, "a pong, and an acknowledgement of all");
        assertTrue(server.app.peer().isOpen());
    }

    @Test
    void aFloodOfPingsIsAnsweredOneByOneAndKeepsNothing()
    {
        final int before = server.claims;
        for (int i = 0; i < 10_000; i++)
        {
            nonsense(SessionPacket.PING, i, 0);
        }
        assertEquals(10_000, server.claims - before);
        assertEquals(0, server.component.table().pool.borrowed());
        assertTrue(session(server).acks.count() <= 2);
    }

    @Test
    void onePacketCausesNoMoreThanAFewAnswersHoweverManyQuestionsItHolds()
    {
        for (final int type : new int[]{SessionPacket.PING, SessionPacket.TUNE})
        {
            final int claims = server.claims;
            final long rejected = server.counters.get(RejectCode.SESSION_FRAME);
            final int length = SessionPacket.frameHeaderLength(type);
            final int frames = frame.capacity() / length;
            for (int i = 0; i < frames; i++)
            {
                frame.putByte(i * length, (byte)type);
                frame.putInt(i * length + 1, 2 * i + 3);
                if (SessionPacket.TUNE == type)
                {
                    frame.putInt(i * length + 5, Transit.of(4, 1, 1, i % 2));
                }
            }
            nonsense(0, 0, 0, frames * length);
            assertEquals(4, server.claims - claims, "answers to " + frames + " frames of type " + type);
            assertEquals(frames - 4, server.counters.get(RejectCode.SESSION_FRAME) - rejected);
        }
        assertEquals(9, session(server).tuneVersion, "the last that counted");
        assertTrue(server.app.peer().isOpen());
    }

    @Test
    void theHighestVersionOfAChangeIsTakenAndNoneAboveIt()
    {
        final int highest = (1 << 30) - 1;
        final long transit = (long)Transit.of(4, 1, 1, Transit.FASTEST) << 32;
        tune(highest, transit);
        assertEquals(highest, session(server).tuneVersion);
        tune(3, transit);
        assertEquals(highest, session(server).tuneVersion);
        server.component.tune(0, Transit.of(5, 1, 1, Transit.STRIPE), net.nowNs);
        assertEquals(highest + 1, session(server).tuneVersion, "ours is above it");
        assertTrue(server.app.peer().isOpen());
        tune(highest + 2, transit);
        closesWithProtocol();
    }

    private void tune(final int version, final long transit)
    {
        frame.putByte(0, (byte)SessionPacket.TUNE);
        frame.putLong(1, transit | version);
        nonsense(0, 0, 0, SessionPacket.frameHeaderLength(SessionPacket.TUNE));
    }

    @Test
    void holesThatAreNeverFilledHoldNoMoreThanTheWindow()
    {
        final int left = session(server).receiveCredit.left();
        for (int offset = 10; offset < left - 5; offset += 10)
        {
            nonsense(SessionPacket.STREAM, offset, 5);
        }
        assertEquals(Limits.MAX_STREAM_RANGES, session(server).receive.kept());
        assertTrue(server.component.table().pool.borrowed() <= (1 << 18) / 8192 + 1);
        assertTrue(server.app.peer().isOpen());
        server.component.onClose(net.nowNs);
        assertEquals(0, server.component.table().pool.borrowed());
    }

    @Test
    void offsetsWrapOnTheWireWithoutNotice()
    {
        final long first = (1L << 32) - 30_000;
        renumber(client, server, first);
        net.loss = 0.1;
        net.inOrder = false;
        net.maxDelayNs = 5 * SessionNet.MILLI;
        net.await(60 * SessionNet.SECOND, () ->
        {
            client.app.offerUpTo(client.app.peer(), 1_000);
            return client.app.peer().out.acked == 1_000;
        });
        assertTrue(session(client).send.end() > 1L << 32);
    }

    private void renumber(final SessionNode from, final SessionNode to, final long first)
    {
        final SessionEntry sending = session(from);
        final SessionEntry receiving = session(to);
        final int window = 1 << 18;
        sending.send = new SendStream(window, from.component.table().pool, first);
        sending.sent = new SentPackets(
            512, new FixedWindow(256, Limits.DEFAULT_MTU), sending.send, sending.hole);
        sending.sendCredit = new SendCredit(first + 20_000);
        receiving.receiveCredit = new ReceiveCredit(20_000, window, first);
        receiving.receive = new ReceiveStream(
            window, Limits.MAX_STREAM_RANGES, receiving.receiveCredit, to.component.table().pool, first);
    }
}
