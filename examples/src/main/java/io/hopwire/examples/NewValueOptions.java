package io.hopwire.examples;

import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import io.hopwire.StoreRequest;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * What takes the place of what is stored: a value, or nothing.
 */
final class NewValueOptions
{
    @Option(names = "--json", description = "The value is JSON, and kept as such.")
    private boolean isJson;

    @Option(names = "--delete", description = "Delete what is stored.")
    private boolean isDelete;

    @Mixin
    private HeldLockOption held;

    /**
     * The change.
     *
     * @param valueOrNull of the command line.
     */
    StoreRequest request(final String key, final String valueOrNull)
    {
        if (isDelete == (null != valueOrNull))
        {
            throw new HopwireException(ErrorCategory.CONFIGURATION, "give a value, or --delete");
        }
        return held.under(isDelete ?
            StoreRequest.delete(key) : StoreRequest.put(key, ValueCommand.value(valueOrNull, isJson)));
    }
}
