package io.hopwire.libp2p.mux;

import io.hopwire.sim.SimRandom;
import io.hopwire.spi.Settings;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.Arrays;

import static io.hopwire.libp2p.mux.YamuxFixture.frame;
import static io.hopwire.libp2p.mux.YamuxHeader.ACK;
import static io.hopwire.libp2p.mux.YamuxHeader.DATA;
import static io.hopwire.libp2p.mux.YamuxHeader.FIN;
import static io.hopwire.libp2p.mux.YamuxHeader.PING;
import static io.hopwire.libp2p.mux.YamuxHeader.RST;
import static io.hopwire.libp2p.mux.YamuxHeader.SYN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Windows grow where they hold back a sender whose reader keeps up, and nowhere else.
 */
class YamuxWindowTest
{
    private static final int WINDOW = Yamux.INITIAL_WINDOW;
    private static final int HALF = WINDOW / 2;
    private static final int MIB = 1 << 20;

    @Test
    void growsWhereAQuarterOfItIsReadWithinARoundTrip()
    {
        final YamuxFixture our = opened();
        our.data(0, 1, new byte[HALF]);
        assertEquals("window ACK 1 131072, ping SYN 0 1", our.sent());
        our.data(0, 1, new byte[WINDOW / 4]);
        our.ping(ACK, 1);
        assertEquals("window 1 327680, ping SYN 0 2", our.sent());
        assertEquals(WINDOW, our.memory.promisedBytes());
        our.data(0, 1, new byte[2 * WINDOW]);
        assertNull(our.yamux.fault(), "all of it is credited");
        our.send(frame(0, DATA, 0, 1, 2 * WINDOW + 1));
        assertEquals(MuxFault.WINDOW_EXCEEDED, our.yamux.fault());
        assertEquals("opened, reset WINDOW_EXCEEDED, fault WINDOW_EXCEEDED", our.heard.takeEvents());
    }

    @Test
    void doesNotWhereLessIsRead()
    {
        final YamuxFixture our = opened();
        our.data(0, 1, new byte[HALF]);
        our.data(0, 1, new byte[WINDOW / 4 - 1]);
        our.ping(ACK, 1);
        assertEquals("window ACK 1 131072, ping SYN 0 1", our.sent());
        our.data(0, 1, new byte[WINDOW / 4 + 1]);
        assertEquals("window 1 131072, ping SYN 0 2", our.sent(), "measured again");
        assertEquals(0, our.memory.promisedBytes());
        our.send(frame(0, DATA, 0, 1, WINDOW + 1));
        assertEquals(MuxFault.WINDOW_EXCEEDED, our.yamux.fault());
    }

    @Test
    void aReaderThatTakesWhatItHasLeftBeforeKeepsItsWindow()
    {
        final YamuxFixture our = opened();
        our.heard.appetite = 0;
        our.data(0, 1, new byte[WINDOW]);
        our.heard.appetite = HALF;
        our.yamux.resume(our.heard.opened.get(0), 0);
        assertEquals("window ACK 1 131072", our.sent(), "half of it waits still");
        our.data(0, 1, new byte[HALF]);
        our.heard.appetite = WINDOW;
        our.yamux.resume(our.heard.opened.get(0), 0);
        assertEquals("window 1 262144, ping SYN 0 1", our.sent());
        our.heard.appetite = WINDOW / 2;
        our.data(0, 1, new byte[WINDOW]);
        our.ping(ACK, 1);
        assertEquals("window 1 131072", our.sent(), "it took enough, and left as much");
        assertEquals(0, our.memory.promisedBytes());
    }

    @Test
    void growsToTheSettingAndIsNotMeasuredBeyond()
    {
        final Settings settings = Settings.DEFAULTS.with(MuxSettings.WINDOW, MIB - 1000);
        final YamuxFixture our = new YamuxFixture(true, settings, MIB);
        our.yamux.open();
        our.yamux.flush(0);
        assertEquals("window SYN 1 0", our.sent());
        assertEquals(MIB - 1000, grownTo(our, 1));
        our.data(0, 1, new byte[MIB - 1000]);
        assertEquals("window 1 1047576", our.sent(), "no ping");
        our.send(frame(0, DATA, 0, 1, MIB - 999));
        assertEquals(MuxFault.WINDOW_EXCEEDED, our.yamux.fault());
    }

