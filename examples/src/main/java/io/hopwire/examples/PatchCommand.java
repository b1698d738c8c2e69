package io.hopwire.examples;

import io.hopwire.StoreRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code hopwire patch}.
 */
@Command(
    name = "patch",
    description =
        "Merge an object of JSON into the one that is stored under a key: its pairs replace those that are there, " +
        "and null deletes one.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        "0:done",
        "1:it failed, or nothing was found",
        "2:used in a wrong way",
        "3:refused: another version, or a lock, is in the way; what is stored is printed"},
    footerHeading = "%nExample:%n",
    footer = "  hopwire patch --bootstrap 127.0.0.1:4001 person '{\"age\":7}'")
final class PatchCommand extends ValueCommand
{
    @Parameters(index = "0", paramLabel = "KEY", description = "Up to 64 bytes of UTF-8.")
    private String key;

    @Parameters(index = "1", paramLabel = "JSON", description = "An object.")
    private String patch;

    @Option(names = "--version-is", paramLabel = "VERSION", description = "Only if what is there has this version.")
    private long version = StoreRequest.ANY_VERSION;

    @Option(names = "--lock", paramLabel = "TOKEN", description = "Under a lock that is held.")
    private long lock;

    @Override
    StoreRequest request()
    {
        return StoreRequest.patch(key, value(patch, true)).ifVersion(version).withLock(lock);
    }
}
