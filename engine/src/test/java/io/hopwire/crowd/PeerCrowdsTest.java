package io.hopwire.crowd;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Which crowd is the largest, and who is in it, as counting says.
 */
class PeerCrowdsTest
{
    private static final int ROUNDS = 20_000;

    private static final class Member extends CrowdMember
    {
        @Override
        public int addressId()
        {
            return 0;
        }
    }

    @Test
    void theLargestIsWhatCountingSays()
    {
        for (int seed = 0; seed < 10; seed++)
        {
            final Random random = new Random(seed);
            final PeerCrowds<Member> crowds = new PeerCrowds<>();
            final List<Member> links = new ArrayList<>();
            final Map<Long, Integer> sizes = new HashMap<>();
            final Map<Long, Integer> hosts = new HashMap<>();
            final Map<Member, Long> sharers = new HashMap<>();
            for (int i = 0; i < ROUNDS; i++)
            {
                // More come than go, then the other way round.
                if (links.isEmpty() || random.nextInt(100) < (i / 1000 % 2 == 0 ? 60 : 40))
                {
                    final Member link = new Member();
                    final long sharer = random.nextInt(1 + random.nextInt(30));
                    final long host = 100 * sharer + random.nextInt(3);
                    crowds.add(link, sharer, host);
                    links.add(link);
                    sharers.put(link, sharer);
                    sizes.merge(sharer, 1, Integer::sum);
                    hosts.merge(host, 1, Integer::sum);
                }
                else
                {
                    final Member link = links.remove(random.nextInt(links.size()));
                    hosts.merge(link.host, -1, Integer::sum);
                    sizes.merge(sharers.remove(link), -1, Integer::sum);
                    crowds.remove(link);
                    assertNull(link.crowd);
                }
                check(crowds, links, sizes, hosts, sharers);
            }
        }
    }

    private static void check(
        final PeerCrowds<Member> crowds,
        final List<Member> links,
        final Map<Long, Integer> sizes,
        final Map<Long, Integer> hosts,
        final Map<Member, Long> sharers)
    {
        assertEquals(links.size(), crowds.count());
        final int most = sizes.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        assertEquals(most, null == crowds.largest() ? 0 : crowds.largest().size());
        if (!links.isEmpty())
        {
            final Member link = links.get(links.size() - 1);
            final PeerCrowd<Member> crowd = crowds.of(sharers.get(link));
            assertSame(crowd, link.crowd);
            assertEquals(sizes.get(crowd.sharer), crowd.size());
            assertEquals((long)hosts.get(link.host), crowds.ofHost(link.host));
            assertTrue(sharers.containsKey(crowd.next()));
            assertEquals(crowd.sharer, sharers.get(crowd.next()));
        }
    }

    /** Whoever looks at as many as there are has seen all. */
    @Test
    void eachHasItsTurn()
    {
        final PeerBag<Member> bag = new PeerBag<>();
        final List<Member> links = new ArrayList<>();
        final Random random = new Random(3);
        for (int i = 0; i < 1000; i++)
        {
            if (links.size() < 5 || random.nextBoolean())
            {
                links.add(new Member());
                bag.add(links.get(links.size() - 1));
            }
            else
            {
                bag.remove(links.remove(random.nextInt(links.size())));
            }
            assertEquals(links.size(), bag.size());
            final List<Member> seen = new ArrayList<>();
            for (int j = 0; j < links.size(); j++)
            {
                seen.add(bag.next());
            }
            assertTrue(seen.containsAll(links) && links.containsAll(seen));
        }
    }
}
