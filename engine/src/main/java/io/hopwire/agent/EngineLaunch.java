package io.hopwire.agent;

import io.hopwire.EngineCounters;
import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import io.hopwire.PeerInfo;
import io.hopwire.PrivateKey;
import io.hopwire.PublicKey;
import io.hopwire.core.Core;
import io.hopwire.core.CoreConfig;
import io.hopwire.crypto.BoxWorker;
import io.hopwire.crypto.CryptoProvider;
import io.hopwire.crypto.GHash;
import io.hopwire.crypto.HandshakeMemory;
import io.hopwire.crypto.HandshakeWorker;
import io.hopwire.crypto.RecordWorker;
import io.hopwire.crypto.SealedBoxes;
import io.hopwire.crypto.X25519Boxes;
import io.hopwire.spi.Counters;
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.OffHeap;
import io.hopwire.spi.Services;
import io.hopwire.spi.WorkHeader;
import io.hopwire.spi.Workers;
import io.hopwire.status.CountersDirectory;
import io.hopwire.status.CountersFile;
import io.hopwire.status.DistinctErrorHandler;
import io.hopwire.status.EpochNanos;
import io.hopwire.status.SystemEntropy;
import io.hopwire.store.StoreSettings;
import io.hopwire.transport.AddressText;
import io.hopwire.transport.DatagramTransport;
import io.hopwire.transport.Opening;
import io.hopwire.transport.TransportException;
import io.hopwire.transport.TransportSettings;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.CloseHelper;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.List;

/**
 * Puts an engine together, starts it, and takes it apart again, also half way.
 */
final class EngineLaunch
{
    private static final int ERROR_LOG_LENGTH = 64 * 1024;
    /** Pages of the file are half full at the worst, and a page that changes is written anew before it is free. */
    private static final int MAP_OF_RECORDS = 3;

    /**
     * Makes the core.
     */
    interface CoreFactory
    {
        Core newCore(CoreConfig config, CryptoProvider crypto, Services services);
    }

    private final EngineContext context;
    private final CoreFactory coreFactory;
    private final EngineState state = new EngineState();
    private final NodeParts parts = new NodeParts();
    private final EngineThreads threads;
    private PublicKey publicKey;
    private CountersFile countersFile;
    private EngineSockets sockets;
    private NodeDisk disk;
    private DatagramTransport transport;
    private LinkView links;
    private Lookout lookout;
    private NodeAgent agent;
    private NodeAccess access;
    private WorkerAgent worker;
    /** The node's key, for as long as its workers need it. */
    private byte[] secret = {};

    EngineLaunch(final EngineContext context, final CoreFactory coreFactory)
    {
        this.context = context;
        this.coreFactory = coreFactory;
        threads = new EngineThreads(context, parts);
    }

    void launch()
    {
        final CryptoProvider crypto = context.cryptoSupplier.get();
        final PrivateKey privateKey =
            null == context.privateKey ? KeyPairs.generate(context.identityScheme) : context.privateKey;
        publicKey = KeyPairs.publicKey(context.identityScheme, crypto, privateKey);
        final SystemEntropy entropy = new SystemEntropy();
        parts.clock = new EpochNanos();
        disk = NodeDisk.openOrNull(context, publicKey);
        openCounters();
        openTransport(entropy);
        threads.makeWaits(transport::watch);
        final CoreConfig config = checkedConfig();
        makeNode(config, crypto, entropy);
        sayWhatIsMissing();
        secret = privateKey.toBytes();
        worker = new WorkerAgent(
            parts.slowWork, newWorkers(config), state, parts.nodeWait, threads.isDedicated() ? null : agent::isCrowded);
        start();
    }

