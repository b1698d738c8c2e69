package io.hopwire.link;

import io.hopwire.crypto.AddressSpace;
import io.hopwire.crypto.identity.IdentityScheme;
import io.hopwire.crypto.identity.IdentitySchemes;
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.Setting;
import io.hopwire.spi.Settings;

/**
 * Who a node is to its neighbours, and its settings.
 *
 * @param identityScheme what addresses are. All nodes of a network must agree on it; a handshake with one that does
 *                       not agree fails.
 * @param publicKey      our address, as many bytes as the scheme says.
 * @param role           our role, see {@link LinkRole}.
 * @param settings       of {@link LinkSettings} and {@link NodeSettings}.
 */
public record LinkConfig(IdentityScheme identityScheme, byte[] publicKey, byte role, Settings settings)
{
    /* A control character keeps it apart from every name that a person gives. */
    private static final String PLAINTEXT = "\nplaintext";

    /**
     * Refuses what can not work.
     *
     * @param identityScheme what addresses are.
     * @param publicKey      our address.
     * @param role           our role.
     * @param settings       of links.
     * @throws IllegalArgumentException that names what is wrong.
     */
    public LinkConfig
    {
        if (null == publicKey || identityScheme.addressLength() != publicKey.length)
        {
            throw new IllegalArgumentException("publicKey must be " + identityScheme.addressLength() + " bytes");
        }
        if (!LinkRole.isKnown(role))
        {
            throw new IllegalArgumentException("role is unknown");
        }
        LinkSettings.GROUP.check(settings);
        publicKey = publicKey.clone();
    }

    /**
     * {@return the addresses of the network, a new one for one thread}
     */
    public AddressSpace newAddressSpace()
    {
        return new AddressSpace(identityScheme.addressLength(), get(NodeSettings.ID_BITS));
    }

    int mtu()
    {
        return get(NodeSettings.MTU);
    }

    int maxLinksOfPeers()
    {
        return (int)Math.max(1, (long)get(LinkSettings.MAX_LINKS) * get(LinkSettings.PEERS_SHARE) / 100);
    }

    /**
     * Keypairs and handshakes that may wait for frames at a time.
     */
    int maxReceivers(final int keypairsPerLink)
    {
        return get(LinkSettings.MAX_LINKS) * keypairsPerLink + get(LinkSettings.MAX_HANDSHAKES);
    }

    <T> T get(final Setting<T> setting)
    {
        return settings.get(setting);
    }

    /**
     * What both ends must have in common, and what handshakes are bound to. Whether links carry plaintext is part of
     * it, so that nobody is talked into that.
     *
     * @return a text.
     */
    public String agreement()
    {
        final String identities = IdentitySchemes.X25519 == identityScheme ?
            "" : ' ' + identityScheme.name() + identityScheme.addressLength();
        return get(NodeSettings.NETWORK) + identities + (get(NodeSettings.PLAINTEXT_LINKS) ? PLAINTEXT : "");
    }
}
