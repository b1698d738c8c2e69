package io.hopwire.delivery;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Both ends of a stream over a channel that loses, repeats, delays and overtakes; and each alone.
 */
class StreamsTest
{
    private static final int WINDOW = 1 << 16;
    private static final int PACKET = 1000;

    private final UnsafeBuffer message = new UnsafeBuffer(new byte[1 << 20]);
    private final UnsafeBuffer packet = new UnsafeBuffer(new byte[1 << 16]);

    /** A range on its way. */
    private record Sent(long number, long at, byte[] bytes)
    {
    }

    @Test
    void everyMessageArrivesOnceInOrderAndIsKnownToBe()
    {
        for (long seed = 0; seed < 40; seed++)
        {
            new Channel(seed).run();
        }
    }

    /** One run. */
    private final class Channel
    {
        private final Random random;
        private final String seed;
        private final StreamPool pool = new StreamPool(1 << 20);
        private final SendStream send;
        private final ReceiveStream receive;
        private final ReceiveCredit credit;
        private final SendCredit sendCredit;
        private final MessageWalker walker = new MessageWalker(message.capacity());
        private final SessionReaders readers = new SessionReaders();
        private final List<Sent> inFlight = new ArrayList<>();
        private long number;
        private long offered;
        private int longTotal;
        private int longDone;
        private long delivered;
        private long walked;

        Channel(final long seed)
        {
            final long first = (1L << 32) - 100_000;
            this.seed = "seed " + seed;
            random = new Random(seed);
            send = new SendStream(WINDOW, pool, first);
            credit = new ReceiveCredit(WINDOW / 4, WINDOW, first);
            receive = new ReceiveStream(WINDOW, 64, credit, pool, first);
            sendCredit = new SendCredit(first + WINDOW / 4);
        }

        void run()
        {
            while (send.ackedMessages() < 400)
            {
                offer();
                transmit();
                something();
                credit.promise(WINDOW);
                sendCredit.onLimit((int)credit.limit());
            }
            while (longTotal > 0 || !send.isEmpty())
            {
                if (longTotal > 0)
                {
                    offerPart();
                }
                transmit();
                something();
                credit.promise(WINDOW);
                sendCredit.onLimit((int)credit.limit());
            }
            assertEquals(offered, delivered, seed);
            assertEquals(offered, walked, seed);
            assertEquals(offered, send.ackedMessages(), seed);
            assertFalse(send.hasLost() || send.hasUnsent());
            send.trim();
            assertEquals(0, pool.borrowed(), seed);
        }

        private void offer()
        {
            if (longTotal > 0)
            {
                offerPart();
                return;
            }
            final int length = length(offered);
            write(offered, length);
            if (length < WINDOW / 4)
            {
                offered += send.append(message, 0, length) ? 1 : 0;
                assertEquals(offered, send.messages(), seed);
            }
            else
            {
                longTotal = length;
                longDone = 0;
            }
        }

        private void offerPart()
        {
            longDone += send.appendPart(longTotal, longDone, message, longDone);
            if (longDone == longTotal)
            {
                longTotal = 0;
                offered++;
            }
            else
            {
                assertFalse(send.append(message, 0, 1), "behind a part of another");
            }
        }

        private void transmit()
        {
            final int room = 100 + random.nextInt(PACKET - 100);
            final long at = send.next();
            final int length = send.hasLost() ? send.lostLength(room) : send.hasUnsent() ?
                send.unsentLength(Math.min(room, sendCredit.room(at)), room) : 0;
            if (length > 0)
            {
                assertTrue(length <= room);
                send.get(at, length, packet, 0);
                send.onSent(at, length);
                final byte[] bytes = new byte[length];
                packet.getBytes(0, bytes);
                inFlight.add(new Sent(number++, at, bytes));
            }
        }

        private void something()
        {
            if (inFlight.isEmpty() || (inFlight.size() < 20 && random.nextBoolean()))
            {
                return;
            }
            final Sent sent = inFlight.get(random.nextInt(Math.min(8, inFlight.size())));
            final long content = SendStream.content(sent.at, sent.bytes.length);
            if (random.nextInt(5) == 0)
            {
                // Lost, or only taken for it: then it arrives later, or twice.
                send.onLost(content, sent.number);
                if (random.nextBoolean())
                {
                    inFlight.remove(sent);
                }
                return;
            }
            if (arrive(sent))
            {
                inFlight.remove(sent);
                send.onAcked(content, sent.number, random.nextInt(10) == 0);
            }
        }

        private boolean arrive(final Sent sent)
        {
            packet.putBytes(0, sent.bytes);
            final long at = PacketNumbers.expand((int)sent.at, receive.next());
            assertEquals(sent.at, at, seed);
            final int result = receive.onRange(at, packet, 0, sent.bytes.length);
            if (result == ReceiveStream.NEXT)
            {
                handOn(packet, receive.skip(), sent.bytes.length - receive.skip());
                while (receive.hasKept())
                {
                    handOn(receive.keptBuffer(), receive.keptOffset(), receive.keptLength());
                }
            }
            assertTrue(result != ReceiveStream.BEYOND_WINDOW, seed);
            return result != ReceiveStream.NO_MEMORY;
        }

        private void handOn(final DirectBuffer buffer, final int offset, final int length)
        {
            final int messages = walker.walk(buffer, offset, length);
            assertTrue(messages >= 0);
            walked += messages;
            receive.advance(length);
            readers.read(1, buffer, offset, length, this::onMessage);
            receive.release();
        }

