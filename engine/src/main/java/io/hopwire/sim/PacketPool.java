package io.hopwire.sim;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;
import java.util.Arrays;

/**
 * Bytes that are under way, datagrams and results of slow work, with what is known of them. Slots are used again.
 */
final class PacketPool
{
    private static final int INITIAL_CAPACITY = 64;

    private final int slotLength;
    private final ArrayList<UnsafeBuffer> slots = new ArrayList<>();
    private int[] lengths = new int[INITIAL_CAPACITY];
    private int[] kinds = new int[INITIAL_CAPACITY];
    private int[] senders = new int[INITIAL_CAPACITY];
    private int[] sources = new int[INITIAL_CAPACITY];
    private int[] destinations = new int[INITIAL_CAPACITY];
    private int[] free = new int[INITIAL_CAPACITY];
    private int freeCount;

    PacketPool(final int slotLength)
    {
        this.slotLength = slotLength;
    }

    int slotLength()
    {
        return slotLength;
    }

    int inUse()
    {
        return slots.size() - freeCount;
    }

    int acquire()
    {
        if (freeCount > 0)
        {
            return free[--freeCount];
        }
        final int slot = slots.size();
        slots.add(new UnsafeBuffer(new byte[slotLength]));
        if (slot == lengths.length)
        {
            grow(2 * slot);
        }
        return slot;
    }

    /** A slot with a copy of bytes. */
    int copy(final DirectBuffer buffer, final int offset, final int length)
    {
        final int slot = acquire();
        slots.get(slot).putBytes(0, buffer, offset, length);
        lengths[slot] = length;
        return slot;
    }

    /** A slot with a copy of another, and all that is known of it. */
    int copy(final int packet)
    {
        final int slot = copy(slots.get(packet), 0, lengths[packet]);
        set(slot, kinds[packet], senders[packet], sources[packet], destinations[packet]);
        return slot;
    }

    /**
     * What is known of a packet.
     *
     * @param kind        of event.
     * @param sender      number of the node that made it; of its incarnation where it is a result.
     * @param source      address it comes from.
     * @param destination address it goes to, or number of the node.
     */
    void set(final int slot, final int kind, final int sender, final int source, final int destination)
    {
        kinds[slot] = kind;
        senders[slot] = sender;
        sources[slot] = source;
        destinations[slot] = destination;
    }

    void length(final int slot, final int length)
    {
        lengths[slot] = length;
    }

    void release(final int slot)
    {
        free[freeCount++] = slot;
    }

    UnsafeBuffer buffer(final int slot)
    {
        return slots.get(slot);
    }

    int length(final int slot)
    {
        return lengths[slot];
    }

    int kind(final int slot)
    {
        return kinds[slot];
    }

    int sender(final int slot)
    {
        return senders[slot];
    }

    int source(final int slot)
    {
        return sources[slot];
    }

    int destination(final int slot)
    {
        return destinations[slot];
    }

    private void grow(final int capacity)
    {
        lengths = Arrays.copyOf(lengths, capacity);
        kinds = Arrays.copyOf(kinds, capacity);
        senders = Arrays.copyOf(senders, capacity);
        sources = Arrays.copyOf(sources, capacity);
        destinations = Arrays.copyOf(destinations, capacity);
        free = Arrays.copyOf(free, capacity);
    }
}
