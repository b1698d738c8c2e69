package io.hopwire.sim;

import io.hopwire.sim.nat.SimAddress;
import io.hopwire.spi.AddressCloseReason;
import org.agrona.DirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.collections.Long2ObjectHashMap;

import java.util.ArrayList;
import java.util.List;

/**
 * Connections of TCP of a simulated network. Frames arrive in the order in which they were sent, and none is lost while
 * the connection lasts: what the conditions of the path would lose comes later. A commit to an address without a
 * connection dials; what is committed meanwhile waits. A connection ends when one of its nodes crashes, and when a
 * partition lasts; the sides that live are told, each after what was sent before.
 * <pre>
 *   dialler                                            acceptor
 *   knows it as SimAddress.ofTcp(acceptor, 0)          knows it as SimAddress.ofTcp(dialler, port), port 1 .. 1023
 * </pre>
 * Its luck is its own: a network without connections draws nothing here.
 */
final class SimStreams
{
    private static final long SECOND = 1_000_000_000L;
    /** Between two attempts to get through a partition. */
    private static final long RETRY_NS = SECOND;
    /** A partition that lasts longer ends a connection, as the liveness of a link would. */
    private static final long GIVE_UP_NS = 15 * SECOND;
    /** What is lost is sent again, so much later. */
    private static final long RESEND_NS = 200_000_000L;
    private static final int MAX_RESENDS = 5;
    private static final int DIALLER = 0;
    private static final int ACCEPTOR = 1;

    private final SimNetwork network;
    private final SimRandom random;
    private final Long2ObjectHashMap<Stream> dialled = new Long2ObjectHashMap<>();
    private final Int2ObjectHashMap<Stream> byPort = new Int2ObjectHashMap<>();
    private final List<Stream> all = new ArrayList<>();
    private final List<Integer> lastPorts = new ArrayList<>();

    SimStreams(final SimNetwork network, final SimRandom random)
    {
        this.network = network;
        this.random = random;
    }

    /**
     * A node sends a frame.
     *
     * @param from        number of the sender.
     * @param destination address of TCP.
     * @param buffer      holds it from its first byte on; copied.
     * @param length      bytes.
     */
    void send(final int from, final int destination, final DirectBuffer buffer, final int length)
    {
        final int packet = network.packets().copy(buffer, 0, length);
        network.packets().set(packet, SimNetwork.FRAME, from, from, destination);
        final boolean isDialler = 0 == SimAddress.slot(destination);
        final Stream stream = isDialler ? dialledBy(from, destination) : byPort.get(destination);
        final int side = isDialler ? DIALLER : ACCEPTOR;
        if (null == stream || stream.nodes[side] != from || !stream.isOpen[side])
        {
            network.wire().drop(packet, NetworkDrop.CONNECTION);
            return;
        }
        final int source = isDialler ? stream.port : SimAddress.ofTcp(from, 0);
        network.packets().set(packet, SimNetwork.FRAME, from, source, destination);
        stream.inFlight++;
        network.simulator().add(arrivesNs(stream, side), packet);
    }

    /**
     * A frame has come to where its receiver is.
     */
    void onArrival(final int packet)
    {
        final PacketPool packets = network.packets();
        final int destination = packets.destination(packet);
        final boolean fromDialler = 0 == SimAddress.slot(destination);
        final Stream stream = byPort.get(fromDialler ? packets.source(packet) : destination);
        assert null != stream : "a frame of no connection";
        final int side = fromDialler ? DIALLER : ACCEPTOR;
        final SimNode receiver = network.node(stream.nodes[1 - side]);
        final long laterNs = laterNs(stream, side, receiver);
        if (laterNs > network.nowNs())
        {
            network.simulator().add(laterNs, packet);
            return;
        }
        stream.inFlight--;
        if (stream.isOpen[1 - side])
        {
            network.deliver(packet, receiver);
        }
        else
        {
            network.wire().drop(packet, NetworkDrop.CONNECTION);
        }
        forgetIfOver(stream);
    }

