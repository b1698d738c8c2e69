package io.hopwire.circuit;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The end of circuits: the session component. Buffers are lent for the call only.
 */
public interface CircuitHandler
{
    /**
     * A route request has reached us, its target. It must be answered, now or later, by
     * {@link Circuits#accept} or {@code refuse} with the token; a repeated request does not come here
     * again, the table repeats the answer.
     *
     * @param token   to answer with.
     * @param groupId what all redundant routes of one session have in common.
     * @param buffer  holds the first end-to-end handshake message.
     * @param offset  first byte.
     * @param length  bytes.
     * @param hops    of the route it came by.
     * @param nowNs   time of the duty cycle.
     */
    void onRouteRequested(
        int token, long groupId, DirectBuffer buffer, int offset, int length, int hops, long nowNs);

    /**
     * A route we accepted is installed at our end and may carry cells.
     *
     * @param token     of the request.
     * @param circuitId of the circuit.
     * @param nowNs     time of the duty cycle.
     */
    void onRouteAccepted(int token, int circuitId, long nowNs);

    /**
     * A route we asked for is open.
     *
     * @param requestId as given by {@link Circuits#request}.
     * @param circuitId of the circuit.
     * @param hops      of the route.
     * @param buffer    holds the answering handshake message; empty for a probe.
     * @param offset    first byte.
     * @param length    bytes.
     * @param nowNs     time of the duty cycle.
     */
    void onRouteOpened(
        int requestId, int circuitId, int hops, DirectBuffer buffer, int offset, int length, long nowNs);

    /**
     * A route we asked for can not be had.
     *
     * @param requestId as given by {@link Circuits#request}.
     * @param reason    of {@link RouteReason}.
     * @param nowNs     time of the duty cycle.
     */
    void onRouteFailed(int requestId, int reason, long nowNs);

    /**
     * Body of a cell that ends here.
     *
     * @param circuitId of the circuit.
     * @param buffer    holds the body; may be changed in place.
     * @param offset    first byte.
     * @param length    bytes.
     * @param nowNs     time of the duty cycle.
     */
    void onCell(int circuitId, MutableDirectBuffer buffer, int offset, int length, long nowNs);

    /**
     * A circuit that ended here is gone.
     *
     * @param circuitId of the circuit; not valid after the call.
     * @param reason    of {@link RouteReason}.
     * @param nowNs     time of the duty cycle.
     */
    void onCircuitClosed(int circuitId, int reason, long nowNs);

    /**
     * The links of a circuit carry longer cells than was known, or only shorter ones.
     *
     * @param circuitId of the circuit; {@link Circuits#maxCell(int)} tells how long.
     */
    void onRoom(int circuitId);

    /**
     * A hop has answered a trace.
     *
     * @param circuitId of the circuit.
     * @param token     given to {@link Circuits#trace}.
     * @param key       holds the node's public key.
     * @param keyOffset its first byte.
     * @param last      true where the far end itself answered.
     * @param nowNs     time of the duty cycle.
     */
    void onTraceReply(int circuitId, long token, DirectBuffer key, int keyOffset, boolean last, long nowNs);
}
