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
 *         2^20 .. 2^20 + 2^19 - 1    2^20 + number of a NAT
 *         2^20 + 2^19 .. 2^21 - 1    2^20 + 2^19 + number of a node: an address of TCP
 *   slot  0                   the node's own port
 *         1 .. 1023           external port of a mapping of a NAT, or of a connection of TCP that the node has opened
 * </pre>
 */
public final class SimAddress
{
    /** Most nodes of one network. */
    public static final int MAX_NODES = 1 << 20;

    /** Most NATs of one network, and the number from which on a node can have no connections of TCP. */
    public static final int MAX_NATS = 1 << 19;

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
     * @param nat number of the NAT, 0 to {@link #MAX_NATS} - 1.
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
        return host >= MAX_NODES && host < MAX_NODES + MAX_NATS;
    }

    /**
     * An address of TCP.
     *
     * @param node number of a node, 0 to {@link #MAX_NATS} - 1.
     * @param slot 0 for the port that it accepts connections at, otherwise that of a connection that it has opened.
     * @return id, 0 or more.
     */
    public static int ofTcp(final int node, final int slot)
    {
        assert node < MAX_NATS : node;
        return of(MAX_NODES + MAX_NATS + node, slot);
    }

    /**
     * Whether an id is an address of TCP.
     *
     * @param addressId 0 or more.
     * @return true if so.
     */
    public static boolean isTcp(final int addressId)
    {
        return host(addressId) >= MAX_NODES + MAX_NATS;
    }

    /**
     * Number of the node of an address of TCP.
     *
     * @param addressId for which {@link #isTcp(int)} holds.
     * @return its number, 0 or more.
     */
    public static int tcpNode(final int addressId)
    {
        return host(addressId) - MAX_NODES - MAX_NATS;
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
