package io.hopwire.agent;

import io.hopwire.AcceptFilter;
import io.hopwire.DataTransitConfiguration;
import io.hopwire.Endpoint;
import io.hopwire.Engine;
import io.hopwire.EngineCounters;
import io.hopwire.ErrorCategory;
import io.hopwire.FoundNode;
import io.hopwire.HopwireException;
import io.hopwire.ListenSession;
import io.hopwire.PeerInfo;
import io.hopwire.PrivateKey;
import io.hopwire.PublicKey;
import io.hopwire.Session;
import io.hopwire.SessionException;
import io.hopwire.SessionHandler;
import io.hopwire.ShoutHandler;
import io.hopwire.StoreHandler;
import io.hopwire.StoreRequest;
import io.hopwire.StoredRecord;
import io.hopwire.WhisperHandler;
import io.hopwire.Whispered;
import io.hopwire.core.NodeCore;
import io.hopwire.core.ShoutValue;
import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.crypto.identity.IdentityScheme;
import io.hopwire.spi.Commands;
import io.hopwire.spi.Limits;
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.SessionCodes;
import io.hopwire.transport.Opening;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The engine. Embedded with a few lines:
 * <pre>
 *   try (Engine engine = HopwireEngine.launch(new EngineContext().bootstrap("relay.example.com:4000"));
 *       Session session = engine.endpoint(new PublicKey("a104…")).connect(DataTransitConfiguration.DEFAULT))
 *   {
 *       session.write("hello".getBytes(UTF_8));
 *   }
 * </pre>
 */
public final class HopwireEngine implements Engine
{
    /* The node answers at its timeout; only an engine that is starved of time lets the waiter reach this one. */
    private static final long CONNECT_GRACE_NS = TimeUnit.SECONDS.toNanos(2);
    /* For ever: longer, and the sum with the time since 1970, which a deadline is, would overflow. */
    private static final long MAX_CONNECT_TIMEOUT_NS = Long.MAX_VALUE / 4;

    private final EngineContext context;
    private final EngineLaunch parts;
    private final EngineState state;
    private final NodeAccess access;
    private final PublicKey publicKey;
    private final AtomicReference<ListeningSession> listening = new AtomicReference<>();

    private HopwireEngine(final EngineContext context, final EngineLaunch parts)
    {
        this.context = context;
        this.parts = parts;
        state = parts.state();
        access = parts.access();
        publicKey = parts.publicKey();
    }

    /**
     * Launch an engine.
     *
     * @param context its configuration, which is concluded here.
     * @return the running engine, to be closed.
     * @throws HopwireException naming the setting, host and port, or file that could not be had; nothing is left
     *     behind.
     */
    public static Engine launch(final EngineContext context)
    {
        return launch(context, NodeCore::new);
    }

    static Engine launch(final EngineContext context, final EngineLaunch.CoreFactory coreFactory)
    {
        requireExport(Opening.BUFFERS.isExported());
        if (null == context.cryptoSupplier)
        {
            context.cryptoProvider(HopwireCrypto::new);
        }
        context.conclude();
        final EngineLaunch parts = new EngineLaunch(context, coreFactory);
        try
        {
            parts.launch();
            return new HopwireEngine(context, parts);
        }
        catch (final Throwable ex)
        {
            parts.abandon();
            throw ex;
        }
    }

    /** The one opening without a fallback: better said here than by an error from the depth of a buffer. */
    static void requireExport(final boolean isExported)
    {
        if (!isExported)
        {
            throw new HopwireException(
                ErrorCategory.CONFIGURATION,
                "Agrona's buffers need the JVM option " + Opening.BUFFERS.option());
        }
    }

    @Override
    public PublicKey publicKey()
    {
        return publicKey;
    }

    @Override
    public Endpoint localEndpoint()
    {
        return new EngineEndpoint(this, publicKey);
    }

