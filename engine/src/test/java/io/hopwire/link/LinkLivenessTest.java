package io.hopwire.link;

import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.spi.SystemCounter;
import io.hopwire.wire.FrameTypes;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LinkLivenessTest
{
    private static final long MS = LinkNet.MS;
    private static final long SECOND = 1000 * MS;

    private final LinkPair pair = new LinkPair(new HopwireCrypto(), 1).up();

    @Test
    void silenceIsFilledByKeepalives()
    {
        final long[] last = { pair.nowNs };
        pair.tap = (source, targetId, datagram) ->
        {
            if (source == pair.a)
            {
                assertTrue(pair.nowNs - last[0] <= SECOND, "silent for " + (pair.nowNs - last[0]));
                last[0] = pair.nowNs;
            }
            return true;
        };
        final long sent = pair.a.link().framesSent();
        pair.run(100 * SECOND);
        final long frames = pair.a.link().framesSent() - sent;
        assertTrue(frames >= 100 && frames <= 260, frames + " frames in 100 s");
        assertEquals(List.of("up"), pair.a.events);
        assertEquals(0, pair.a.frames.size(), "none of it is shown to the layer above");
    }

    @Test
    void aBusyLinkSendsNoKeepalives()
    {
        final int[] empty = { 0 };
        pair.tap = (source, targetId, datagram) ->
        {
            empty[0] += FrameTypes.DATA_OVERHEAD == datagram.length ? 1 : 0;
            return true;
        };
        for (int i = 0; i < 100; i++)
        {
            for (final LinkNode node : pair.nodes)
            {
                node.send(node.link(), new byte[10], pair.nowNs);
                pair.flush(node);
            }
            pair.run(SECOND / 10);
        }
        assertEquals(0, empty[0]);
        assertEquals(100, pair.b.frames.size());
    }

    @Test
    void aSilentPeerIsDeadAfterTheTimeout()
    {
        pair.run(100 * MS);
        pair.tap = (source, targetId, datagram) -> false;
        final long lastNs = pair.a.link().lastReceivedNs();
        pair.run(lastNs + 5 * SECOND - 1 - pair.nowNs);
        assertEquals(List.of("up"), pair.a.events);
        pair.run(SECOND);
        assertEquals(List.of("up", "down TIMEOUT"), pair.a.events);
        assertEquals(List.of("up", "down TIMEOUT"), pair.b.events);
        assertEquals(0, pair.a.get(SystemCounter.LINKS_UP));
        assertEquals(1, pair.a.get(SystemCounter.LINKS_CLOSED));
        assertEquals(0, pair.addresses.retained());
        assertEquals(-1, pair.a.timers.next());
    }

    @Test
    void aPauseBelowTheTimeoutIsSurvived()
    {
        for (int i = 0; i < 10; i++)
        {
            pair.tap = (source, targetId, datagram) -> false;
            pair.run(3900 * MS);
            pair.tap = null;
            pair.run(2 * SECOND);
        }
        assertEquals(List.of("up"), pair.a.events);
        assertEquals(List.of("up"), pair.b.events);
    }

    @Test
    void forgedFramesKeepNothingAlive()
    {
        pair.a.send(pair.a.link(), new byte[10], pair.nowNs);
        final byte[] frame = pair.a.outbox.copy(0);
        pair.a.outbox.clear();
        pair.tap = (source, targetId, datagram) -> false;
        for (int i = 0; i < 60; i++)
        {
            final byte[] forged = frame.clone();
            forged[20] ^= 1;
            pair.deliver(pair.b, pair.a.addressId, forged);
            pair.run(100 * MS);
        }
        assertEquals(List.of("up", "down TIMEOUT"), pair.b.events);
    }

    @Test
    void thePeerIsFollowedToItsNewAddress()
    {
        for (int move = 1; move <= 3; move++)
        {
            pair.a.addressId = 5000 + move;
            pair.a.send(pair.a.link(), new byte[]{ 0 }, pair.nowNs);
            pair.flush(pair.a);
            pair.run(5 * MS);
            assertEquals(5000 + move, pair.b.link().addressId());
            assertEquals(move, pair.b.get(SystemCounter.ROAMED));
            pair.b.send(pair.b.link(), new byte[]{ 0 }, pair.nowNs);
            pair.flush(pair.b);
            pair.run(5 * MS);
            assertEquals(move, pair.a.frames.size());
        }
        assertEquals(1, pair.addresses.retained(5003));
        assertEquals(0, pair.addresses.retained(5002));
        assertEquals(2, pair.addresses.retained());
    }

    @Test
    void oldAndForgedFramesMoveNobody()
    {
        for (int i = 0; i < 3; i++)
        {
            pair.a.send(pair.a.link(), new byte[]{ 0 }, pair.nowNs);
        }
        final byte[] first = pair.a.outbox.copy(0);
        final byte[] second = pair.a.outbox.copy(1);
        final byte[] third = pair.a.outbox.copy(2);
        pair.a.outbox.clear();
        pair.deliver(pair.b, pair.a.addressId, second);
        pair.deliver(pair.b, 6000, first);
        pair.deliver(pair.b, 6000, second);
        third[third.length - 1] ^= 1;
        pair.deliver(pair.b, 6000, third);
        assertEquals(pair.a.addressId, pair.b.link().addressId());
        assertEquals(0, pair.b.get(SystemCounter.ROAMED));
        assertEquals(2, pair.b.frames.size());
    }

    @Test
    void theRoundTripIsFollowed()
    {
        assertEquals(2 * MS, pair.a.link().rttNs());
        pair.minDelayNs = 20 * MS;
        pair.maxDelayNs = 20 * MS;
        pair.run(120 * SECOND);
        assertTrue(pair.a.link().rttNs() > 39 * MS, pair.a.link().rttNs() + " ns");
        assertTrue(pair.b.link().rttNs() > 39 * MS, pair.b.link().rttNs() + " ns");
        pair.minDelayNs = MS;
        pair.maxDelayNs = MS;
        pair.run(120 * SECOND);
        assertTrue(pair.a.link().rttNs() < 3 * MS, pair.a.link().rttNs() + " ns");
    }

    @Test
    void packetsDoNotTouchTheTimers()
    {
        pair.run(100 * MS);
        final long before = pair.a.timers.scheduled() + pair.b.timers.scheduled();
        for (int i = 0; i < 1000; i++)
        {
            pair.a.send(pair.a.link(), new byte[10], pair.nowNs);
            pair.deliver(pair.b, pair.a.addressId, pair.a.outbox.copy(0));
            pair.a.outbox.clear();
        }
        assertEquals(before, pair.a.timers.scheduled() + pair.b.timers.scheduled());
        assertEquals(1000, pair.b.frames.size());
    }
}
