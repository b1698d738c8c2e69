package io.hopwire.examples;

import io.hopwire.Engine;
import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import io.hopwire.PublicKey;
import io.hopwire.ShoutHandler;
import io.hopwire.Whispered;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.Locale;

/**
 * {@code hopwire whisper}.
 */
@Command(
    name = "whisper",
    description = "Tell one public key a text, until it has acknowledged it: over a link to it, or by looking it " +
        "up, or sealed from neighbour to neighbour, so that nobody else can read it. Or print what others tell this " +
        "key: sender, who is proved, and text, or bytes and other values as hexadecimal digits.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        "0:it was acknowledged; of --listen: COUNT were heard, or it was ended",
        "1:it has not arrived, or it failed",
        "2:used in a wrong way",
        "3:it has left, and nobody has acknowledged it in time"},
    footerHeading = "%nExamples:%n",
    footer = {
        "  hopwire whisper --bootstrap 127.0.0.1:4001 --listen",
        "  hopwire whisper --bootstrap 127.0.0.1:4001 <public key> 'your turn'"})
final class TellKeyCommand extends TellCommand
{
    private static final int UNKNOWN = 3;

    @Parameters(
        index = "0",
        paramLabel = "KEY",
        arity = "0..1",
        converter = KeyConverters.Public.class,
        description = "Public key that is told; not with --listen.")
    private PublicKey to;

    @Parameters(index = "1", paramLabel = "TEXT", arity = "0..1", description = "What it is told.")
    private String text;

    @Override
    boolean isTelling()
    {
        if (null != to && null == text)
        {
            throw new HopwireException(ErrorCategory.CONFIGURATION, "give a key and a text, or --listen");
        }
        return null != to;
    }

    @Override
    String whatIsHeard()
    {
        return "what others tell it alone";
    }

    @Override
    void listen(final Engine engine, final ShoutHandler handler)
    {
        engine.whisperHandler(handler);
    }

    @Override
    int tell(final Host host, final long timeoutNs, final Terminal terminal)
    {
        final Whispered end = host.engine().whisper(to, text);
        switch (end.outcome())
        {
            case ACKNOWLEDGED:
                terminal.out().println("acknowledged, " + end.manner().name().toLowerCase(Locale.ROOT));
                return 0;

            case FAILED:
                terminal.err().println("hopwire: it has not arrived: " + end.reason());
                return 1;

            default:
                terminal.err().println("hopwire: nobody knows whether it has arrived: " + end.reason());
                return UNKNOWN;
        }
    }
}
