package io.hopwire.agent;

import io.hopwire.test.Jcstress;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;

/**
 * Runs the races of every hand-over between threads that the package's description lists.
 */
@Tag("long")
class HandOverStressTest
{
    private static final int RACES = 39;

    @Test
    void neverShowsAnotherThreadWhatIsForbidden() throws IOException, InterruptedException
    {
        Jcstress.assertPasses("hand-over", "io.hopwire.(agent|status|store).*Stress", RACES, 250);
    }
}
