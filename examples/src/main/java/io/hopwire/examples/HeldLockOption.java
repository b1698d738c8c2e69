package io.hopwire.examples;

import io.hopwire.StoreRequest;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The lock under which something is changed, and whether it is signed.
 */
final class HeldLockOption
{
    @Option(names = "--lock", paramLabel = "TOKEN", description = "Under a lock that is held.")
    private long lock;

    @Mixin
    private SignOption sign;

    StoreRequest under(final StoreRequest request)
    {
        return sign.sign(request.withLock(lock));
    }
}
