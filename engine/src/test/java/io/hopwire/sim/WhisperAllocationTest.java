package io.hopwire.sim;

import io.hopwire.link.Link;
import io.hopwire.link.LinkTable;
import io.hopwire.spi.Commands;
import io.hopwire.spi.SystemCounter;
import io.hopwire.spi.WhisperCommand;
import io.hopwire.test.Allocations;
import io.hopwire.wire.MessageFlyweight;
import io.hopwire.wire.Operation;
import io.hopwire.wire.TransmissionEncoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What passes a relay allocates nothing there, nor do the answers on their way back.
 */
class WhisperAllocationTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final int PER_ROUND = 50;
    private static final int LENGTH = 200;

    private final WhisperNetwork net = WhisperNetwork.line(3);
    private final UnsafeBuffer frame = new UnsafeBuffer(new byte[6 + LENGTH]);
    private long number;

    /** Each is another message, whose box nobody can open: the relay does not know. */
    @Test
    void passingOnAllocatesNothing()
    {
        final TransmissionEncoder encoder = new TransmissionEncoder();
        encoder.wrap(frame, 0, frame.capacity(), 256);
        encoder.beginMessage(
            net.network.node(0).publicKey(), 0, net.network.node(2).publicKey(), 0, Operation.WHISPER, true);
        encoder.commitMessage(LENGTH - MessageFlyweight.headerLength(256));
        encoder.finish();
        final Runnable send = this::send;
        final long minimum = Allocations.minimumPerRound(50, 10, 1, () ->
        {
            for (int i = 0; i < PER_ROUND; i++)
            {
                net.network.schedule(0, send);
                net.network.run(SECOND / 100);
            }
        });
        assertEquals(number, net.count(1, SystemCounter.WHISPERS_PASSED));
        assertTrue(minimum <= 0, "allocated " + minimum);
    }

    /** Over a link, from the command to the acknowledgement. */
    @Test
    void theWholeWayOverALinkAllocatesNothing()
    {
        final int[] done = new int[2];
        final SimNode writer = net.network.addNode(config -> config.discovery(false), new RecordingEvents()
        {
            @Override
            public void onAnswer(
                final int type,
                final long correlationId,
                final int code,
                final DirectBuffer buffer,
                final int offset,
                final int length)
            {
                done[0] += 0 == code ? 1 : 0;
            }
        });
        final SimNode hearer = net.network.addNode(config -> config.discovery(false), new RecordingEvents()
        {
            @Override
            public boolean onWhisper(
                final DirectBuffer buffer,
                final int keyOffset,
                final long ofNumber,
                final int valueOffset,
                final int valueLength)
            {
                done[1]++;
                return true;
            }
        });
        writer.bootstrapFrom(hearer, true);
        net.network.run(5 * SECOND);
        done[0] = 0;
        final WhisperCommand command = new WhisperCommand(hearer.publicKey(), WhisperNetwork.text("a text"));
        final long minimum = Allocations.minimumPerRound(50, 10, 1, () ->
        {
            for (int i = 0; i < PER_ROUND; i++)
            {
                writer.command(Commands.WHISPER, 1, command);
                net.network.run(SECOND / 100);
            }
        });
        assertEquals(60 * PER_ROUND, done[0]);
        assertEquals(60 * PER_ROUND, done[1]);
        assertTrue(minimum <= 0, "allocated " + minimum);
    }

    private void send()
    {
        frame.putLong(6 + LENGTH - Long.BYTES, ++number);
        final LinkTable links = net.network.node(0).links();
        final Link link = links.byKey(net.network.node(1).publicKey(), 0);
        links.send(link, frame, 0, frame.capacity(), net.network.nowNs());
    }
}
