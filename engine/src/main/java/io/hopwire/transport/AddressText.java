package io.hopwire.transport;

import io.hopwire.spi.AddressKind;
import io.hopwire.spi.AddressScope;
import io.hopwire.spi.Addresses;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;

/**
 * A network address as people write it in a configuration: {@code host:port}, {@code [IPv6]:port}, and for a peer whose
 * public key is known {@code key@host:port} with the key as {@code PublicKey} writes it. That is an address of UDP; one
 * of TCP has {@code tcp://} in front of all of it, as in {@code tcp://key@host:port}.
 */
public final class AddressText
{
    private static final int MAX_PORT = 65_535;
    private static final int MAX_DIGITS = 10;

    private final int kind;
    private final String key;
    private final String host;
    private final int port;

    private AddressText(final int kind, final String key, final String host, final int port)
    {
        this.kind = kind;
        this.key = key;
        this.host = host;
        this.port = port;
    }

    /**
     * Parse where a peer is. Does not resolve its name.
     *
     * @param text {@code host:port}, {@code [IPv6]:port} or either behind {@code key@}, all of it behind
     *             {@code tcp://} for TCP; port from 1.
     * @return its parts.
     * @throws TransportException ({@code ADDRESS_FORMAT}) naming the text and what is wrong with it.
     */
    public static AddressText parsePeer(final String text)
    {
        final int kind = parseKind(text);
        final int begin = AddressKind.scheme(kind).length();
        final int at = text.indexOf('@');
        if (at == begin)
        {
            throw malformed(text, "key in front of @ is missing");
        }
        final String key = at < 0 ? null : text.substring(begin, at);
        final AddressText address = parseHostAndPort(text, Math.max(at + 1, begin), kind, key);
        if (0 == address.port)
        {
            throw malformed(text, "port of a peer must be 1 to " + MAX_PORT);
        }
        return address;
    }

    /**
     * Parse where to bind. Does not resolve the name.
     *
     * @param text {@code host:port} or {@code [IPv6]:port}, behind {@code tcp://} for TCP; port 0 for any.
     * @return its parts.
     * @throws TransportException ({@code ADDRESS_FORMAT}) naming the text and what is wrong with it.
     */
    public static AddressText parseBind(final String text)
    {
        if (text.indexOf('@') >= 0)
        {
            throw malformed(text, "an address to bind to has no key");
        }
        final int kind = parseKind(text);
        return parseHostAndPort(text, AddressKind.scheme(kind).length(), kind, null);
    }

    /**
     * Write an address of UDP so that it can be parsed again: {@code 127.0.0.1:4000}, {@code [0:0:0:0:0:0:0:1]:4000}.
     *
     * @param address resolved or not.
     * @return its text.
     */
    public static String format(final InetSocketAddress address)
    {
        return format(AddressKind.UDP, address);
    }

    /**
     * Write an address so that it can be parsed again, if it is of a kind that can be dialled:
     * {@code tcp://127.0.0.1:4000}.
     *
     * @param kind    one of {@link AddressKind}.
     * @param address resolved or not.
     * @return its text.
     */
    public static String format(final int kind, final InetSocketAddress address)
    {
        final InetAddress host = address.getAddress();
        final String name = null == host ? address.getHostString() : host.getHostAddress();
        return AddressKind.scheme(kind) +
            (host instanceof Inet6Address ? "[" + name + "]" : name) + ":" + address.getPort();
    }

    /**
     * An address in canonical form as the public API of Java knows it, a link-local one with its interface.
     *
     * @param high first 8 bytes of the canonical form.
     * @param low  the 8 bytes behind them.
     * @param port 0 to 65535.
     * @return the address; allocated.
     */
    public static InetSocketAddress toSocketAddress(final long high, final long low, final int port)
    {
        final byte[] ip = ByteBuffer.allocate(Addresses.IP_LENGTH)
            .putLong(AddressScope.withoutInterface(high)).putLong(low).array();
        final int index = AddressScope.interfaceOf(high);
        try
        {
            return new InetSocketAddress(
                0 == index ? InetAddress.getByAddress(ip) : Inet6Address.getByAddress(null, ip, index), port);
        }
        catch (final UnknownHostException ex)
        {
            throw new AssertionError("16 bytes are always an address", ex);
        }
    }

    /**
     * How this address is spoken to.
     *
     * @return {@link AddressKind#UDP} or {@link AddressKind#TCP}.
     */
    public int kind()
    {
        return kind;
    }

    /**
     * The peer's public key.
     *
     * @return a text that is for the network's identity scheme to check, or null where none was given.
     */
    public String key()
    {
        return key;
    }

    /**
     * Name or literal address.
     *
     * @return host, without brackets.
     */
    public String host()
    {
        return host;
    }

    /**
     * {@return whether the host is an address and no name, so that nothing has to be looked up}
     */
    public boolean isLiteral()
    {
        return host.indexOf(':') >= 0 || isNumeric(host);
    }

