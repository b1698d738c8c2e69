package io.hopwire.sim;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CanaryTest
{
    private static final int LENGTH = 1200;
    private static final int CERTAIN = 11;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[PacketPool.MAX_LENGTH]);

    @Test
    void findsElevenBytesWhereverTheyAre()
    {
        for (int from = 0; from + CERTAIN <= LENGTH; from++)
        {
            Canary.fill(buffer, LENGTH);
            write(0, from);
            write(from + CERTAIN, LENGTH);
            final int found = Canary.find(buffer, LENGTH);
            assertTrue(found >= from && found < from + CERTAIN, "from " + from + " found " + found);
        }
    }

    @Test
    void whatIsWrittenIsFoundNowhere()
    {
        Canary.fill(buffer, LENGTH);
        assertEquals(0, Canary.find(buffer, LENGTH));
        write(0, LENGTH);
        assertEquals(-1, Canary.find(buffer, LENGTH));
        assertEquals(-1, Canary.find(buffer, 7), "too short to tell");
    }

    /** Whatever is sent in any simulation comes this way. */
    @Test
    void aDatagramThatWasNotWrittenDoesNotLeave()
    {
        final SimNetwork network = new SimNetwork(SimConfig.of(1));
        final SimNode node = network.addNode(config -> config.discovery(false), new RecordingEvents());
        final SimOutbox outbox = new SimOutbox(network, node.index(), node.counters());
        assertEquals(0, outbox.tryClaim(LENGTH));
        outbox.buffer().setMemory(0, 600, (byte)0);
        outbox.buffer().setMemory(600 + CERTAIN, LENGTH - 600 - CERTAIN, (byte)0);
        assertThrows(AssertionError.class, () -> outbox.commit(node.index(), LENGTH));
    }

    private void write(final int from, final int to)
    {
        for (int i = from; i < to; i++)
        {
            buffer.putByte(i, (byte)~buffer.getByte(i));
        }
    }
}
