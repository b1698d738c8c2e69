package io.hopwire.libp2p.address;

/**
 * Addresses of IPv4 and IPv6 as text, without asking anybody for a name. IPv6 is written as RFC 5952 wants it.
 */
final class IpText
{
    private static final int IP4_LENGTH = 4;
    private static final int IP6_LENGTH = 16;
    private static final int GROUPS = 8;

    private IpText()
    {
    }

    static byte[] parse4(final String text)
    {
        final String[] parts = text.split("\\.", -1);
        if (IP4_LENGTH != parts.length)
        {
            return null;
        }
        final byte[] address = new byte[IP4_LENGTH];
        for (int i = 0; i < IP4_LENGTH; i++)
        {
            final int part = MultiaddrText.number(parts[i], 0xFF);
            if (part < 0)
            {
                return null;
            }
            address[i] = (byte)part;
        }
        return address;
    }

    static byte[] parse6(final String text)
    {
        final int gap = text.indexOf("::");
        if (gap < 0)
        {
            final byte[] groups = groups(text);
            return null != groups && IP6_LENGTH == groups.length ? groups : null;
        }
        final byte[] front = groups(text.substring(0, gap));
        final byte[] back = groups(text.substring(gap + 2));
        // A gap stands for at least one group.
        if (null == front || null == back || front.length + back.length > IP6_LENGTH - 2)
        {
            return null;
        }
        final byte[] address = new byte[IP6_LENGTH];
        System.arraycopy(front, 0, address, 0, front.length);
        System.arraycopy(back, 0, address, IP6_LENGTH - back.length, back.length);
        return address;
    }

    static String format4(final byte[] address, final int offset)
    {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < IP4_LENGTH; i++)
        {
            text.append(0 == i ? "" : ".").append(address[offset + i] & 0xFF);
        }
        return text.toString();
    }

    static String format6(final byte[] address)
    {
        if (isMapped(address))
        {
            return "::ffff:" + format4(address, IP6_LENGTH - IP4_LENGTH);
        }
        int gap = -1;
        int gapLength = 1;
        for (int i = 0; i < GROUPS; i++)
        {
            int zeros = 0;
            while (i + zeros < GROUPS && 0 == group(address, i + zeros))
            {
                zeros++;
            }
            if (zeros > gapLength)
            {
                gap = i;
                gapLength = zeros;
            }
        }
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++)
        {
            if (i == gap)
            {
                text.append("::");
                i += gapLength - 1;
            }
            else
            {
                final boolean isBehindGroup = i > 0 && i != gap + gapLength || i > 0 && gap < 0;
                text.append(isBehindGroup ? ":" : "").append(Integer.toHexString(group(address, i)));
            }
        }
        return text.toString();
    }

    private static boolean isMapped(final byte[] address)
    {
        boolean isMapped = -1 == address[10] && -1 == address[11];
        for (int i = 0; i < 10; i++)
        {
            isMapped &= 0 == address[i];
        }
        return isMapped;
    }

    private static int group(final byte[] address, final int index)
    {
        return (address[2 * index] & 0xFF) << Byte.SIZE | address[2 * index + 1] & 0xFF;
    }

    /** Groups with colons between them, the last two of which may be an address of IPv4; null where they are none. */
    private static byte[] groups(final String text)
    {
        if (text.isEmpty())
        {
            return new byte[0];
        }
        final String[] parts = text.split(":", -1);
        final boolean hasIp4 = parts[parts.length - 1].indexOf('.') >= 0;
        final int length = 2 * (parts.length + (hasIp4 ? 1 : 0));
        if (length > IP6_LENGTH)
        {
            return null;
        }
        final byte[] bytes = new byte[length];
        for (int i = 0; i < parts.length - (hasIp4 ? 1 : 0); i++)
        {
            final int group = hex(parts[i]);
            if (group < 0)
            {
                return null;
            }
            bytes[2 * i] = (byte)(group >> Byte.SIZE);
            bytes[2 * i + 1] = (byte)group;
        }
        final byte[] ip4 = hasIp4 ? parse4(parts[parts.length - 1]) : new byte[0];
        if (null == ip4)
        {
            return null;
        }
        System.arraycopy(ip4, 0, bytes, length - ip4.length, ip4.length);
        return bytes;
    }

    private static int hex(final String text)
    {
        int value = text.isEmpty() || text.length() > 4 ? -1 : 0;
        for (int i = 0; value >= 0 && i < text.length(); i++)
        {
            final char c = text.charAt(i);
            final int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            value = digit < 0 ? -1 : value << 4 | digit;
        }
        return value;
    }
}
