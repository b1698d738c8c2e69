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
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.Setting;
import io.hopwire.spi.SettingGroup;
import io.hopwire.spi.Settings;
import io.hopwire.transport.AddressText;
import io.hopwire.transport.DatagramTransport;
import io.hopwire.transport.TransportException;
import io.hopwire.transport.TransportSettings;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NoOpIdleStrategy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Configuration of one engine: its settings, and the objects that it is given. What is not set has the value that a
 * system property of the setting's name gives, or the setting's default; SETTINGS.md lists them all, as
 * {@code hopwire settings} does. Frozen by {@link #conclude()}, which {@code HopwireEngine.launch} calls; serves one
 * launch. Not thread-safe.
 */
public final class EngineContext
{
    /** The ring from the application holds at least so many of the longest messages. */
    private static final int MESSAGES_PER_COMMAND_BUFFER = 16;

    final List<String> bootstrapTexts = new ArrayList<>();
    final List<AddressText> bootstrap = new ArrayList<>();
    /** One for each of them, null where it is not known. */
    final List<PublicKey> bootstrapKeys = new ArrayList<>();
    final List<Integer> componentNumbers = new ArrayList<>();
    final List<Supplier<Component>> components = new ArrayList<>();
    final List<String> notes;
    PrivateKey privateKey;
    /** Where datagrams are received, null without UDP. */
    AddressText bind;
    /** Where connections are accepted, null where none are. */
    AddressText tcpBind;
    UnaryOperator<DatagramTransport> transportDecorator = UnaryOperator.identity();
    IdentityScheme identityScheme;
    IdleStrategy nodeIdleStrategy;
    IdleStrategy workerIdleStrategy;
    ThreadFactory threadFactory = Thread::new;
    ErrorHandler errorHandler;
    Consumer<String> notePrinter = ProcessNotes::say;
    NameResolver nameResolver = NameResolver.OF_SYSTEM;
    /** What the disk's thread runs, of what it should: a test puts a failure in front. */
    UnaryOperator<Agent> diskAgent = UnaryOperator.identity();
    Supplier<CryptoProvider> cryptoSupplier;
    Settings settings = Settings.DEFAULTS;
    private boolean concluded;

    /**
     * With the defaults of the system's properties.
     *
     * @throws HopwireException of category {@link ErrorCategory#CONFIGURATION} that names the property.
     */
    public EngineContext()
    {
        this(System.getProperties());
    }

    /**
     * With the defaults of given properties.
     *
     * @param properties to read; those that begin with {@code hopwire.} and are no setting are reported at launch.
     * @throws HopwireException of category {@link ErrorCategory#CONFIGURATION} that names the property.
     */
    public EngineContext(final Properties properties)
    {
        for (final SettingGroup group : EngineSettings.GROUPS)
        {
            for (final Setting<?> setting : group.settings())
            {
                final String text = properties.getProperty(setting.name());
                if (null != text)
                {
                    setText(setting, text);
                }
            }
        }
        notes = SettingNames.unknown(properties);
    }

    /**
     * Set any setting.
     *
     * @param setting of {@link EngineSettings}, of {@code LinkSettings}, {@code SessionSettings} and the others.
     * @param value   within its range; durations in nanoseconds, sizes in bytes.
     * @param <T>     of its values.
     * @return this.
     * @throws HopwireException of category {@link ErrorCategory#CONFIGURATION} that names the setting and its range.
     */
    public <T> EngineContext set(final Setting<T> setting, final T value)
    {
        checkNotConcluded();
        try
        {
            settings = settings.with(setting, value);
            return this;
        }
        catch (final IllegalArgumentException ex)
        {
            throw new HopwireException(ErrorCategory.CONFIGURATION, ex.getMessage(), ex);
        }
    }

    /**
     * Set any setting by its name, to what a text says, as a property would.
     *
     * @param name with or without {@code hopwire.} in front.
     * @param text such as {@code 64k} or {@code 250ms}.
     * @return this.
     * @throws HopwireException of category {@link ErrorCategory#CONFIGURATION} that names the setting and its range, or
     *                          the name that was probably meant.
     */
    public EngineContext set(final String name, final String text)
    {
        return setText(SettingNames.find(name), text);
    }

    /**
     * {@return the value of a setting}
     *
     * @param setting as in {@link #set(Setting, Object)}.
     * @param <T>     of its values.
     */
    public <T> T get(final Setting<T> setting)
    {
        return settings.get(setting);
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
        return set(NodeSettings.NETWORK, value);
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
        return set(EngineSettings.BIND, value);
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
        return set(TransportSettings.UDP, value);
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
     * Add peers to begin with; they are tried for ever. One at an address of TCP gets a connection. A name is looked
     * up off the engine's threads, and again while there is no link to its peer; all its addresses are tried.
     *
     * @param value {@code host:port} or {@code key@host:port}, either behind {@code tcp://} for TCP, several separated
     *              by commas.
     * @return this.
     */
    public EngineContext bootstrap(final String value)
    {
        final String known = get(EngineSettings.BOOTSTRAP);
        return set(EngineSettings.BOOTSTRAP, null == known ? value : known + "," + value);
    }

    /**
     * What the node is for others.
     *
     * @param value default is {@link NodeRole#ENDPOINT}.
     * @return this.
     */
    public EngineContext role(final NodeRole value)
    {
        return set(EngineSettings.ROLE, value);
    }

    /**
     * Whether to look for further peers through the known ones.
     *
     * @param value false keeps to the configured peers, and to those that come to us.
     * @return this.
     */
    public EngineContext discovery(final boolean value)
    {
        return set(NodeSettings.DISCOVERY, value);
    }

    /**
     * Who runs the engine.
     *
     * @param value default is {@link ThreadingMode#SHARED}.
     * @return this.
     */
    public EngineContext threadingMode(final ThreadingMode value)
    {
        return set(EngineSettings.THREADING, value);
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
     * What addresses are. All nodes of a network must have the same scheme; keys of the API are of it.
     *
     * @param value a scheme; default is that which {@link EngineSettings#IDENTITY_SCHEME} names.
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
        return set(EngineSettings.UNAUTHENTICATED_IDENTITIES, value);
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
        return set(EngineSettings.NAME, value);
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
     * Told once, at launch, of every fast path that this JVM does not offer; and later, on another thread, of names of
     * bootstrap peers that can not be resolved.
     *
     * @param value default logs a warning to the {@link System.Logger} named {@code io.hopwire}, which prints it to
     *              {@code System.err} where nothing else is configured: each once in a process, however many engines
     *              it has.
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
     * Check everything and freeze it.
     *
     * @return this.
     * @throws HopwireException of category {@link ErrorCategory#CONFIGURATION} that names the setting.
     */
    public EngineContext conclude()
    {
        checkNotConcluded();
        chooseIdentities();
        checkRelations();
        parseKey();
        parseAddresses();
        chooseIdleStrategies();
        concluded = true;
        return this;
    }

    private void chooseIdentities()
    {
        if (null == identityScheme)
        {
            identityScheme = IdentitySchemes.of(get(EngineSettings.IDENTITY_SCHEME));
        }
        require(identityScheme.isAuthenticated() || get(EngineSettings.UNAUTHENTICATED_IDENTITIES),
            "the identity scheme " + identityScheme.name() + " authenticates nobody: it is for tests, set " +
            EngineSettings.UNAUTHENTICATED_IDENTITIES + "=true to use it");
    }

    /**
     * What settings demand of each other; each by itself was checked when it was set.
     */
    private void checkRelations()
    {
        try
        {
            EngineSettings.GROUPS.forEach((group) -> group.check(settings));
        }
        catch (final IllegalArgumentException ex)
        {
            throw new HopwireException(ErrorCategory.CONFIGURATION, ex.getMessage(), ex);
        }
        final long leastCommandBuffer = (long)MESSAGES_PER_COMMAND_BUFFER * get(NodeSettings.MTU);
        require(get(EngineSettings.COMMAND_BUFFER) >= leastCommandBuffer, EngineSettings.COMMAND_BUFFER +
            " must be at least " + MESSAGES_PER_COMMAND_BUFFER + " times " + NodeSettings.MTU + ", " +
            leastCommandBuffer + " bytes, found " + get(EngineSettings.COMMAND_BUFFER));
    }

    private void parseKey()
    {
        final String text = get(EngineSettings.PRIVATE_KEY);
        if (null == privateKey && null != text)
        {
            privateKey = new PrivateKey(text);
        }
        if (null != privateKey)
        {
            KeyPairs.check(identityScheme, privateKey);
        }
    }

    private void chooseIdleStrategies()
    {
        nodeIdleStrategy =
            null == nodeIdleStrategy ? IdleStrategies.of(get(EngineSettings.NODE_IDLE)) : nodeIdleStrategy;
        workerIdleStrategy =
            null == workerIdleStrategy ? IdleStrategies.of(get(EngineSettings.WORKER_IDLE)) : workerIdleStrategy;
        require(nodeIdleStrategy != workerIdleStrategy || ThreadingMode.DEDICATED != get(EngineSettings.THREADING) ||
            nodeIdleStrategy instanceof NoOpIdleStrategy,
            "the node's and the worker's idle strategy must not be the same object in DEDICATED mode");
    }

    /**
     * Whether there is any use for connections.
     */
    boolean needsTcp()
    {
        return !get(TransportSettings.UDP) || null != tcpBind ||
            bootstrap.stream().anyMatch((peer) -> AddressKind.TCP == peer.kind());
    }

    private void parseBinds()
    {
        final String binds = get(EngineSettings.BIND);
        for (final String text : binds.split(",", -1))
        {
            final AddressText address = AddressText.parseBind(text.trim());
            final boolean isTcp = AddressKind.TCP == address.kind();
            require(null == (isTcp ? tcpBind : bind),
                EngineSettings.BIND + " names two addresses of one kind: " + binds);
            bind = isTcp ? bind : address;
            tcpBind = isTcp ? address : tcpBind;
        }
        if (!get(TransportSettings.UDP))
        {
            bind = null;
        }
        else if (null == bind)
        {
            bind = AddressText.parseBind(EngineSettings.BIND.defaultValue());
        }
    }

    private void parseAddresses()
    {
        final String peers = get(EngineSettings.BOOTSTRAP);
        for (final String text : null == peers ? new String[0] : peers.split(","))
        {
            if (!text.isBlank())
            {
                bootstrapTexts.add(text.trim());
            }
        }
        try
        {
            parseBinds();
            for (final String text : bootstrapTexts)
            {
                final AddressText peer = AddressText.parsePeer(text);
                bootstrap.add(peer);
                bootstrapKeys.add(null == peer.key() ? null : peerKey(text, peer.key()));
            }
        }
        catch (final TransportException ex)
        {
            throw new HopwireException(ErrorCategory.CONFIGURATION, ex.getMessage(), ex);
        }
    }

    private PublicKey peerKey(final String peer, final String text)
    {
        try
        {
            final PublicKey key = new PublicKey(text);
            KeyPairs.check(identityScheme, key);
            return key;
        }
        catch (final HopwireException ex)
        {
            throw new HopwireException(
                ErrorCategory.CONFIGURATION, "bootstrap peer " + peer + ": " + ex.getMessage(), ex);
        }
    }

    private <T> EngineContext setText(final Setting<T> setting, final String text)
    {
        try
        {
            return set(setting, setting.parse(text));
        }
        catch (final IllegalArgumentException ex)
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