    /**
     * Port.
     *
     * @return 0 to 65535.
     */
    public int port()
    {
        return port;
    }

    /**
     * Look the name up. Blocks for as long as that takes, so never on a duty cycle; literals need no look-up.
     *
     * @return resolved address, the system's first choice.
     * @throws TransportException ({@code UNKNOWN_HOST}) naming the host.
     */
    public InetSocketAddress resolve()
    {
        return resolveAll().get(0);
    }

    /**
     * Look the name up, as {@link #resolve()} does. A socket that speaks IPv4 only can not send to the IPv6 address
     * that comes first: {@link AddressTable#intern(InetSocketAddress)} tells which can be used.
     *
     * @return every address of the host, in the system's order, at least one.
     * @throws TransportException ({@code UNKNOWN_HOST}) naming the host.
     */
    public List<InetSocketAddress> resolveAll()
    {
        try
        {
            return Stream.of(InetAddress.getAllByName(host)).map((one) -> new InetSocketAddress(one, port)).toList();
        }
        catch (final UnknownHostException ex)
        {
            throw new TransportException(TransportException.Reason.UNKNOWN_HOST, "unknown host: " + this, ex);
        }
    }

    /**
     * As it was parsed.
     *
     * @return text that parses to an equal address.
     */
    @Override
    public String toString()
    {
        return AddressKind.scheme(kind) + (null == key ? "" : key + "@") +
            (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    private static int parseKind(final String text)
    {
        if (text.startsWith(AddressKind.scheme(AddressKind.TCP)))
        {
            return AddressKind.TCP;
        }
        if (text.contains("://"))
        {
            throw malformed(text, "of what is in front of :// only tcp is known; without it an address is one of UDP");
        }
        return AddressKind.UDP;
    }

    private static AddressText parseHostAndPort(
        final String text, final int begin, final int kind, final String key)
    {
        final boolean brackets = text.startsWith("[", begin);
        final int colon = brackets ? text.indexOf(']', begin) + 1 : text.indexOf(':', begin);
        if (brackets && 0 == colon)
        {
            throw malformed(text, "closing ] is missing");
        }
        if (colon < 0 || colon >= text.length() || ':' != text.charAt(colon))
        {
            throw malformed(text, "a port must follow the host, as in host:4000 or [::1]:4000");
        }
        if (text.indexOf(':', colon + 1) >= 0)
        {
            throw malformed(text, "an IPv6 address must stand in brackets, as in [::1]:4000");
        }
        final String host = brackets ? text.substring(begin + 1, colon - 1) : text.substring(begin, colon);
        checkHost(text, host, brackets);
        return new AddressText(kind, key, host, parsePort(text, colon + 1));
    }

    private static void checkHost(final String text, final String host, final boolean brackets)
    {
        if (host.isEmpty() || host.chars().anyMatch((ch) -> ch <= ' ' || ch == '@' || ch == '/' || ch == '['))
        {
            throw malformed(text, "host is missing or holds a character that no host name has");
        }
        if (!brackets && isNumeric(host) && !isIpv4(host))
        {
            throw malformed(text, "not an IPv4 address: " + host);
        }
        if (brackets)
        {
            try
            {
                InetAddress.getByName("[" + host + "]");
            }
            catch (final UnknownHostException ex)
            {
                throw malformed(text, "not an IPv6 address: " + host);
            }
        }
    }

    private static boolean isNumeric(final String host)
    {
        return host.chars().allMatch((ch) -> ch >= '0' && ch <= '9' || '.' == ch);
    }

    /**
     * As the JDK takes it: one to four numbers, the last of which fills what the others have left. JDKs disagree on
     * zeros in front.
     */
    private static boolean isIpv4(final String host)
    {
        final String[] numbers = host.split("\\.", -1);
        boolean isValid = numbers.length <= Integer.BYTES;
        for (int i = 0; i < numbers.length && isValid; i++)
        {
            final int bytes = i + 1 < numbers.length ? 1 : Integer.BYTES + 1 - numbers.length;
            isValid = (numbers[i].length() == 1 || !numbers[i].startsWith("0")) &&
                !numbers[i].isEmpty() && numbers[i].length() <= MAX_DIGITS &&
                Long.parseLong(numbers[i]) < 1L << bytes * Byte.SIZE;
        }
        return isValid;
    }

    private static int parsePort(final String text, final int begin)
    {
        final int digits = text.length() - begin;
        int port = 0;
        for (int i = begin; i < text.length(); i++)
        {
            final char ch = text.charAt(i);
            port = ch >= '0' && ch <= '9' && port <= MAX_PORT ? port * 10 + (ch - '0') : MAX_PORT + 1;
        }
        if (0 == digits || port > MAX_PORT)
        {
            throw malformed(text, "port must be a number from 0 to " + MAX_PORT);
        }
        return port;
    }

    private static TransportException malformed(final String text, final String why)
    {
        return new TransportException(
            TransportException.Reason.ADDRESS_FORMAT, "not an address: \"" + text + "\": " + why);
    }
}
