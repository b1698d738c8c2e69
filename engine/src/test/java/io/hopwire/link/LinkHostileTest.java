package io.hopwire.link;

import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;
import io.hopwire.wire.FrameFlyweight;
import io.hopwire.wire.FrameTypes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LinkHostileTest
{
    private static final int SCALE = Integer.getInteger("hopwire.test.scale", 1);
    private static final long MS = LinkNet.MS;

    private final HopwireCrypto crypto = new HopwireCrypto();

    /**
     * Of every handshake frame a changed copy comes first: it must do nothing, and the true one must do what it does.
     */
    @ParameterizedTest
    @CsvSource({
        FrameTypes.INITIATION_IK + ",171", FrameTypes.RESPONSE_IK + ",123", FrameTypes.XX_1 + ",171",
        FrameTypes.XX_2 + ",171", FrameTypes.XX_3 + ",139" })
    void everyByteOfAHandshakeFrameCounts(final int frameType, final int length)
    {
        final boolean isInitiation = FrameTypes.INITIATION_IK == frameType || FrameTypes.XX_1 == frameType;
        for (int index = 0; index < length; index++)
        {
            final int flipped = index;
            final LinkPair pair = new LinkPair(crypto, 1000 + index);
            pair.tap = (source, targetId, datagram) ->
            {
                if (datagram[0] == frameType)
                {
                    assertEquals(length, datagram.length);
                    final byte[] changed = datagram.clone();
                    changed[flipped] ^= (byte)(1 << (flipped & 7));
                    final LinkNode target = source == pair.a ? pair.b : pair.a;
                    pair.at(pair.nowNs + MS / 2, () -> pair.deliver(target, source.addressId, changed));
                }
                return true;
            };
            pair.open(pair.a, pair.b, frameType <= FrameTypes.RESPONSE_IK);
            pair.run(100 * MS);
            final long rejected = pair.a.counters.rejected() + pair.b.counters.rejected();
            final boolean isMac2 = index >= length - FrameTypes.MAC_LENGTH;
            if (!isInitiation || !isMac2)
            {
                // The second MAC of an initiation is not looked at unless it was demanded.
                assertEquals(1, rejected, "byte " + index + pair.a.rejects() + pair.b.rejects());
                assertEquals(1, pair.a.get(SystemCounter.HANDSHAKES_INITIATED), "byte " + index + ": first try");
                final long late =
                    pair.a.get(RejectCode.HANDSHAKE_REPLAY) + pair.b.get(RejectCode.HANDSHAKE_REPLAY);
                assertEquals(0, late, "byte " + index + ": the changed one was refused, not the true one");
            }
            assertEquals(List.of("up"), pair.a.events, "byte " + index);
            assertEquals(List.of("up"), pair.b.events, "byte " + index);
            pair.a.assertBalance();
            pair.b.assertBalance();
        }
    }

    @Test
    void everyByteOfADataFrameCounts()
    {
        final LinkPair pair = new LinkPair(crypto, 7).up();
        pair.a.send(pair.a.link(), new byte[100], pair.nowNs);
        final byte[] frame = pair.a.outbox.copy(0);
        pair.a.outbox.clear();
        long rejected = pair.b.counters.rejected();
        for (int bit = 0; bit < frame.length * 8; bit++)
        {
            final byte[] changed = frame.clone();
            changed[bit >>> 3] ^= (byte)(1 << (bit & 7));
            pair.deliver(pair.b, pair.a.addressId, changed);
            // A shorter length leaves bytes behind the frame, which are refused too.
            assertTrue(pair.b.counters.rejected() > rejected, "bit " + bit);
            rejected = pair.b.counters.rejected();
            pair.b.assertBalance();
        }
        assertEquals(0, pair.b.frames.size());
        final long replayed = pair.b.get(RejectCode.REPLAY);
        pair.deliver(pair.b, pair.a.addressId, frame);
        assertEquals(1, pair.b.frames.size());
        pair.deliver(pair.b, pair.a.addressId, frame);
        assertEquals(1, pair.b.frames.size());
        assertEquals(replayed + 1, pair.b.get(RejectCode.REPLAY));
        assertTrue(pair.b.get(RejectCode.AUTHENTICATION) > 0);
        pair.b.assertBalance();
    }

    @Test
    void everyTruncationIsRefused()
    {
        for (final boolean isKeyKnown : new boolean[]{ true, false })
        {
            for (final byte[] frame : recordSession(isKeyKnown, 11))
            {
                final LinkPair pair = new LinkPair(crypto, 11).up();
                final long before = pair.b.counters.rejected();
                for (int length = 0; length < frame.length; length++)
                {
                    pair.deliver(pair.b, 555, Arrays.copyOf(frame, length));
                }
                assertEquals(before + frame.length, pair.b.counters.rejected(), "type " + frame[0]);
                assertEquals(before + frame.length, pair.b.get(RejectCode.FRAME_LENGTH) +
                    pair.b.get(RejectCode.FRAME_VERSION) + pair.b.get(RejectCode.FRAME_TYPE));
                pair.b.assertBalance();
                assertNotNull(pair.b.link());
            }
        }
    }

    @Test
    void recordedInitiationsAreRefused()
    {
        final LinkPair pair = new LinkPair(crypto, 21);
        final List<byte[]> recorded = new ArrayList<>();
        pair.tap = (source, targetId, datagram) ->
        {
            if (FrameTypes.INITIATION_IK == datagram[0])
            {
                recorded.add(datagram);
            }
            return true;
        };
        for (int round = 0; round < 5; round++)
        {
            pair.up();
            pair.a.closeAll(pair.nowNs);
            pair.flush(pair.a);
            pair.run(10 * MS);
        }
        assertEquals(5, recorded.size());
        final long answered = pair.b.get(SystemCounter.HANDSHAKES_ANSWERED);
        for (int i = 0; i < 200; i++)
        {
            // Without a link; then with one.
            pair.deliver(pair.b, 600 + i % 7, recorded.get(i % recorded.size()));
            pair.run(MS);
        }
        assertEquals(200, pair.b.get(RejectCode.HANDSHAKE_REPLAY));
        pair.up();
        for (int i = 0; i < 200; i++)
        {
            pair.deliver(pair.b, 600 + i % 7, recorded.get(i % recorded.size()));
            pair.run(MS);
        }
        assertEquals(400, pair.b.get(RejectCode.HANDSHAKE_REPLAY));
        assertEquals(answered + 1, pair.b.get(SystemCounter.HANDSHAKES_ANSWERED));
        pair.a.link();
        pair.b.link();
        pair.b.assertBalance();
    }

    @Test
    void aRecordedSessionStartsNothing()
    {
        for (final boolean isKeyKnown : new boolean[]{ true, false })
        {
            final List<byte[]> recorded = recordSession(isKeyKnown, 31);
            // The same node, started anew: timestamps are forgotten, indexes and ephemeral keys are others.
            final LinkNet net = new LinkNet(crypto, 32);
            final LinkNode again = net.addNode(LinkNet.config(), new LinkPair(crypto, 31).b.privateKey, 101);
            final TestEntropy random = new TestEntropy(31);
            for (int i = 0; i < 300; i++)
            {
                net.deliver(again, 700, recorded.get((int)random.below(recorded.size())));
                net.run(MS / 10);
            }
            net.run(10_000 * MS);
            assertEquals(0, again.ups);
            assertEquals(0, again.table.handshakesInUse());
            assertEquals(0, again.table.indexesInUse());
            assertEquals(0, net.addresses.retained());
            again.assertBalance();
        }
    }

    @Test
    void noiseAndMutantsDoNotHurtASession()
    {
        final List<byte[]> seeds = new ArrayList<>(recordSession(true, 41));
        seeds.addAll(recordSession(false, 42));
        final LinkPair pair = new LinkPair(crypto, 43).up();
        final TestEntropy random = new TestEntropy(43);
        long sent = 0;
        for (int i = 0; i < 30_000 * SCALE; i++)
        {
            final byte[] bytes = mutant(random, seeds);
            pair.deliver(random.permille(500) ? pair.a : pair.b, 800 + (int)random.below(50), bytes);
            if (0 == i % 50)
            {
                pair.a.send(pair.a.link(), new byte[]{ 0, (byte)i }, pair.nowNs);
                pair.flush(pair.a);
                sent++;
                pair.run(MS);
            }
        }
        pair.run(10_000 * MS);
        assertEquals(sent, pair.b.frames.size());
        assertEquals(List.of("up"), pair.a.events);
        assertEquals(List.of("up"), pair.b.events);
        assertEquals(0, pair.a.table.handshakesInUse());
        assertEquals(0, pair.b.table.handshakesInUse());
        pair.a.assertBalance();
        pair.b.assertBalance();
    }

    /**
     * What a stranger gets back is never longer than what it sent.
     */
    @Test
    void noAnswerIsLongerThanTheQuestion()
    {
        final List<byte[]> frames = new ArrayList<>(recordSession(true, 51));
        frames.addAll(recordSession(false, 51));
        for (final int load : new int[]{ 0, 1000 })
        {
            for (final byte[] frame : frames)
            {
                final LinkPair pair = new LinkPair(crypto, 51);
                pair.b.requests.extraLoad(load);
                final int[] answered = { 0 };
                pair.tap = (source, targetId, datagram) ->
                {
                    answered[0] += datagram.length;
                    return false;
                };
                pair.deliver(pair.b, 900, frame);
                pair.run(20_000 * MS);
                assertTrue(answered[0] <= frame.length, "type " + frame[0] + ": " + answered[0]);
            }
        }
    }

    @Test
    void handshakesOfStrangersAreBoundedAndLeaveRoomForOurs()
    {
        final LinkSetup config = LinkNet.config().with(LinkSettings.COOKIE_THRESHOLD, 1 << 20);
        final LinkPair pair = new LinkPair(crypto, 61, LinkNet.config(), config);
        final List<byte[]> firsts = new ArrayList<>();
        pair.tap = (source, targetId, datagram) ->
        {
            if (FrameTypes.XX_1 == datagram[0])
            {
                firsts.add(datagram);
            }
            return FrameTypes.COOKIE != datagram[0];
        };
        for (int i = 0; i < 40; i++)
        {
            pair.a.table.open(null, 0, 1000 + i, pair.nowNs);
            pair.flush(pair.a);
            pair.run(MS);
            pair.a.closeAll(pair.nowNs);
        }
        for (final byte[] first : firsts)
        {
            pair.deliver(pair.b, pair.a.addressId, first);
            pair.run(MS);
        }
        assertTrue(pair.b.table.handshakesInUse() <= 12, pair.b.table.handshakesInUse() + " in use");
        assertTrue(pair.b.get(RejectCode.HANDSHAKE_COOKIE) > 0, "a crowd must prove its addresses");
        pair.tap = null;
        pair.open(pair.b, pair.a, true);
        pair.run(20 * MS);
        pair.b.link();
        pair.run(6000 * MS);
        assertEquals(0, pair.b.table.handshakesInUse());
        pair.b.assertBalance();
    }

    private static byte[] mutant(final TestEntropy random, final List<byte[]> seeds)
    {
        final byte[] seed = seeds.get((int)random.below(seeds.size())).clone();
        switch ((int)random.below(5))
        {
            case 0:
                final byte[] bytes = new byte[(int)random.below(300)];
                random.nextBytes(bytes, 0, bytes.length);
                return bytes;

            case 1:
                return Arrays.copyOf(seed, (int)random.below(seed.length + 40));

            case 2:
                final UnsafeBuffer buffer = new UnsafeBuffer(seed);
                FrameFlyweight.putFrameHeader(buffer, 0, 1 + (int)random.below(7), seed.length, random.nextInt());
                return seed;

            case 3:
                final byte[] other = seeds.get((int)random.below(seeds.size()));
                final int cut = (int)random.below(Math.min(seed.length, other.length));
                System.arraycopy(other, 0, seed, 0, cut);
                return seed;

            default:
                seed[(int)random.below(seed.length)] ^= (byte)(1 << random.below(8));
                return seed;
        }
    }

    private List<byte[]> recordSession(final boolean isKeyKnown, final long seed)
    {
        final LinkPair pair = new LinkPair(crypto, seed);
        final List<byte[]> recorded = new ArrayList<>();
        pair.tap = (source, targetId, datagram) -> recorded.add(datagram);
        pair.open(pair.a, pair.b, isKeyKnown);
        pair.run(20 * MS);
        pair.a.send(pair.a.link(), new byte[50], pair.nowNs);
        pair.flush(pair.a);
        pair.b.send(pair.b.link(), new byte[50], pair.nowNs);
        pair.flush(pair.b);
        pair.run(20 * MS);
        assertTrue(recorded.size() >= 6);
        return recorded;
    }
}
