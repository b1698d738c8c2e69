package io.hopwire.examples;

import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import io.hopwire.agent.NodeRole;
import io.hopwire.spi.SystemCounter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * {@code hopwire shout}.
 */
@Command(
    name = "shout",
    description = "Tell everybody in the network a text, or print what others tell everybody: sender, and text, or " +
        "bytes and other values as hexadecimal digits. Nothing proves who a sender is, and nobody acknowledges " +
        "anything.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        "0:it is on its way to at least one neighbour; of --listen: COUNT were heard, or it was ended",
        "1:there was nobody to tell, or it failed",
        "2:used in a wrong way"},
    footerHeading = "%nExamples:%n",
    footer = {
        "  hopwire shout --bootstrap 127.0.0.1:4001 --listen",
        "  hopwire shout --bootstrap 127.0.0.1:4001 'maintenance at noon'"})
final class TellAllCommand implements Callable<Integer>
{
    private static final long LEAVE_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(1);

    @ParentCommand
    private HopwireCommand parent;

    @Mixin
    private NodeOptions options;

    @Parameters(paramLabel = "TEXT", arity = "0..1", description = "What everybody is told; not with --listen.")
    private String text;

    @Option(names = "--listen", description = "Print what others tell everybody.")
    private boolean isListening;

    @Option(
        names = {"-c", "--count"},
        paramLabel = "COUNT",
        description = "With --listen: end after so many. Default: until Ctrl-C.")
    private String countText;

    @Option(names = {"-t", "--timeout"}, paramLabel = "TIME", description = "${bundle:option.timeout}")
    private String timeoutText;

    @Override
    public Integer call()
    {
        if (isListening == (null != text))
        {
            throw new HopwireException(ErrorCategory.CONFIGURATION, "give a text, or --listen");
        }
        final long count = CommandSettings.value(CommandSettings.COUNT, countText);
        final long timeoutNs = CommandSettings.durationNs(CommandSettings.TIMEOUT, timeoutText);
        final Terminal terminal = parent.terminal();
        try (Host host = Host.launch(options.context(NodeRole.ENDPOINT, terminal)))
        {
            return isListening ?
                HeardLines.print(
                    host, host.engine()::shoutHandler, "what everybody is told", count, terminal) :
                tell(host, timeoutNs, terminal);
        }
    }

    private int tell(final Host host, final long timeoutNs, final Terminal terminal)
    {
        if (!host.awaitConnected(timeoutNs))
        {
            throw new CommandFailure("no link to the network, so there is nobody to tell");
        }
        final int neighbours = host.engine().shout(text);
        final long startNs = System.nanoTime();
        while (host.isRunning() && count(host, SystemCounter.SHOUTS_SENT) < neighbours &&
            System.nanoTime() - startNs < LEAVE_NS)
        {
            host.linger(LOOK_NS);
        }
        terminal.out().println("told " + neighbours + (1 == neighbours ? " neighbour" : " neighbours"));
        return neighbours > 0 ? 0 : 1;
    }

    private static long count(final Host host, final SystemCounter counter)
    {
        return host.engine().counters().get(counter.label());
    }
}
