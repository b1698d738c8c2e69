package io.hopwire.spi;

import org.agrona.DirectBuffer;

/**
 * Whom a node tells what its tables hold: a test, or a check of a simulation. Nothing here is on the way of a packet.
 * Every part of a node walks over what it has and tells it as it finds it, so that the numbers kept on the side can be
 * compared with what they stand for. Buffers are good within the call only and not to be changed.
 */
public interface Inspector
{
    /** In place of a link's id, where a circuit ends at the node itself. */
    int LOCAL = -2;

    /**
     * Something that has a limit.
     *
     * @param what  in words.
     * @param value now.
     * @param limit that it must not exceed; nor may it be negative.
     */
    default void level(final String what, final long value, final long limit)
    {
    }

    /**
     * Something that a part of the node knows in two ways.
     *
     * @param what     in words.
     * @param found    by counting, or as it is.
     * @param expected by the number kept on the side, or as it must be.
     */
    default void agree(final String what, final long found, final long expected)
    {
    }

    /**
     * What a counter that is a level must be.
     *
     * @param counter which.
     * @param value   counted in the table.
     */
    default void gauge(final SystemCounter counter, final long value)
    {
    }

    /**
     * Something under way that ends by itself.
     *
     * @param what       in words.
     * @param deadlineNs when it must have ended, on the time line of the node.
     */
    default void pending(final String what, final long deadlineNs)
    {
    }

    /**
     * A link, up or not. Its keys follow.
     *
     * @param linkId    its id.
     * @param keyOrNull the peer's public key from the first byte on; null where it is not known.
     * @param isUp      whether it is up.
     * @param isRelay   whether the peer carries for others.
     */
    default void link(final int linkId, final DirectBuffer keyOrNull, final boolean isUp, final boolean isRelay)
    {
    }

    /**
     * A pair of keys of the link that was told last.
     *
     * @param localIndex  receiver index of ours: frames that name it are opened.
     * @param remoteIndex receiver index of the peer's.
     * @param seals       whether it is the one that seals.
     */
    default void keypair(final int localIndex, final int remoteIndex, final boolean seals)
    {
    }

    /**
     * Handshakes of links.
     *
     * @param underWay       how many, of ours and of peers.
     * @param framesAtWorker frames that were taken and of which it will be said later whether they were good.
     */
    default void handshakes(final int underWay, final int framesAtWorker)
    {
    }

    /**
     * A contact of the routing table; they come in the table's order.
     *
     * @param buffer        holds it.
     * @param idOffset      first byte of its id.
     * @param keyOffset     first byte of its public key.
     * @param addressOffset first byte of its address.
     * @param linkId        of the link to it; negative where there is none.
     */
    default void contact(
        final DirectBuffer buffer, final int idOffset, final int keyOffset, final int addressOffset, final int linkId)
    {
    }

    /**
     * An open circuit; its sides follow, first the one towards who asked for it.
     *
     * @param circuitId its number.
     * @param hops      of its whole length, as far as the node knows.
     */
    default void circuit(final int circuitId, final int hops)
    {
    }

    /**
     * One side of the circuit that was told last.
     *
     * @param linkId   of the link; {@link #LOCAL} where it ends here.
     * @param inLabel  that cells of the link carry which come for it.
     * @param outLabel that cells carry which leave by the link.
     */
    default void circuitSide(final int linkId, final int inLabel, final int outLabel)
    {
    }

    /**
     * A route request that the node takes part in.
     *
     * @param deadlineNs when it is forgotten.
     */
    default void routeSearch(final long deadlineNs)
    {
    }

    /**
     * A session or a connect; its routes follow.
     *
     * @param sessionId     its id.
     * @param isEstablished whether it is more than a connect or an answer to one.
     * @param maxHops       that its routes may have; 0 where the peer decides.
     * @param outstanding   messages that were handed over and not acknowledged.
     */
    default void session(
        final int sessionId, final boolean isEstablished, final int maxHops, final long outstanding)
    {
    }

    /**
     * A route of the session that was told last.
     *
     * @param circuitId number of its circuit.
     */
    default void route(final int circuitId)
    {
    }
}
