package io.hopwire.link;

import io.hopwire.crowd.PeerPlaces;
import io.hopwire.crypto.AddressSpace;
import io.hopwire.crypto.SipHash;
import io.hopwire.spi.EntropySource;
import io.hopwire.spi.HostHash;
import io.hopwire.spi.Services;
import org.agrona.DirectBuffer;
import org.agrona.collections.Int2IntCounterMap;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.Arrays;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * The links that exist: by id, by key, those that are up in an order that depends on nothing but what happened, and the
 * relays among them in the order of their ids.
 */
final class Links
{
    private static final int INITIAL_CAPACITY = 8;
    private static final int GENERATION_MASK = 0x7FFF;
    /** Whose hash is the key of another one: a keyed hash tells nothing of its key. */
    private static final DirectBuffer HOSTS = new UnsafeBuffer("hosts".getBytes(US_ASCII));

    private final int maxLinks;
    private final EntropySource entropy;
    private final SipHash hash;
    private final AddressSpace space;
    private final LinksByKey byKey = new LinksByKey();
    private final NeighbourIndex relays = new NeighbourIndex(this::wordOfId);
    private final PeerPlaces<Link> ofPeers;
    /** How many links, up or not, lead to an address, or may come to do so. */
    private final Int2IntCounterMap atAddress = new Int2IntCounterMap(0);
    private Link[] slots = new Link[INITIAL_CAPACITY];
    private Link[] up = new Link[INITIAL_CAPACITY];
    private int[] generations = new int[INITIAL_CAPACITY];
    private int[] free = new int[INITIAL_CAPACITY];
    private int freeCount;
    private int used;
    private int upCount;
    private int upOutgoing;

    Links(final LinkConfig config, final Services services)
    {
        maxLinks = config.get(LinkSettings.MAX_LINKS);
        entropy = services.entropy();
        space = config.newAddressSpace();
        hash = new SipHash(entropy.nextLong(), entropy.nextLong());
        ofPeers = new PeerPlaces<>(
            config.maxLinksOfPeers(), config.get(LinkSettings.PER_NETWORK), config.get(LinkSettings.GRACE),
            services.addresses(), new HostHash(hash.hash(HOSTS, 0, HOSTS.capacity())));
    }

    int most()
    {
        return maxLinks;
    }

    PeerPlaces<Link> ofPeers()
    {
        return ofPeers;
    }

    boolean isFull()
    {
        return 0 == freeCount && used == maxLinks;
    }

    boolean hasRoomForPeer()
    {
        return !isFull() && !ofPeers.isFull();
    }

    /**
     * A new link without a key.
     */
    Link create(final int addressId)
    {
        if (isFull())
        {
            return null;
        }
        final int slot = freeCount > 0 ? free[--freeCount] : extend();
        assert null == slots[slot] : "a free place is empty";
        generations[slot] = generations[slot] + 1 & GENERATION_MASK;
        final Link link = new Link(generations[slot] << 16 | slot, nonZero(entropy), space.length());
        link.addressId = addressId;
        slots[slot] = link;
        return link;
    }

    void bind(final Link link, final DirectBuffer address, final int offset)
    {
        assert !link.keyKnown : "a link has one peer for life";
        link.identity.putBytes(Link.ADDRESS_OFFSET, address, offset, space.length());
        link.keyKnown = true;
        link.keyHash = keyHash(address, offset);
        space.nodeId(link.identity, Link.ADDRESS_OFFSET, link.identity, Link.NODE_ID_OFFSET);
        byKey.put(link);
        assert byKey.get(link.keyHash) == link : "who has a key is found by it";
    }

    Link find(final DirectBuffer key, final int offset)
    {
        final Link link = byKey.get(keyHash(key, offset));
        return null != link && space.same(link.identity, Link.ADDRESS_OFFSET, key, offset) ? link : null;
    }

    Link findByAddress(final int addressId)
    {
        for (int i = isAnyAt(addressId) ? 0 : used; i < used; i++)
        {
            final Link link = slots[i];
            if (null != link && addressId == link.addressId && (link.isUp() || isAskingWhoIsThere(link)))
            {
                return link;
            }
        }
        return null;
    }

