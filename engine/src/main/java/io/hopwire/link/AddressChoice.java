package io.hopwire.link;

import io.hopwire.spi.Addresses;
import io.hopwire.spi.Commands;
import io.hopwire.spi.Limits;

/**
 * Where one peer may be: addresses that are tried one after the other, the first again after the last. Those that are
 * in the list are retained. Which of them is next outlasts a link, so a peer is sought first where it was found.
 * <p>
 * Happy Eyeballs (RFC 8305) with one handshake instead of several: each try of it goes to the next address, and only
 * the latest try can be answered. So an address that swallows everything costs a quarter of a second, and no peer sees
 * two handshakes of one node race. Not thread-safe.
 */
public final class AddressChoice
{
    private final Addresses addresses;
    private final int[] ids = new int[Limits.MAX_ADDRESSES_OF_PEER];
    private int count;
    private int current;

    /**
     * No addresses.
     *
     * @param addresses the host's table.
     */
    public AddressChoice(final Addresses addresses)
    {
        this.addresses = addresses;
    }

    /**
     * {@return whether there is no address at all}
     */
    public boolean isEmpty()
    {
        return 0 == count;
    }

    /**
     * {@return id of the address to try now} There must be one.
     */
    public int addressId()
    {
        assert count > 0 : "nothing to choose from";
        return ids[current];
    }

    /**
     * From now on the peer may be at other addresses. The one that is tried now is tried first if it stays.
     *
     * @param command that holds them.
     */
    public void replaceBy(final Commands.Bootstrap command)
    {
        final int kept = count > 0 ? ids[current] : Addresses.NULL_ID;
        final int[] before = ids.clone();
        final int countBefore = count;
        count = command.addressCount();
        current = 0;
        for (int i = 0; i < count; i++)
        {
            ids[i] = command.addressId(i);
            addresses.retain(ids[i]);
            current = ids[i] == kept ? i : current;
        }
        for (int i = 0; i < countBefore; i++)
        {
            addresses.release(before[i]);
        }
    }

    /**
     * An address was tried in vain: turn to the one behind it. One that is not in the list, or not any more, has the
     * one that is to be tried now behind it.
     *
     * @param tried id of the address.
     * @return id of the address to try now; the same where there is no other.
     */
    public int next(final int tried)
    {
        if (0 == count)
        {
            return tried;
        }
        if (ids[current] == tried)
        {
            current = current + 1 < count ? current + 1 : 0;
        }
        return ids[current];
    }
}
