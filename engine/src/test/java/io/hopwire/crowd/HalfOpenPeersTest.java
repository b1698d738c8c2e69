package io.hopwire.crowd;

import io.hopwire.link.TestAddresses;
import io.hopwire.spi.HostHash;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Who gives way among those that wait.
 */
class HalfOpenPeersTest
{
    private static final long GRACE_NS = 100;
    private static final int HOSTS = 4;

    private final TestAddresses addresses = new TestAddresses();
    private final HalfOpenPeers<Member> peers = new HalfOpenPeers<>(2, GRACE_NS, addresses, new HostHash(5));
    private final int near = at(1, 0);
    private final int far = at(2, 0);
    private final int elsewhere = at(3, 0);

    private static final class Member extends CrowdMember
    {
        private final int addressId;
        private boolean hasGoneOn;

        private Member(final int addressId)
        {
            this.addressId = addressId;
        }

        @Override
        public int addressId()
        {
            return addressId;
        }
    }

    @Test
    void whoHasManyCompetesWithHimself()
    {
        final Member first = add(near, 0);
        add(near, 1);
        add(at(1, 1), 2);
        final Member other = add(far, 3);
        assertSame(first, peers.leastPromising(at(2, 1), 4), "the older one of the host that has two");
        assertSame(first, peers.leastPromising(elsewhere, 4));
        assertNull(peers.leastPromising(at(1, 2), 4), "who would have most gets nobody's place");
        peers.remove(first);
        assertNull(peers.leastPromising(elsewhere, 4), "two a network may have");
        assertTrue(other.isCounted());
    }

    @Test
    void theOldestGoesOnceAnHonestPeerHadItsTime()
    {
        final Member first = add(near, 0);
        add(far, 1);
        assertNull(peers.leastPromising(elsewhere, GRACE_NS - 1));
        assertSame(first, peers.leastPromising(elsewhere, GRACE_NS));
        assertNull(peers.leastPromising(far, 2 * GRACE_NS - 1), "that network has one");
        assertSame(first, peers.leastPromising(far, 2 * GRACE_NS));
    }

    @Test
    void whoHasProvedNothingGoesFirst()
    {
        add(near, 0);
        final Member unproved = new Member(far);
        peers.add(unproved, false, 1);
        assertSame(unproved, peers.leastPromising(elsewhere, 1));
        peers.remove(unproved);
        assertNull(peers.leastPromising(elsewhere, 1));
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
                expected.add(add(at(HOSTS + i, 0), i));
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
            final Member oldest = peers.leastPromising(near, i + GRACE_NS);
            assertSame(expected.isEmpty() ? null : expected.get(0), oldest);
        }
    }

    /** {@return id of the address of a host in a network} */
    private int at(final int network, final int host)
    {
        final int addressId = network * HOSTS + host;
        addresses.place(addressId, network, host);
        return addressId;
    }

    private Member add(final int addressId, final long nowNs)
    {
        final Member member = new Member(addressId);
        peers.add(member, true, nowNs);
        return member;
    }
}
