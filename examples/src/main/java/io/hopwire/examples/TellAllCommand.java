package io.hopwire.examples;

import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import io.hopwire.Shout;
import io.hopwire.agent.NodeRole;
import io.hopwire.spi.SystemCounter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

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
    private static final int MAX_WAITING = 1024;
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
            return isListening ? listen(host, count, terminal) : tell(host, timeoutNs, terminal);
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

    /** The node's thread must not wait for a terminal. */
    private static int listen(final Host host, final long count, final Terminal terminal)
    {
        final ArrayBlockingQueue<String> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
        final AtomicLong dropped = new AtomicLong();
        host.engine().shoutHandler((shout) ->
        {
            if (!waiting.offer(line(shout)))
            {
                dropped.incrementAndGet();
            }
        });
        terminal.err().println("hopwire: " + host.engine().publicKey() + " hears what everybody is told");
        long heard = 0;
        while (host.isRunning() && heard < count)
        {
            final String line = waiting.poll();
            if (null == line)
            {
                host.linger(LOOK_NS);
                continue;
            }
            terminal.out().println(line);
            terminal.checkOut();
            heard++;
        }
        final long unheard = dropped.get() + count(host, SystemCounter.SHOUTS_UNHEARD);
        if (unheard > 0)
        {
            terminal.err().println("hopwire: " + unheard + " more came faster than they were printed");
        }
        return 0;
    }

    private static String line(final Shout shout)
    {
        final byte[] bytes = new byte[shout.length()];
        shout.buffer().getBytes(shout.offset(), bytes);
        final String message = Shout.Kind.TEXT == shout.kind() ?
            printable(new String(bytes, StandardCharsets.UTF_8)) : "0x" + HexFormat.of().formatHex(bytes);
        return shout.from() + " " + message;
    }

    /** A stranger's text must not move the cursor. */
    private static String printable(final String text)
    {
        return text.codePoints()
            .map((point) -> Character.isISOControl(point) ? '?' : point)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    }

    private static long count(final Host host, final SystemCounter counter)
    {
        return host.engine().counters().get(counter.label());
    }
}
