package io.hopwire.crypto;

import org.agrona.DirectBuffer;

/**
 * Who a node is, in the network that it is part of.
 *
 * @param bytes the node's address, as long as the network's are; not to be changed.
 * @param space addresses of the network.
 */
public record OwnAddress(DirectBuffer bytes, AddressSpace space)
{
    /**
     * Whether an address is ours.
     *
     * @param buffer holds it.
     * @param offset its first byte.
     * @return true where nobody else has it.
     */
    public boolean is(final DirectBuffer buffer, final int offset)
    {
        return space.same(bytes, 0, buffer, offset);
    }

    /** {@return eight bytes in the place of ours, see {@link AddressSpace#shortName}} */
    public long shortName()
    {
        return space.shortName(bytes, 0);
    }
}
