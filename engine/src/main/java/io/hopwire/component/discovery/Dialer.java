package io.hopwire.component.discovery;

import io.hopwire.link.Link;
import io.hopwire.link.LinkTable;
import io.hopwire.spi.Addresses;
import io.hopwire.spi.Settings;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.function.LongPredicate;

/**
 * Opens links to nodes that were named to us, within the limits.
 * <p>
 * Whoever names an address may mean to have it flooded. Therefore an address from which nobody has answered us is tried
 * ever more seldom, whoever names it and under whatever key: once more at once, since a node may have come back under
 * another, then after a second, after two, and so on up to once in an interval. {@link Tries} remembers.
 */
final class Dialer
{
    /** {@link #dial}: not now; it may be tried again soon. */
    static final int LATER = -1;
    /** {@link #dial}: not to be reached, or not to be tried. */
    static final int REFUSED = -2;

    private static final long FIRST_WAIT_NS = 1_000_000_000L;
    /** Waits that are worth to be waited for. */
    private static final long SHORT_NS = 2_000_000_000L;
    private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;

    private final int maxOutgoingLinks;
    private final long dialNs;
    private final Neighbourhood near;
    private final LinkTable links;
    private final UnsafeBuffer address = new UnsafeBuffer(new byte[Addresses.LENGTH]);
    private final long hashKey;
    private final Tries tries = new Tries();
    private LongPredicate roomMaker = nowNs -> false;

    Dialer(final Settings settings, final Neighbourhood near)
    {
        maxOutgoingLinks = settings.get(DiscoverySettings.MAX_OUTGOING_LINKS);
        dialNs = settings.get(DiscoverySettings.DIAL);
        this.near = near;
        this.links = near.links();
        this.hashKey = near.services().entropy().nextLong();
    }

    /** Is asked to close a link where no more may be opened; tells whether it did. */
    void roomMaker(final LongPredicate value)
    {
        roomMaker = value;
    }

    /**
     * Open a link, or find the attempt that is under way.
     *
     * @param verified whether the node is known to have answered from there.
     * @return id of the link, {@link #LATER} or {@link #REFUSED}.
     */
    int dial(
        final DirectBuffer key,
        final int keyOffset,
        final DirectBuffer from,
        final int addressOffset,
        final boolean verified,
        final long nowNs)
    {
        final Link existing = links.anyByKey(key, keyOffset);
        final int addressId = near.services().addresses().intern(from, addressOffset);
        final long hash = hash(from, addressOffset);
        if (null == existing)
        {
            final long waitNs = verified ? 0 : waitNs(hash, nowNs);
            if (addressId == Addresses.NULL_ID || waitNs > SHORT_NS || waitNs <= 0 && !hasRoom(nowNs))
            {
                return REFUSED;
            }
            if (waitNs > 0)
            {
                return LATER;
            }
        }
        final int linkId = links.open(key, keyOffset, null == existing ? addressId : existing.addressId(), nowNs);
        if (linkId >= 0 && null == existing && !verified)
        {
            tries.note(hash, nowNs);
        }
        return linkId >= 0 ? linkId : linkId == LinkTable.SELF ? REFUSED : LATER;
    }

    void onLinkUp(final Link link)
    {
        near.services().addresses().copyTo(link.addressId(), address, 0);
        tries.forget(hash(address, 0));
    }

    private boolean hasRoom(final long nowNs)
    {
        int outgoing = 0;
        for (int i = 0; i < links.upCount(); i++)
        {
            outgoing += links.upLink(i).initiatedByUs() ? 1 : 0;
        }
        return outgoing < maxOutgoingLinks || roomMaker.test(nowNs);
    }

    /** How long an address is not to be tried. */
    private long waitNs(final long hash, final long nowNs)
    {
        final int entry = tries.find(hash);
        final int again = entry == Tries.NONE ? 0 : tries.again(entry);
        return again > 0 ? tries.lastNs(entry) + Math.min(dialNs, FIRST_WAIT_NS << again - 1) - nowNs : 0;
    }

    private long hash(final DirectBuffer from, final int offset)
    {
        final int port = from.getShort(offset + Addresses.PORT_OFFSET) & 0xFFFF;
        long hash = hashKey ^ (port | from.getByte(offset + Addresses.KIND_OFFSET) << Short.SIZE);
        hash = mix(hash ^ from.getLong(offset));
        return mix(hash ^ from.getLong(offset + Long.BYTES)) | 1;
    }

    private static long mix(final long value)
    {
        final long mixed = (value ^ value >>> 32) * MULTIPLIER;
        return mixed ^ mixed >>> 29;
    }
}
