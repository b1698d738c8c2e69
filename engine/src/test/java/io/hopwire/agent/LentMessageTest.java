package io.hopwire.agent;

import io.hopwire.Session;
import io.hopwire.SessionHandler;
import io.hopwire.spi.SessionCodes;
import io.hopwire.transport.DatagramHandler;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A message shown where it was received is like any other: nothing overwrites it, overtakes it, or shows it twice.
 */
class LentMessageTest
{
    private static final int LENGTH = StressCore.MESSAGE_LENGTH;
    private static final int RECORD = StressCore.RECORD_LENGTH;

    private final Datagrams datagrams = new Datagrams();
    private final StressNode node = new StressNode(datagrams);
    private final Seen[] seen = {new Seen(), new Seen()};

    LentMessageTest()
    {
        for (int i = 0; i < seen.length; i++)
        {
            node.answer(StressNode.pending(seen[i]), i);
        }
        node.agent.doWork();
    }

    @Test
    void onlyMessageOfACycleIsShownWhereItLies()
    {
        datagrams.add(2);
        node.agent.doWork();
        assertEquals(List.of(2), seen[0].values);
        assertSame(datagrams.buffer, seen[0].buffer);
    }

    @Test
    void severalMessagesOfADatagramKeepTheirOrder()
    {
        datagrams.add(2, 4, 3, 6, 5);
        node.agent.doWork();
        assertEquals(List.of(2, 4, 6), seen[0].values);
        assertEquals(List.of(3, 5), seen[1].values);
        assertNotSame(datagrams.buffer, seen[0].buffer);
    }

    @Test
    void messageFromElsewhereIsNotKept()
    {
        node.sessions.lend(datagrams.buffer);
        final UnsafeBuffer elsewhere = StressNode.record(2);
        node.sessions.onStream(0, elsewhere, 0, RECORD);
        elsewhere.setMemory(1, LENGTH, (byte)4);
        node.sessions.deliver(node.agent);
        assertEquals(List.of(2), seen[0].values);
    }

    @Test
    void messageThatIsKeptTakesItsPlaceInTheWindow()
    {
        final int before = node.sessions.receiveWindow(0);
        node.sessions.lend(datagrams.buffer);
        datagrams.put(0, 2);
        node.sessions.onStream(0, datagrams.buffer, 0, RECORD);
        assertEquals(before - RECORD, node.sessions.receiveWindow(0));
        assertEquals(before, node.sessions.receiveWindow(1));
        node.sessions.deliver(node.agent);
        assertEquals(before, node.sessions.receiveWindow(0));
    }

    @Test
    void handlerThatThrowsIsNotShownTheMessageAgain()
    {
        seen[0].throwing = true;
        datagrams.add(2);
        node.agent.doWork();
        node.agent.doWork();
        assertEquals(List.of(2), seen[0].values);
        assertEquals(1, node.errors);
        seen[0].throwing = false;
        datagrams.add(4);
        node.agent.doWork();
        assertEquals(List.of(2, 4), seen[0].values);
    }

    @Test
    void handlerHearsOfTheEndAfterTheMessage()
    {
        node.sessions.lend(datagrams.buffer);
        datagrams.put(0, 2);
        node.sessions.onStream(0, datagrams.buffer, 0, RECORD);
        node.sessions.onClosed(0, SessionCodes.CLOSED_BY_PEER, 0);
        node.sessions.deliver(node.agent);
        assertEquals(List.of(2, -SessionCodes.CLOSED_BY_PEER), seen[0].values);
    }

    @Test
    void whileThereIsNoRoomForWhatAHandlerCausesMessagesWait()
    {
        datagrams.add(2);
        datagrams.room = 1;
        node.agent.doWork();
        assertEquals(List.of(), seen[0].values);
        datagrams.add(4);
        datagrams.room = 0;
        node.agent.doWork();
        node.agent.doWork();
        datagrams.room = Integer.MAX_VALUE;
        node.agent.doWork();
        node.agent.doWork();
        assertEquals(List.of(2, 4), seen[0].values);
    }

    /**
     * Any number of datagrams a cycle, each written over the one before it.
     */
    @Test
    void whateverComesIsShownOnceInOrder()
    {
        for (int seed = 1; seed <= 200; seed++)
        {
            final Random random = new Random(seed);
            final List<List<Integer>> expected = List.of(new ArrayList<>(), new ArrayList<>());
            seen[0].values.clear();
            seen[1].values.clear();
            for (int i = 0; i < 50; i++)
            {
                final int[] messages = random.ints(random.nextInt(3) + 1, 2, 60)
                    .map((value) -> value == StressCore.TORN ? 10 : value).toArray();
                Arrays.stream(messages).forEach((value) -> expected.get(value & 1).add(value));
                datagrams.add(messages);
                // More than the window said must not come in one cycle.
                while (datagrams.script.size() > 1 || random.nextInt(3) == 0)
                {
                    node.agent.doWork();
                }
            }
            // At the end of the ring there may be a gap, and the message behind it waits for the next cycle.
            for (int i = 0; i < 4; i++)
            {
                node.agent.doWork();
            }
            assertTrue(datagrams.script.isEmpty());
            assertEquals(expected.get(0), seen[0].values, "seed " + seed);
            assertEquals(expected.get(1), seen[1].values, "seed " + seed);
        }
        assertEquals(0, node.errors);
    }

    private static final class Seen implements SessionHandler
    {
        private final List<Integer> values = new ArrayList<>();
        private DirectBuffer buffer;
        private boolean throwing;

        @Override
        public void onMessage(final Session session, final DirectBuffer message, final int offset, final int length)
        {
            buffer = message;
            values.add(StressCore.valueOf(message, offset, length));
            if (throwing)
            {
                throw new IllegalStateException("on purpose");
            }
        }

        @Override
        public void onClosed(final Session session, final int reason)
        {
            values.add(-reason);
        }
    }

    /** Datagrams of messages, received into one buffer. */
    private static final class Datagrams extends StressTransport
    {
        private final ArrayDeque<int[]> script = new ArrayDeque<>();
        private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[8 * RECORD]);
        /** Calls of {@link #free()} that say there is. */
        private int room = Integer.MAX_VALUE;

        void add(final int... messages)
        {
            script.add(messages);
        }

        void put(final int place, final int value)
        {
            buffer.putByte(place * RECORD, (byte)LENGTH);
            buffer.setMemory(place * RECORD + 1, LENGTH, (byte)value);
        }

        @Override
        public int poll(final DatagramHandler handler, final int limit)
        {
            final int[] messages = script.poll();
            if (null == messages)
            {
                return 0;
            }
            buffer.setMemory(0, buffer.capacity(), (byte)0);
            for (int i = 0; i < messages.length; i++)
            {
                put(i, messages[i]);
            }
            handler.onDatagram(0, buffer, 0, messages.length * RECORD);
            return 1;
        }

        @Override
        public int free()
        {
            return room-- > 0 ? Integer.MAX_VALUE : 0;
        }
    }
}
