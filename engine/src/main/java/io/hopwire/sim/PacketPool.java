package io.hopwire.sim;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;
import java.util.Arrays;

/**
 * Bytes that are under way: datagrams, and results of slow work. Slots are used again.
 */
final class PacketPool
{
    private final int slotLength;
    private final ArrayList<UnsafeBuffer> slots = new ArrayList<>();
    private int[] lengths = new int[64];
    private int[] sources = new int[64];
    private int[] free = new int[64];
    private int freeCount;

    PacketPool(final int slotLength)
    {
        this.slotLength = slotLength;
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
            lengths = Arrays.copyOf(lengths, slot * 2);
            sources = Arrays.copyOf(sources, slot * 2);
            free = Arrays.copyOf(free, slot * 2);
        }
        return slot;
    }

    int copy(final int source, final DirectBuffer buffer, final int offset, final int length)
    {
        final int slot = acquire();
        slots.get(slot).putBytes(0, buffer, offset, length);
        set(slot, source, length);
        return slot;
    }

    void set(final int slot, final int source, final int length)
    {
        sources[slot] = source;
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

    int source(final int slot)
    {
        return sources[slot];
    }
}
