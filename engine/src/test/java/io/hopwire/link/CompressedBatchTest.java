package io.hopwire.link;

import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.spi.Limits;
import io.hopwire.spi.SystemCounter;
import io.hopwire.test.Allocations;
import io.hopwire.wire.Compression;
import io.hopwire.wire.MsgPackDecoder;
import io.hopwire.wire.MsgPackEncoder;
import io.hopwire.wire.Operation;
import io.hopwire.wire.TransmissionFlyweight;
import io.hopwire.wire.TransmissionParser;
import io.hopwire.wire.compress.Codecs;
import io.hopwire.wire.compress.TransmissionPacker;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Messages to a neighbour that takes them compressed.
 */
class CompressedBatchTest
{
    private static final int BETA = 256;
    private static final int TAKEN = 1 << Compression.LZ4;

    private final LinkPair pair = new LinkPair(new HopwireCrypto(), 5).up();
    private final MessageBatch batch = new MessageBatch(pair.a.sender, BETA);
    private final TransmissionPacker receiver = new TransmissionPacker(new Codecs(false));
    private final TransmissionParser parser = new TransmissionParser();
    private final MsgPackDecoder payload = new MsgPackDecoder();
    private final Random random = new Random(1);
    private final byte[] noisy = new byte[400];
    private final UnsafeBuffer noiseView = new UnsafeBuffer(noisy);
    private int compressed;
    private int longest;
    private long messages;
    private boolean isRepeated;

    CompressedBatchTest()
    {
        pair.a.link().compression(Compression.LZ4);
    }

    @Test
    void putsMoreMessagesIntoAFrameThanItCarries()
    {
        for (int i = 0; i < 30; i++)
        {
            put(i, 0);
        }
        batch.flush();
        assertEquals(List.of(30), received());
        assertEquals(1, compressed);
        assertEquals(1, pair.a.get(SystemCounter.TRANSMISSIONS_COMPRESSED));
        assertTrue(pair.a.get(SystemCounter.COMPRESSION_BYTES_SAVED) > 1500);
    }

    @Test
    void sendsAsManyFramesAsItTakesWhereItDoesNotCompress()
    {
        for (int i = 0; i < 30; i++)
        {
            put(i, 200 + random.nextInt(200));
        }
        batch.flush();
        final List<Integer> counts = received();
        assertTrue(counts.size() >= 7 && counts.size() <= 14, () -> "" + counts);
        assertEquals(30, counts.stream().mapToInt(Integer::intValue).sum());
        assertTrue(longest <= pair.a.link().maxPlaintext());
    }

    @Test
    void sendsShortOnesAsTheyAre()
    {
        put(0, 0);
        batch.flush();
        assertEquals(List.of(1), received());
        assertEquals(0, compressed);
    }

    @Test
    void putsNoMoreMessagesIntoOneThanItsReceiverTakes()
    {
        for (int i = 0; i < 2 * Limits.MAX_COMPRESSED_MESSAGES + 1; i++)
        {
            put(i, 0);
        }
        batch.flush();
        assertEquals(List.of(Limits.MAX_COMPRESSED_MESSAGES, Limits.MAX_COMPRESSED_MESSAGES, 1), received());
    }

    @Test
    void neverGivesAMessageMoreRoomThanAFrameNorLess()
    {
        for (int i = 0; i < 30; i++)
        {
            final MsgPackEncoder encoder = begin();
            final int longest = pair.a.link().maxPlaintext() - 6 - 70 - 3;
            encoder.putBinary(new UnsafeBuffer(new byte[longest]), 0, longest);
            assertTrue(batch.end(), "message " + i);
        }
        assertNotNull(begin());
        final byte[] more = new byte[pair.a.link().maxPlaintext()];
        batch.end();
        final MsgPackEncoder encoder = begin();
        encoder.putBinary(new UnsafeBuffer(more), 0, pair.a.link().maxPlaintext() - 6 - 70);
        assertFalse(batch.end());
    }

    @Test
    void whatIsTakenBackWhileItGathersLeavesAsItIs()
    {
        for (int i = 0; i < 30; i++)
        {
            put(i, 0);
        }
        pair.a.link().compression(Compression.NONE);
        batch.flush();
        assertEquals(30, received().stream().mapToInt(Integer::intValue).sum());
        assertEquals(0, compressed);
    }

