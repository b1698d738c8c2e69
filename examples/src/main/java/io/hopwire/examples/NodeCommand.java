package io.hopwire.examples;

import io.hopwire.Engine;
import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import io.hopwire.agent.EngineContext;
import io.hopwire.agent.NodeRole;
import io.hopwire.store.StoreSettings;
import org.agrona.CloseHelper;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/**
 * {@code hopwire node}.
 */
@Command(
    name = "node",
    description = "Run a relay until Ctrl-C. Prints its public key and the address where it can be reached.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:ended as asked", "1:the port is taken, or the engine failed", "2:used in a wrong way"},
    footerHeading = "%nExamples:%n",
    footer = {
        "  hopwire node --bind 127.0.0.1:4001 --name r1",
        "  hopwire node --bind 127.0.0.1:4002 --name r2 --bootstrap 127.0.0.1:4001",
        "  hopwire node --tcp 0.0.0.0:4001 --name r4 --bootstrap r1.example.com:4001",
        "  hopwire node --bind '[::]:4003' --key-file r3.key --bootstrap r1.example.com:4001",
        "  hopwire node --bind 127.0.0.1:4006 --control ~/.hopwire/control --bootstrap 127.0.0.1:4001",
        "  hopwire node --bind 0.0.0.0:4005 --store /var/lib/hopwire --bootstrap r1.example.com:4001"})
final class NodeCommand implements Callable<Integer>
{
    @ParentCommand
    private HopwireCommand parent;

    @Mixin
    private NodeOptions options;

    @Option(names = "--store", paramLabel = "DIR", description = "${bundle:hopwire.store.dir}")
    private Path store;

    @Option(
        names = "--control",
        paramLabel = "FILE",
        description = "Socket of this machine by which other commands use this node, with --through FILE. Its " +
            "directory has to be the user's alone, and is made if there is none. '-': hopwire.control in " +
            "XDG_RUNTIME_DIR. Default: none.")
    private String controlText;

    @Option(names = "--duration", paramLabel = "TIME", description = "${bundle:option.duration}")
    private String duration;

    @Override
    public Integer call()
    {
        final long durationNs = CommandSettings.durationNs(CommandSettings.DURATION, duration);
        final Terminal terminal = parent.terminal();
        try (Host host = Host.launch(context(terminal)))
        {
            final PrintStream out = terminal.out();
            out.println("public key " + host.engine().publicKey());
            printAddresses(host.engine(), out);
            terminal.checkOut();
            final NodeControl control = control(host, terminal);
            try
            {
                run(host, new JoinNote(host, options, terminal.err()), durationNs);
            }
            finally
            {
                CloseHelper.close(control);
            }
        }
        return 0;
    }

    private NodeControl control(final Host host, final Terminal terminal)
    {
        if (null == controlText)
        {
            return null;
        }
        if (host.drivesEngine())
        {
            throw new HopwireException(
                ErrorCategory.CONFIGURATION, "--control needs an engine with threads: not --threading invoker");
        }
        return NodeControl.open(host.engine(), ControlSocket.path(controlText), terminal.err());
    }

    /** What a node keeps depends on its key, so where nobody names one it is in the store, too. */
    private EngineContext context(final Terminal terminal)
    {
        if (null == store)
        {
            return options.context(NodeRole.RELAY, terminal);
        }
        try
        {
            Files.createDirectories(store);
        }
        catch (final IOException ex)
        {
            throw new CommandFailure("the store " + store + " can not be written: " + ex);
        }
        options.keyFileOr(store.resolve("node.key"));
        return options.context(NodeRole.RELAY, terminal).set(StoreSettings.DIRECTORY, store.toString());
    }

    /** A line for each way in, to paste behind --bootstrap; a node that only opens links has none. */
    private static void printAddresses(final Engine engine, final PrintStream out)
    {
        final String local = engine.localAddress();
        final String tcp = engine.tcpAddress();
        if (null != local)
        {
            printAddress(local, out);
        }
        if (null != tcp && !tcp.equals(local))
        {
            printAddress(tcp, out);
        }
    }

    private static void printAddress(final String bound, final PrintStream out)
    {
        for (final String address : OwnAddresses.of(bound, OwnAddresses.ofMachine()))
        {
            out.println("address    " + address);
        }
    }

    private void run(final Host host, final JoinNote note, final long durationNs)
    {
        final long startNs = System.nanoTime();
        long leftNs = durationNs;
        while (host.isRunning() && leftNs > 0)
        {
            note.poll();
            host.linger(leftNs);
            leftNs = durationNs - (System.nanoTime() - startNs);
        }
    }
}
