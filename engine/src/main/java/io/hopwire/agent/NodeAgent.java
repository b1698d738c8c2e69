package io.hopwire.agent;

import io.hopwire.core.Core;
import io.hopwire.spi.Commands;
import io.hopwire.spi.Counters;
import io.hopwire.spi.Limits;
import io.hopwire.spi.SessionCodes;
import io.hopwire.spi.SystemCounter;
import io.hopwire.transport.AddressClosedHandler;
import io.hopwire.transport.DatagramHandler;
import io.hopwire.transport.DatagramTransport;
import io.hopwire.transport.StreamTransport;
import org.agrona.DirectBuffer;
import org.agrona.ErrorHandler;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.ControlledMessageHandler;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.NanoClock;

import java.util.concurrent.locks.LockSupport;

/**
 * The thread of a node: lends the core memory and time, feeds it inputs, and carries its outputs away. One
 * {@link #doWork()} is one duty cycle.
 * <p>
 * Before each input the outputs that it may cause at most are reserved; where that is not possible the input stays
 * where it is, in the socket or in a ring, and waits.
 * <p>
 * Errors: what the core throws, and any {@link Error}, ends the engine, because a transition half done can not be
 * repaired; everybody who waits is told. Any other exception, of the socket or of a handler, is counted, handed to the
 * error handler, and the duty cycle goes on.
 */
public final class NodeAgent implements Agent
{
    static final int MAX_DATAGRAMS_PER_CYCLE = 64;
    static final int MAX_COMMANDS_PER_CYCLE = 64;
    static final int MAX_RESULTS_PER_CYCLE = 8;
    static final int MAX_DEADLINES_PER_CYCLE = 16;
    static final int MAX_CLOSED_PER_CYCLE = 16;
    static final int MAX_STREAMS_PER_CYCLE = 16;
    private static final int MAX_FLUSHES_PER_CYCLE = 8;
    private static final int MAX_TRANSPORT_FAILURES = 1000;
    /** A socket that takes nothing for so long has nobody at its other end: the last words stay unsaid. */
    private static final long MAX_CLOSE_NS = 500_000_000L;

    private final Core core;
    private final DatagramTransport transport;
    private final StreamTransport streams;
    private final SlowWork slowWork;
    private final CommandQueue commands;
    private final EngineSessions sessions;
    private final Counters counters;
    private final EngineState state;
    private final BlockedCalls blockedCalls;
    private final NanoClock clock;
    private final ErrorHandler errorHandler;
    private final Runnable onClosed;
    private final AllocationMeter meter;
    private final DatagramHandler onDatagram = this::onDatagram;
    private final AddressClosedHandler onAddressClosed = this::onAddressClosed;
    private final StreamFeed streamFeed;
    private final MessageHandler onResult = this::onResult;
    private final ControlledMessageHandler onCommand = this::onCommand;
    private final Commands.OfSession closing = new Commands.OfSession(0);
    private Thread thread;
    private long nowNs;
    private int transportFailures;
    private int datagramLimit = 1;
    private boolean working;
    private boolean starved;
    /** Set while the core is called, and left so where it throws: that is how its exceptions are told from others. */
    private boolean inCore;
    private boolean failureReported;
    private boolean closed;

    NodeAgent(final NodeParts parts, final Runnable onClosed)
    {
        core = parts.core;
        transport = parts.transport;
        streams = parts.streams;
        slowWork = parts.slowWork;
        commands = parts.commands;
        sessions = parts.sessions;
        counters = parts.counters;
        state = parts.state;
        blockedCalls = state.blockedCalls();
        clock = parts.clock;
        errorHandler = parts.errorHandler;
        this.onClosed = onClosed;
        meter = new AllocationMeter(counters);
        streamFeed = new StreamFeed(this, core, streams);
    }

    @Override
    public void onStart()
    {
        thread = Thread.currentThread();
        nowNs = clock.nanoTime();
        meter.start(nowNs);
    }

