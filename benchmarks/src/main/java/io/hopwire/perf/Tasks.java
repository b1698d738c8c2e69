package io.hopwire.perf;

import java.util.concurrent.TimeUnit;

/**
 * The roles of a {@link Worker}.
 */
final class Tasks
{
    private Tasks()
    {
    }

    static Task of(final String role, final String system)
    {
        switch (role)
        {
            case "echo-server":
                return new EchoServer();
            case "echo-client":
                return new EchoClient(0);
            case "rate-server":
                return new RateServer(Credit.isNeededBy(system));
            case "rate-client":
                return new RateClient(Credit.isNeededBy(system));
            case "idle-server":
                return new IdleServer();
            case "idle-client":
                return new IdleClient();
            case "paced-client":
                return new EchoClient(TimeUnit.MILLISECONDS.toNanos(1));
            case "peers-server":
                return new PeersServer();
            case "peers-client":
                return new PeersClient();
            default:
                throw new IllegalArgumentException("unknown role: " + role);
        }
    }
}
