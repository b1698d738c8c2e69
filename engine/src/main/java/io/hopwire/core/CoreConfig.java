package io.hopwire.core;

import io.hopwire.circuit.CircuitConfig;
import io.hopwire.component.discovery.DiscoveryConfig;
import io.hopwire.component.session.SessionConfig;
import io.hopwire.link.LinkConfig;
import io.hopwire.link.LinkRole;
import io.hopwire.routing.RoutingLimits;
import io.hopwire.spi.Limits;

/**
 * Configuration of a {@link NodeCore}: what its parts are configured with, and what they have in common.
 */
public final class CoreConfig
{
    private final LinkConfig link = new LinkConfig();
    private final CircuitConfig circuit = new CircuitConfig();
    private final SessionConfig session = new SessionConfig();
    private DiscoveryConfig discovery = DiscoveryConfig.DEFAULT;
    private RoutingLimits routing = RoutingLimits.DEFAULT;
    private int maxContacts = Limits.DEFAULT_MAX_CONTACTS;

    /**
     * Everything at its default; a public key must still be set.
     */
    public CoreConfig()
    {
        role(LinkRole.RELAY);
    }

    /**
     * Public key of the node, and of its endpoint.
     *
     * @param value 32 bytes.
     * @return this.
     */
    public CoreConfig publicKey(final byte[] value)
    {
        link.publicKey(value);
        return this;
    }

    /**
     * Public key of the node, and of its endpoint.
     *
     * @return 32 bytes.
     */
    public byte[] publicKey()
    {
        return link.publicKey();
    }

    /**
     * Name of the network. Nodes of another name do not answer.
     *
     * @param value a short text.
     * @return this.
     */
    public CoreConfig networkName(final String value)
    {
        link.networkName(value);
        session.networkName(value);
        return this;
    }

    /**
     * What the node is to others.
     *
     * @param value of {@link LinkRole}. An endpoint carries nothing for others and is not named to them.
     * @return this.
     */
    public CoreConfig role(final byte value)
    {
        link.role(value);
        circuit.relaying(value == LinkRole.RELAY);
        return this;
    }

    /**
     * Length of the largest datagram. One value for a whole network.
     *
     * @param value bytes.
     * @return this.
     */
    public CoreConfig mtu(final int value)
    {
        link.mtu(value);
        return this;
    }

    /**
     * Whether the node looks for neighbours by itself.
     *
     * @param value false: the bootstrap links are all there is.
     * @return this.
     */
    public CoreConfig discovery(final boolean value)
    {
        discovery = discovery.withEnabled(value);
        return this;
    }

    /**
     * Configuration of links.
     *
     * @return to be changed before the core is made.
     */
    public LinkConfig link()
    {
        return link;
    }

    /**
     * Configuration of circuits.
     *
     * @return to be changed before the core is made.
     */
    public CircuitConfig circuit()
    {
        return circuit;
    }

    /**
     * Configuration of sessions.
     *
     * @return to be changed before the core is made.
     */
    public SessionConfig session()
    {
        return session;
    }

    /**
     * Configuration of discovery.
     *
     * @return an immutable value.
     */
    public DiscoveryConfig discovery()
    {
        return discovery;
    }

    /**
     * Configuration of discovery.
     *
     * @param value new value.
     * @return this.
     */
    public CoreConfig discovery(final DiscoveryConfig value)
    {
        discovery = value;
        return this;
    }

    /**
     * Limits of the routing table.
     *
     * @return an immutable value.
     */
    public RoutingLimits routing()
    {
        return routing;
    }

    /**
     * Limits of the routing table.
     *
     * @param value new value.
     * @return this.
     */
    public CoreConfig routing(final RoutingLimits value)
    {
        routing = value;
        return this;
    }

    /**
     * Contacts in the routing table.
     *
     * @return most contacts.
     */
    public int maxContacts()
    {
        return maxContacts;
    }

    /**
     * Contacts in the routing table. Its memory, some 130 bytes each, is taken at the start.
     *
     * @param value most contacts.
     * @return this.
     */
    public CoreConfig maxContacts(final int value)
    {
        maxContacts = value;
        return this;
    }
}
