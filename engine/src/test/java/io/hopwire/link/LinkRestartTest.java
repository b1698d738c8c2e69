package io.hopwire.link;

import io.hopwire.crypto.CryptoProvider;
import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.crypto.SipHash;
import io.hopwire.sim.NullCrypto;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.Settings;
import io.hopwire.spi.SystemCounter;
import io.hopwire.wire.FrameFlyweight;
import io.hopwire.wire.FrameTypes;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A node that was started anew has forgotten what it has heard. First messages of IK that were recorded before are sent
 * to it again, by somebody who answers what is demanded of him: he can prove his own address, but not that a message
 * was made now. Their senders' clocks were right, or ahead. With {@code -Dhopwire.test.recordings=100000} of so many
 * keys.
 */
@Tag("simulation")
class LinkRestartTest
{
    private static final int RECORDINGS = Integer.getInteger("hopwire.test.recordings", 200);
    /** Beyond that the keys are as many, and null cryptography tells them apart. */
    private static final int MOST_WITH_CRYPTO = 5_000;
    private static final int RECORDER = 600;
    private static final int FIRST_NETWORK = 1000;
    private static final long MS = LinkNet.MS;
    private static final long SECOND = 1_000 * MS;
    private static final long HOUR = 3_600 * SECOND;
    private static final long DAY = 24 * HOUR;
    private static final long[] AHEAD_NS = { 0, 50 * MS, SECOND, 60 * SECOND, HOUR, 14 * HOUR };

    private final CryptoProvider crypto = RECORDINGS > MOST_WITH_CRYPTO ? new NullCrypto() : new HopwireCrypto();
    private final LinkNet net = new LinkNet(crypto, 71);
    private final List<byte[]> recordings = new ArrayList<>();
    /** What the recorder was sent. */
    private final List<byte[]> toRecorder = new ArrayList<>();
    private LinkNode node;
    private long skewNs = Settings.DEFAULTS.get(LinkSettings.CLOCK_SKEW);

    @Test
    void recordingsOfTheLifeBeforeDoNothing()
    {
        record(RECORDINGS);
        startAnew();
        for (final byte[] recording : recordings)
        {
            replay(recording);
        }
        assertNothingCameOfThem();
        assertHonestPeersGetIn();
    }

    @Test
    void underLoadTheyCostNoKeyAgreement()
    {
        record(RECORDINGS);
        startAnew();
        node.requests.extraLoad(1_000);
        for (final byte[] recording : recordings)
        {
            net.deliver(node, RECORDER, recording);
            assertEquals(1_000, node.requests.inFlight(), "a keyed hash, and nothing for the worker");
        }
        assertNothingCameOfThem();
        assertHonestPeersGetIn();
    }

    /**
     * Nor when the node has been there for long, and clocks that were ahead have been passed by its own: as far as it
     * is told that clocks may be ahead.
     */
    @Test
    void theyDoNothingLaterEither()
    {
        skewNs = DAY;
        record(60);
        startAnew();
        for (final long laterNs : new long[]{ SECOND, 60 * SECOND, HOUR, 14 * HOUR, 2 * DAY })
        {
            net.run(laterNs);
            recordings.forEach(this::replay);
        }
        assertNothingCameOfThem();
        assertHonestPeersGetIn();
    }

    /** What a node has no room to remember is as what it has heard before it was started. */
    @Test
    void whatIsForgottenIsNotTakenAgain()
    {
        final LinkSetup setup = setup().with(LinkSettings.MAX_TIMESTAMPS, 8);
        net.tap = this::hear;
        node = net.addNode(setup);
        net.run(10 * DAY);
        for (int i = 0; i < 40; i++)
        {
            final LinkNode peer = net.addNode(setup());
            net.open(peer, node, true);
            net.run(50 * MS);
            peer.closeAll(net.nowNs);
            net.flush(peer);
            net.run(SECOND);
            net.nodes.remove(peer);
        }
        final long answered = node.get(SystemCounter.HANDSHAKES_ANSWERED);
        final int events = node.events.size();
        assertEquals(40, answered);
        recordings.forEach(this::replay);
        assertEquals(answered, node.get(SystemCounter.HANDSHAKES_ANSWERED));
        assertEquals(events, node.events.size());
        assertEquals(0, node.table.links.size());
    }

