package io.hopwire.sim.host;

import io.hopwire.test.Commits;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Networks of libp2p hosts from seeds: the same every time, and some fresh ones. More:
 * {@code -Dhopwire.test.scale=50}; fresh ones: {@code -Dhopwire.swarm.fresh=1000}; one of them:
 * {@code hopwire sim --swarm --hosts --seed N}.
 */
@Tag("simulation")
class HostSwarmTest
{
    private static final long NS_PER_MS = 1_000_000;
    private static final int SEEDS = (int)(20 * Double.parseDouble(System.getProperty("hopwire.test.scale", "1")));
    private static final int FRESH = Integer.getInteger("hopwire.swarm.fresh", 10);

    @Test
    void everyByteArrivesOnceOrTheStreamSaysThatItWasReset()
    {
        int closed = 0;
        int reset = 0;
        int crashes = 0;
        int breaks = 0;
        long bytes = 0;
        for (long seed = 1; seed <= SEEDS; seed++)
        {
            final HostSwarm.Result result = clean(seed);
            closed += result.closed();
            reset += result.reset();
            crashes += result.crashes();
            breaks += result.breaks();
            bytes += result.bytes();
        }
        System.out.println("hosts: " + closed + " streams whole, " + reset + " reset, " + bytes + " bytes, " + breaks +
            " connections broken, " + crashes + " hosts crashed");
        assertTrue(closed > 20 * SEEDS && reset > SEEDS && crashes > SEEDS && breaks > SEEDS, "all of it happens");
    }

    @Test
    void soItIsWithFreshSeeds()
    {
        final long first = (System.nanoTime() >>> 10 & 0xFFFF_FFFFL) + 1_000_000;
        for (long seed = first; seed < first + FRESH; seed++)
        {
            clean(seed);
        }
    }

    @Test
    void aSeedIsARun()
    {
        final HostSwarm traced = new HostSwarm(3);
        assertTrue(traced.keepTrace(10).lines().isEmpty());
        while (traced.step())
        {
            assertNull(traced.result().violation());
        }
        assertEquals(HostSwarm.run(3), traced.result());
    }

    private static HostSwarm.Result clean(final long seed)
    {
        final HostSwarm.Result result = HostSwarm.run(seed);
        assertNull(result.violation(), () -> "hopwire sim --swarm --hosts --seed " + seed + "   # commit " +
            Commits.here() + ", at " + result.timeNs() / NS_PER_MS + " ms: " + result.violation());
        return result;
    }
}
