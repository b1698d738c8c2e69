package io.hopwire.component.discovery;

import io.hopwire.link.Link;
import io.hopwire.link.LinkTable;
import io.hopwire.spi.Addresses;
import io.hopwire.spi.HostHash;
import io.hopwire.spi.Settings;
import io.hopwire.spi.SystemCounter;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.function.LongPredicate;

/**
 * Opens links to nodes that were named to us, within the limits: those of {@link DialLimits} where nobody has answered
 * us yet. On the word of one neighbour a node is sent a single datagram, and the rest when it has answered, or another
 * has named it.
 */
final class Dialer
{
    /** Not now; it may be tried again soon. */
    static final int LATER = -1;
    /** Not to be reached, or not to be tried. */
    static final int REFUSED = -2;
    /** Not on the word of one neighbour alone. */
    static final int DOUBTED = -3;

    private final int maxOutgoingLinks;
    private final Neighbourhood near;
    private final LinkTable links;
    private final UnsafeBuffer address = new UnsafeBuffer(new byte[Addresses.LENGTH]);
    private final HostHash hash;
    private final DialLimits limits;
    private LongPredicate roomMaker = nowNs -> false;

    Dialer(final Settings settings, final Neighbourhood near)
    {
        maxOutgoingLinks = settings.get(DiscoverySettings.MAX_OUTGOING_LINKS);
        this.near = near;
        this.links = near.links();
        this.hash = new HostHash(near.services().entropy().nextLong());
        limits = new DialLimits(hash, settings.get(DiscoverySettings.DIAL));
    }

    /** Is asked to close a link where no more may be opened; tells whether it did. */
    void roomMaker(final LongPredicate value)
    {
        roomMaker = value;
    }

    /** Tells hosts apart. */
    HostHash hash()
    {
        return hash;
    }

    /**
     * Open a link to a node that is known to have answered from there, or find the attempt that is under way.
     *
     * @return id of the link, {@link #LATER} or {@link #REFUSED}.
     */
    int dialKnown(
        final DirectBuffer key,
        final int keyOffset,
        final DirectBuffer from,
        final int addressOffset,
        final long nowNs)
    {
        final Link existing = links.anyByKey(key, keyOffset);
        final int addressId =
            null != existing ? existing.addressId() : near.services().addresses().intern(from, addressOffset);
        final boolean mayOpen = null != existing || Addresses.NULL_ID != addressId && hasRoom(nowNs);
        return mayOpen ? told(links.open(key, keyOffset, addressId, nowNs)) : REFUSED;
    }

    /**
     * Open a link to a node that others have named, or find the attempt that is under way.
     *
     * @param isConfirmed whether two neighbours that are not of one host have named it, and that address of it.
     * @return id of the link, {@link #LATER}, {@link #REFUSED} or {@link #DOUBTED}.
     */
    int dialNamed(
        final DirectBuffer key,
        final int keyOffset,
        final DirectBuffer from,
        final int addressOffset,
        final boolean isConfirmed,
        final long nowNs)
    {
        final Link existing = links.anyByKey(key, keyOffset);
        if (null != existing)
        {
            return isConfirmed ? told(links.open(key, keyOffset, existing.addressId(), nowNs)) : existing.id();
        }
        final int addressId = near.services().addresses().intern(from, addressOffset);
        if (Addresses.NULL_ID == addressId)
        {
            return REFUSED;
        }
        final int check = limits.check(from, addressOffset, isConfirmed, nowNs);
        if (DialLimits.NOW != check || !hasRoom(nowNs))
        {
            return refusal(check);
        }
        final int linkId = isConfirmed ?
            links.open(key, keyOffset, addressId, nowNs) : links.probe(key, keyOffset, addressId, nowNs);
        if (linkId >= 0)
        {
            limits.note(from, addressOffset, nowNs);
        }
        return told(linkId);
    }

    private int refusal(final int check)
    {
        switch (check)
        {
            case DialLimits.LATER:
                return LATER;

            case DialLimits.DOUBTED:
                near.services().counters().increment(SystemCounter.CONTACTS_DOUBTED);
                return DOUBTED;

            default:
                return REFUSED;
        }
    }

    void onLinkUp(final Link link)
    {
        near.services().addresses().copyTo(link.addressId(), address, 0);
        limits.forget(address, 0);
    }

    private static int told(final int linkId)
    {
        return linkId >= 0 ? linkId : linkId == LinkTable.SELF ? REFUSED : LATER;
    }

    private boolean hasRoom(final long nowNs)
    {
        return links.upOutgoing() < maxOutgoingLinks || roomMaker.test(nowNs);
    }
}
