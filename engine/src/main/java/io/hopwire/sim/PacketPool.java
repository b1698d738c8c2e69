package io.hopwire.sim;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Bytes that are under way, datagrams and results of slow work, with what is known of them. Most are short, so there
 * are slots of three lengths: packets that are close in time are close in memory. Slots are used again.
 * <pre>
 *   packet:  | slot within its slab | slab, 2 bits |
 * </pre>
 */
final class PacketPool
{
    /** Bytes of the longest packet. */
    static final int MAX_LENGTH = 2048;

    private static final int SLAB_BITS = 2;
    private static final int SLAB_MASK = (1 << SLAB_BITS) - 1;

    private final PacketSlab[] slabs = {new PacketSlab(128), new PacketSlab(512), new PacketSlab(MAX_LENGTH)};
    private final UnsafeBuffer target = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer original = new UnsafeBuffer(0, 0);

    int inUse()
    {
        int sum = 0;
        for (final PacketSlab slab : slabs)
        {
            sum += slab.inUse();
        }
        return sum;
    }

    /** A packet with a copy of bytes. */
    int copy(final DirectBuffer buffer, final int offset, final int length)
    {
        int index = 0;
        while (slabs[index].slotLength() < length)
        {
            index++;
        }
        final PacketSlab slab = slabs[index];
        final int slot = slab.acquire();
        slab.wrap(target, slot);
        target.putBytes(0, buffer, offset, length);
        slab.set(slot, PacketSlab.LENGTH, length);
        return slot << SLAB_BITS | index;
    }

    /** A copy of another packet, and of all that is known of it. */
    int copy(final int packet)
    {
        wrap(original, packet);
        final int copy = copy(original, 0, length(packet));
        set(copy, kind(packet), sender(packet), source(packet), destination(packet));
        return copy;
    }

    /**
     * What is known of a packet.
     *
     * @param kind        of event.
     * @param sender      number of the node that made it; of its incarnation where it is a result.
     * @param source      address it comes from.
     * @param destination address it goes to, or number of the node.
     */
    void set(final int packet, final int kind, final int sender, final int source, final int destination)
    {
        final PacketSlab slab = slab(packet);
        final int slot = packet >>> SLAB_BITS;
        slab.set(slot, PacketSlab.KIND, kind);
        slab.set(slot, PacketSlab.SENDER, sender);
        slab.set(slot, PacketSlab.SOURCE, source);
        slab.set(slot, PacketSlab.DESTINATION, destination);
    }

    void release(final int packet)
    {
        slab(packet).release(packet >>> SLAB_BITS);
    }

    /** Let a view show the bytes of a packet, from its first on. */
    void wrap(final UnsafeBuffer view, final int packet)
    {
        slab(packet).wrap(view, packet >>> SLAB_BITS);
    }

    int length(final int packet)
    {
        return get(packet, PacketSlab.LENGTH);
    }

    int kind(final int packet)
    {
        return get(packet, PacketSlab.KIND);
    }

    int sender(final int packet)
    {
        return get(packet, PacketSlab.SENDER);
    }

    int source(final int packet)
    {
        return get(packet, PacketSlab.SOURCE);
    }

    int destination(final int packet)
    {
        return get(packet, PacketSlab.DESTINATION);
    }

    private int get(final int packet, final int field)
    {
        return slab(packet).get(packet >>> SLAB_BITS, field);
    }

    private PacketSlab slab(final int packet)
    {
        return slabs[packet & SLAB_MASK];
    }
}
