package io.hopwire.link;

import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;
import io.hopwire.wire.FrameTypes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Who was an hour ahead and is started anew with the right time is taken for a recording of itself, but not for long;
 * recordings of that hour stay refused.
 */
class LinkClockTest
{
    private static final long MS = LinkNet.MS;
    private static final long SECOND = 1_000 * MS;
    private static final long HOUR = 3_600 * SECOND;
    private static final long MINUTE = 60 * SECOND;

    private final HopwireCrypto crypto = new HopwireCrypto();
    private final LinkPair pair = new LinkPair(crypto, 91);
    /** First messages of a's with the time of the hour to come, in the order in which they were made. */
    private final List<byte[]> future = new ArrayList<>();
    private final List<Byte> types = new ArrayList<>();

    @Test
    void whoseClockIsBehindIsLetInByTheOtherHandshake()
    {
        rememberTheFuture(10 * SECOND);
        pair.open(pair.a, pair.b, true);
        pair.run(5 * SECOND);
        assertEquals(List.of("up"), pair.a.events);
        assertTrue(pair.a.link().isUp() && pair.b.link().isUp());
        assertEquals(3, pair.b.get(RejectCode.HANDSHAKE_REPLAY), "tries of IK");
        assertTrue(pair.a.send(pair.a.link(), new byte[10], pair.nowNs));
        pair.flush(pair.a);
        pair.run(SECOND);
        assertEquals(1, pair.b.frames.size());
    }

    /**
     * What the true owner proves does not make an older recording good; neither where the link that it belonged to is
     * gone, nor where it still waits for its peer.
     */
    @ParameterizedTest
    @ValueSource(longs = {10 * SECOND, 10 * MS})
    void recordingsOfTheFutureAreRefusedBeforeAndAfter(final long beforeNs)
    {
        rememberTheFuture(beforeNs);
        assertReplaysDoNothing();
        pair.open(pair.a, pair.b, true);
        pair.run(5 * SECOND);
        assertReplaysDoNothing();
        pair.a.closeAll(pair.nowNs);
        pair.flush(pair.a);
        pair.run(MINUTE);
        assertEquals(0, pair.b.table.upCount());
        assertReplaysDoNothing();
    }

    /** The keys have to be renewed more than once in that hour, whoever begins. */
    @Test
    void itsKeysAreRenewedAsEverBefore()
    {
        rememberTheFuture(10 * SECOND);
        pair.open(pair.a, pair.b, true);
        for (int minute = 0; minute < 10; minute++)
        {
            pair.run(MINUTE);
            pair.a.send(pair.a.link(), new byte[10], pair.nowNs);
            pair.flush(pair.a);
            pair.b.send(pair.b.link(), new byte[10], pair.nowNs);
            pair.flush(pair.b);
        }
        pair.run(SECOND);
        assertEquals(List.of("up"), pair.a.events);
        assertEquals(10, pair.a.frames.size());
        assertEquals(10, pair.b.frames.size());
        assertTrue(pair.a.link().generation >= 5, "generation " + pair.a.link().generation);
    }

    /** XX asks whoever is there: another one is not taken for whom we seek, is not told who asks, and ends nothing. */
    @Test
    void anotherOneAtTheAddressIsNotTakenForWhomWeSeek()
    {
        final LinkNode other = pair.addNode(LinkNet.config());
        recordTypes();
        pair.a.table.open(pair.b.publicKeyBuffer, 0, other.addressId, pair.nowNs);
        pair.flush(pair.a);
        pair.run(3 * SECOND);
        assertTrue(types.contains((byte)FrameTypes.XX_2), "somebody answered");
        assertFalse(types.contains((byte)FrameTypes.XX_3), "told who asks");
        assertTrue(pair.a.get(RejectCode.HANDSHAKE_CERTIFICATE) > 0);
        assertEquals(List.of(), pair.a.events, "goes on until its time is over");
        pair.run(5 * SECOND);
        assertEquals(List.of("failed " + LinkCloseReason.name(LinkCloseReason.TIMEOUT)), pair.a.events);
        assertEquals(List.of(), other.events);
        assertEquals(0, pair.a.table.handshakesInUse());
    }

    @Test
    void whomWeSeekMayStillComeToTheAddress()
    {
        final LinkNode other = pair.addNode(LinkNet.config());
        final int addressId = other.addressId;
        pair.a.table.open(pair.b.publicKeyBuffer, 0, addressId, pair.nowNs);
        pair.flush(pair.a);
        pair.run(2500 * MS);
        assertTrue(pair.a.get(RejectCode.HANDSHAKE_CERTIFICATE) > 0);
        other.addressId = pair.b.addressId;
        pair.b.addressId = addressId;
        pair.run(5 * SECOND);
        assertEquals(List.of("up"), pair.a.events);
        assertTrue(pair.b.link().isUp());
    }

    /** b has a handshake of a's that is an hour ahead, and nothing else of it. */
    private void rememberTheFuture(final long beforeNs)
    {
        final LinkNet ahead = new LinkNet(crypto, 92);
        ahead.nowNs += HOUR;
        final LinkNode sameKey = ahead.addNode(LinkNet.config(), pair.a.privateKey, pair.a.addressId);
        ahead.tap = (source, targetId, datagram) ->
        {
            if (FrameTypes.INITIATION_IK == datagram[0])
            {
                future.add(datagram);
            }
            return true;
        };
        sameKey.table.open(pair.b.publicKeyBuffer, 0, pair.b.addressId, ahead.nowNs);
        ahead.flush(sameKey);
        ahead.run(10 * SECOND);
        assertTrue(future.size() > 2);
        pair.deliver(pair.b, 600, future.get(future.size() - 1));
        pair.run(beforeNs);
        assertEquals(1, pair.b.get(SystemCounter.HANDSHAKES_ANSWERED));
        assertEquals(0, pair.b.table.upCount());
    }

    private void assertReplaysDoNothing()
    {
        final long refused = pair.b.get(RejectCode.HANDSHAKE_REPLAY);
        final long answered = pair.b.get(SystemCounter.HANDSHAKES_ANSWERED);
        final List<String> events = List.copyOf(pair.b.events);
        for (final byte[] recording : future)
        {
            pair.deliver(pair.b, 600, recording);
            pair.run(10 * MS);
        }
        assertEquals(refused + future.size(), pair.b.get(RejectCode.HANDSHAKE_REPLAY));
        assertEquals(answered, pair.b.get(SystemCounter.HANDSHAKES_ANSWERED));
        assertEquals(events, pair.b.events);
        assertEquals(0, pair.b.table.handshakesInUse());
    }

    private void recordTypes()
    {
        pair.tap = (source, targetId, datagram) ->
        {
            types.add(datagram[0]);
            return true;
        };
    }
}
