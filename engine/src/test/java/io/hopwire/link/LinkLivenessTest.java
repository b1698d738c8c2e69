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
    void whoOnlyListensFillsItsSilenceWithKeepalives()
    {
        for (final LinkNode speaker : pair.nodes)
        {
            final LinkNode listener = speaker == pair.a ? pair.b : pair.a;
            send(speaker);
            pair.run(SECOND + 10 * MS);
            // The first of what it hears arrives in a millisecond.
            final long[] last = { pair.nowNs + MS };
            pair.tap = (source, targetId, datagram) ->
            {
                if (source == listener)
                {
                    assertTrue(pair.nowNs - last[0] <= SECOND, "silent for " + (pair.nowNs - last[0]));
                    last[0] = pair.nowNs;
                }
                return true;
            };
            final long sent = listener.link().framesSent();
            for (int i = 0; i < 1000; i++)
            {
                send(speaker);
                pair.run(SECOND / 10);
            }
            final long frames = listener.link().framesSent() - sent;
            assertTrue(frames >= 100 && frames <= 260, frames + " frames in 100 s");
            assertEquals(0, speaker.frames.size(), "none of it is shown to the layer above");
            pair.tap = null;
            listener.frames.clear();
            pair.run(20 * SECOND);
        }
        assertUp();
    }

    @Test
    void aQuestionAndItsAnswerCostOneKeepalive()
    {
        final LinkPair idle = idlePair(1);
        final long before = idle.datagrams;
        final long sentBefore = idle.a.link().framesSent();
        send(idle, idle.a);
        idle.run(2 * MS);
        send(idle, idle.b);
        idle.run(SECOND - 3 * MS);
        assertEquals(before + 2, idle.datagrams);
        idle.run(7 * SECOND);
        assertEquals(before + 3, idle.datagrams);
        assertEquals(sentBefore + 2, idle.a.link().framesSent(), "it is due from who heard last");
    }

    @Test
    void anIdleLinkCostsTwoFramesAnInterval()
    {
        final LinkPair idle = idlePair(1);
        idle.run(20 * SECOND);
        final long before = idle.datagrams;
        final long timers = idle.a.timers.scheduled() + idle.b.timers.scheduled();
        final long fired = idle.timersFired;
        idle.run(1000 * SECOND);
        final long frames = idle.datagrams - before;
        assertTrue(frames >= 2 * 95 && frames <= 2 * 100, frames + " frames in 100 intervals");
        final long scheduled = idle.a.timers.scheduled() + idle.b.timers.scheduled() - timers;
        assertTrue(scheduled <= 3 * 100, scheduled + " timers set in 100 intervals");
        assertTrue(idle.timersFired - fired <= 100, idle.timersFired - fired + " timers fired in 100 intervals");
        assertEquals(List.of("up"), idle.a.events);
        assertEquals(List.of("up"), idle.b.events);
    }

    @Test
    void anIdlePeerIsDeadAfterTheIdleIntervalAndTheTimeout()
    {
        for (int i = 0; i < 200; i++)
        {
            final LinkPair idle = idlePair(i);
            idle.run(idle.random.below(30 * SECOND));
            idle.tap = (source, targetId, datagram) -> false;
            final long startNs = idle.nowNs;
            for (final LinkNode node : idle.nodes)
            {
                final long endNs = node.link().lastReceivedNs() + 15 * SECOND;
                idle.at(endNs - 5 * SECOND, () -> assertEquals(List.of("up"), node.events));
                idle.at(endNs + 1, () -> assertEquals(List.of("up", "down TIMEOUT"), node.events));
            }
            idle.run(15 * SECOND);
            assertEquals(List.of("up", "down TIMEOUT"), idle.a.events, "seed " + i + " from " + startNs);
            assertEquals(List.of("up", "down TIMEOUT"), idle.b.events, "seed " + i + " from " + startNs);
        }
    }

    @Test
    void whoSendsToADeadPeerKnowsAfterTheTimeout()
    {
        for (int i = 0; i < 200; i++)
        {
            final LinkPair idle = idlePair(i);
            final LinkNode sender = idle.nodes.get(i & 1);
            idle.run(idle.random.below(30 * SECOND));
            idle.tap = (source, targetId, datagram) -> false;
            idle.run(idle.random.below(5 * SECOND));
            send(idle, sender);
            idle.run(5 * SECOND);
            assertEquals(List.of("up", "down TIMEOUT"), sender.events, "seed " + i);
        }
    }

    @Test
    void aBusyPeerIsDeadATimeoutAfterItsLastFrame()
    {
        for (int i = 0; i < 100; i++)
        {
            final LinkPair busy = idlePair(i);
            final LinkNode other = busy.nodes.get(i & 1);
            final LinkNode dead = busy.nodes.get(1 - (i & 1));
            final long intervalNs = 100 * MS + busy.random.below(900 * MS);
            final boolean isOneWay = busy.random.permille(500);
            for (int j = 0; j < 40; j++)
            {
                send(busy, dead);
                if (!isOneWay)
                {
                    send(busy, other);
                }
                busy.run(intervalNs);
            }
            busy.run(100 * MS);
            busy.tap = (source, targetId, datagram) -> source != dead;
            final long lastNs = other.link().lastReceivedNs();
            busy.run(lastNs + 5 * SECOND - 1 - busy.nowNs);
            assertEquals(List.of("up"), other.events, "seed " + i);
            busy.run(1);
            assertEquals(List.of("up", "down TIMEOUT"), other.events, "seed " + i);
        }
    }

    @Test
    void aLossyChannelEndsNoLinkHoweverSeldomItIsUsed()
    {
        for (int i = 0; i < 20; i++)
        {
            final LinkPair lossy = idlePair(i);
            lossy.lossPermille = 100;
            lossy.maxDelayNs = 100 * MS;
            for (int j = 0; j < 300; j++)
            {
                send(lossy, lossy.nodes.get(0 == i % 3 ? 0 : 1));
                if (0 == i % 2)
                {
                    send(lossy, lossy.a);
                }
                lossy.run(lossy.random.below(12 * SECOND));
            }
            assertEquals(List.of("up"), lossy.a.events, "seed " + i);
            assertEquals(List.of("up"), lossy.b.events, "seed " + i);
        }
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
        pair.run(5 * SECOND);
        pair.tap = (source, targetId, datagram) -> false;
        send(pair.a);
        send(pair.b);
        pair.run(5 * SECOND - 1);
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
            send(pair.nodes.get(i & 1));
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
        for (int i = 0; i < 50; i++)
        {
            final byte[] forged = frame.clone();
            forged[20] ^= 1;
            pair.deliver(pair.b, pair.a.addressId, forged);
            send(pair.b);
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
        assertEquals(0, pair.b.get(SystemCounter.ADDRESSES_CHALLENGED));
        assertEquals(2, pair.b.frames.size());
    }

    @Test
    void theRoundTripIsFollowed()
    {
        assertEquals(2 * MS, pair.a.link().rttNs());
        pair.minDelayNs = 20 * MS;
        pair.maxDelayNs = 20 * MS;
        talk(120);
        assertTrue(pair.a.link().rttNs() > 39 * MS, pair.a.link().rttNs() + " ns");
        assertTrue(pair.b.link().rttNs() > 39 * MS, pair.b.link().rttNs() + " ns");
        pair.minDelayNs = MS;
        pair.maxDelayNs = MS;
        talk(120);
        assertTrue(pair.a.link().rttNs() < 3 * MS, pair.a.link().rttNs() + " ns");
    }

    @Test
    void onlyTheFirstPacketAfterASilenceTouchesTheTimer()
    {
        pair.run(5 * SECOND);
        final long silent = pair.a.timers.scheduled() + pair.b.timers.scheduled();
        send(pair.a);
        pair.run(2 * MS);
        pair.b.frames.clear();
        assertEquals(silent + 2, pair.a.timers.scheduled() + pair.b.timers.scheduled(), "one at each end");
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

    /**
     * Two nodes whose keys last for ever, with an idle link between them.
     */
    private static LinkPair idlePair(final long seed)
    {
        final LinkPair idle = new LinkPair(new HopwireCrypto(), seed, lasting(), lasting()).up();
        idle.run(2 * SECOND);
        return idle;
    }

    private static LinkSetup lasting()
    {
        return LinkNet.config()
            .with(LinkSettings.REKEY_AFTER, 100_000 * SECOND).with(LinkSettings.REJECT_AFTER, 200_000 * SECOND);
    }

    private void send(final LinkNode node)
    {
        send(pair, node);
    }

    private static void send(final LinkPair pair, final LinkNode node)
    {
        assertTrue(node.send(node.link(), new byte[10], pair.nowNs));
        pair.flush(node);
    }

    private void talk(final int seconds)
    {
        for (int i = 0; i < seconds; i++)
        {
            send(pair.nodes.get(i & 1));
            pair.run(SECOND);
        }
    }

    private void assertUp()
    {
        assertEquals(List.of("up"), pair.a.events);
        assertEquals(List.of("up"), pair.b.events);
    }
}
