package io.hopwire.component.payload;

import io.hopwire.wire.MessageFlyweight;
import io.hopwire.wire.TransmissionParser;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ShoutQueueTest
{
    private static final int BETA = 256;
    private static final int HEADER = MessageFlyweight.headerLength(BETA);
    private static final int MAX_LENGTH = 1168;
    private static final int LONGEST = MAX_LENGTH - 6;

    private final TransmissionParser parser = new TransmissionParser();
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[LONGEST]);

    /** What goes in comes out, each once and in order, however much of it shares a transmission. */
    @Test
    void keepsOrderAndOrigin()
    {
        for (long seed = 1; seed <= 100; seed++)
        {
            final Random random = new Random(seed);
            final ShoutQueue queue = new ShoutQueue(4, MAX_LENGTH, BETA);
            final ArrayDeque<Integer> waiting = new ArrayDeque<>();
            int next = 0;
            for (int i = 0; i < 300; i++)
            {
                final int length = HEADER + 4 + random.nextInt(random.nextInt(LONGEST - HEADER - 4) + 1);
                final boolean hasRoom = queue.hasRoom(length);
                assertEquals(hasRoom, add(queue, next, length), "seed " + seed);
                if (hasRoom)
                {
                    waiting.add(next++);
                }
                if (!queue.isEmpty() && random.nextInt(4) == 0)
                {
                    take(queue, waiting, "seed " + seed);
                }
            }
            while (!queue.isEmpty())
            {
                take(queue, waiting, "seed " + seed);
            }
            assertTrue(waiting.isEmpty(), "seed " + seed);
        }
    }

    @Test
    void putsManyIntoOneTransmission()
    {
        final ShoutQueue queue = new ShoutQueue(2, MAX_LENGTH, BETA);
        int added = 0;
        while (add(queue, added, HEADER + 4))
        {
            added++;
        }
        final int each = Math.min(ShoutQueue.MAX_MESSAGES, LONGEST / (HEADER + 4));
        assertEquals(2 * each, added);
        assertEquals(each, queue.first().count);
        assertFalse(queue.hasRoom(HEADER + 4));
    }

    private boolean add(final ShoutQueue queue, final int number, final int length)
    {
        message.setMemory(0, LONGEST, (byte)0);
        MessageFlyweight.putPayloadLength(message, 0, BETA, length - HEADER);
        message.putInt(HEADER, number);
        return queue.add(message, 0, length, number % 7);
    }

    private void take(final ShoutQueue queue, final ArrayDeque<Integer> waiting, final String where)
    {
        final ShoutQueue.Transmission transmission = queue.first();
        assertNull(parser.wrap(transmission.buffer, 0, transmission.length, BETA), where);
        for (int i = 0; i < transmission.count; i++)
        {
            assertTrue(parser.next(), where);
            final int number = transmission.buffer.getInt(parser.payloadOffset());
            assertEquals(waiting.remove(), number, where);
            assertEquals(number % 7, transmission.linkId(i), where);
            assertEquals(parser.messageLength(), transmission.length(i), where);
        }
        assertFalse(parser.next(), where);
        queue.removeFirst();
    }
}
