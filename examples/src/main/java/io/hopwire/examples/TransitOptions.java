package io.hopwire.examples;

import io.hopwire.DataTransitConfiguration;
import io.hopwire.Engine;
import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import io.hopwire.PublicKey;
import io.hopwire.Session;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.concurrent.TimeUnit;

/**
 * To whom, and on what routes.
 */
final class TransitOptions
{
    private static final double MAX_TIMEOUT_SECONDS = 3600;

    @Parameters(
        paramLabel = "PUBLIC_KEY",
        converter = KeyConverters.Public.class,
        description = "Whom to reach: 64 hexadecimal digits.")
    private PublicKey publicKey;

    @Option(
        names = "--max-hops",
        paramLabel = "HOPS",
        defaultValue = "12",
        description = "Longest route; a hop is one link. Default: ${DEFAULT-VALUE}.")
    private int maxHops;

    @Option(
        names = {"-t", "--timeout"},
        paramLabel = "SECONDS",
        defaultValue = "5",
        description = "Longest wait for a connection, and for what is not answered. Default: ${DEFAULT-VALUE}.")
    private double timeoutSeconds;

    PublicKey publicKey()
    {
        return publicKey;
    }

    long timeoutNs()
    {
        if (!(timeoutSeconds > 0 && timeoutSeconds <= MAX_TIMEOUT_SECONDS))
        {
            throw new HopwireException(
                ErrorCategory.CONFIGURATION,
                "timeout must be more than 0 and at most " + (int)MAX_TIMEOUT_SECONDS + " seconds");
        }
        return (long)(timeoutSeconds * TimeUnit.SECONDS.toNanos(1));
    }

    DataTransitConfiguration configuration()
    {
        return new DataTransitConfiguration(maxHops, 1, 1);
    }

    Session connect(final Engine engine)
    {
        return engine.endpoint(publicKey).connect(configuration(), timeoutNs());
    }
}
