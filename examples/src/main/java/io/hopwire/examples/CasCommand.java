package io.hopwire.examples;

import io.hopwire.StoreRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * {@code hopwire cas}.
 */
@Command(
    name = "cas",
    description =
        "Store a value under a key if what is there has a version, 0 for nothing; of those who try the same at " +
        "once one succeeds.",
    footerHeading = "%nExample:%n",
    footer = "  hopwire cas --bootstrap 127.0.0.1:4001 colour 0 blue")
final class CasCommand extends ValueCommand
{
    @Parameters(index = "1", paramLabel = "VERSION", description = "That what is there must have; 0: nothing is there.")
    private long version;

    @Parameters(index = "2", arity = "0..1", paramLabel = "VALUE", description = "A text, kept as its bytes.")
    private String value;

    @Mixin
    private NewValueOptions newValue;

    @Override
    StoreRequest request()
    {
        return newValue.request(key(), value).ifVersion(version);
    }
}
