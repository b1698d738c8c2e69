package io.hopwire.examples;

import io.hopwire.StoreRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code hopwire get}.
 */
@Command(
    name = "get",
    description =
        "Print what the network stores under a key: what the first node says that has something or, with " +
        "--majority, the last change that was told as made.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        "0:done",
        "1:it failed, or nothing was found",
        "2:used in a wrong way",
        "3:refused: another version, or a lock, is in the way; what is stored is printed"},
    footerHeading = "%nExample:%n",
    footer = "  hopwire get --bootstrap 127.0.0.1:4001 colour")
final class GetCommand extends ValueCommand
{
    @Parameters(index = "0", paramLabel = "KEY", description = "Up to 64 bytes of UTF-8.")
    private String key;

    @Option(names = "--majority", description = "Ask a majority of the nodes that keep it.")
    private boolean isMajority;

    @Override
    StoreRequest request()
    {
        return isMajority ? StoreRequest.read(key) : StoreRequest.get(key);
    }

    @Override
    boolean isReading()
    {
        return true;
    }
}
