package io.hopwire.libp2p.address;

import io.hopwire.libp2p.identity.PeerId;
import io.hopwire.libp2p.wire.Libp2pLimits;
import io.hopwire.libp2p.wire.UnsignedVarint;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * An address that says of what protocols it is made: {@code /ip4/127.0.0.1/tcp/4001/p2p/12D3Koo…}. Two are equal where
 * their bytes are.
 * <p>
 * Its text is canonical: peer ids in base58btc, hashes of certificates in base64url, IPv6 as RFC 5952 wants it. Bytes
 * come back from their text, but for the path of HTTP: its first slash is in no text, and in the bytes of only some
 * implementations.
 * <p>
 * Immutable, safe for use by any thread. Made where somebody keeps an address; what only looks at one uses a
 * {@link MultiaddrReader}.
 *
 * @see <a href="https://github.com/multiformats/multiaddr">multiformats/multiaddr</a>
 */
public final class Multiaddr implements Comparable<Multiaddr>
{
    private static final int MAX_TEXT_LENGTH = 4 * Libp2pLimits.MAX_MULTIADDR_LENGTH;
    private static final int IP4_LENGTH = 4;

    private final byte[] bytes;
    private final AddressProtocol[] protocols;
    private final int[] offsets;
    private final int[] lengths;

    private Multiaddr(final byte[] bytes, final int count)
    {
        this.bytes = bytes;
        protocols = new AddressProtocol[count];
        offsets = new int[count];
        lengths = new int[count];
        final MultiaddrReader reader = new MultiaddrReader().wrap(new UnsafeBuffer(bytes), 0, bytes.length);
        for (int i = 0; reader.next(); i++)
        {
            protocols[i] = reader.protocol();
            offsets[i] = reader.valueOffset();
            lengths[i] = reader.valueLength();
        }
    }

    /**
     * The address in some bytes.
     *
     * @param buffer holds them.
     * @param offset first byte.
     * @param length bytes, all of which must be of it.
     * @return the address, or null where a {@link MultiaddrReader} finds something wrong.
     */
    public static Multiaddr of(final DirectBuffer buffer, final int offset, final int length)
    {
        final MultiaddrReader reader = new MultiaddrReader().wrap(buffer, offset, length);
        int count = 0;
        while (reader.next())
        {
            count++;
        }
        if (AddressError.NONE != reader.error())
        {
            return null;
        }
        final byte[] copy = new byte[length];
        buffer.getBytes(offset, copy);
        return new Multiaddr(copy, count);
    }

    /**
     * An address of IP and TCP.
     *
     * @param ip   4 or 16 bytes.
     * @param port from 0 to 65,535.
     * @return the address.
     * @throws IllegalArgumentException for other lengths and ports.
     */
    public static Multiaddr tcp(final byte[] ip, final int port)
    {
        final AddressProtocol protocol = IP4_LENGTH == ip.length ? AddressProtocol.IP4 : AddressProtocol.IP6;
        if (protocol.valueLength() != ip.length || port < 0 || port > 0xFFFF)
        {
            throw new IllegalArgumentException("an IP address of " + ip.length + " bytes, port " + port);
        }
        final ByteArrayOutputStream address = new ByteArrayOutputStream();
        put(address, protocol, ip);
        put(address, AddressProtocol.TCP, new byte[]{(byte)(port >> Byte.SIZE), (byte)port});
        return new Multiaddr(address.toByteArray(), 2);
    }

    /**
     * The address that a text stands for.
     *
     * @param text such as {@code /ip4/127.0.0.1/tcp/4001}; slashes at its end are passed over.
     * @return the address.
     * @throws IllegalArgumentException where it is none.
     */
    public static Multiaddr parse(final String text)
    {
        final Multiaddr address = tryParse(text);
        if (null == address)
        {
            throw new IllegalArgumentException("not a multiaddr: " + text);
        }
        return address;
    }

