package io.hopwire.sim;

import io.hopwire.test.Allocations;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * No event of a simulation costs an allocation: neither datagrams that are delayed, doubled, damaged and lost, nor
 * results of slow work, nor deadlines.
 */
class SimulatorAllocationTest
{
    private static final long MS = 1_000_000L;
    private static final long SECOND = 1000 * MS;
    private static final int NODES = 20;

    @Test
    void allocatesNothingPerEvent()
    {
        final SimNetwork network = new SimNetwork(SimConfig.of(3).withNullCrypto(true).with(path -> path
                .withDelay(MS, 5 * MS, MS).withLoss(0.02).withBursts(0.001, 8).withDuplication(0.05)
                .withReordering(0.05, 10 * MS).withFlips(0.01).withRate(10_000_000, 64 * 1024)
                .withSpoofing(0.05, 20 * MS)));
        for (int i = 0; i < NODES; i++)
        {
            final SimNode node = network.addNode(NodeSetup.DEFAULTS, new RecordingEvents());
            if (i > 0)
            {
                node.bootstrapFrom(network.node(i - 1), true);
            }
        }
        network.run(120 * SECOND);
        final long before = network.events();
        final long bytes = Allocations.minimumPerRound(20, 20, 1, () -> network.run(2 * SECOND));
        assertTrue(network.events() - before > 2000, "events: " + (network.events() - before));
        assertEquals(0, bytes);
    }
}
