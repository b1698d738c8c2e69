package io.hopwire.sim;

import org.agrona.MutableDirectBuffer;

/**
 * How a hostile node lies: what a real core says passes by here in plain, right before it is sealed. It may be changed,
 * but stays as long as it is, or be held back. So whatever the lie, it is authentic, with real cryptography as well as
 * without. What is said besides, {@link HostileMessages} says.
 * <p>
 * To stay reproducible it draws its luck from a {@link SimRandom} and from nothing else.
 */
public interface Tampering
{
    /**
     * What the node says to a neighbour: a transmission of messages, a cell, or a word of the link itself.
     *
     * @param plaintext holds it; may be changed.
     * @param offset    first byte.
     * @param length    bytes.
     * @return whether it leaves; false: it is lost.
     */
    default boolean onFrame(final MutableDirectBuffer plaintext, final int offset, final int length)
    {
        return true;
    }

    /**
     * What the node says to the other end of one of its sessions.
     *
     * @param plaintext holds header and frames of a packet; may be changed.
     * @param offset    first byte.
     * @param length    bytes.
     * @return whether it leaves; false: it is lost, on all routes.
     */
    default boolean onPacket(final MutableDirectBuffer plaintext, final int offset, final int length)
    {
        return true;
    }
}