    @Override
    public Endpoint endpoint(final PublicKey key)
    {
        checkPresent(key, "public key");
        final IdentityScheme scheme = context.identityScheme;
        KeyPairs.check(scheme, key);
        final byte[] bytes = key.toBytes();
        // Where nobody is authenticated, there are no secrets that could be given by mistake.
        if (scheme.isAuthenticated() && scheme.privateKeyLength() == bytes.length)
        {
            refusePrivate(KeyPairs.derive(scheme, context.cryptoSupplier.get(), bytes));
        }
        if (!scheme.isAddress(new UnsafeBuffer(bytes), 0, context.cryptoSupplier.get()))
        {
            throw new HopwireException(
                ErrorCategory.KEY, "nobody can have this public key, it is none of " + scheme.name() + ": " + key);
        }
        return new EngineEndpoint(this, key);
    }

    @Override
    public Endpoint endpoint(final PrivateKey key)
    {
        checkPresent(key, "private key");
        if (context.identityScheme.isAuthenticated() && Arrays.equals(publicKey.toBytes(), key.toBytes()))
        {
            throw new HopwireException(
                ErrorCategory.KEY, "this is the public key of this engine, a private key is needed");
        }
        final PublicKey derived = KeyPairs.publicKey(context.identityScheme, context.cryptoSupplier.get(), key);
        if (!publicKey.equals(derived))
        {
            throw new HopwireException(ErrorCategory.KEY,
                "this private key is that of " + derived + ", the engine is " + publicKey);
        }
        return localEndpoint();
    }

    @Override
    public String localAddress()
    {
        return parts.localAddress();
    }

    @Override
    public String tcpAddress()
    {
        return parts.tcpAddress();
    }

    @Override
    public EngineCounters counters()
    {
        return parts.counters();
    }

    @Override
    public List<PeerInfo> links()
    {
        return parts.links();
    }

    @Override
    public boolean awaitConnected(final long timeoutNs)
    {
        return access.await(access.blockedCalls().changes(), timeoutNs, () -> !links().isEmpty());
    }

    @Override
    public int shout(final byte[] message)
    {
        checkPresent(message, "message");
        return shout(ShoutRequest.ofBytes(Commands.SHOUT, message));
    }

    @Override
    public int shout(final String text)
    {
        checkPresent(text, "text");
        return shout(ShoutRequest.ofText(Commands.SHOUT, text));
    }

    @Override
    public int speak(final byte[] message)
    {
        checkPresent(message, "message");
        return speak(ShoutRequest.ofBytes(Commands.SPEAK, message));
    }

    @Override
    public int speak(final String text)
    {
        checkPresent(text, "text");
        return speak(ShoutRequest.ofText(Commands.SPEAK, text));
    }

    @Override
    public void speakHandler(final ShoutHandler handlerOrNull)
    {
        parts.sessions().heard.speaks.handler(handlerOrNull);
    }

    @Override
    public Whispered whisper(final PublicKey to, final byte[] message)
    {
        return whisper(whisperCall(to, message, ShoutValue.BYTES, null));
    }

    @Override
    public Whispered whisper(final PublicKey to, final String text)
    {
        checkPresent(text, "text");
        return whisper(whisperCall(to, text.getBytes(StandardCharsets.UTF_8), ShoutValue.TEXT, null));
    }

    @Override
    public void whisper(final PublicKey to, final byte[] message, final WhisperHandler handler)
    {
        checkPresent(handler, "WhisperHandler");
        access.submit(whisperCall(to, message, ShoutValue.BYTES, handler));
    }

    @Override
    public void whisperHandler(final ShoutHandler handlerOrNull)
    {
        parts.sessions().heard.whispers.handler(handlerOrNull);
    }

    @Override
    public List<FoundNode> find(final PublicKey key)
    {
        checkPresent(key, "public key");
        KeyPairs.check(context.identityScheme, key);
        state.checkRunning();
        final FindCall call = new FindCall(context.identityScheme, key);
        access.submitAndWait(call);
        return call.nodes();
    }

    @Override
    public int maxWhisperLength()
    {
        return ShoutValue.maxWhisperLength(context.identityScheme, context.settings);
    }

