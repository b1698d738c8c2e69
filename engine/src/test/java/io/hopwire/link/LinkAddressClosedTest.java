package io.hopwire.link;

import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

/**
 * The connection that is an address is gone; and whoever waits for datagrams that are no frames.
 */
class LinkAddressClosedTest
{
    private final LinkPair pair = new LinkPair(new HopwireCrypto(), 1);

    @Test
    void linkOverItGoesDownAtOnce()
    {
        pair.up();
        final int handshakes = pair.a.table.handshakesInUse();
        pair.a.table.onAddressClosed(pair.b.addressId, pair.nowNs);
        assertEquals(List.of("up", "down ADDRESS_CLOSED"), pair.a.events);
        assertEquals(0, pair.a.table.upCount());
        assertEquals(handshakes, pair.a.table.handshakesInUse());
        pair.b.table.onAddressClosed(pair.a.addressId, pair.nowNs);
        assertEquals(0, pair.addresses.retained(), "nobody keeps what is gone");
    }

    @Test
    void linkOverAnotherAddressStays()
    {
        pair.up();
        pair.a.table.onAddressClosed(pair.b.addressId + 1, pair.nowNs);
        assertEquals(List.of("up"), pair.a.events);
        assertNotNull(pair.a.link());
    }

    @Test
    void attemptOverItFailsAtOnce()
    {
        pair.tap = (source, targetId, datagram) -> false;
        pair.open(pair.a, pair.b, true);
        pair.run(LinkNet.MS);
        pair.a.table.onAddressClosed(pair.b.addressId, pair.nowNs);
        assertEquals(List.of("failed ADDRESS_CLOSED"), pair.a.events);
        assertEquals(0, pair.a.table.handshakesInUse());
        assertEquals(0, pair.addresses.retained());
    }

    @Test
    void handshakeOfAPeerIsForgotten()
    {
        pair.tap = (source, targetId, datagram) -> source == pair.a;
        pair.open(pair.a, pair.b, false);
        pair.run(10 * LinkNet.MS);
        assertEquals(1, pair.b.table.handshakesInUse());
        pair.b.table.onAddressClosed(pair.a.addressId, pair.nowNs);
        assertEquals(0, pair.b.table.handshakesInUse());
        assertEquals(List.of(), pair.b.events);
    }

    @Test
    void linkComesUpAgainOverANewConnection()
    {
        pair.up();
        pair.a.table.onAddressClosed(pair.b.addressId, pair.nowNs);
        pair.b.table.onAddressClosed(pair.a.addressId, pair.nowNs);
        pair.run(LinkNet.MS);
        pair.up();
        assertEquals(List.of("up", "down ADDRESS_CLOSED", "up"), pair.a.events);
        assertEquals(List.of("up", "down ADDRESS_CLOSED", "up"), pair.b.events);
    }

    @Test
    void whatIsNoFrameGoesToTheDoorFirst()
    {
        final byte[] stun = {
            1, 1, 0, 12, 0x21, 0x12, (byte)0xA4, 0x42, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
            0, 0x20, 0, 8, 0, 1, 0x21, 0x23, 0x5E, 0x12, (byte)0xA4, 0x43};
        final byte[] natPmp = {0, (byte)128, 0, 0, 0, 0, 0, 1, (byte)192, 0, 2, 1};
        final byte[] pcp = new byte[60];
        pcp[0] = 2;
        pcp[1] = (byte)0x81;
        final List<Integer> seen = new ArrayList<>();
        pair.a.table.door((addressId, buffer, offset, length, nowNs) -> seen.add(length));
        for (final byte[] answer : new byte[][]{ stun, natPmp, pcp, { } })
        {
            pair.deliver(pair.a, 300, answer);
        }
        assertEquals(List.of(stun.length, natPmp.length, pcp.length, 0), seen);
        assertEquals(4, pair.a.counters.get(SystemCounter.DATAGRAMS_OF_DOOR));
        assertEquals(0, pair.a.counters.rejected());
    }

    @Test
    void doorIsNotAskedAboutFrames()
    {
        pair.a.table.door((addressId, buffer, offset, length, nowNs) ->
        {
            throw new AssertionError("a frame");
        });
        pair.up();
        assertEquals(0, pair.a.counters.rejected());
    }

    @Test
    void whatNobodyWaitsForIsRejectedAsEver()
    {
        final byte[] datagram = {0, (byte)128, 0, 0, 0, 0, 0, 1};
        pair.deliver(pair.a, 300, datagram);
        assertEquals(1, pair.a.counters.get(RejectCode.FRAME_VERSION));
        pair.a.table.door((addressId, buffer, offset, length, nowNs) -> false);
        pair.deliver(pair.a, 300, datagram);
        assertEquals(2, pair.a.counters.get(RejectCode.FRAME_VERSION));
        assertEquals(0, pair.a.counters.get(SystemCounter.DATAGRAMS_OF_DOOR));
    }
}
