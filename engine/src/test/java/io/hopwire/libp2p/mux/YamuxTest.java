package io.hopwire.libp2p.mux;

import io.hopwire.spi.Settings;
import org.junit.jupiter.api.Test;

import static io.hopwire.libp2p.mux.YamuxHeader.ACK;
import static io.hopwire.libp2p.mux.YamuxHeader.FIN;
import static io.hopwire.libp2p.mux.YamuxHeader.GO_AWAY;
import static io.hopwire.libp2p.mux.YamuxHeader.RST;
import static io.hopwire.libp2p.mux.YamuxHeader.SYN;
import static io.hopwire.libp2p.mux.YamuxFixture.frame;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What Yamux does with an honest peer. {@link YamuxHostileTest} has the others.
 */
class YamuxTest
{
    private static final int WINDOW = Yamux.INITIAL_WINDOW;

    @Test
    void opensAStreamWithItsFirstBytes()
    {
        final YamuxFixture our = new YamuxFixture(true);
        final long stream = our.yamux.open();
        assertEquals(20, our.write(stream, 20));
        assertEquals(5, our.write(stream, 5));
        assertEquals("data SYN 1 20, data 1 5", our.sent());
        our.yamux.flush(0);
        assertEquals("", our.sent());
        our.data(ACK, 1, new byte[7]);
        our.data(0, 1, new byte[1]);
        assertEquals("accepted", our.heard.takeEvents());
        assertEquals(8, our.heard.bytes.size());
    }

    @Test
    void opensAStreamWithoutBytesByAWindowUpdate()
    {
        final YamuxFixture our = new YamuxFixture(false);
        our.yamux.open();
        our.yamux.open();
        our.yamux.flush(0);
        assertEquals("window SYN 2 0, window SYN 4 0", our.sent());
    }

    @Test
    void acceptsAStreamWithItsFirstFrame()
    {
        final YamuxFixture our = new YamuxFixture(false);
        our.window(SYN, 1, 0);
        assertEquals("opened", our.heard.takeEvents());
        assertEquals("", our.sent());
        our.write(our.heard.opened.get(0), 3);
        our.yamux.closeWrite(our.heard.opened.get(0));
        our.yamux.flush(0);
        assertEquals("data ACK 1 3, window FIN 1 0", our.sent());
    }

    @Test
    void bytesOfAFrameThatEndsAStreamComeBeforeItsEnd()
    {
        final YamuxFixture our = new YamuxFixture(false);
        our.data(SYN | FIN, 1, new byte[500]);
        assertEquals("opened, end after 500", our.heard.takeEvents());
        our.yamux.closeWrite(our.heard.opened.get(0));
        our.yamux.flush(0);
        assertEquals("window ACK FIN 1 0", our.sent());
        assertEquals("closed", our.heard.takeEvents());
        assertEquals(0, our.yamux.streams());
    }

    @Test
    void theEndWaitsForAReaderThatSleeps()
    {
        final YamuxFixture our = new YamuxFixture(false);
        our.heard.appetite = 100;
        our.data(SYN | FIN, 1, new byte[10_000]);
        our.yamux.closeWrite(our.heard.opened.get(0));
        our.yamux.flush(0);
        assertEquals("opened", our.heard.takeEvents());
        our.heard.appetite = 9_899;
        our.yamux.resume(our.heard.opened.get(0), 0);
        assertEquals("", our.heard.takeEvents());
        our.heard.appetite = 9_899;
        our.yamux.resume(our.heard.opened.get(0), 0);
        assertEquals("end after 10000, closed", our.heard.takeEvents());
        assertEquals(0, our.memory.usedBytes());
    }

    @Test
    void aReaderThatSleepsStopsItsPeerAndOneThatReadsGrantsWhatItTook()
    {
        final YamuxFixture our = new YamuxFixture(false);
        our.heard.appetite = 0;
        our.data(SYN, 1, new byte[WINDOW]);
        assertEquals("", our.sent());
        assertTrue(our.memory.usedBytes() <= WINDOW + Block.LENGTH, our.memory.usedBytes() + " B");
        our.heard.appetite = WINDOW / 2 - 1;
        our.yamux.resume(our.heard.opened.get(0), 0);
        assertEquals("", our.sent());
        our.heard.appetite = 1;
        our.yamux.resume(our.heard.opened.get(0), 0);
        assertEquals("window ACK 1 131072", our.sent());
        our.data(0, 1, new byte[WINDOW / 2]);
        assertNull(our.yamux.fault());
        our.window(SYN, 3, 0);
        our.data(0, 1, new byte[1]);
        assertEquals(MuxFault.WINDOW_EXCEEDED, our.yamux.fault());
    }

