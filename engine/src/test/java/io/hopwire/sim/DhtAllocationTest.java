package io.hopwire.sim;

import io.hopwire.link.LinkRole;
import io.hopwire.spi.Commands;
import io.hopwire.spi.DhtCodes;
import io.hopwire.spi.StoreCommand;
import io.hopwire.test.Allocations;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A few nodes that all know each other, in one thread: a change of a key that is there, and its readings, the look-up,
 * the votes and the answers included, allocate nothing.
 */
class DhtAllocationTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final int NODES = 10;
    private static final int CHANGES_PER_ROUND = 20;

    private final SimNetwork network = new SimNetwork(SimConfig.of(3).withNullCrypto(true));

    @Test
    void allocatesNothing()
    {
        final Telling told = new Telling();
        for (int i = 0; i < NODES; i++)
        {
            final SimNode node = network.addNode((config) -> config.role(LinkRole.RELAY), told);
            if (i > 0)
            {
                node.bootstrapFrom(network.node(0), true);
            }
        }
        network.run(60 * SECOND);
        final DirectBuffer key = DhtNetwork.utf8("key");
        final StoreCommand put = new StoreCommand(StoreCommand.PUT, key, DhtNetwork.text("a value of some length"));
        final StoreCommand read = new StoreCommand(StoreCommand.READ, key, null);
        final StoreCommand get = new StoreCommand(StoreCommand.READ_ANY, key, null);
        final long minimum = Allocations.minimumPerRound(20, 10, 1, () ->
        {
            for (int i = 0; i < CHANGES_PER_ROUND; i++)
            {
                network.node(1).command(Commands.STORE, 1, put);
                network.run(SECOND / 10);
                network.node(2).command(Commands.FIND_VALUE, 2, read);
                network.node(3).command(Commands.FIND_VALUE, 3, get);
                network.run(SECOND / 10);
            }
        });
        assertEquals(3 * 30 * CHANGES_PER_ROUND, told.done);
        assertTrue(minimum <= 0, "allocated " + minimum);
    }

    private static final class Telling extends RecordingEvents
    {
        private int done;

        @Override
        public void onAnswer(
            final int type,
            final long correlationId,
            final int code,
            final DirectBuffer buffer,
            final int offset,
            final int length)
        {
            done += (Commands.STORE == type || Commands.FIND_VALUE == type) && DhtCodes.OK == code ? 1 : 0;
        }
    }
}
