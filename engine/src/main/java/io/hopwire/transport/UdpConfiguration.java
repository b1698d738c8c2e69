package io.hopwire.transport;

import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.Setting;
import io.hopwire.spi.Settings;

import java.net.InetSocketAddress;

/**
 * How to open a {@link UdpTransport}. Immutable.
 *
 * @param bindAddress where to receive; a wildcard means IPv6 and IPv4 where the system has both. Port 0 takes any free
 *                    one.
 * @param settings    of {@link TransportSettings}, and {@link NodeSettings#MTU}.
 */
public record UdpConfiguration(InetSocketAddress bindAddress, Settings settings)
{
    /**
     * Refuses a host that is not known.
     *
     * @param bindAddress where to receive.
     * @param settings    of {@link TransportSettings}, and {@link NodeSettings#MTU}.
     */
    public UdpConfiguration
    {
        if (bindAddress.isUnresolved())
        {
            throw new TransportException(TransportException.Reason.UNKNOWN_HOST,
                "host to bind to does not resolve: " + AddressText.format(bindAddress));
        }
    }

    /**
     * {@return all defaults}
     *
     * @param bindAddress where to receive.
     */
    public static UdpConfiguration of(final InetSocketAddress bindAddress)
    {
        return new UdpConfiguration(bindAddress, Settings.DEFAULTS);
    }

    /**
     * {@return a copy with one setting changed}
     *
     * @param setting to change.
     * @param value   within its range.
     * @param <T>     of its values.
     */
    public <T> UdpConfiguration with(final Setting<T> setting, final T value)
    {
        return new UdpConfiguration(bindAddress, settings.with(setting, value));
    }

    <T> T get(final Setting<T> setting)
    {
        return settings.get(setting);
    }
}
