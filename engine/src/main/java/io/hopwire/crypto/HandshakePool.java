package io.hopwire.crypto;

import org.agrona.collections.Long2ObjectHashMap;

/**
 * Handshakes under way, by owner and number, in the order in which they began. Bounded: a new one displaces the oldest.
 * <p>
 * Not thread-safe.
 */
final class HandshakePool
{
    private final Long2ObjectHashMap<Slot> slots = new Long2ObjectHashMap<>();
    private final HandshakeMemory memory;
    private final int maxHandshakes;
    private final Slot ring = new Slot(null);

    /**
     * A handshake in the ring of those under way, or in the list of free ones.
     */
    static final class Slot
    {
        final NoiseHandshake handshake;
        long key;
        Slot previous;
        Slot next;

        Slot(final NoiseHandshake handshake)
        {
            this.handshake = handshake;
        }
    }

    HandshakePool(final HandshakeMemory memory, final int maxHandshakes)
    {
        if (maxHandshakes < 1)
        {
            throw new IllegalArgumentException("maxHandshakes " + maxHandshakes);
        }
        this.memory = memory;
        this.maxHandshakes = maxHandshakes;
        ring.previous = ring;
        ring.next = ring;
    }

    int size()
    {
        return slots.size();
    }

    /**
     * Find a handshake.
     *
     * @return it, or null.
     */
    NoiseHandshake get(final int owner, final int handshakeId)
    {
        final Slot slot = slots.get(key(owner, handshakeId));
        return null == slot ? null : slot.handshake;
    }

    /**
     * Add a handshake, to be started. One of the same number, or else the oldest of too many, is forgotten.
     */
    NoiseHandshake add(final int owner, final int handshakeId)
    {
        remove(owner, handshakeId);
        if (slots.size() >= maxHandshakes)
        {
            remove(ring.next);
        }
        final Slot slot = memory.take();
        slot.key = key(owner, handshakeId);
        slot.previous = ring.previous;
        slot.next = ring;
        ring.previous.next = slot;
        ring.previous = slot;
        slots.put(slot.key, slot);
        assert slots.size() <= maxHandshakes;
        return slot.handshake;
    }

    /**
     * Forget a handshake, if there is such a one.
     */
    void remove(final int owner, final int handshakeId)
    {
        final Slot slot = slots.get(key(owner, handshakeId));
        if (null != slot)
        {
            remove(slot);
        }
    }

    /**
     * Forget all.
     */
    void clear()
    {
        while (ring.next != ring)
        {
            remove(ring.next);
        }
    }

    private void remove(final Slot slot)
    {
        assert slot != ring && slot.previous.next == slot && slot.next.previous == slot : "it is in the ring";
        slots.remove(slot.key);
        slot.previous.next = slot.next;
        slot.next.previous = slot.previous;
        memory.give(slot);
    }

    private static long key(final int owner, final int handshakeId)
    {
        return (long)owner << 32 | handshakeId & 0xFFFF_FFFFL;
    }
}
