package io.hopwire.perf;

/**
 * The systems by their names.
 */
final class Ends
{
    private Ends()
    {
    }

    static End of(final String system, final String role, final Receiver receiver)
    {
        final boolean isServer = role.endsWith("server");
        switch (system)
        {
            case "nio-udp":
                return new NioUdpEnd(receiver);
            case "aeron":
                return new AeronEnd(receiver, AeronEnd.MTU);
            case "hopwire-session":
                return new HopwireSessionEnd(receiver, isServer);
            case "hopwire-link":
                return new HopwireLinkEnd(receiver, isServer, false);
            case "hopwire-plain":
                return new HopwireLinkEnd(receiver, isServer, true);
            case "netty-tls":
                return new NettyTlsEnd(receiver, isServer);
            default:
                throw new IllegalArgumentException("unknown system: " + system);
        }
    }
}
