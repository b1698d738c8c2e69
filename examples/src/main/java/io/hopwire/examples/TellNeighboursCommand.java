package io.hopwire.examples;

import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import io.hopwire.agent.NodeRole;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

import java.util.concurrent.Callable;

/**
 * {@code hopwire speak}.
 */
@Command(
    name = "speak",
    description = "Tell the neighbours a text, each until it has acknowledged it, or print what neighbours tell: " +
        "sender, and text, or bytes and other values as hexadecimal digits.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        "0:at least one neighbour has acknowledged it; of --listen: COUNT were heard, or it was ended",
        "1:nobody has acknowledged it, or it failed",
        "2:used in a wrong way"},
    footerHeading = "%nExamples:%n",
    footer = {
        "  hopwire speak --bootstrap 127.0.0.1:4001 --listen",
        "  hopwire speak --bootstrap 127.0.0.1:4001 'your turn'"})
final class TellNeighboursCommand implements Callable<Integer>
{
    @ParentCommand
    private HopwireCommand parent;

    @Mixin
    private NodeOptions options;

    @Parameters(paramLabel = "TEXT", arity = "0..1", description = "What they are told; not with --listen.")
    private String text;

    @Option(names = "--listen", description = "Print what neighbours tell.")
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
                HeardLines.print(host, host.engine()::speakHandler, "what neighbours tell", count, terminal) :
                tell(host, timeoutNs, terminal);
        }
    }

    private int tell(final Host host, final long timeoutNs, final Terminal terminal)
    {
        if (!host.awaitConnected(timeoutNs))
        {
            throw new CommandFailure("no link to the network, so there is nobody to tell");
        }
        final int heard = host.engine().speak(text);
        terminal.out().println(heard + (1 == heard ? " neighbour has" : " neighbours have") + " acknowledged it");
        return heard > 0 ? 0 : 1;
    }
}
