package io.hopwire.perf;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What {@code perf/routes} measures: n routes lose the share of one to the power of n.
 */
class RoutesTest
{
    private static final int MESSAGES = 10_000;
    private static final double LOSS = 0.1;

    @Test
    void eachRouteMoreLosesTheShareOfTheOthersAgain()
    {
        for (int routes = 1; routes <= 3; routes++)
        {
            final RoutesScenario.Result result = new RoutesScenario(1, routes, LOSS, false).run(MESSAGES);
            final double expected = MESSAGES * Math.pow(LOSS, routes);
            assertTrue(Math.abs(result.lost() - expected) < 5 * Math.sqrt(expected), routes + ": " + result.lost());
            assertEquals(MESSAGES - result.lost(), result.latency().length);
            assertTrue(result.millis(0.5) <= result.millis(0.99) && result.millis(0.99) <= result.millis(0.999));
        }
    }

    @Test
    void nothingOrderedIsLostAndTheSameSeedGivesTheSameFigures()
    {
        final RoutesScenario.Result first = new RoutesScenario(2, 2, LOSS, true).run(1_000);
        final RoutesScenario.Result second = new RoutesScenario(2, 2, LOSS, true).run(1_000);
        assertEquals(0, first.lost());
        assertEquals(first.millis(0.5), second.millis(0.5));
        assertEquals(first.millis(0.999), second.millis(0.999));
    }

    @Test
    void theChartHasAPointForEachResultThatLostSomething()
    {
        final RoutesScenario.Result lost = new RoutesScenario.Result(2, LOSS, 100, 1, new long[99]);
        final RoutesScenario.Result whole = new RoutesScenario.Result(3, LOSS, 100, 0, new long[100]);
        assertEquals(2, RoutesChart.of(List.of(lost, whole)).split("<circle").length);
    }
}
