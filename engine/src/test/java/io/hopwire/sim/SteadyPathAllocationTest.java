package io.hopwire.sim;

import io.hopwire.component.payload.BroadcastSettings;
import io.hopwire.link.LinkRole;
import io.hopwire.spi.Commands;
import io.hopwire.spi.ConnectAnswer;
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.ShoutCommand;
import io.hopwire.spi.SystemCounter;
import io.hopwire.test.Allocations;
import io.hopwire.wire.MsgPackEncoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Client, two relays and server in one thread: everything they do for a message and its echo, key streams, tags,
 * labels, acknowledgements and timers included, allocates nothing.
 */
class SteadyPathAllocationTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLI = 1_000_000L;
    private static final int MESSAGES_PER_ROUND = 500;

    private final SimNetwork network = new SimNetwork(SimConfig.of(3).with(path -> path.withDelay(100_000L, 0, 0)));
    private final Quiet client = new Quiet();
    private final Quiet server = new Quiet();

    @Test
    void allocatesNothingForMessagesOf64Bytes()
    {
        assertEquals(0, minimumPerRound(64));
    }

    @Test
    void allocatesNothingForMessagesOf1200Bytes()
    {
        assertEquals(0, minimumPerRound(1200));
    }

    /** Sent, forwarded, shown and remembered; with a lifetime that is over several times. */
    @Test
    void allocatesNothingForShouts()
    {
        shout(false);
    }

    @Test
    void allocatesNothingForShoutsInABareNetwork()
    {
        shout(true);
    }

    private void shout(final boolean isBare)
    {
        final Quiet[] heard = {new Quiet(), new Quiet(), new Quiet(), new Quiet()};
        final SimNode[] nodes = new SimNode[heard.length];
        for (int i = 0; i < nodes.length; i++)
        {
            nodes[i] = network.addNode(config -> config.discovery(false)
                .set(NodeSettings.BARE_NETWORK, isBare)
                .set(BroadcastSettings.LIFETIME, SECOND)
                .set(BroadcastSettings.PER_ORIGIN, 10_000).set(BroadcastSettings.PER_LINK, 10_000), heard[i]);
            for (int j = 0; j < i; j++)
            {
                nodes[i].bootstrapFrom(nodes[j], true);
            }
        }
        network.run(5 * SECOND);
        final UnsafeBuffer value = new UnsafeBuffer(new byte[64]);
        new MsgPackEncoder().wrap(value, 0, value.capacity()).putBinaryHeader(value.capacity() - 2);
        final ShoutCommand command = new ShoutCommand(value);
        final long minimum = Allocations.minimumPerRound(20, 10, 1, () ->
        {
            for (int i = 0; i < MESSAGES_PER_ROUND; i++)
            {
                nodes[0].command(Commands.SHOUT, 1, command);
                network.run(MILLI);
            }
        });
        for (int i = 1; i < nodes.length; i++)
        {
            assertTrue(heard[i].messages >= 30 * MESSAGES_PER_ROUND);
        }
        assertEquals(0, minimum);
    }

    private long minimumPerRound(final int length)
    {
        final SimNode clientNode = network.addNode(
            config -> config.role(LinkRole.ENDPOINT).discovery(false), client);
        final SimNode first = network.addNode(config -> config.discovery(false), new Quiet());
        final SimNode second = network.addNode(config -> config.discovery(false), new Quiet());
        final SimNode serverNode = network.addNode(
            config -> config.role(LinkRole.ENDPOINT).discovery(false), server);
        serverNode.listen(true);
        clientNode.bootstrapFrom(first, true);
        first.bootstrapFrom(second, true);
        serverNode.bootstrapFrom(second, true);
        network.run(SECOND);
        clientNode.connect(1, serverNode, 3, 1, 1, 5 * SECOND);
        network.run(5 * SECOND);
        assertTrue(client.sessionId >= 0);

        final UnsafeBuffer message = new UnsafeBuffer(new byte[length]);
        final Runnable round = () ->
        {
            for (int i = 0; i < MESSAGES_PER_ROUND; i++)
            {
                exchange(clientNode, serverNode, message);
            }
        };
        final long before = first.counters().get(SystemCounter.CELLS_FORWARDED);
        final long minimum = Allocations.minimumPerRound(20, 10, 1, round);
        assertTrue(first.counters().get(SystemCounter.CELLS_FORWARDED) - before >= 2 * 30 * MESSAGES_PER_ROUND);
        assertEquals(client.messages, server.messages);
        return minimum;
    }

    private void exchange(final SimNode clientNode, final SimNode serverNode, final UnsafeBuffer message)
    {
        final long expected = server.messages + 1;
        assertTrue(offer(clientNode, client, message) > 0);
        network.run(MILLI);
        if (server.messages != expected)
        {
            throw new IllegalStateException("message " + expected + " did not arrive");
        }
        assertTrue(offer(serverNode, server, message) > 0);
        network.run(MILLI);
        if (client.messages != expected)
        {
            throw new IllegalStateException("echo " + expected + " did not arrive");
        }
    }

    private long offer(final SimNode node, final Quiet events, final UnsafeBuffer message)
    {
        return node.offer(events.sessionId, message, 0, message.capacity());
    }

    private static final class Quiet extends RecordingEvents
    {
        private int sessionId = -1;
        private long messages;

        @Override
        public void onAnswer(
            final int type,
            final long correlationId,
            final int code,
            final DirectBuffer buffer,
            final int offset,
            final int length)
        {
            if (Commands.CONNECT == type)
            {
                sessionId = new ConnectAnswer().wrap(buffer, offset).sessionId();
            }
        }

        @Override
        public void onAccepted(final int id, final DirectBuffer key, final int keyOffset, final int hopCount)
        {
            sessionId = id;
        }

        @Override
        public void onStream(final int id, final DirectBuffer buffer, final int offset, final int length)
        {
            messages++;
        }

        @Override
        public boolean onShout(
            final DirectBuffer buffer,
            final int keyOffset,
            final long number,
            final int valueOffset,
            final int valueLength)
        {
            messages++;
            return true;
        }

        @Override
        public void onAcked(final int id, final long count, final long bytes)
        {
            // counted by the core
        }
    }
}
