package io.hopwire.libp2p.mux;

import io.hopwire.spi.Settings;
import io.hopwire.test.Allocations;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;

import static io.hopwire.libp2p.mux.YamuxFixture.frame;
import static io.hopwire.libp2p.mux.YamuxHeader.ACK;
import static io.hopwire.libp2p.mux.YamuxHeader.DATA;
import static io.hopwire.libp2p.mux.YamuxHeader.FIN;
import static io.hopwire.libp2p.mux.YamuxHeader.GO_AWAY;
import static io.hopwire.libp2p.mux.YamuxHeader.PING;
import static io.hopwire.libp2p.mux.YamuxHeader.RST;
import static io.hopwire.libp2p.mux.YamuxHeader.SYN;
import static io.hopwire.libp2p.mux.YamuxHeader.WINDOW_UPDATE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What brought down other implementations of Yamux, and what else a peer may try: a typed reason, and no more than that
 * stream or that connection.
 */
class YamuxHostileTest
{
    private static final int WINDOW = Yamux.INITIAL_WINDOW;
    private static final long MOST = 0xFFFF_FFFFL;

    @Test
    void whatBreaksTheProtocolEndsTheConnectionAtItsHeader()
    {
        refuses(MuxFault.VERSION, frame(9, DATA, SYN, 1, 0));
        refuses(MuxFault.FRAME_TYPE, frame(0, 4, SYN, 1, 0));
        refuses(MuxFault.FRAME_TYPE, frame(0, 255, 0, 0, 0));
        refuses(MuxFault.FLAGS, frame(0, DATA, 0xFFFF, 1, 0));
        refuses(MuxFault.FLAGS, frame(0, DATA, 16 | SYN, 1, 0));
        refuses(MuxFault.FLAGS, frame(0, WINDOW_UPDATE, SYN | ACK, 1, 0));
        refuses(MuxFault.FLAGS, frame(0, PING, 0, 0, 7));
        refuses(MuxFault.FLAGS, frame(0, PING, SYN | ACK, 0, 7));
        refuses(MuxFault.STREAM_ID, frame(0, PING, SYN, 1, 7));
        refuses(MuxFault.STREAM_ID, frame(0, GO_AWAY, 0, 1, 0));
        refuses(MuxFault.STREAM_ID, frame(0, DATA, SYN, 0, 3));
        refuses(MuxFault.STREAM_ID, frame(0, WINDOW_UPDATE, SYN, 2, 0));
        refuses(MuxFault.STREAM_NEVER_OPENED, frame(0, DATA, 0, 999, 5));
        refuses(MuxFault.STREAM_NEVER_OPENED, frame(0, WINDOW_UPDATE, 0, 2, 1000));
        refuses(MuxFault.STREAM_NEVER_OPENED, frame(0, WINDOW_UPDATE, RST, 3, 0));
    }

    /** rust-yamux, CVE-2026-32314: it created the stream, and then failed. */
    @Test
    void aStreamThatOpensWithMoreThanItsWindowIsNotCreated()
    {
        refuses(MuxFault.WINDOW_EXCEEDED, frame(0, DATA, SYN, 1, WINDOW + 1));
        refuses(MuxFault.WINDOW_EXCEEDED, frame(0, DATA, SYN | FIN, 1, MOST));
        refuses(MuxFault.CREDIT_OVERFLOW, frame(0, WINDOW_UPDATE, SYN, 1, MOST));
    }

    /** rust-yamux, CVE-2026-31814: the sum of credits overflowed. */
    @Test
    void creditThatOverflowsEndsTheConnection()
    {
        final YamuxFixture our = opened();
        our.window(0, 1, MOST - WINDOW);
        assertNull(our.yamux.fault());
        our.window(0, 1, 1);
        assertEquals("reset CREDIT_OVERFLOW, fault CREDIT_OVERFLOW", our.heard.takeEvents());
        assertEquals("go away 0 1", our.sent());
    }

    /** py-libp2p, CVE-2026-73568: it read 4 GiB before it looked. */
    @Test
    void announcedLengthsAreNotWaitedFor()
    {
        for (final long length : new long[]{WINDOW - 99, 1L << 31, MOST})
        {
            final YamuxFixture our = opened();
            our.data(0, 1, new byte[100]);
            our.send(frame(0, DATA, 0, 1, length));
            assertEquals("reset WINDOW_EXCEEDED, fault WINDOW_EXCEEDED", our.heard.takeEvents());
            assertEquals("go away 0 1", our.sent());
            assertEquals(0, our.memory.usedBytes());
        }
    }

    @Test
    void neitherForAStreamThatIsGone()
    {
        final YamuxFixture our = opened();
        our.window(RST, 1, 0);
        our.heard.takeEvents();
        our.send(frame(0, DATA, 0, 1, WINDOW + 1));
        assertEquals("fault WINDOW_EXCEEDED", our.heard.takeEvents());
    }

    @Test
    void aStreamIsNotOpenedTwice()
    {
        final YamuxFixture our = opened();
        our.window(SYN, 1, 0);
        assertEquals("reset STREAM_IN_USE, fault STREAM_IN_USE", our.heard.takeEvents());
    }

