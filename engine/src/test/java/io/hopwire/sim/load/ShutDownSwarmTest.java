package io.hopwire.sim.load;

import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Nodes of swarms that are closed in the middle of everything, one after the other: none of them says more at once than
 * one input may cause, which the simulator asserts, and each comes to its end.
 */
@Tag("simulation")
class ShutDownSwarmTest
{
    private static final int SEEDS = 24;

    @Test
    void everyNodeClosesWithinTheBoundsOfItsInputs()
    {
        int closed = 0;
        for (int seed = 1; seed <= SEEDS; seed++)
        {
            final Simulation simulation = Simulation.swarm(seed);
            simulation.advance(simulation.config().joinNs() + simulation.config().durationNs() / 2);
            final SimNetwork network = simulation.network();
            for (int i = 0; i < network.size(); i++)
            {
                final SimNode node = network.node(i);
                if (node.isAlive() && !node.isPaused())
                {
                    node.shutDown();
                    assertFalse(node.isAlive());
                    assertEquals(0, node.links().upCount(), "seed " + seed + ", node " + i);
                    closed++;
                }
                network.run(1_000_000L);
            }
        }
        assertTrue(closed > 4 * SEEDS, closed + " nodes");
    }
}
