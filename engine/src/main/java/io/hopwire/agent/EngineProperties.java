package io.hopwire.agent;

import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import org.agrona.SystemUtil;

import java.util.Locale;
import java.util.Properties;

/**
 * Every system property of the engine, and the only code that reads them. A property sets the default of the setter of
 * the same purpose on {@link EngineContext} or {@link EngineTuning}; a call of the setter wins.
 * <table>
 * <caption>Properties</caption>
 * <tr><th>property</th><th>default</th><th>meaning</th></tr>
 * <tr><td>hopwire.private.key</td><td>random</td><td>64 hexadecimal digits</td></tr>
 * <tr><td>hopwire.network</td><td>hopwire</td><td>name of the network: nodes of another name are strangers</td></tr>
 * <tr><td>hopwire.bind</td><td>0.0.0.0:0</td><td>where to receive, {@code host:port}, {@code tcp://host:port}</td></tr>
 * <tr><td>hopwire.udp</td><td>true</td><td>false goes without UDP: links of TCP only</td></tr>
 * <tr><td>hopwire.bootstrap</td><td>none</td><td>{@code [tcp://][key@]host:port}, by commas</td></tr>
 * <tr><td>hopwire.role</td><td>endpoint</td><td>{@code relay} or {@code endpoint}</td></tr>
 * <tr><td>hopwire.discovery</td><td>true</td><td>look for further peers through the known ones</td></tr>
 * <tr><td>hopwire.name</td><td>process id</td><td>name of the counters file</td></tr>
 * <tr><td>hopwire.threading.mode</td><td>shared</td><td>{@code invoker}, {@code shared} or {@code dedicated}</td></tr>
 * <tr><td>hopwire.node.idle.strategy</td><td>blocking</td><td>see {@link IdleStrategies}</td></tr>
 * <tr><td>hopwire.worker.idle.strategy</td><td>blocking</td><td>see {@link IdleStrategies}</td></tr>
 * <tr><td>hopwire.mtu</td><td>1408</td><td>bytes of the largest datagram</td></tr>
 * <tr><td>hopwire.socket.rcvbuf</td><td>2m</td><td>bytes asked of the kernel, k, m and g are understood</td></tr>
 * <tr><td>hopwire.socket.sndbuf</td><td>2m</td><td>bytes asked of the kernel</td></tr>
 * <tr><td>hopwire.raw.sockets</td><td>true</td><td>use the allocation-free path where the JVM opens it</td></tr>
 * <tr><td>hopwire.udp.offload</td><td>true</td><td>many datagrams in one call where the kernel can</td></tr>
 * <tr><td>hopwire.udp.promotion</td><td>true</td><td>connected sockets for the peers talked to most</td></tr>
 * <tr><td>hopwire.counters.dir</td><td>below /dev/shm, or java.io.tmpdir</td><td>where the counters file is</td></tr>
 * <tr><td>hopwire.counters.file</td><td>true</td><td>false keeps the counters in memory of the process</td></tr>
 * <tr><td>hopwire.plaintext.links</td><td>false</td><td>links without encryption; loud</td></tr>
 * <tr><td>hopwire.connect.timeout</td><td>5s</td><td>ns, us, ms and s are understood</td></tr>
 * <tr><td>hopwire.write.timeout</td><td>60s</td><td>longest wait of a blocking write for the peer's window</td></tr>
 * <tr><td>hopwire.linger</td><td>1500ms</td><td>longest wait of close for what was written</td></tr>
 * <tr><td>hopwire.keepalive.interval</td><td>1s</td><td>silence after which we owe an empty frame</td></tr>
 * <tr><td>hopwire.idle.ping.interval</td><td>10s</td><td>silence after which an idle link is tried</td></tr>
 * <tr><td>hopwire.liveness.timeout</td><td>5s</td><td>silence of who owes a frame after which a link is dead</td></tr>
 * <tr><td>hopwire.session.timeout</td><td>10s</td><td>silence after which a session is dead</td></tr>
 * <tr><td>hopwire.session.window</td><td>128</td><td>messages in flight of one session, a power of two</td></tr>
 * <tr><td>hopwire.max.links</td><td>1024</td><td>links, whoever opened them</td></tr>
 * <tr><td>hopwire.max.outgoing.links</td><td>64</td><td>links opened by us</td></tr>
 * <tr><td>hopwire.max.sessions</td><td>1024</td><td>sessions that end here</td></tr>
 * <tr><td>hopwire.max.circuits</td><td>16384</td><td>circuits that run through here</td></tr>
 * <tr><td>hopwire.max.addresses</td><td>16384</td><td>network addresses remembered</td></tr>
 * <tr><td>hopwire.tcp.max.connections</td><td>1024</td><td>connections of TCP, whoever opened them</td></tr>
 * <tr><td>hopwire.tcp.max.half.open</td><td>128</td><td>connections of TCP without a link</td></tr>
 * <tr><td>hopwire.tcp.buffer</td><td>64k</td><td>bytes that wait at a connection</td></tr>
 * <tr><td>hopwire.tcp.half.open.timeout</td><td>10s</td><td>how long a connection stays without a link</td></tr>
 * <tr><td>hopwire.rekey.after.frames</td><td>8388608</td><td>frames under one key</td></tr>
 * <tr><td>hopwire.command.buffer</td><td>1m</td><td>bytes of the ring from the application to the node</td></tr>
 * </table>
 */
