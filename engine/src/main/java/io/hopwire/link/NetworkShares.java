package io.hopwire.link;

import io.hopwire.spi.Addresses;
import io.hopwire.spi.HostHash;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * So much in a time for each network, /24 of IPv4 or /48 of IPv6, and some of it at once; those on this host, and on
 * its own site, have a share each.
 * <p>
 * A network has two places of a table, which a secret key chooses, and what both of them give: of 128 networks that
 * spend theirs, one in sixty of all others has both places in common with some. 16 KiB, made when they are needed,
 * which they never are at most nodes. Not thread-safe.
 */
final class NetworkShares
{
    private static final int PLACES = 2048;

    private final Addresses addresses;
    private final HostHash hosts;
    private final UnsafeBuffer address = new UnsafeBuffer(new byte[Addresses.LENGTH]);
    private final long gapNs;
    private final long burstNs;
    /** Until when what each place may have is spent. */
    private long[] spentNs;

    /**
     * Nothing spent.
     *
     * @param gapNs   time in which a place gives one.
     * @param burstNs what it gives in so long it may give at once.
     */
    NetworkShares(final Addresses addresses, final HostHash hosts, final long gapNs, final long burstNs)
    {
        this.addresses = addresses;
        this.hosts = hosts;
        this.gapNs = gapNs;
        this.burstNs = burstNs;
    }

    /**
     * Take one of the share of the network of an address.
     *
     * @return false where it is spent.
     */
    boolean take(final int addressId, final long nowNs)
    {
        if (null == spentNs)
        {
            spentNs = new long[PLACES];
        }
        addresses.copyTo(addressId, address, 0);
        final long sharer = hosts.sharer(address, 0);
        return takeAt((int)sharer & PLACES - 1, nowNs) || takeAt((int)(sharer >>> 32) & PLACES - 1, nowNs);
    }

    private boolean takeAt(final int place, final long nowNs)
    {
        final long beforeNs = Math.max(spentNs[place], nowNs - burstNs);
        final boolean hasSome = beforeNs + gapNs <= nowNs;
        if (hasSome)
        {
            spentNs[place] = beforeNs + gapNs;
        }
        return hasSome;
    }
}