    @Test
    void writesNoMoreThanTheCreditAndGoesOnWithMore()
    {
        final YamuxFixture our = new YamuxFixture(true);
        final long stream = our.yamux.open();
        assertEquals(WINDOW, our.write(stream, WINDOW + 1));
        assertEquals("data SYN 1 65536, data 1 65536, data 1 65536, data 1 65536", our.sent());
        assertEquals(0, our.write(stream, 1));
        our.yamux.flush(0);
        assertEquals("", our.heard.takeEvents());
        our.window(ACK, 1, 1000);
        assertEquals("accepted, writable 0", our.heard.takeEvents());
        assertEquals(1000, our.write(stream, 5000));
        our.window(0, 1, 0);
        assertEquals("", our.heard.takeEvents());
    }

    @Test
    void aFullSinkIsSharedInTurns()
    {
        final YamuxFixture our = new YamuxFixture(true, Settings.DEFAULTS, 100);
        final long first = our.yamux.open();
        final long second = our.yamux.open();
        our.yamux.flush(0);
        our.sent();
        assertEquals(88, our.write(first, 200));
        assertEquals(0, our.write(second, 10));
        our.sent();
        assertEquals(0, our.write(second, 10), "first waits longer");
        our.yamux.flush(0);
        assertEquals("writable 0, writable 1", our.heard.takeEvents());
    }

    @Test
    void controlFramesGoFirst()
    {
        final YamuxFixture our = new YamuxFixture(false, Settings.DEFAULTS, 124);
        our.window(SYN, 1, 0);
        our.window(SYN, 3, 0);
        final long first = our.heard.opened.get(0);
        assertEquals(112, our.write(first, 500));
        our.yamux.closeWrite(our.heard.opened.get(1));
        our.ping(SYN, 99);
        our.yamux.flush(0);
        our.sink.take(124);
        assertEquals(88, our.write(first, 500), "nobody else waits to write");
        assertEquals("ping ACK 0 99, window ACK FIN 3 0, data 1 88", our.sent());
    }

    @Test
    void answersPingsAndMeasuresThem()
    {
        final YamuxFixture our = new YamuxFixture(false);
        our.ping(SYN, 0xFFFF_FFFEL);
        our.ping(SYN, 0);
        assertEquals("ping ACK 0 4294967294, ping ACK 0 0", our.sent());
        our.nowNs = 1_000;
        our.yamux.ping(our.nowNs);
        our.yamux.ping(our.nowNs);
        assertEquals("ping SYN 0 1", our.sent());
        our.nowNs = 4_000;
        our.ping(ACK, 2);
        our.ping(ACK, 1);
        our.ping(ACK, 1);
        assertEquals("pong 3000", our.heard.takeEvents());
        assertEquals(2, our.memory.count(MuxFault.UNASKED_PONG));
    }

    @Test
    void asksWhetherASilentPeerIsThere()
    {
        final MuxLimits limits = new MuxLimits(Settings.DEFAULTS);
        final YamuxFixture our = new YamuxFixture(false);
        assertEquals(limits.pingNs, our.yamux.nextDeadlineNs());
        our.yamux.onDeadline(limits.pingNs - 1);
        assertEquals("", our.sent());
        our.yamux.onDeadline(limits.pingNs);
        assertEquals("ping SYN 0 1", our.sent());
        assertEquals(limits.pingNs + limits.pingTimeoutNs, our.yamux.nextDeadlineNs());
        our.nowNs = limits.pingNs + 5;
        our.ping(ACK, 1);
        assertEquals("pong 5", our.heard.takeEvents());
        assertEquals(our.nowNs + limits.pingNs, our.yamux.nextDeadlineNs());
        our.nowNs += limits.pingNs;
        our.yamux.onDeadline(our.nowNs);
        our.yamux.onDeadline(our.nowNs + limits.pingTimeoutNs - 1);
        assertNull(our.yamux.fault());
        our.yamux.onDeadline(our.nowNs + limits.pingTimeoutNs);
        assertEquals("fault PING_TIMEOUT", our.heard.takeEvents());
        assertEquals(Muxer.NEVER, our.yamux.nextDeadlineNs());
    }

    @Test
    void aResetEndsBothDirectionsAndWhatIsUnderWayIsSkipped()
    {
        final YamuxFixture our = new YamuxFixture(false);
        our.data(SYN, 1, new byte[100]);
        our.yamux.reset(our.heard.opened.get(0));
        assertEquals("window RST 1 0", our.sent());
        our.data(0, 1, new byte[1000]);
        our.window(0, 1, 5);
        our.window(FIN, 1, 0);
        our.window(SYN, 3, 0);
        assertEquals("opened, opened", our.heard.takeEvents());
        assertEquals(100, our.heard.bytes.size());
        assertEquals(3, our.memory.count(MuxFault.LATE_FRAME));

        our.window(RST, 3, 0);
        assertEquals("reset PEER_RESET", our.heard.takeEvents());
        assertEquals(Muxer.CLOSED, our.write(our.heard.opened.get(1), 1));
        assertEquals("", our.sent());
        assertEquals(0, our.memory.usedStreams());
    }

