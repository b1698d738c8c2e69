package io.hopwire.circuit;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Circuits as their ends see them. Implemented by {@code CircuitTable}; an interface so that an end can be tested over
 * any channel.
 */
public interface Circuits
{
    /** Cell body that every path carries. */
    int MIN_CELL = CircuitRooms.LEAST;

    /** The table of requests or circuits is full. */
    int TABLE_FULL = -1;

    /** There is no link that a route could begin with. */
    int NO_LINK = -2;

    /**
     * Ask for a route. The answer comes to {@link CircuitHandler#onRouteOpened} or {@link
     * CircuitHandler#onRouteFailed}; searching, repeating and giving up are done here.
     *
     * @param request what is wanted; read within the call, and before the handler is called.
     * @param nowNs   time of the duty cycle.
     * @return a request id of 0 or more, {@link #TABLE_FULL} or {@link #NO_LINK}.
     */
    int request(RouteRequest request, long nowNs);

    /**
     * Forget a request: its answer is no longer wanted.
     *
     * @param requestId of the request.
     * @param nowNs     time of the duty cycle.
     */
    void cancel(int requestId, long nowNs);

    /**
     * Answer a route request that reached us.
     *
     * @param token     of {@link CircuitHandler#onRouteRequested}.
     * @param handshake answering end-to-end handshake message.
     * @param offset    first byte.
     * @param length    bytes.
     * @param nowNs     time of the duty cycle.
     */
    void accept(int token, DirectBuffer handshake, int offset, int length, long nowNs);

    /**
     * Refuse a route request that reached us.
     *
     * @param token  of {@link CircuitHandler#onRouteRequested}.
     * @param reason of {@link RouteReason}.
     * @param nowNs  time of the duty cycle.
     */
    void refuse(int token, int reason, long nowNs);

    /**
     * The neighbour that a route request came by that has reached us.
     *
     * @param token of {@link CircuitHandler#onRouteRequested}, not accepted or refused yet.
     * @return number of its link, 0 or more.
     */
    int lastHop(int token);

    /**
     * Longest cell body that any circuit of ours can have.
     *
     * @return bytes.
     */
    int maxCell();

    /**
     * Longest cell body that all links of a circuit carry, as far as is known. It may change at any time, which {@link
     * CircuitHandler#onRoom} tells, and is never below what every path must carry.
     *
     * @param circuitId of a circuit that ends here.
     * @return bytes.
     */
    int maxCell(int circuitId);

    /**
     * Claim room for one cell.
     *
     * @param circuitId of a circuit that ends here.
     * @param maxLength most bytes of the body.
     * @return offset of the body in {@link #claimBuffer()}; negative where it can not be sent now.
     */
    int tryClaim(int circuitId, int maxLength);

    /** {@return the memory of the claimed cell} */
    MutableDirectBuffer claimBuffer();

    /**
     * Send the claimed cell.
     *
     * @param circuitId as claimed.
     * @param length    bytes of the body.
     * @param nowNs     time of the duty cycle.
     */
    void commit(int circuitId, int length, long nowNs);

    /**
     * Give the claimed cell back.
     */
    void abort();

    /**
     * Close a circuit that ends here, and tell the others on it. The handler is not called back.
     *
     * @param circuitId of the circuit.
     * @param reason    of {@link RouteReason}.
     * @param nowNs     time of the duty cycle.
     */
    void close(int circuitId, int reason, long nowNs);

    /**
     * Ask one hop of a circuit to answer.
     *
     * @param circuitId of the circuit.
     * @param hop       1 for the first node behind us.
     * @param token     comes back in {@link CircuitHandler#onTraceReply}.
     * @param nowNs     time of the duty cycle.
     */
    void trace(int circuitId, int hop, long token, long nowNs);

    /**
     * Hops of a circuit that ends here.
     *
     * @param circuitId of the circuit.
     * @return links from end to end.
     */
    int hops(int circuitId);
}
