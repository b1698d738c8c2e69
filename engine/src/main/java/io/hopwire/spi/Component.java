package io.hopwire.spi;

import org.agrona.DirectBuffer;

/**
 * A protocol of the user's own between neighbours: messages over one encrypted hop, without session, route or
 * acknowledgement (the component of seed 003: startup, receive, cleanup, peerConnect, peerDisconnect). Both ends
 * register theirs under the same number; a message to a number that nobody has registered is counted and dropped.
 * <p>
 * On the wire they are frames of our own links, and in a bare network seed 004's CUSTOM, {@code [number, bytes]}, which
 * a component hears over a link too: a peer that speaks the specification and not our frames reaches it by that.
 * <p>
 * A message arrives at most once, or not at all, like a datagram; the order is that of the network. A component does
 * not read clocks, sockets or random sources: it is given time with every call and the rest by
 * {@link ComponentServices}, so it runs under an agent and in a simulation alike.
 * <p>
 * All methods are called on the thread that runs the core. What they throw ends the engine.
 */
public interface Component
{
    /**
     * Components of one node at most; their numbers are 0 to this, exclusive.
     */
    int MAX_COMPONENTS = Limits.MAX_COMPONENTS;

    /**
     * Before anything else, once.
     *
     * @param services to keep.
     */
    void onStart(ComponentServices services);

    /**
     * A link came up.
     *
     * @param peer  the neighbour.
     * @param nowNs time of the duty cycle.
     */
    void onPeerConnect(Peer peer, long nowNs);

    /**
     * A link went down; what was sent over it and not received yet is lost.
     *
     * @param peer  as at {@link #onPeerConnect(Peer, long)}.
     * @param nowNs time of the duty cycle.
     */
    void onPeerDisconnect(Peer peer, long nowNs);

    /**
     * A message of the same component of a neighbour.
     *
     * @param peer   the neighbour.
     * @param buffer holds the message, lent for the call.
     * @param offset first byte.
     * @param length bytes, 0 or more.
     * @param nowNs  time of the duty cycle.
     */
    void onMessage(Peer peer, DirectBuffer buffer, int offset, int length, long nowNs);

    /**
     * A timer set with {@link ComponentServices#timers()} fired.
     *
     * @param timerId its number.
     * @param nowNs   time of the duty cycle.
     */
    default void onTimer(final int timerId, final long nowNs)
    {
    }

    /**
     * The node closes. Links are still up and what is sent now leaves. Who has more to say than there is room for, or
     * than {@value Limits#MAX_DATAGRAMS_PER_INPUT} datagrams carry, is asked again.
     *
     * @param nowNs time of the duty cycle.
     * @return whether there is more to say.
     */
    default boolean onClose(final long nowNs)
    {
        return false;
    }
}
