package io.hopwire.component.session;

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
            final ReceiveWindow receive = new ReceiveWindow(window, window, pool, first);
            final TreeSet<Long> here = new TreeSet<>();
            long next = first;
            for (int i = 0; i < 2_000; i++)
            {
                final long number = next + random.nextInt(window + 4) - 2;
                message.putLong(0, number);
                final int result = receive.onMessage(number, message, 0, 8);
                final int expected = number < next || here.contains(number) ? ReceiveWindow.DUPLICATE :
                    number >= receive.limit() ? ReceiveWindow.BEYOND_WINDOW :
                    number == next ? ReceiveWindow.NEXT : ReceiveWindow.KEPT;
                assertEquals(expected, result, "seed " + seed);
                if (result == ReceiveWindow.KEPT)
                {
                    here.add(number);
                }
                if (result == ReceiveWindow.NEXT)
                {
                    receive.advance();
                    receive.release();
                    next++;
                    while (receive.hasKept())
                    {
                        final MessageChunk chunk = receive.keptChunk();
                        assertEquals(next, chunk.buffer.getLong(chunk.offset(next)));
                        assertEquals(8, chunk.lengths[(int)next & MessageChunk.MASK]);
                        assertTrue(here.remove(next++));
                        receive.advance();
                        receive.release();
                    }
                }
                receive.promise(window);
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
        long bits = 0;
        for (int i = 0; i < 64; i++)
        {
            bits |= here.contains(next + 1 + i) ? 1L << i : 0;
        }
        assertEquals(bits, receive.ackBits(), "seed " + seed);
    }

    @Test
    void aPromiseIsNeverTakenBack()
    {
        final ReceiveWindow receive = new ReceiveWindow(128, 16, new MessagePool(64, 1 << 20));
        assertEquals(16, receive.limit());
        assertEquals(100, receive.promise(100));
        assertEquals(100, receive.promise(3));
        assertEquals(100, receive.promise(-5));
        assertEquals(128, receive.promise(Integer.MAX_VALUE));
        assertEquals(128, receive.limit());
    }

    @Test
    void packetThresholdTellsLossFromReordering()
    {
        final SendWindow send = window(10);
        assertEquals(0, send.onAck(0, 0b11, -1));
        assertEquals(1_000 + 50, send.detectLosses(1_000, 50));
        assertFalse(send.hasLost());
        assertEquals(0, send.onAck(0, 0b111, -1));
        assertEquals(Long.MAX_VALUE, send.detectLosses(1_000, 50));
        assertEquals(0, send.nextLost());
        send.onSent(0, 10, 1_100);
        assertEquals(-1, send.nextLost());
        assertEquals(4, send.onAck(4, 0, 10));
        assertEquals(1_100, send.sampleSentNs());
        assertEquals(6, send.inFlight());
        send.detectLosses(1_200, 500);
        assertTrue(send.hasLost(), "what was sent before packet 10");
    }

    @Test
    void timeThresholdTellsLossFromDelay()
    {
        final SendWindow send = window(10);
        send.onAck(0, 0b1, -1);
        assertEquals(1_050, send.detectLosses(1_049, 50));
        assertFalse(send.hasLost());
        assertEquals(Long.MAX_VALUE, send.detectLosses(1_050, 50));
        assertEquals(0, send.nextLost());
    }

    @Test
    void aCopyThatMayBeTheFirstOneIsNotMeasured()
    {
        final SendWindow send = window(1);
        assertEquals(-1, send.nextLost());
        send.probe(1);
        assertEquals(0, send.nextLost());
        send.onSent(0, 7, 9_000);
        assertEquals(1, send.onAck(1, 0, -1));
        assertEquals(-1, send.sampleSentNs());
        assertTrue(send.isEmpty());
    }

    @Test
    void anAcknowledgementOfWhatWasNotSentIsInvalid()
    {
        final SendWindow send = window(10);
        assertTrue(send.append(message, 0, 8));
        assertEquals(SendWindow.INVALID, send.onAck(11, 0, -1));
        assertEquals(SendWindow.INVALID, send.onAck(0, 1L << 9, -1));
        assertEquals(SendWindow.INVALID, send.onAck(9, -1L, -1));
        assertEquals(0, send.onAck(0, 1L << 8, -1));
        assertEquals(10, send.onAck(10, 0, -1));
        assertEquals(0, send.onAck(3, -1L >>> 58, -1));
        assertEquals(1, send.end() - send.base());
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
        final ReceiveWindow receive = new ReceiveWindow(128, 128, pool);
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
            send.onSent(i, i, i);
            assertEquals(1, pool.borrowed());
            assertEquals(1, send.onAck(i + 1, 0, -1));
            assertEquals(0, pool.borrowed());
        }
    }

    /** A window with so many messages in flight, each in the packet of its number, sent at 1,000. */
    private SendWindow window(final int count)
    {
        final SendWindow send = new SendWindow(128, new MessagePool(64, 1 << 20));
        for (int i = 0; i < count; i++)
        {
            assertTrue(send.append(message, 0, 8));
            send.onSent(i, i, 1_000);
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
