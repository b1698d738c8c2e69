package io.hopwire.examples;

import io.hopwire.StoreRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code hopwire put}.
 */
@Command(
    name = "put",
    description =
        "Store a value under a key, whatever is there, at the nodes closest to it; done when a majority of them " +
        "has said so. --delete instead of a value deletes it.",
    footerHeading = "%nExample:%n",
    footer = "  hopwire put --bootstrap 127.0.0.1:4001 colour blue")
final class PutCommand extends ValueCommand
{
    @Parameters(index = "1", arity = "0..1", paramLabel = "VALUE", description = "A text, kept as its bytes.")
    private String value;

    @Option(names = "--ttl", paramLabel = "SECONDS", description = "For how long it is kept. Default: a day.")
    private int ttl;

    @Mixin
    private NewValueOptions newValue;

    @Override
    StoreRequest request()
    {
        return newValue.request(key(), value).ttl(ttl);
    }
}
