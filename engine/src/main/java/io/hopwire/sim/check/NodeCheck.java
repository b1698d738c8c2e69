package io.hopwire.sim.check;

import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;
import io.hopwire.spi.Inspector;

/**
 * A check that looks at one node after the other. The first thing that is wrong is what it tells.
 */
abstract class NodeCheck implements SimCheck, Inspector
{
    private final String name;
    private SimNode node;
    private String failure;

    NodeCheck(final String name)
    {
        this.name = name;
    }

    @Override
    public String name()
    {
        return name;
    }

    @Override
    public String check(final SimNetwork network)
    {
        failure = null;
        for (int i = 0; i < network.size() && null == failure; i++)
        {
            node = network.node(i);
            if (node.isAlive())
            {
                begin(network, node);
                node.core().inspect(this);
                end(network, node);
            }
        }
        return failure;
    }

    /** Before a node tells what its tables hold. */
    void begin(final SimNetwork network, final SimNode of)
    {
    }

    /** After it. */
    void end(final SimNetwork network, final SimNode of)
    {
    }

    final SimNode node()
    {
        return node;
    }

    final void fail(final String what)
    {
        if (null == failure)
        {
            failure = "node " + node.index() + " (life " + node.incarnation() + "): " + what;
        }
    }

    final void equal(final String what, final long found, final long expected)
    {
        if (found != expected)
        {
            fail(what + ": " + found + ", expected " + expected);
        }
    }
}
