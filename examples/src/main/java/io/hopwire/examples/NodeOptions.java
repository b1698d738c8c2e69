package io.hopwire.examples;

import io.hopwire.PrivateKey;
import io.hopwire.agent.EngineContext;
import io.hopwire.agent.IdleStrategies;
import io.hopwire.agent.NodeRole;
import io.hopwire.agent.ThreadingMode;
import io.hopwire.spi.AddressKind;
import org.agrona.concurrent.IdleStrategy;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Options of every command that runs a node. What is not given keeps the engine's default, which a system property
 * {@code hopwire.*} may have set.
 */
final class NodeOptions
{
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
        description = "Where to receive datagrams; port 0 takes a free one. Default: 0.0.0.0:0.")
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

    @ArgGroup(exclusive = true, multiplicity = "0..1")
    private Identity identity = new Identity();

    @Option(names = "--name", paramLabel = "NAME", description = "Name for 'hopwire stat'. Default: the process id.")
    private String name;

    @Option(names = "--network", paramLabel = "NAME", description = "Name of the network. Default: hopwire.")
    private String network;

    @Option(
        names = "--threading",
        paramLabel = "MODE",
        description = "invoker, shared or dedicated: none, one or two threads of the engine's own. Default: shared.")
    private ThreadingMode threading;

    @Option(
        names = "--idle",
        paramLabel = "STRATEGY",
        description = "What a thread does when there is nothing to do: " + IdleStrategies.NAMES +
            ". Default: blocking.")
    private String idle;

    private IdleStrategy invokerIdle;

    /**
     * Where the private key comes from.
     */
    static final class Identity
    {
        @Option(
            names = {"-k", "--key-file"},
            paramLabel = "FILE",
            description = "Private key of this node; the file is made, for its owner only, if there is none.")
        private Path file;

        @Option(
            names = "--key",
            paramLabel = "PRIVATE",
            converter = KeyConverters.Private.class,
            description = "Private key of this node. Others on this machine can see it: prefer --key-file. " +
                "Default: a new one.")
        private PrivateKey key;
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
        final PrivateKey key = privateKey(terminal);
        if (null != key)
        {
            context.privateKey(key);
        }
        if (noUdp)
        {
            context.udp(false);
        }
        if (null != bind || null != tcp)
        {
            context.bindAddress(bindText());
        }
        if (null != name)
        {
            context.name(name);
        }
        if (null != network)
        {
            context.networkName(network);
        }
        if (null != threading)
        {
            context.threadingMode(threading);
        }
        if (null != idle)
        {
            context.nodeIdleStrategy(IdleStrategies.of(idle)).workerIdleStrategy(IdleStrategies.of(idle));
        }
        if (isInvoker())
        {
            invokerIdle = IdleStrategies.of(null == idle ? "blocking" : idle);
            context.nodeIdleStrategy(invokerIdle);
        }
        return context;
    }

    /**
     * What the command's thread does when there is nothing to do and it drives the engine: it waits for what the engine
     * waits for. Known once {@link #context(NodeRole, Terminal)} was asked for.
     *
     * @return null where the engine has a thread of its own.
     */
    IdleStrategy invokerIdle()
    {
        return invokerIdle;
    }

    boolean hasBootstrap()
    {
        return !bootstrap.isEmpty();
    }

    String bootstrapText()
    {
        return String.join(", ", bootstrap);
    }

    private boolean isInvoker()
    {
        return ThreadingMode.INVOKER == threading;
    }

    private String bindText()
    {
        final String datagrams = null == bind ? "0.0.0.0:0" : bind;
        return null == tcp ? datagrams : datagrams + ',' + AddressKind.scheme(AddressKind.TCP) + tcp;
    }

    private PrivateKey privateKey(final Terminal terminal)
    {
        return null != identity.file ? KeyFile.readOrCreate(identity.file, terminal.err()) : identity.key;
    }
}
