package io.hopwire.agent;

import io.hopwire.delivery.MessageHeader;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SessionInboxTest
{
    private static final int MAX_LENGTH = 300;
    private static final int CAPACITY = 1024;
    private static final long SECOND = 1_000_000_000L;

    private final Random random = new Random(17);
    private final MemoryPool pool = new MemoryPool(1 << 20);
    private final SessionInbox inbox = new SessionInbox(pool, CAPACITY, CAPACITY);
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[1 << 16]);
    private final UnsafeBuffer record = new UnsafeBuffer(new byte[1 << 17]);
    private int written;
    private int read;

    /** Whoever reads and finds nothing goes to sleep: there must be something wherever the message lies. */
    @Test
    void oneReadFindsTheMessageWhereverItLies()
    {
        for (int i = 0; i < 10_000; i++)
        {
            write(inbox);
            assertEquals(1, read(inbox, 1), () -> "message " + read);
            assertTrue(inbox.isEmpty());
        }
        assertEquals(CAPACITY, pool.takenBytes(), "what lay across the end was gathered, and its memory given back");
    }

    @Test
    void takesMemoryOnlyForWhatIsWritten()
    {
        assertEquals(CAPACITY, inbox.window());
        assertEquals(0, pool.takenBytes());
        assertEquals(0, read(inbox, 1));
        write(inbox);
        assertEquals(CAPACITY, pool.takenBytes());
    }

    @Test
    void messagesThatNeedNoOrderTakeNoMoreThanWasPromisedAndGiveItBack()
    {
        final SessionInbox one = new SessionInbox(pool, CAPACITY, 4 * CAPACITY);
        message.putInt(0, 0);
        final int length = MessageHeader.write(record, 0, message, 0, 100);
        int came = 0;
        while (length <= one.window())
        {
            assertTrue(one.writeAside(true, record, 0, length), "promised");
            came++;
        }
        assertEquals(CAPACITY / length, came);
        assertEquals(CAPACITY, pool.takenBytes(), "not the whole window");
        assertEquals(came, one.read((buffer, offset, bytes) -> assertEquals(100, bytes), 1_000));
        assertTrue(one.writeAside(true, record, 0, length));
        assertEquals(4 * CAPACITY - length, one.window(), "more came than was promised at first");
        assertTrue(one.writeAside(false, record, 0, length));
        assertEquals(1, one.read((buffer, offset, bytes) -> assertEquals(100, bytes), 1));
        one.release();
        assertEquals(0, pool.takenBytes());
        assertEquals(1, one.read((buffer, offset, bytes) -> assertEquals(100, bytes), 10), "it waits on the heap");
    }

    @Test
    void datagramsFindNoRoomWhereNobodyReadsOrMemoryIsScarce()
    {
        message.putInt(0, 0);
        final int length = MessageHeader.write(record, 0, message, 0, 100);
        int came = 0;
        while (inbox.writeAside(false, record, 0, length))
        {
            came++;
        }
        assertEquals(CAPACITY / length, came);
        assertEquals(CAPACITY, inbox.window(), "they take nothing of what was promised");
        final MemoryPool scarce = new MemoryPool(1);
        scarce.takeRing(CAPACITY);
        assertFalse(new SessionInbox(scarce, CAPACITY, CAPACITY).writeAside(false, record, 0, length));
    }

    @Test
    void whoSendsMuchIsPromisedTheWholeWindowThoughNothingIsEverWritten()
    {
        final SessionInbox one = new SessionInbox(pool, CAPACITY, 4 * CAPACITY);
        message.putInt(0, 0);
        final int length = MessageHeader.write(record, 0, message, 0, 100);
        for (int i = 0; i < 100; i++)
        {
            assertEquals(i * length <= CAPACITY ? CAPACITY : 4 * CAPACITY, one.window());
            assertEquals(0, pool.takenBytes());
            one.readLent(record, 0, length, (buffer, offset, bytes) -> assertEquals(100, bytes));
        }
        write(one);
        assertEquals(4 * CAPACITY, pool.takenBytes(), "and there is memory for it");
        one.release();
        assertEquals(0, pool.takenBytes());
    }

    @Test
    void growsWithWhatComesWhereAllWasRead()
    {
        final SessionInbox one = new SessionInbox(pool, CAPACITY, 4 * CAPACITY);
        int came = 0;
        while (came <= CAPACITY)
        {
            assertEquals(CAPACITY, one.emptyWindow());
            came += write(one);
            assertEquals(1, read(one, 1));
        }
        final int unread = write(one);
        assertEquals(4 * CAPACITY, pool.takenBytes());
        assertEquals(4 * CAPACITY - unread, one.window());
        assertEquals(1, read(one, 1));
        one.release();
        assertEquals(0, pool.takenBytes());
    }

    @Test
    void anIdleOneGivesItsMemoryBackAndKeepsItsPromise()
    {
        final SessionInbox one = grown(pool);
        write(one);
        one.trim(2 * SECOND);
        one.trim(4 * SECOND);
        assertEquals(4 * CAPACITY, pool.takenBytes(), "there is something to read");
        assertEquals(1, read(one, 1));
        one.trim(4 * SECOND + 1);
        assertEquals(4 * CAPACITY, pool.takenBytes(), "not for so long yet");
        write(one);
        assertEquals(1, read(one, 1));
        one.trim(6 * SECOND);
        assertEquals(4 * CAPACITY, pool.takenBytes(), "something came meanwhile");
        one.trim(8 * SECOND);
        assertEquals(0, pool.takenBytes());
        assertEquals(4 * CAPACITY, one.window(), "as was promised");
        write(one);
        assertEquals(4 * CAPACITY, pool.takenBytes());
        assertEquals(1, read(one, 1));
        one.release();
    }

    @Test
    void whatAnIdleOneWasPromisedIsPromisedToNobodyElse()
    {
        final MemoryPool small = new MemoryPool(4 * CAPACITY);
        final SessionInbox one = grown(small);
        one.trim(2 * SECOND);
        one.trim(4 * SECOND);
        assertEquals(0, small.takenBytes());
        assertTrue(small.isScarce());
        final SessionInbox other = new SessionInbox(small, CAPACITY, 4 * CAPACITY);
        for (int i = 0; i < 100; i++)
        {
            write(other);
            assertEquals(1, read(other, 1));
        }
        assertEquals(CAPACITY, other.window());
        other.release();
        one.release();
        assertFalse(small.isScarce());
        assertEquals(0, small.takenBytes());
    }

    @Test
    void whatIsNotReadWhenTheMemoryGoesBackIsKeptWhereverItLies()
    {
        for (int i = 0; i < 2_000; i++)
        {
            final SessionInbox one = new SessionInbox(pool, CAPACITY, CAPACITY);
            write(one);
            read(one, 1);
            final int left = random.nextInt(3);
            for (int j = 0; j < left; j++)
            {
                write(one);
            }
            one.release();
            assertEquals(0, pool.takenBytes());
            assertEquals(left, read(one, 8));
            assertEquals(written, read);
        }
    }

    @Test
    void aMessageLongerThanTheRingIsGatheredByWhoReads()
    {
        for (int length = 1; length < 50_000; length = 3 * length + 1)
        {
            message.putInt(0, written++);
            message.setMemory(4, length, (byte)length);
            final int expected = 4 + length;
            final int size = MessageHeader.write(record, 0, message, 0, expected);
            int done = 0;
            int messages = 0;
            while (done < size)
            {
                assertEquals(0, messages);
                final int piece = Math.min(size - done, Math.min(inbox.window(), 1 + random.nextInt(700)));
                assertTrue(inbox.write(record, done, piece));
                done += piece;
                messages += inbox.read((buffer, offset, bytes) ->
                {
                    assertEquals(expected, bytes);
                    assertEquals(read++, buffer.getInt(offset));
                    assertEquals((byte)(expected - 4), buffer.getByte(offset + bytes - 1));
                }, 8);
            }
            assertEquals(1, messages);
            assertEquals(CAPACITY, pool.takenBytes());
        }
    }

    @Test
    void longMessagesOfManyPeersTakeNoMoreMemoryThanThereIs()
    {
        final long budget = 1 << 20;
        final MemoryPool small = new MemoryPool(budget);
        final SessionInbox[] many = new SessionInbox[100];
        final int size = MessageHeader.write(record, 0, message, 0, message.capacity());
        for (int i = 0; i < many.length; i++)
        {
            many[i] = new SessionInbox(small, CAPACITY, CAPACITY);
            for (int done = 0; done < size - 1; done += CAPACITY)
            {
                if (many[i].window() == CAPACITY)
                {
                    assertTrue(many[i].write(record, done, Math.min(CAPACITY, size - 1 - done)));
                    assertEquals(0, read(many[i], 1));
                }
            }
            assertTrue(small.takenBytes() <= 2 * budget + many.length * (CAPACITY + (16 << 10)));
        }
        assertEquals(0, many[many.length - 1].window(), "its peer has to wait");
        assertEquals(CAPACITY, many[0].window());
        assertTrue(many[0].write(record, size - 1, 1));
        assertEquals(1, many[0].read((buffer, offset, length) -> assertEquals(message.capacity(), length), 1));
        for (int i = 0; i < many.length / 2; i++)
        {
            many[i].release();
        }
        assertEquals(0, read(many[many.length - 1], 1));
        assertEquals(CAPACITY, many[many.length - 1].window(), "there is memory again");
        for (final SessionInbox one : many)
        {
            one.release();
        }
        assertEquals(0, small.takenBytes());
    }

    @Test
    void whatAHandlerIsLentWaitsWhereThereIsNoMemory()
    {
        final MemoryPool small = new MemoryPool(CAPACITY);
        final UnsafeBuffer taken = small.takeRing(1 << 16);
        final SessionInbox one = new SessionInbox(small, 1 << 16, 1 << 16);
        final int size = MessageHeader.write(record, 0, message, 0, 40_000);
        assertTrue(one.readLent(record, 0, 30_000, (buffer, offset, length) -> read++));
        assertEquals(0, read(one, 1));
        assertTrue(one.write(record, 30_000, size - 30_000));
        assertEquals(1, read(one, 1), "as a whole it needs no memory but the ring's");
        one.release();
        small.give(taken);
    }

    @Test
    void ofAMessageThatNeverComesAsAWholeNothingIsLeft()
    {
        final int size = MessageHeader.write(record, 0, message, 0, 5000);
        assertTrue(inbox.write(record, 0, 1000));
        assertEquals(0, read(inbox, 1));
        assertTrue(pool.takenBytes() > CAPACITY);
        assertTrue(inbox.write(record, 1000, 100));
        assertTrue(size > 1100);
        inbox.release();
        assertTrue(inbox.isEmpty());
        assertEquals(0, pool.takenBytes());
    }

    @Test
    void whatAHandlerWasShownCountsAsReadWhereItThrows()
    {
        write(inbox);
        write(inbox);
        assertThrows(IllegalStateException.class, () -> inbox.read((buffer, offset, length) ->
        {
            read++;
            throw new IllegalStateException("on purpose");
        }, 2));
        assertEquals(1, read(inbox, 2));
        assertEquals(2, read);
    }

    private SessionInbox grown(final MemoryPool from)
    {
        final SessionInbox one = new SessionInbox(from, CAPACITY, 4 * CAPACITY);
        while (one.emptyWindow() == CAPACITY)
        {
            write(one);
            assertEquals(1, read(one, 1));
        }
        return one;
    }

    private int write(final SessionInbox to)
    {
        message.putInt(0, written++);
        final int length = MessageHeader.write(record, 0, message, 0, 4 + random.nextInt(MAX_LENGTH - 3));
        assertTrue(to.write(record, 0, length));
        return length;
    }

    private int read(final SessionInbox from, final int limit)
    {
        return from.read((buffer, offset, length) -> assertEquals(read++, buffer.getInt(offset)), limit);
    }
}