    /** A round trip more, for whom the node has not heard yet, and only while it is young. */
    @Test
    void proofIsDemandedOfAYoungNodesNewPeersOnly()
    {
        node = net.addNode(setup());
        final LinkNode first = net.addNode(setup());
        openAndAssertUp(first);
        assertEquals(1, node.get(RejectCode.HANDSHAKE_COOKIE));
        first.closeAll(net.nowNs);
        net.flush(first);
        net.run(SECOND);
        openAndAssertUp(first);
        assertEquals(1, node.get(RejectCode.HANDSHAKE_COOKIE), "it was here before");
        net.run(2 * DAY);
        openAndAssertUp(net.addNode(setup()));
        assertEquals(1, node.get(RejectCode.HANDSHAKE_COOKIE), "the node is not young");
    }

    private LinkSetup setup()
    {
        return LinkNet.config().with(LinkSettings.CLOCK_SKEW, skewNs);
    }

    private void record(final int count)
    {
        node = net.addNode(setup());
        final LinkNode[] lifeBefore = new LinkNode[AHEAD_NS.length];
        final LinkNet[] clocks = new LinkNet[AHEAD_NS.length];
        for (int i = 0; i < clocks.length; i++)
        {
            clocks[i] = new LinkNet(crypto, 1_000 + i);
            clocks[i].nowNs = net.nowNs + AHEAD_NS[i];
            clocks[i].tap = this::hear;
            lifeBefore[i] = clocks[i].addNode(setup(), node.privateKey, node.addressId);
        }
        for (int i = 0; i < count; i++)
        {
            record(clocks[i % clocks.length], lifeBefore[i % clocks.length]);
        }
        assertTrue(recordings.size() >= count);
    }

    private void record(final LinkNet clock, final LinkNode before)
    {
        final LinkNode peer = clock.addNode(setup());
        clock.open(peer, before, true);
        clock.run(8 * MS);
        assertTrue(peer.link().isUp());
        before.closeAll(clock.nowNs);
        clock.flush(before);
        clock.run(2 * MS);
        clock.nodes.remove(peer);
    }

    private boolean hear(final LinkNode source, final int targetId, final byte[] datagram)
    {
        if (FrameTypes.INITIATION_IK == datagram[0])
        {
            recordings.add(datagram);
        }
        return true;
    }

    private void startAnew()
    {
        net.run(recordings.size() / AHEAD_NS.length * 10 * MS);
        net.nodes.remove(node);
        node = net.addNode(setup(), node.privateKey, node.addressId);
        net.tap = (source, targetId, datagram) ->
        {
            if (RECORDER == targetId)
            {
                toRecorder.add(datagram);
            }
            return true;
        };
    }

    /** Send it, and once more with whatever proof of address is demanded. */
    private void replay(final byte[] recording)
    {
        toRecorder.clear();
        net.deliver(node, RECORDER, recording);
        net.run(MS);
        if (!toRecorder.isEmpty() && FrameTypes.COOKIE == toRecorder.get(0)[0])
        {
            net.deliver(node, RECORDER, prove(recording, toRecorder.get(0)));
            net.run(MS);
        }
        toRecorder.forEach(datagram -> assertTrue(datagram.length <= recording.length));
    }

    private static byte[] prove(final byte[] recording, final byte[] demand)
    {
        final UnsafeBuffer cookie = new UnsafeBuffer(demand, FrameFlyweight.cookieOffset(0), 16);
        final byte[] proved = recording.clone();
        final UnsafeBuffer buffer = new UnsafeBuffer(proved);
        final int mac2 = proved.length - FrameTypes.MAC_LENGTH;
        SipHash.hash128(
            cookie.getLong(0, LITTLE_ENDIAN), cookie.getLong(8, LITTLE_ENDIAN), buffer, 0, mac2, buffer, mac2);
        return proved;
    }

    private void assertNothingCameOfThem()
    {
        assertEquals(0, node.get(SystemCounter.HANDSHAKES_ANSWERED), "answered of " + recordings.size());
        assertEquals(List.of(), node.events);
        assertEquals(0, node.table.links.size());
        assertEquals(0, node.table.handshakesInUse());
        assertEquals(0, node.table.indexesInUse());
        node.assertBalance();
    }

    private void assertHonestPeersGetIn()
    {
        for (int i = 0; i < 10; i++)
        {
            // Of ten networks: under load one of them begins no more than five handshakes at once.
            final LinkNode peer = net.addNode(setup());
            net.addresses.place(peer.addressId, FIRST_NETWORK + i, 0);
            openAndAssertUp(peer);
        }
    }

    /** Three round trips at the most: the first message, its proof, and the first frame. */
    private void openAndAssertUp(final LinkNode peer)
    {
        net.open(peer, node, true);
        net.run(8 * MS);
        assertTrue(peer.link().isUp());
        assertTrue(node.table.byKey(peer.publicKeyBuffer, 0).isUp());
    }
}
