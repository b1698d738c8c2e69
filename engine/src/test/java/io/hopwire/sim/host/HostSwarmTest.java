package io.hopwire.sim.host;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Networks of libp2p hosts from seeds. More: {@code -Dhopwire.test.scale=50}; one: {@code -Dhopwire.hosts.seed=7}.
 */
@Tag("simulation")
class HostSwarmTest
{
    private static final int SEEDS = (int)(20 * Double.parseDouble(System.getProperty("hopwire.test.scale", "1")));
    private static final long ONE = Long.getLong("hopwire.hosts.seed", 0);

    @Test
    void everyByteArrivesOnceOrTheStreamSaysThatItWasReset()
    {
        int closed = 0;
        int reset = 0;
        int crashes = 0;
        int breaks = 0;
        long bytes = 0;
        for (long seed = ONE > 0 ? ONE : 1; seed <= (ONE > 0 ? ONE : SEEDS); seed++)
        {
            final HostSwarm.Result result = HostSwarm.run(seed);
            assertNull(result.violation(), result.violation());
            closed += result.closed();
            reset += result.reset();
            crashes += result.crashes();
            breaks += result.breaks();
            bytes += result.bytes();
        }
        System.out.println("hosts: " + closed + " streams whole, " + reset + " reset, " + bytes + " bytes, " + breaks +
            " connections broken, " + crashes + " hosts crashed");
        assertTrue(ONE > 0 || closed > 20 * SEEDS && reset > SEEDS && crashes > SEEDS && breaks > SEEDS,
            "all of it happens");
    }

    @Test
    void aSeedIsARun()
    {
        assertEquals(HostSwarm.run(3), HostSwarm.run(3));
    }
}