    private Whispered whisper(final WhisperCall call)
    {
        access.submitAndWait(call);
        return call.result();
    }

    private WhisperCall whisperCall(
        final PublicKey to, final byte[] message, final int kind, final WhisperHandler handlerOrNull)
    {
        checkPresent(message, "message");
        state.checkRunning();
        endpoint(to);
        return WhisperCall.of(
            to, message, kind, ShoutValue.longestWhisper(context.identityScheme, context.settings), handlerOrNull);
    }

    private int speak(final ShoutRequest request)
    {
        state.checkRunning();
        access.submitAndWait(request.checkLength(maxShoutLength()));
        return request.acknowledged();
    }

    private int shout(final ShoutRequest request)
    {
        state.checkRunning();
        access.submitAndWait(request.checkLength(maxShoutLength()));
        return request.neighbours();
    }

    @Override
    public StoredRecord store(final StoreRequest request)
    {
        checkPresent(request, "request");
        state.checkRunning();
        final StoreCall call = StoreCall.of(request, null);
        access.submitAndWait(call);
        return call.result();
    }

    @Override
    public void store(final StoreRequest request, final StoreHandler handler)
    {
        checkPresent(request, "request");
        checkPresent(handler, "StoreHandler");
        state.checkRunning();
        access.submit(StoreCall.of(request, handler));
    }

    @Override
    public int maxShoutLength()
    {
        return ShoutValue.maxLength(context.identityScheme.addressLength());
    }

    @Override
    public void shoutHandler(final ShoutHandler handlerOrNull)
    {
        parts.sessions().heard.shouts.handler(handlerOrNull);
    }

    @Override
    public long awaitEvents(final long seen, final long timeoutNs)
    {
        final BlockedCalls calls = access.blockedCalls();
        access.await(calls.anything(), timeoutNs, () -> calls.events() != seen || !state.isRunning());
        return calls.events();
    }

    @Override
    public int doWork()
    {
        if (!access.isInvoker())
        {
            throw new HopwireException(
                ErrorCategory.ENGINE,
                "the engine has threads of its own in mode " + context.get(EngineSettings.THREADING));
        }
        state.checkAlive();
        return access.invoke();
    }

    @Override
    public boolean isRunning()
    {
        return state.isRunning();
    }

    @Override
    public void close()
    {
        if (state.isAlive())
        {
            access.checkMayBlock();
        }
        // Threads are joined below, which an interrupt would cut short and leave the socket open.
        final boolean interrupted = Thread.interrupted();
        try
        {
            if (state.beginClose())
            {
                closeOnce();
            }
            else if (state.hasFailed())
            {
                parts.stop();
            }
        }
        finally
        {
            if (interrupted)
            {
                Thread.currentThread().interrupt();
            }
        }
    }

    boolean isInvoker()
    {
        return access.isInvoker();
    }

    long connectTimeoutNs()
    {
        return context.get(EngineSettings.CONNECT_TIMEOUT);
    }

    Session connect(
        final PublicKey key,
        final DataTransitConfiguration configuration,
        final long timeoutNs,
        final SessionHandler handler,
        final byte[] earlyData)
    {
        checkPresent(configuration, "DataTransitConfiguration");
        checkPresent(earlyData, "early data");
        if (earlyData.length > Limits.MAX_EARLY_DATA)
        {
            throw new SessionException(SessionCodes.MAX_MESSAGE_LENGTH_EXCEEDED,
                "early data of " + earlyData.length + " bytes is longer than " + Limits.MAX_EARLY_DATA + " bytes");
        }
        state.checkRunning();
        checkHasSessions();
        access.checkMayBlock();
        if (key.equals(publicKey))
        {
            throw new SessionException(SessionCodes.SELF, "an endpoint can not connect to itself");
        }
        final PendingConnect connect = new PendingConnect(
            key, configuration, Math.min(timeoutNs, MAX_CONNECT_TIMEOUT_NS), handler, earlyData);
        final long startNs = System.nanoTime();
        access.submit(connect);
        await(connect, startNs);
        if (null == connect.session())
        {
            throw ConnectFailures.of(connect, context.bootstrapTexts, links());
        }
        return connect.session();
    }

