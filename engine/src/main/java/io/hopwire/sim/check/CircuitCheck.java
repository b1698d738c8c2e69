package io.hopwire.sim.check;

import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;
import io.hopwire.spi.Inspector;
import io.hopwire.spi.Limits;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.collections.Long2LongHashMap;

import java.util.BitSet;

/**
 * Follows every circuit from its origin, from node to node, as no node can: it is no longer than its origin thinks and
 * than its session allows, comes nowhere twice, shares no relay with another one of its session, and its labels are the
 * same on both sides of each link. A part of a circuit that is on no whole one is stale and must be gone when its
 * lifetime has passed. In quiet there is none, and where there are no sessions there is nothing at all.
 */
final class CircuitCheck implements SimCheck
{
    /** A session gives a silent route up after 10 s, then nothing keeps it, and it goes after 30 s; and some more. */
    private static final long LIFETIME_NS = 50_000_000_000L;

    private final Since since = new Since();
    private final BitSet visited = new BitSet();
    private final Int2ObjectHashMap<BitSet> relaysOfSession = new Int2ObjectHashMap<>();
    private SimNetwork network;
    private NodeTables[] tables;
    private Long2LongHashMap numbers;
    private BitSet[] whole;

    @Override
    public String name()
    {
        return "circuits";
    }

    @Override
    public String check(final SimNetwork of)
    {
        final String failure = followAll(of);
        return null != failure ? failure : findStale(LIFETIME_NS);
    }

    @Override
    public String checkQuiet(final SimNetwork of)
    {
        String failure = followAll(of);
        failure = null != failure ? failure : findStale(0);
        return null != failure || sessions() > 0 ? failure : findAnything();
    }

    private String followAll(final SimNetwork of)
    {
        network = of;
        tables = NodeTables.of(of);
        numbers = NodeTables.numbers(of);
        whole = new BitSet[tables.length];
        for (int i = 0; i < tables.length; i++)
        {
            whole[i] = new BitSet();
        }
        for (int i = 0; i < tables.length; i++)
        {
            relaysOfSession.clear();
            for (int circuit = 0; circuit < tables[i].circuitIds.size(); circuit++)
            {
                final String failure = tables[i].sideLink(circuit, NodeTables.UP) == Inspector.LOCAL ?
                    follow(i, circuit) : null;
                if (null != failure)
                {
                    return "node " + i + ": circuit " + tables[i].circuitIds.getInt(circuit) + " " + failure;
                }
            }
        }
        return null;
    }

    private String follow(final int origin, final int first)
    {
        final int hops = tables[origin].circuitHops.getInt(first);
        final int maxHops = tables[origin].maxHops(first);
        if (hops > (maxHops > 0 ? maxHops : Limits.MAX_HOPS))
        {
            return "has " + hops + " hops, its session allows " + maxHops;
        }
        visited.clear();
        int node = origin;
        int circuit = first;
        int length = 0;
        while (tables[node].sideLink(circuit, NodeTables.DOWN) != Inspector.LOCAL)
        {
            if (visited.get(node))
            {
                return "comes to node " + node + " twice";
            }
            visited.set(node);
            final int peer = peer(node, circuit);
            final int next = peer == NodeTables.MISSING ? NodeTables.MISSING : next(node, circuit, peer);
            if (next == NodeTables.MISSING)
            {
                return null;
            }
            length++;
            node = peer;
            circuit = next;
        }
        if (visited.get(node))
        {
            return "comes to node " + node + " twice";
        }
        if (length != hops)
        {
            return "is " + length + " hops long, its origin thinks " + hops;
        }
        mark(origin, first);
        return overlap(origin, first);
    }

