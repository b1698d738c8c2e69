package io.hopwire.agent;

import io.hopwire.PeerInfo;
import io.hopwire.PublicKey;
import io.hopwire.crypto.identity.IdentityScheme;
import io.hopwire.link.LinkRole;
import io.hopwire.spi.Addresses;
import io.hopwire.transport.AddressText;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Links that are up, copied on every change: written by the node, read by anybody.
 */
final class LinkView
{
    private final IdentityScheme scheme;
    private final Addresses addresses;
    private final UnsafeBuffer scratch = new UnsafeBuffer(new byte[Addresses.LENGTH]);
    private volatile List<PeerInfo> links = List.of();

    LinkView(final IdentityScheme scheme, final Addresses addresses)
    {
        this.scheme = scheme;
        this.addresses = addresses;
    }

    List<PeerInfo> snapshot()
    {
        return links;
    }

    void onLinkUp(final DirectBuffer key, final int keyOffset, final int addressId, final int role, final long rttNs)
    {
        final PublicKey peer = KeyPairs.publicKey(scheme, key, keyOffset);
        final List<PeerInfo> next = without(peer);
        next.add(new PeerInfo(peer, text(addressId), LinkRole.RELAY == role, rttNs));
        links = List.copyOf(next);
    }

    void onLinkDown(final DirectBuffer key, final int keyOffset)
    {
        links = List.copyOf(without(KeyPairs.publicKey(scheme, key, keyOffset)));
    }

    private List<PeerInfo> without(final PublicKey peer)
    {
        final List<PeerInfo> next = new ArrayList<>(links);
        next.removeIf((link) -> link.key().equals(peer));
        return next;
    }

    private String text(final int addressId)
    {
        if (addressId < 0)
        {
            return "unknown";
        }
        addresses.copyTo(addressId, scratch, 0);
        return text(scratch, 0);
    }

    /**
     * An address for people.
     *
     * @param buffer holds it, as {@link Addresses} lays it out.
     * @param offset first byte.
     */
    static String text(final DirectBuffer buffer, final int offset)
    {
        return AddressText.format(
            buffer.getByte(offset + Addresses.KIND_OFFSET),
            AddressText.toSocketAddress(
                buffer.getLong(offset, ByteOrder.BIG_ENDIAN),
                buffer.getLong(offset + Long.BYTES, ByteOrder.BIG_ENDIAN),
                buffer.getShort(offset + Addresses.PORT_OFFSET, ByteOrder.BIG_ENDIAN) & 0xFFFF));
    }
}
