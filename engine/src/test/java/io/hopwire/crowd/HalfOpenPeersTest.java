package io.hopwire.crowd;

import io.hopwire.spi.AddressKind;
import io.hopwire.spi.Addresses;
import io.hopwire.spi.HostHash;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.junit.jupiter.api.Test;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Who gives way among those that wait. The id of an address is its IPv4 address here.
 */
class HalfOpenPeersTest
{
    private static final long GRACE_NS = 100;
    private static final int NETWORK = 0xC633_6400;
    private static final int OTHER_NETWORK = 0xCB00_7100;

    private final HalfOpenPeers<Member> peers =
        new HalfOpenPeers<>(2, GRACE_NS, new Ip4Addresses(), new HostHash(5));

    private static final class Member extends CrowdMember
    {
        private final int ip;
        private boolean hasGoneOn;

        private Member(final int ip)
        {
            this.ip = ip;
        }

        @Override
        public int addressId()
        {
            return ip;
        }
    }

    private static final class Ip4Addresses implements Addresses
    {
        @Override
        public int intern(final DirectBuffer buffer, final int offset)
        {
            return NULL_ID;
        }

        @Override
        public int kind(final int addressId)
        {
            return AddressKind.UDP;
        }

        @Override
        public int path(final int addressId, final int ttl)
        {
            return NULL_ID;
        }

        @Override
        public void copyTo(final int addressId, final MutableDirectBuffer buffer, final int offset)
        {
            buffer.setMemory(offset, LENGTH, (byte)0);
            buffer.putShort(offset + 10, (short)-1);
            buffer.putInt(offset + 12, addressId, ByteOrder.BIG_ENDIAN);
        }

        @Override
        public void retain(final int addressId)
        {
        }

        @Override
        public void release(final int addressId)
        {
        }
    }

    @Test
    void whoHasManyCompetesWithHimself()
    {
        final Member first = add(NETWORK + 1, 0);
        add(NETWORK + 1, 1);
        add(NETWORK + 2, 2);
        final Member other = add(OTHER_NETWORK + 1, 3);
        assertSame(first, peers.leastPromising(OTHER_NETWORK + 2, 4), "the older one of the host that has two");
        assertSame(first, peers.leastPromising(0x0808_0808, 4));
        assertNull(peers.leastPromising(NETWORK + 9, 4), "who would have most gets nobody's place");
        peers.remove(first);
        assertNull(peers.leastPromising(0x0808_0808, 4), "two a network may have");
        assertTrue(other.isCounted());
    }

    @Test
    void theOldestGoesOnceAnHonestPeerHadItsTime()
    {
        final Member first = add(NETWORK, 0);
        add(OTHER_NETWORK, 1);
        assertNull(peers.leastPromising(0x0808_0808, GRACE_NS - 1));
        assertSame(first, peers.leastPromising(0x0808_0808, GRACE_NS));
        assertNull(peers.leastPromising(OTHER_NETWORK, 2 * GRACE_NS - 1), "that network has one");
        assertSame(first, peers.leastPromising(OTHER_NETWORK, 2 * GRACE_NS));
    }

    @Test
    void whoHasProvedNothingGoesFirst()
    {
        add(NETWORK, 0);
        final Member unproved = new Member(OTHER_NETWORK);
        peers.add(unproved, false, 1);
        assertSame(unproved, peers.leastPromising(0x0808_0808, 1));
        peers.remove(unproved);
        assertNull(peers.leastPromising(0x0808_0808, 1));
    }

    /** The order is that of their coming, whoever has left. */
    @Test
    void theOldestIsWhatAListSays()
    {
        final Random random = new Random(17);
        final List<Member> expected = new ArrayList<>();
        for (int i = 1; i < 5000; i++)
        {
            if (expected.isEmpty() || random.nextInt(100) < (i / 500 % 2 == 0 ? 60 : 40))
            {
                // Networks of one host each.
                expected.add(add(0x0800_0000 + 256 * i, i));
            }
            else if (0 == random.nextInt(10))
            {
                expected.forEach((member) -> member.hasGoneOn = random.nextBoolean());
                peers.removeIf((member) -> member.hasGoneOn);
                expected.removeIf((member) -> member.hasGoneOn);
            }
            else
            {
                peers.remove(expected.remove(random.nextInt(expected.size())));
            }
            assertEquals(expected.size(), peers.size());
            final Member oldest = peers.leastPromising(NETWORK, i + GRACE_NS);
            assertSame(expected.isEmpty() ? null : expected.get(0), oldest);
        }
    }

    private Member add(final int ip, final long nowNs)
    {
        final Member member = new Member(ip);
        peers.add(member, true, nowNs);
        return member;
    }
}
