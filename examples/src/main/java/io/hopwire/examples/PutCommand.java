package io.hopwire.examples;

import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import io.hopwire.StoreRequest;
import picocli.CommandLine.Command;
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
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        "0:done",
        "1:it failed, or nothing was found",
        "2:used in a wrong way",
        "3:refused: another version, or a lock, is in the way; what is stored is printed"},
    footerHeading = "%nExample:%n",
    footer = "  hopwire put --bootstrap 127.0.0.1:4001 colour blue")
final class PutCommand extends ValueCommand
{
    @Parameters(index = "0", paramLabel = "KEY", description = "Up to 64 bytes of UTF-8.")
    private String key;

    @Parameters(index = "1", arity = "0..1", paramLabel = "VALUE", description = "A text, kept as its bytes.")
    private String value;

    @Option(names = "--json", description = "The value is JSON, and kept as such.")
    private boolean isJson;

    @Option(names = "--delete", description = "Delete what is stored.")
    private boolean isDelete;

    @Option(names = "--ttl", paramLabel = "SECONDS", description = "For how long it is kept. Default: a day.")
    private int ttl;

    @Option(names = "--lock", paramLabel = "TOKEN", description = "Under a lock that is held.")
    private long lock;

    @Override
    StoreRequest request()
    {
        if (isDelete == (null != value))
        {
            throw new HopwireException(ErrorCategory.CONFIGURATION, "give a value, or --delete");
        }
        final StoreRequest request = isDelete ? StoreRequest.delete(key) : StoreRequest.put(key, value(value, isJson));
        return request.ttl(ttl).withLock(lock);
    }
}
