package io.hopwire.examples;

import io.hopwire.PrivateKey;
import io.hopwire.agent.EngineContext;
import io.hopwire.agent.EngineSettings;
import io.hopwire.agent.NodeRole;
import io.hopwire.spi.AddressKind;
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.Setting;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Options of every command that runs a node. What is not given keeps the engine's default, which a system property
 * {@code hopwire.*} may have set.
 */
final class NodeOptions
{
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
        names = {"-b", "--bootstrap"},
        paramLabel = "[tcp://][KEY@]HOST:PORT",
        split = ",",
        description = "A node to begin with; may be repeated. With its public key, nobody else can stand in for it. " +
            "With tcp:// the link to it runs over TCP, else over UDP.")
    private List<String> bootstrap = new ArrayList<>();

    @Option(
        names = "--bind",
        paramLabel = "HOST:PORT",
        description = "${bundle:hopwire.bind}")
    private String bind;

    @Option(
        names = "--tcp",
        paramLabel = "HOST:PORT",
        description = "Where to accept connections of TCP; port 0 takes a free one. Default: nowhere.")
    private String tcp;

    @Option(
        names = "--no-udp",
        description = "No socket of UDP: links of TCP only, those to --bootstrap and those that --tcp accepts.")
    private boolean noUdp;

    @Option(names = "--scheme", paramLabel = "NAME", description = "${bundle:hopwire.identity.scheme}")
    private String scheme;

    @Option(
        names = {"-k", "--key-file"},
        paramLabel = "FILE",
        description = "Private key of this node; the file is made, for its owner only, if there is none. Default: a " +
            "new key.")
    private Path keyFile;

    @Mixin
    private PassphraseOption passphrase = new PassphraseOption();

    @Option(names = "--name", paramLabel = "NAME", description = "${bundle:hopwire.name}")
    private String name;

    @Option(names = "--network", paramLabel = "NAME", description = "${bundle:hopwire.network}")
    private String network;

    @Option(names = "--threading", paramLabel = "MODE", description = "${bundle:hopwire.threading.mode}")
    private String threading;

    @Option(names = "--idle", paramLabel = "STRATEGY", description = "${bundle:hopwire.node.idle.strategy}")
    private String idle;

    @Option(
        names = "--set",
        paramLabel = "NAME=VALUE",
        description = "Any other setting, such as max.links=64; may be repeated. 'hopwire settings' lists them all.")
    private Map<String, String> settings = new LinkedHashMap<>();

    private String bootstrapText;
    private String networkText;

    /**
     * Not taken: others could read it.
     */
    @Option(names = "--key", hidden = true, paramLabel = "PRIVATE")
    void refuseKey(final String key)
    {
        throw keyIsSeen("--key");
    }

    /**
     * The engine's configuration.
     *
     * @param role     of the node.
     * @param terminal told of notes.
     * @return a context to launch.
     */
    EngineContext context(final NodeRole role, final Terminal terminal)
    {
        final EngineContext context = new EngineContext().role(role).notePrinter(terminal.err()::println);
        bootstrap.forEach(context::bootstrap);
        if (noUdp)
        {
            context.udp(false);
        }
        if (null != bind || null != tcp)
        {
            context.bindAddress(bindText(context.get(EngineSettings.BIND)));
        }
        set(context, EngineSettings.IDENTITY_SCHEME, scheme);
        set(context, EngineSettings.NAME, name);
        set(context, NodeSettings.NETWORK, network);
        set(context, EngineSettings.THREADING, threading);
        set(context, EngineSettings.NODE_IDLE, idle);
        set(context, EngineSettings.WORKER_IDLE, idle);
        settings.forEach((setting, text) -> set(context, setting, text));
        final PrivateKey key = privateKey(context, terminal);
        if (null != key)
        {
            context.privateKey(key);
        }
        bootstrapText = context.get(EngineSettings.BOOTSTRAP);
        networkText = context.get(NodeSettings.NETWORK);
        return context;
    }

    /**
     * Before {@link #context(NodeRole, Terminal)}: where the private key is, unless the user names one.
     */
    void keyFileOr(final Path file)
    {
        keyFile = hasKey() ? keyFile : file;
    }

    /** Whether a field is one of an option of these. */
    static boolean isDeclaredBy(final Field field)
    {
        return NodeOptions.class == field.getDeclaringClass() || PassphraseOption.class == field.getDeclaringClass();
    }

    /** Whether the user names a private key, so that the node is the same the next time. */
    boolean hasKey()
    {
        return null != keyFile || null != System.getProperty(EngineSettings.PRIVATE_KEY.name());
    }

    /**
     * Only after {@link #context(NodeRole, Terminal)}.
     */
    boolean hasBootstrap()
    {
        return null != bootstrapText;
    }

    /**
     * Only after {@link #context(NodeRole, Terminal)}.
     *
     * @return how many nodes there are to begin with.
     */
    int bootstrapCount()
    {
        return hasBootstrap() ? bootstrapText.split(",").length : 0;
    }

    String bootstrapText()
    {
        return bootstrapText.replace(",", ", ");
    }

    /**
     * Only after {@link #context(NodeRole, Terminal)}.
     */
    String network()
    {
        return networkText;
    }

    /** With or without the prefix that all settings have. */
    private void set(final EngineContext context, final String setting, final String text)
    {
        if (EngineSettings.PRIVATE_KEY.name().equals(setting) ||
            EngineSettings.PRIVATE_KEY.name().equals("hopwire." + setting))
        {
            throw keyIsSeen("--set " + setting);
        }
        context.set(setting, text);
    }

    private ParameterException keyIsSeen(final String option)
    {
        return new ParameterException(spec.commandLine(), option + ": a private key on the command line can be read " +
            "by everybody on this machine: use --key-file");
    }

    private static void set(final EngineContext context, final Setting<?> setting, final String textOrNull)
    {
        if (null != textOrNull)
        {
            context.set(setting.name(), textOrNull);
        }
    }

    private String bindText(final String configured)
    {
        final String datagrams = null == bind ? configured : bind;
        return null == tcp ? datagrams : datagrams + ',' + AddressKind.scheme(AddressKind.TCP) + tcp;
    }

    private PrivateKey privateKey(final EngineContext context, final Terminal terminal)
    {
        return null == keyFile ? null :
            KeyFile.readOrCreate(keyFile, context.get(EngineSettings.IDENTITY_SCHEME), passphrase, terminal);
    }
}
