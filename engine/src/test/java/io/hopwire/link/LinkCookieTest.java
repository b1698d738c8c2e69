package io.hopwire.link;

import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.Settings;
import io.hopwire.spi.SystemCounter;
import io.hopwire.wire.FrameTypes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LinkCookieTest
{
    private static final long MS = LinkNet.MS;

    private final LinkPair pair = new LinkPair(new HopwireCrypto(), 1);
    private final List<byte[]> sent = new ArrayList<>();

    LinkCookieTest()
    {
        pair.tap = (source, targetId, datagram) -> sent.add(datagram);
    }

    @Test
    void underLoadAnAddressMustBeProvedFirst()
    {
        for (final boolean isKeyKnown : new boolean[]{ true, false })
        {
            final LinkPair other = new LinkPair(new HopwireCrypto(), 2);
            other.b.requests.extraLoad(1000);
            other.open(other.a, other.b, isKeyKnown);
            other.run(50 * MS);
            assertEquals(List.of("up"), other.a.events);
            assertEquals(List.of("up"), other.b.events);
            assertEquals(1, other.b.get(RejectCode.HANDSHAKE_COOKIE));
            assertEquals(isKeyKnown ? 2 : 1, other.a.get(SystemCounter.HANDSHAKES_INITIATED),
                "a new message of IK, with the cookie inside; of XX the same again");
            other.a.assertBalance();
            other.b.assertBalance();
        }
    }

    @Test
    void noKeyAgreementWithoutProof()
    {
        pair.b.requests.extraLoad(1000);
        pair.tap = (source, targetId, datagram) -> FrameTypes.COOKIE != datagram[0];
        pair.open(pair.a, pair.b, true);
        pair.run(6000 * MS);
        assertEquals(1000, pair.b.requests.inFlight());
        assertEquals(0, pair.b.table.handshakesInUse());
        assertEquals(0, pair.b.get(SystemCounter.HANDSHAKES_ANSWERED));
        assertEquals(List.of("failed TIMEOUT"), pair.a.events);
    }

    /** Else whoever sends most got each place in the worker's queue that becomes free. */
    @Test
    void loadLastsForASecondMore()
    {
        pair.b.requests.extraLoad(1000);
        pair.open(pair.a, pair.b, true);
        pair.run(2 * MS);
        pair.b.requests.extraLoad(0);
        final byte[] unproved = sent.get(0);
        pair.nowNs += CookieDemands.LOAD_NS - 2 * MS;
        pair.deliver(pair.b, 700, unproved);
        assertEquals(2, pair.b.get(RejectCode.HANDSHAKE_COOKIE));
        pair.nowNs += 2 * MS;
        pair.deliver(pair.b, 700, unproved);
        assertEquals(2, pair.b.get(RejectCode.HANDSHAKE_COOKIE));
        assertEquals(1, pair.b.requests.inFlight());
    }

    /** Each second that they were let in again, those who proved their address waited behind a queue of them. */
    @Test
    void loadLastsAsLongAsStrangersComeWithoutAProof()
    {
        pair.b.requests.extraLoad(1000);
        pair.open(pair.a, pair.b, true);
        pair.run(2 * MS);
        pair.b.requests.extraLoad(0);
        final byte[] unproved = sent.get(0);
        for (int i = 0; i < 10_000; i++)
        {
            pair.nowNs += MS;
            pair.deliver(pair.b, 700 + i % 100, unproved);
        }
        assertEquals(0, pair.b.requests.inFlight(), "none gets to the worker");
        pair.nowNs += 3 * CookieDemands.LOAD_NS;
        pair.deliver(pair.b, 700, unproved);
        assertEquals(1, pair.b.requests.inFlight(), "the flood is over");
    }

    @Test
    void aFloodIsAnsweredSeldomAndOtherNetworksAreAnsweredAll()
    {
        final LinkPair flooded = new LinkPair(new HopwireCrypto(), 3);
        final List<Integer> answered = new ArrayList<>();
        flooded.b.requests.extraLoad(1000);
        flooded.tap = (source, targetId, datagram) ->
        {
            sent.add(datagram);
            answered.add(targetId);
            return false;
        };
        flooded.open(flooded.a, flooded.b, true);
        flooded.run(MS);
        final byte[] unproved = sent.get(0);
        final int second = 100_000;
        final int newcomer = 1 << 8;
        for (int i = 0; i < second; i++)
        {
            flooded.nowNs += 1000 * MS / second;
            flooded.deliver(flooded.b, 1, unproved);
            if (i % (second / 4) == second / 8)
            {
                flooded.deliver(flooded.b, newcomer, unproved);
            }
        }
        assertEquals(4, answered.stream().filter(to -> newcomer == to).count());
        final long ofFlood = flooded.b.get(RejectCode.HANDSHAKE_COOKIE) - 4;
        final int perSecond = Settings.DEFAULTS.get(LinkSettings.COOKIES_PER_SECOND);
        final int ofNetwork = 2 * Settings.DEFAULTS.get(LinkSettings.COOKIES_OF_NETWORK);
        final int atOnce = perSecond / 16 + ofNetwork;
        final int most = perSecond + ofNetwork + atOnce;
        assertTrue(ofFlood >= perSecond && ofFlood <= most, "answered " + ofFlood + " of " + most + " at the most");
        assertEquals(second + 4, ofFlood + 4 + flooded.b.get(RejectCode.HANDSHAKE_UNANSWERED));
    }

    @Test
    void aCookieIsGoodForOneAddressOnly()
    {
        pair.b.requests.extraLoad(1000);
        pair.open(pair.a, pair.b, true);
        pair.run(50 * MS);
        final byte[] proved = sent.get(2);
        assertEquals(FrameTypes.INITIATION_IK, proved[0]);
        pair.deliver(pair.b, 777, proved);
        assertEquals(2, pair.b.get(RejectCode.HANDSHAKE_COOKIE));
        pair.deliver(pair.b, pair.a.addressId, proved);
        assertEquals(2, pair.b.get(RejectCode.HANDSHAKE_COOKIE), "from its own address it is only a replay");
        pair.run(50 * MS);
        assertEquals(1, pair.b.get(RejectCode.HANDSHAKE_REPLAY));
    }

    @Test
    void cookiesExpire()
    {
        pair.b.requests.extraLoad(1000);
        pair.open(pair.a, pair.b, true);
        pair.run(50 * MS);
        final byte[] proved = sent.get(2);
        pair.nowNs += Cookies.VALID_NS + MS;
        pair.deliver(pair.b, pair.a.addressId, proved);
        assertEquals(1, pair.b.get(RejectCode.HANDSHAKE_COOKIE), "the secret before is still good");
        pair.nowNs += Cookies.VALID_NS + MS;
        pair.deliver(pair.b, pair.a.addressId, proved);
        assertEquals(2, pair.b.get(RejectCode.HANDSHAKE_COOKIE));
    }

    @Test
    void cookiesOfSomebodyElseAreRefused()
    {
        pair.tap = (source, targetId, datagram) ->
        {
            sent.add(datagram);
            return source == pair.a && FrameTypes.INITIATION_IK != datagram[0];
        };
        pair.open(pair.a, pair.b, true);
        pair.run(MS);
        pair.b.requests.extraLoad(1000);
        pair.deliver(pair.b, pair.a.addressId, sent.get(0));
        final byte[] cookie = sent.get(1);
        assertEquals(FrameTypes.COOKIE, cookie[0]);
        assertEquals(FrameTypes.COOKIE_FRAME_LENGTH, cookie.length);
        for (int index = 0; index < cookie.length; index++)
        {
            final byte[] changed = cookie.clone();
            changed[index] ^= 0x10;
            pair.deliver(pair.a, pair.b.addressId, changed);
            assertEquals(index + 1, pair.a.counters.rejected(), "byte " + index);
        }
        assertEquals(32, pair.a.get(RejectCode.HANDSHAKE_MAC));
        pair.deliver(pair.a, pair.b.addressId, cookie);
        pair.run(MS);
        assertEquals(3, sent.size(), "the true one is answered");
        pair.deliver(pair.a, pair.b.addressId, cookie);
        assertEquals(3, sent.size(), "once");
        assertEquals(5, pair.a.get(RejectCode.UNKNOWN_RECEIVER), "four of another index, one for the message before");
        pair.a.assertBalance();
        assertTrue(pair.a.events.isEmpty());
    }
}