    /**
     * A node is gone. Who is left is told when the news has come to him.
     */
    void onCrash(final int node)
    {
        for (int i = all.size() - 1; i >= 0; i--)
        {
            final Stream stream = all.get(i);
            for (int side = DIALLER; side <= ACCEPTOR; side++)
            {
                if (stream.nodes[side] == node && stream.isOpen[side])
                {
                    shut(stream, side);
                    tellLater(stream, 1 - side, side, AddressCloseReason.REMOTE);
                }
            }
            forgetIfOver(stream);
        }
    }

    /** {@return connections that at least one side takes for open} */
    int open()
    {
        int count = 0;
        for (final Stream stream : all)
        {
            count += stream.isOpen[DIALLER] || stream.isOpen[ACCEPTOR] ? 1 : 0;
        }
        return count;
    }

    private Stream dialledBy(final int from, final int destination)
    {
        final long key = key(from, SimAddress.tcpNode(destination));
        final Stream known = dialled.get(key);
        return null == known ? dial(from, destination, key) : known;
    }

    private Stream dial(final int from, final int destination, final long key)
    {
        final int port = freePort(from);
        if (port < 0)
        {
            return null;
        }
        final Stream stream = new Stream(port, from, SimAddress.tcpNode(destination));
        stream.isOpen[DIALLER] = true;
        dialled.put(key, stream);
        byPort.put(port, stream);
        all.add(stream);
        final long delayNs = delayNs(stream, DIALLER);
        // Nothing gets there before the answer was back here.
        stream.lastNs[DIALLER] = network.nowNs() + 2 * delayNs;
        stream.sinceNs = network.nowNs();
        network.schedule(delayNs, () -> onDial(stream));
        return stream;
    }

    private void onDial(final Stream stream)
    {
        if (!stream.isOpen[DIALLER])
        {
            return;
        }
        final int target = stream.nodes[ACCEPTOR];
        if (target < network.size() && network.isSplit(stream.nodes[DIALLER], target))
        {
            if (network.nowNs() - stream.sinceNs >= GIVE_UP_NS)
            {
                tell(stream, DIALLER, AddressCloseReason.TIMEOUT);
                return;
            }
            stream.stalledUntilNs[DIALLER] = network.nowNs() + RETRY_NS;
            network.schedule(RETRY_NS, () -> onDial(stream));
        }
        else if (target < network.size() && network.node(target).isAlive() && network.node(target).sockets().accepts())
        {
            stream.isOpen[ACCEPTOR] = true;
        }
        else
        {
            tellLater(stream, DIALLER, ACCEPTOR, AddressCloseReason.REFUSED);
        }
    }

    /** Where a partition is in the way, or the receiver stands still; behind what waits already. */
    private long laterNs(final Stream stream, final int side, final SimNode receiver)
    {
        final long nowNs = network.nowNs();
        if (stream.stalledUntilNs[side] > nowNs)
        {
            return stream.stalledUntilNs[side];
        }
        if (!stream.isOpen[1 - side] || !receiver.isAlive())
        {
            return nowNs;
        }
        if (network.wire().isPartitioned(stream.nodes[side], receiver.index()))
        {
            stall(stream, side, nowNs);
            return stream.stalledUntilNs[side];
        }
        stream.stalledSinceNs[side] = Long.MAX_VALUE;
        if (receiver.isPaused())
        {
            stream.stalledUntilNs[side] = receiver.pausedUntilNs();
        }
        return Math.max(nowNs, stream.stalledUntilNs[side]);
    }

    private void stall(final Stream stream, final int side, final long nowNs)
    {
        stream.stalledSinceNs[side] = Math.min(stream.stalledSinceNs[side], nowNs);
        stream.stalledUntilNs[side] = nowNs + RETRY_NS;
        if (nowNs - stream.stalledSinceNs[side] >= GIVE_UP_NS)
        {
            // Neither hears of the other: each finds out by itself.
            tell(stream, DIALLER, AddressCloseReason.TIMEOUT);
            tell(stream, ACCEPTOR, AddressCloseReason.TIMEOUT);
            stream.stalledUntilNs[side] = nowNs;
        }
    }

    private void tellLater(final Stream stream, final int side, final int from, final int reason)
    {
        stream.news++;
        network.schedule(arrivesNs(stream, from) - network.nowNs(), () -> onNews(stream, side, from, reason));
    }

