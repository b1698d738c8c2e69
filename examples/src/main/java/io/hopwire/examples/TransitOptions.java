package io.hopwire.examples;

import io.hopwire.DataTransitConfiguration;
import io.hopwire.Engine;
import io.hopwire.PublicKey;
import io.hopwire.RoutePolicy;
import io.hopwire.Session;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.Locale;

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

    @Option(
        names = "--routes",
        paramLabel = "ROUTES",
        converter = RouteRange.Converter.class,
        description = "Routes that share no relay: 3, where fewer are a failure, or 3..5, where up to 5 are used. " +
            "Default: 1; of 'hopwire routes' 1..8.")
    private RouteRange routes;

    @Option(
        names = "--policy",
        paramLabel = "POLICY",
        description = "How several routes are used: duplicate sends everything by all of them, fastest by the one " +
            "with the shortest round trip, stripe spreads it over all. Default: ${DEFAULT-VALUE}.",
        defaultValue = "duplicate")
    private RoutePolicy policy;

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
        return new DataTransitConfiguration(
            CommandSettings.value(CommandSettings.MAX_HOPS, maxHops), routes.min(), routes.max(), policy);
    }

    /**
     * Before anything else: what is demanded where nothing else was said.
     */
    void setDefaultRoutes(final RouteRange defaultRoutes)
    {
        routes = null == routes ? defaultRoutes : routes;
    }

    /**
     * {@return what is demanded, in words}
     */
    String demand()
    {
        return routes + (routes.max() > 1 ? " routes" : " route") +
            " of at most " + configuration().maxHops() + " hops" +
            (routes.max() > 1 ? ", " + policy.name().toLowerCase(Locale.ROOT) : "");
    }

    /**
     * Refuse what is out of range, before there is an engine.
     */
    void check()
    {
        setDefaultRoutes(RouteRange.ONE);
        configuration();
        timeoutNs();
    }

    Session connect(final Engine engine)
    {
        return engine.endpoint(publicKey).connect(configuration(), timeoutNs());
    }
}