    @Test
    void aStreamThatIsResetBeforeItLeavesIsNeverMentioned()
    {
        final YamuxFixture our = new YamuxFixture(true);
        our.yamux.reset(our.yamux.open());
        our.yamux.flush(0);
        assertEquals("", our.sent());
        our.yamux.open();
        our.yamux.flush(0);
        assertEquals("window SYN 3 0", our.sent());
    }

    @Test
    void noMoreStreamsThanThePeerAccepts()
    {
        final YamuxFixture our = new YamuxFixture(true);
        for (int i = 0; i < 256; i++)
        {
            assertTrue(our.yamux.open() >= 0);
        }
        assertEquals(Muxer.LIMIT, our.yamux.open());
        our.yamux.flush(0);
        our.window(ACK, 1, 0);
        our.window(RST, 3, 0);
        assertEquals("accepted, reset PEER_RESET", our.heard.takeEvents());
        assertTrue(our.yamux.open() >= 0);
        assertTrue(our.yamux.open() >= 0);
        assertEquals(Muxer.LIMIT, our.yamux.open());
        our.window(ACK, 1, 0);
        assertEquals(Muxer.LIMIT, our.yamux.open(), "acknowledged twice");
    }

    @Test
    void numbersOfStreamsEnd()
    {
        final YamuxFixture our = new YamuxFixture(true);
        our.yamux.nextId = 0xFFFF_FFFFL;
        assertTrue(our.yamux.open() >= 0);
        assertEquals(Muxer.EXHAUSTED, our.yamux.open());
        our.yamux.flush(0);
        assertEquals("window SYN 4294967295 0", our.sent());
        our.data(ACK, 0xFFFF_FFFFL, new byte[9]);
        assertEquals(9, our.heard.bytes.size());
    }

    @Test
    void whoGoesAwayTakesNoNewStreams()
    {
        final YamuxFixture our = new YamuxFixture(false);
        our.window(SYN, 1, 0);
        our.yamux.goAway();
        our.yamux.goAway();
        our.window(SYN, 3, 0);
        our.data(0, 1, new byte[4]);
        assertEquals("go away 0 0, window RST 3 0", our.sent());
        assertEquals("opened", our.heard.takeEvents());
        assertEquals(4, our.heard.bytes.size());
        assertEquals(Muxer.CLOSED, our.yamux.open());
    }

    @Test
    void whoIsToldSoOpensNone()
    {
        final YamuxFixture our = new YamuxFixture(true);
        final long stream = our.yamux.open();
        our.send(frame(0, GO_AWAY, 0, 0, 0));
        assertEquals("go away", our.heard.takeEvents());
        assertEquals(Muxer.CLOSED, our.yamux.open());
        assertEquals(4, our.write(stream, 4));
    }

    @Test
    void aPeerThatGoesAwayForAReasonEndsTheConnection()
    {
        final MuxFault[] faults =
            {MuxFault.PEER_SAW_PROTOCOL_ERROR, MuxFault.PEER_HAS_INTERNAL_ERROR, MuxFault.PEER_GOES_AWAY};
        for (int code = 1; code <= faults.length; code++)
        {
            final YamuxFixture our = new YamuxFixture(true);
            our.yamux.open();
            our.send(frame(0, GO_AWAY, 0, 0, code));
            assertEquals("reset " + faults[code - 1] + ", fault " + faults[code - 1], our.heard.takeEvents());
        }
    }

    @Test
    void aStreamThatEndsWhileItIsWrittenToWritesNothing()
    {
        for (final boolean endsAll : new boolean[]{false, true})
        {
            final YamuxFixture our = new YamuxFixture(false);
            our.window(SYN, 1, 0);
            our.window(SYN | FIN, 3, 0);
            final long writer = our.heard.opened.get(0);
            our.heard.onClosed = endsAll ? our.yamux::close : () -> our.yamux.reset(writer);
            our.yamux.closeWrite(our.heard.opened.get(1));
            assertEquals(Muxer.CLOSED, our.write(writer, 5), "the other one is closed first");
            assertEquals("window ACK FIN 3 0, " + (endsAll ? "go away 0 0" : "window RST 1 0"), our.sent());
            assertEquals(0, our.memory.usedStreams());
        }
    }

    @Test
    void startsAgainForAnotherConnection()
    {
        final YamuxFixture our = new YamuxFixture(false);
        our.window(SYN, 1, 0);
        our.send(new byte[]{0, 0, 0});
        final long old = our.heard.opened.get(0);
        our.yamux.close();
        assertEquals("opened, reset CONNECTION_CLOSED, fault CONNECTION_CLOSED", our.heard.takeEvents());
        assertEquals("go away 0 0", our.sent());
        our.yamux.start(true, our.sink, our.heard, 0);
        final long stream = our.yamux.open();
        assertEquals(Muxer.CLOSED, our.write(old, 1), "a handle of the last connection");
        assertEquals(1, our.write(stream, 1));
        assertArrayEquals(new byte[]{0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0}, our.sink.takeAll());
    }
}