    @Test
    void aStreamThatHasNotLeftYetIsNotTheirs()
    {
        final YamuxFixture our = new YamuxFixture(true);
        our.yamux.open();
        our.send(frame(0, DATA, ACK, 1, 5));
        assertEquals("reset STREAM_NEVER_OPENED, fault STREAM_NEVER_OPENED", our.heard.takeEvents());
    }

    @Test
    void bytesAfterTheEndResetTheirStreamAlone()
    {
        final YamuxFixture our = opened();
        our.window(FIN, 1, 0);
        our.window(FIN, 1, 0);
        our.window(0, 1, 10);
        assertEquals("end after 0", our.heard.takeEvents());
        our.data(0, 1, new byte[10]);
        assertEquals("reset DATA_AFTER_END", our.heard.takeEvents());
        assertEquals("window RST 1 0", our.sent());
        our.data(SYN, 3, new byte[10]);
        assertEquals("opened", our.heard.takeEvents());
        assertEquals(10, our.heard.bytes.size());
    }

    /** rust-yamux, CVE-2024-32984: frames that wait for a peer who does not read had no bound. */
    @Test
    void pingsWhoseAnswersAreNotReadEndTheConnection()
    {
        final YamuxFixture our = new YamuxFixture(false, Settings.DEFAULTS, 120);
        final int answers = 10 + 32;
        for (int i = 0; i < answers; i++)
        {
            our.ping(SYN, i);
        }
        assertNull(our.yamux.fault());
        our.ping(SYN, answers);
        assertEquals("fault PING_FLOOD", our.heard.takeEvents());
        assertEquals(10 * YamuxHeader.LENGTH, our.sink.committed());
    }

    @Test
    void anyNumberOfPingsIsAnsweredToOneWhoReads()
    {
        final YamuxFixture our = new YamuxFixture(false, Settings.DEFAULTS, 120);
        for (int i = 0; i < 10_000; i++)
        {
            our.ping(SYN, i);
            our.sink.take(our.sink.length());
        }
        assertNull(our.yamux.fault());
        assertEquals(10_000L * YamuxHeader.LENGTH, our.sink.committed());
    }

    @Test
    void streamsThatAreRefusedWithoutEndEndTheConnection()
    {
        final Settings settings = Settings.DEFAULTS.with(MuxSettings.INBOUND, 4).with(MuxSettings.RESETS, 20);
        final YamuxFixture our = new YamuxFixture(false, settings, 24);
        long id = 1;
        for (int i = 0; i < 4 + 2 + 20; i++, id += 2)
        {
            our.data(SYN, id, new byte[100]);
        }
        assertNull(our.yamux.fault());
        assertEquals(4, our.yamux.streams());
        assertEquals(22, our.memory.count(MuxFault.STREAM_LIMIT));
        our.window(SYN, id, 0);
        assertEquals(MuxFault.RESET_FLOOD, our.yamux.fault());
        assertEquals(0, our.memory.usedStreams());
    }

    @Test
    void streamsBeyondTheLimitAreResetAndTheOthersGoOn()
    {
        final YamuxFixture our = new YamuxFixture(false);
        for (int i = 0; i < 1024; i++)
        {
            our.window(SYN, 1 + 2 * i, 0);
        }
        assertEquals("", our.sent());
        our.data(SYN, 5001, new byte[300]);
        assertEquals("window RST 5001 0", our.sent());
        our.data(0, 1, new byte[300]);
        assertEquals(300, our.heard.bytes.size());
        our.window(RST, 1, 0);
        our.window(SYN, 5003, 0);
        assertEquals(1025, our.heard.opened.size());
    }

    @Test
    void streamsOfAllConnectionsHaveABoundToo()
    {
        final MuxMemory memory = new MuxMemory(1 << 20, 3, 1);
        final Heard heard = new Heard();
        final TestSink sink = new TestSink(1000);
        final Yamux[] yamuxes = new Yamux[2];
        for (int i = 0; i < 2; i++)
        {
            yamuxes[i] = new Yamux(new MuxLimits(Settings.DEFAULTS), memory, new MuxShare(memory));
            yamuxes[i].start(false, sink, heard, 0);
            yamuxes[i].onBytes(new UnsafeBuffer(frame(0, DATA, SYN, 1, 0)), 0, YamuxHeader.LENGTH, 0);
            yamuxes[i].onBytes(new UnsafeBuffer(frame(0, DATA, SYN, 3, 0)), 0, YamuxHeader.LENGTH, 0);
        }
        assertEquals(3, heard.opened.size());
        assertEquals(1, memory.count(MuxFault.STREAM_LIMIT));
        assertEquals(Muxer.LIMIT, yamuxes[0].open());
    }

