package io.hopwire.link;

import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.spi.Limits;
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;
import io.hopwire.wire.FrameKinds;
import io.hopwire.wire.FrameTypes;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * How long a datagram a path carries that drops longer ones and says nothing.
 */
class PathMtuTest
{
    private static final long MS = LinkNet.MS;
    private static final long SECOND = 1000 * MS;
    private static final int OVERHEAD = FrameTypes.DATA_OVERHEAD;
    private static final int WHOLE = Limits.DEFAULT_MTU - OVERHEAD;

    private LinkPair pair = new LinkPair(new HopwireCrypto(), 1);
    private int pathMtu = Integer.MAX_VALUE;

    @Test
    void aWidePathIsKnownAfterOneRoundTrip()
    {
        pair.open(pair.a, pair.b, true);
        pair.run(3 * MS);
        assertEquals(PathMtu.LEAST, pair.a.link().maxPlaintext(), "nothing is believed that was not tried");
        pair.run(3 * MS);
        assertEquals(WHOLE, pair.a.link().maxPlaintext());
        assertEquals(WHOLE, pair.b.link().maxPlaintext());
        pair.run(60 * SECOND);
        assertEquals(1, pair.a.get(SystemCounter.PATH_PROBES));
        assertEquals(1, pair.b.get(SystemCounter.PATH_PROBES));
    }

    @ParameterizedTest
    @ValueSource(ints = {1200, 1201, 1209, 1252, 1280, 1333, 1400, 1407})
    void whatAPathCarriesIsFoundToAFewBytes(final int mtu)
    {
        limit(mtu);
        pair.up();
        for (int i = 0; i < 100; i++)
        {
            pair.run(200 * MS);
            assertTrue(pair.a.link().maxPlaintext() + OVERHEAD <= mtu, "more is promised than gets through");
        }
        assertTrue(pair.a.link().maxPlaintext() + OVERHEAD > mtu - PathMtu.NEAR);
        assertTrue(pair.b.link().maxPlaintext() + OVERHEAD > mtu - PathMtu.NEAR);
        assertTrue(pair.a.get(SystemCounter.PATH_PROBES) <= PathMtu.MAX_PROBES * 7, "it ends");
        assertEquals(1, pair.a.ups);
    }

    @Test
    void aLongDatagramIsSoughtAmongManyLengths()
    {
        pair = new LinkPair(
            new HopwireCrypto(), 2, LinkNet.config().with(NodeSettings.MTU, 9000),
            LinkNet.config().with(NodeSettings.MTU, 9000));
        limit(2 * Limits.DEFAULT_MTU);
        pair.up();
        pair.run(30 * SECOND);
        final int found = pair.a.link().maxPlaintext() + OVERHEAD;
        assertTrue(found <= pathMtu && found > pathMtu - PathMtu.NEAR, "found " + found);
    }

