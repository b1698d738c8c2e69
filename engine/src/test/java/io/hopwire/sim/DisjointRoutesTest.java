package io.hopwire.sim;

import io.hopwire.spi.SessionCodes;
import io.hopwire.spi.SystemCounter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Of the routes that there are in random graphs, how many does a connect find? Whose id is close to whose says nothing
 * of who is linked to whom there, and most nodes have few links: harder than a network that discovery has laid.
 */
@Tag("simulation")
class DisjointRoutesTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final int MAX_ROUTES = 5;
    private static final int[] DEGREES = {3, 4, 6, 10};
    private static final int[] HOP_LIMITS = {4, 6, 12};

    /** As many are demanded as there are, or five. */
    @ParameterizedTest
    @ValueSource(ints = {20, 50, 100, 200})
    void aConnectFindsNearlyAllRoutesThatThereAre(final int size)
    {
        int there = 0;
        int found = 0;
        for (final int degree : DEGREES)
        {
            final RandomGraph graph = new RandomGraph(100L * size + degree, size, degree);
            for (final int maxHops : HOP_LIMITS)
            {
                for (int i = 0; i < 15; i++)
                {
                    graph.choosePair(maxHops);
                    final RecordingEvents.Outcome outcome = graph.connect(maxHops, graph.there, graph.there);
                    assertTrue(
                        outcome.code() == 0 || outcome.code() == SessionCodes.TOO_FEW_ROUTES, outcome::toString);
                    assertEquals(outcome.code() == 0, outcome.routes() == graph.there, outcome.toString());
                    there += graph.there;
                    found += outcome.routes();
                    graph.close(outcome);
                }
            }
        }
        System.out.println(size + " nodes: found " + found + " of " + there + " routes");
        assertTrue(found * 100 >= there * 95, "found " + found + " of " + there);
    }

    /** The connect itself waits only a second for routes that are welcome and not demanded. */
    @Test
    void anOpenSessionFindsTheRoutesThatWereNotDemanded()
    {
        int there = 0;
        int atFirst = 0;
        int later = 0;
        for (final int degree : DEGREES)
        {
            final RandomGraph graph = new RandomGraph(7L * degree, 100, degree);
            for (int i = 0; i < 15; i++)
            {
                graph.choosePair(12);
                final long beganNs = graph.network.nowNs();
                final RecordingEvents.Outcome outcome = graph.connect(12, 1, MAX_ROUTES);
                assertEquals(0, outcome.code(), SessionCodes.name(outcome.code()));
                assertTrue(graph.network.nowNs() - beganNs < 3 * SECOND, "waits for what is not demanded");
                graph.network.run(30 * SECOND);
                there += graph.there;
                atFirst += outcome.routes();
                later += (int)graph.from.counters().get(SystemCounter.CIRCUITS_OPEN);
                graph.close(outcome);
            }
        }
        System.out.println("100 nodes, none demanded: " + atFirst + ", later " + later + " of " + there + " routes");
        assertTrue(later > atFirst, "nothing is looked for while the session is open");
        assertTrue(later * 100 >= there * 95, "found " + later + " of " + there);
    }

    /** Relays that all accept sessions, linked at random but so that everybody is reached. */
    private static final class RandomGraph
    {
        private final SimNetwork network;
        private final RecordingEvents events = new RecordingEvents();
        private final List<List<Integer>> links = new ArrayList<>();
        private final RouteOracle oracle = new RouteOracle(links);
        private final SimRandom random;
        private SimNode from;
        private SimNode to;
        private int there;
        private long correlation;

        private RandomGraph(final long seed, final int size, final int degree)
        {
            network = new SimNetwork(SimConfig.of(seed).withNullCrypto(true));
            random = new SimRandom(seed);
            int edges = 0;
            for (int i = 0; i < size; i++)
            {
                network.addNode(config -> config.discovery(false), events).listen(true);
                links.add(new ArrayList<>());
                edges += i > 0 && link(i, random.nextInt(i)) ? 1 : 0;
            }
            while (edges < size * degree / 2)
            {
                edges += link(random.nextInt(size), random.nextInt(size)) ? 1 : 0;
            }
            network.run(3 * SECOND);
        }

        private boolean link(final int a, final int b)
        {
            final boolean isNew = a != b && !links.get(a).contains(b);
            if (isNew)
            {
                links.get(a).add(b);
                links.get(b).add(a);
                network.node(a).bootstrapFrom(network.node(b), true);
            }
            return isNew;
        }

        /** Two nodes between which there is a route. */
        private void choosePair(final int maxHops)
        {
            do
            {
                final int first = random.nextInt(links.size());
                final int second = (first + 1 + random.nextInt(links.size() - 1)) % links.size();
                from = network.node(first);
                to = network.node(second);
                there = Math.min(MAX_ROUTES, oracle.disjointRoutes(first, second, maxHops));
            }
            while (0 == there);
        }

        private RecordingEvents.Outcome connect(final int maxHops, final int minRoutes, final int maxRoutes)
        {
            final long id = ++correlation;
            from.connect(id, to, maxHops, minRoutes, maxRoutes, 20 * SECOND);
            assertTrue(network.runUntil(() -> null != events.outcome(id), 21 * SECOND));
            assertTrue(events.outcome(id).routes() <= there, "more routes than there are");
            return events.outcome(id);
        }

        private void close(final RecordingEvents.Outcome outcome)
        {
            if (0 == outcome.code())
            {
                from.close(outcome.sessionId());
            }
            network.run(SECOND);
        }
    }
}