public final class EngineProperties
{
    private final Properties properties;

    /**
     * Over given properties.
     *
     * @param properties usually those of the system.
     */
    public EngineProperties(final Properties properties)
    {
        this.properties = properties;
    }

    /**
     * Over the system's properties.
     *
     * @return over the system's properties.
     */
    public static EngineProperties system()
    {
        return new EngineProperties(System.getProperties());
    }

    String text(final String name, final String defaultValue)
    {
        return properties.getProperty(name, defaultValue);
    }

    boolean flag(final String name, final boolean defaultValue)
    {
        final String value = properties.getProperty(name);
        if (null == value)
        {
            return defaultValue;
        }
        if ("true".equalsIgnoreCase(value) || "false".equalsIgnoreCase(value))
        {
            return Boolean.parseBoolean(value);
        }
        throw invalid(name, value, "true or false", null);
    }

    <T extends Enum<T>> T choice(final String name, final Class<T> type, final T defaultValue)
    {
        final String value = properties.getProperty(name);
        if (null == value)
        {
            return defaultValue;
        }
        for (final T constant : type.getEnumConstants())
        {
            if (constant.name().equalsIgnoreCase(value.trim()))
            {
                return constant;
            }
        }
        final StringBuilder expected = new StringBuilder("one of");
        for (final T constant : type.getEnumConstants())
        {
            expected.append(' ').append(constant.name().toLowerCase(Locale.ROOT));
        }
        throw invalid(name, value, expected.toString(), null);
    }

    int count(final String name, final int defaultValue)
    {
        final String value = properties.getProperty(name);
        try
        {
            return null == value ? defaultValue : Integer.parseInt(value.trim());
        }
        catch (final NumberFormatException ex)
        {
            throw invalid(name, value, "a whole number", ex);
        }
    }

    long longCount(final String name, final long defaultValue)
    {
        final String value = properties.getProperty(name);
        try
        {
            return null == value ? defaultValue : Long.parseLong(value.trim());
        }
        catch (final NumberFormatException ex)
        {
            throw invalid(name, value, "a whole number", ex);
        }
    }

    int size(final String name, final int defaultValue)
    {
        final String value = properties.getProperty(name);
        try
        {
            return null == value ? defaultValue : Math.toIntExact(SystemUtil.parseSize(name, value.trim()));
        }
        catch (final NumberFormatException | ArithmeticException ex)
        {
            throw invalid(name, value, "bytes, such as 65536, 64k or 2m", ex);
        }
    }

    long duration(final String name, final long defaultNs)
    {
        final String value = properties.getProperty(name);
        try
        {
            return null == value ? defaultNs : SystemUtil.parseDuration(name, value.trim());
        }
        catch (final NumberFormatException ex)
        {
            throw invalid(name, value, "a duration, such as 5s or 250ms", ex);
        }
    }

    private static HopwireException invalid(
        final String name, final String value, final String expected, final Exception cause)
    {
        return new HopwireException(
            ErrorCategory.CONFIGURATION,
            "property " + name + " must be " + expected + ", found '" + value + "'",
            cause);
    }
}
