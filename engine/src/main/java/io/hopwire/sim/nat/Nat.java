package io.hopwire.sim.nat;

import java.util.Arrays;

/**
 * A network address translator as RFC 4787 describes them: a pure state machine that is told who sends to whom and
 * when, and answers with the address that the other side sees. Any number of nodes may sit behind it.
 * <pre>
 *    inner node  --- outbound(node, destination) ---&gt;  external source id    ---&gt;  outside
 *    inner node  &lt;-- node number -------------------   inbound(external id, source id)
 * </pre>
 * <b>Mappings.</b> Each has an external port of its own, which is a slot of {@link SimAddress}. Ports are handed out in
 * turn, so that a new mapping never has the port that an old one has just lost; a reboot does not begin anew.
 * A datagram from inside finds or makes its mapping and refreshes it.
 * <p>
 * <b>Filter.</b> A datagram from inside also permits its destination (or all ports of it) to send to that mapping, for
 * as long as a mapping lives without refreshment.
 * <p>
 * <b>Hairpinning.</b> A datagram from inside to an external address of the same NAT is given to {@link #outbound} and
 * then, with the source id which that returns, to {@link #inbound}.
 * <p>
 * Neither way allocates anything once the tables have grown, and both take constant time. What expired is forgotten
 * when it is met, and one such entry whenever another is made. Time must not run backwards. Not thread-safe.
 */
public final class Nat
{
    /** Dropped: no mapping has that port. */
    public static final int NO_MAPPING = -1;

    /** Dropped: the mapping was idle for too long. */
    public static final int EXPIRED = -2;

    /** Dropped: the mapping does not let that source in. */
    public static final int FILTERED = -3;

    /** Dropped: no UDP passes. */
    public static final int BLOCKED = -4;

    /** Dropped: to an external address of the same NAT, which does no hairpinning. */
    public static final int NO_HAIRPINNING = -5;

    private static final String[] CODES =
        { "passed", "no mapping", "mapping expired", "filtered", "UDP blocked", "no hairpinning" };
    private static final int PORT_BITS = 10;
    private static final int PORT_MASK = (1 << PORT_BITS) - 1;
    private static final int NONE = 0;

    private final int host;
    private final NatConfig config;
    /** Inner node and what counts of the destination: serial number of the mapping, and its port. */
    private final IdleTable mappings;
    /** Serial number of a mapping, and what counts of the remote end. */
    private final IdleTable permissions;
    /** For each port 1 + index of its mapping, or {@link #NONE}. */
    private final short[] indexes = new short[SimAddress.MAX_SLOT + 1];
    private final long[] dropped = new long[CODES.length];
    private int lastPort;
    private int serial;
    private long created;
    private long displacedMappings;
    private long displacedPermissions;

    /**
     * A NAT without mappings.
     *
     * @param number of the NAT, 0 to {@link SimAddress#MAX_NODES} - 1; its host is {@link SimAddress#natHost(int)}.
     * @param config how it behaves.
     */
    public Nat(final int number, final NatConfig config)
    {
        this.host = SimAddress.natHost(number);
        this.config = config;
        mappings = new IdleTable(config.maxMappings());
        permissions = new IdleTable(config.maxPermissions());
    }

    /**
     * How it behaves.
     *
     * @return its configuration.
     */
    public NatConfig config()
    {
        return config;
    }

    /**
     * Host of its external addresses.
     *
     * @return as {@link SimAddress#host(int)} of them.
     */
    public int host()
    {
        return host;
    }

    /**
     * A datagram leaves.
     *
     * @param innerNode     number of the node behind this NAT that sends it.
     * @param destinationId address id that it is sent to.
     * @param nowNs         time, not before that of any earlier call.
     * @return address id that the destination sees as its source, or {@link #BLOCKED} or {@link #NO_HAIRPINNING}.
     */
    public int outbound(final int innerNode, final int destinationId, final long nowNs)
    {
        if (config.blocked())
        {
            return drop(BLOCKED);
        }
        if (SimAddress.host(destinationId) == host && !config.hairpinning())
        {
            return drop(NO_HAIRPINNING);
        }
        final int index = mappingFor(innerNode, destinationId, nowNs);
        if (config.filters())
        {
            permit(index, destinationId, nowNs);
        }
        return SimAddress.of(host, port(index));
    }