    @Test
    void whoReadsNothingForTooLongLosesTheConnection()
    {
        final long unreadNs = new MuxLimits(Settings.DEFAULTS).unreadNs;
        final YamuxFixture our = new YamuxFixture(false, Settings.DEFAULTS, 30);
        our.window(SYN, 1, 0);
        assertEquals(18, our.write(our.heard.opened.get(0), 100));
        our.nowNs = unreadNs;
        our.ping(SYN, 1);
        our.nowNs += 1;
        our.yamux.flush(our.nowNs);
        assertEquals(2 * unreadNs, our.yamux.nextDeadlineNs());
        our.yamux.onDeadline(2 * unreadNs - 1);
        assertNull(our.yamux.fault());
        our.yamux.onDeadline(2 * unreadNs);
        assertEquals(MuxFault.NOT_READING, our.yamux.fault());
    }

    @Test
    void whoReadsInTimeDoesNot()
    {
        final long unreadNs = new MuxLimits(Settings.DEFAULTS).unreadNs;
        final YamuxFixture our = new YamuxFixture(false, Settings.DEFAULTS.withText(MuxSettings.PING, "1h"), 12);
        for (int i = 0; i < 4; i++)
        {
            our.ping(SYN, i);
        }
        for (int i = 0; i < 3; i++)
        {
            our.nowNs += unreadNs - 1;
            our.yamux.onDeadline(our.nowNs);
            our.sink.take(12);
            our.yamux.flush(our.nowNs);
        }
        our.sink.take(12);
        our.yamux.onDeadline(10 * unreadNs);
        assertTrue(MuxFault.NOT_READING != our.yamux.fault());
    }

    @Test
    void whatOneConnectionKeepsHasABound()
    {
        final Settings settings = Settings.DEFAULTS.with(MuxSettings.CONNECTION_MEMORY, WINDOW);
        final YamuxFixture our = new YamuxFixture(false, settings, 1000);
        our.heard.appetite = 0;
        our.data(SYN, 1, new byte[WINDOW - 100]);
        our.data(SYN, 3, new byte[100]);
        assertEquals("opened, opened, reset MEMORY", our.heard.takeEvents());
        assertEquals("window RST 3 0", our.sent());
        our.heard.appetite = WINDOW;
        our.yamux.resume(our.heard.opened.get(0), 0);
        assertEquals(WINDOW - 100, our.heard.bytes.size());
        assertEquals(0, our.memory.usedBytes());
    }

    @Test
    void idsThatCollideWithoutASecretDoNotWithOne()
    {
        final MuxMemory memory = new MuxMemory(1, 1 << 17, 0x1234_5678_9ABC_DEF1L);
        final StreamTable table = new StreamTable(memory);
        for (long i = 0; i < 1024; i++)
        {
            assertEquals(i << 20, table.add(i << 20, false).id);
        }
        for (long i = 0; i < 1024; i++)
        {
            assertEquals(i << 20, table.byId(i << 20).id);
        }
        for (long i = 0; i < 1024; i += 2)
        {
            table.remove(table.byId(i << 20));
        }
        for (long i = 0; i < 1024; i++)
        {
            assertEquals(1 == (i & 1), null != table.byId(i << 20));
        }
    }

    @Test
    void refusingAllocatesNothing()
    {
        final YamuxFixture our = new YamuxFixture(false, Settings.DEFAULTS.with(MuxSettings.INBOUND, 1), 100);
        our.window(SYN, 1, 0);
        final ByteBuffer frames = ByteBuffer.allocate(4 * YamuxHeader.LENGTH + 20);
        frames.put(frame(0, DATA, SYN, 3, 20)).put(new byte[20]).put(frame(0, PING, ACK, 0, 1));
        frames.put(frame(0, WINDOW_UPDATE, 0, 3, 1)).put(frame(0, WINDOW_UPDATE, SYN | RST, 5, 0));
        final UnsafeBuffer bytes = new UnsafeBuffer(frames.array());
        assertEquals(0, Allocations.minimumPerRound(1000, () ->
        {
            our.yamux.onBytes(bytes, 0, bytes.capacity(), 0);
            our.sink.take(our.sink.length());
        }));
        assertNull(our.yamux.fault());
    }

    private static YamuxFixture opened()
    {
        final YamuxFixture our = new YamuxFixture(false);
        our.window(SYN, 1, 0);
        our.heard.takeEvents();
        return our;
    }

    /** However the header is cut; and nothing was made of it. */
    private static void refuses(final MuxFault fault, final byte[] header)
    {
        for (int cut = 0; cut < header.length; cut++)
        {
            final YamuxFixture our = new YamuxFixture(false);
            final UnsafeBuffer bytes = new UnsafeBuffer(header);
            our.yamux.onBytes(bytes, 0, cut, 0);
            assertNull(our.yamux.fault());
            our.yamux.onBytes(bytes, cut, header.length - cut, 0);
            assertEquals("fault " + fault, our.heard.takeEvents());
            assertEquals(1, our.memory.count(fault));
            assertTrue(fault.endsConnection() && fault.breaksProtocol() && !fault.endsStream());
            assertEquals("go away 0 1", our.sent());
            assertFalse(our.memory.usedStreams() > 0);
            our.send(frame(0, DATA, SYN, 1, 0));
            assertEquals("", our.heard.takeEvents(), "it is over");
        }
    }
}