    @Override
    public int doWork()
    {
        checkState();
        working = true;
        try
        {
            return dutyCycle();
        }
        catch (final Exception ex)
        {
            onException(ex);
            return 0;
        }
        catch (final Error ex)
        {
            state.fail(ex);
            reportFailure();
            throw state.termination;
        }
        finally
        {
            working = false;
        }
    }

    @Override
    public String roleName()
    {
        return "hopwire-node";
    }

    @Override
    public void onClose()
    {
        if (closed)
        {
            return;
        }
        closed = true;
        try
        {
            if (state.hasFailed())
            {
                reportFailure();
            }
            else
            {
                closeCore();
            }
        }
        catch (final Throwable ex)
        {
            if (inCore)
            {
                state.fail(ex);
            }
            throw ex;
        }
        finally
        {
            sessions.releaseMemory();
            transport.close();
            streams.close();
            onClosed.run();
        }
    }

    /**
     * Room for all that one input may cause?
     */
    boolean reserve()
    {
        if (transport.free() < Limits.MAX_DATAGRAMS_PER_INPUT)
        {
            transport.flush();
        }
        final boolean hasRoom = transport.free() >= Limits.MAX_DATAGRAMS_PER_INPUT && slowWork.hasRoom();
        starved |= !hasRoom;
        return hasRoom;
    }

    /**
     * Asked when the thread is about to wait, so first it wakes whoever has something to do: how long may it wait,
     * where no channel is ready and nobody wakes it? Only a moment where the last duty cycle left something undone for
     * want of room: nobody tells when there is some.
     *
     * @return nanoseconds, 0 or less where there is something to do.
     */
    long patienceNs()
    {
        blockedCalls.wakeBeforeWait();
        if (starved || transport.isBlocked() || transport.isPending() || streams.isPending())
        {
            return AgentWait.RETRY_NS;
        }
        if (state.hasFailed() || !commands.isEmpty() || 0 != slowWork.results().size())
        {
            return 0;
        }
        return core.nextDeadlineNs() - clock.nanoTime();
    }

    /** {@return whether the last look at the sockets ended for want of time, so there may be more in them} */
    boolean isCrowded()
    {
        return datagramLimit > 1;
    }

    boolean isWorking()
    {
        return working;
    }

    Thread thread()
    {
        return thread;
    }

    boolean isInCore()
    {
        return inCore;
    }

    void inCore(final boolean value)
    {
        inCore = value;
    }

    long nowNs()
    {
        return nowNs;
    }

    /**
     * Hand a message to the core, on the thread of this agent. The one call of the core that does not come from a duty
     * cycle: what it throws goes to an application, which may catch it. Nothing leaves before the next duty cycle, and
     * that reads the clock; here it would be wasted.
     */
    long offer(final EngineSession session, final DirectBuffer buffer, final int offset, final int length)
    {
        final long position;
        try
        {
            position = core.offer(session.sessionId(), buffer, offset, length, nowNs);
        }
        catch (final Throwable ex)
        {
            state.fail(ex);
            throw ex;
        }
        if (position >= 0)
        {
            session.onHandedOver();
        }
        return position;
    }

    /** The same of a message that need not wait for others. */
    long offerAside(
        final EngineSession session,
        final boolean isReliable,
        final DirectBuffer buffer,
        final int offset,
        final int length)
    {
        final long result;
        try
        {
            result = core.offerAside(session.sessionId(), isReliable, buffer, offset, length, nowNs);
        }
        catch (final Throwable ex)
        {
            state.fail(ex);
            throw ex;
        }
        if (result >= 0 && isReliable)
        {
            session.onHandedOver();
        }
        return result;
    }

    /**
     * Hand over the next part of a long message.
     */
    int offerPart(
        final EngineSession session, final int total, final int done, final DirectBuffer buffer, final int offset)
    {
        inCore = true;
        final int taken = core.offerPart(session.sessionId(), total, done, buffer, offset, nowNs);
        inCore = false;
        return taken;
    }

