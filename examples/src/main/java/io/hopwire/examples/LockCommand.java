package io.hopwire.examples;

import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import io.hopwire.StoreRequest;
import io.hopwire.StoredRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code hopwire lock}.
 */
@Command(
    name = "lock",
    description =
        "Take the lock of a key for a while: others can not change what is stored under it. Prints the token, " +
        "which is greater than that of any lock before; --unlock gives it back.",
    footerHeading = "%nExample:%n",
    footer = "  hopwire lock --bootstrap 127.0.0.1:4001 door 30000")
final class LockCommand extends ValueCommand
{
    @Parameters(index = "1", arity = "0..1", paramLabel = "MS", description = "Milliseconds after which it ends.")
    private Long leaseMs;

    @Option(names = "--renew", paramLabel = "TOKEN", description = "Keep a lock for longer.")
    private long renewed;

    @Option(names = "--unlock", paramLabel = "TOKEN", description = "Give the lock back.")
    private long unlocked;

    @Mixin
    private SignOption sign;

    @Override
    String line(final StoredRecord record)
    {
        return 0 == record.lockToken() ? null : Long.toString(record.lockToken());
    }

    @Override
    StoreRequest request()
    {
        if ((0 != unlocked) == (null != leaseMs))
        {
            throw new HopwireException(ErrorCategory.CONFIGURATION, "give a time, or --unlock");
        }
        return sign.sign(0 != unlocked ?
            StoreRequest.unlock(key(), unlocked) : StoreRequest.lock(key(), leaseMs).withLock(renewed));
    }
}
