package io.hopwire.examples;

import io.hopwire.Engine;
import io.hopwire.ShoutHandler;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

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
final class TellNeighboursCommand extends TellCommand
{
    @Parameters(paramLabel = "TEXT", arity = "0..1", description = "What they are told; not with --listen.")
    private String text;

    @Override
    boolean isTelling()
    {
        return null != text;
    }

    @Override
    String whatIsHeard()
    {
        return "what neighbours tell";
    }

    @Override
    void listen(final Engine engine, final ShoutHandler handler)
    {
        engine.speakHandler(handler);
    }

    @Override
    int tell(final Host host, final long timeoutNs, final Terminal terminal)
    {
        final int heard = host.engine().speak(text);
        terminal.out().println(heard + (1 == heard ? " neighbour has" : " neighbours have") + " acknowledged it");
        return heard > 0 ? 0 : 1;
    }
}