    @Test
    void staysWhereTheSettingIsTheProtocols()
    {
        final YamuxFixture our = new YamuxFixture(false, Settings.DEFAULTS.with(MuxSettings.WINDOW, WINDOW), MIB);
        our.data(SYN, 1, new byte[WINDOW]);
        assertEquals("window ACK 1 262144", our.sent());
    }

    @Test
    void noConnectionPromisesMoreThanHalfOfItsMemory()
    {
        final Settings settings = Settings.DEFAULTS.with(MuxSettings.CONNECTION_MEMORY, 4 * MIB);
        final YamuxFixture our = new YamuxFixture(false, settings, MIB);
        our.window(SYN, 1, 0);
        our.window(SYN, 3, 0);
        our.window(SYN, 5, 0);
        assertEquals(2 * MIB, grownTo(our, 1));
        assertEquals(2 * WINDOW, grownTo(our, 5), "256k were left to promise");
        assertEquals(WINDOW, grownTo(our, 3));
        assertEquals(2 * MIB, our.memory.promisedBytes());
    }

    @Test
    void whatIsPromisedComesBackWithTheEndOfTheirsOrOfTheStream()
    {
        final YamuxFixture our = new YamuxFixture(
            false, Settings.DEFAULTS, MIB, new MuxMemory(256L * MIB, 1 << 12, 7));
        for (int id = 1; id <= 7; id += 2)
        {
            our.window(SYN, id, 0);
            grownTo(our, id);
        }
        final long all = our.memory.promisedBytes();
        assertEquals(8 * MIB, all);
        our.window(FIN, 1, 0);
        our.data(FIN, 3, new byte[MIB]);
        our.window(RST, 5, 0);
        assertTrue(our.memory.promisedBytes() > 0);
        our.yamux.reset(our.heard.opened.get(3));
        assertEquals(0, our.memory.promisedBytes());
        our.window(SYN, 9, 0);
        assertEquals(4 * MIB, grownTo(our, 9));
        our.yamux.close();
        assertEquals(0, our.memory.promisedBytes());
        our.yamux.start(false, our.sink, our.heard, 0);
        our.sent();
        our.data(SYN, 1, new byte[HALF]);
        our.send(frame(0, DATA, 0, 999, 0));
        assertEquals(MuxFault.STREAM_NEVER_OPENED, our.yamux.fault());
    }

    /** Greedy ones first: whoever comes later grows too, and all keep within what there is. */
    @Test
    void connectionsLeaveSomethingToThoseThatComeLater()
    {
        final MuxMemory memory = new MuxMemory(64L * MIB, 1 << 12, 7);
        final long half = 32L * MIB;
        long last = Long.MAX_VALUE;
        for (int i = 0; i < 12; i++)
        {
            final YamuxFixture our = new YamuxFixture(false, Settings.DEFAULTS, MIB, memory);
            final long before = memory.promisedBytes();
            for (int id = 1; id <= 15; id += 2)
            {
                our.window(SYN, id, 0);
                grownTo(our, id);
            }
            final long got = memory.promisedBytes() - before;
            assertTrue(got <= last && got <= (half - before) / 4 && got >= WINDOW, i + ": " + got + " B");
            last = got;
        }
        assertTrue(memory.promisedBytes() <= half);
    }

    @Test
    void memoryThatIsUsedIsNotPromised()
    {
        final Settings settings = Settings.DEFAULTS.with(MuxSettings.CONNECTION_MEMORY, MIB);
        final YamuxFixture our = new YamuxFixture(false, settings, MIB);
        our.heard.appetite = 0;
        our.data(SYN, 1, new byte[WINDOW]);
        our.data(SYN, 3, new byte[WINDOW]);
        our.data(SYN, 5, new byte[Block.LENGTH]);
        our.heard.appetite = Long.MAX_VALUE;
        our.window(SYN, 7, 0);
        our.sent();
        assertEquals(WINDOW, grownTo(our, 7));
        our.yamux.resume(our.heard.opened.get(0), 0);
        our.yamux.resume(our.heard.opened.get(2), 0);
        assertEquals(2 * WINDOW, grownTo(our, 7), "there is memory again");
    }

