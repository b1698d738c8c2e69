package io.hopwire.transport;

import io.hopwire.spi.AddressScope;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import java.lang.reflect.Field;
import java.nio.ByteOrder;

/**
 * The operating system's {@code sockaddr_in} or {@code sockaddr_in6}, whichever a socket speaks, as the JDK found it
 * out when it was compiled. On Linux:
 * <pre>
 *    0        2        4              8                          24             28
 *   +--------+--------+--------------+--------------------------+--------------+
 *   | family | port   | flow info    | IPv6 or ::ffff:IPv4      | scope id     |   sockaddr_in6
 *   +--------+--------+--------------+--------------------------+--------------+
 *   | family | port   | IPv4         | zero                       sockaddr_in
 *   +--------+--------+--------------+----------------
 * </pre>
 * Family, flow information and scope are in native byte order, the port and the address in network order.
 */
final class SockaddrFormat
{
    /**
     * Bytes of the larger one, {@code sizeof(SOCKETADDRESS)} in the JDK's natives.
     */
    static final int MAX_LENGTH = 28;

    /**
     * ::ffff:0:0/96, the upper half of the low 64 bits.
     */
    static final long IPV4_MAPPED = 0x0000_FFFF_0000_0000L;

    private final boolean ipv6;
    private final int length;
    private final int family;
    private final int familyLength;
    private final int familyOffset;
    private final int portOffset;
    private final int addressOffset;
    private final int scopeOffset;

    private SockaddrFormat(final Class<?> natives, final boolean ipv6) throws ReflectiveOperationException
    {
        this.ipv6 = ipv6;
        length = constant(natives, ipv6 ? "SIZEOF_SOCKADDR6" : "SIZEOF_SOCKADDR4");
        family = constant(natives, ipv6 ? "AF_INET6" : "AF_INET");
        familyLength = constant(natives, "SIZEOF_FAMILY");
        familyOffset = constant(natives, "OFFSET_FAMILY");
        portOffset = constant(natives, ipv6 ? "OFFSET_SIN6_PORT" : "OFFSET_SIN4_PORT");
        addressOffset = constant(natives, ipv6 ? "OFFSET_SIN6_ADDR" : "OFFSET_SIN4_ADDR");
        scopeOffset = constant(natives, "OFFSET_SIN6_SCOPE_ID");
        if (length > MAX_LENGTH || (familyLength != 1 && familyLength != 2))
        {
            throw new ReflectiveOperationException("unknown sockaddr of " + length + " bytes");
        }
    }

    /**
     * Ask the JDK.
     *
     * @param ipv6 for a socket of the IPv6 family, dual-stack or not.
     * @return the format.
     * @throws ReflectiveOperationException where the JDK is another than we know.
     */
    static SockaddrFormat of(final boolean ipv6) throws ReflectiveOperationException
    {
        return new SockaddrFormat(Class.forName("sun.nio.ch.NativeSocketAddress"), ipv6);
    }

    /**
     * Is that a unicast address with a port, of a family that the socket speaks, and with an interface where it needs
     * one?
     */
    static boolean canBeSentTo(final long high, final long low, final int port, final boolean ipv6)
    {
        if (0 == port)
        {
            return false;
        }
        if (0 == high && (low & 0xFFFF_FFFF_0000_0000L) == IPV4_MAPPED)
        {
            final int firstByte = (int)(low >>> 24) & 0xFF;
            return 0 < firstByte && firstByte < 224;
        }
        return ipv6 && (0 != high || 0 != low) && (high >>> 56) != 0xFF &&
            (0 != AddressScope.interfaceOf(high) || !AddressScope.isLinkLocal(high));
    }

    private static int constant(final Class<?> natives, final String name) throws ReflectiveOperationException
    {
        final Field field = natives.getDeclaredField(name);
        field.setAccessible(true);
        return field.getInt(null);
    }

    int length()
    {
        return length;
    }

    boolean accepts(final DirectBuffer buffer, final int offset)
    {
        final int found = 1 == familyLength ?
            buffer.getByte(offset + familyOffset) & 0xFF : buffer.getShort(offset + familyOffset) & 0xFFFF;
        return found == family;
    }

    long high(final DirectBuffer buffer, final int offset)
    {
        return ipv6 ? buffer.getLong(offset + addressOffset, ByteOrder.BIG_ENDIAN) : 0;
    }

    long low(final DirectBuffer buffer, final int offset)
    {
        return ipv6 ?
            buffer.getLong(offset + addressOffset + 8, ByteOrder.BIG_ENDIAN) :
            IPV4_MAPPED | (buffer.getInt(offset + addressOffset, ByteOrder.BIG_ENDIAN) & 0xFFFF_FFFFL);
    }

    int port(final DirectBuffer buffer, final int offset)
    {
        return buffer.getShort(offset + portOffset, ByteOrder.BIG_ENDIAN) & 0xFFFF;
    }

    int scope(final DirectBuffer buffer, final int offset)
    {
        return ipv6 ? buffer.getInt(offset + scopeOffset) : 0;
    }

    void encode(
        final MutableDirectBuffer buffer,
        final int offset,
        final long high,
        final long low,
        final int port,
        final int scope)
    {
        buffer.setMemory(offset, MAX_LENGTH, (byte)0);
        if (1 == familyLength)
        {
            buffer.putByte(offset + familyOffset, (byte)family);
        }
        else
        {
            buffer.putShort(offset + familyOffset, (short)family);
        }
        buffer.putShort(offset + portOffset, (short)port, ByteOrder.BIG_ENDIAN);
        if (ipv6)
        {
            buffer.putLong(offset + addressOffset, high, ByteOrder.BIG_ENDIAN);
            buffer.putLong(offset + addressOffset + 8, low, ByteOrder.BIG_ENDIAN);
            buffer.putInt(offset + scopeOffset, scope);
        }
        else
        {
            buffer.putInt(offset + addressOffset, (int)low, ByteOrder.BIG_ENDIAN);
        }
    }
}
