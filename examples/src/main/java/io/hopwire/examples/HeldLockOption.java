package io.hopwire.examples;

import io.hopwire.StoreRequest;
import picocli.CommandLine.Option;

/**
 * The lock under which something is changed.
 */
final class HeldLockOption
{
    @Option(names = "--lock", paramLabel = "TOKEN", description = "Under a lock that is held.")
    private long lock;

    StoreRequest under(final StoreRequest request)
    {
        return request.withLock(lock);
    }
}