    /**
     * The address that a text stands for, if it does.
     *
     * @param text such as {@code /ip4/127.0.0.1/tcp/4001}; slashes at its end are passed over.
     * @return the address, or null where it is none.
     */
    public static Multiaddr tryParse(final String text)
    {
        int end = text.length();
        while (end > 0 && '/' == text.charAt(end - 1))
        {
            end--;
        }
        if (0 == end || end > MAX_TEXT_LENGTH || '/' != text.charAt(0))
        {
            return null;
        }
        final String[] parts = text.substring(1, end).split("/", -1);
        final ByteArrayOutputStream address = new ByteArrayOutputStream();
        int at = 0;
        while (at < parts.length && at >= 0)
        {
            at = parseComponent(parts, at, address);
        }
        return at < 0 ? null : of(new UnsafeBuffer(address.toByteArray()), 0, address.size());
    }

    /** {@return bytes of it} */
    public int length()
    {
        return bytes.length;
    }

    /** {@return a copy of its bytes} */
    public byte[] bytes()
    {
        return bytes.clone();
    }

    /**
     * Write its bytes. Allocates nothing.
     *
     * @param buffer to write to.
     * @param offset first of {@link #length()} bytes.
     * @return bytes.
     */
    public int put(final MutableDirectBuffer buffer, final int offset)
    {
        buffer.putBytes(offset, bytes);
        return bytes.length;
    }

    /** {@return how many components it has, at least one} */
    public int components()
    {
        return protocols.length;
    }

    /**
     * Protocol of a component.
     *
     * @param index from 0 on, from left to right.
     * @return the protocol.
     */
    public AddressProtocol protocol(final int index)
    {
        return protocols[index];
    }

    /**
     * Value of a component.
     *
     * @param index from 0 on, from left to right.
     * @return a copy of its bytes, without their length.
     */
    public byte[] value(final int index)
    {
        return Arrays.copyOfRange(bytes, offsets[index], offsets[index] + lengths[index]);
    }

    /**
     * Value of a component as text.
     *
     * @param index from 0 on, from left to right.
     * @return the text, empty where the protocol has no values.
     */
    public String valueText(final int index)
    {
        return 0 == protocols[index].valueLength() ? "" : MultiaddrText.format(protocols[index], value(index));
    }

    /**
     * First component of a protocol.
     *
     * @param protocol to look for.
     * @return its index, or -1 where there is none.
     */
    public int indexOf(final AddressProtocol protocol)
    {
        return Arrays.asList(protocols).indexOf(protocol);
    }

    /**
     * Is it IP (or a name of DNS) and TCP, with at most a peer's id behind them? Others are not for a TCP socket.
     *
     * @return true if so.
     */
    public boolean isTcp()
    {
        final boolean isShort =
            2 == protocols.length || 3 == protocols.length && AddressProtocol.P2P == protocols[2];
        return isShort && AddressProtocol.TCP == protocols[1] && isHost(protocols[0]);
    }

    /**
     * Port of an address that {@link #isTcp()}.
     *
     * @return from 0 to 65,535.
     */
    public int tcpPort()
    {
        return (bytes[offsets[1]] & 0xFF) << Byte.SIZE | bytes[offsets[1] + 1] & 0xFF;
    }

    /**
     * Who is there: the peer that the last component names.
     *
     * @return its id, or null where the last component is none.
     */
    public PeerId peerId()
    {
        final int last = protocols.length - 1;
        return AddressProtocol.P2P == protocols[last] ?
            PeerId.of(new UnsafeBuffer(bytes), offsets[last], lengths[last]) : null;
    }

