package io.hopwire.spi;

import org.agrona.DirectBuffer;

/**
 * A neighbour with whom a link is up, as components see it. The object stands for the link: where the peer comes back
 * after the link went down, it is another one.
 * <p>
 * Not thread-safe: used by the thread that runs the core.
 */
public interface Peer
{
    /**
     * {@return the neighbour's address, its public key, proved by its handshake: as many bytes as the identity scheme
     * says, to be read only}
     */
    DirectBuffer peerKey();

    /**
     * Is the link up?
     *
     * @return false for ever once it went down.
     */
    boolean isUp();

    /**
     * Round trip of the link, smoothed.
     *
     * @return nanoseconds, 0 where it was not measured yet.
     */
    long rttNs();
}