    /**
     * What is wrong with an argument is said to the thread that gave it.
     */
    static void checkPresent(final Object argument, final String what)
    {
        if (null == argument)
        {
            throw new HopwireException(ErrorCategory.CONFIGURATION, what + " is missing");
        }
    }

    private void checkHasSessions()
    {
        if (context.get(NodeSettings.BARE_NETWORK))
        {
            throw new HopwireException(ErrorCategory.CONFIGURATION,
                "there are no sessions in a bare network: it has neither circuits nor keys");
        }
        if (!context.identityScheme.tellsStaticKey())
        {
            throw new HopwireException(ErrorCategory.CONFIGURATION, "there are no sessions between keys of " +
                context.identityScheme.name() + ": nothing can be sealed for one that has not answered yet");
        }
    }

    ListenSession listen(final SessionHandler handler, final AcceptFilter filter)
    {
        checkPresent(filter, "AcceptFilter");
        state.checkRunning();
        checkHasSessions();
        access.checkMayBlock();
        final ListeningSession[] session = new ListeningSession[1];
        session[0] = new ListeningSession(access, handler, filter, () -> listening.compareAndSet(session[0], null));
        if (!listening.compareAndSet(null, session[0]))
        {
            throw new HopwireException(
                ErrorCategory.SESSION, "this endpoint listens already: close that session first");
        }
        access.submitAndWait(new ListenCommand(session[0]));
        return session[0];
    }

    private void await(final PendingConnect connect, final long startNs)
    {
        boolean answered = false;
        try
        {
            final long waitNs = connect.timeoutNs + CONNECT_GRACE_NS - (System.nanoTime() - startNs);
            if (!access.await(connect.answered(), waitNs, connect::isAnswered) && connect.beginAnswer())
            {
                connect.endAnswer(SessionCodes.TIMEOUT, null, 0, 0);
            }
            // Where the node is answering at this very moment, that answer stands.
            access.await(connect.answered(), NodeAccess.FOREVER_NS, connect::isAnswered);
            answered = true;
        }
        finally
        {
            if (!answered)
            {
                abandon(connect);
            }
        }
    }

    /** The answer may have come first: nobody else would ever close that session. */
    private static void abandon(final PendingConnect connect)
    {
        if (!connect.abandon() && null != connect.session())
        {
            connect.session().close();
        }
    }

    private void closeOnce()
    {
        try
        {
            endSessions();
        }
        catch (final HopwireException ex)
        {
            // The engine died meanwhile, which its error handler was told; all that is left is to stop it.
            if (state.isAlive())
            {
                throw ex;
            }
        }
        finally
        {
            parts.stop();
            state.closed();
        }
    }

    private void endSessions()
    {
        final long lingerNs = context.get(EngineSettings.LINGER);
        final long startNs = System.nanoTime();
        final ListeningSession listener = listening.get();
        if (null != listener)
        {
            listener.close();
        }
        access.submit(new EndSessions());
        access.pushOut();
        access.await(
            access.blockedCalls().changes(),
            lingerNs - (System.nanoTime() - startNs),
            () -> 0 == parts.sessions().open());
    }

    /**
     * A private key can only be told from a public one where we know its owner.
     */
    private void refusePrivate(final PublicKey derived)
    {
        if (derived.equals(publicKey))
        {
            throw privateGiven("this engine");
        }
        if (links().stream().anyMatch((link) -> derived.equals(link.key())))
        {
            throw privateGiven("neighbour " + derived);
        }
        if (context.bootstrapKeys.contains(derived))
        {
            throw privateGiven("bootstrap peer " + derived);
        }
    }

    private static HopwireException privateGiven(final String whose)
    {
        return new HopwireException(ErrorCategory.KEY,
            "this is the private key of " + whose + ": give the public key, and keep the private one secret");
    }
}
