package io.hopwire.transport;

import io.hopwire.spi.Addresses;

/**
 * Layout of the ids of addresses and paths. An address id is the path that has nothing special about it.
 * <pre>
 *   31  30       28  27     24  23                                    0
 *   +---+-----------+---------+---------------------------------------+
 *   | 0 |   kind    |   TTL   |   slot of the address table           |
 *   +---+-----------+---------+---------------------------------------+
 * </pre>
 * The kind, one of {@link io.hopwire.spi.AddressKind}, picks the socket; TTL 0 is the system's default. UDP is kind 0,
 * so an id below 2^24 is an address of UDP, and nothing else is.
 */
public final class PathId
{
    /** Bits of the slot. */
    public static final int SLOT_MASK = (1 << 24) - 1;

    private static final int KIND_SHIFT = 28;
    private static final int TTL_SHIFT = 24;
    private static final int TTL_MASK = Addresses.MAX_SHORT_TTL << TTL_SHIFT;

    private PathId()
    {
    }

    /**
     * Compose the id of an address.
     *
     * @param kind one of {@link io.hopwire.spi.AddressKind}.
     * @param slot of the address table.
     * @return the id.
     */
    public static int of(final int kind, final int slot)
    {
        assert 0 == (slot & ~SLOT_MASK) && kind >= 0 && kind < 1 << Integer.SIZE - 1 - KIND_SHIFT;
        return kind << KIND_SHIFT | slot;
    }

    /**
     * The same way on which routers count down from fewer hops.
     *
     * @param pathId 0 or more.
     * @param ttl    1 to {@link Addresses#MAX_SHORT_TTL}, 0 for the system's default.
     * @return the id.
     */
    public static int withTtl(final int pathId, final int ttl)
    {
        assert ttl >= 0 && ttl <= Addresses.MAX_SHORT_TTL;
        return pathId & ~TTL_MASK | ttl << TTL_SHIFT;
    }

    /**
     * Where a path leads to.
     *
     * @param pathId 0 or more.
     * @return address id.
     */
    public static int addressId(final int pathId)
    {
        return pathId & ~TTL_MASK;
    }

    /**
     * Hops that a path is limited to.
     *
     * @param pathId 0 or more.
     * @return 1 to {@link Addresses#MAX_SHORT_TTL}, or 0 for the system's default.
     */
    public static int ttl(final int pathId)
    {
        return (pathId & TTL_MASK) >>> TTL_SHIFT;
    }

    /**
     * How the address at the end of a path is spoken to.
     *
     * @param pathId 0 or more.
     * @return one of {@link io.hopwire.spi.AddressKind}.
     */
    public static int kind(final int pathId)
    {
        return pathId >>> KIND_SHIFT;
    }

    /**
     * Place of an address in its table.
     *
     * @param pathId 0 or more.
     * @return slot.
     */
    public static int slot(final int pathId)
    {
        return pathId & SLOT_MASK;
    }
}
