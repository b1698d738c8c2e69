package io.hopwire.libp2p.address;

import io.hopwire.libp2p.wire.Libp2pLimits;
import io.hopwire.libp2p.wire.UnsignedVarint;
import org.agrona.DirectBuffer;

/**
 * Reads the components of a multiaddr, one behind the other, where they lie.
 * <pre>{@code
 *    reader.wrap(buffer, offset, length);
 *    while (reader.next())
 *    {
 *        if (AddressProtocol.TCP == reader.protocol()) ...    // at reader.valueOffset()
 *    }
 *    if (AddressError.NONE != reader.error()) ...
 * }</pre>
 * Strict: codes and lengths as short as possible, values that their protocol has, and at least one component. The first
 * error stays. Allocates nothing. Not thread-safe.
 */
public final class MultiaddrReader
{
    private DirectBuffer buffer;
    private int position;
    private int limit;
    private int componentsLeft;
    private AddressError error = AddressError.NONE;

    private AddressProtocol protocol;
    private int valueOffset;
    private int valueLength;

    /**
     * Of no memory: {@link #wrap} it.
     */
    public MultiaddrReader()
    {
    }

    /**
     * Begin.
     *
     * @param src    holds the address.
     * @param offset its first byte.
     * @param length its bytes.
     * @return this.
     */
    public MultiaddrReader wrap(final DirectBuffer src, final int offset, final int length)
    {
        src.boundsCheck(offset, length);
        buffer = src;
        position = offset;
        limit = offset + length;
        componentsLeft = Libp2pLimits.MAX_MULTIADDR_COMPONENTS;
        protocol = null;
        error = 0 == length ? AddressError.EMPTY :
            length > Libp2pLimits.MAX_MULTIADDR_LENGTH ? AddressError.TOO_LONG : AddressError.NONE;
        return this;
    }

    /**
     * Is that a multiaddr?
     *
     * @param src    holds it.
     * @param offset its first byte.
     * @param length its bytes.
     * @return {@link AddressError#NONE}, or what is wrong.
     */
    public AddressError check(final DirectBuffer src, final int offset, final int length)
    {
        wrap(src, offset, length);
        boolean isMore = next();
        while (isMore)
        {
            isMore = next();
        }
        return error;
    }

    /**
     * Go on to the next component.
     *
     * @return false at the end, and where the address is wrong: {@link #error()} tells which.
     */
    public boolean next()
    {
        if (position == limit || AddressError.NONE != error)
        {
            return false;
        }
        if (0 == componentsLeft--)
        {
            return fail(AddressError.TOO_MANY);
        }
        if (null != protocol && AddressProtocol.Kind.PATH == protocol.kind())
        {
            return fail(AddressError.BEHIND_PATH);
        }
        final long code = UnsignedVarint.get(buffer, position, limit - position);
        if (code < 0)
        {
            return fail(AddressError.VARINT);
        }
        protocol = AddressProtocol.of(code);
        if (null == protocol)
        {
            return fail(AddressError.PROTOCOL);
        }
        position += UnsignedVarint.length(code);
        return readValue();
    }

    /**
     * What is wrong.
     *
     * @return {@link AddressError#NONE} as long as nothing is.
     */
    public AddressError error()
    {
        return error;
    }

    /** {@return protocol of this component} */
    public AddressProtocol protocol()
    {
        return protocol;
    }

    /** {@return first byte of this component's value, in the buffer} */
    public int valueOffset()
    {
        return valueOffset;
    }

    /** {@return bytes of this component's value} */
    public int valueLength()
    {
        return valueLength;
    }

    private boolean readValue()
    {
        long length = protocol.valueLength();
        if (AddressProtocol.VARIABLE == length)
        {
            length = UnsignedVarint.get(buffer, position, limit - position);
            if (length < 0)
            {
                return fail(AddressError.VARINT);
            }
            position += UnsignedVarint.length(length);
        }
        if (length > limit - position)
        {
            return fail(AddressError.TRUNCATED);
        }
        valueOffset = position;
        valueLength = (int)length;
        position += valueLength;
        return AddressValues.isValid(protocol, buffer, valueOffset, valueLength) || fail(AddressError.VALUE);
    }

    private boolean fail(final AddressError reason)
    {
        error = reason;
        return false;
    }
}
