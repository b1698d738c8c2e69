package io.hopwire.sim;

import io.hopwire.sim.nat.SimAddress;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Somebody on the paths of a network who sees datagrams, can not keep them from coming, and sends copies of them with a
 * false address of the sender. Has luck of its own, so that whether it is there does not change what else happens.
 */
final class Spoofer
{
    private final SimRandom random;
    private final PacketPool packets;
    private final Simulator simulator;
    private final UnsafeBuffer copied = new UnsafeBuffer(0, 0);
    private long count;

    Spoofer(final SimRandom random, final PacketPool packets, final Simulator simulator)
    {
        this.random = random;
        this.packets = packets;
        this.simulator = simulator;
    }

    long count()
    {
        return count;
    }

    /**
     * A datagram comes by.
     *
     * @param packet     stays as it is.
     * @param nodes      that there are.
     * @param conditions of its path.
     */
    void onDatagram(final int packet, final int nodes, final PathConditions conditions)
    {
        if (conditions.spoofing > 0 && random.nextDouble() < conditions.spoofing)
        {
            count++;
            copy(packet, nodes, conditions.spoofNs);
        }
    }

    private void copy(final int packet, final int nodes, final long withinNs)
    {
        final int copy = packets.copy(packet);
        packets.set(
            copy, SimNetwork.DATAGRAM, packets.sender(packet), address(nodes), packets.destination(packet));
        final int length = packets.length(packet);
        if (random.nextInt(2) == 0 && length > 0)
        {
            packets.wrap(copied, copy);
            final int index = random.nextInt(length);
            copied.putByte(index, (byte)(copied.getByte(index) ^ 1 + random.nextInt(255)));
        }
        simulator.add(simulator.nowNs() + random.nextLong(withinNs + 1), copy);
    }

    /** Of any node, or, every second time, one with a port that no node has. */
    private int address(final int nodes)
    {
        final int slot = random.nextInt(2) == 0 ? 0 : 1 + random.nextInt(SimAddress.MAX_SLOT);
        return SimAddress.of(random.nextInt(nodes), slot);
    }
}