    private Workers newWorkers(final CoreConfig config)
    {
        return new Workers().register(WorkHeader.HANDSHAKE, new HandshakeWorker(
            new HandshakeMemory(context.cryptoSupplier.get(), config.maxHandshakes()),
            new SystemEntropy(),
            context.identityScheme,
            secret,
            config.maxHandshakes()))
            .register(WorkHeader.BOX, new BoxWorker(context.identityScheme.addressLength(), () -> SealedBoxes.of(
                context.cryptoSupplier.get(),
                new SystemEntropy(),
                new X25519Boxes.Owner(context.identityScheme, secret, config.boxInfo()))))
            .register(WorkHeader.RECORD, new RecordWorker(
                context.identityScheme, secret, config.recordPrefix()));
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
     * Stop threads, close the socket and files. Once; in any state.
     */
    synchronized void stop()
    {
        if (null != lookout)
        {
            lookout.close();
        }
        closeAgents();
        CloseHelper.quietClose(disk);
        threads.close();
        releaseMemory();
    }

    /** What no thread but those of the engine has used. */
    private void releaseMemory()
    {
        if (null != worker)
        {
            worker.onClose();
        }
        Arrays.fill(secret, (byte)0);
        CloseHelper.quietClose(parts.slowWork);
        if (null != sockets)
        {
            sockets.releaseMemory();
        }
    }

    private void closeAgents()
    {
        if (!threads.stop(agent))
        {
            CloseHelper.quietClose(transport);
            CloseHelper.quietClose(countersFile);
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

    PublicKey publicKey()
    {
        return publicKey;
    }

    EngineSessions sessions()
    {
        return parts.sessions;
    }

    EngineCounters counters()
    {
        return new CounterView(parts.counters);
    }

    List<PeerInfo> links()
    {
        return links.snapshot();
    }

    String localAddress()
    {
        return sockets.localAddress();
    }

    String tcpAddress()
    {
        return sockets.tcpAddress();
    }

    private void openCounters()
    {
        final AtomicBuffer errors;
        if (context.get(EngineSettings.COUNTERS_FILE))
        {
            createCountersFile();
        }
        if (null != countersFile)
        {
            parts.counters = countersFile.counters();
            errors = countersFile.errors();
        }
        else
        {
            parts.counters = new Counters(memory(Counters.LENGTH));
            errors = memory(ERROR_LOG_LENGTH);
        }
        parts.errorHandler = errorHandler(errors);
        lookout = new Lookout(parts.errorHandler, (error) -> state.fail(error, parts.nodeWait));
    }

    /**
     * Who wants to look at a node must not keep it from running.
     */
    private void createCountersFile()
    {
        final String path = context.get(EngineSettings.COUNTERS_DIR);
        final String name = context.get(EngineSettings.NAME);
        final CountersDirectory directory =
            null == path ? CountersDirectory.ofUser() : new CountersDirectory(Paths.get(path));
        try
        {
            countersFile = directory.create(name, publicKey, new EpochNanos().nanoTime());
        }
        catch (final HopwireException ex)
        {
            context.notePrinter.accept("hopwire: runs without a counters file: " + ex.getMessage());
            return;
        }
        if (null != name && !directory.isOf(countersFile, name))
        {
            context.notePrinter.accept("hopwire: another node that runs is called " + name +
                ", the counters of this one are in " + countersFile.path());
        }
    }

    private static AtomicBuffer memory(final int length)
    {
        // Given back by the collector: counters may be read when the engine has been closed.
        return new UnsafeBuffer(BufferUtil.allocateDirectAligned(length, BitUtil.CACHE_LINE_LENGTH));
    }

    private ErrorHandler errorHandler(final AtomicBuffer errors)
    {
        if (null == context.errorHandler)
        {
            return new DistinctErrorHandler(parts.counters, errors);
        }
        final DistinctErrorHandler log = new DistinctErrorHandler(
            parts.counters, errors, System::currentTimeMillis, new PrintStream(OutputStream.nullOutputStream()));
        return (throwable) ->
        {
            log.onError(throwable);
            context.errorHandler.onError(throwable);
        };
    }

    private void openTransport(final SystemEntropy entropy)
    {
        try
        {
            sockets = EngineSockets.open(context, parts.counters, entropy, parts.clock);
            transport = sockets.transport();
            sockets.serveAll(context, lookout);
        }
        catch (final TransportException ex)
        {
            throw new HopwireException(ErrorCategory.TRANSPORT, ex.getMessage(), ex);
        }
    }

    private void makeNode(final CoreConfig config, final CryptoProvider crypto, final SystemEntropy entropy)
    {
        links = new LinkView(context.identityScheme, transport.addresses());
        parts.transport = transport;
        parts.slowWork = new SlowWork(parts.workerWait);
        parts.commands = new CommandQueue(context.get(EngineSettings.COMMAND_BUFFER), parts.nodeWait);
        parts.sessions = new EngineSessions(
            context.identityScheme,
            BitUtil.findNextPositivePowerOfTwo(Math.min(
                context.get(NodeSettings.SESSION_INITIAL_WINDOW), context.get(NodeSettings.SESSION_WINDOW))),
            context.get(NodeSettings.SESSION_WINDOW),
            inboxBudget(),
            parts.commands,
            links,
            state.blockedCalls());
        parts.state = state;
        final Services services = new Services(
            transport.outbox(), parts.slowWork, parts.sessions, entropy, transport.addresses(), parts.counters);
        parts.core = coreFactory.newCore(config, crypto, services);
        bootstrap();
        agent = new NodeAgent(parts, () -> CloseHelper.quietClose(countersFile));
    }

    /**
     * Of direct memory, a quarter at most: sessions take up to twice that, and others than sessions some.
     */
    private long inboxBudget()
    {
        return Math.min(context.get(EngineSettings.INBOX_MEMORY), OffHeap.most() / 4);
    }

    private CoreConfig checkedConfig()
    {
        try
        {
            return coreConfig();
        }
        catch (final IllegalArgumentException ex)
        {
            throw new HopwireException(ErrorCategory.CONFIGURATION, ex.getMessage(), ex);
        }
    }

    private CoreConfig coreConfig()
    {
        final CoreConfig config = new CoreConfig(context.settings)
            .identityScheme(context.identityScheme)
            .publicKey(publicKey.toBytes())
            .role(context.get(EngineSettings.ROLE).code())
            .recordDisk(null == disk ? null : disk.records());
        for (int i = 0; i < context.components.size(); i++)
        {
            config.component(context.componentNumbers.get(i), context.components.get(i));
        }
        checkDisk(config);
        return config;
    }

    /** A file that is full stops the node's storing for good, so it has to hold what the node takes. */
    private void checkDisk(final CoreConfig config)
    {
        final long mapSize = context.get(StoreSettings.MAP_SIZE);
        if (null != disk && mapSize / MAP_OF_RECORDS < config.maxRecordBytes())
        {
            throw new IllegalArgumentException(
                StoreSettings.MAP_SIZE.name() + ", " + mapSize + " bytes, has to be " + MAP_OF_RECORDS +
                " times what the node keeps for others at least, which is " + config.maxRecordBytes() + " bytes");
        }
    }

    /**
     * The first commands of all, before there are threads, so that a peer that can not be reached at all fails the
     * launch. One that has a name is known by its number only, until the lookout has its addresses.
     */
    private void bootstrap()
    {
        final BootstrapNames names = new BootstrapNames(
            context.nameResolver,
            lookout::execute,
            links::snapshot,
            sockets.addresses(),
            parts.commands::submit,
            context.notePrinter);
        for (int i = 0; i < context.bootstrap.size(); i++)
        {
            final AddressText peer = context.bootstrap.get(i);
            final PublicKey key = context.bootstrapKeys.get(i);
            if (!peer.isLiteral())
            {
                names.add(i, key, peer);
            }
            submit(new BootstrapCommand(
                i, key, sockets.addresses(), peer.kind(), peer.isLiteral() ? List.of(reachable(peer)) : List.of()));
        }
        if (!names.isEmpty())
        {
            lookout.add(names);
        }
    }

    private InetSocketAddress reachable(final AddressText peer)
    {
        final InetSocketAddress address = new InetSocketAddress(peer.host(), peer.port());
        if (sockets.addresses().intern(peer.kind(), address) < 0)
        {
            throw new HopwireException(ErrorCategory.TRANSPORT, "bootstrap peer " + peer + " can not be reached from " +
                localAddress() + ": it is of the other address family, or of UDP, for which there is no socket");
        }
        return address;
    }

    private void submit(final BootstrapCommand command)
    {
        if (!parts.commands.submit(command))
        {
            throw new HopwireException(ErrorCategory.CONFIGURATION, "the queue of commands has no room for " +
                context.bootstrap.size() + " bootstrap peers: commandBufferLength must be larger");
        }
    }

    private void sayWhatIsMissing()
    {
        context.notes.forEach(context.notePrinter);
        if (context.get(NodeSettings.BARE_NETWORK))
        {
            context.notePrinter.accept("hopwire: A BARE NETWORK: nothing is encrypted, and anybody can be anybody: " +
                "a peer is the key that it names");
        }
        if (context.get(NodeSettings.PLAINTEXT_LINKS))
        {
            context.notePrinter.accept("hopwire: LINKS ARE NOT ENCRYPTED: whoever is on the path between two nodes " +
                "can read, change and forge what they say, but for the contents of sessions");
        }
        if (!context.identityScheme.isAuthenticated())
        {
            context.notePrinter.accept("hopwire: NOBODY IS AUTHENTICATED: under the identity scheme " +
                context.identityScheme.name() + " anybody can be anybody");
        }
        if (context.bootstrap.stream().anyMatch((peer) -> !peer.isLiteral()) && null != BootstrapNames.cacheNote())
        {
            context.notePrinter.accept(BootstrapNames.cacheNote());
        }
        sockets.sayWhatIsMissing(context.get(TransportSettings.UDP_OFFLOAD), context.notePrinter);
        if (!GHash.isIntrinsic())
        {
            context.notePrinter.accept("hopwire: AES-GCM without the JVM's GHASH, slower: " + Opening.GHASH.reason());
        }
    }

    private void start()
    {
        final int maxMessageLength = parts.core.maxMessageLength();
        final boolean invoker = threads.isInvoker();
        access = new NodeAccess(
            state,
            parts.commands,
            agent,
            invoker ? worker : null,
            context.nodeIdleStrategy,
            maxMessageLength,
            context.get(EngineSettings.WRITE_TIMEOUT));
        parts.sessions.access(access);
        if (null != disk)
        {
            disk.start(parts, context);
        }
        threads.start(agent, worker, (patience) -> null == disk ? patience : disk.patience(patience));
        lookout.start();
    }
}
