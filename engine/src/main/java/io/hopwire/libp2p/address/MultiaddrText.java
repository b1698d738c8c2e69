package io.hopwire.libp2p.address;

import io.hopwire.libp2p.identity.Multibase;
import io.hopwire.libp2p.identity.PeerId;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Values of a multiaddr as text, and texts as values. For people; allocates.
 */
final class MultiaddrText
{
    private static final int MAX_PORT = 0xFFFF;
    private static final String UNESCAPED = "-_.!~*'()";

    private MultiaddrText()
    {
    }

    /** Bytes of a value; null where the text is none of that protocol. They are still to be checked. */
    static byte[] parse(final AddressProtocol protocol, final String text)
    {
        switch (protocol.kind())
        {
            case IP4:
                return IpText.parse4(text);

            case IP6:
                return IpText.parse6(text);

            case PORT:
                return port(text);

            case CIDR:
                final int prefix = number(text, 0xFF);
                return prefix < 0 ? null : new byte[]{(byte)prefix};

            case PEER:
                final PeerId id = PeerId.tryParse(text);
                return null == id ? null : id.bytes();

            case MULTIHASH:
                return Multibase.decode(text);

            case ONION:
                return onion(protocol, text);

            case GARLIC64:
                return text.matches("[^+/]*") ?
                    Multibase.BASE64_PAD.decodeBare(text.replace('-', '+').replace('~', '/')) : null;

            case GARLIC32:
                return Multibase.BASE32.decodeBare(text);

            case PATH:
                return path(text);

            case HTTP_PATH:
                final byte[] path = unescape(text);
                return null == path ? null : concatenate(new byte[]{'/'}, path);

            default:
                return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    /** Text of a value that was checked. */
    static String format(final AddressProtocol protocol, final byte[] value)
    {
        switch (protocol.kind())
        {
            case IP4:
                return IpText.format4(value, 0);

            case IP6:
                return IpText.format6(value);

            case PORT:
                return Integer.toString(port(value, 0));

            case CIDR:
                return Integer.toString(value[0] & 0xFF);

            case PEER:
                return PeerId.of(new UnsafeBuffer(value), 0, value.length).toString();

            case MULTIHASH:
                return Multibase.BASE64_URL.encode(value);

            case ONION:
                final int host = value.length - AddressValues.PORT_LENGTH;
                return Multibase.BASE32.encodeBare(Arrays.copyOf(value, host)) + ":" + port(value, host);

            case GARLIC64:
                return Multibase.BASE64_PAD.encodeBare(value).replace('+', '-').replace('/', '~');

            case GARLIC32:
                return Multibase.BASE32.encodeBare(value);

            case PATH:
                return isPlainPath(value) ?
                    new String(value, 1, value.length - 1, StandardCharsets.US_ASCII) : escape(value, 0);

            case HTTP_PATH:
                return escape(value, '/' == value[0] ? 1 : 0);

            default:
                return new String(value, StandardCharsets.US_ASCII);
        }
    }

    /** A decimal number without zeros in front; negative where the text is none, or it is too great. */
    static int number(final String text, final int most)
    {
        if (text.isEmpty() || text.length() > 9 || text.length() > 1 && '0' == text.charAt(0))
        {
            return -1;
        }
        int number = 0;
        for (int i = 0; i < text.length(); i++)
        {
            final int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9)
            {
                return -1;
            }
            number = 10 * number + digit;
        }
        return number <= most ? number : -1;
    }

    private static byte[] port(final String text)
    {
        final int port = number(text, MAX_PORT);
        return port < 0 ? null : new byte[]{(byte)(port >> Byte.SIZE), (byte)port};
    }

    private static int port(final byte[] value, final int offset)
    {
        return (value[offset] & 0xFF) << Byte.SIZE | value[offset + 1] & 0xFF;
    }

    private static byte[] onion(final AddressProtocol protocol, final String text)
    {
        final int colon = text.indexOf(':');
        final byte[] host = colon < 0 ? null : Multibase.BASE32.decodeBare(text.substring(0, colon));
        final byte[] port = colon < 0 ? null : port(text.substring(colon + 1));
        final boolean isWhole =
            null != host && null != port && host.length + port.length == protocol.valueLength();
        return isWhole ? concatenate(host, port) : null;
    }

    /**
     * One segment stands for itself, escaped; several are a path from the root. That is how the bytes of the common
     * implementations can be told apart, and come back.
     */
    private static byte[] path(final String text)
    {
        return text.indexOf('/') < 0 ? unescape(text) : ("/" + text).getBytes(StandardCharsets.UTF_8);
    }

    /** Whether a path from the root has several segments, and nothing that has to be escaped. */
    private static boolean isPlainPath(final byte[] value)
    {
        boolean isPlain = '/' == value[0];
        boolean hasSegments = false;
        for (int i = 1; i < value.length; i++)
        {
            hasSegments |= '/' == value[i];
            isPlain &= value[i] > ' ' && value[i] < 0x7F && '%' != value[i];
        }
        return isPlain && hasSegments;
    }

    private static String escape(final byte[] value, final int offset)
    {
        final StringBuilder text = new StringBuilder();
        for (int i = offset; i < value.length; i++)
        {
            final char c = (char)(value[i] & 0xFF);
            final boolean isPlain =
                c < 0x80 && (Character.isLetterOrDigit(c) || UNESCAPED.indexOf(c) >= 0);
            if (isPlain)
            {
                text.append(c);
            }
            else
            {
                text.append('%').append(hexDigit(c >> 4)).append(hexDigit(c & 0xF));
            }
        }
        return text.toString();
    }

    private static char hexDigit(final int value)
    {
        return Character.toUpperCase(Character.forDigit(value, 16));
    }

    /** Null where a percent sign is not followed by two digits. */
    private static byte[] unescape(final String text)
    {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        final ByteArrayOutputStream plain = new ByteArrayOutputStream();
        for (int i = 0; i < bytes.length; i++)
        {
            if ('%' != bytes[i])
            {
                plain.write(bytes[i]);
                continue;
            }
            final int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
            final int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
            if (high < 0 || low < 0)
            {
                return null;
            }
            plain.write(high << 4 | low);
            i += 2;
        }
        return plain.toByteArray();
    }

    private static byte[] concatenate(final byte[] first, final byte[] second)
    {
        final byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
