package io.hopwire.routing;

import io.hopwire.test.Jcstress;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;

/**
 * Runs the races of {@link io.hopwire.routing.stress.RoutingTableStress}.
 */
@Tag("long")
class RoutingTableStressTest
{
    @Test
    void neverShowsAReaderWhatIsForbidden() throws IOException, InterruptedException
    {
        Jcstress.assertPasses("routing", "io.hopwire.routing.stress", 3, 400);
    }
}