    private void onNews(final Stream stream, final int side, final int from, final int reason)
    {
        final long nowNs = network.nowNs();
        final long laterNs = Math.max(
            stream.stalledUntilNs[from],
            network.isSplit(stream.nodes[side], stream.nodes[1 - side]) ? nowNs + RETRY_NS : nowNs);
        if (stream.isOpen[side] && laterNs > nowNs && nowNs - stream.lastNs[from] < GIVE_UP_NS)
        {
            network.schedule(laterNs - nowNs, () -> onNews(stream, side, from, reason));
            return;
        }
        stream.news--;
        tell(stream, side, reason);
        forgetIfOver(stream);
    }

    private void tell(final Stream stream, final int side, final int reason)
    {
        if (stream.isOpen[side])
        {
            shut(stream, side);
            network.node(stream.nodes[side]).onAddressClosed(stream.address(side), reason);
        }
    }

    private void shut(final Stream stream, final int side)
    {
        stream.isOpen[side] = false;
        if (DIALLER == side)
        {
            // Who sends there from now on dials anew.
            dialled.remove(key(stream.nodes[DIALLER], stream.nodes[ACCEPTOR]));
        }
    }

    /** Its port is free again when nothing is under way. */
    private void forgetIfOver(final Stream stream)
    {
        final boolean isOpen = stream.isOpen[DIALLER] || stream.isOpen[ACCEPTOR];
        if (!isOpen && 0 == stream.inFlight && 0 == stream.news && byPort.get(stream.port) == stream)
        {
            byPort.remove(stream.port);
            all.remove(stream);
        }
    }

    /** Behind everything that went the same way before. */
    private long arrivesNs(final Stream stream, final int side)
    {
        final long cloggedNs = network.wire().cloggedUntilNs(stream.nodes[side], stream.nodes[1 - side]);
        final long arrivesNs =
            Math.max(Math.max(stream.lastNs[side], cloggedNs), network.nowNs() + delayNs(stream, side));
        stream.lastNs[side] = arrivesNs;
        return arrivesNs;
    }

    private long delayNs(final Stream stream, final int side)
    {
        final PathConditions c = network.wire().conditionsOf(stream.nodes[side], stream.nodes[1 - side]);
        long delayNs = Wire.delayNs(c, random);
        for (int i = 0; i < MAX_RESENDS && c.loss > 0 && random.nextDouble() < c.loss; i++)
        {
            delayNs += RESEND_NS << i;
        }
        return delayNs;
    }

    private int freePort(final int node)
    {
        while (lastPorts.size() <= node)
        {
            lastPorts.add(0);
        }
        int slot = lastPorts.get(node);
        for (int i = 0; i < SimAddress.MAX_SLOT; i++)
        {
            slot = slot == SimAddress.MAX_SLOT ? 1 : slot + 1;
            final int port = SimAddress.ofTcp(node, slot);
            if (!byPort.containsKey(port))
            {
                lastPorts.set(node, slot);
                return port;
            }
        }
        return -1;
    }

    private static long key(final int from, final int to)
    {
        return (long)from << Integer.SIZE | to;
    }

    /**
     * One connection. Index 0 is the side of who dialled, and what it sends; 1 the other's.
     */
    private static final class Stream
    {
        private final int port;
        private final int[] nodes;
        private final boolean[] isOpen = new boolean[2];
        private final long[] lastNs = {Long.MIN_VALUE, Long.MIN_VALUE};
        private final long[] stalledSinceNs = {Long.MAX_VALUE, Long.MAX_VALUE};
        private final long[] stalledUntilNs = {Long.MIN_VALUE, Long.MIN_VALUE};
        private long sinceNs;
        private int inFlight;
        private int news;

        private Stream(final int port, final int dialler, final int acceptor)
        {
            this.port = port;
            nodes = new int[]{dialler, acceptor};
        }

        /** As that side knows it. */
        private int address(final int side)
        {
            return DIALLER == side ? SimAddress.ofTcp(nodes[ACCEPTOR], 0) : port;
        }
    }
}