    /** Whether any link leads to an address, or may come to do so: else nobody needs to look for one. */
    boolean isAnyAt(final int addressId)
    {
        return atAddress.get(addressId) > 0;
    }

    void addAt(final int addressId)
    {
        atAddress.getAndIncrement(addressId);
    }

    void removeAt(final int addressId)
    {
        atAddress.getAndDecrement(addressId);
    }

    /** An attempt for a key will not tell: somebody else may be at that address by now. */
    private static boolean isAskingWhoIsThere(final Link link)
    {
        return null != link.attempt && !link.isPeerKeyKnown();
    }

    Link get(final int id)
    {
        final int slot = Link.slot(id);
        final Link link = id >= 0 && slot < used ? slots[slot] : null;
        return null != link && id == link.id ? link : null;
    }

    Link bySlot(final int slot)
    {
        return slot < used ? slots[slot] : null;
    }

    void remove(final Link link)
    {
        assert slots[link.slot()] == link : "a link goes once";
        removeUp(link);
        ofPeers.remove(link);
        if (link.keyKnown && byKey.get(link.keyHash) == link)
        {
            byKey.remove(link);
        }
        slots[link.slot()] = null;
        free[freeCount++] = link.slot();
    }

    void addUp(final Link link)
    {
        if (link.upIndex < 0)
        {
            if (upCount == up.length)
            {
                up = Arrays.copyOf(up, upCount + upCount / 2);
            }
            link.upIndex = upCount;
            up[upCount++] = link;
            upOutgoing += link.initiatedByUs ? 1 : 0;
            if (LinkRole.RELAY == link.peerRole)
            {
                relays.add(link.identity(), Link.NODE_ID_OFFSET, link.id);
            }
        }
    }

    void removeUp(final Link link)
    {
        if (link.upIndex >= 0)
        {
            assert up[link.upIndex] == link : "who is up knows where";
            final Link last = up[--upCount];
            up[link.upIndex] = last;
            last.upIndex = link.upIndex;
            up[upCount] = null;
            link.upIndex = -1;
            upOutgoing -= link.initiatedByUs ? 1 : 0;
            final boolean wasRelay = relays.remove(link.identity(), Link.NODE_ID_OFFSET, link.id);
            assert wasRelay == (LinkRole.RELAY == link.peerRole) : "relays that are up are in the index, and no others";
        }
    }

    /**
     * Links, up or not.
     */
    int size()
    {
        return used - freeCount;
    }

    /**
     * The peer says what it is, perhaps something else than before.
     */
    void role(final Link link, final byte role)
    {
        if (link.upIndex >= 0 && link.peerRole != role)
        {
            if (LinkRole.RELAY == role)
            {
                relays.add(link.identity(), Link.NODE_ID_OFFSET, link.id);
            }
            else
            {
                relays.remove(link.identity(), Link.NODE_ID_OFFSET, link.id);
            }
        }
        link.peerRole = role;
    }

    NeighbourIndex relays()
    {
        return relays;
    }

    int upCount()
    {
        return upCount;
    }

    /** Those among them that we opened. */
    int upOutgoing()
    {
        return upOutgoing;
    }

    Link up(final int index)
    {
        return up[index];
    }

    /**
     * Slots that were ever used: the bound of a walk over all links.
     */
    int slotCount()
    {
        return used;
    }

    long keyHash(final DirectBuffer key, final int offset)
    {
        return hash.hash(key, offset, space.length());
    }

    static int nonZero(final EntropySource entropy)
    {
        int value;
        do
        {
            value = entropy.nextInt();
        }
        while (0 == value);
        return value;
    }

    private long wordOfId(final int linkId, final int word)
    {
        return slots[Link.slot(linkId)].identity.getLong(Link.NODE_ID_OFFSET + word * Long.BYTES, BIG_ENDIAN);
    }

    private int extend()
    {
        if (used == slots.length)
        {
            final int capacity = Math.min(maxLinks, used + used / 2);
            slots = Arrays.copyOf(slots, capacity);
            generations = Arrays.copyOf(generations, capacity);
            free = Arrays.copyOf(free, capacity);
        }
        return used++;
    }
}
