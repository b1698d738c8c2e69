package io.hopwire.examples;

import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
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

    @Option(
        names = "--owner",
        paramLabel = "KEY",
        description = "Take only what this owner has signed, as another get or put --sign has printed it.")
    private String owner;

    @Override
    StoreRequest request()
    {
        final StoreRequest request = isMajority ? StoreRequest.read(key()) : StoreRequest.get(key());
        return null == owner ? request : ofOwner(request);
    }

    private StoreRequest ofOwner(final StoreRequest request)
    {
        try
        {
            return request.ownedBy(owner);
        }
        catch (final IllegalArgumentException ex)
        {
            throw new HopwireException(ErrorCategory.CONFIGURATION, "no owner: " + ex.getMessage(), ex);
        }
    }

    @Override
    boolean isReading()
    {
        return true;
    }
}
