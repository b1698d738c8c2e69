package io.hopwire.sim.nat;

/**
 * Layout of the address ids of a simulated network. A node's own, public address is its number; a NAT's external
 * addresses differ in the slot only, as real ones differ in the port.
 * <pre>
 *   31  30              21  20                                0
 *   +---+------------------+----------------------------------+
 *   | 0 |  slot, 0..1023   |               host               |
 *   +---+------------------+----------------------------------+
 *
 *   host  0 .. 2^20 - 1       number of a node
 *         2^20 .. 2^21 - 1    2^20 + number of a NAT
 *   slot  0                   the node's own port
 *         1 .. 1023           external port of a mapping of a NAT
 * </pre>
 */
public final class SimAddress
{
    /** Most nodes, and most NATs, of one network. */
    public static final int MAX_NODES = 1 << 20;

    /** Highest slot. */
    public static final int MAX_SLOT = 1023;

    private static final int HOST_BITS = 21;
    private static final int HOST_MASK = (1 << HOST_BITS) - 1;

    private SimAddress()
    {
    }

    /**
     * An address id.
     *
     * @param host number of a node, or {@link #natHost(int)}.
     * @param slot 0 to {@link #MAX_SLOT}.
     * @return id, 0 or more.
     */
    public static int of(final int host, final int slot)
    {
        return slot << HOST_BITS | host;
    }

    /**
     * Host of an id.
     *
     * @param addressId 0 or more.
     * @return number of a node, or {@link #natHost(int)} of a NAT.
     */
    public static int host(final int addressId)
    {
        return addressId & HOST_MASK;
    }

    /**
     * Slot of an id.
     *
     * @param addressId 0 or more.
     * @return 0 to {@link #MAX_SLOT}.
     */
    public static int slot(final int addressId)
    {
        return addressId >>> HOST_BITS;
    }

    /**
     * {@return the host of a NAT}
     *
     * @param nat number of the NAT, 0 to {@link #MAX_NODES} - 1.
     */
    public static int natHost(final int nat)
    {
        return MAX_NODES + nat;
    }

    /**
     * Whether a host is a NAT.
     *
     * @param host of an id.
     * @return true for a NAT, false for a node.
     */
    public static boolean isNat(final int host)
    {
        return host >= MAX_NODES;
    }

    /**
     * Number of a NAT.
     *
     * @param host for which {@link #isNat(int)} holds.
     * @return its number, 0 or more.
     */
    public static int nat(final int host)
    {
        return host - MAX_NODES;
    }
}
