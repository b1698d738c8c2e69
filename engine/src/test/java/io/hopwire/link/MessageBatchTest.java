package io.hopwire.link;

import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.spi.SystemCounter;
import io.hopwire.wire.MsgPackDecoder;
import io.hopwire.wire.MsgPackEncoder;
import io.hopwire.wire.Operation;
import io.hopwire.wire.TransmissionParser;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class MessageBatchTest
{
    private static final int BETA = 256;

    private final LinkPair pair = new LinkPair(new HopwireCrypto(), 5).up();
    private final MessageBatch batch = new MessageBatch(pair.a.sender, BETA);

    @Test
    void putsMessagesToOneNeighbourIntoOneTransmission()
    {
        final long framesBefore = pair.a.get(SystemCounter.FRAMES_SEALED);
        put(1);
        put(2);
        put(3);
        assertEquals(framesBefore, pair.a.get(SystemCounter.FRAMES_SEALED));
        batch.flush();
        assertEquals(framesBefore + 1, pair.a.get(SystemCounter.FRAMES_SEALED));
        batch.flush();
        assertEquals(framesBefore + 1, pair.a.get(SystemCounter.FRAMES_SEALED));
        assertEquals(List.of(List.of(1L, 2L, 3L)), received());
    }

    @Test
    void beginsAnotherTransmissionWhereOneIsFull()
    {
        for (int i = 0; i < 40; i++)
        {
            put(i);
        }
        batch.flush();
        final List<List<Long>> transmissions = received();
        assertTrue(transmissions.size() >= 2 && transmissions.size() <= 4, () -> "" + transmissions);
        long expected = 0;
        for (final List<Long> transmission : transmissions)
        {
            for (final long value : transmission)
            {
                assertEquals(expected++, value);
            }
        }
        assertEquals(40, expected);
    }

    @Test
    void dropsAMessageThatFitsNowhereAndKeepTheOthers()
    {
        put(1);
        final MsgPackEncoder encoder = begin();
        assertNotNull(encoder);
        encoder.putBinary(new UnsafeBuffer(new byte[pair.a.table.maxPlaintext()]), 0, pair.a.table.maxPlaintext());
        assertFalse(batch.end());
        put(2);
        batch.flush();
        assertEquals(List.of(List.of(1L, 2L)), received());
    }

    @Test
    void refusesAMessageInsideAMessage()
    {
        assertNotNull(begin());
        assertThrows(IllegalStateException.class, this::begin);
    }

    private void put(final long value)
    {
        final MsgPackEncoder encoder = begin();
        assertNotNull(encoder);
        encoder.putLong(value);
        assertTrue(batch.end());
    }

    private MsgPackEncoder begin()
    {
        final Link link = pair.a.link();
        return batch.begin(link, pair.a.publicKeyBuffer, 0, link.peerKey(), 0, Operation.PING, pair.nowNs);
    }

    private List<List<Long>> received()
    {
        pair.b.frames.clear();
        pair.flush(pair.a);
        pair.run(50 * LinkNet.MS);
        final TransmissionParser parser = new TransmissionParser();
        final MsgPackDecoder payload = new MsgPackDecoder();
        final List<List<Long>> transmissions = new ArrayList<>();
        for (final byte[] frame : pair.b.frames)
        {
            final UnsafeBuffer buffer = new UnsafeBuffer(frame);
            assertNull(parser.wrap(buffer, 0, frame.length, BETA));
            final List<Long> values = new ArrayList<>();
            while (parser.next())
            {
                assertEquals(Operation.PING, parser.operation());
                values.add(payload.wrap(buffer, parser.payloadOffset(), parser.payloadLength()).readLong());
            }
            transmissions.add(values);
        }
        return transmissions;
    }
}
