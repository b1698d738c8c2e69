package io.hopwire.perf;

import io.hopwire.perf.BroadcastScenario.Topology;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * What {@code perf/broadcast} measures.
 */
class BroadcastTest
{
    /** The specification's count, less what the first nodes of a network that grows can not open. */
    @Test
    void countsLinksAndMessagesOfANetworkThatGrew()
    {
        final BroadcastScenario.Result result = new BroadcastScenario(1, Topology.RANDOM, 4).run(100);
        assertEquals(390, result.edges());
        assertEquals(681, result.messages());
        assertEquals(681, result.expected());
        assertEquals(701, result.claimedMessages());
        assertEquals(100, result.reached());
        assertEquals(result, new BroadcastScenario(1, Topology.RANDOM, 4).run(100));
    }

    @Test
    void knowsNetworksThatAreWorseThanTheWorst()
    {
        final BroadcastScenario.Result latest = new BroadcastScenario(1, Topology.LATEST, 2).run(10);
        assertEquals(5, latest.lag());
        assertEquals(4, latest.claimedLag());
        assertEquals(9, new BroadcastScenario(1, Topology.LINE, 2).run(10).lag());
        final BroadcastScenario.Result layers = new BroadcastScenario(1, Topology.LAYERS, 2).run(10);
        assertEquals(5, layers.lag());
        assertEquals(20, layers.edges());
    }

    @Test
    void theChartHasPointsForEachResult()
    {
        final BroadcastScenario.Result result = new BroadcastScenario.Result(Topology.RANDOM, 10, 2, 17, 25, 3, 10);
        assertEquals(3, BroadcastChart.of(List.of(result)).split("<circle").length);
    }
}