    @Test
    void whatComesBeforeThePingLeavesIsNotCounted()
    {
        final YamuxFixture our = new YamuxFixture(false, Settings.DEFAULTS, 2 * YamuxHeader.LENGTH - 1);
        our.data(SYN, 1, new byte[HALF]);
        assertEquals("window ACK 1 131072", our.sent());
        our.send(ByteBuffer.allocate(HALF + YamuxHeader.LENGTH - 1).put(frame(0, DATA, 0, 1, HALF - 1)).array());
        assertEquals("ping SYN 0 1", our.sent());
        our.ping(ACK, 1);
        assertEquals(0, our.memory.promisedBytes());
    }

    @Test
    void whoAsksForAPingMeanwhileHearsOfThatOne()
    {
        final YamuxFixture our = opened();
        our.data(0, 1, new byte[HALF]);
        assertEquals("window ACK 1 131072, ping SYN 0 1", our.sent());
        our.ping(ACK, 2);
        our.ping(ACK, 1);
        assertEquals("opened", our.heard.takeEvents(), "nobody asked");
        our.data(0, 1, new byte[HALF]);
        our.yamux.ping(0);
        our.nowNs = 700;
        our.ping(ACK, 2);
        assertEquals("pong 700", our.heard.takeEvents());
    }

    /** However bytes and answer are cut: each header at every byte, what is between them now and then. */
    @Test
    void growsAlikeHoweverItIsCut()
    {
        final int part = WINDOW / 4;
        final byte[] bytes = ByteBuffer.allocate(part + 3 * YamuxHeader.LENGTH)
            .put(frame(0, DATA, 0, 1, part)).put(new byte[part])
            .put(frame(0, PING, ACK, 0, 1)).put(frame(0, DATA, 0, 1, 2 * WINDOW + 1)).array();
        final int end = bytes.length - YamuxHeader.LENGTH;
        for (int cut = 0; cut < bytes.length; cut += cut < 16 || cut > part ? 1 : 1009)
        {
            final YamuxFixture our = opened();
            our.data(0, 1, new byte[HALF]);
            our.send(Arrays.copyOf(bytes, Math.min(cut, end)));
            our.send(Arrays.copyOfRange(bytes, Math.min(cut, end), end));
            assertEquals("window ACK 1 131072, ping SYN 0 1, window 1 327680, ping SYN 0 2", our.sent());
            our.send(Arrays.copyOfRange(bytes, end, Math.max(cut, end)));
            assertNull(our.yamux.fault());
            our.send(Arrays.copyOfRange(bytes, Math.max(cut, end), bytes.length));
            assertEquals(MuxFault.WINDOW_EXCEEDED, our.yamux.fault(), "cut at " + cut);
            assertEquals(0, our.memory.promisedBytes());
        }
    }

