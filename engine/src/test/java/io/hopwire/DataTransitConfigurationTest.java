package io.hopwire;

import io.hopwire.spi.Limits;
import io.hopwire.spi.SessionCodes;
import io.hopwire.spi.Transit;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class DataTransitConfigurationTest
{
    @Test
    void limitsAreThoseOfTheCore()
    {
        assertEquals(Limits.MAX_HOPS, DataTransitConfiguration.MAX_HOPS);
        assertEquals(Limits.MAX_ROUTES, DataTransitConfiguration.MAX_REDUNDANT_ROUTES);
        assertEquals(SessionCodes.BACK_PRESSURED, Session.BACK_PRESSURED);
        assertEquals(SessionCodes.CLOSED, Session.CLOSED);
        assertEquals(SessionCodes.MAX_MESSAGE_LENGTH_EXCEEDED, Session.MAX_MESSAGE_LENGTH_EXCEEDED);
        assertEquals(Transit.DUPLICATE, RoutePolicy.DUPLICATE.ordinal());
        assertEquals(Transit.FASTEST, RoutePolicy.FASTEST.ordinal());
        assertEquals(Transit.STRIPE, RoutePolicy.STRIPE.ordinal());
        assertEquals(Transit.STRIPE + 1, RoutePolicy.values().length);
    }

    @Test
    void keepsItsValues()
    {
        final DataTransitConfiguration configuration = new DataTransitConfiguration(12, 3, 5);
        assertEquals(12, configuration.maxHops());
        assertEquals(3, configuration.minRedundantRoutes());
        assertEquals(5, configuration.maxRedundantRoutes());
        assertEquals(RoutePolicy.DUPLICATE, configuration.policy());
        assertEquals(
            "maxHops=12, minRedundantRoutes=3, maxRedundantRoutes=5, policy=DUPLICATE", configuration.toString());
        assertEquals(RoutePolicy.STRIPE, new DataTransitConfiguration(12, 3, 5, RoutePolicy.STRIPE).policy());
        assertThrows(DataTransitConfigurationException.class, () -> new DataTransitConfiguration(12, 3, 5, null));
    }

    @Test
    void valuesOutOfRangeAreNamed()
    {
        assertRefused("maxHops must be 1 to 32, found 0", 0, 1, 1);
        assertRefused("maxHops must be 1 to 32, found 33", 33, 1, 1);
        assertRefused("minRedundantRoutes must be 1 to 8, found 0", 1, 0, 1);
        assertRefused("maxRedundantRoutes must be 1 to 8, found 9", 1, 1, 9);
        assertRefused("minRedundantRoutes is 3, more than maxRedundantRoutes, 2", 1, 3, 2);
    }

    private static void assertRefused(final String message, final int hops, final int min, final int max)
    {
        final DataTransitConfigurationException ex = assertThrows(
            DataTransitConfigurationException.class, () -> new DataTransitConfiguration(hops, min, max));
        assertEquals(message, ex.getMessage());
        assertEquals(ErrorCategory.TRANSIT, ex.category());
    }
}
