package io.hopwire.sim.check;

import io.hopwire.crypto.Sha256;
import io.hopwire.sim.KeyNames;
import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;
import io.hopwire.sim.nat.SimAddress;
import org.agrona.DirectBuffer;
import org.agrona.collections.Int2IntHashMap;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.collections.LongArrayList;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A routing table is in the order of its ids, none twice and not the own; each is that of its key; its address is the
 * one of a node that has, or had, that key; and its link is the one that is up to that key, where there is one.
 */
final class RoutingCheck extends NodeCheck
{
    private static final int ID_LENGTH = Sha256.LENGTH;
    private static final int NO_LINK = -1;

    private final UnsafeBuffer id = new UnsafeBuffer(new byte[ID_LENGTH]);
    private final UnsafeBuffer lastId = new UnsafeBuffer(new byte[ID_LENGTH]);
    private final Long2LongHashMap linkByPeer = new Long2LongHashMap(NO_LINK);
    private final Int2IntHashMap places = new Int2IntHashMap(NO_LINK);
    private final LongArrayList peers = new LongArrayList();
    private SimNetwork network;
    private boolean isFirst;

    RoutingCheck()
    {
        super("routing");
    }

    @Override
    void begin(final SimNetwork of, final SimNode node)
    {
        network = of;
        isFirst = true;
        linkByPeer.clear();
        places.clear();
        peers.clear();
    }

    @Override
    public void link(final int linkId, final DirectBuffer keyOrNull, final boolean isUp, final boolean isRelay)
    {
        if (isUp && null != keyOrNull)
        {
            places.put(linkId, peers.size());
            peers.addLong(KeyNames.of(keyOrNull, 0));
            if (isRelay)
            {
                linkByPeer.put(KeyNames.of(keyOrNull, 0), linkId);
            }
        }
    }

    @Override
    public void contact(
        final DirectBuffer buffer, final int idOffset, final int keyOffset, final int addressOffset, final int linkId)
    {
        network.space().nodeId(buffer, keyOffset, id, 0);
        if (compare(buffer, idOffset, id) != 0)
        {
            fail("a contact's id is not that of its key");
        }
        if (!isFirst && compare(buffer, idOffset, lastId) <= 0)
        {
            fail("contacts out of order, or one of them twice");
        }
        isFirst = false;
        lastId.putBytes(0, buffer, idOffset, ID_LENGTH);
        final long name = KeyNames.of(buffer, keyOffset);
        if (name == node().name())
        {
            fail("a contact with the own key");
        }
        checkLink(name, linkId);
        checkAddress(name, buffer, addressOffset);
    }

    private void checkLink(final long name, final int linkId)
    {
        if (linkId >= 0)
        {
            final int place = places.get(linkId);
            if (place == NO_LINK || peers.getLong(place) != name)
            {
                fail("a contact has the link " + linkId + ", which is none to it");
            }
        }
        final long link = linkByPeer.get(name);
        if (link != NO_LINK && link != linkId)
        {
            fail("a contact has the link " + linkId + ", but the one to it is " + link);
        }
    }

    private void checkAddress(final long name, final DirectBuffer buffer, final int offset)
    {
        final int addressId = network.addresses().intern(buffer, offset);
        if (addressId < 0)
        {
            fail("a contact without an address");
            return;
        }
        final boolean isTcp = SimAddress.isTcp(addressId);
        final int host = isTcp ? SimAddress.tcpNode(addressId) : SimAddress.host(addressId);
        final boolean isNode = !SimAddress.isNat(host) && SimAddress.slot(addressId) == 0;
        if (isNode && (host >= network.size() || !network.node(host).wasCalled(name)))
        {
            fail("a contact with the address of node " + host + ", which never had its key");
        }
    }

    private static int compare(final DirectBuffer buffer, final int offset, final DirectBuffer other)
    {
        for (int i = 0; i < ID_LENGTH; i++)
        {
            final int difference = (buffer.getByte(offset + i) & 0xFF) - (other.getByte(i) & 0xFF);
            if (difference != 0)
            {
                return difference;
            }
        }
        return 0;
    }
}