    int maxMessageLength(final int sessionId)
    {
        return core.maxMessageLength(sessionId);
    }

    /**
     * Close a session that the node itself wants to be closed.
     */
    void close(final EngineSession session)
    {
        if (sessions.isOpen(session) && session.readyToClose())
        {
            closing.sessionId(session.sessionId());
            toCore(Commands.CLOSE, closing.buffer(), 0, closing.buffer().capacity());
        }
    }

    void onHandlerException(final RuntimeException ex)
    {
        if (state.hasFailed())
        {
            throw ex;
        }
        errorHandler.onError(ex);
    }

    /**
     * The way of a packet first, and it is flushed before anything else is looked at.
     */
    private int dutyCycle()
    {
        nowNs = clock.nanoTime();
        starved = false;
        int work = flush();
        work += pollDatagrams();
        work += streamFeed.poll(MAX_STREAMS_PER_CYCLE);
        work += sessions.deliver(this);
        work += flush();
        final int aside = pollResults() + pollCommands() + pollClosed() + fireDeadlines();
        if (aside > 0)
        {
            work += aside + flush();
        }
        if (0 == work)
        {
            inCore = true;
            core.onIdle();
            inCore = false;
        }
        blockedCalls.wake();
        counters.increment(SystemCounter.DUTY_CYCLES);
        meter.onCycle(nowNs);
        return work;
    }

    /**
     * In front of the socket's poll it carries away what the application handed over between two duty cycles.
     */
    private int flush()
    {
        int work = 0;
        boolean hasMore = flushCore();
        while (hasMore && work < MAX_FLUSHES_PER_CYCLE && reserve())
        {
            hasMore = flushCore();
            work++;
        }
        // Not to be waited for.
        starved |= hasMore;
        return work + transport.flush() + streams.flush();
    }

    private boolean flushCore()
    {
        inCore = true;
        final boolean hasMore = core.flush(nowNs);
        inCore = false;
        return hasMore;
    }

    private int pollResults()
    {
        int work = 0;
        while (work < MAX_RESULTS_PER_CYCLE && slowWork.inFlight() > 0 && reserve() &&
            slowWork.results().read(onResult, 1) > 0)
        {
            work++;
        }
        return work;
    }

    /**
     * A read that finds nothing is a system call too, and what the last datagram caused waits behind it. So a duty
     * cycle reads one datagram, and as long as there is always one, twice as many as the cycle before. Sessions deliver
     * right afterwards, so a message of the last one may stay where it is.
     */
    private int pollDatagrams()
    {
        int work = 0;
        while (work < datagramLimit && reserve() && pollDatagram())
        {
            work++;
        }
        datagramLimit = work < datagramLimit ? 1 : Math.min(2 * datagramLimit, MAX_DATAGRAMS_PER_CYCLE);
        transportFailures = 0;
        return work;
    }

    private int pollClosed()
    {
        int work = 0;
        while (work < MAX_CLOSED_PER_CYCLE && reserve() && transport.pollClosed(onAddressClosed, 1) > 0)
        {
            work++;
        }
        return work;
    }

    private boolean pollDatagram()
    {
        sessions.settle();
        return transport.poll(onDatagram, 1) > 0;
    }

    private int pollCommands()
    {
        final int work = commands.read(onCommand, MAX_COMMANDS_PER_CYCLE);
        if (work > 0)
        {
            blockedCalls.signal(blockedCalls.room());
        }
        return work;
    }

    private int fireDeadlines()
    {
        int work = 0;
        for (int i = 0; i < MAX_DEADLINES_PER_CYCLE && isDeadlineDue() && reserve(); i++)
        {
            inCore = true;
            work += core.onDeadline(nowNs);
            inCore = false;
        }
        return work;
    }

    private boolean isDeadlineDue()
    {
        inCore = true;
        final boolean isDue = core.nextDeadlineNs() <= nowNs;
        inCore = false;
        return isDue;
    }

