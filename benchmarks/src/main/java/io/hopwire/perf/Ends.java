package io.hopwire.perf;

/**
 * The systems by their names.
 */
final class Ends
{
    /** Bytes of the longest message that is measured. */
    static final int MAX_LENGTH = 1 << 20;

    /** Bytes of the longest message of a system that cuts none into parts. */
    private static final int MAX_WHOLE = 64 * 1024;

    private Ends()
    {
    }

    /**
     * Is there any use in asking a system for messages of such a size?
     *
     * @param system its name, maybe with that of another checkout behind it.
     * @param size   of the messages.
     * @return true if it takes them.
     */
    static boolean takes(final String system, final int size)
    {
        return size <= MAX_WHOLE || size <= MAX_LENGTH &&
            (system.startsWith("hopwire-session") || system.startsWith("netty-") || system.startsWith("nio-tcp"));
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
            case "hopwire-session-relay":
                return new HopwireRelayedEnd(receiver, isServer, 1);
            case "hopwire-session-2-routes":
                return new HopwireRelayedEnd(receiver, isServer, 2);
            case "nio-tcp-relay":
                return new NioTcpEnd(receiver, isServer);
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
