package io.hopwire.libp2p;

/**
 * What comes of {@link HostCore#ping}: exactly one of both. Called by the thread that runs the core. Must not throw.
 */
public interface PingHandler
{
    /**
     * The peer has answered.
     *
     * @param rttNs time that took, as the duty cycle sees it.
     */
    void onPong(long rttNs);

    /**
     * The peer has not answered.
     *
     * @param fault why.
     */
    void onFailed(HostFault fault);
}