    /**
     * The same place, and who is there.
     *
     * @param id of the peer.
     * @return this where it names that peer already, else an address of one more component.
     * @throws IllegalArgumentException where it names another peer, or would be too long.
     */
    public Multiaddr withPeerId(final PeerId id)
    {
        final PeerId known = peerId();
        if (null == known)
        {
            final ByteArrayOutputStream address = new ByteArrayOutputStream();
            put(address, AddressProtocol.P2P, id.bytes());
            return encapsulate(new Multiaddr(address.toByteArray(), 1));
        }
        if (!known.equals(id))
        {
            throw new IllegalArgumentException(this + " is not of " + id);
        }
        return this;
    }

    /**
     * The same place without who is there.
     *
     * @return this where the last component names no peer; null where there is no other.
     */
    public Multiaddr withoutPeerId()
    {
        final int last = protocols.length - 1;
        if (AddressProtocol.P2P != protocols[last])
        {
            return this;
        }
        return 0 == last ? null : new Multiaddr(Arrays.copyOf(bytes, offsets[last - 1] + lengths[last - 1]), last);
    }

    /**
     * This, and behind it another.
     *
     * @param inner the components that follow.
     * @return the address.
     * @throws IllegalArgumentException where it would be too long, or this ends in a path.
     */
    public Multiaddr encapsulate(final Multiaddr inner)
    {
        final byte[] both = Arrays.copyOf(bytes, bytes.length + inner.bytes.length);
        System.arraycopy(inner.bytes, 0, both, bytes.length, inner.bytes.length);
        final Multiaddr address = of(new UnsafeBuffer(both), 0, both.length);
        if (null == address)
        {
            throw new IllegalArgumentException("nothing can follow " + this);
        }
        return address;
    }

    /**
     * By their bytes, as numbers without a sign.
     */
    @Override
    public int compareTo(final Multiaddr other)
    {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(final Object other)
    {
        return other instanceof Multiaddr && Arrays.equals(bytes, ((Multiaddr)other).bytes);
    }

    /**
     * Not secret: tables of our own that strangers fill hash the bytes with a key.
     */
    @Override
    public int hashCode()
    {
        return Arrays.hashCode(bytes);
    }

    /** {@return the canonical text} */
    @Override
    public String toString()
    {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < protocols.length; i++)
        {
            text.append('/').append(protocols[i].text());
            if (0 != protocols[i].valueLength())
            {
                text.append('/').append(valueText(i));
            }
        }
        return text.toString();
    }

    private static boolean isHost(final AddressProtocol protocol)
    {
        switch (protocol)
        {
            case IP4:
            case IP6:
            case DNS:
            case DNS4:
            case DNS6:
                return true;

            default:
                return false;
        }
    }

    /** Index of the part behind the component; negative where there is no component. */
    private static int parseComponent(final String[] parts, final int at, final ByteArrayOutputStream address)
    {
        final AddressProtocol protocol = AddressProtocol.named(parts[at]);
        if (null == protocol)
        {
            return -1;
        }
        if (0 == protocol.valueLength())
        {
            put(address, protocol, new byte[0]);
            return at + 1;
        }
        final int end = AddressProtocol.Kind.PATH == protocol.kind() ? parts.length : at + 2;
        if (at + 1 == parts.length)
        {
            return -1;
        }
        final String text = String.join("/", Arrays.copyOfRange(parts, at + 1, end));
        final byte[] value = MultiaddrText.parse(protocol, text);
        if (null == value || !AddressValues.isValid(protocol, new UnsafeBuffer(value), 0, value.length))
        {
            return -1;
        }
        put(address, protocol, value);
        return end;
    }

    private static void put(final ByteArrayOutputStream address, final AddressProtocol protocol, final byte[] value)
    {
        putNumber(address, protocol.code());
        if (AddressProtocol.VARIABLE == protocol.valueLength())
        {
            putNumber(address, value.length);
        }
        address.write(value, 0, value.length);
    }

    private static void putNumber(final ByteArrayOutputStream address, final long number)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[UnsignedVarint.MAX_LENGTH]);
        address.write(buffer.byteArray(), 0, UnsignedVarint.put(buffer, 0, number));
    }
}