    /** Senders, readers and answers as a seed has it: nobody is granted more than was promised, or than there is. */
    @Test
    void noWindowIsLargerThanWhatIsPromised()
    {
        int grown = 0;
        for (int seed = 1; seed <= 60; seed++)
        {
            final SimRandom random = new SimRandom(seed);
            final Settings settings = Settings.DEFAULTS
                .with(MuxSettings.WINDOW, WINDOW + random.nextInt(2 * MIB))
                .with(MuxSettings.CONNECTION_MEMORY, MIB + random.nextInt(8 * MIB));
            final YamuxFixture our = new YamuxFixture(false, settings, MIB);
            for (int id = 1; id <= 5; id += 2)
            {
                our.window(SYN, id, 0);
            }
            for (int step = 0; step < 200; step++)
            {
                step(our, random);
                long promised = 0;
                for (int slot = 0; slot < our.yamux.table.slotsEnd(); slot++)
                {
                    final MuxStream stream = our.yamux.table.bySlot(slot);
                    if (null != stream)
                    {
                        promised += stream.window - WINDOW;
                        assertTrue(stream.window <= settings.get(MuxSettings.WINDOW), "seed " + seed);
                        assertTrue(stream.isPeerEnded || stream.window == stream.receiveCredit + stream.ungranted +
                            stream.received.length(), "seed " + seed);
                    }
                }
                assertEquals(promised, our.memory.promisedBytes(), "seed " + seed);
                assertTrue(promised <= settings.get(MuxSettings.CONNECTION_MEMORY) / 2, "seed " + seed);
                grown += promised > 0 ? 1 : 0;
            }
            our.yamux.close();
            assertEquals(0, our.memory.promisedBytes() + our.memory.usedBytes());
        }
        assertTrue(grown > 1000, grown + " times");
    }

    private static void step(final YamuxFixture our, final SimRandom random)
    {
        final int id = 1 + 2 * random.nextInt(3);
        final MuxStream stream = our.yamux.table.byId(id);
        our.heard.appetite = random.nextInt(4) == 0 ? random.nextInt(WINDOW) : Long.MAX_VALUE;
        switch (random.nextInt(100))
        {
            case 0 -> our.window(FIN, id, 0);
            case 1 -> our.window(RST, id, 0);
            default ->
            {
                if (null != stream && !stream.isPeerEnded)
                {
                    our.data(0, id, new byte[random.nextInt(stream.receiveCredit + 1)]);
                }
            }
        }
        if (random.nextInt(3) == 0)
        {
            answer(our);
        }
        our.yamux.resume(our.heard.opened.get(random.nextInt(3)), 0);
        our.heard.bytes.reset();
    }

    @Test
    void thePingOfTheLastConnectionIsNotThatOfTheNext()
    {
        final YamuxFixture our = opened();
        our.data(0, 1, new byte[HALF]);
        our.yamux.close();
        our.yamux.start(false, our.sink, our.heard, 0);
        our.sent();
        our.data(SYN, 1, new byte[HALF]);
        assertEquals("window ACK 1 131072, ping SYN 0 1", our.sent());
        our.data(0, 1, new byte[HALF]);
        our.ping(ACK, 1);
        assertEquals(WINDOW, our.memory.promisedBytes());
    }

    /** What is under way for a stream that is gone is not more than its window was. */
    @Test
    void bytesOfAStreamThatIsGoneHaveTheBoundOfTheLargestWindow()
    {
        final YamuxFixture our = opened();
        assertEquals(4 * MIB, grownTo(our, 1));
        our.yamux.reset(our.heard.opened.get(0));
        our.data(0, 1, new byte[4 * MIB]);
        assertNull(our.yamux.fault());
        our.send(frame(0, DATA, 0, 1, 4 * MIB + 1));
        assertEquals(MuxFault.WINDOW_EXCEEDED, our.yamux.fault());
    }

    private static YamuxFixture opened()
    {
        final YamuxFixture our = new YamuxFixture(false);
        our.window(SYN, 1, 0);
        return our;
    }

    /** A sender that is as fast as the window lets it be. {@return how large that becomes} */
    private static int grownTo(final YamuxFixture our, final long id)
    {
        answer(our);
        final MuxStream stream = our.yamux.table.byId(id);
        for (int i = 0; i < 20; i++)
        {
            final int credit = stream.receiveCredit;
            our.data(0, id, new byte[credit / 2]);
            our.data(0, id, new byte[credit - credit / 2]);
            our.heard.bytes.reset();
            answer(our);
        }
        return stream.window;
    }

    /** What we sent has come, and so has the answer to a ping of it. */
    private static void answer(final YamuxFixture our)
    {
        final String sent = our.sent();
        final int at = sent.indexOf("ping SYN 0 ");
        if (at >= 0)
        {
            our.ping(ACK, Long.parseLong(sent.substring(at + "ping SYN 0 ".length()).split(",")[0]));
            answer(our);
        }
    }
}
