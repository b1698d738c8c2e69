package io.hopwire.libp2p.identify;

import io.hopwire.libp2p.address.AddressError;
import io.hopwire.libp2p.address.MultiaddrReader;
import io.hopwire.libp2p.wire.Libp2pLimits;
import org.agrona.DirectBuffer;

/**
 * Where the addresses of a message are that can be read; those that can not are counted.
 */
final class AddressList
{
    private final MultiaddrReader reader = new MultiaddrReader();
    private final int[] offsets = new int[Libp2pLimits.MAX_LISTEN_ADDRESSES];
    private final int[] lengths = new int[Libp2pLimits.MAX_LISTEN_ADDRESSES];
    private int count;
    private int unreadable;

    void clear()
    {
        count = 0;
        unreadable = 0;
    }

    /** {@return false where there are too many, readable or not} */
    boolean add(final DirectBuffer buffer, final int offset, final int length)
    {
        if (count + unreadable == offsets.length)
        {
            return false;
        }
        if (isReadable(buffer, offset, length))
        {
            offsets[count] = offset;
            lengths[count++] = length;
        }
        else
        {
            unreadable++;
        }
        return true;
    }

    boolean isReadable(final DirectBuffer buffer, final int offset, final int length)
    {
        return AddressError.NONE == reader.check(buffer, offset, length);
    }

    int count()
    {
        return count;
    }

    int unreadable()
    {
        return unreadable;
    }

    int offset(final int index)
    {
        return offsets[index];
    }

    int length(final int index)
    {
        return lengths[index];
    }
}
