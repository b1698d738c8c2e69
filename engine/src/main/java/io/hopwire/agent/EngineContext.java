package io.hopwire.agent;

import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import io.hopwire.PrivateKey;
import io.hopwire.PublicKey;
import io.hopwire.crypto.CryptoProvider;
import io.hopwire.crypto.identity.IdentityScheme;
import io.hopwire.crypto.identity.IdentitySchemes;
import io.hopwire.spi.AddressKind;
import io.hopwire.spi.Component;
import io.hopwire.transport.AddressText;
import io.hopwire.transport.DatagramTransport;
import io.hopwire.transport.TransportException;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NoOpIdleStrategy;

import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Configuration of one engine. Defaults come from the system properties that {@link EngineProperties} lists. Frozen by
 * {@link #conclude()}, which {@code HopwireEngine.launch} calls; serves one launch. Not thread-safe.
 */
public final class EngineContext
{
    private static final String ANY_ADDRESS = "0.0.0.0:0";

    final List<String> bootstrapTexts = new ArrayList<>();
    final List<AddressText> bootstrap = new ArrayList<>();
    PrivateKey privateKey;
    String networkName;
    String bindAddress;
    /** Where datagrams are received, null without UDP. */
    AddressText bind;
    /** Where connections are accepted, null where none are. */
    AddressText tcpBind;
    boolean udp;
    UnaryOperator<DatagramTransport> transportDecorator = UnaryOperator.identity();
    String name;
    NodeRole role;
    boolean discovery;
    boolean rawSockets;
    boolean countersFile;
    boolean plaintextLinks;
    IdentityScheme identityScheme = IdentitySchemes.X25519;
    boolean unauthenticatedIdentities;
    final List<Integer> componentNumbers = new ArrayList<>();
    final List<Supplier<Component>> components = new ArrayList<>();
    Path countersDirectory;
    ThreadingMode threadingMode;
    IdleStrategy nodeIdleStrategy;
    IdleStrategy workerIdleStrategy;
    ThreadFactory threadFactory = Thread::new;
    ErrorHandler errorHandler;
    Consumer<String> notePrinter = System.err::println;
    Supplier<CryptoProvider> cryptoSupplier;
    private final EngineTuning tuning;
    private final String nodeIdleName;
    private final String workerIdleName;
    private boolean concluded;

    /**
     * With the defaults of the system's properties.
     */
    public EngineContext()
    {
        this(EngineProperties.system());
    }

    /**
     * With the defaults of given properties.
     *
     * @param properties to read.
     */
    public EngineContext(final EngineProperties properties)
    {
        tuning = new EngineTuning(properties);
        final String key = properties.text("hopwire.private.key", null);
        privateKey = null == key ? null : new PrivateKey(key.trim());
        networkName = properties.text("hopwire.network", "hopwire");
        bindAddress = properties.text("hopwire.bind", ANY_ADDRESS);
        udp = properties.flag("hopwire.udp", true);
        bootstrap(properties.text("hopwire.bootstrap", ""));
        name = properties.text("hopwire.name", null);
        role = properties.choice("hopwire.role", NodeRole.class, NodeRole.ENDPOINT);
        discovery = properties.flag("hopwire.discovery", true);
        rawSockets = properties.flag("hopwire.raw.sockets", true);
        countersFile = properties.flag("hopwire.counters.file", true);
        plaintextLinks = properties.flag("hopwire.plaintext.links", false);
        final String directory = properties.text("hopwire.counters.dir", null);
        countersDirectory = null == directory ? null : Paths.get(directory);
        threadingMode = properties.choice("hopwire.threading.mode", ThreadingMode.class, ThreadingMode.SHARED);
        nodeIdleName = properties.text("hopwire.node.idle.strategy", IdleStrategies.DEFAULT);
        workerIdleName = properties.text("hopwire.worker.idle.strategy", IdleStrategies.DEFAULT);
    }

    /**
     * Identity of the node.
     *
     * @param value the secret; a random one where it is not set.
     * @return this.
     */
    public EngineContext privateKey(final PrivateKey value)
    {
        checkNotConcluded();
        privateKey = value;
        return this;
    }

    /**
     * Name of the network; nodes of another name are strangers that can not even be spoken to.
     *
     * @param value any text of up to 64 characters.
     * @return this.
     */
    public EngineContext networkName(final String value)
    {
        checkNotConcluded();
        networkName = value;
        return this;
    }

    /**
     * Where to receive datagrams, and to accept connections of TCP.
     *
     * @param value {@code host:port} or {@code [v6]:port} for datagrams, {@code tcp://host:port} for connections, or
     *              both, separated by a comma; port 0 takes any free one. Where nothing is said of datagrams, they are
     *              received at a free port, unless {@link #udp(boolean)} says otherwise.
     * @return this.
     */
    public EngineContext bindAddress(final String value)
    {
        checkNotConcluded();
        bindAddress = value;
        return this;
    }

    /**
     * Whether there is a socket of UDP. Without one the node lives on links of TCP: those that it opens, and those that
     * it accepts where {@link #bindAddress(String)} names an address of TCP.
     *
     * @param value default is true.
     * @return this.
     */
    public EngineContext udp(final boolean value)
    {
        checkNotConcluded();
        udp = value;
        return this;
    }

    /**
     * What to put in front of the sockets: {@link io.hopwire.transport.LossyTransport},
     * {@link io.hopwire.transport.DelayTransport}, both, or one of your own. Called once, at launch.
     *
     * @param value of the transport to decorate, to what the engine is to use instead.
     * @return this.
     */
    public EngineContext transportDecorator(final UnaryOperator<DatagramTransport> value)
    {
        checkNotConcluded();
        transportDecorator = Objects.requireNonNull(value, "transportDecorator");
        return this;
    }

    /**
     * Add peers to begin with; they are tried for ever. One at an address of TCP gets a connection.
     *
     * @param value {@code host:port} or {@code key@host:port}, either behind {@code tcp://} for TCP, several separated
     *              by commas.
     * @return this.
     */
    public EngineContext bootstrap(final String value)
    {
        checkNotConcluded();
        for (final String text : value.split(","))
        {
            if (!text.isBlank())
            {
                bootstrapTexts.add(text.trim());
            }
        }
        return this;
    }

    /**
     * What the node is for others.
     *
     * @param value default is {@link NodeRole#ENDPOINT}.
     * @return this.
     */
    public EngineContext role(final NodeRole value)
    {
        checkNotConcluded();
        role = value;
        return this;
    }

    /**
     * Whether to look for further peers through the known ones.
     *
     * @param value false keeps to the configured peers, and to those that come to us.
     * @return this.
     */
    public EngineContext discovery(final boolean value)
    {
        checkNotConcluded();
        discovery = value;
        return this;
    }

    /**
     * Who runs the engine.
     *
     * @param value default is {@link ThreadingMode#SHARED}.
     * @return this.
     */
    public EngineContext threadingMode(final ThreadingMode value)
    {
        checkNotConcluded();
        threadingMode = value;
        return this;
    }

    /**
     * What the node's thread does when there is nothing to do; in {@code INVOKER} mode, what a blocking call does then.
     *
     * @param value a strategy of its own, see also {@link IdleStrategies#of(String)}.
     * @return this.
     */
    public EngineContext nodeIdleStrategy(final IdleStrategy value)
    {
        checkNotConcluded();
        nodeIdleStrategy = value;
        return this;
    }

    /**
     * What the worker's thread does when there is nothing to do.
     *
     * @param value a strategy of its own, see also {@link IdleStrategies#of(String)}.
     * @return this.
     */
    public EngineContext workerIdleStrategy(final IdleStrategy value)
    {
        checkNotConcluded();
        workerIdleStrategy = value;
        return this;
    }

    /**
     * Makes the engine's threads: the place to pin them to cores.
     *
     * @param value default makes plain threads, which keep the JVM alive until the engine is closed.
     * @return this.
     */
    public EngineContext threadFactory(final ThreadFactory value)
    {
        checkNotConcluded();
        threadFactory = value;
        return this;
    }

    /**
     * Whether the allocation-free socket path may be used.
     *
     * @param value false keeps to Java's public API.
     * @return this.
     */
    public EngineContext rawSockets(final boolean value)
    {
        checkNotConcluded();
        rawSockets = value;
        return this;
    }

    /**
     * Whether links to neighbours carry plaintext: for networks that are trusted as a whole, and to measure what
     * encryption costs. All nodes of a network must have the same setting. Sessions stay encrypted end to end.
     *
     * @param value default is false.
     * @return this.
     */
    public EngineContext plaintextLinks(final boolean value)
    {
        checkNotConcluded();
        plaintextLinks = value;
        return this;
    }

    /**
     * What addresses are. All nodes of a network must have the same scheme; keys of the API are of it.
     *
     * @param value one whose addresses have 32 bytes; default is {@link IdentitySchemes#X25519}.
     * @return this.
     */
    public EngineContext identityScheme(final IdentityScheme value)
    {
        checkNotConcluded();
        identityScheme = value;
        return this;
    }

    /**
     * Whether a scheme may be used under which anybody can be anybody. For tests.
     *
     * @param value default is false.
     * @return this.
     */
    public EngineContext unauthenticatedIdentities(final boolean value)
    {
        checkNotConcluded();
        unauthenticatedIdentities = value;
        return this;
    }

    /**
     * Add a protocol of your own between neighbours.
     *
     * @param number    0 to {@link io.hopwire.spi.Limits#MAX_COMPONENTS}, exclusive; the same on both ends.
     * @param component makes it, once, at launch; it is called on the engine's thread only.
     * @return this.
     */
    public EngineContext component(final int number, final Supplier<Component> component)
    {
        checkNotConcluded();
        componentNumbers.add(number);
        components.add(Objects.requireNonNull(component, "component"));
        return this;
    }

    /**
     * Name of the node in the counters directory.
     *
     * @param value default is the number of the process.
     * @return this.
     */
    public EngineContext name(final String value)
    {
        checkNotConcluded();
        name = value;
        return this;
    }

    /**
     * Directory of the counters file, by which other processes watch this one.
     *
     * @param value default is one of the user's own below {@code /dev/shm}, or {@code java.io.tmpdir} without that.
     * @return this.
     */
    public EngineContext countersDirectory(final Path value)
    {
        checkNotConcluded();
        countersDirectory = value;
        return this;
    }

    /**
     * Whether there is a counters file.
     *
     * @param value false keeps the counters in memory of the process.
     * @return this.
     */
    public EngineContext countersFile(final boolean value)
    {
        checkNotConcluded();
        countersFile = value;
        return this;
    }

    /**
     * Told of errors that the engine survived, on the thread where they happened.
     *
     * @param value default prints each distinct error once.
     * @return this.
     */
    public EngineContext errorHandler(final ErrorHandler value)
    {
        checkNotConcluded();
        errorHandler = value;
        return this;
    }

    /**
     * Told once, at launch, of every fast path that this JVM does not offer.
     *
     * @param value default prints a line to {@code System.err}.
     * @return this.
     */
    public EngineContext notePrinter(final Consumer<String> value)
    {
        checkNotConcluded();
        notePrinter = value;
        return this;
    }

    /**
     * Makes the primitives, one for each thread of the engine.
     *
     * @param value default makes those of the JVM and of BouncyCastle.
     * @return this.
     */
    public EngineContext cryptoProvider(final Supplier<CryptoProvider> value)
    {
        checkNotConcluded();
        cryptoSupplier = value;
        return this;
    }

    /**
     * Limits, timeouts and sizes.
     *
     * @return to be changed in place.
     */
    public EngineTuning tuning()
    {
        checkNotConcluded();
        return tuning;
    }

    /**
     * Check everything and freeze it.
     *
     * @return this.
     * @throws HopwireException of category {@link ErrorCategory#CONFIGURATION} that names the setting.
     */
    public EngineContext conclude()
    {
        checkNotConcluded();
        require(null != networkName && !networkName.isEmpty() && networkName.length() <= 64,
            "networkName must have 1 to 64 characters");
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(threadingMode, "threadingMode");
        checkIdentities();
        tuning.check();
        parseAddresses();
        nodeIdleStrategy = null == nodeIdleStrategy ? IdleStrategies.of(nodeIdleName) : nodeIdleStrategy;
        workerIdleStrategy = null == workerIdleStrategy ? IdleStrategies.of(workerIdleName) : workerIdleStrategy;
        require(nodeIdleStrategy != workerIdleStrategy || ThreadingMode.DEDICATED != threadingMode ||
            nodeIdleStrategy instanceof NoOpIdleStrategy,
            "the node's and the worker's idle strategy must not be the same object in DEDICATED mode");
        concluded = true;
        return this;
    }

    private void checkIdentities()
    {
        Objects.requireNonNull(identityScheme, "identityScheme");
        final int beta = Byte.SIZE * identityScheme.addressLength();
        require(PublicKey.LENGTH == identityScheme.addressLength(), "identityScheme " + identityScheme.name() +
            " has addresses of " + beta + " bits: an engine knows those of 256 so far, RSA's 2160 will follow");
        require(identityScheme.isAuthenticated() || unauthenticatedIdentities, "identityScheme " +
            identityScheme.name() + " authenticates nobody: it is for tests, set unauthenticatedIdentities to use it");
    }

    EngineTuning concludedTuning()
    {
        return tuning;
    }

    /**
     * Whether there is any use for connections.
     */
    boolean needsTcp()
    {
        return !udp || null != tcpBind || bootstrap.stream().anyMatch((peer) -> AddressKind.TCP == peer.kind());
    }

    private void parseBinds()
    {
        for (final String text : bindAddress.split(",", -1))
        {
            final AddressText address = AddressText.parseBind(text.trim());
            final boolean isTcp = AddressKind.TCP == address.kind();
            require(null == (isTcp ? tcpBind : bind), "bindAddress names two addresses of one kind: " + bindAddress);
            bind = isTcp ? bind : address;
            tcpBind = isTcp ? address : tcpBind;
        }
        bind = !udp ? null : null == bind ? AddressText.parseBind(ANY_ADDRESS) : bind;
    }

    private void parseAddresses()
    {
        try
        {
            parseBinds();
            for (final String text : bootstrapTexts)
            {
                final AddressText peer = AddressText.parsePeer(text);
                final byte[] key = peer.key();
                require(null == key || PublicKey.LENGTH == key.length,
                    "the key of a bootstrap peer must be " + 2 * PublicKey.LENGTH + " hexadecimal digits: " + text);
                bootstrap.add(peer);
            }
        }
        catch (final TransportException ex)
        {
            throw new HopwireException(ErrorCategory.CONFIGURATION, ex.getMessage(), ex);
        }
    }

    private void checkNotConcluded()
    {
        if (concluded)
        {
            throw new HopwireException(
                ErrorCategory.CONFIGURATION, "this context is concluded: it serves one engine, and can not be changed");
        }
    }

    static void require(final boolean condition, final String message)
    {
        if (!condition)
        {
            throw new HopwireException(ErrorCategory.CONFIGURATION, message);
        }
    }
}
