package io.hopwire.examples;

import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import io.hopwire.StoreRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code hopwire cas}.
 */
@Command(
    name = "cas",
    description =
        "Store a value under a key if what is there has a version, 0 for nothing; of those who try the same at " +
        "once one succeeds.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        "0:done",
        "1:it failed, or nothing was found",
        "2:used in a wrong way",
        "3:refused: another version, or a lock, is in the way; what is stored is printed"},
    footerHeading = "%nExample:%n",
    footer = "  hopwire cas --bootstrap 127.0.0.1:4001 colour 0 blue")
final class CasCommand extends ValueCommand
{
    @Parameters(index = "0", paramLabel = "KEY", description = "Up to 64 bytes of UTF-8.")
    private String key;

    @Parameters(index = "1", paramLabel = "VERSION", description = "That what is there must have; 0: nothing is there.")
    private long version;

    @Parameters(index = "2", arity = "0..1", paramLabel = "VALUE", description = "A text, kept as its bytes.")
    private String value;

    @Option(names = "--json", description = "The value is JSON, and kept as such.")
    private boolean isJson;

    @Option(names = "--delete", description = "Delete what is stored.")
    private boolean isDelete;

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
        return request.ifVersion(version).withLock(lock);
    }
}
