package io.hopwire.libp2p.mux;

import java.util.Arrays;

/**
 * The streams of a connection, by handle and by id. Peers choose ids, so that these are hashed under a secret (a
 * multiple, of which the upper bits count); a stream is a slot and how often that was used. Grows with the streams
 * that are open.
 */
final class StreamTable
{
    private static final int FIRST_LENGTH = 8;

    private final MuxMemory memory;
    private final long multiplier;
    /** By slot. */
    private MuxStream[] slots = new MuxStream[FIRST_LENGTH];
    private int[] generations = new int[FIRST_LENGTH];
    private int[] freeSlots = new int[FIRST_LENGTH];
    private int freeCount;
    private int slotsEnd;
    /** By hash of the id, the next free place where that is taken; at most half full. */
    private MuxStream[] index = new MuxStream[2 * FIRST_LENGTH];
    private int size;
    private int ours;

    StreamTable(final MuxMemory memory)
    {
        this.memory = memory;
        multiplier = memory.key() | 1;
    }

    int size()
    {
        return size;
    }

    int ours()
    {
        return ours;
    }

    /** {@return the stream, or null where it is gone} */
    MuxStream byHandle(final long handle)
    {
        final int slot = (int)handle;
        final MuxStream stream = handle >= 0 && slot >= 0 && slot < slotsEnd ? slots[slot] : null;
        return null != stream && stream.handle == handle ? stream : null;
    }

    /** {@return the stream, or null} */
    MuxStream byId(final long id)
    {
        final int mask = index.length - 1;
        for (int i = place(id); ; i = i + 1 & mask)
        {
            final MuxStream stream = index[i];
            if (null == stream || stream.id == id)
            {
                return stream;
            }
        }
    }

    /** Streams by slot, for walking over all: null where a slot is free. */
    MuxStream bySlot(final int slot)
    {
        return slots[slot];
    }

    int slotsEnd()
    {
        return slotsEnd;
    }

    /** {@return the new stream, or null where all connections together have as many as may be} */
    MuxStream add(final long id, final boolean isOurs)
    {
        final MuxStream stream = memory.takeStream();
        if (null == stream)
        {
            return null;
        }
        if (2 * (size + 1) > index.length)
        {
            growIndex();
        }
        final int slot = takeSlot();
        stream.begin(id, isOurs);
        stream.handle = (long)generations[slot] << Integer.SIZE | slot;
        slots[slot] = stream;
        putIndex(stream);
        size++;
        ours += isOurs ? 1 : 0;
        return stream;
    }

    void remove(final MuxStream stream)
    {
        final int slot = (int)stream.handle;
        assert slots[slot] == stream;
        removeIndex(stream);
        slots[slot] = null;
        generations[slot] = generations[slot] + 1 & Integer.MAX_VALUE;
        freeSlots[freeCount++] = slot;
        size--;
        ours -= stream.isOurs ? 1 : 0;
        memory.giveStream(stream);
    }

    private int takeSlot()
    {
        if (freeCount > 0)
        {
            return freeSlots[--freeCount];
        }
        if (slotsEnd == slots.length)
        {
            slots = Arrays.copyOf(slots, 2 * slotsEnd);
            generations = Arrays.copyOf(generations, 2 * slotsEnd);
            freeSlots = Arrays.copyOf(freeSlots, 2 * slotsEnd);
        }
        return slotsEnd++;
    }

    private void growIndex()
    {
        index = new MuxStream[2 * index.length];
        for (int slot = 0; slot < slotsEnd; slot++)
        {
            if (null != slots[slot])
            {
                putIndex(slots[slot]);
            }
        }
    }

    private void putIndex(final MuxStream stream)
    {
        final int mask = index.length - 1;
        int i = place(stream.id);
        while (null != index[i])
        {
            i = i + 1 & mask;
        }
        index[i] = stream;
    }

    private void removeIndex(final MuxStream stream)
    {
        final int mask = index.length - 1;
        int gap = place(stream.id);
        while (index[gap] != stream)
        {
            gap = gap + 1 & mask;
        }
        // What was put further on because this place was taken moves up, so that no place need be marked as used.
        for (int i = gap + 1 & mask; null != index[i]; i = i + 1 & mask)
        {
            final int wanted = place(index[i].id);
            if ((i - wanted & mask) >= (i - gap & mask))
            {
                index[gap] = index[i];
                gap = i;
            }
        }
        index[gap] = null;
    }

    private int place(final long id)
    {
        return (int)(id * multiplier >>> Long.SIZE - Integer.numberOfTrailingZeros(index.length));
    }
}
