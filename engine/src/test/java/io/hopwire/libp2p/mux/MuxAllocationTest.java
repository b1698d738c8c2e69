package io.hopwire.libp2p.mux;

import io.hopwire.spi.Settings;
import io.hopwire.test.Allocations;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Frames of streams, answers to pings, streams that open and close, and readers that stop cost no allocation.
 */
class MuxAllocationTest
{
    private final UnsafeBuffer bytes = new UnsafeBuffer(new byte[3000]);
    private final MuxMemory memory = new MuxMemory(1 << 24, 64, 99);
    private final MuxLimits limits = new MuxLimits(Settings.DEFAULTS);
    private final End near;
    private final End far;

    MuxAllocationTest()
    {
        near = new End();
        far = new End();
    }

    @Test
    void yamuxAllocatesNothing()
    {
        measure(new Yamux(limits, memory, new MuxShare(memory)), new Yamux(limits, memory, new MuxShare(memory)));
    }

    @Test
    void mplexAllocatesNothing()
    {
        measure(new Mplex(limits, memory, new MuxShare(memory)), new Mplex(limits, memory, new MuxShare(memory)));
    }

    private void measure(final Muxer one, final Muxer other)
    {
        near.muxer = one;
        far.muxer = other;
        near.muxer.start(true, near.sink, near, 0);
        far.muxer.start(false, far.sink, far, 0);
        final long stream = near.muxer.open();
        final long[] round = new long[1];
        final long allocated = Allocations.minimumPerRound(500, () ->
        {
            round[0]++;
            far.isSleeping = round[0] % 3 == 0;
            near.muxer.write(stream, bytes, 0, bytes.capacity());
            near.muxer.ping(round[0]);
            final long short1 = near.muxer.open();
            near.muxer.write(short1, bytes, 0, 10);
            near.muxer.closeWrite(short1);
            near.muxer.flush(0);
            carry(near, far, round[0]);
            if (far.isSleeping)
            {
                far.isSleeping = false;
                far.muxer.resume(far.first, round[0]);
                far.muxer.resume(far.last, round[0]);
            }
            far.muxer.flush(0);
            carry(far, near, round[0]);
            carry(near, far, round[0]);
        });
        assertEquals(0, allocated);
        assertEquals(round[0] * (3000 + 10), far.bytes);
        assertEquals(round[0] * (3000 + 10), near.bytes, "echo");
        assertEquals(round[0], near.closed);
        assertTrue(null == near.muxer.fault() && null == far.muxer.fault());
    }

    private static void carry(final End from, final End to, final long nowNs)
    {
        final int length = from.sink.length();
        final int cut = Math.min(length, 1005);
        to.muxer.onBytes(from.sink.memory(), 0, cut, nowNs);
        to.muxer.onBytes(from.sink.memory(), cut, length - cut, nowNs);
        from.sink.take(length);
        from.muxer.flush(nowNs);
    }

    private static final class End implements MuxHandler
    {
        final TestSink sink = new TestSink(1 << 16);
        Muxer muxer;
        long bytes;
        long closed;
        long first = -1;
        long last;
        boolean isSleeping;

        @Override
        public void onOpened(final long stream, final long nowNs)
        {
            first = first < 0 ? stream : first;
            last = stream;
        }

        @Override
        public void onAccepted(final long stream)
        {
        }

        @Override
        public int onData(
            final long stream, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
        {
            if (isSleeping)
            {
                return 0;
            }
            bytes += length;
            if (first >= 0)
            {
                muxer.write(stream, buffer, offset, length);
            }
            return length;
        }

        @Override
        public void onEnd(final long stream, final long nowNs)
        {
            muxer.closeWrite(stream);
        }

        @Override
        public void onWritable(final long stream)
        {
        }

        @Override
        public void onReset(final long stream, final MuxFault fault)
        {
        }

        @Override
        public void onClosed(final long stream)
        {
            closed++;
        }

        @Override
        public void onGoAway()
        {
        }

        @Override
        public void onPong(final long rttNs)
        {
        }

        @Override
        public void onFault(final MuxFault fault)
        {
        }
    }
}
