package io.hopwire.examples;

import io.hopwire.DataTransitConfiguration;
import io.hopwire.Engine;
import io.hopwire.PublicKey;
import io.hopwire.Session;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * To whom, and on what routes.
 */
final class TransitOptions
{
    @Parameters(
        paramLabel = "PUBLIC_KEY",
        converter = KeyConverters.Public.class,
        description = "Whom to reach: 64 hexadecimal digits, behind ed25519: or string: in a network of that scheme.")
    private PublicKey publicKey;

    @Option(names = "--max-hops", paramLabel = "HOPS", description = "${bundle:option.max-hops}")
    private String maxHops;

    @Option(names = {"-t", "--timeout"}, paramLabel = "TIME", description = "${bundle:option.timeout}")
    private String timeout;

    PublicKey publicKey()
    {
        return publicKey;
    }

    long timeoutNs()
    {
        return CommandSettings.durationNs(CommandSettings.TIMEOUT, timeout);
    }

    DataTransitConfiguration configuration()
    {
        return new DataTransitConfiguration(CommandSettings.value(CommandSettings.MAX_HOPS, maxHops), 1, 1);
    }

    /**
     * Refuse what is out of range, before there is an engine.
     */
    void check()
    {
        configuration();
        timeoutNs();
    }

    Session connect(final Engine engine)
    {
        return engine.endpoint(publicKey).connect(configuration(), timeoutNs());
    }
}
