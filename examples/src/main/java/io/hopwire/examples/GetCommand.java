package io.hopwire.examples;

import io.hopwire.StoreRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code hopwire get}.
 */
@Command(
    name = "get",
    description =
        "Print what the network stores under a key: what the first node says that has something or, with " +
        "--majority, the last change that was told as made.",
    footerHeading = "%nExample:%n",
    footer = "  hopwire get --bootstrap 127.0.0.1:4001 colour")
final class GetCommand extends ValueCommand
{
    @Option(names = "--majority", description = "Ask a majority of the nodes that keep it.")
    private boolean isMajority;

    @Override
    StoreRequest request()
    {
        return isMajority ? StoreRequest.read(key()) : StoreRequest.get(key());
    }

    @Override
    boolean isReading()
    {
        return true;
    }
}
