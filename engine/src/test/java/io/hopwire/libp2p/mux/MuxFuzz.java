package io.hopwire.libp2p.mux;

import io.hopwire.spi.Settings;
import io.hopwire.test.FuzzTarget;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What fuzzers try with any muxer: however the bytes are cut, the same comes of them; and all memory comes back.
 */
final class MuxFuzz
{
    private static final MuxLimits LIMITS = new MuxLimits(Settings.DEFAULTS.with(MuxSettings.INBOUND, 8));
    private static final int STREAMS = 16;
    private static final int SINK = 1 << 16;

    private MuxFuzz()
    {
    }

    static FuzzTarget.Reader newReader(final Talk.Maker maker)
    {
        final MuxMemory memory = new MuxMemory(1 << 20, STREAMS, 7);
        final Muxer muxer = maker.make(LIMITS, memory, new MuxShare(memory));
        final TestSink sink = new TestSink(SINK);
        final Quiet handler = new Quiet();
        return (input, length) ->
        {
            muxer.start(false, sink, handler, 0);
            muxer.onBytes(input, 0, length, 0);
            final boolean isGood = null == muxer.fault();
            muxer.close();
            sink.take(sink.length());
            return isGood;
        };
    }

    static void tryInput(final Talk.Maker maker, final byte[] data)
    {
        final Run whole = new Run(maker);
        whole.feed(data, data.length);
        final Run cut = new Run(maker);
        cut.feed(data, 1);
        final Run pieces = new Run(maker);
        pieces.feed(data, 17);
        for (final Run other : new Run[]{cut, pieces})
        {
            assertEquals(whole.muxer.fault(), other.muxer.fault());
            assertEquals(whole.heard.events, other.heard.events);
            assertArrayEquals(whole.heard.bytes.toByteArray(), other.heard.bytes.toByteArray());
        }
        for (final Run run : new Run[]{whole, cut, pieces})
        {
            assertTrue(run.heard.bytes.size() <= data.length);
            assertTrue(run.memory.usedStreams() <= 9);
            run.muxer.close();
            assertEquals(0, run.memory.usedStreams());
            assertEquals(0, run.memory.usedBytes());
        }
    }

    private static final class Run
    {
        final MuxMemory memory = new MuxMemory(1 << 20, STREAMS, 7);
        final Heard heard = new Heard();
        final TestSink sink = new TestSink(SINK);
        final Muxer muxer;

        Run(final Talk.Maker maker)
        {
            muxer = maker.make(LIMITS, memory, new MuxShare(memory));
            muxer.start(false, sink, heard, 0);
            muxer.open();
            muxer.flush(0);
        }

        void feed(final byte[] data, final int step)
        {
            final UnsafeBuffer buffer = new UnsafeBuffer(data);
            for (int at = 0; at < data.length; at += step)
            {
                muxer.onBytes(buffer, at, Math.min(step, data.length - at), 0);
            }
        }
    }

    /** Takes all and says nothing. */
    private static final class Quiet implements MuxHandler
    {
        @Override
        public void onOpened(final long stream, final long nowNs)
        {
        }

        @Override
        public void onAccepted(final long stream)
        {
        }

        @Override
        public int onData(
            final long stream,
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final long nowNs)
        {
            return length;
        }

        @Override
        public void onEnd(final long stream, final long nowNs)
        {
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
