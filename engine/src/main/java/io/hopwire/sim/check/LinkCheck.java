package io.hopwire.sim.check;

import io.hopwire.sim.SimNetwork;
import org.agrona.collections.Long2LongHashMap;

/**
 * Two nodes have at most one link to each other. In quiet, both have one or neither; and what the one seals the other
 * opens. What is just changing may differ for a while: it counts when looks have seen it for {@value #TOLERANCE_NS} ns.
 */
final class LinkCheck implements SimCheck
{
    /** A link whose peer is gone is noticed within its liveness timeout. */
    private static final long TOLERANCE_NS = 20_000_000_000L;

    private final Since since = new Since();

    @Override
    public String name()
    {
        return "links";
    }

    @Override
    public String check(final SimNetwork network)
    {
        final NodeTables[] tables = NodeTables.of(network);
        look(network, tables);
        for (int i = 0; i < tables.length; i++)
        {
            if (null != tables[i].duplicate)
            {
                return "node " + i + ": " + tables[i].duplicate;
            }
        }
        return null;
    }

    @Override
    public String checkQuiet(final SimNetwork network)
    {
        final String failure = check(network);
        return null != failure ? failure : look(network, NodeTables.of(network));
    }

    private String look(final SimNetwork network, final NodeTables[] tables)
    {
        final Long2LongHashMap numbers = NodeTables.numbers(network);
        String failure = null;
        for (int i = 0; i < tables.length; i++)
        {
            final long name = network.node(i).name();
            for (int link = 0; link < tables[i].linkIds.size(); link++)
            {
                final int peer = (int)numbers.get(tables[i].linkPeers.getLong(link));
                final String wrong = compare(tables, i, link, peer, name);
                if (null != wrong && isOld(network, tables[i], i, link) && null == failure)
                {
                    failure = "node " + i + ": " + wrong;
                }
            }
        }
        since.next();
        return failure;
    }

    private static String compare(
        final NodeTables[] tables, final int node, final int link, final int peer, final long name)
    {
        if (peer == NodeTables.MISSING)
        {
            return "a link to a node that is not there";
        }
        final int back = tables[peer].linkTo(name);
        if (back == NodeTables.MISSING)
        {
            return "a link to node " + peer + ", which has none back";
        }
        return tables[peer].opensSealed(tables[node].sealing(link)) ? null :
            "a link under a key that node " + peer + " does not have";
    }

    private boolean isOld(final SimNetwork network, final NodeTables tables, final int node, final int link)
    {
        final long what = (long)network.node(node).incarnation() << 48 ^ (long)node << 32 ^ tables.linkIds.getInt(link);
        return network.nowNs() - since.see(what, network.nowNs()) >= TOLERANCE_NS;
    }
}
