package io.hopwire.sim;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The oracle against all sets of paths, in graphs that are small enough to try them all.
 */
class RouteOracleTest
{
    private static final int NODES = 7;

    @Test
    void countsAsManyRoutesAsThereAre()
    {
        final SimRandom random = new SimRandom(1);
        int exact = 0;
        int asked = 0;
        for (int graph = 0; graph < 400; graph++)
        {
            final List<List<Integer>> links = graph(random, 6 + random.nextInt(9));
            for (int maxHops = 1; maxHops < NODES; maxHops++)
            {
                final List<Integer> paths = new ArrayList<>();
                collect(links, 0, NODES - 1, 0, maxHops, paths);
                final int there = most(paths, 0, 0);
                final int counted = new RouteOracle(links).disjointRoutes(0, NODES - 1, maxHops);
                assertTrue(counted >= there, links + " within " + maxHops + " hops: " + counted + " < " + there);
                exact += counted == there ? 1 : 0;
                asked++;
                if (maxHops == NODES - 1)
                {
                    assertEquals(there, counted, links.toString());
                }
            }
        }
        assertTrue(exact * 100 > asked * 98, exact + " of " + asked + " are exact");
    }

    private static List<List<Integer>> graph(final SimRandom random, final int edges)
    {
        final List<List<Integer>> links = new ArrayList<>();
        for (int i = 0; i < NODES; i++)
        {
            links.add(new ArrayList<>());
        }
        for (int i = 0; i < edges; i++)
        {
            final int a = random.nextInt(NODES);
            final int b = random.nextInt(NODES);
            if (a != b && !links.get(a).contains(b))
            {
                links.get(a).add(b);
                links.get(b).add(a);
            }
        }
        return links;
    }

    /** Relays of each path, as bits; the last bit stands for the link between the two ends. */
    private static void collect(
        final List<List<Integer>> links,
        final int at,
        final int to,
        final int relays,
        final int hopsLeft,
        final List<Integer> paths)
    {
        for (final int next : links.get(at))
        {
            if (next == to && hopsLeft > 0)
            {
                paths.add(0 == relays ? 1 << NODES : relays);
            }
            else if (next != 0 && hopsLeft > 1 && 0 == (relays & 1 << next))
            {
                collect(links, next, to, relays | 1 << next, hopsLeft - 1, paths);
            }
        }
    }

    private static int most(final List<Integer> paths, final int from, final int taken)
    {
        int most = 0;
        for (int i = from; i < paths.size(); i++)
        {
            if (0 == (paths.get(i) & taken))
            {
                most = Math.max(most, 1 + most(paths, i + 1, taken | paths.get(i)));
            }
        }
        return most;
    }
}
