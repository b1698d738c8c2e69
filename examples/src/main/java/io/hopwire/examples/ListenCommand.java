package io.hopwire.examples;

import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import io.hopwire.ListenSession;
import io.hopwire.PublicKey;
import io.hopwire.Session;
import io.hopwire.agent.NodeRole;
import io.hopwire.spi.SessionCodes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * {@code hopwire listen}.
 */
@Command(
    name = "listen",
    description = "Wait for clients under a public key, and print what they send to the standard output, or keep the " +
        "files that 'hopwire send --file' sends in a directory. Notes go to the standard error.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        "0:ended as asked",
        "1:the port is taken, or the engine failed; with --once also: the session broke off, or a " +
            "file was not kept",
        "2:used in a wrong way"},
    footerHeading = "%nExamples:%n",
    footer = {
        "  hopwire listen --bootstrap 127.0.0.1:4002",
        "  hopwire listen --bootstrap 127.0.0.1:4002 --once > received.bin",
        "  hopwire listen --bootstrap 127.0.0.1:4002 --directory in --from <public key>   keeps that sender's files",
        "  hopwire listen --bootstrap 127.0.0.1:4002 --echo --key-file server.key   answers 'hopwire ping'"})
final class ListenCommand implements Callable<Integer>
{
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(5);
    /** The bar of a file moves so often, also where nothing comes. */
    private static final long PROGRESS_NS = TimeUnit.MILLISECONDS.toNanos(200);

    @ParentCommand
    private HopwireCommand parent;

    @Mixin
    private NodeOptions options;

    @Option(names = {"-e", "--echo"}, description = "Send every message back to its sender.")
    private boolean echo;

    @Option(
        names = {"-d", "--directory"},
        paramLabel = "DIR",
        description = "Keep files in this directory, each under the name its sender gives it, which must be new " +
            "there, and print their SHA-256 as sha256sum does. What does not come whole is removed. Nothing else is " +
            "taken.")
    private Path directory;

    @Option(
        names = "--from",
        paramLabel = "PUBLIC_KEY",
        converter = KeyConverters.Public.class,
        description = "Whom to let in; may be repeated. Default: everybody.")
    private Set<PublicKey> from = new LinkedHashSet<>();

    @Option(names = {"-q", "--quiet"}, description = "Do not print what arrives.")
    private boolean quiet;

    @Option(names = {"-1", "--once"}, description = "End when the first client has gone.")
    private boolean once;

    private final List<ListenClient> clients = new ArrayList<>();
    private ListenProgress progress;
    private boolean served;
    private boolean wasWhole = true;

    @Override
    public Integer call()
    {
        checkDirectory();
        final Terminal terminal = parent.terminal();
        progress = new ListenProgress(terminal.err());
        try (Host host = Host.launch(options.context(NodeRole.ENDPOINT, terminal)))
        {
            note("listening as " + host.engine().publicKey());
            final JoinNote note = new JoinNote(host, options, terminal.err());
            final ListenSession listener = host.engine().localEndpoint().listen(null, this::isWelcome);
            while (host.isRunning() && !(once && served && clients.isEmpty()))
            {
                note.poll();
                host.await(host.poll() + accept(listener, terminal) + serve(terminal), patienceNs());
            }
        }
        finally
        {
            clients.forEach(ListenClient::close);
        }
        return once && !wasWhole ? 1 : 0;
    }

    private void checkDirectory()
    {
        if (null != directory && echo)
        {
            throw new HopwireException(ErrorCategory.CONFIGURATION, "--echo sends back, --directory keeps: not both");
        }
        if (null != directory && !(Files.isDirectory(directory) && Files.isWritable(directory)))
        {
            throw new HopwireException(
                ErrorCategory.CONFIGURATION, "there is no directory " + directory + " that can be written to");
        }
    }

    private boolean isWelcome(final PublicKey peer)
    {
        return from.isEmpty() || from.contains(peer);
    }

    private long patienceNs()
    {
        return progress.isShown() ? PROGRESS_NS : PATIENCE_NS;
    }

    private void note(final String text)
    {
        progress.end();
        parent.terminal().err().println(text);
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
        note("connected: " + session.peer());
        final PrintStream out = quiet ? null : terminal.out();
        clients.add(new ListenClient(
            session,
            null == directory ? new MessagePrinter(out) : null,
            echo ? null : new FileReceiver(session, directory, terminal.out(), this::note)));
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
                client.close();
                note("gone: " + client.peer() + ending(client));
            }
        }
        progress.show(clients);
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
            (client.isEnded() ? "" : "; the session has ended, " + SessionCodes.name(client.closeReason()) +
            ": there may have been more");
    }
}
