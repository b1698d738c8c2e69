package io.hopwire.sim;

import io.hopwire.core.CoreConfig;
import io.hopwire.link.LinkRole;
import io.hopwire.spi.Commands;
import io.hopwire.spi.DhtCodes;
import io.hopwire.spi.RecordAnswer;
import io.hopwire.spi.StoreCommand;
import io.hopwire.wire.MsgPackDecoder;
import io.hopwire.wire.MsgPackEncoder;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A network whose nodes store and read values, and what they were told.
 */
final class DhtNetwork
{
    static final long SECOND = 1_000_000_000L;

    final SimNetwork network;
    private final Long2ObjectHashMap<Consumer<Answer>> waiting = new Long2ObjectHashMap<>();
    private final List<Events> events = new ArrayList<>();
    private long next = 1;

    DhtNetwork(final SimConfig config)
    {
        network = new SimNetwork(config);
    }

    /**
     * How a command ended.
     */
    record Answer(
        int code, long version, long lockToken, long lockUntilMs, long expiresMs, int holders, int asked, byte[] value,
        String owner)
    {
        String text()
        {
            final MsgPackDecoder decoder = new MsgPackDecoder().wrap(new UnsafeBuffer(value), 0, value.length);
            final int length = decoder.readString();
            return new String(value, decoder.valueOffset(), length, StandardCharsets.UTF_8);
        }

        @Override
        public String toString()
        {
            return DhtCodes.name(code) + " version " + version + " value " + Arrays.toString(value);
        }
    }

    DhtNetwork grow(final int n, final UnaryOperator<CoreConfig> setup)
    {
        for (int i = 0; i < n; i++)
        {
            add(setup);
            if (i % 8 == 7)
            {
                network.run(SECOND / 4);
            }
        }
        return this;
    }

    SimNode add(final UnaryOperator<CoreConfig> setup)
    {
        return addNode((config) -> setup.apply(config.role(LinkRole.RELAY)));
    }

    SimNode addAlone(final NodeSetup setup)
    {
        final Events told = new Events();
        events.add(told);
        return network.addNode(setup, told);
    }

    SimNode addNode(final NodeSetup setup)
    {
        final SimNode node = addAlone(setup);
        if (node.index() > 0)
        {
            node.bootstrapFrom(network.node(0), true);
        }
        return node;
    }

    void begin(final int node, final StoreCommand command, final Consumer<Answer> then)
    {
        final long id = next++;
        waiting.put(id, then);
        final boolean isReading = command.kind() >= StoreCommand.READ;
        network.node(node).command(isReading ? Commands.FIND_VALUE : Commands.STORE, id, command);
    }

    Answer run(final int node, final StoreCommand command)
    {
        final Answer[] answer = new Answer[1];
        begin(node, command, (told) -> answer[0] = told);
        assertTrue(network.runUntil(() -> null != answer[0], 60 * SECOND), "no answer");
        return answer[0];
    }

    Answer put(final int node, final String key, final String value)
    {
        return run(node, new StoreCommand(StoreCommand.PUT, utf8(key), text(value)));
    }

    Answer cas(final int node, final String key, final long expected, final String value)
    {
        return run(node, new StoreCommand(StoreCommand.CAS, utf8(key), text(value)).expected(expected));
    }

    Answer read(final int node, final String key)
    {
        return run(node, new StoreCommand(StoreCommand.READ, utf8(key), null));
    }

    Answer readAny(final int node, final String key)
    {
        return run(node, new StoreCommand(StoreCommand.READ_ANY, utf8(key), null));
    }

    Answer lock(final int node, final String key, final long leaseMs)
    {
        return run(node, new StoreCommand(StoreCommand.LOCK, utf8(key), null).leaseMs(leaseMs));
    }

    private static String owner(final RecordAnswer answer)
    {
        final byte[] owner = new byte[RecordAnswer.VALUE_OFFSET - RecordAnswer.OWNER_OFFSET];
        answer.buffer().getBytes(RecordAnswer.OWNER_OFFSET, owner);
        return answer.isSigned() ? HexFormat.of().formatHex(owner) : null;
    }

    Answer putSigned(final int node, final String key, final String value)
    {
        return run(node, new StoreCommand(StoreCommand.PUT, utf8(key), text(value)).signed(true));
    }

    static DirectBuffer utf8(final String text)
    {
        return new UnsafeBuffer(text.getBytes(StandardCharsets.UTF_8));
    }

    static DirectBuffer text(final String value)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[value.length() * 3 + 5]);
        final MsgPackEncoder encoder = new MsgPackEncoder().wrap(buffer, 0, buffer.capacity()).putString(value);
        return new UnsafeBuffer(buffer, 0, encoder.length());
    }

    private final class Events extends RecordingEvents
    {
        @Override
        public void onAnswer(
            final int type,
            final long correlationId,
            final int code,
            final DirectBuffer buffer,
            final int offset,
            final int length)
        {
            if (Commands.STORE != type && Commands.FIND_VALUE != type)
            {
                super.onAnswer(type, correlationId, code, buffer, offset, length);
                return;
            }
            final Consumer<Answer> then = waiting.remove(correlationId);
            assertNotNull(then, "answered twice");
            if (0 == length)
            {
                then.accept(new Answer(code, 0, 0, 0, 0, 0, 0, new byte[0], null));
                return;
            }
            final RecordAnswer answer = new RecordAnswer().wrap(buffer, offset, length);
            final byte[] value = new byte[answer.valueLength()];
            answer.buffer().getBytes(RecordAnswer.VALUE_OFFSET, value);
            then.accept(new Answer(
                code, answer.version(), answer.lockToken(), answer.lockUntilMs(), answer.expiresMs(),
                answer.holders(), answer.asked(), value, owner(answer)));
        }
    }
}
