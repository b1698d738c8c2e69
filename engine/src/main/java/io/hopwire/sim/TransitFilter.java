package io.hopwire.sim;

import org.agrona.MutableDirectBuffer;

/**
 * Sits on every wire of a simulated network: sees each datagram as it leaves, and may drop it, change it, cut it or
 * make it longer. Together with {@link SimNetwork#inject} it also delays, repeats and forges.
 * <pre>{@code
 *   network.onTransit((from, to, buffer, length) ->
 *   {
 *       if (to == victim.index())
 *       {
 *           network.inject(from, to, buffer, 0, length, 50_000_000L);   // 50 ms late ...
 *           return TransitFilter.DROP;                                  // ... instead of now
 *       }
 *       return length;
 *   });
 * }</pre>
 * To stay reproducible it draws its luck from a {@link SimRandom} and from nothing else.
 */
@FunctionalInterface
public interface TransitFilter
{
    /** The datagram is lost. */
    int DROP = -1;

    /** Bytes that a datagram can be made longer to. */
    int MAX_LENGTH = 2048;

    /**
     * A datagram is about to leave. Called before the network's own loss and duplication.
     *
     * @param from   number of the sender, who may be dead already.
     * @param to     address it is sent to; not necessarily a node's.
     * @param buffer holds it from its first byte, with room for {@link #MAX_LENGTH} bytes; may be changed.
     * @param length of it in bytes.
     * @return bytes of what goes on, or {@link #DROP}.
     */
    int onTransit(int from, int to, MutableDirectBuffer buffer, int length);
}
