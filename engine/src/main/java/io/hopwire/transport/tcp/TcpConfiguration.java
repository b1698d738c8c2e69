package io.hopwire.transport.tcp;

import io.hopwire.spi.Limits;
import io.hopwire.transport.TransportException;

import io.hopwire.transport.TransportSettings;

import java.net.InetSocketAddress;

/**
 * How to open a {@link TcpTransport}. Immutable; each {@code with} method answers a changed copy.
 *
 * @param bindAddressOrNull where to accept connections, port 0 takes any free one; null to dial only.
 * @param mtu               bytes of the largest frame, {@link Limits#MIN_MTU} to {@link Limits#MAX_MTU}.
 * @param maxConnections    connections at a time. Peers may open three quarters of them, so that strangers never keep
 *                          us from dialling.
 * @param maxHalfOpen       connections at a time that no link uses yet: dialled ones, and accepted ones, each kind.
 * @param bufferLength      bytes that wait at one connection for room in the kernel, twice the MTU at least.
 * @param halfOpenTimeoutNs how long a connection may stay without a link.
 */
public record TcpConfiguration(
    InetSocketAddress bindAddressOrNull,
    int mtu,
    int maxConnections,
    int maxHalfOpen,
    int bufferLength,
    long halfOpenTimeoutNs)
{
    private static final int MAX_CONNECTIONS = 1 << 16;
    private static final int MAX_BUFFER_LENGTH = 1 << 24;

    /**
     * Check the ranges.
     *
     * @param bindAddressOrNull where to accept connections, port 0 takes any free one; null to dial only.
     * @param mtu               bytes of the largest frame, {@link Limits#MIN_MTU} to {@link Limits#MAX_MTU}.
     * @param maxConnections    connections at a time.
     * @param maxHalfOpen       connections at a time that no link uses yet: dialled ones, and accepted ones, each kind.
     * @param bufferLength      bytes that wait at one connection for room in the kernel, twice the MTU at least.
     * @param halfOpenTimeoutNs how long a connection may stay without a link.
     */
    public TcpConfiguration
    {
        check(mtu >= Limits.MIN_MTU && mtu <= Limits.MAX_MTU,
            "MTU must be " + Limits.MIN_MTU + " to " + Limits.MAX_MTU + " bytes: " + mtu);
        check(maxConnections > 0 && maxConnections <= MAX_CONNECTIONS,
            "connections must be 1 to " + MAX_CONNECTIONS + ": " + maxConnections);
        check(maxHalfOpen > 0, "half-open connections must be 1 or more: " + maxHalfOpen);
        check(bufferLength >= 2 * mtu && bufferLength <= MAX_BUFFER_LENGTH,
            "buffer of a connection must be twice the MTU to " + MAX_BUFFER_LENGTH + " bytes: " + bufferLength);
        check(halfOpenTimeoutNs > 0, "time without a link must be positive: " + halfOpenTimeoutNs);
        if (null != bindAddressOrNull && bindAddressOrNull.isUnresolved())
        {
            throw new TransportException(TransportException.Reason.UNKNOWN_HOST,
                "host to bind to does not resolve: " + bindAddressOrNull.getHostString());
        }
    }

    /**
     * All defaults.
     *
     * @param bindAddressOrNull where to accept connections; null to dial only.
     * @return the configuration.
     */
    public static TcpConfiguration of(final InetSocketAddress bindAddressOrNull)
    {
        return new TcpConfiguration(
            bindAddressOrNull,
            Limits.DEFAULT_MTU,
            TransportSettings.TCP_MAX_CONNECTIONS.defaultValue(),
            TransportSettings.TCP_MAX_HALF_OPEN.defaultValue(),
            TransportSettings.TCP_BUFFER.defaultValue(),
            TransportSettings.TCP_HALF_OPEN_TIMEOUT.defaultValue());
    }

    /**
     * Change the largest frame. The buffer grows with it where it must.
     *
     * @param value bytes.
     * @return changed copy.
     */
    public TcpConfiguration withMtu(final int value)
    {
        return new TcpConfiguration(bindAddressOrNull, value, maxConnections, maxHalfOpen,
            Math.max(bufferLength, 2 * value), halfOpenTimeoutNs);
    }

    /**
     * Change how many connections there may be.
     *
     * @param connections at a time.
     * @param halfOpen    at a time without a link.
     * @return changed copy.
     */
    public TcpConfiguration withLimits(final int connections, final int halfOpen)
    {
        return new TcpConfiguration(bindAddressOrNull, mtu, connections, halfOpen, bufferLength, halfOpenTimeoutNs);
    }

    /**
     * Change how much waits at a connection.
     *
     * @param value bytes.
     * @return changed copy.
     */
    public TcpConfiguration withBufferLength(final int value)
    {
        return new TcpConfiguration(bindAddressOrNull, mtu, maxConnections, maxHalfOpen, value, halfOpenTimeoutNs);
    }

    /**
     * Change how long a connection may stay without a link.
     *
     * @param value nanoseconds.
     * @return changed copy.
     */
    public TcpConfiguration withHalfOpenTimeoutNs(final long value)
    {
        return new TcpConfiguration(bindAddressOrNull, mtu, maxConnections, maxHalfOpen, bufferLength, value);
    }

    int maxAccepted()
    {
        return Math.max(1, maxConnections - maxConnections / 4);
    }

    private static void check(final boolean condition, final String message)
    {
        if (!condition)
        {
            throw new TransportException(TransportException.Reason.CONFIGURATION, message);
        }
    }
}
