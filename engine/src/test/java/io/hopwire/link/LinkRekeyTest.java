package io.hopwire.link;

import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;
import io.hopwire.wire.FrameFlyweight;
import io.hopwire.wire.FrameTypes;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.agrona.MutableDirectBuffer;
import org.agrona.collections.LongHashSet;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LinkRekeyTest
{
    private static final int SCALE = Integer.getInteger("hopwire.test.scale", 1);
    private static final long MS = LinkNet.MS;
    private static final long SECOND = 1000 * MS;
    private static final int APPLICATION_LENGTH = 20;
    private static final int DATAGRAM_LENGTH = APPLICATION_LENGTH + FrameTypes.DATA_OVERHEAD;

    /**
     * Counts what arrives, each number once.
     */
    private static final class Receiver implements LinkHandler
    {
        final LongHashSet numbers = new LongHashSet(1 << 17);
        long doubles;

        @Override
        public void onLinkUp(final Link link, final long nowNs)
        {
        }

        @Override
        public void onLinkDown(final Link link, final int reason, final long nowNs)
        {
        }

        @Override
        public void onLinkFailed(final Link link, final int reason, final long nowNs)
        {
        }

        @Override
        public void onFrame(
            final Link link, final MutableDirectBuffer buffer, final int offset, final int length, final long nowNs)
        {
            if (!numbers.add(buffer.getLong(offset + 8)))
            {
                doubles++;
            }
        }
    }

    @Test
    void noFrameIsLostOrDoubledByNewKeys()
    {
        // Of some thousand handshakes one gets nowhere with all its tries, for five seconds.
        final long most = 100_000;
        final LinkSetup ofA = frames(100, most);
        final LinkSetup ofB = frames(100, most);
        final LinkPair pair = new LinkPair(new HopwireCrypto(), 1, ofA, ofB).up();
        final Receiver[] receivers = { new Receiver(), new Receiver() };
        pair.a.listener = receivers[0];
        pair.b.listener = receivers[1];
        pair.a.isRecording = false;
        pair.b.isRecording = false;
        final long[] passed = new long[2];
        pair.tap = (source, targetId, datagram) ->
        {
            final boolean isLost = pair.random.permille(100);
            if (!isLost && DATAGRAM_LENGTH == datagram.length)
            {
                passed[source == pair.a ? 1 : 0]++;
            }
            return !isLost;
        };
        pair.duplicatePermille = 50;
        pair.maxDelayNs = 3 * MS;
        final byte[] message = new byte[APPLICATION_LENGTH];
        final UnsafeBuffer view = new UnsafeBuffer(message);
        final int count = 60_000 * SCALE;
        for (int i = 0; i < count; i++)
        {
            view.putLong(8, i);
            assertTrue(pair.a.send(pair.a.link(), message, pair.nowNs));
            pair.flush(pair.a);
            if (0 == i % 3)
            {
                assertTrue(pair.b.send(pair.b.link(), message, pair.nowNs));
                pair.flush(pair.b);
            }
            pair.run(MS / 10);
        }
        pair.run(20 * MS);
        assertEquals(passed[0], receivers[0].numbers.size(), pair.a.rejects());
        assertEquals(passed[1], receivers[1].numbers.size(), pair.b.rejects());
        assertEquals(0, receivers[0].doubles + receivers[1].doubles);
        final long renewed = pair.a.get(SystemCounter.HANDSHAKES_INITIATED);
        assertTrue(renewed > count / 2000, "handshakes " + renewed);
        assertEquals(0, pair.a.get(RejectCode.UNKNOWN_RECEIVER) + pair.b.get(RejectCode.UNKNOWN_RECEIVER));
        assertEquals(1, pair.a.ups + pair.a.downs);
        assertEquals(1, pair.b.ups + pair.b.downs);
        pair.run(10 * SECOND);
        pair.a.assertBalance();
        pair.b.assertBalance();
        assertTrue(pair.a.table.indexesInUse() <= 4, pair.a.table.indexesInUse() + " indexes");
    }

    @Test
    void sealingStopsAtTheLimitAndGoesOnUnderANewKey()
    {
        final LinkSetup ofA = frames(100, 120);
        final LinkPair pair = new LinkPair(new HopwireCrypto(), 2, ofA, LinkNet.config()).up();
        pair.tap = (source, targetId, datagram) -> FrameTypes.DATA == datagram[0];
        final Keypair first = pair.a.link().current;
        while (pair.a.send(pair.a.link(), new byte[1], pair.nowNs))
        {
            pair.flush(pair.a);
            pair.run(MS / 10);
        }
        assertEquals(120, first.sendCounter);
        assertEquals(LinkTable.KEY_EXHAUSTED, pair.a.table.tryClaim(pair.a.link(), 1));
        pair.tap = null;
        pair.run(SECOND);
        assertNotSame(first, pair.a.link().current);
        assertTrue(pair.a.send(pair.a.link(), new byte[1], pair.nowNs));
        pair.flush(pair.a);
        assertEquals(List.of("up"), pair.a.events);
    }

    @Test
    void aLinkWhoseKeyIsUsedUpForGoodGoesDown()
    {
        final LinkSetup ofA = frames(100, 120);
        final LinkPair pair = new LinkPair(new HopwireCrypto(), 3, ofA, LinkNet.config()).up();
        pair.tap = (source, targetId, datagram) -> FrameTypes.DATA == datagram[0];
        while (pair.a.send(pair.a.link(), new byte[1], pair.nowNs))
        {
            pair.flush(pair.a);
            pair.run(MS / 10);
        }
        pair.run(6 * SECOND);
        assertEquals(List.of("up", "down KEY_EXHAUSTED"), pair.a.events);
    }

    /** One attempt that gets nowhere, and as long a wait for the next, would use up what is left of the key. */
    @Test
    void anAttemptThatFailsIsRepeatedSoonWhereTheKeyIsNearlyUsedUp()
    {
        final LinkPair pair = new LinkPair(new HopwireCrypto(), 10, frames(100, 8_000), LinkNet.config()).up();
        pair.tap = (source, targetId, datagram) -> FrameTypes.DATA == datagram[0];
        final Keypair first = pair.a.link().current;
        for (int i = 0; i < 12_000; i++)
        {
            if (5_200 == i)
            {
                assertEquals(1, pair.a.get(SystemCounter.HANDSHAKES_TIMED_OUT));
                pair.tap = null;
            }
            assertTrue(pair.a.send(pair.a.link(), new byte[1], pair.nowNs), "stands still after " + i);
            pair.flush(pair.a);
            pair.run(MS);
        }
        assertTrue(first.sendCounter < 6_000, "frames under the first key: " + first.sendCounter);
        assertEquals(List.of("up"), pair.a.events);
        assertEquals(List.of("up"), pair.b.events);
    }

    @Test
    void attemptsThatFailAreRepeatedLessAndLessOften()
    {
        final LinkPair pair = new LinkPair(new HopwireCrypto(), 11, frames(10, 1_000_000), LinkNet.config()).up();
        pair.tap = (source, targetId, datagram) -> FrameTypes.DATA == datagram[0];
        final Link link = pair.a.link();
        for (int i = 0; i < 10; i++)
        {
            pair.a.send(link, new byte[1], pair.nowNs);
            pair.flush(pair.a);
        }
        pair.run(MS);
        for (final long waitMs : new long[]{ 250, 500, 1000, 2000, 4000, 5000, 5000 })
        {
            runUntil(pair, () -> null == link.attempt);
            assertEquals(waitMs, (link.rekeyAtNs - pair.nowNs) / (double)MS, 1.0);
            runUntil(pair, () -> null != link.attempt);
        }
        assertEquals(List.of("up"), pair.a.events);
    }

    private static void runUntil(final LinkPair pair, final BooleanSupplier condition)
    {
        for (int i = 0; i < 10_000 && !condition.getAsBoolean(); i++)
        {
            pair.run(MS);
        }
        assertTrue(condition.getAsBoolean());
    }

    @Test
    void theInitiatorRenewsWhatThePeerUsesUp()
    {
        final LinkSetup ofA = frames(100, 10_000);
        final LinkPair pair = new LinkPair(new HopwireCrypto(), 4, ofA, LinkNet.config()).up();
        for (int i = 0; i < 150; i++)
        {
            assertTrue(pair.b.send(pair.b.link(), new byte[1], pair.nowNs));
            pair.flush(pair.b);
            pair.run(MS);
        }
        assertEquals(2, pair.a.get(SystemCounter.HANDSHAKES_INITIATED));
        assertEquals(0, pair.b.get(SystemCounter.HANDSHAKES_INITIATED));
    }

    @Test
    void theInitiatorRenewsAfterTime()
    {
        final LinkPair pair = new LinkPair(new HopwireCrypto(), 5).up();
        pair.run(119 * SECOND);
        assertEquals(1, pair.a.get(SystemCounter.HANDSHAKES_INITIATED));
        pair.run(2 * SECOND);
        assertEquals(2, pair.a.get(SystemCounter.HANDSHAKES_INITIATED));
        pair.run(1200 * SECOND);
        assertEquals(12, pair.a.get(SystemCounter.HANDSHAKES_INITIATED), 1.0);
        assertEquals(0, pair.b.get(SystemCounter.HANDSHAKES_INITIATED));
        assertEquals(List.of("up"), pair.a.events);
        assertEquals(List.of("up"), pair.b.events);
    }

    @Test
    void theResponderRenewsWhereTheInitiatorDoesNot()
    {
        final LinkSetup ofA = LinkNet.config()
            .with(LinkSettings.REKEY_AFTER, 1000 * SECOND).with(LinkSettings.REJECT_AFTER, 2000 * SECOND);
        final LinkPair pair = new LinkPair(new HopwireCrypto(), 6, ofA, LinkNet.config()).up();
        pair.run(160 * SECOND);
        assertEquals(1, pair.a.get(SystemCounter.HANDSHAKES_INITIATED));
        assertEquals(1, pair.b.get(SystemCounter.HANDSHAKES_INITIATED));
        assertSame(pair.a.link(), pair.a.table.upLink(0));
        assertEquals(List.of("up"), pair.b.events);
    }

    @Test
    void replacedKeysAreForgottenOnce()
    {
        final LinkPair pair = new LinkPair(new HopwireCrypto(), 8).up();
        for (int round = 0; round < 3; round++)
        {
            for (int i = 0; i < 3; i++)
            {
                final Link link = pair.a.link();
                link.rekeyAtNs = pair.nowNs;
                pair.a.timers.schedule(link.timerId(), pair.nowNs);
                pair.run(SECOND + i * SECOND);
            }
            assertEquals(3, pair.a.table.indexesInUse());
            pair.run(30 * SECOND);
            assertEquals(1, pair.a.table.indexesInUse());
            assertEquals(1, pair.b.table.indexesInUse());
        }
        assertEquals(10, pair.a.get(SystemCounter.HANDSHAKES_INITIATED));
        assertEquals(List.of("up"), pair.b.events);
    }

    @Test
    void noKeyIsUsedForLongerThanAllowed()
    {
        final LinkPair pair = new LinkPair(new HopwireCrypto(), 7).up();
        pair.tap = (source, targetId, datagram) -> FrameTypes.DATA == datagram[0];
        pair.a.send(pair.a.link(), new byte[1], pair.nowNs);
        final byte[] late = pair.a.outbox.copy(0);
        pair.a.outbox.clear();
        pair.run(179 * SECOND);
        assertEquals(List.of("up"), pair.a.events);
        // The key is past its age: b's own timer did not come yet.
        pair.nowNs += 2 * SECOND;
        pair.deliver(pair.b, pair.a.addressId, late);
        assertEquals(1, pair.b.get(RejectCode.KEY_EXPIRED));
        pair.run(SECOND);
        assertEquals(List.of("up", "down KEY_EXHAUSTED"), pair.a.events);
        assertEquals(List.of("up", "down KEY_EXHAUSTED"), pair.b.events);
    }

    /** RFC 9001, section 6.6: who may try without end will be lucky once. */
    @Test
    void aKeyWithstandsSoManyForgeriesAndIsReplacedAtHalfOfThem()
    {
        final int most = 100;
        final LinkSetup ofB = LinkNet.config().with(LinkSettings.REJECT_AFTER_FORGERIES, (long)most);
        final LinkPair pair = new LinkPair(new HopwireCrypto(), 9, LinkNet.config(), ofB).up();
        final Keypair first = pair.b.link().current;
        forge(pair, most / 2 - 1);
        pair.run(SECOND);
        assertSame(first, pair.b.link().current);
        forge(pair, 1);
        pair.run(SECOND);
        assertNotSame(first, pair.b.link().current);
        assertEquals(0, pair.b.link().current.forgeries);

        pair.tap = (source, targetId, datagram) -> FrameTypes.DATA == datagram[0];
        forge(pair, most - 1);
        pair.run(SECOND / 10);
        assertEquals(List.of("up"), pair.b.events);
        forge(pair, 1);
        pair.run(1);
        assertEquals(List.of("up", "down KEY_EXHAUSTED"), pair.b.events);
        pair.tap = null;
        pair.run(10 * SECOND);
        assertEquals(2 * most - most / 2, pair.b.get(RejectCode.AUTHENTICATION));
        pair.open(pair.b, pair.a, true);
        pair.run(SECOND);
        assertEquals(1, pair.b.table.upCount());
        assertEquals(1, pair.a.table.upCount());
        pair.b.assertBalance();
    }

    /** Frames to the key that b opens with now, from where a is. */
    private static void forge(final LinkPair pair, final int count)
    {
        final byte[] forged = new byte[DATAGRAM_LENGTH];
        final int sealed = FrameTypes.DATA_OVERHEAD;
        for (int i = 0; i < count; i++)
        {
            FrameFlyweight.putDataHeader(
                new UnsafeBuffer(forged), 0, pair.b.link().current.localIndex, 1000 + i, forged.length - sealed);
            pair.deliver(pair.b, pair.a.addressId, forged.clone());
        }
    }

    private static LinkSetup frames(final long rekeyAfter, final long rejectAfter)
    {
        return LinkNet.config()
            .with(LinkSettings.REKEY_AFTER_FRAMES, rekeyAfter).with(LinkSettings.REJECT_AFTER_FRAMES, rejectAfter);
    }
}
