package io.hopwire.examples;

import io.hopwire.agent.Host;
import io.hopwire.agent.HostStream;
import io.hopwire.libp2p.HostFault;
import io.hopwire.libp2p.HostListener;
import io.hopwire.libp2p.NetConnection;
import io.hopwire.libp2p.address.Multiaddr;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code hopwire libp2p listen}.
 */
@Command(
    name = "listen",
    description = "Listen until Ctrl-C. Answers pings, says who it is, and sends back what comes by /echo/1.0.0. " +
        "Prints where it can be reached, and who comes and goes.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:ended as asked", "1:the port is taken, or the host failed", "2:used in a wrong way"})
final class Libp2pListenCommand implements Callable<Integer>
{
    private static final int BUFFER_LENGTH = 16 * 1024;
    private static final long LOOK_NS = 100_000_000L;

    @ParentCommand
    private Libp2pCommand parent;

    @Mixin
    private Libp2pOptions options;

    @Option(names = "--duration", paramLabel = "TIME", description = "${bundle:option.duration}")
    private String duration;

    @Option(names = {"-q", "--quiet"}, description = "Do not print who comes and goes.")
    private boolean quiet;

    @Parameters(
        arity = "0..*",
        paramLabel = "MULTIADDR",
        converter = Libp2pOptions.Address.class,
        description = "Where to listen; several are possible. Default: /ip4/0.0.0.0/tcp/0, a free port.")
    private List<Multiaddr> addresses;

    @Override
    public Integer call()
    {
        final long durationNs = CommandSettings.durationNs(CommandSettings.DURATION, duration);
        final Terminal terminal = parent.terminal();
        try (Interruption interruption = new Interruption(); Host host = options.launch(terminal))
        {
            host.setStreamHandler("/echo/1.0.0", Libp2pListenCommand::echo);
            if (!quiet)
            {
                host.setListener(new Printer(terminal.out()));
            }
            final List<Multiaddr> at = null == addresses ? List.of(Multiaddr.parse("/ip4/0.0.0.0/tcp/0")) : addresses;
            host.listen(at.toArray(new Multiaddr[0])).forEach((one) -> terminal.out().println("listening " + one));
            terminal.checkOut();
            run(host, interruption, durationNs);
        }
        return 0;
    }

    private static void run(final Host host, final Interruption interruption, final long durationNs)
    {
        final long startNs = System.nanoTime();
        while (!interruption.isRequested() && System.nanoTime() - startNs < durationNs)
        {
            if (!host.isRunning())
            {
                throw new CommandFailure("the host has stopped");
            }
            LockSupport.parkNanos(LOOK_NS);
        }
    }

    private static void echo(final HostStream stream)
    {
        final byte[] buffer = new byte[BUFFER_LENGTH];
        int length = stream.read(buffer, 0, buffer.length);
        while (length > 0)
        {
            stream.write(buffer, 0, length);
            length = stream.read(buffer, 0, buffer.length);
        }
    }

    /** Who comes and goes. */
    private static final class Printer implements HostListener
    {
        private final PrintStream out;

        private Printer(final PrintStream out)
        {
            this.out = out;
        }

        @Override
        public void onConnected(final NetConnection connection)
        {
            out.println("connected " + connection.remotePeer() + " by " + connection.muxer());
            out.flush();
        }

        @Override
        public void onDisconnected(final NetConnection connection, final HostFault fault)
        {
            out.println("disconnected " + connection.remotePeer() + ": " + fault.text());
            out.flush();
        }
    }
}
