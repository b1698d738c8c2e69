package io.hopwire.sim;

import io.hopwire.test.Figures;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.BitSet;
import java.util.Locale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Whom a SHOUT reaches where datagrams are lost, where most of the nodes die at once, and where many never pass on what
 * they hear. {@code -Dhopwire.shout.nodes=10000 -Dhopwire.shout.count=100} runs the full size;
 * {@code -Dhopwire.test.seed=N} another network.
 */
@Tag("simulation")
class ShoutReachTest
{
    private static final long SECOND = ShoutNetwork.SECOND;
    private static final int NODES = Integer.getInteger("hopwire.shout.nodes", 300);
    private static final int SHOUTS = Integer.getInteger("hopwire.shout.count", 20);
    private static final long SEED = Long.getLong("hopwire.test.seed", 1);
    private static final double LOSS = 0.05;
    private static final long SETTLE_NS = 30 * SECOND;
    /** A round is the time between two looks of a node at which of its links are missing. */
    private static final long ROUND_NS = 5 * SECOND;
    private static final int ROUNDS = 10;

    private final ShoutNetwork net = new ShoutNetwork(SEED);

    /** With the links that the engine keeps by itself. */
    @Test
    @Tag("long")
    void nearlyAllHearItWhereDatagramsAreLost()
    {
        net.grow(NODES);
        net.network.run(SETTLE_NS);
        net.paths(LOSS);
        final double coverage = shouts();
        say("links kept by the engine", coverage);
        assertTrue(coverage >= 0.9999, "coverage " + coverage);
        assertTrue(net.hops.percentile(0.99) <= 5, "hops " + net.hops.percentile(0.99));
        assertEquals(0, net.twice());
    }

    /**
     * How few copies that takes. A node that gets d of them misses all with the probability of 0.05 to the power of d,
     * so with c copies for each on the average at least 0.05 to the power of c of the nodes hear nothing, whoever sends
     * them to whom: no way to spread it that repeats nothing needs less than 3.08 copies to reach 99.99 %.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void fourLinksOpenedByEachAreEnough(final int ell)
    {
        net.draw(NODES, ell, config -> config.discovery(false));
        net.paths(LOSS);
        final double coverage = shouts();
        say(ell + " links opened by each", coverage);
        assertTrue(net.copies() <= 2 * ell - 1, "more than 2E - n + 1 messages");
        assertTrue(coverage >= (4 == ell ? 0.9999 : 3 == ell ? 0.999 : 2 == ell ? 0.97 : 0.2), "coverage " + coverage);
        assertEquals(0, net.twice());
    }

    @ParameterizedTest
    @ValueSource(ints = {50, 80})
    @Tag("long")
    void survivorsHearItAgainSoon(final int percent)
    {
        net.grow(NODES);
        net.network.run(SETTLE_NS);
        net.paths(0);
        final double links = net.linksOfEach();
        final BitSet gone = drawn(percent / 100.0);
        gone.stream().forEach((node) -> net.network.node(node).crash());
        final StringBuilder rounds = new StringBuilder();
        double coverage = 0;
        double least = 1;
        for (int round = 0; round <= ROUNDS; round++)
        {
            net.shout();
            coverage = (double)net.hearers().cardinality() / net.alive();
            least = Math.min(least, coverage);
            rounds.append(String.format(Locale.ROOT, " %.2f", 100 * coverage));
            net.network.run(ROUND_NS - SECOND / 2);
        }
        Figures.say("%d of %d nodes die: of the survivors hear it, by rounds of 5 s, %%:%s; links %.1f, then %.1f",
            gone.cardinality(), NODES, rounds, links, net.linksOfEach());
        assertTrue(coverage >= 0.999, "coverage " + coverage);
        assertEquals(0, net.twice());
    }

    /**
     * A SHOUT is passed on to all, whatever they said: who never passes on, and whoever says that he has heard it, are
     * in the way of nobody who has another way. Nobody finds them out, and none of them is replaced.
     */
    @ParameterizedTest
    @ValueSource(ints = {33, 53})
    @Tag("long")
    void whoNeverPassesItOnKeepsItFromNobody(final int percent)
    {
        net.grow(NODES);
        net.network.run(SETTLE_NS);
        net.paths(0);
        final BitSet riders = drawn(percent / 100.0);
        final long[] kept = new long[1];
        net.network.onTransit((from, to, buffer, length) ->
        {
            final boolean isKept = riders.get(from) && ShoutNetwork.carriesShout(buffer, length);
            kept[0] += isKept ? 1 : 0;
            return isKept ? TransitFilter.DROP : length;
        });
        long heard = 0;
        long wanted = 0;
        for (int i = 0; i < SHOUTS; i++)
        {
            int from = net.random.nextInt(NODES);
            while (riders.get(from))
            {
                from = net.random.nextInt(NODES);
            }
            net.shout(from);
            heard += net.hearers().cardinality() - 1;
            wanted += NODES - 1;
        }
        final double coverage = (double)heard / wanted;
        Figures.say("%d %% of %d nodes never pass it on: %.4f %% heard, %d messages kept, hops p99 %d, most %d",
            percent, NODES, 100 * coverage, kept[0], net.hops.percentile(0.99), net.hops.max());
        assertTrue(coverage >= 0.99, "coverage " + coverage);
        assertTrue(kept[0] > (long)SHOUTS * riders.cardinality(), "they did not do what is tested: " + kept[0]);
    }

    /** {@return the share of all who should hear something that did} */
    private double shouts()
    {
        long heard = 0;
        for (int i = 0; i < SHOUTS; i++)
        {
            net.shout();
            heard += net.hearers().cardinality() - 1;
        }
        return (double)heard / SHOUTS / (NODES - 1);
    }

    private BitSet drawn(final double share)
    {
        final BitSet drawn = new BitSet();
        while (drawn.cardinality() < share * NODES)
        {
            drawn.set(net.random.nextInt(NODES));
        }
        return drawn;
    }

    private void say(final String what, final double coverage)
    {
        Figures.say("%d nodes, 5 %% lost, %s: %.4f %% of %d heard it, %.2f copies a node, hops p50 %d, p99 %d, most %d",
            NODES, what, 100 * coverage, (long)SHOUTS * (NODES - 1), net.copies(), net.hops.percentile(0.5),
            net.hops.percentile(0.99), net.hops.max());
    }
}
