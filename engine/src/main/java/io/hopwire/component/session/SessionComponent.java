package io.hopwire.component.session;

import io.hopwire.circuit.CircuitHandler;
import io.hopwire.crypto.CryptoProvider;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * All sessions of a node.
 */
public final class SessionComponent implements CircuitHandler
{
    /**
     * Without sessions yet.
     *
     * @param config   values.
     * @param crypto   primitives.
     * @param services what the component is given.
     */
    public SessionComponent(final SessionConfig config, final CryptoProvider crypto, final SessionServices services)
    {
    }

    /**
     * Open a session.
     *
     * @param correlationId comes back with the outcome.
     * @param key           holds the peer's public key.
     * @param keyOffset     first of its 32 bytes.
     * @param maxHops       most hops of a route.
     * @param minRoutes     least routes.
     * @param maxRoutes     most routes.
     * @param timeoutNs     when to give up, from now.
     * @param nowNs         time of the duty cycle.
     */
    public void connect(
        final long correlationId,
        final DirectBuffer key,
        final int keyOffset,
        final int maxHops,
        final int minRoutes,
        final int maxRoutes,
        final long timeoutNs,
        final long nowNs)
    {
    }

    /**
     * Accept sessions, or refuse them.
     *
     * @param listening whether to accept.
     */
    public void listen(final boolean listening)
    {
    }

    /**
     * Hand a message over.
     *
     * @param sessionId of the session.
     * @param buffer    holds the message.
     * @param offset    first byte.
     * @param length    bytes.
     * @param nowNs     time of the duty cycle.
     * @return messages accepted since the session began, or a code of {@link io.hopwire.spi.SessionCodes}.
     */
    public long offer(
        final int sessionId, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        return 0;
    }

    /**
     * Close a session once what was handed over is acknowledged, or after a while.
     *
     * @param sessionId of the session.
     * @param nowNs     time of the duty cycle.
     */
    public void close(final int sessionId, final long nowNs)
    {
    }

    /**
     * End all sessions now.
     *
     * @param nowNs time of the duty cycle.
     */
    public void closeAll(final long nowNs)
    {
    }

    /**
     * Ask every hop of the session's first route to answer.
     *
     * @param sessionId of the session.
     * @param nowNs     time of the duty cycle.
     */
    public void trace(final int sessionId, final long nowNs)
    {
    }

    /**
     * Longest message.
     *
     * @return bytes.
     */
    public int maxMessageLength()
    {
        return 0;
    }

    /**
     * A handshake step of a session is done.
     *
     * @param buffer holds the result.
     * @param offset first byte.
     * @param length bytes.
     * @param nowNs  time of the duty cycle.
     */
    public void onResult(final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
    }

    /**
     * A timer fired.
     *
     * @param timerId which.
     * @param nowNs   time of the duty cycle.
     */
    public void onTimer(final int timerId, final long nowNs)
    {
    }

    @Override
    public void onRouteRequested(
        final int token,
        final long groupId,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final int hops,
        final long nowNs)
    {
    }

    @Override
    public void onRouteAccepted(final int token, final int circuitId, final long nowNs)
    {
    }

    @Override
    public void onRouteOpened(
        final int requestId,
        final int circuitId,
        final int hops,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final long nowNs)
    {
    }

    @Override
    public void onRouteFailed(final int requestId, final int reason, final long nowNs)
    {
    }

    @Override
    public void onCell(
        final int circuitId, final MutableDirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
    }

    @Override
    public void onCircuitClosed(final int circuitId, final int reason, final long nowNs)
    {
    }

    @Override
    public void onTraceReply(
        final int circuitId,
        final long token,
        final DirectBuffer key,
        final int keyOffset,
        final boolean last,
        final long nowNs)
    {
    }
}
