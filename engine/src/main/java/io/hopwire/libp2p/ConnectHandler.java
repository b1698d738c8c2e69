package io.hopwire.libp2p;

/**
 * What comes of {@link HostCore#connect}: exactly one of both, within the call or later. Called by the thread that runs
 * the core. Must not throw.
 */
public interface ConnectHandler
{
    /**
     * There is a connection, which carries streams; a new one or one that was there.
     *
     * @param connection which.
     */
    void onConnected(NetConnection connection);

    /**
     * There is none.
     *
     * @param fault why.
     */
    void onFailed(HostFault fault);
}
