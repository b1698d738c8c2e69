package io.hopwire.component.session;

import io.hopwire.delivery.ReceiveCredit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.Random;
import java.util.TreeSet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The two windows and the pool alone, against models.
 */
class WindowsTest
{
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[64]);

    @Test
    void receiveWindowAgreesWithASet()
    {
        for (long seed = 0; seed < 200; seed++)
        {
            final Random random = new Random(seed);
            final int window = 16 << random.nextInt(5);
            final MessagePool pool = new MessagePool(64, 1 << 20);
            final long first = random.nextInt(1000);
            final ReceiveCredit credit = new ReceiveCredit(window * 16, window * 16);
            final ReceiveWindow receive = new ReceiveWindow(window, credit, pool, first);
            final TreeSet<Long> here = new TreeSet<>();
            long next = first;
            for (int i = 0; i < 2_000; i++)
            {
                final long number = next + random.nextInt(window + 4) - 2;
                message.putLong(0, number);
                final boolean isCovered = credit.left() >= 16;
                final int result = receive.onMessage(number, message, 0, 8);
                final int expected = number < next || here.contains(number) ? ReceiveWindow.DUPLICATE :
                    number >= next + window || !isCovered ? ReceiveWindow.BEYOND_WINDOW :
                    number == next ? ReceiveWindow.NEXT : ReceiveWindow.KEPT;
                assertEquals(expected, result, "seed " + seed);
                if (result == ReceiveWindow.KEPT)
                {
                    here.add(number);
                }
                if (result == ReceiveWindow.NEXT)
                {
                    receive.advance(8);
                    receive.release();
                    next++;
                    while (receive.hasKept())
                    {
                        final MessageChunk chunk = receive.keptChunk();
                        assertEquals(next, chunk.buffer.getLong(chunk.offset(next)));
                        assertEquals(8, chunk.lengths[(int)next & MessageChunk.MASK]);
                        assertTrue(here.remove(next++));
                        receive.advance(8);
                        receive.release();
                    }
                }
                if (random.nextBoolean())
                {
                    credit.promise(random.nextInt(window * 16));
                }
                check(receive, here, next, pool, seed);
            }
            receive.clear();
            assertEquals(0, pool.borrowed());
        }
    }

    private static void check(
        final ReceiveWindow receive, final TreeSet<Long> here, final long next, final MessagePool pool, final long seed)
    {
        assertEquals(next, receive.next());
        assertEquals(here.size(), receive.kept());
        assertTrue(!here.isEmpty() || pool.borrowed() == 0);
    }

    @Test
    void aMessageIsLostOnlyWithTheNewestPacketThatCarriedIt()
    {
        final SendWindow send = window(3);
        send.onLost(1, 1);
        assertEquals(1, send.nextLost());
        send.onSent(1, 10);
        assertEquals(-1, send.nextLost());
        send.onLost(1, 1);
        assertFalse(send.hasLost(), "the older packet says nothing");
        send.onLost(1, 10);
        assertTrue(send.isLost(1));
        assertTrue(send.onAcked(1));
        assertFalse(send.hasLost());
        send.onLost(1, 10);
        assertFalse(send.hasLost(), "it arrived");
    }

    @Test
    void theBaseMovesOverAllThatIsAcknowledged()
    {
        final SendWindow send = window(40);
        for (int i = 39; i > 0; i--)
        {
            assertTrue(send.onAcked(i));
            assertFalse(send.onAcked(i));
            assertEquals(0, send.base());
        }
        assertTrue(send.onAcked(0));
        assertEquals(40, send.base());
        assertTrue(send.isEmpty());
        assertFalse(send.onAcked(7));
        assertEquals(0, send.chunks());
    }

    @Test
    void theOldestLostMessageGoesFirst()
    {
        final SendWindow send = window(40);
        for (final int i : new int[] {30, 5, 17})
        {
            send.onLost(i, i);
        }
        for (final int i : new int[] {5, 17, 30})
        {
            assertEquals(i, send.nextLost());
            send.onSent(i, 100 + i);
        }
        assertEquals(-1, send.nextLost());
    }

    @Test
    void theWindowAndThePoolAreBounds()
    {
        final MessagePool pool = new MessagePool(64, 2 * 64 * MessageChunk.MESSAGES);
        final SendWindow send = new SendWindow(128, pool);
        int accepted = 0;
        while (send.append(message, 0, 64))
        {
            accepted++;
        }
        assertEquals(2 * MessageChunk.MESSAGES, accepted);
        assertNull(pool.take());
        final ReceiveWindow receive = new ReceiveWindow(128, new ReceiveCredit(2048, 2048), pool);
        assertEquals(ReceiveWindow.NO_MEMORY, receive.onMessage(1, message, 0, 8));
        assertEquals(ReceiveWindow.NEXT, receive.onMessage(0, message, 0, 8));
        send.clear();
        assertEquals(0, pool.borrowed());
        assertEquals(ReceiveWindow.KEPT, receive.onMessage(1, message, 0, 8));
    }

    @Test
    void anIdleWindowKeepsNoMemory()
    {
        final MessagePool pool = new MessagePool(64, 1 << 20);
        final SendWindow send = new SendWindow(128, pool);
        for (int i = 0; i < 1_000; i++)
        {
            assertTrue(send.append(message, 0, 8));
            send.onSent(i, i);
            assertEquals(1, pool.borrowed());
            assertTrue(send.onAcked(i));
            assertEquals(0, pool.borrowed());
        }
    }

    /** A window with so many messages in flight, each in the packet of its number. */
    private SendWindow window(final int count)
    {
        final SendWindow send = new SendWindow(128, new MessagePool(64, 1 << 20));
        for (int i = 0; i < count; i++)
        {
            assertTrue(send.append(message, 0, 8));
            send.onSent(i, i);
        }
        return send;
    }

    @Test
    void receivedMessagesLeaveHalfOfThePoolForSending()
    {
        final MessagePool pool = new MessagePool(64, 8 * 64 * MessageChunk.MESSAGES);
        final MessageChunk[] received = new MessageChunk[4];
        for (int i = 0; i < received.length; i++)
        {
            received[i] = pool.takeForReceiving();
            assertNotNull(received[i]);
        }
        assertNull(pool.takeForReceiving());
        for (int i = 0; i < 4; i++)
        {
            assertNotNull(pool.take());
        }
        assertNull(pool.take());
        pool.give(received[0]);
        assertNotNull(pool.takeForReceiving());
        assertNull(pool.takeForReceiving());
    }
}