    @Test
    void compressesOnceWhatSeveralGet()
    {
        for (int i = 0; i < 10; i++)
        {
            put(i, 0);
        }
        batch.flush();
        received();
        isRepeated = true;
        final UnsafeBuffer transmission = new UnsafeBuffer(new byte[receiver.unpackedLength()]);
        transmission.putBytes(0, receiver.unpacked(), 0, receiver.unpackedLength());
        final TransmissionPacker packer = pair.a.table.memory().packer();
        final Link link = pair.a.link();
        assertEquals(0, pair.a.sender.sendToMany(link, transmission, transmission.capacity(), true, pair.nowNs));
        final long number = packer.number();
        assertEquals(0, pair.a.sender.sendToMany(link, transmission, transmission.capacity(), false, pair.nowNs));
        assertEquals(number, packer.number());
        assertEquals(0, pair.a.sender.sendToMany(link, transmission, transmission.capacity(), true, pair.nowNs));
        assertEquals(number + 1, packer.number());
        assertEquals(List.of(10, 10, 10), received());
    }

    @Test
    void allocatesNothing()
    {
        pair.a.isRecording = false;
        pair.b.isRecording = false;
        final Link link = pair.a.link();
        pair.b.listener = new Counting();
        final long before = pair.a.get(SystemCounter.TRANSMISSIONS_COMPRESSED);
        assertEquals(0, Allocations.minimumPerRound(1000, () ->
        {
            link.current.rejectNs = Long.MAX_VALUE;
            for (int i = 0; i < 20; i++)
            {
                put(i, 0);
            }
            batch.flush();
            pair.b.table.onDatagram(
                pair.a.addressId,
                pair.a.outbox.buffer(),
                pair.a.outbox.offset(0),
                pair.a.outbox.length(0),
                pair.nowNs);
            pair.a.outbox.clear();
        }));
        assertTrue(messages >= 20 * 10 * 1000, () -> "" + messages);
        assertTrue(pair.a.get(SystemCounter.TRANSMISSIONS_COMPRESSED) - before >= 10 * 1000);
    }

    private void put(final long value, final int noise)
    {
        final MsgPackEncoder encoder = begin();
        assertNotNull(encoder);
        encoder.putArrayHeader(2).putLong(value);
        random.nextBytes(noisy);
        encoder.putBinary(noiseView, 0, noise);
        assertTrue(batch.end());
    }

    private MsgPackEncoder begin()
    {
        final Link link = pair.a.link();
        return batch.begin(link, pair.a.publicKeyBuffer, 0, link.peerKey(), 0, Operation.PING, pair.nowNs);
    }

    /** How many messages each frame has, which are in order. */
    private List<Integer> received()
    {
        pair.b.frames.clear();
        pair.flush(pair.a);
        pair.run(50 * LinkNet.MS);
        final List<Integer> counts = new ArrayList<>();
        long expected = 0;
        for (final byte[] frame : pair.b.frames)
        {
            longest = Math.max(longest, frame.length);
            final int count = read(new UnsafeBuffer(frame), 0, frame.length, expected);
            expected = isRepeated ? 0 : expected + count;
            counts.add(count);
        }
        return counts;
    }

    private int read(final DirectBuffer frame, final int offset, final int length, final long first)
    {
        DirectBuffer buffer = frame;
        if (Compression.NONE != TransmissionFlyweight.compression(frame, offset))
        {
            compressed++;
            assertNull(receiver.unpack(TAKEN, frame, offset, length));
            buffer = receiver.unpacked();
            assertNull(parser.wrap(buffer, 0, receiver.unpackedLength(), BETA));
        }
        else
        {
            assertNull(parser.wrap(buffer, offset, length, BETA));
        }
        int count = 0;
        while (parser.next())
        {
            payload.wrap(buffer, parser.payloadOffset(), parser.payloadLength()).readArrayHeader();
            if (payload.readLong() != first + count)
            {
                throw new AssertionError("out of order");
            }
            count++;
        }
        return count;
    }

    private final class Counting implements LinkHandler
    {
        @Override
        public void onLinkUp(final Link link, final long nowNs)
        {
        }

        @Override
        public void onLinkDown(final Link link, final int reason, final long nowNs)
        {
        }

        @Override
        public void onLinkFailed(final Link link, final int reason, final long nowNs)
        {
        }

        @Override
        public void onFrame(
            final Link link, final MutableDirectBuffer buffer, final int offset, final int length, final long nowNs)
        {
            messages += read(buffer, offset, length, 0);
        }
    }
}
