package io.hopwire.sim;

import io.hopwire.core.CoreConfig;
import io.hopwire.spi.Commands;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;
import io.hopwire.spi.WhisperCodes;
import io.hopwire.spi.WhisperCommand;
import io.hopwire.wire.MsgPackEncoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

/**
 * A network whose nodes whisper, and what they were told.
 */
final class WhisperNetwork
{
    static final long SECOND = 1_000_000_000L;

    final SimNetwork network;
    final List<RecordingEvents> events = new ArrayList<>();
    private final List<Integer> writers = new ArrayList<>();
    private SimSockets sockets = SimSockets.UDP;

    WhisperNetwork(final SimConfig config)
    {
        network = new SimNetwork(config);
    }

    /** Nodes that do nothing by themselves. */
    static WhisperNetwork still(final int nodes, final UnaryOperator<CoreConfig> setup)
    {
        return still(nodes, SimConfig.of(1), setup);
    }

    static WhisperNetwork still(final int nodes, final SimConfig config, final UnaryOperator<CoreConfig> setup)
    {
        final WhisperNetwork net = new WhisperNetwork(config.withNullCrypto(true));
        for (int i = 0; i < nodes; i++)
        {
            net.add(node -> setup.apply(node.discovery(false)));
        }
        return net;
    }

    /** Each linked to the one before. */
    static WhisperNetwork line(final int nodes)
    {
        return line(nodes, SimConfig.of(1), config -> config);
    }

    static WhisperNetwork line(final int nodes, final SimConfig config, final UnaryOperator<CoreConfig> setup)
    {
        final WhisperNetwork net = still(nodes, config, setup);
        for (int i = 1; i < nodes; i++)
        {
            net.link(i - 1, i);
        }
        net.network.run(5 * SECOND);
        return net;
    }

    /** Nodes that find their places. */
    static WhisperNetwork grown(final int nodes, final SimConfig config, final UnaryOperator<CoreConfig> setup)
    {
        final WhisperNetwork net = new WhisperNetwork(config.withNullCrypto(true));
        for (int i = 0; i < nodes; i++)
        {
            net.join(setup);
            if (i % 8 == 7)
            {
                net.network.run(SECOND / 4);
            }
        }
        net.network.run(30 * SECOND);
        return net;
    }

    WhisperNetwork sockets(final SimSockets ofAll)
    {
        sockets = ofAll;
        return this;
    }

    SimNode add(final UnaryOperator<CoreConfig> setup)
    {
        events.add(new RecordingEvents());
        return network.addNode(new Setup(setup, sockets), events.get(events.size() - 1));
    }

    /**
     * How a node is configured, and what sockets it has.
     *
     * @param change  of the configuration.
     * @param sockets of all nodes.
     */
    private record Setup(UnaryOperator<CoreConfig> change, SimSockets sockets) implements NodeSetup
    {
        @Override
        public void configure(final CoreConfig config)
        {
            change.apply(config);
        }

        @Override
        public SimSockets sockets(final int node)
        {
            return sockets;
        }
    }

    SimNode join(final UnaryOperator<CoreConfig> setup)
    {
        final SimNode node = add(setup);
        if (node.index() > 0)
        {
            node.bootstrapFrom(network.node(0), true);
        }
        return node;
    }

    void link(final int from, final int to)
    {
        network.node(from).bootstrapFrom(network.node(to), true);
    }

    /** {@return the number of the message} */
    int whisper(final int from, final int to, final String text, final int manner)
    {
        return whisper(from, network.node(to).publicKey(), text(text), manner);
    }

    int whisper(final int from, final DirectBuffer key, final DirectBuffer value, final int manner)
    {
        writers.add(from);
        network.node(from).command(
            Commands.WHISPER, writers.size(), new WhisperCommand(key, value).manner(manner));
        return writers.size();
    }

    RecordingEvents.Whispered end(final int message)
    {
        return events.get(writers.get(message - 1)).whispered(message);
    }

    RecordingEvents.Whispered await(final int message)
    {
        network.runUntil(() -> null != end(message), 30 * SECOND);
        assertNotNull(end(message), "message " + message + " has not ended");
        return end(message);
    }

    void assertArrived(final int message, final int manner)
    {
        final RecordingEvents.Whispered end = await(message);
        assertEquals(
            "ok " + WhisperCommand.nameOf(manner),
            WhisperCodes.name(end.code()) + " " + WhisperCommand.nameOf(end.manner()));
    }

    List<RecordingEvents.Shout> heard(final int node)
    {
        return events.get(node).whispers();
    }

    long count(final int node, final SystemCounter counter)
    {
        return network.node(node).counters().get(counter);
    }

    long count(final int node, final RejectCode code)
    {
        return network.node(node).counters().get(code);
    }

    long sum(final SystemCounter counter)
    {
        long sum = 0;
        for (int i = 0; i < network.size(); i++)
        {
            sum += count(i, counter);
        }
        return sum;
    }

    static DirectBuffer text(final String text)
    {
        final UnsafeBuffer value = new UnsafeBuffer(new byte[2000]);
        final MsgPackEncoder encoder = new MsgPackEncoder().wrap(value, 0, value.capacity()).putString(text);
        return new UnsafeBuffer(value, 0, encoder.length());
    }
}
