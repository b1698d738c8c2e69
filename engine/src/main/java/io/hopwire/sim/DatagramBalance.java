package io.hopwire.sim;

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
        final PacketPool packets = network.packets();
        final int scheduled = network.simulator().countPackets(packet -> true);
        if (packets.inUse() != scheduled)
        {
            return "packets in use " + packets.inUse() + ", under way " + scheduled;
        }
        return checkSlowWork(network, packets);
    }

    private static String checkSlowWork(final SimNetwork network, final PacketPool packets)
    {
        final int[] results = new int[network.size()];
        network.simulator().countPackets(packet ->
        {
            final boolean isResult = packets.kind(packet) == SimNetwork.RESULT;
            final int destination = packets.destination(packet);
            if (isResult && packets.sender(packet) == network.node(destination).incarnation())
            {
                results[destination]++;
            }
            return isResult;
        });
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
