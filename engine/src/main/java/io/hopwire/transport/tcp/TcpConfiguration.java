package io.hopwire.transport.tcp;

import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.Setting;
import io.hopwire.spi.Settings;
import io.hopwire.transport.TransportException;
import io.hopwire.transport.TransportSettings;

import java.net.InetSocketAddress;

/**
 * How to open a {@link TcpTransport}. Immutable.
 *
 * @param bindAddressOrNull where to accept connections, port 0 takes any free one; null to dial only.
 * @param settings          of {@link TransportSettings}, and {@link NodeSettings#MTU}.
 */
public record TcpConfiguration(InetSocketAddress bindAddressOrNull, Settings settings)
{
    /**
     * Refuses a host that is not known.
     *
     * @param bindAddressOrNull where to accept connections; null to dial only.
     * @param settings          of {@link TransportSettings}, and {@link NodeSettings#MTU}.
     */
    public TcpConfiguration
    {
        if (null != bindAddressOrNull && bindAddressOrNull.isUnresolved())
        {
            throw new TransportException(TransportException.Reason.UNKNOWN_HOST,
                "host to bind to does not resolve: " + bindAddressOrNull.getHostString());
        }
    }

    /**
     * {@return a copy with one setting changed}
     *
     * @param setting to change.
     * @param value   within its range.
     * @param <T>     of its values.
     */
    public <T> TcpConfiguration with(final Setting<T> setting, final T value)
    {
        return new TcpConfiguration(bindAddressOrNull, settings.with(setting, value));
    }

    <T> T get(final Setting<T> setting)
    {
        return settings.get(setting);
    }

    /** Bytes that wait at one connection for room in the kernel: two frames at least. */
    int bufferLength()
    {
        return Math.max(get(TransportSettings.TCP_BUFFER), 2 * get(NodeSettings.MTU));
    }

    /** A quarter is ours, so that strangers never keep us from dialling. */
    int maxAccepted()
    {
        final int maxConnections = get(TransportSettings.TCP_MAX_CONNECTIONS);
        return Math.max(1, maxConnections - maxConnections / 4);
    }
}
