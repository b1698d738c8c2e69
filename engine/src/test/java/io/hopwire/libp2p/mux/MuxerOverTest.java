package io.hopwire.libp2p.mux;

import io.hopwire.spi.Settings;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Whatever is asked of a muxer that is over, or of a stream that is gone, does nothing; so that who uses one need not
 * know which of them have just ended.
 */
class MuxerOverTest
{
    private final MuxMemory memory = new MuxMemory(1 << 20, 16, 3);
    private final MuxLimits limits = new MuxLimits(Settings.DEFAULTS);
    private final TestSink sink = new TestSink(1 << 16);
    private final UnsafeBuffer bytes = new UnsafeBuffer(new byte[10]);
    private final List<Muxer> muxers = List.of(
        new Yamux(limits, memory, new MuxShare(memory)), new Mplex(limits, memory, new MuxShare(memory)));

    @Test
    void aStreamThatIsGone()
    {
        for (final Muxer muxer : muxers)
        {
            muxer.start(true, sink, new Heard(), 0);
            final long gone = muxer.open();
            muxer.flush(0);
            muxer.reset(gone);
            muxer.flush(0);
            sink.takeAll();
            ask(muxer, gone);
            ask(muxer, -1);
            ask(muxer, Integer.MAX_VALUE);
            assertEquals(0, sink.takeAll().length);
            // Its place is taken again, under another handle.
            final long next = muxer.open();
            ask(muxer, gone);
            assertEquals(1, muxer.streams());
            muxer.closeWrite(next);
            muxer.closeWrite(next);
            assertEquals(Muxer.CLOSED, muxer.write(next, bytes, 0, 10));
            muxer.close();
        }
        assertEquals(0, memory.usedStreams());
    }

    @Test
    void aConnectionThatIsOver()
    {
        for (final Muxer muxer : muxers)
        {
            muxer.start(false, sink, new Heard(), 0);
            final long stream = muxer.open();
            muxer.flush(0);
            muxer.close();
            sink.takeAll();
            assertEquals(Muxer.CLOSED, muxer.open());
            ask(muxer, stream);
            muxer.ping(1);
            muxer.goAway();
            muxer.onBytes(bytes, 0, 10, 1);
            muxer.onDeadline(Long.MAX_VALUE);
            muxer.flush(2);
            muxer.close();
            assertEquals(Muxer.NEVER, muxer.nextDeadlineNs());
            assertEquals(MuxFault.CONNECTION_CLOSED, muxer.fault());
            assertEquals(0, sink.takeAll().length);
        }
    }

    @Test
    void goingAwayTwice()
    {
        for (final Muxer muxer : muxers)
        {
            muxer.start(true, sink, new Heard(), 0);
            muxer.goAway();
            muxer.goAway();
            muxer.flush(0);
            assertTrue(sink.takeAll().length <= YamuxHeader.LENGTH);
            assertEquals(Muxer.CLOSED, muxer.open());
            muxer.close();
        }
    }

    private void ask(final Muxer muxer, final long handle)
    {
        assertEquals(Muxer.CLOSED, muxer.write(handle, bytes, 0, 10));
        muxer.closeWrite(handle);
        muxer.resume(handle, 1);
        muxer.reset(handle);
        muxer.flush(1);
    }
}
