package io.hopwire.agent;

import io.hopwire.EngineCounters;
import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.libp2p.HostConfig;
import io.hopwire.libp2p.HostCore;
import io.hopwire.libp2p.HostFault;
import io.hopwire.libp2p.HostListener;
import io.hopwire.libp2p.HostSettings;
import io.hopwire.libp2p.KnownPeer;
import io.hopwire.libp2p.NetConnection;
import io.hopwire.libp2p.StreamHandler;
import io.hopwire.libp2p.address.Multiaddr;
import io.hopwire.libp2p.identity.PeerId;
import io.hopwire.transport.HostAddresses;
import io.hopwire.transport.TransportException;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A host of libp2p, which programs that nobody here wrote can talk to. Embedded with a few lines:
 * <pre>
 *   try (Host host = Host.launch(new EngineContext(), new HostConfig(key)))
 *   {
 *       host.listen(Multiaddr.parse("/ip4/0.0.0.0/tcp/4001"));
 *       host.setStreamHandler("/echo/1.0.0", (stream) -&gt; echo(stream));
 *       final HostStream stream = host.newStream(Multiaddr.parse("/ip4/…/tcp/…/p2p/…"), "/echo/1.0.0");
 *   }
 * </pre>
 * Two faces. The methods here may be called by any thread and wait for what comes of them; of the host's own thread,
 * from within handlers and in {@code INVOKER} mode between two {@link #doWork()}, {@link #core()} is there, whose calls
 * wait for nothing and whose streams cost no garbage.
 */
public final class Host implements AutoCloseable
{
    private static final long IDLE_S = 10;

    private final EngineContext context;
    private final HostLaunch parts;
    private final EngineState state;
    private final NodeAccess access;
    private final HostCore core;
    private final ExecutorService executor;
    private final Set<HostStream> open = ConcurrentHashMap.newKeySet();
    private final Set<PeerId> connected = ConcurrentHashMap.newKeySet();
    private final Set<PeerId> identified = ConcurrentHashMap.newKeySet();
    private final Changes changes = new Changes();
    /** Of the node's thread. */
    private final List<Multiaddr> listening = new ArrayList<>();

    private Host(final EngineContext context, final HostLaunch parts)
    {
        this.context = context;
        this.parts = parts;
        state = parts.state();
        access = parts.access();
        core = parts.core();
        executor = new ThreadPoolExecutor(
            0, context.get(EngineSettings.STREAM_THREADS), IDLE_S, TimeUnit.SECONDS, new SynchronousQueue<>(),
            Host::newThread);
    }

    /**
     * Launch a host.
     *
     * @param context its threads, how they wait, and its settings; concluded here. What concerns the keys and sockets
     *                of an engine is not looked at.
     * @param config  who the host is; its settings are those of the context from now on.
     * @return the running host, to be closed.
     * @throws HopwireException naming what could not be had; nothing is left behind.
     */
    public static Host launch(final EngineContext context, final HostConfig config)
    {
        HopwireEngine.requireExport(io.hopwire.transport.Opening.BUFFERS.isExported());
        if (null == context.cryptoSupplier)
        {
            context.cryptoProvider(HopwireCrypto::new);
        }
        context.conclude();
        config.settings(context.settings);
        final HostLaunch parts = new HostLaunch(context, config);
        try
        {
            parts.launch();
            final Host host = new Host(context, parts);
            host.onNode(() -> host.core.setListener(host.changes));
            return host;
        }
        catch (final Throwable ex)
        {
            parts.abandon();
            throw ex;
        }
    }

    /** {@return who this host is} */
    public PeerId peerId()
    {
        return core.peerId();
    }

    /**
     * {@return the host for its own thread: for handlers, and in {@code INVOKER} mode for who calls {@link #doWork()}}
     */
    public HostCore core()
    {
        return core;
    }

    /**
     * In {@code INVOKER} mode: one duty cycle.
     *
     * @return things done.
     */
    public int doWork()
    {
        if (!access.isInvoker())
        {
            throw new HopwireException(ErrorCategory.CONFIGURATION, "the host has threads of its own");
        }
        return access.invoke();
    }

    /**
     * Accept connections, at each of some addresses.
     *
     * @param addresses such as {@code /ip4/127.0.0.1/tcp/0}; port 0 takes a free one.
     * @return where it listens, with this host's id; of an address that stands for all, each one of this machine.
     * @throws HopwireException naming the address that could not be had. Those before it are listened at.
     */
    public List<Multiaddr> listen(final Multiaddr... addresses)
    {
        final List<Multiaddr> bound = new ArrayList<>();
        for (final Multiaddr address : addresses)
        {
            final InetSocketAddress place = socketAddress(HostNames.of(address).get(0));
            final InetSocketAddress at = ask(() -> listen(place));
            final List<Multiaddr> told = HostAddresses.of(at.getAddress()).stream()
                .map((one) -> Multiaddr.tcp(one.getAddress(), at.getPort())).toList();
            onNode(() ->
            {
                listening.addAll(told);
                core.listenAddresses(listening);
            });
            bound.addAll(told);
        }
        return bound.stream().map((address) -> address.withPeerId(peerId())).toList();
    }

    /** {@return where it listens, with this host's id} */
    public List<Multiaddr> addresses()
    {
        return ask(() -> listening.stream().map((address) -> address.withPeerId(peerId())).toList());
    }

    /**
     * Open a connection, or find one.
     *
     * @param address of IP and TCP, or a name of DNS and TCP, whose addresses are tried one after the other; with an
     *                id, that peer has to be there.
     * @return who is there.
     * @throws HostException where there is none, with the reason, of the last address that was tried.
     */
    public PeerId connect(final Multiaddr address)
    {
        HostException failure = null;
        for (final Multiaddr one : HostNames.of(address))
        {
            try
            {
                return connectTo(one);
            }
            catch (final HostException ex)
            {
                failure = ex;
            }
        }
        throw failure;
    }

    private PeerId connectTo(final Multiaddr address)
    {
        final HostAnswer<PeerId> peer = new HostAnswer<>(access);
        onNode(() -> core.connect(address, HostAnswer.ofConnect(peer)));
        return peer.await("connect to " + address);
    }

    /**
     * Ask whether a peer is there.
     *
     * @param peer who.
     * @return nanoseconds until it has answered.
     * @throws HostException where it has not, with the reason.
     */
    public long ping(final PeerId peer)
    {
        final HostAnswer<Long> pong = new HostAnswer<>(access);
        onNode(() -> core.ping(peer, HostAnswer.ofPing(pong)));
        return pong.await("ping " + peer);
    }

    /**
     * What a peer with a connection says of itself; it is asked by itself once there is one.
     *
     * @param peer who.
     * @return what it has said.
     * @throws HostException where it has said nothing in time, or the connection is over.
     */
    public HostPeer identify(final PeerId peer)
    {
        final boolean isKnown = access.await(
            access.blockedCalls().changes(),
            context.get(HostSettings.NEGOTIATION_TIMEOUT),
            () -> identified.contains(peer) || !connected.contains(peer));
        if (!isKnown || !identified.contains(peer))
        {
            throw new HostException(isKnown ? HostFault.CLOSED : HostFault.STREAM_TIMEOUT, "identify " + peer);
        }
        return known(peer);
    }

    /**
     * What is known of a peer.
     *
     * @param peer who.
     * @return it, or null where nothing is.
     */
    public HostPeer known(final PeerId peer)
    {
        return ask(() ->
        {
            final KnownPeer known = core.peerStore().get(peer);
            return null == known ? null : HostPeer.of(known);
        });
    }

    /**
     * Close all connections to a peer.
     *
     * @param peer who.
     */
    public void disconnect(final PeerId peer)
    {
        onNode(() -> core.disconnect(peer));
    }

    /** {@return peers that there is a connection to} */
    public List<PeerId> peers()
    {
        return ask(core::peers);
    }

    /**
     * Remember where a peer may be.
     *
     * @param peer    who.
     * @param address with or without its id; a name of DNS is looked up now.
     * @throws HostException where the name has no address.
     */
    public void addAddress(final PeerId peer, final Multiaddr address)
    {
        final List<Multiaddr> places = HostNames.of(address);
        onNode(() -> places.forEach((place) -> core.peerStore().addAddress(peer, place)));
    }

    /**
     * Open a stream to a peer, on a connection that is there or on a new one to an address that is known.
     *
     * @param peer      who.
     * @param protocols of which he picks the first that he has; at least one.
     * @return the stream.
     * @throws HostException where there is none: {@link HostFault#PROTOCOL_NOT_SUPPORTED} where he has none of them.
     */
    public HostStream newStream(final PeerId peer, final String... protocols)
    {
        final HostStream stream = new HostStream(this);
        open.add(stream);
        try
        {
            onNode(() -> core.newStream(peer, List.of(protocols), stream.handler()));
            stream.awaitOpened("open a stream to " + peer);
            return stream;
        }
        catch (final RuntimeException ex)
        {
            open.remove(stream);
            throw ex;
        }
    }

    /**
     * Open a stream to whoever is at an address.
     *
     * @param address   of IP and TCP; with an id, that peer has to be there.
     * @param protocols of which he picks the first that he has; at least one.
     * @return the stream.
     * @throws HostException where there is none, with the reason.
     */
    public HostStream newStream(final Multiaddr address, final String... protocols)
    {
        return newStream(connect(address), protocols);
    }

    /**
     * Serve a protocol by a thread for each stream, of which there are as many as
     * {@link EngineSettings#STREAM_THREADS} says; a stream more is reset.
     *
     * @param protocol its name.
     * @param handler  called with each stream that a peer opens. When it returns, the stream is closed; where it
     *                 throws, reset.
     */
    public void setStreamHandler(final String protocol, final Consumer<HostStream> handler)
    {
        onNode(() -> core.setStreamHandler(protocol, new StreamServer(this, handler)));
    }

    /**
     * Serve a protocol on the host's own thread, without any hand-over.
     *
     * @param protocol its name.
     * @param handler  told of all streams of the protocol.
     */
    public void setStreamHandler(final String protocol, final StreamHandler handler)
    {
        onNode(() -> core.setStreamHandler(protocol, handler));
    }

    /**
     * Serve a protocol no longer. Streams that are open go on.
     *
     * @param protocol its name.
     */
    public void removeStreamHandler(final String protocol)
    {
        onNode(() -> core.removeStreamHandler(protocol));
    }

    /**
     * Whom to tell of connections, on the host's own thread.
     *
     * @param listener told from now on.
     */
    public void setListener(final HostListener listener)
    {
        onNode(() -> changes.listener = listener);
    }

    /** {@return the counters of the host; they may be read when it is closed, too} */
    public EngineCounters counters()
    {
        return new CounterView(parts.counters());
    }

    /** {@return whether it runs: it was not closed, and has not failed} */
    public boolean isRunning()
    {
        return state.isRunning();
    }

    /**
     * End all connections, once what was written to blocking streams has left, as long as that takes no longer than
     * {@link EngineSettings#LINGER}.
     */
    @Override
    public void close()
    {
        if (state.isAlive())
        {
            access.checkMayBlock();
        }
        if (state.beginClose())
        {
            try
            {
                access.await(
                    access.blockedCalls().changes(), context.get(EngineSettings.LINGER), this::isDrained);
            }
            catch (final HopwireException ex)
            {
                // It died meanwhile, which its error handler was told.
                if (state.isAlive())
                {
                    throw ex;
                }
            }
            finally
            {
                parts.stop();
                state.closed();
                executor.shutdownNow();
            }
        }
        else if (state.hasFailed())
        {
            parts.stop();
            executor.shutdownNow();
        }
    }

    NodeAccess access()
    {
        return access;
    }

    /** On the node's thread: a peer has opened a stream. */
    HostStream newStream()
    {
        final HostStream stream = new HostStream(this);
        open.add(stream);
        return stream;
    }

    /** On the node's thread. */
    void execute(final Runnable task)
    {
        executor.execute(task);
    }

    void say(final String note)
    {
        context.notePrinter.accept(note);
    }

    /** On the node's thread. */
    void onOver(final HostStream stream)
    {
        open.remove(stream);
        onDrained();
    }

    /** On the node's thread: who closes the host may wait for it. */
    void onDrained()
    {
        if (!state.isRunning())
        {
            access.blockedCalls().signalAll(access.blockedCalls().changes());
        }
    }

    /** Have the node's thread do something, and wait until it has. */
    void onNode(final Runnable task)
    {
        state.checkRunning();
        final HostTask command = new HostTask(state, task);
        access.submitAndWait(command);
        command.checkTaken();
    }

    private <T> T ask(final Supplier<T> question)
    {
        final Object[] answer = new Object[1];
        final RuntimeException[] failure = new RuntimeException[1];
        onNode(() ->
        {
            try
            {
                answer[0] = question.get();
            }
            catch (final TransportException ex)
            {
                failure[0] = ex;
            }
        });
        if (null != failure[0])
        {
            throw new HopwireException(ErrorCategory.TRANSPORT, failure[0].getMessage(), failure[0]);
        }
        @SuppressWarnings("unchecked") final T result = (T)answer[0];
        return result;
    }

    private InetSocketAddress listen(final InetSocketAddress place)
    {
        return parts.streams().listen(place);
    }

    private boolean isDrained()
    {
        return open.stream().allMatch(HostStream::isDrained);
    }

    private static InetSocketAddress socketAddress(final Multiaddr address)
    {
        if (!address.isTcp())
        {
            throw new HopwireException(ErrorCategory.TRANSPORT, "can not listen at " + address + ": not IP and TCP");
        }
        try
        {
            return new InetSocketAddress(InetAddress.getByAddress(address.value(0)), address.tcpPort());
        }
        catch (final UnknownHostException ex)
        {
            throw new HopwireException(ErrorCategory.TRANSPORT, "can not listen at " + address, ex);
        }
    }

    private static Thread newThread(final Runnable task)
    {
        final Thread thread = new Thread(task, "hopwire-stream");
        thread.setDaemon(true);
        return thread;
    }

    /** Of connections, for those who wait and for whoever else wants to know. */
    private final class Changes implements HostListener
    {
        private HostListener listener = new HostListener()
        {
        };

        @Override
        public void onConnected(final NetConnection connection)
        {
            connected.add(connection.remotePeer());
            listener.onConnected(connection);
        }

        @Override
        public void onDisconnected(final NetConnection connection, final HostFault fault)
        {
            final PeerId peer = connection.remotePeer();
            if (core.connections(peer).isEmpty())
            {
                connected.remove(peer);
                identified.remove(peer);
                signal();
            }
            listener.onDisconnected(connection, fault);
        }

        @Override
        public void onIdentified(final PeerId peer)
        {
            if (connected.contains(peer))
            {
                identified.add(peer);
                signal();
            }
            listener.onIdentified(peer);
        }

        @Override
        public void onUpgradeFailed(final NetConnection connection, final HostFault fault)
        {
            listener.onUpgradeFailed(connection, fault);
        }

        private void signal()
        {
            access.blockedCalls().signalAll(access.blockedCalls().changes());
        }
    }
}
