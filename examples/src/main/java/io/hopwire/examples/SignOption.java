package io.hopwire.examples;

import io.hopwire.StoreRequest;
import picocli.CommandLine.Option;

/**
 * Whether a change is signed.
 */
final class SignOption
{
    @Option(
        names = "--sign",
        description = "Sign it: from then on only changes signed with the same key are made, until it is out of " +
            "date. Needs --key-file.")
    private boolean isSigned;

    StoreRequest sign(final StoreRequest request)
    {
        return isSigned ? request.signed() : request;
    }
}