    private void onDatagram(
        final int addressId, final MutableDirectBuffer buffer, final int offset, final int length)
    {
        sessions.lend(buffer);
        inCore = true;
        core.onDatagram(addressId, buffer, offset, length, nowNs);
        inCore = false;
    }

    private void onAddressClosed(final int addressId, final int reason)
    {
        inCore = true;
        core.onAddressClosed(addressId, reason, nowNs);
        inCore = false;
    }

    private void onResult(final int type, final MutableDirectBuffer buffer, final int offset, final int length)
    {
        slowWork.onAnswered();
        if (length > 0)
        {
            inCore = true;
            core.onResult(buffer, offset, length, nowNs);
            inCore = false;
        }
    }

    private ControlledMessageHandler.Action onCommand(
        final int type, final MutableDirectBuffer buffer, final int offset, final int length)
    {
        if (!reserve())
        {
            return ControlledMessageHandler.Action.ABORT;
        }
        if (CommandQueue.OFFER <= type)
        {
            final EngineSession session = sessions.find(
                buffer.getInt(offset + CommandQueue.SESSION_OFFSET),
                buffer.getLong(offset + CommandQueue.GENERATION_OFFSET));
            if (null != session && CommandQueue.OFFER_LONG == type)
            {
                sessions.offerLong(session);
            }
            else if (null != session)
            {
                onOffer(
                    session, type, buffer, offset + CommandQueue.MESSAGE_OFFSET, length - CommandQueue.MESSAGE_OFFSET);
            }
        }
        else
        {
            onPending(commands.pending(Commands.correlationId(buffer, offset)), buffer, offset, length);
        }
        return ControlledMessageHandler.Action.CONTINUE;
    }

    private void onOffer(
        final EngineSession session, final int type, final DirectBuffer buffer, final int offset, final int length)
    {
        if (CommandQueue.OFFER == type)
        {
            sessions.offer(this, session, buffer, offset, length);
        }
        else
        {
            sessions.offerAside(this, session, CommandQueue.OFFER_UNORDERED == type, buffer, offset, length);
        }
    }

    private void onPending(
        final PendingCommand command, final DirectBuffer buffer, final int offset, final int length)
    {
        if (command.onTaken(sessions))
        {
            toCore(command.type(), command.command(), 0, command.command().capacity());
        }
        else
        {
            sessions.onAnswer(
                command.type(), Commands.correlationId(buffer, offset), SessionCodes.CLOSED, buffer, offset, 0);
        }
    }

    private void toCore(final int type, final DirectBuffer buffer, final int offset, final int length)
    {
        inCore = true;
        core.onCommand(type, buffer, offset, length, nowNs);
        inCore = false;
    }

    private void closeCore()
    {
        nowNs = clock.nanoTime();
        flush();
        final long untilNs = nowNs + MAX_CLOSE_NS;
        boolean hasMore = true;
        while (hasMore && clock.nanoTime() - untilNs < 0)
        {
            transport.flush();
            streams.flush();
            if (transport.free() >= Limits.MAX_DATAGRAMS_PER_INPUT)
            {
                inCore = true;
                hasMore = core.onClose(nowNs);
                inCore = false;
            }
            else
            {
                LockSupport.parkNanos(AgentWait.RETRY_NS);
            }
        }
        transport.flush();
        streams.flush();
    }

    private void checkState()
    {
        if (state.hasFailed())
        {
            reportFailure();
            throw state.termination;
        }
    }

    private void onException(final Exception ex)
    {
        if (!inCore && !state.hasFailed() && ++transportFailures < MAX_TRANSPORT_FAILURES)
        {
            errorHandler.onError(ex);
            return;
        }
        state.fail(ex);
        reportFailure();
        throw state.termination;
    }

    private void reportFailure()
    {
        if (!failureReported)
        {
            failureReported = true;
            errorHandler.onError(state.failure());
        }
    }
}
