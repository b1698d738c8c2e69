package io.hopwire.sim.check;

import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;
import io.hopwire.spi.SystemCounter;
import org.agrona.collections.Long2LongHashMap;

/**
 * Nothing is under way for longer than it may be. In quiet, every node that is there is linked, all that can reach each
 * other are one network, no worker keeps a handshake that nobody waits for, and nobody sends more than an idle node
 * does.
 */
class QuietCheck extends NodeCheck
{
    /** A timer fires within it, also by a clock that is wrong. */
    private static final long SLACK_NS = 10_000_000L;
    private static final long WINDOW_NS = 5_000_000_000L;
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long PER_NODE = 20;
    private static final long PER_LINK = 6;
    private static final long PER_CIRCUIT = 20;

    private boolean isWatched;
    private long[] sent = new long[0];
    private long[] sentBefore = new long[0];
    private long sentAtNs;
    private long sentBeforeNs;

    QuietCheck()
    {
        super("quiet");
    }

    @Override
    public String check(final SimNetwork network)
    {
        if (network.nowNs() - sentAtNs >= WINDOW_NS)
        {
            sentBefore = sent;
            sentBeforeNs = sentAtNs;
            sent = sent(network);
            sentAtNs = network.nowNs();
        }
        return super.check(network);
    }

    @Override
    public String checkQuiet(final SimNetwork network)
    {
        final NodeTables[] tables = NodeTables.of(network);
        String failure = check(network);
        failure = null != failure ? failure : checkWorkers(network, tables);
        failure = null != failure ? failure : checkConnected(network, tables);
        return null != failure ? failure : checkRates(network, tables);
    }

    @Override
    void begin(final SimNetwork network, final SimNode of)
    {
        // What came at this very moment, from a path that was clogged, may have set a timer that is late already.
        isWatched = !of.isPaused() && !of.isDue() && network.nowNs() >= of.pausedUntilNs() + SLACK_NS;
    }

    @Override
    public void pending(final String what, final long deadlineNs)
    {
        if (isWatched && node().nowNs() - SLACK_NS > deadlineNs)
        {
            fail(what + " overdue by " + (node().nowNs() - deadlineNs) / 1_000_000L + " ms");
        }
    }

    private static String checkWorkers(final SimNetwork network, final NodeTables[] tables)
    {
        for (int i = 0; i < tables.length; i++)
        {
            final SimNode node = network.node(i);
            final int waiting = tables[i].handshakes + tables[i].unfinished;
            if (node.isAlive() && node.handshakesAtWorker() > waiting)
            {
                return "node " + i + ": the worker keeps " + node.handshakesAtWorker() + " handshakes, " + waiting +
                    " are under way";
            }
        }
        return null;
    }

    private static String checkConnected(final SimNetwork network, final NodeTables[] tables)
    {
        final Long2LongHashMap numbers = NodeTables.numbers(network);
        final Islands linked = new Islands(tables.length);
        for (int i = 0; i < tables.length; i++)
        {
            for (int link = 0; link < tables[i].linkIds.size(); link++)
            {
                final int peer = (int)numbers.get(tables[i].linkPeers.getLong(link));
                if (peer != NodeTables.MISSING)
                {
                    linked.join(i, peer);
                }
            }
        }
        int first = NodeTables.MISSING;
        for (int i = 0; i < tables.length; i++)
        {
            if (network.node(i).isAlive() && !network.isSplit())
            {
                first = first == NodeTables.MISSING ? i : first;
                if (!linked.isSame(first, i))
                {
                    return "node " + i + ": in another network than node " + first + ", with " +
                        tables[i].linkIds.size() + " links";
                }
            }
        }
        return null;
    }

    private String checkRates(final SimNetwork network, final NodeTables[] tables)
    {
        final long[] now = sent(network);
        final long ns = network.nowNs() - sentBeforeNs;
        for (int i = 0; i < sentBefore.length; i++)
        {
            final long perSecond = (long)((double)(now[i] - sentBefore[i]) * SECOND_NS / ns);
            final long most = PER_NODE + PER_LINK * tables[i].linkIds.size() +
                PER_CIRCUIT * tables[i].circuitIds.size();
            if (perSecond > most)
            {
                return "node " + i + ": sends " + perSecond + " datagrams a second, idle it may send " + most;
            }
        }
        return null;
    }

    private static long[] sent(final SimNetwork network)
    {
        final long[] sent = new long[network.size()];
        for (int i = 0; i < sent.length; i++)
        {
            sent[i] = network.node(i).counters().get(SystemCounter.DATAGRAMS_SENT);
        }
        return sent;
    }

    /**
     * Which nodes reach each other over links: a forest.
     */
    private static final class Islands
    {
        private final int[] parents;

        private Islands(final int size)
        {
            parents = new int[size];
            for (int i = 0; i < size; i++)
            {
                parents[i] = i;
            }
        }

        private void join(final int a, final int b)
        {
            parents[root(a)] = root(b);
        }

        private boolean isSame(final int a, final int b)
        {
            return root(a) == root(b);
        }

        private int root(final int node)
        {
            int root = node;
            while (parents[root] != root)
            {
                parents[root] = parents[parents[root]];
                root = parents[root];
            }
            return root;
        }
    }
}
