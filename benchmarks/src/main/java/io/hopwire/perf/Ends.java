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
        if (system.startsWith(Idle.PREFIX))
        {
            return isServer ? Idle.standing(system) : new HopwirePeersEnd(Idle.PEERS);
        }
        if (system.startsWith(Echo.PACED))
        {
            return isServer ? new HopwireStandingEnd(system.substring(Echo.PACED.length()), 1, 0) :
                new HopwireSessionEnd(receiver, false);
        }
        switch (system)
        {
            case "nio-udp":
                return role.startsWith("rate") ? new NioBatchEnd(receiver) : new NioUdpEnd(receiver);
            case "aeron":
                return new AeronEnd(receiver, AeronEnd.MTU);
            case "aeron-default":
                return new AeronEnd(receiver, AeronEnd.ALL_DEFAULTS);
            case "aeron-8k":
                return new AeronEnd(receiver, AeronEnd.LARGE_MTU);
            case "hopwire-session":
                return new HopwireSessionEnd(receiver, isServer);
            case "hopwire-link":
                return new HopwireLinkEnd(receiver, isServer, false);
            case "hopwire-plain":
                return new HopwireLinkEnd(receiver, isServer, true);
            case "netty-tls":
                return new NettyTlsEnd(receiver, isServer);
            case "nio-relay":
                return isServer ? new NioRelayEnd() : new NioTwinEnd(receiver);
            case "hopwire-relay":
                return isServer ? new HopwireRelayEnd() : new HopwireTwinEnd(receiver);
            case "peers-1":
            case "peers-64":
            case "peers-1000":
                return isServer ? new PeersReceiverEnd(receiver) :
                    new PeersSenderEnd(receiver, Integer.parseInt(system.substring(Peers.PREFIX.length())));
            default:
                throw new IllegalArgumentException("unknown system: " + system);
        }
    }
}
