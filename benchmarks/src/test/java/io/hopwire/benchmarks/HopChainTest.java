package io.hopwire.benchmarks;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/**
 * What {@link HopBenchmark} measures is a hop: the messages arrive.
 */
class HopChainTest
{
    private static final int MESSAGES = HopBenchmark.BATCH;
    private static final int FRAME_LENGTH = 144;

    private final HopChain chain = new HopChain(64);

    @Test
    void deliversWhatWasRelayed()
    {
        for (int round = 0; round < 3; round++)
        {
            assertEquals(FRAME_LENGTH, chain.offer(MESSAGES));
            for (int i = 0; i < MESSAGES; i++)
            {
                chain.relayOne(i);
            }
            chain.relayed();
            chain.settle();
        }
    }

    @Test
    void noticesWhatWasNotRelayed()
    {
        chain.offer(MESSAGES);
        for (int i = 1; i < MESSAGES; i++)
        {
            chain.relayOne(i);
        }
        assertThrows(IllegalStateException.class, chain::relayed);
    }

    @Test
    void noticesADatagramThatIsRelayedTwice()
    {
        chain.offer(MESSAGES);
        for (int i = 0; i < MESSAGES; i++)
        {
            chain.relayOne(0);
        }
        assertThrows(IllegalStateException.class, chain::relayed);
    }
}
