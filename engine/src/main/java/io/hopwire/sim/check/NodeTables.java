package io.hopwire.sim.check;

import io.hopwire.sim.KeyNames;
import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;
import io.hopwire.spi.Inspector;
import org.agrona.DirectBuffer;
import org.agrona.collections.Int2IntHashMap;
import org.agrona.collections.IntArrayList;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.collections.LongArrayList;
import org.agrona.collections.LongHashSet;

/**
 * What one node's tables of links, circuits and sessions hold at one instant. A peer is named by the first eight bytes
 * of its key, which no two nodes of a simulation have in common.
 */
final class NodeTables implements Inspector
{
    static final int MISSING = -1;
    static final int UP = 0;
    static final int DOWN = 1;

    final LongArrayList linkPeers = new LongArrayList();
    final IntArrayList linkIds = new IntArrayList();
    final IntArrayList circuitIds = new IntArrayList();
    final IntArrayList circuitHops = new IntArrayList();
    int linksNotUp;
    int sessions;
    int unfinished;
    int searches;
    int handshakes;
    String duplicate;

    private final LongArrayList sealing = new LongArrayList();
    private final LongHashSet opening = new LongHashSet();
    private final LongHashSet peers = new LongHashSet();
    private final Int2IntHashMap linkById = new Int2IntHashMap(MISSING);
    private final Long2LongHashMap linkByPeer = new Long2LongHashMap(MISSING);
    private final Int2IntHashMap maxHopsByCircuit = new Int2IntHashMap(MISSING);
    private final Int2IntHashMap sessionByCircuit = new Int2IntHashMap(MISSING);
    private final Int2IntHashMap circuitByLabel = new Int2IntHashMap(MISSING);
    private final IntArrayList[] sideLinks = {new IntArrayList(), new IntArrayList()};
    private final IntArrayList[] inLabels = {new IntArrayList(), new IntArrayList()};
    private final IntArrayList[] outLabels = {new IntArrayList(), new IntArrayList()};
    private int nextSide;
    private int maxHops;
    private int session;
    private boolean isLinkUp;

    /**
     * Of one node; empty where it is dead.
     */
    static NodeTables of(final SimNode node)
    {
        final NodeTables tables = new NodeTables();
        if (node.isAlive())
        {
            node.core().inspect(tables);
        }
        return tables;
    }

    /**
     * Of all nodes, by their numbers.
     */
    static NodeTables[] of(final SimNetwork network)
    {
        final NodeTables[] all = new NodeTables[network.size()];
        for (int i = 0; i < all.length; i++)
        {
            all[i] = of(network.node(i));
        }
        return all;
    }

    /**
     * Nodes that are alive by the names that others know them by.
     */
    static Long2LongHashMap numbers(final SimNetwork network)
    {
        final Long2LongHashMap numbers = new Long2LongHashMap(MISSING);
        for (int i = 0; i < network.size(); i++)
        {
            if (network.node(i).isAlive())
            {
                numbers.put(network.node(i).name(), i);
            }
        }
        return numbers;
    }

    /** Index of the link to a peer that is up. */
    int linkTo(final long peer)
    {
        return (int)linkByPeer.get(peer);
    }

    /** Index of a link that is up. */
    int linkById(final int linkId)
    {
        return linkById.get(linkId);
    }

    /** Both receiver indexes of the key that seals: ours is the high half. */
    long sealing(final int link)
    {
        return sealing.getLong(link);
    }

    /** Whether frames are opened that a peer seals under a key whose indexes, as the peer sees them, are these. */
    boolean opensSealed(final long sealingOfPeer)
    {
        return opening.contains(Long.rotateLeft(sealingOfPeer, Integer.SIZE));
    }

    /** Index of the circuit that owns a label, or {@link #MISSING}. */
    int circuitByLabel(final int label)
    {
        return circuitByLabel.get(label);
    }

    int sideLink(final int circuit, final int side)
    {
        return sideLinks[side].getInt(circuit);
    }

    int inLabel(final int circuit, final int side)
    {
        return inLabels[side].getInt(circuit);
    }

    int outLabel(final int circuit, final int side)
    {
        return outLabels[side].getInt(circuit);
    }

    /** Hops that the session of a circuit allows; {@link #MISSING} where there is no session, 0 where it has no say. */
    int maxHops(final int circuit)
    {
        return maxHopsByCircuit.get(circuitIds.getInt(circuit));
    }

    /** Number of the session that a circuit is a route of; {@link #MISSING} where it is none's. */
    int session(final int circuit)
    {
        return sessionByCircuit.get(circuitIds.getInt(circuit));
    }

    @Override
    public void link(final int linkId, final DirectBuffer keyOrNull, final boolean isUp, final boolean isRelay)
    {
        isLinkUp = isUp;
        if (null != keyOrNull && !peers.add(KeyNames.of(keyOrNull, 0)))
        {
            duplicate = "two links to one peer, the second with id " + linkId;
        }
        if (!isUp)
        {
            linksNotUp++;
            return;
        }
        final long peer = null == keyOrNull ? 0 : KeyNames.of(keyOrNull, 0);
        linkById.put(linkId, linkIds.size());
        linkByPeer.put(peer, linkIds.size());
        linkPeers.addLong(peer);
        linkIds.addInt(linkId);
        sealing.addLong(0);
    }

    @Override
    public void keypair(final int localIndex, final int remoteIndex, final boolean seals)
    {
        final long ends = (long)localIndex << Integer.SIZE | remoteIndex & 0xFFFF_FFFFL;
        opening.add(ends);
        if (seals && isLinkUp)
        {
            sealing.setLong(sealing.size() - 1, ends);
        }
    }

    @Override
    public void handshakes(final int underWay, final int framesAtWorker)
    {
        handshakes = underWay;
    }

    @Override
    public void circuit(final int circuitId, final int hops)
    {
        circuitIds.addInt(circuitId);
        circuitHops.addInt(hops);
        nextSide = UP;
    }

    @Override
    public void circuitSide(final int linkId, final int inLabel, final int outLabel)
    {
        sideLinks[nextSide].addInt(linkId);
        inLabels[nextSide].addInt(inLabel);
        outLabels[nextSide].addInt(outLabel);
        if (circuitByLabel.put(inLabel, circuitIds.size() - 1) != MISSING)
        {
            duplicate = "two circuits with the label " + Integer.toHexString(inLabel);
        }
        nextSide = DOWN;
    }

    @Override
    public void routeSearch(final long deadlineNs)
    {
        searches++;
    }

    @Override
    public void session(
        final int sessionId, final boolean isEstablished, final int hops, final long outstanding)
    {
        sessions++;
        unfinished += isEstablished ? 0 : 1;
        maxHops = hops;
        session = sessionId;
    }

    @Override
    public void route(final int circuitId)
    {
        maxHopsByCircuit.put(circuitId, maxHops);
        sessionByCircuit.put(circuitId, session);
    }
}
