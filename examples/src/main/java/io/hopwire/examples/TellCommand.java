package io.hopwire.examples;

import io.hopwire.Engine;
import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import io.hopwire.ShoutHandler;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

import java.util.concurrent.Callable;

/**
 * What the commands have in common that tell others something, or print what others tell: they join the network for
 * the occasion, and leave.
 */
abstract class TellCommand implements Callable<Integer>
{
    @ParentCommand
    private HopwireCommand parent;

    @Mixin
    private NodeOptions options;

    @Mixin
    private ThroughOption through;

    @Option(names = "--listen", description = "Print what others tell, and tell nothing.")
    private boolean isListening;

    @Option(
        names = {"-c", "--count"},
        paramLabel = "COUNT",
        description = "With --listen: end after so many. Default: until Ctrl-C.")
    private String countText;

    @Option(names = {"-t", "--timeout"}, paramLabel = "TIME", description = "${bundle:option.timeout}")
    private String timeoutText;

    /**
     * Whether it was said what to tell.
     */
    abstract boolean isTelling();

    /**
     * What is heard, for people.
     */
    abstract String whatIsHeard();

    /**
     * Hear what others tell.
     */
    abstract void listen(Engine engine, ShoutHandler handler);

    /**
     * Tell it: the node has joined.
     *
     * @return the exit code.
     */
    abstract int tell(Host host, long timeoutNs, Terminal terminal);

    @Override
    public final Integer call()
    {
        if (isListening == isTelling())
        {
            throw new HopwireException(ErrorCategory.CONFIGURATION, "give a text, or --listen");
        }
        if (isListening && parent.isLent())
        {
            throw new HopwireException(
                ErrorCategory.CONFIGURATION, "--listen needs a node of its own: what a running one hears is for one");
        }
        final long count = CommandSettings.value(CommandSettings.COUNT, countText);
        final long timeoutNs = CommandSettings.durationNs(CommandSettings.TIMEOUT, timeoutText);
        final Terminal terminal = parent.terminal();
        try (Host host = parent.join(options))
        {
            return isListening ?
                HeardLines.print(host, (handler) -> listen(host.engine(), handler), whatIsHeard(), count, terminal) :
                tellWhenJoined(host, timeoutNs, terminal);
        }
    }

    private int tellWhenJoined(final Host host, final long timeoutNs, final Terminal terminal)
    {
        if (!host.awaitConnected(timeoutNs))
        {
            throw new CommandFailure("no link to the network, so there is nobody to tell");
        }
        host.awaitOthers(parent.isLent() ? 0 : options.bootstrapCount());
        return tell(host, timeoutNs, terminal);
    }
}
