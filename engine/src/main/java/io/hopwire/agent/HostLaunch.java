package io.hopwire.agent;

import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import io.hopwire.crypto.CryptoProvider;
import io.hopwire.libp2p.HostConfig;
import io.hopwire.libp2p.HostCore;
import io.hopwire.libp2p.HostWorker;
import io.hopwire.spi.AddressKind;
import io.hopwire.spi.Counters;
import io.hopwire.spi.Services;
import io.hopwire.spi.WorkHeader;
import io.hopwire.spi.Workers;
import io.hopwire.status.DistinctErrorHandler;
import io.hopwire.status.EpochNanos;
import io.hopwire.status.SystemEntropy;
import io.hopwire.transport.AddressTable;
import io.hopwire.transport.TransportException;
import io.hopwire.transport.TransportSettings;
import io.hopwire.transport.tcp.TcpConfiguration;
import io.hopwire.transport.tcp.TcpStreams;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.CloseHelper;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.function.UnaryOperator;

/**
 * Puts a host of libp2p together, of the same agent, worker, rings and threads as an engine, and takes it apart again,
 * also half way.
 */
final class HostLaunch
{
    private static final int ERROR_LOG_LENGTH = 64 * 1024;
    private static final int KINDS = 1 << AddressKind.TCP | 1 << AddressKind.TCP_ACCEPTED;
    /** There are none, and so they need none. */
    private static final int WINDOW_OF_SESSIONS = 1024;

    private final EngineContext context;
    private final HostConfig config;
    private final EngineState state = new EngineState();
    private final NodeParts parts = new NodeParts();
    private final EngineThreads threads;
    private AddressTable addresses;
    private TcpStreams streams;
    private HostCore core;
    private NodeAgent agent;
    private WorkerAgent worker;
    private NodeAccess access;

    HostLaunch(final EngineContext context, final HostConfig config)
    {
        this.context = context;
        this.config = config;
        threads = new EngineThreads(context, parts);
    }

    void launch()
    {
        final SystemEntropy entropy = new SystemEntropy();
        parts.clock = new EpochNanos();
        parts.state = state;
        parts.counters = new Counters(memory(Counters.LENGTH));
        parts.errorHandler = errorHandler();
        openStreams(entropy);
        threads.makeWaits(streams::watch);
        makeParts();
        core = new HostCore(config, context.cryptoSupplier.get(), new Services(
            parts.transport.outbox(), parts.slowWork, parts.sessions, entropy, addresses, parts.counters)
            .with(streams));
        // So that it knows the time when it is first asked for something.
        core.flush(parts.clock.nanoTime());
        parts.core = core;
        agent = new NodeAgent(parts, () -> {});
        worker = new WorkerAgent(
            parts.slowWork, newWorkers(), state, parts.nodeWait, threads.isDedicated() ? null : agent::isCrowded);
        access = new NodeAccess(
            state, parts.commands, agent, threads.isInvoker() ? worker : null, context.nodeIdleStrategy, 0,
            context.get(EngineSettings.WRITE_TIMEOUT));
        parts.sessions.access(access);
        threads.start(agent, worker, UnaryOperator.identity());
    }

    /**
     * Undo a launch that failed half way.
     */
    void abandon()
    {
        state.beginClose();
        stop();
        state.closed();
    }

    /**
     * Stop threads, close sockets. Once; in any state.
     */
    synchronized void stop()
    {
        if (!threads.stop(agent))
        {
            CloseHelper.quietClose(streams);
        }
        threads.close();
        if (null != worker)
        {
            worker.onClose();
        }
        CloseHelper.quietClose(parts.slowWork);
        if (null != streams)
        {
            streams.releaseMemory();
            addresses.close();
        }
    }

    EngineState state()
    {
        return state;
    }

    NodeAccess access()
    {
        return access;
    }

    HostCore core()
    {
        return core;
    }

    TcpStreams streams()
    {
        return streams;
    }

    Counters counters()
    {
        return parts.counters;
    }

    private void openStreams(final SystemEntropy entropy)
    {
        try
        {
            addresses = new AddressTable(
                context.get(TransportSettings.MAX_ADDRESSES), true, entropy.nextLong(), entropy.nextLong())
                .kinds(KINDS);
            streams = TcpStreams.open(
                new TcpConfiguration(null, context.settings), addresses, parts.counters, parts.clock);
        }
        catch (final TransportException ex)
        {
            throw new HopwireException(ErrorCategory.TRANSPORT, ex.getMessage(), ex);
        }
    }

    private void makeParts()
    {
        parts.transport = new NoDatagrams(addresses);
        parts.streams = streams;
        parts.slowWork = new SlowWork(parts.workerWait);
        parts.commands = new CommandQueue(context.get(EngineSettings.COMMAND_BUFFER), parts.nodeWait);
        parts.sessions = new EngineSessions(
            context.identityScheme,
            WINDOW_OF_SESSIONS,
            WINDOW_OF_SESSIONS,
            WINDOW_OF_SESSIONS,
            parts.commands,
            new LinkView(context.identityScheme, addresses),
            state.blockedCalls());
    }

    private Workers newWorkers()
    {
        final CryptoProvider crypto = context.cryptoSupplier.get();
        return new Workers().register(WorkHeader.LIBP2P, new HostWorker(config, crypto, new SystemEntropy()));
    }

    private ErrorHandler errorHandler()
    {
        final DistinctErrorHandler log = new DistinctErrorHandler(parts.counters, memory(ERROR_LOG_LENGTH));
        return null == context.errorHandler ? log : (throwable) ->
        {
            log.onError(throwable);
            context.errorHandler.onError(throwable);
        };
    }

    private static UnsafeBuffer memory(final int length)
    {
        // Given back by the collector: counters may be read when the host has been closed.
        return new UnsafeBuffer(BufferUtil.allocateDirectAligned(length, BitUtil.CACHE_LINE_LENGTH));
    }
}
