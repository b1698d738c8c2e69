package io.hopwire.perf;

/**
 * The roles of a {@link Worker}.
 */
final class Tasks
{
    private Tasks()
    {
    }

    static Task of(final String role)
    {
        switch (role)
        {
            case "echo-server":
                return new EchoServer();
            case "echo-client":
                return new EchoClient();
            default:
                throw new IllegalArgumentException("unknown role: " + role);
        }
    }
}
