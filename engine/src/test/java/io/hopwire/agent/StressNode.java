package io.hopwire.agent;

import io.hopwire.DataPackage;
import io.hopwire.DataTransitConfiguration;
import io.hopwire.PublicKey;
import io.hopwire.Session;
import io.hopwire.SessionHandler;
import io.hopwire.crypto.identity.IdentitySchemes;
import io.hopwire.spi.Commands;
import io.hopwire.spi.ConnectAnswer;
import io.hopwire.spi.Counters;
import io.hopwire.transport.DatagramTransport;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Everything of an engine that stands between an application's thread and the core, small enough to be made a million
 * times. Races give one actor the part of the node's thread and the other that of the application's.
 */
class StressNode
{
    /** Messages that have room in the window. */
    static final int WINDOW = 7;

    /**
     * Who reads looks again and again, to be there at the moment at which the other one publishes.
     */
    static final int LOOKS = 200;

    static final PublicKey PEER = new PublicKey(new byte[32]);

    private static final Counters COUNTERS = new Counters(new UnsafeBuffer(new byte[Counters.LENGTH]));
    private static final SlowWork NO_SLOW_WORK = new SlowWork(null);
    private static final StressTransport TRANSPORT = new StressTransport();
    private static final int COMMANDS_LENGTH = 512;
    private static final int BUDGET = 1 << 20;
    private static final int WINDOW_LENGTH = 128;

    final EngineState state = new EngineState();
    final CommandQueue commands = new CommandQueue(COMMANDS_LENGTH, null);
    final LinkView links = new LinkView(IdentitySchemes.X25519, null);
    final EngineSessions sessions = new EngineSessions(
        IdentitySchemes.X25519, WINDOW_LENGTH, WINDOW_LENGTH, BUDGET, commands, links, state.blockedCalls());
    final StressCore core = new StressCore();
    final NodeAgent agent;
    final NodeAccess access;
    int errors;

    StressNode()
    {
        this(TRANSPORT);
    }

    StressNode(final DatagramTransport transport)
    {
        final NodeParts parts = new NodeParts();
        parts.core = core;
        parts.transport = transport;
        parts.slowWork = NO_SLOW_WORK;
        parts.commands = commands;
        parts.sessions = sessions;
        parts.counters = COUNTERS;
        parts.state = state;
        parts.clock = () -> 0;
        parts.errorHandler = (throwable) -> errors++;
        core.events = sessions;
        agent = new NodeAgent(parts, () -> {});
        access = new NodeAccess(state, commands, agent, null, null, StressCore.MESSAGE_LENGTH, 0);
        sessions.access(access);
    }

    final EngineSession connect(final int sessionId)
    {
        final PendingConnect connect = pending(null);
        answer(connect, sessionId);
        return connect.session();
    }

    /**
     * What the node does where the core answers a connect.
     */
    final void answer(final PendingConnect connect, final int sessionId)
    {
        sessions.onAnswer(
            Commands.CONNECT,
            commands.add(connect),
            Commands.OK,
            new ConnectAnswer().put(sessionId, 1, 1).buffer(),
            0,
            ConnectAnswer.LENGTH);
    }

    static PendingConnect pending(final SessionHandler handlerOrNull)
    {
        return new PendingConnect(PEER, DataTransitConfiguration.DEFAULT, 0, handlerOrNull, new byte[0]);
    }

    final void receive(final int sessionId, final int value)
    {
        sessions.onStream(sessionId, record(value), 0, StressCore.RECORD_LENGTH);
    }

    static long offer(final Session session, final int value)
    {
        return session.offer(message(value), 0, StressCore.MESSAGE_LENGTH);
    }

    /**
     * A message that is not there is 0.
     */
    static int valueOf(final DataPackage received)
    {
        if (null == received)
        {
            return 0;
        }
        final byte[] payload = received.binaryDataPayload();
        return StressCore.valueOf(new UnsafeBuffer(payload), 0, payload.length);
    }

    static UnsafeBuffer message(final int value)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[StressCore.MESSAGE_LENGTH]);
        buffer.setMemory(0, StressCore.MESSAGE_LENGTH, (byte)value);
        return buffer;
    }

    /**
     * A message as it stands in a stream.
     */
    static UnsafeBuffer record(final int value)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[StressCore.RECORD_LENGTH]);
        buffer.putByte(0, (byte)StressCore.MESSAGE_LENGTH);
        buffer.setMemory(1, StressCore.MESSAGE_LENGTH, (byte)value);
        return buffer;
    }
}
