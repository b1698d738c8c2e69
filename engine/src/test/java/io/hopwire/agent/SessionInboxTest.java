package io.hopwire.agent;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SessionInboxTest
{
    private static final int MAX_LENGTH = 100;
    private static final int WINDOW = 8;

    private final Random random = new Random(17);
    private final RingPool rings = new RingPool(1 << 20);
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[MAX_LENGTH]);
    private int written;
    private int read;

    /** Whoever reads and finds nothing goes to sleep: there must be something wherever the message lies. */
    @Test
    void oneReadFindsTheMessageWhereverItLies()
    {
        final SessionInbox inbox = new SessionInbox(rings, WINDOW, MAX_LENGTH);
        for (int i = 0; i < 10_000; i++)
        {
            write(inbox);
            assertEquals(1, read(inbox, 1), () -> "message " + read);
            assertTrue(inbox.isEmpty());
        }
    }

    @Test
    void whatIsNotReadWhenTheMemoryGoesBackIsKeptWhereverItLies()
    {
        for (int i = 0; i < 2_000; i++)
        {
            // Rings come from the pool, and continue where they stopped.
            final SessionInbox inbox = new SessionInbox(rings, WINDOW, MAX_LENGTH);
            write(inbox);
            read(inbox, 1);
            final int left = random.nextInt(WINDOW);
            for (int j = 0; j < left; j++)
            {
                write(inbox);
            }
            inbox.release();
            assertEquals(0, rings.takenBytes());
            assertEquals(left, read(inbox, WINDOW));
            assertEquals(written, read);
        }
    }

    private void write(final SessionInbox inbox)
    {
        final int length = 4 + random.nextInt(MAX_LENGTH - 3);
        message.putInt(0, written++);
        assertTrue(inbox.write(message, 0, length));
    }

    private int read(final SessionInbox inbox, final int limit)
    {
        return inbox.read((type, buffer, offset, length) -> assertEquals(read++, buffer.getInt(offset)), limit);
    }
}
