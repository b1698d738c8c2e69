package io.hopwire.examples;

import io.hopwire.Engine;
import io.hopwire.ShoutHandler;
import io.hopwire.spi.SystemCounter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

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
final class TellAllCommand extends TellCommand
{
    private static final long LEAVE_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(1);

    @Parameters(paramLabel = "TEXT", arity = "0..1", description = "What everybody is told; not with --listen.")
    private String text;

    @Override
    boolean isTelling()
    {
        return null != text;
    }

    @Override
    String whatIsHeard()
    {
        return "what everybody is told";
    }

    @Override
    void listen(final Engine engine, final ShoutHandler handler)
    {
        engine.shoutHandler(handler);
    }

    @Override
    int tell(final Host host, final long timeoutNs, final Terminal terminal)
    {
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
