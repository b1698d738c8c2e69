package io.hopwire.link;

import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;
import io.hopwire.test.Allocations;
import io.hopwire.wire.FrameFlyweight;
import io.hopwire.wire.FrameTypes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LinkAllocationTest
{
    private static final long MS = LinkNet.MS;
    private static final int OPERATIONS = 2000;

    private final LinkPair pair = new LinkPair(new HopwireCrypto(), 1);
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[1200]);
    private final UnsafeBuffer datagram = new UnsafeBuffer(new byte[2048]);

    LinkAllocationTest()
    {
        pair.a.isRecording = false;
        pair.b.isRecording = false;
    }

    @Test
    void framesInBothDirectionsAllocateNothing()
    {
        pair.up();
        for (final int length : new int[]{ 64, 1200 })
        {
            final long before = pair.b.received;
            assertEquals(0, Allocations.minimumPerRound(OPERATIONS, () ->
            {
                transfer(pair.a, pair.b, length);
                transfer(pair.b, pair.a, length);
            }));
            assertTrue(pair.b.received - before >= 10 * OPERATIONS);
        }
    }

    @Test
    void keepaliveAndMeasurementAllocateNothing()
    {
        pair.up();
        final LinkNode a = pair.a;
        final Link link = a.link();
        final long before = link.framesSent();
        assertEquals(0, Allocations.minimumPerRound(OPERATIONS, () ->
        {
            pair.nowNs += 1000 * MS;
            // Only this side's key and liveness are at stake, and both are kept young by hand.
            link.lastReceivedNs = pair.nowNs;
            link.lastPayloadReceivedNs = pair.nowNs;
            link.current.rejectNs = Long.MAX_VALUE;
            link.rekeyAtNs = Long.MAX_VALUE;
            a.onTimer.onTimer(link.timerId(), pair.nowNs);
            a.outbox.clear();
        }));
        assertTrue(link.framesSent() - before >= 10 * OPERATIONS);
    }

    @Test
    void probesAndTheirAnswersAllocateNothing()
    {
        pair.up();
        final LinkNode a = pair.a;
        final LinkNode b = pair.b;
        final Link link = a.link();
        final int most = link.maxPlaintext();
        final long before = a.get(SystemCounter.PATH_PROBES);
        assertEquals(0, Allocations.minimumPerRound(OPERATIONS, () ->
        {
            link.maxPlaintext = PathMtu.LEAST;
            link.probeAtNs = pair.nowNs;
            link.lastPayloadSentNs = pair.nowNs + 1;
            a.onTimer.onTimer(link.timerId(), pair.nowNs);
            b.table.onDatagram(a.addressId, a.outbox.buffer(), a.outbox.offset(0), a.outbox.length(0), pair.nowNs);
            a.outbox.clear();
            a.table.onDatagram(b.addressId, b.outbox.buffer(), b.outbox.offset(0), b.outbox.length(0), pair.nowNs);
            b.outbox.clear();
        }));
        assertTrue(a.get(SystemCounter.PATH_PROBES) - before >= 10 * OPERATIONS);
        assertEquals(most, link.maxPlaintext(), "each was answered");
    }

    @Test
    void refusedFramesAllocateNothing()
    {
        final List<byte[]> frames = new ArrayList<>();
        pair.tap = (source, targetId, bytes) -> frames.add(bytes);
        pair.open(pair.a, pair.b, false);
        pair.run(20 * MS);
        pair.a.closeAll(pair.nowNs);
        pair.flush(pair.a);
        pair.run(20 * MS);
        pair.up();
        pair.tap = null;
        // Initiations are answered with a demand for a cookie; nothing goes to the worker.
        pair.b.requests.extraLoad(1000);
        final List<byte[]> refused = new ArrayList<>(frames);
        for (final byte[] frame : frames)
        {
            final byte[] changed = frame.clone();
            changed[changed.length - 17] ^= 1;
            refused.add(changed);
            final byte[] cut = Arrays.copyOf(frame, frame.length - 1);
            refused.add(cut);
            final byte[] misdirected = frame.clone();
            FrameFlyweight.putFrameHeader(new UnsafeBuffer(misdirected), 0, frame[0], frame.length, 0x12345678);
            refused.add(misdirected);
        }
        refused.add(cookie());
        final long before = pair.b.counters.rejected();
        final int[] next = { 0 };
        assertEquals(0, Allocations.minimumPerRound(OPERATIONS, () ->
        {
            final byte[] frame = refused.get(next[0]++ % refused.size());
            datagram.putBytes(0, frame);
            // Slowly enough that each is told to prove its address.
            pair.nowNs += MS;
            pair.b.table.onDatagram(4000, datagram, 0, frame.length, pair.nowNs);
            pair.b.outbox.clear();
        }));
        assertEquals(before + next[0], pair.b.counters.rejected(), "each was refused once");
        assertTrue(pair.b.get(RejectCode.HANDSHAKE_COOKIE) > 500, pair.b.rejects());
        assertTrue(pair.b.get(RejectCode.HANDSHAKE_MAC) > 500, pair.b.rejects());
        assertTrue(pair.b.get(RejectCode.FRAME_LENGTH) > 500, pair.b.rejects());
        assertTrue(pair.b.get(RejectCode.UNKNOWN_RECEIVER) > 500, pair.b.rejects());
    }

    private static byte[] cookie()
    {
        final byte[] frame = new byte[FrameTypes.COOKIE_FRAME_LENGTH];
        FrameFlyweight.putFrameHeader(new UnsafeBuffer(frame), 0, FrameTypes.COOKIE, frame.length, 99);
        return frame;
    }

    private void transfer(final LinkNode from, final LinkNode to, final int length)
    {
        final Link link = from.table.upLink(0);
        final int offset = from.table.tryClaim(link, length);
        from.table.claimBuffer().putBytes(offset, message, 0, length);
        from.table.commit(link, length, pair.nowNs);
        to.table.onDatagram(
            from.addressId, from.outbox.buffer(), from.outbox.offset(0), from.outbox.length(0), pair.nowNs);
        from.outbox.clear();
    }
}
