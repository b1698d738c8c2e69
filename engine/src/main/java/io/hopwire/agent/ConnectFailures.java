package io.hopwire.agent;

import io.hopwire.DataTransitConfigurationException;
import io.hopwire.HopwireException;
import io.hopwire.PeerInfo;
import io.hopwire.SessionException;
import io.hopwire.spi.SessionCodes;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Why a connect failed, in words that say what was found.
 */
final class ConnectFailures
{
    private ConnectFailures()
    {
    }

    static HopwireException of(
        final PendingConnect connect, final List<String> bootstrap, final List<PeerInfo> neighbours)
    {
        final String endpoint = "endpoint " + connect.key;
        final String within = " within " + seconds(connect.timeoutNs);
        final int reason = connect.code();
        switch (reason)
        {
            case SessionCodes.MAX_HOPS_EXCEEDED:
                return transit(connect, "shortest route found to " + endpoint + " has " + connect.hopsFound() +
                    " hops, maxHops is " + connect.configuration.maxHops());
            case SessionCodes.TOO_FEW_ROUTES:
                return transit(connect, "found " + connect.routesFound() + " of " +
                    connect.configuration.minRedundantRoutes() + " routes of at most " +
                    connect.configuration.maxHops() + " hops to " + endpoint + hopsOfRoutes(connect));
            case SessionCodes.NO_ROUTE:
                return new SessionException(reason, endpoint + offline(neighbours) + within);
            case SessionCodes.NOT_CONNECTED:
                return new SessionException(reason, endpoint + " can not be reached: " + noLink(bootstrap) + within);
            case SessionCodes.TIMEOUT:
                return new SessionException(reason, endpoint + " did not answer" + within +
                    (neighbours.isEmpty() ? "; " + noLink(bootstrap) : ""));
            case SessionCodes.REFUSED:
                return new SessionException(reason, endpoint + " refused: it does not listen, or not to us");
            case SessionCodes.BUSY:
                return new SessionException(reason,
                    endpoint + " is busy: it, or relays towards it, had no room for another session" + within);
            default:
                return new SessionException(reason, endpoint + ": " + SessionCodes.name(reason));
        }
    }

    /**
     * Where no neighbour relays, no search has left this node, and the endpoint may well be there.
     */
    private static String offline(final List<PeerInfo> neighbours)
    {
        final boolean relays = neighbours.isEmpty() || neighbours.stream().anyMatch(PeerInfo::relay);
        return relays ? " is offline: no route" :
            " can not be reached: none of our neighbours (" + neighbours.size() + ") relays, their role is ENDPOINT; " +
            "no route";
    }

    private static String hopsOfRoutes(final PendingConnect connect)
    {
        final int routes = connect.routesFound();
        final StringBuilder hops = new StringBuilder(0 == routes ? "" : 1 == routes ? ": it has " : ": they have ");
        for (int i = 0; i < routes; i++)
        {
            hops.append(0 == i ? "" : i < routes - 1 ? ", " : " and ").append(connect.hopsOfRoute(i));
        }
        return 0 == routes ? "" : hops.append(" hops").toString();
    }

    static String seconds(final long durationNs)
    {
        final long ms = TimeUnit.NANOSECONDS.toMillis(durationNs);
        return ms % 1000 == 0 ? ms / 1000 + " s" : ms + " ms";
    }

    private static String noLink(final List<String> bootstrap)
    {
        return bootstrap.isEmpty() ?
            "no bootstrap peer is configured and nobody has connected to us" :
            "no answer from bootstrap " + String.join(", ", bootstrap);
    }

    private static DataTransitConfigurationException transit(final PendingConnect connect, final String message)
    {
        return new DataTransitConfigurationException(message, connect.routesFound(), connect.hopsFound());
    }
}
