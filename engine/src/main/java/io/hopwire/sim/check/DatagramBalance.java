package io.hopwire.sim.check;

import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;

/**
 * No datagram disappears and none comes from nowhere; no packet's memory is lost, and each node has as much slow work
 * under way as it thinks.
 */
final class DatagramBalance implements SimCheck
{
    @Override
    public String name()
    {
        return "datagrams";
    }

    @Override
    public String check(final SimNetwork network)
    {
        final long in = network.sent() + network.injected() + network.duplicated();
        final long out = network.delivered() + network.dropped() + network.inFlight();
        if (in != out)
        {
            return "datagrams in " + in + ", out, dropped or under way " + out;
        }
        if (network.packetsInUse() != network.packetsScheduled())
        {
            return "packets in use " + network.packetsInUse() + ", under way " + network.packetsScheduled();
        }
        return checkSlowWork(network);
    }

    private static String checkSlowWork(final SimNetwork network)
    {
        final int[] results = network.resultsInFlight();
        for (int i = 0; i < results.length; i++)
        {
            final SimNode node = network.node(i);
            if (node.isAlive() && node.slowWorkInFlight() != results[i])
            {
                return "node " + i + ": slow work under way " + node.slowWorkInFlight() + ", results " + results[i];
            }
        }
        return null;
    }
}