    /** The routes of a session share no relay. */
    private String overlap(final int origin, final int first)
    {
        final int session = tables[origin].session(first);
        if (session == NodeTables.MISSING)
        {
            return null;
        }
        visited.clear(origin);
        final BitSet relays = relaysOfSession.computeIfAbsent(session, key -> new BitSet());
        if (relays.intersects(visited))
        {
            visited.and(relays);
            return "has node " + visited.nextSetBit(0) + " in common with another route of its session";
        }
        relays.or(visited);
        return null;
    }

    /** The node behind the far side's link, or MISSING. */
    private int peer(final int node, final int circuit)
    {
        final int link = tables[node].linkById(tables[node].sideLink(circuit, NodeTables.DOWN));
        return link == NodeTables.MISSING ? NodeTables.MISSING :
            (int)numbers.get(tables[node].linkPeers.getLong(link));
    }

    /** The circuit at the next node that this one's cells come to and whose cells come back to this one, or MISSING. */
    private int next(final int node, final int circuit, final int peer)
    {
        final NodeTables there = tables[peer];
        final int next = there.circuitByLabel(tables[node].outLabel(circuit, NodeTables.DOWN));
        final int back = there.linkTo(network.node(node).name());
        final boolean isTheSame = next != NodeTables.MISSING && back != NodeTables.MISSING &&
            there.sideLink(next, NodeTables.UP) == there.linkIds.getInt(back) &&
            there.inLabel(next, NodeTables.UP) == tables[node].outLabel(circuit, NodeTables.DOWN) &&
            there.outLabel(next, NodeTables.UP) == tables[node].inLabel(circuit, NodeTables.DOWN);
        return isTheSame ? next : NodeTables.MISSING;
    }

    private void mark(final int origin, final int first)
    {
        int node = origin;
        int circuit = first;
        whole[node].set(circuit);
        while (tables[node].sideLink(circuit, NodeTables.DOWN) != Inspector.LOCAL)
        {
            final int peer = peer(node, circuit);
            circuit = next(node, circuit, peer);
            node = peer;
            whole[node].set(circuit);
        }
    }

    private String findStale(final long lifetimeNs)
    {
        final long nowNs = network.nowNs();
        String failure = null;
        for (int i = 0; i < tables.length; i++)
        {
            final SimNode node = network.node(i);
            for (int circuit = 0; circuit < tables[i].circuitIds.size(); circuit++)
            {
                if (!whole[i].get(circuit) && !node.isPaused())
                {
                    final long what = (long)node.incarnation() << 52 ^ (long)i << 32 ^
                        tables[i].inLabel(circuit, NodeTables.UP) & 0xFFFF_FFFFL;
                    final long ageNs = nowNs - since.see(what, nowNs);
                    if (ageNs >= lifetimeNs && null == failure)
                    {
                        failure = describe(i, circuit) + " is part of no whole one for " + ageNs / 1_000_000 + " ms";
                    }
                }
            }
        }
        since.next();
        return failure;
    }

    private int sessions()
    {
        int sessions = 0;
        for (final NodeTables of : tables)
        {
            sessions += of.sessions;
        }
        return sessions;
    }

    private String findAnything()
    {
        for (int i = 0; i < tables.length; i++)
        {
            if (!tables[i].circuitIds.isEmpty())
            {
                return describe(i, 0) + " is there without any session";
            }
            if (tables[i].searches > 0)
            {
                return "node " + i + ": " + tables[i].searches + " route searches without any session";
            }
        }
        return null;
    }

    private String describe(final int node, final int circuit)
    {
        return "node " + node + ": circuit " + tables[node].circuitIds.getInt(circuit) + " (" +
            end(node, circuit, NodeTables.UP) + " to " + end(node, circuit, NodeTables.DOWN) + ")";
    }

    private String end(final int node, final int circuit, final int side)
    {
        final int linkId = tables[node].sideLink(circuit, side);
        final int link = tables[node].linkById(linkId);
        return linkId == Inspector.LOCAL ? "here" : link == NodeTables.MISSING ? "no link" :
            "node " + numbers.get(tables[node].linkPeers.getLong(link));
    }
}