        private void onMessage(final DirectBuffer buffer, final int offset, final int length)
        {
            assertEquals(length(delivered), length, seed);
            for (int i = 0; i < length; i += 97)
            {
                assertEquals((byte)(delivered * 31 + i), buffer.getByte(offset + i), seed);
            }
            delivered++;
        }

        private void write(final long which, final int length)
        {
            for (int i = 0; i < length; i++)
            {
                message.putByte(i, (byte)(which * 31 + i));
            }
        }
    }

    private static int length(final long which)
    {
        final int random = (int)(which * 0x9E3779B9L >>> 5) & 0xFFFF;
        return which % 97 == 41 ? 3 * WINDOW + random : which % 7 == 3 ? random % 9000 : random % 120;
    }

    @Test
    void smallMessagesShareAPacketAndAreNotCut()
    {
        final SendStream send = new SendStream(WINDOW, new StreamPool(WINDOW), 0);
        for (int i = 0; i < 100; i++)
        {
            assertTrue(send.append(message, 0, 64));
        }
        assertEquals(15 * 65, send.unsentLength(1000, 1000));
        send.onSent(0, 15 * 65);
        assertEquals(0, send.unsentLength(64, 1000), "a message that fits a packet is not cut for want of credit");
        assertEquals(65, send.unsentLength(65, 1000));
    }

    @Test
    void aLongMessageFillsPackets()
    {
        final SendStream send = new SendStream(WINDOW, new StreamPool(WINDOW), 0);
        assertTrue(send.append(message, 0, 10));
        assertTrue(send.append(message, 0, 3000));
        assertTrue(send.append(message, 0, 10));
        assertEquals(1000, send.unsentLength(1000, 1000));
        send.onSent(0, 1000);
        assertEquals(0, send.unsentLength(100, 1000), "not in crumbs");
        assertEquals(1000, send.unsentLength(1000, 1000));
        send.onSent(1000, 1000);
        assertEquals(1000, send.unsentLength(1000, 1000));
        send.onSent(2000, 1000);
        assertEquals(13 + 11, send.unsentLength(1000, 1000), "the rest of it and the next");
    }

    @Test
    void aMessageCountsOnceAllOfItIsAcknowledged()
    {
        final SendStream send = new SendStream(WINDOW, new StreamPool(WINDOW), 0);
        assertTrue(send.append(message, 0, 1500));
        assertTrue(send.append(message, 0, 0));
        assertEquals(1000, send.unsentLength(1000, 1000));
        send.onSent(0, 1000);
        assertEquals(503, send.unsentLength(1000, 1000));
        send.onSent(1000, 503);
        send.onAcked(SendStream.content(1000, 503), 1, false);
        assertEquals(0, send.ackedMessages());
        assertEquals(0, send.base());
        send.onAcked(SendStream.content(0, 1000), 0, false);
        assertEquals(2, send.ackedMessages());
        assertTrue(send.isEmpty());
        assertEquals(1, send.blocks());
        send.trim();
        assertEquals(0, send.blocks());
    }

    @Test
    void whatIsLostMayBeCutAnew()
    {
        final SendStream send = new SendStream(WINDOW, new StreamPool(WINDOW), 0);
        assertTrue(send.append(message, 0, 998));
        assertEquals(1000, send.unsentLength(1000, 1000));
        send.onSent(0, 1000);
        send.onLost(SendStream.content(0, 1000), 0);
        assertEquals(600, send.lostLength(600));
        send.onSent(0, 600);
        assertEquals(600, send.next());
        send.onSent(600, 400);
        assertFalse(send.hasLost());
        send.onAcked(SendStream.content(0, 1000), 0, true);
        assertEquals(1, send.takeNeedless());
        assertTrue(send.isEmpty());
        send.onLost(SendStream.content(0, 600), 1);
        assertFalse(send.hasLost(), "it arrived");
    }

    @Test
    void theWindowAndThePoolAreBounds()
    {
        final StreamPool pool = new StreamPool(4 * StreamBlock.LENGTH);
        final SendStream send = new SendStream(WINDOW, pool, 0);
        int accepted = 0;
        while (send.append(message, 0, 1000))
        {
            accepted++;
        }
        assertEquals(4 * StreamBlock.LENGTH / 1002, accepted);
        final ReceiveStream receive = new ReceiveStream(WINDOW, 2, new ReceiveCredit(WINDOW, WINDOW, 0), pool, 0);
        assertEquals(ReceiveStream.NO_MEMORY, receive.onRange(5, message, 0, 5));
        assertEquals(ReceiveStream.NEXT, receive.onRange(0, message, 0, 5));
        receive.advance(5);
        send.clear();
        assertEquals(ReceiveStream.KEPT, receive.onRange(10, message, 0, 5));
        assertEquals(ReceiveStream.KEPT, receive.onRange(20, message, 0, 5));
        assertEquals(ReceiveStream.NO_MEMORY, receive.onRange(30, message, 0, 5), "too many holes");
        assertEquals(ReceiveStream.DUPLICATE, receive.onRange(11, message, 0, 4));
        assertEquals(ReceiveStream.BEYOND_WINDOW, receive.onRange(WINDOW - 4, message, 0, 5));
        receive.clear();
        assertEquals(0, pool.borrowed());
    }

    @Test
    void whatIsReceivedLeavesHalfOfThePoolForSending()
    {
        final StreamPool pool = new StreamPool(8 * StreamBlock.LENGTH);
        for (int i = 0; i < 4; i++)
        {
            assertTrue(null != pool.take(true));
        }
        assertTrue(null == pool.take(true));
        for (int i = 0; i < 4; i++)
        {
            assertTrue(null != pool.take(false));
        }
        assertTrue(null == pool.take(false));
    }
}
