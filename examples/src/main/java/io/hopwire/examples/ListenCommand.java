package io.hopwire.examples;

import io.hopwire.ListenSession;
import io.hopwire.Session;
import io.hopwire.agent.NodeRole;
import io.hopwire.spi.SessionCodes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * {@code hopwire listen}.
 */
@Command(
    name = "listen",
    description = "Wait for clients under a public key, and print what they send to the standard output. " +
        "Notes go to the standard error.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        "0:ended as asked",
        "1:the port is taken, or the engine failed; with --once also: the session broke off",
        "2:used in a wrong way"},
    footerHeading = "%nExamples:%n",
    footer = {
        "  hopwire listen --bootstrap 127.0.0.1:4002",
        "  hopwire listen --bootstrap 127.0.0.1:4002 --once > received.bin",
        "  hopwire listen --bootstrap 127.0.0.1:4002 --echo --key-file server.key   answers 'hopwire ping'"})
final class ListenCommand implements Callable<Integer>
{
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(5);

    @ParentCommand
    private HopwireCommand parent;

    @Mixin
    private NodeOptions options;

    @Option(names = {"-e", "--echo"}, description = "Send every message back to its sender.")
    private boolean echo;

    @Option(names = {"-q", "--quiet"}, description = "Do not print what arrives.")
    private boolean quiet;

    @Option(names = {"-1", "--once"}, description = "End when the first client has gone.")
    private boolean once;

    private final List<ListenClient> clients = new ArrayList<>();
    private boolean served;
    private boolean wasWhole = true;

    @Override
    public Integer call()
    {
        final Terminal terminal = parent.terminal();
        try (Host host = Host.launch(options.context(NodeRole.ENDPOINT, terminal)))
        {
            terminal.err().println("listening as " + host.engine().publicKey());
            final JoinNote note = new JoinNote(host, options, terminal.err());
            final ListenSession listener = host.engine().localEndpoint().listen();
            while (host.isRunning() && !(once && served && clients.isEmpty()))
            {
                note.poll();
                host.await(host.poll() + accept(listener, terminal) + serve(terminal), PATIENCE_NS);
            }
        }
        return once && !wasWhole ? 1 : 0;
    }

    private int accept(final ListenSession listener, final Terminal terminal)
    {
        if (once && served)
        {
            return 0;
        }
        final Session session = listener.accept(0);
        if (null == session)
        {
            return 0;
        }
        served = true;
        terminal.err().println("connected: " + session.peer());
        clients.add(new ListenClient(session, quiet ? null : terminal.out(), echo));
        return 1;
    }

    private int serve(final Terminal terminal)
    {
        int work = 0;
        for (int i = clients.size() - 1; i >= 0; i--)
        {
            final ListenClient client = clients.get(i);
            work += client.poll();
            if (client.isDone())
            {
                clients.remove(i);
                wasWhole &= client.isWhole();
                terminal.err().println("gone: " + client.peer() + ending(client));
            }
        }
        if (work > 0)
        {
            terminal.checkOut();
        }
        return work;
    }

    /**
     * Somebody who reads what came must know whether it is all.
     *
     * @return the rest of the line about a client that has gone.
     */
    private static String ending(final ListenClient client)
    {
        final long messages = client.messages();
        return ", " + messages + (1 == messages ? " message" : " messages") +
            (client.isWhole() ? "" : "; the session has ended, " + SessionCodes.name(client.closeReason()) +
            ": there may have been more");
    }
}