    /**
     * A datagram arrives.
     *
     * @param destinationId external address id that it is sent to.
     * @param sourceId      address id that it comes from.
     * @param nowNs         time, not before that of any earlier call.
     * @return number of the inner node that it goes to, or {@link #NO_MAPPING}, {@link #EXPIRED}, {@link #FILTERED} or
     * {@link #BLOCKED}.
     */
    public int inbound(final int destinationId, final int sourceId, final long nowNs)
    {
        if (config.blocked())
        {
            return drop(BLOCKED);
        }
        final int index = indexes[SimAddress.slot(destinationId)] - 1;
        if (index < 0 || SimAddress.host(destinationId) != host)
        {
            return drop(NO_MAPPING);
        }
        if (mappings.isIdle(index, config.timeoutNs(), nowNs))
        {
            return drop(EXPIRED);
        }
        final int permission = config.filters() ? permissions.find(permissionKey(index, sourceId)) : 0;
        if (permission < 0 || (config.filters() && permissions.isIdle(permission, config.timeoutNs(), nowNs)))
        {
            return drop(FILTERED);
        }
        if (config.inboundRefreshes())
        {
            refresh(index, permission, nowNs);
        }
        return innerNode(index);
    }

    /**
     * Power off and on: all mappings are lost.
     */
    public void reboot()
    {
        mappings.clear();
        permissions.clear();
        Arrays.fill(indexes, (short)NONE);
    }

    /** {@return how many mappings there are, expired ones that nobody met included} */
    public int mappings()
    {
        return mappings.size();
    }

    /** {@return how many mappings were made so far} */
    public long created()
    {
        return created;
    }

    /** {@return how many living mappings had to make room for another} */
    public long displacedMappings()
    {
        return displacedMappings;
    }

    /** {@return how many living permissions of the filter had to make room for another} */
    public long displacedPermissions()
    {
        return displacedPermissions;
    }

    /**
     * {@return how many datagrams were dropped for one reason}
     *
     * @param code one of the negative codes.
     */
    public long dropped(final int code)
    {
        return dropped[-code];
    }

    /**
     * A reason in words.
     *
     * @param code one of the negative codes.
     * @return for people to read.
     */
    public static String describe(final int code)
    {
        return CODES[-code];
    }

    private int drop(final int code)
    {
        dropped[-code]++;
        return code;
    }

    private int mappingFor(final int innerNode, final int destinationId, final long nowNs)
    {
        final long key = (long)innerNode << Integer.SIZE | config.mapping().keyOf(destinationId);
        final int known = mappings.find(key);
        if (known >= 0 && !mappings.isIdle(known, config.timeoutNs(), nowNs))
        {
            mappings.touch(known, nowNs);
            return known;
        }
        if (known >= 0)
        {
            removeMapping(known);
        }
        makeRoomForMapping(nowNs);
        final int port = nextPort();
        final int index = mappings.add(key, (long)++serial << PORT_BITS | port, nowNs);
        indexes[port] = (short)(index + 1);
        created++;
        return index;
    }

    private void makeRoomForMapping(final long nowNs)
    {
        final int oldest = mappings.oldest();
        if (oldest >= 0)
        {
            final boolean expired = mappings.isIdle(oldest, config.timeoutNs(), nowNs);
            if (expired || mappings.isFull())
            {
                displacedMappings += expired ? 0 : 1;
                removeMapping(oldest);
            }
        }
    }

    private void removeMapping(final int index)
    {
        indexes[port(index)] = NONE;
        mappings.remove(index);
    }

    private int nextPort()
    {
        int port = lastPort;
        do
        {
            port = port == SimAddress.MAX_SLOT ? 1 : port + 1;
        }
        while (indexes[port] != NONE);
        lastPort = port;
        return port;
    }

    private void permit(final int mapping, final int remoteId, final long nowNs)
    {
        final long key = permissionKey(mapping, remoteId);
        final int known = permissions.find(key);
        if (known >= 0)
        {
            permissions.touch(known, nowNs);
            return;
        }
        final int oldest = permissions.oldest();
        if (oldest >= 0)
        {
            final boolean expired = permissions.isIdle(oldest, config.timeoutNs(), nowNs);
            if (expired || permissions.isFull())
            {
                displacedPermissions += expired ? 0 : 1;
                permissions.remove(oldest);
            }
        }
        permissions.add(key, 0, nowNs);
    }

    private void refresh(final int mapping, final int permission, final long nowNs)
    {
        mappings.touch(mapping, nowNs);
        if (config.filters())
        {
            permissions.touch(permission, nowNs);
        }
    }

    /**
     * By the mapping's serial number, so that a later mapping of the same port does not inherit the permission.
     */
    private long permissionKey(final int mapping, final int remoteId)
    {
        return mappings.value(mapping) >>> PORT_BITS << Integer.SIZE | config.filtering().keyOf(remoteId);
    }

    private int port(final int index)
    {
        return (int)mappings.value(index) & PORT_MASK;
    }

    private int innerNode(final int index)
    {
        return (int)(mappings.key(index) >>> Integer.SIZE);
    }
}