    @Test
    void probesThatAreLostByChanceAreRepeated()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            pair = new LinkPair(new HopwireCrypto(), seed);
            pair.open(pair.a, pair.b, true);
            pair.run(4 * MS);
            pair.lossPermille = 100;
            pair.run(10 * SECOND);
            pair.lossPermille = 0;
            pair.run(10 * SECOND);
            assertTrue(pair.a.link().maxPlaintext() > WHOLE - PathMtu.NEAR, "seed " + seed);
        }
    }

    @Test
    void aPathThatBecomesNarrowerIsNoticedByWhoeverUsesIt()
    {
        pair.up();
        talk(10);
        assertEquals(WHOLE, pair.a.link().maxPlaintext());
        limit(1300);
        talk(60);
        assertEquals(1, pair.a.get(SystemCounter.PATHS_NARROWED));
        final int found = pair.a.link().maxPlaintext() + OVERHEAD;
        assertTrue(found <= pathMtu && found > pathMtu - PathMtu.NEAR, "found " + found);
        assertEquals(1, pair.a.ups, "the link lives");
    }

    @Test
    void aPathThatBecomesWiderIsNoticedAfterAWhile()
    {
        limit(1300);
        pair.up();
        pair.run(20 * SECOND);
        limit(Integer.MAX_VALUE);
        talk((int)(2 * PathMtu.RAISE_NS / (100 * MS)));
        assertEquals(WHOLE, pair.a.link().maxPlaintext());
        assertEquals(WHOLE, pair.b.link().maxPlaintext());
    }

    @Test
    void aLinkThatNobodyUsesDoesNotProbe()
    {
        limit(1300);
        pair.up();
        pair.run(20 * SECOND);
        final long probes = pair.a.get(SystemCounter.PATH_PROBES) + pair.b.get(SystemCounter.PATH_PROBES);
        pair.run(2 * PathMtu.RAISE_NS);
        assertEquals(probes, pair.a.get(SystemCounter.PATH_PROBES) + pair.b.get(SystemCounter.PATH_PROBES));
        assertEquals(1, pair.a.ups);
    }

    @Test
    void nothingLongerThanWhatCameThroughIsSentButProbes()
    {
        limit(1252);
        pair.up();
        final Link link = pair.a.link();
        for (int i = 0; i < 2000; i++)
        {
            assertEquals(LinkTable.TOO_LONG, pair.a.table.tryClaim(link, link.maxPlaintext() + 1));
            assertTrue(pair.a.send(link, new byte[link.maxPlaintext()], pair.nowNs));
            pair.flush(pair.a);
            pair.run(10 * MS);
        }
        assertEquals(2000, pair.b.received);
    }

    /** Those of before went elsewhere, and their answers say nothing of the new path. */
    @Test
    void aPeerThatMovesIsProbedAnew()
    {
        pair.up();
        limit(1252);
        pair.a.addressId += 1000;
        talk(1);
        assertEquals(PathMtu.LEAST, pair.b.link().maxPlaintext());
        assertEquals(1, pair.b.get(SystemCounter.ROAMED));
        talk(200);
        final int found = pair.b.link().maxPlaintext() + OVERHEAD;
        assertTrue(found <= pathMtu && found > pathMtu - PathMtu.NEAR, "found " + found);
    }

    /** Somebody copies a frame and is faster: who is there is sent nothing long. */
    @Test
    void whoDoesNotAnswerIsSentNoLongProbes()
    {
        pair.up();
        final int[] sent = new int[1];
        pair.tap = (source, targetId, datagram) ->
        {
            sent[0] = targetId >= 1000 ? Math.max(sent[0], datagram.length) : sent[0];
            return targetId < 1000;
        };
        pair.a.addressId += 1000;
        assertTrue(pair.a.send(pair.a.link(), new byte[]{0, 1, 2}, pair.nowNs));
        pair.flush(pair.a);
        pair.run(4 * SECOND);
        assertEquals(0, pair.b.get(SystemCounter.ROAMED));
        assertEquals(pair.a.addressId - 1000, pair.b.link().addressId());
        assertTrue(sent[0] > 0 && sent[0] < 100, "longest " + sent[0]);
    }

    @Test
    void answersToWhatWasNeverSentAreRefused()
    {
        pair.up();
        final Link link = pair.a.link();
        final long refused = pair.b.get(RejectCode.CELL);
        answer(pair.b.link().probeNumber, WHOLE + 1, LinkSender.PROBED_LENGTH);
        answer(pair.b.link().probeNumber, 100, LinkSender.PROBED_LENGTH - 1);
        answer(pair.b.link().probeNumber, 100, LinkSender.PROBED_LENGTH + 1);
        final byte[] probe = new byte[LinkSender.PROBE_LENGTH - 1];
        probe[0] = FrameKinds.LINK_PROBE;
        assertTrue(pair.a.send(link, probe, pair.nowNs));
        pair.flush(pair.a);
        pair.run(10 * MS);
        assertEquals(refused + 4, pair.b.get(RejectCode.CELL));
        assertEquals(WHOLE, pair.b.link().maxPlaintext());
    }

    /** Its peer may have been sent a probe by the link that was there before, and has it only now. */
    @Test
    void answersToProbesOfALinkThatWasThereBeforeAreNothing()
    {
        pair.up();
        limit(1252);
        pair.a.addressId += 1000;
        talk(1);
        final long refused = pair.b.get(RejectCode.CELL);
        answer(pair.b.link().probeNumber + 1, WHOLE, LinkSender.PROBED_LENGTH);
        answer(pair.b.link().firstProbe - 1, WHOLE, LinkSender.PROBED_LENGTH);
        pair.run(10 * MS);
        assertEquals(refused, pair.b.get(RejectCode.CELL));
        assertEquals(PathMtu.LEAST, pair.b.link().maxPlaintext());
    }

    private void answer(final int number, final int length, final int frameLength)
    {
        final byte[] frame = new byte[frameLength];
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[LinkSender.PROBED_LENGTH + 1]);
        buffer.putByte(0, (byte)FrameKinds.LINK_PROBED);
        buffer.putInt(1, number, LITTLE_ENDIAN);
        buffer.putInt(5, pair.a.link().incarnation, LITTLE_ENDIAN);
        buffer.putShort(9, (short)length, LITTLE_ENDIAN);
        buffer.getBytes(0, frame);
        assertTrue(pair.a.send(pair.a.link(), frame, pair.nowNs));
        pair.flush(pair.a);
        pair.run(10 * MS);
    }

    private void limit(final int mtu)
    {
        pathMtu = mtu;
        pair.tap = (source, targetId, datagram) -> datagram.length <= pathMtu;
    }

    /** Something there and something back, every 100 ms. */
    private void talk(final int times)
    {
        for (int i = 0; i < times; i++)
        {
            for (final LinkNode node : pair.nodes)
            {
                assertTrue(node.send(node.link(), new byte[]{0, 1, 2}, pair.nowNs));
                pair.flush(node);
            }
            pair.run(100 * MS);
        }
    }
}
