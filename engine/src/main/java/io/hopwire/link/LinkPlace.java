package io.hopwire.link;

import io.hopwire.spi.Addresses;
import io.hopwire.spi.Counters;
import io.hopwire.spi.Services;
import io.hopwire.spi.SystemCounter;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.Arrays;

/**
 * Where the peers of links are. A link follows its peer, whose address may change at any time, behind a router that
 * forgets or with the network that it is in, by the newest frame that it has sealed. But a frame says nothing of
 * whether its peer receives there: somebody on its way may have copied it and been faster, and the peer itself may have
 * written any address into it, to have a third party sent what it asks for.
 * <p>
 * So the new address gets one short frame, with a token that nobody can guess, and everything else goes on to the old
 * one until the token comes back (path validation, RFC 9000, sections 8.2 and 9.3). What a third party can be made to
 * be sent is one frame with {@value LinkSender#PING_LENGTH} bytes in it for each frame that came in its name, and one
 * in {@link LinkLiveness#retryNs} where they come in the same name: less than 1.5 times as many bytes. A frame from
 * the old address that is newer ends it.
 * <pre>
 *   peer, elsewhere now     we
 *        frame          ───►      newest, from there
 *                       ◄───  LINK_CHALLENGE      to there; everything else to the old address
 *     LINK_RESPONSE     ───►      the link is there now
 * </pre>
 */
final class LinkPlace
{
    private final long retryNs;
    private final Services services;
    private final Links links;
    private final Addresses addresses;
    private final Counters counters;
    private final LinkSender sender;
    private final PathMtu pathMtu;
    private final UnsafeBuffer places = new UnsafeBuffer(new byte[2 * Addresses.LENGTH]);

    LinkPlace(final LinkStores stores, final LinkLiveness liveness, final LinkSender sender, final PathMtu pathMtu)
    {
        services = stores.services();
        links = stores.links();
        this.sender = sender;
        this.pathMtu = pathMtu;
        addresses = services.addresses();
        counters = services.counters();
        retryNs = liveness.retryNs();
    }

    /**
     * The peer is at an address, where it has answered.
     */
    void move(final Link link, final int addressId, final long nowNs)
    {
        forgetChallenge(link);
        if (addressId != link.addressId)
        {
            final boolean isElsewhere = !isSame(addressId, link.addressId);
            retain(addressId);
            release(link.addressId);
            link.addressId = addressId;
            if (link.isUp() && isElsewhere)
            {
                counters.increment(SystemCounter.ROAMED);
                pathMtu.moved(link, nowNs);
            }
        }
    }

    /**
     * The newest frame of a link that is up came from an address.
     */
    void follow(final Link link, final int addressId, final long nowNs)
    {
        if (addressId == link.addressId)
        {
            forgetChallenge(link);
        }
        else if (isSame(addressId, link.addressId))
        {
            move(link, addressId, nowNs);
        }
        else if (addressId != link.challengedAddressId)
        {
            forgetChallenge(link);
            retain(addressId);
            link.challengedAddressId = addressId;
            link.challengeToken = services.entropy().nextLong();
            challenge(link, nowNs);
        }
        else if (nowNs - link.challengedNs >= retryNs)
        {
            challenge(link, nowNs);
        }
    }

    private void challenge(final Link link, final long nowNs)
    {
        link.challengedNs = nowNs;
        sender.sendChallenge(link, link.challengedAddressId, link.challengeToken, nowNs);
        counters.increment(SystemCounter.ADDRESSES_CHALLENGED);
    }

    /**
     * The peer has answered a challenge; one that is over, perhaps.
     */
    void onResponse(final Link link, final long token, final long nowNs)
    {
        if (Addresses.NULL_ID != link.challengedAddressId && token == link.challengeToken)
        {
            move(link, link.challengedAddressId, nowNs);
        }
    }

    /**
     * Whether the address may still become the link's has no meaning any more.
     */
    void forgetChallenge(final Link link)
    {
        if (Addresses.NULL_ID != link.challengedAddressId)
        {
            release(link.challengedAddressId);
            link.challengedAddressId = Addresses.NULL_ID;
        }
    }

    private void retain(final int addressId)
    {
        addresses.retain(addressId);
        links.addAt(addressId);
    }

    private void release(final int addressId)
    {
        links.removeAt(addressId);
        addresses.release(addressId);
    }

    /**
     * Whether two ids are of one place: the host may tell by which of our own addresses it is spoken to from.
     */
    boolean isSame(final int left, final int right)
    {
        addresses.copyTo(left, places, 0);
        addresses.copyTo(right, places, Addresses.LENGTH);
        final byte[] bytes = places.byteArray();
        return Arrays.equals(
            bytes, 0, Addresses.LENGTH, bytes, Addresses.LENGTH, 2 * Addresses.LENGTH);
    }
}
