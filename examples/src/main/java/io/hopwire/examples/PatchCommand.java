package io.hopwire.examples;

import io.hopwire.StoreRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
    footerHeading = "%nExample:%n",
    footer = "  hopwire patch --bootstrap 127.0.0.1:4001 person '{\"age\":7}'")
final class PatchCommand extends ValueCommand
{
    @Parameters(index = "1", paramLabel = "JSON", description = "An object.")
    private String patch;

    @Option(names = "--version-is", paramLabel = "VERSION", description = "Only if what is there has this version.")
    private long version = StoreRequest.ANY_VERSION;

    @Mixin
    private HeldLockOption held;

    @Override
    StoreRequest request()
    {
        return held.under(StoreRequest.patch(key(), value(patch, true)).ifVersion(version));
    }
}
